"""What an answer is made of, without NumPy: plain numbers in nested lists."""

import math
from collections.abc import Iterator, Set
from numbers import Real
from typing import Any

Nested = Any  # a float, or a list of Nested
_DEEPEST = 6
_LONGEST = 240  # characters of a value that are shown


class NoNumbersError(ValueError):
    """What came back is not made of numbers; the message says what it is."""


def read(value: object) -> Nested:
    """Return `value` as floats in a full grid, or say what it is instead."""
    try:
        grid = plain(value)
        shape(grid)
    except NoNumbersError:
        raise
    except Exception as error:  # some object that claims to be a list
        raise NoNumbersError(f"a {type(value).__name__}") from error
    for place, number in numbers(grid):
        if math.isnan(number):
            raise NoNumbersError(
                f"nan{place and ' at ' + place}, which is not a number"
            )
    return grid


def bare(value: object) -> object:
    """Return an array, or a number of NumPy's, as Python's own lists and numbers."""
    if hasattr(value, "tolist") and not isinstance(value, type):
        own: object = value.tolist()
        return own
    return value


def plain(value: object, depth: int = 0) -> Nested:
    """Return `value`, an array, a number or a list of such, as floats in lists."""
    value = bare(value)
    if isinstance(value, list | tuple | range) and depth < _DEEPEST:
        return [plain(part, depth + 1) for part in value]
    if not isinstance(value, Real):
        raise NoNumbersError(described(value))
    try:
        return float(value)
    except OverflowError:
        return math.inf


def described(value: object) -> str:
    """Write what is no number, nor a list of numbers, and what to do about it."""
    if isinstance(value, str):
        return f"{words(value)}, which is text: leave out the quotes"
    if isinstance(value, Set):
        return f"{words(value)}, which has no order: make a list of it"
    if isinstance(value, Iterator):
        return f"{words(value)}, which has made no numbers yet: put list() around it"
    return words(value)


def shape(value: Nested) -> tuple[int, ...]:
    """Return the lengths of the nested lists; they must be a full grid."""
    if not isinstance(value, list):
        return ()
    shapes = {shape(part) for part in value}
    if len(shapes) > 1:
        mixed = () in shapes
        raise NoNumbersError(
            "numbers and lists side by side" if mixed else "rows of different lengths"
        )
    return (len(value), *(shapes.pop() if shapes else ()))


def numbers(value: Nested, place: str = "") -> Iterator[tuple[str, float]]:
    """Yield each number with its place, written as an index: ``[0][2]``."""
    if isinstance(value, list):
        for i, part in enumerate(value):
            yield from numbers(part, f"{place}[{i}]")
    else:
        yield place, value


def flat(value: Nested) -> list[float]:
    """Return all numbers in one list."""
    return [number for _, number in numbers(value)]


def alike(one: Nested, other: Nested, tolerance: float = 1e-6) -> bool:
    """Return whether both have the same shape and, but for rounding, numbers."""
    if shape(one) != shape(other):
        return False
    return all(
        math.isclose(a, b, rel_tol=1e-5, abs_tol=tolerance)
        for a, b in zip(flat(one), flat(other), strict=True)
    )


def agree(got: Nested, right: Nested) -> bool:
    """Return whether `got` is `right`; who rounds to three decimals is right."""
    return alike(got, right, 5.1e-4)


def words(value: object) -> str:
    """Write `value` as one reads it: ``[1, 2.5]``, cut short where it is long."""
    text = _written(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 4]} ..."


def _written(value: object) -> str:
    value = bare(value)
    if isinstance(value, list | tuple):
        inside = ", ".join(map(_written, value))
        if isinstance(value, tuple) and len(value) == 1:
            return f"({inside},)"
        return f"[{inside}]" if isinstance(value, list) else f"({inside})"
    if isinstance(value, float):
        value += 0.0  # there is no -0 in this course
        whole = value.is_integer() and abs(value) < 1e15
        return f"{value:.0f}" if whole else f"{value:.6g}"
    if callable(value):
        return f"the function {getattr(value, '__name__', '')}".rstrip()
    if isinstance(value, Iterator):
        return f"a {type(value).__name__}"
    if type(value).__repr__ is object.__repr__:
        return f"something of type {type(value).__name__}"  # without its address
    return repr(value)
