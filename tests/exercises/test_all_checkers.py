"""Every checker accepts right answers, names the mistake in wrong ones, survives junk.

The answers stand in ``tests/known_answers``, a module for each module of checkers.
"""

import importlib
import pkgutil
from itertools import count

import numpy as np
import pytest

from cnnlesson import exercises
from cnnlesson.exercises import Task, ValueTask, _running


def _modules():
    for module in pkgutil.iter_modules(exercises.__path__):
        if not module.name.startswith("_") and module.name != "task":
            yield module.name


def _checkers():
    """Yield the module, the checker and its task, which is SIZE for check_size."""
    for name in _modules():
        module = importlib.import_module(f"cnnlesson.exercises.{name}")
        for check in module.__all__:
            task = getattr(module, check.removeprefix("check_").upper())
            yield pytest.param(name, getattr(module, check), task, id=check)


CHECKERS = list(_checkers())
FUNCTIONS = [p for p in CHECKERS if isinstance(p.values[2], Task)]
VALUES = [p for p in CHECKERS if isinstance(p.values[2], ValueTask)]
every_checker = pytest.mark.parametrize(("module", "check", "task"), CHECKERS)
every_function = pytest.mark.parametrize(("module", "check", "task"), FUNCTIONS)
every_value = pytest.mark.parametrize(("module", "check", "task"), VALUES)


def _known(module, kind, check):
    answers = importlib.import_module(f"known_answers.{module}")
    return getattr(answers, kind).get(check.__name__, {})


def test_checkers_are_found():
    assert len(FUNCTIONS) >= 2
    assert len(VALUES) >= 2


@every_checker
def test_a_right_answer_written_otherwise_is_accepted(module, check, task):
    right = _known(module, "RIGHT", check)
    assert right, "write a right answer, otherwise than the reference"
    for answer in right:
        verdict = check(answer)
        assert verdict, verdict.text
        assert verdict.right
        assert verdict.text.startswith("Right")


@every_checker
def test_known_wrong_answers_get_the_hint_for_their_mistake(module, check, task):
    wrong = _known(module, "WRONG", check)
    assert len(wrong) >= 3, "write three wrong answers, each under its mistake's name"
    hints = {mistake.name: mistake.hint for mistake in task.mistakes}
    for name, answer in wrong.items():
        verdict = check(answer)
        assert verdict.mistake == name, f"{name}: {verdict.text}"
        assert not verdict
        assert hints[name] in verdict.text
        assert "\n    " in verdict.text, "the hint needs an example"


@every_value
def test_each_mistake_in_a_value_has_a_known_wrong_answer(module, check, task):
    assert {m.name for m in task.mistakes} == set(_known(module, "WRONG", check))


@every_function
def test_the_reference_is_right_and_each_mistake_is_told_from_the_others(
    module, check, task
):
    assert check(task.reference)
    for mistake in task.mistakes:
        assert check(mistake.rule).mistake == mistake.name


@every_checker
def test_hints_are_sentences_and_say_no_more_than_that(module, check, task):
    assert len({m.name for m in task.mistakes}) == len(task.mistakes) >= 3
    for mistake in task.mistakes:
        assert mistake.hint.endswith((".", "?"))
        assert not mistake.hint.lower().startswith("wrong")


def _raises(*_):
    raise ZeroDivisionError("by zero")


def _hangs(*_):
    while True:
        pass


def _counts(*_):
    return sum(1 for _ in iter(int, 1))


def _swallows(*_):
    for _ in count():
        try:
            continue
        except Exception:
            pass


def _calls_itself(*arguments):
    return _calls_itself(*arguments)


JUNK = {  # an answer, and what must be said to it
    "raises": (_raises, "ZeroDivisionError: by zero"),
    "exits": (lambda *_: exit(), "SystemExit"),
    "hangs": (_hangs, "does not come to an end"),
    "hangs in a generator": (_counts, "does not come to an end"),
    "hangs and catches": (_swallows, "does not come to an end"),
    "calls itself": (_calls_itself, ""),
    "no arguments": (lambda: 1, "It takes nothing"),
    "none": (lambda *_: None, "None"),
    "nan": (lambda *_: float("nan"), "nan"),
    "array of nan": (lambda *_: np.array([np.nan]), "nan"),
    "too deep": (lambda *_: [[[[[[[1]]]]]]], ""),
    "ragged": (lambda *_: [[1], [2, 3]], ""),
    "text": (lambda *_: "four", ""),
    "huge": (lambda *_: 10**400, ""),
    "complex": (lambda *_: 1j, "1j"),
    "a class": (lambda *_: np.ndarray, ""),
    "a generator that raises": (lambda *_: (1 / 0 for _ in "ab"), "generator"),
    "a generator without end": (lambda *_: count(), "count"),
    "a dictionary": (lambda *_: {"a": 1, "b": 2}, "{'a': 1, 'b': 2}"),
    "not a function": (3, "your function itself"),
    "a string": ("output_size", "'output_size'"),
    "nothing": (None, "None"),
}


@every_function
@pytest.mark.parametrize("junk", JUNK)
def test_junk_is_answered_with_a_hint(module, check, task, junk, monkeypatch):
    monkeypatch.setattr(_running, "_STEPS", 20_000)  # a junk answer ends in no case
    answer, part = JUNK[junk]
    verdict = check(answer)
    assert not verdict
    assert verdict.text.startswith("Not yet. ")
    assert part in verdict.text


@every_value
@pytest.mark.parametrize(
    "junk",
    [
        *(None, "nine", float("nan"), [[[[[[[1]]]]]]], [[1], [2, 3]], print, {}, 1j),
        *([None], ["1", "2"], np.array(["3"]), object(), int, ((), ())),
    ],
    ids=repr,
)
def test_a_junk_value_is_answered_with_a_hint(module, check, task, junk):
    verdict = check(junk)
    assert not verdict
    assert verdict.text.startswith("Not yet. ")
    assert len(verdict.text) > 20


@every_function
def test_a_function_that_changes_its_arguments_is_told_so(module, check, task):
    def empties(*arguments):
        for argument in arguments:
            if isinstance(argument, list):
                argument.clear()
        return task.reference(*arguments) if untouched else 0

    untouched = not any(isinstance(a, list) for case in task.cases for a in case)
    verdict = check(empties)
    assert bool(verdict) == untouched
    assert untouched or "changes its argument" in verdict.text


@every_function
def test_the_cases_are_not_written_to(module, check, task):
    before = repr(task.cases)
    check(lambda *arguments: [a.clear() for a in arguments if isinstance(a, list)])
    assert repr(task.cases) == before
