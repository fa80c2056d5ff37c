"""What every checker is made of: cases, mistakes, and words for what came back."""

import sys
import textwrap

import numpy as np
import pytest

from cnnlesson.exercises import Mistake, Task, ValueTask, _running
from cnnlesson.exercises._values import words

DOUBLE = Task(
    "x",
    lambda x: [2 * v for v in x],
    [([0.0],), ([2.0],), ([3.0, 1.0],)],
    [
        Mistake("squares", "You square.", lambda x: [v * v for v in x]),
        Mistake("adds two", "You add.", lambda x: [v + 2 for v in x]),
    ],
)
SIDES = Task(
    "x",
    lambda x: (min(x), [max(x)]),
    [([1.0, 1.0],), ([1.0, 3.0],)],
    [Mistake("the first", "Look at all.", lambda x: (x[0], [x[0]]))],
    returns="least most",
)
EVEN = ValueTask(
    (), [Mistake("odd", "It is odd.", lambda v: f"{v:g}" if v % 2 else "")]
)


@pytest.mark.parametrize(
    "kind", [list, tuple, np.array, np.float32, lambda v: [*map(int, v)]]
)
def test_any_reasonable_form_is_right(kind):
    verdict = DOUBLE.check(lambda x: kind([2 * v for v in x]))
    assert verdict.text == "Right, in all 3 cases."
    assert repr(verdict) == str(verdict) == verdict.text


def test_the_mistake_that_fits_most_cases_is_named_with_the_smallest_example():
    # In the case [0] both squares and doubles are 0, in [2] all three are 4.
    verdict = DOUBLE.check(lambda x: [v**2 for v in x])
    assert verdict.mistake == "squares"
    assert verdict.text == (
        "Not yet. You square.\n    x = [3, 1]\n"
        "    expected: [6, 2]\n    came back: [9, 1]"
    )


def test_an_unknown_mistake_is_shown_and_a_shape_explained():
    assert "does not know by name" in DOUBLE.check(lambda x: [7.0 for _ in x]).text
    shape = DOUBLE.check(lambda x: [[2 * v for v in x], [0 for _ in x]]).text
    assert "Your result is a grid of shape (2, 1); it should be a list of" in shape


THIRDS = Task(
    "x",
    lambda x: [[v / 3 for v in row] for row in x],
    [([[1.0, 2.0]],), ([[4.0, 6.0], [5.0, 1.0]],)],
    [],
)


def test_rounding_to_three_decimals_is_right():
    assert THIRDS.check(lambda x: np.round(np.array(x) / 3, 3))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda x: np.zeros(np.shape(x)), "yet, or `//` has cut off the fraction."),
        (lambda x: np.array(x) // 3 if len(x) > 1 else np.array(x) / 3, "`/` belongs"),
        (lambda x: np.round(np.array(x) / 3, 2), "rounded too early"),
        (lambda x: 100 * np.array(x) / 3, "not in per cent"),
        (lambda x: -np.array(x) / 3, "with the wrong sign"),
        (lambda x: np.array(x)[:, ::-1] / 3, "The right numbers, in other places."),
        (lambda x: np.array(x).T / 3, "Rows and columns are swapped."),
        (lambda x: np.array(x).ravel() / 3, "the brackets around them are not"),
        (lambda x: 0, "Your result is one number; it should be a grid of shape (1, 2)"),
        (lambda x: [1, [2]], "It returned numbers and lists side by side."),
        (lambda x: (v for v in x), "a generator, which has made no numbers yet: put"),
        (lambda x: {1.0, 2.0}, "which has no order: make a list of it"),
        (lambda x: "1", "'1', which is text: leave out the quotes"),
        (lambda x: object(), "It returned something of type object."),
    ],
)
def test_what_is_seen_without_knowing_the_exercise_is_said(answer, said):
    assert said in THIRDS.check(answer).text


def test_what_a_function_prints_is_shown_with_the_case_that_is_explained(capsys):
    def answer(x):
        print("x is", x)
        print(sum(x))

    assert DOUBLE.check(answer).text == (
        "Not yet. Your function should return numbers. It returned None. Does it end "
        "in return?\n    x = [0]\n    printed: x is [0.0]\n    printed: 0.0"
    )
    assert capsys.readouterr().out == ""


def test_several_results_are_named():
    assert SIDES.check(lambda x: (min(x), [max(x)]))
    wrong = SIDES.check(lambda x: (min(x), [x[0]]))
    assert wrong.text.startswith("Not yet. most: Look at all.")
    one = SIDES.check(lambda x: min(x)).text
    assert "should return least, most. It returned 1." in one
    other = SIDES.check(lambda x: ([max(x)], min(x)))
    assert "in another order: return least, most." in other.text
    raises = SIDES.check(lambda x: (1 / 0 for _ in "two"))
    assert "It returned a generator, which has made no numbers yet" in raises.text


