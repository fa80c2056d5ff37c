"""What an answer is made of, without NumPy: plain numbers in nested lists."""

import math
from collections.abc import Iterator
from numbers import Real
from typing import Any

Nested = Any  # a float, or a list of Nested
_DEEPEST = 6
_LONGEST = 240  # characters of a value that are shown


class NoNumbersError(ValueError):
    """What came back is not made of numbers; the message says what it is."""


def plain(value: object, depth: int = 0) -> Nested:
    """Return `value`, an array, a number or a list of such, as floats in lists."""
    if hasattr(value, "tolist") and not isinstance(value, type):
        value = value.tolist()
    if isinstance(value, list | tuple | range) and depth < _DEEPEST:
        return [plain(part, depth + 1) for part in value]
    if not isinstance(value, Real):
        raise NoNumbersError(words(value))
    try:
        return float(value)
    except OverflowError:
        return math.inf


def shape(value: Nested) -> tuple[int, ...]:
    """Return the lengths of the nested lists; they must be a full grid."""
    if not isinstance(value, list):
        return ()
    shapes = {shape(part) for part in value}
    if len(shapes) > 1:
        raise NoNumbersError("rows of different lengths")
    return (len(value), *(shapes.pop() if shapes else ()))


def numbers(value: Nested, place: str = "") -> Iterator[tuple[str, float]]:
    """Yield each number with its place, written as an index: ``[0][2]``."""
    if isinstance(value, list):
        for i, part in enumerate(value):
            yield from numbers(part, f"{place}[{i}]")
    else:
        yield place, value


def alike(one: Nested, other: Nested) -> bool:
    """Return whether both have the same shape and, but for rounding, numbers."""
    if shape(one) != shape(other):
        return False
    pairs = zip(numbers(one), numbers(other), strict=True)
    return all(
        math.isclose(a, b, rel_tol=1e-5, abs_tol=1e-6) for (_, a), (_, b) in pairs
    )


def words(value: object) -> str:
    """Write `value` as one reads it: ``[1, 2.5]``, cut short where it is long."""
    text = _written(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 4]} ..."


def _written(value: object) -> str:
    if isinstance(value, list | tuple):
        inside = ", ".join(map(_written, value))
        if isinstance(value, tuple) and len(value) == 1:
            return f"({inside},)"
        return f"[{inside}]" if isinstance(value, list) else f"({inside})"
    if isinstance(value, float):
        return f"{value + 0.0:.6g}"
    if callable(value):
        return f"the function {getattr(value, '__name__', '')}".rstrip()
    return repr(value)
