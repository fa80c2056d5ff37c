"""What a checker is made of: cases, and the mistakes one makes, each with its hint."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from cnnlesson.exercises._running import run
from cnnlesson.exercises._values import (
    Nested,
    NoNumbersError,
    alike,
    numbers,
    plain,
    shape,
    words,
)

__all__ = ["Mistake", "Task", "ValueTask", "Verdict"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a checker says; true if the answer is right, and shown as its text.

    Parameters
    ----------
    right : bool
        Whether the answer is accepted.
    text : str
        "Right" and how often, or the hint with the smallest example that shows it.
    mistake : str, default ""
        The name of the :class:`Mistake` that was recognized.
    """

    right: bool
    text: str
    mistake: str = ""

    def __bool__(self) -> bool:
        return self.right

    def __repr__(self) -> str:
        return self.text


class Mistake(NamedTuple):
    """A misconception, what to say to it, and how to recognize it.

    Parameters
    ----------
    name : str
        A few words, by which the tests know it.
    hint : str
        Full sentences to the learner. They point at the mistake, not to the solution.
    rule : callable
        In a :class:`Task` the wrong answer itself: it takes what the learner's function
        takes and gives what somebody with this misconception would give. In a
        :class:`ValueTask` it takes the value, as floats in nested lists, and returns
        in words how it shows that it is wrong, or an empty string.
    """

    name: str
    hint: str
    rule: Callable[..., Any]


@dataclass(frozen=True)
class Task:
    """A function to write, judged by what it returns.

    Parameters
    ----------
    arguments : str
        The names of its arguments, with spaces between.
    reference : callable
        A right answer, on nested lists of floats.
    cases : sequence of tuple
        Arguments to try, the smallest first.
    mistakes : sequence of Mistake
        With rules that agree with `reference` in some cases and not in others.
    returns : str, default ""
        The names of its results, with spaces between, if it returns several.
    """

    arguments: str
    reference: Callable[..., Any]
    cases: Sequence[tuple[Any, ...]]
    mistakes: Sequence[Mistake]
    returns: str = ""

    def check(self, answer: object) -> Verdict:
        """Try `answer` in all cases; explain the first in which it is wrong."""
        if not callable(answer):
            return _not_yet(
                f"Give the checker your function itself. It got {words(answer)}."
            )
        results: list[list[Nested]] = []
        crash = ""
        for case in self.cases:
            found, crash = self._results(answer, case)
            if crash:
                break
            results.append(found)
        for k, case in enumerate(self.cases[: len(results)]):
            expected = self._expected(self.reference, case)
            for part, right in enumerate(expected):
                if not alike(results[k][part], right):
                    return self._explain(results, k, part, right)
        if crash:
            return _not_yet(crash, *self._input(self.cases[len(results)]))
        return Verdict(True, f"Right, in all {len(self.cases)} cases.")

    def _results(
        self, answer: Callable[..., object], case: tuple[Any, ...]
    ) -> tuple[list[Nested], str]:
        """Return what `answer` gives in `case`, part by part, or what is the matter."""
        value, problem = run(answer, self.arguments.split(), case)
        if problem:
            return [], problem
        parts = self._parts(value)
        if parts is None:
            wanted = ", ".join(self.returns.split())
            return (
                [],
                f"Your function should return {wanted}. It returned {words(value)}.",
            )
        try:
            return [_read(part) for part in parts], ""
        except NoNumbersError as error:
            advice = " Does it end in return?" if value is None else ""
            return (
                [],
                f"Your function should return numbers. It returned {error}.{advice}",
            )

    def _parts(self, value: object) -> list[object] | None:
        if not self.returns or value is None:
            return [value]
        try:
            parts = list(value)  # type: ignore[call-overload]
        except TypeError:
            return None
        return parts if len(parts) == len(self.returns.split()) else None

    def _expected(
        self, rule: Callable[..., Any], case: tuple[Any, ...]
    ) -> list[Nested]:
        value = rule(*case)
        return [plain(part) for part in (value if self.returns else [value])]

    def _explain(
        self, results: list[list[Nested]], k: int, part: int, right: Nested
    ) -> Verdict:
        """Name the mistake in `part` of result `k`: the one that fits most results."""
        got = results[k][part]
        example = [*self._input(self.cases[k]), *_difference(got, right)]
        fits = {
            mistake: [
                alike(result[part], self._expected(mistake.rule, case)[part])
                for case, result in zip(self.cases, results, strict=False)
            ]
            for mistake in self.mistakes
        }
        likely = [mistake for mistake in self.mistakes if fits[mistake][k]]
        about = f"{self.returns.split()[part]}: " if self.returns else ""
        if likely:
            mistake = max(likely, key=lambda m: sum(fits[m]))
            return _not_yet(about + mistake.hint, *example, mistake=mistake.name)
        return _not_yet(about + _general_hint(got, right), *example)

    def _input(self, case: tuple[Any, ...]) -> list[str]:
        given = [
            f"{name} = {words(value)}"
            for name, value in zip(self.arguments.split(), case, strict=True)
        ]
        return [", ".join(given)] if sum(map(len, given)) < 60 else given


