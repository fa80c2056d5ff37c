"""What every checker is made of: cases, mistakes, and words for what came back."""

import sys

import numpy as np
import pytest

from cnnlesson.exercises import Mistake, Task, ValueTask
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
    assert "All zeros" in DOUBLE.check(lambda x: [0.0 for _ in x]).text
    shape = DOUBLE.check(lambda x: [[2 * v for v in x]]).text
    assert "The shape is (1, 1); it should be (1,)." in shape


def test_several_results_are_named():
    assert SIDES.check(lambda x: (min(x), [max(x)]))
    wrong = SIDES.check(lambda x: (min(x), [x[0]]))
    assert wrong.text.startswith("Not yet. most: Look at all.")
    one = SIDES.check(lambda x: min(x)).text
    assert "should return least, most. It returned 1." in one


@pytest.mark.parametrize(
    ("answer", "part"),
    [
        (lambda x: x[0, 0], "write x[i][j] for x[i, j]"),
        (lambda x: x.shape, "len(x) and len(x[0]) are their lengths"),
        (lambda x: x * 2.0, "number by number"),
        (lambda x: x + 2, "number by number"),
        (lambda x: -x, "number by number"),
        (lambda x: np_is_not_here.zeros(3), "name 'np_is_not_here'"),  # noqa: F821
        (lambda x: x[5], "one step too far"),
        (lambda x: None, "Does it end in return?"),
        (lambda x, y: x, "called with 1 arguments, (x). It takes x, y."),
    ],
    ids=range(9),
)
def test_what_a_learner_runs_into_is_explained(answer, part):
    assert part in DOUBLE.check(answer).text


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


def test_shapes_are_written_as_python_does():
    assert words(((2,), (2, 3), ())) == "((2,), (2, 3), ())"


def test_a_value_is_looked_at():
    assert EVEN.check(np.int64(4)).text == "Right."
    assert EVEN.check(3).text == "Not yet. It is odd.\n    3"
    assert (
        EVEN.check([4]).text
        == "Not yet. The answer is one number. The checker got [4]."
    )


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
