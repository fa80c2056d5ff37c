"""What a checker is made of: cases, and the mistakes one makes, each with its hint."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Any, NamedTuple

from cnnlesson.exercises._general import difference, form, hint
from cnnlesson.exercises._results import Result, tried
from cnnlesson.exercises._values import (
    Nested,
    NoNumbersError,
    agree,
    bare,
    described,
    plain,
    read,
    shape,
    words,
)

__all__ = ["Mistake", "Task", "ValueTask", "Verdict"]

_WIDTH = 60  # characters of a line
_PRINTED = 3  # lines of what a function prints that are shown


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
        results: list[Result] = []
        for case in self.cases:
            results.append(tried(answer, self.arguments.split(), case, self._names))
            if results[-1].problem:
                break
        for k, result in enumerate(results):
            if result.problem:
                return self._not_yet(k, result, result.problem)
            for part, right in enumerate(self._expected(self.reference, k)):
                if not agree(got := result.parts[part], right):
                    name, said = self._explained(results, k, part)
                    example = difference(got, right)
                    return self._not_yet(k, result, said, *example, mistake=name)
        return Verdict(True, f"Right, in all {len(self.cases)} cases.")

    @property
    def _names(self) -> list[str]:
        return self.returns.split()

    def _expected(self, rule: Callable[..., Any], k: int) -> list[Nested]:
        value = rule(*self.cases[k])
        return [plain(part) for part in (value if self.returns else [value])]

    def _explained(self, results: list[Result], k: int, part: int) -> tuple[str, str]:
        """Name the mistake in `part` of result `k`, the one that fits most results."""
        whole = [result.parts for result in results if not result.problem]

        def fits(mistake: Mistake, i: int) -> bool:
            return agree(whole[i][part], self._expected(mistake.rule, i)[part])

        likely = [mistake for mistake in self.mistakes if fits(mistake, k)]
        share = {m: [fits(m, i) for i in range(len(whole))] for m in likely}
        best = max(likely, key=lambda m: sum(share[m]), default=None)
        if not (best and all(share[best])) and self._reordered(whole):
            wanted = ", ".join(self._names)
            return "", f"The right results, in another order: return {wanted}."
        if best:
            return best.name, self._about(part, best.hint)
        right = self._expected(self.reference, k)[part]
        return "", self._about(part, hint(whole[k][part], right))

    def _reordered(self, whole: list[list[Nested]]) -> bool:
        """Return whether all results hold the right parts, in one other order."""
        rights = [self._expected(self.reference, k) for k in range(len(whole))]
        return bool(self.returns) and any(
            all(
                agree(parts[i], right)
                for parts, expected in zip(whole, rights, strict=True)
                for i, right in zip(order, expected, strict=True)
            )
            for order in permutations(range(len(self._names)))
        )

    def _about(self, part: int, said: str) -> str:
        return f"{self._names[part]}: {said}" if self.returns else said

    def _not_yet(
        self, k: int, result: Result, said: str, *example: str, mistake: str = ""
    ) -> Verdict:
        """Say what is the matter with result `k`, and show the case."""
        lines = result.printed.splitlines()[:_PRINTED]
        printed = [f"printed: {line[:_WIDTH]}" for line in lines]
        shown = [*self._input(self.cases[k]), *example, *printed]
        return _not_yet(said, *shown, mistake=mistake)

    def _input(self, case: tuple[Any, ...]) -> list[str]:
        given = [
            f"{name} = {words(value)}"
            for name, value in zip(self.arguments.split(), case, strict=True)
        ]
        return [", ".join(given)] if sum(map(len, given)) < _WIDTH else given


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
        parts = bare(answer) if names else [answer]
        try:
            if not isinstance(parts, list | tuple):
                raise NoNumbersError(described(parts))
            values = [read(part) for part in parts]
        except NoNumbersError as error:
            return _not_yet(f"{self._wanted()} The checker got {error}.")
        if len(values) != max(len(names), 1) or not self._fits(values[0]):
            return _not_yet(f"{self._wanted()} The checker got {words(answer)}.")
        for name, said, rule in self.mistakes:
            if shown := rule(*values):
                return _not_yet(said, shown, mistake=name)
        return Verdict(True, "Right.")

    def _fits(self, value: Nested) -> bool:
        return bool(self.returns) or self.shape in (None, shape(value))

    def _wanted(self) -> str:
        if names := self.returns.split():
            return f"The answer has {len(names)} parts, ({', '.join(names)})."
        if self.shape is None:
            return "The answer is a list of numbers, or of lists of them."
        return f"The answer is {form(self.shape)}."


def _not_yet(said: str, *example: str, mistake: str = "") -> Verdict:
    lines = [f"Not yet. {said}", *(f"    {line}" for line in example)]
    return Verdict(False, "\n".join(lines), mistake)
