"""What a learner's function gives in one case, read part by part, or what is wrong."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from cnnlesson.exercises._running import run
from cnnlesson.exercises._values import Nested, NoNumbersError, bare, described, read


class Result(NamedTuple):
    """The `parts` that came back, or what the `problem` is; and what was `printed`."""

    parts: list[Nested]
    problem: str = ""
    printed: str = ""


def tried(
    answer: Callable[..., object],
    arguments: Sequence[str],
    case: Sequence[Any],
    names: Sequence[str],
) -> Result:
    """Call `answer`; it should return one value, or as many as there are `names`."""
    value, problem, printed = run(answer, arguments, case)
    if problem:
        return Result([], problem, printed)
    wanted = ", ".join(names) or "numbers"
    returned = f"Your function should return {wanted}. It returned"
    parts = _parts(value, names)
    if parts is None:
        advice = " Does it end in return?" if value is None else ""
        return Result([], f"{returned} {described(value)}.{advice}", printed)
    try:
        return Result([read(part) for part in parts], "", printed)
    except NoNumbersError as error:
        return Result([], f"{returned} {error}.", printed)


def _parts(value: object, names: Sequence[str]) -> list[object] | None:
    if not names:
        return None if value is None else [value]
    parts = bare(value)
    fits = isinstance(parts, list | tuple) and len(parts) == len(names)
    return list(parts) if fits else None  # type: ignore[call-overload]