# Apart from what is said of them, for what is said quotes the line of the answer.
ANSWERS = {
    "a tuple as index": lambda x: x[0, 0],
    "an attribute": lambda x: x.shape,
    "a list times a float": lambda x: x * 2.0,
    "a list plus a number": lambda x: x + 2,
    "a list with a sign": lambda x: -x,
    "a list in a function": lambda x: abs(x),
    "a list times a list": lambda x: x * x,
    "np": eval("lambda x: np.zeros(3)", {}),  # where nobody has imported it
    "another name": lambda x: numpy_.zeros(3),  # noqa: F821
    "a module": lambda x: __import__("no_such_module"),
    "an index": lambda x: x[5],
    "an assignment": lambda x: x.__setitem__(5, 1.0),
    "itself": lambda x: ANSWERS["itself"](x),
    "a zip": lambda x: zip(x, strict=True)[0],
    "parts of a number": lambda x: x[0][0],
    "a loop over a number": lambda x: sum(len(x)),
    "a fraction of times": lambda x: [0] * range(len(x) / 2),
    "a fraction as an index": lambda x: x[len(x) / 2],
    "nothing to add to": lambda x: print() + 1,
    "a window cut off": lambda x: np.ones(2) * np.ones(3),
    "a product of rows": lambda x: np.ones((1, 2)) @ np.ones((1, 2)),
    "an index of NumPy's": lambda x: np.array(x)[5],
    "no return": lambda x: None,
    "two arguments": lambda x, y: x,
}
NUMBER_BY_NUMBER = (
    "Your function gets nested lists of numbers, no arrays: go through them number by "
    "number, or begin with x = np.array(x)."
)
SAID = {
    "a tuple as index": "no arrays: write x[i][j] for x[i, j], or begin with x = np.",
    "an attribute": "no arrays: len(x) and len(x[0]) are their lengths; or begin",
    "a list times a float": NUMBER_BY_NUMBER,
    "a list plus a number": NUMBER_BY_NUMBER,
    "a list with a sign": NUMBER_BY_NUMBER,
    "a list in a function": NUMBER_BY_NUMBER,
    "a list times a list": NUMBER_BY_NUMBER,
    "np": "Import numpy as np first, if you want it; plain lists will do, too.",
    "another name": "name 'numpy_' is not defined",
    "a module": "Plain Python is enough here: lists and loops.",
    "an index": "A loop goes one step too far, or two axes are swapped.",
    "an assignment": "Make the list as long as the result first.",
    "itself": "The function calls itself without an end.",
    "a zip": "Make a list of it first: list(...).",
    "parts of a number": "This is one index too many: a number has no parts.",
    "a loop over a number": "To count up to n, loop over range(n).",
    "a fraction of times": "The division / makes a fraction, and // a whole number.",
    "a fraction as an index": "makes a fraction, and // a whole number.",
    "nothing to add to": "does every function of yours end in return?",
    "a window cut off": "A window that reaches over the end is cut.",
    "a product of rows": "Two arrays do not fit: print their shapes",
    "an index of NumPy's": "A loop goes one step too far, or two axes are swapped.",
    "no return": "Does it end in return?",
    "two arguments": "called with (x). It takes x, y.",
}


@pytest.mark.parametrize("case", ANSWERS)
def test_what_a_learner_runs_into_is_explained(case):
    assert SAID[case] in DOUBLE.check(ANSWERS[case]).text


def test_the_line_that_raised_is_shown():
    def answer(x):
        doubled = []
        doubled[0] = 2 * x[0]
        return doubled

    assert "at `doubled[0] = 2 * x[0]`" in DOUBLE.check(answer).text


def test_a_trace_function_of_somebody_else_is_back_afterwards():
    def mine(frame, event, argument):
        return None

    before = sys.gettrace()
    sys.settrace(mine)
    try:
        DOUBLE.check(lambda x: x)
        assert sys.gettrace() is mine
    finally:
        sys.settrace(before)


def test_what_the_standard_library_does_is_not_counted(monkeypatch):
    monkeypatch.setattr(_running, "_STEPS", 300)

    def answer(x):
        textwrap.wrap("word " * 500)  # many steps, as an import may take them
        return [2 * v for v in x]

    assert DOUBLE.check(answer)


def test_shapes_are_written_as_python_does():
    assert words(((2,), (2, 3), ())) == "((2,), (2, 3), ())"


def test_a_value_is_looked_at():
    assert EVEN.check(np.int64(4)).text == "Right."
    assert EVEN.check(3).text == "Not yet. It is odd.\n    3"
    assert (
        EVEN.check([4]).text
        == "Not yet. The answer is one number. The checker got [4]."
    )


def test_values_that_belong_together_may_be_an_array():
    pair = ValueTask(None, [], returns="one other")
    assert pair.check(np.ones((2, 3)))
    assert "has 2 parts, (one, other). The checker got 4." in pair.check(4).text
    assert "got '4', which is text" in pair.check(("4", 4)).text


def test_large_numbers_are_written_out():
    assert words([6_146_561.0, -0.0, 1 / 3]) == "[6146561, 0, 0.333333]"
    assert words(np.float32(0.5)) == "0.5"


def test_what_a_value_of_any_shape_is_made_of_is_said():
    some = ValueTask(None, [])
    assert some.check([[1, 2], [3, 4]])
    assert "a list of numbers, or of lists of them" in some.check("four").text


def test_long_values_are_shown_where_they_differ_first():
    long = Task("x", lambda x: x, [([1.0] * 40,)], [])

    def answer(x):
        return [*x[:7], 5, *x[8:]]

    text = long.check(answer).text
    assert "expected at [7]: 1\n    came back at [7]: 5" in text