@dataclass(frozen=True)
class ValueTask:
    """A value to find, of which more than one may be right.

    Parameters
    ----------
    shape : tuple of int or None
        Of the nested lists; ``()`` is one number, None any shape.
    mistakes : sequence of Mistake
        The first whose rule has something to say is named; if none has, it is right.
    returns : str, default ""
        The names of the values, with spaces between, if there are several; then the
        rules get as many arguments, and `shape` does not hold.
    """

    shape: tuple[int, ...] | None
    mistakes: Sequence[Mistake]
    returns: str = ""

    def check(self, answer: object) -> Verdict:
        """Look at `answer` for one mistake after the other."""
        names = self.returns.split()
        try:
            if names and not isinstance(answer, list | tuple):
                raise NoNumbersError(words(answer))
            values = [_read(part) for part in (answer if names else [answer])]  # type: ignore[attr-defined]
        except NoNumbersError as error:
            return _not_yet(f"{self._wanted()} The checker got {error}.")
        if len(values) != max(len(names), 1) or not self._fits(values[0]):
            return _not_yet(f"{self._wanted()} The checker got {words(answer)}.")
        for name, hint, rule in self.mistakes:
            if shown := rule(*values):
                return _not_yet(hint, shown, mistake=name)
        return Verdict(True, "Right.")

    def _fits(self, value: Nested) -> bool:
        return bool(self.returns) or self.shape in (None, shape(value))

    def _wanted(self) -> str:
        if self.returns:
            return f"The answer is made of {', '.join(self.returns.split())}."
        if self.shape == ():
            return "The answer is one number."
        if self.shape is None:
            return "The answer is a list of numbers, or of lists of them."
        return f"The answer is a grid of numbers of shape {self.shape}."


def _read(value: object) -> Nested:
    """Return `value` as floats in a full grid, or say what it is instead."""
    try:
        numbers_ = plain(value)
        shape(numbers_)
    except NoNumbersError:
        raise
    except Exception as error:  # some object that claims to be a list
        raise NoNumbersError(f"a {type(value).__name__}") from error
    for place, number in numbers(numbers_):
        if math.isnan(number):
            raise NoNumbersError(
                f"nan, which is not a number{place and ' at ' + place}"
            )
    return numbers_


def _general_hint(got: Nested, right: Nested) -> str:
    if shape(got) != shape(right):
        sizes = f"The shape is {shape(got)}; it should be {shape(right)}."
        swapped = shape(got)[::-1] == shape(right)
        return f"{sizes} Rows and columns are swapped." if swapped else sizes
    if not any(number for _, number in numbers(got)):
        return "All zeros: nothing is added up yet."
    return "This one the checker does not know by name. Do the smallest case by hand."


def _difference(got: Nested, right: Nested) -> Iterator[str]:
    """Yield what was expected and what came back, or where long ones first differ."""
    place = ""
    if len(words(right)) > 60 and shape(got) == shape(right):
        pairs = zip(numbers(got), numbers(right), strict=True)
        place, got, right = next(
            (p, a, b) for (p, a), (_, b) in pairs if not alike(a, b)
        )
    at = f" at {place}" if place else ""
    yield f"expected{at}: {words(right)}"
    yield f"came back{at}: {words(got)}"


def _not_yet(hint: str, *example: str, mistake: str = "") -> Verdict:
    lines = [f"Not yet. {hint}", *(f"    {line}" for line in example)]
    return Verdict(False, "\n".join(lines), mistake)
