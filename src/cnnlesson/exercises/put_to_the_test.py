"""Checkers of *Put to the test*."""

from collections.abc import Iterable, Set

from cnnlesson.exercises._grids import Grid
from cnnlesson.exercises._values import Nested, alike, numbers, shape, words
from cnnlesson.exercises.task import Mistake, ValueTask, Verdict

__all__ = ["check_alike_to_pooling", "check_wrong_columns"]

# -- How many columns are wrong ------------------------------------------------

_COLUMNS, _REACH, _SHIFT = 64, 2, 6  # of the photograph, of a window of 5, of the move


def _around(border: int) -> set[int]:
    """Return the columns whose window reaches over a border before column `border`."""
    return {c % _COLUMNS for c in range(border - _REACH, border + _REACH)}


_NEW, _OLD = _around(0), _around(_SHIFT)


def _no_columns(value: Nested) -> str:
    fits = len(shape(value)) == 1 and set(value) <= set(range(_COLUMNS))
    return "" if fits else f"it got {words(value)}"


def _among(value: list[float], columns: Iterable[int]) -> set[int]:
    return {c for c in columns if c in value}


def _none_of(value: list[float], columns: set[int]) -> str:
    return "" if _among(value, columns) else f"you have {words(value)}"


def _nearest_alone(value: list[float]) -> str:
    nearest = {_COLUMNS - 1, 0, _SHIFT - 1, _SHIFT}
    return f"you have {words(value)}" if set(value) == nearest else ""


def _half_of_old(value: list[float]) -> str:
    before, after = range(_SHIFT - _REACH, _SHIFT), range(_SHIFT, _SHIFT + _REACH)
    sides = [len(_among(value, side)) for side in (before, after)]
    return (
        f"left of it you have {sides[0]}, right of it {sides[1]}"
        if 0 in sides and any(sides)
        else ""
    )


def _extra(value: list[float]) -> str:
    for column in map(int, value):
        if column not in _NEW | _OLD:
            was = (column - _SHIFT) % _COLUMNS
            return (
                f"column {column}: its window is {column - _REACH} to "
                f"{column + _REACH}, and was {was - _REACH} to {was + _REACH}"
            )
    return ""


def _missing(value: list[float]) -> str:
    have = [len(_among(value, columns)) for columns in (_NEW, _OLD)]
    complete = have == [len(_NEW), len(_OLD)]
    return (
        ""
        if complete
        else f"at the border now: {have[0]}, where the old one landed: {have[1]}"
    )


WRONG_COLUMNS = ValueTask(
    None,
    [
        Mistake(
            "no columns",
            "The answer is a list of columns, whole numbers from 0 to 63.",
            _no_columns,
        ),
        Mistake(
            "one on each side",
            "So it is with a window of 3. How far to its left does a window of 5 "
            "reach?",
            _nearest_alone,
        ),
        Mistake(
            "the border of now alone",
            "Moving the map moves the values, too, that were computed at the border. "
            "Where did they land?",
            lambda value: _none_of(value, _OLD),
        ),
        Mistake(
            "the old border alone",
            "The moved photograph has a border as well, with zeros beyond.",
            lambda value: _none_of(value, _NEW),
        ),
        Mistake(
            "one side of the old border",
            "Two borders of the photograph landed side by side, its left and its "
            "right.",
            _half_of_old,
        ),
        Mistake(
            "too many",
            "One of your columns is as it should be: its window reaches over no "
            "border, and did not before the move.",
            _extra,
        ),
        Mistake(
            "too few",
            "All of these are wrong, but there are more. Both borders have two sides.",
            _missing,
        ),
    ],
)


def check_wrong_columns(answer: object) -> Verdict:
    """Judge which columns of a map are wrong after a move of the image.

    A filter of 5 by 5, with zeros at the border, looks at a photograph of 64 columns
    that is moved around by 6 pixels to the right.

    Parameters
    ----------
    answer : sequence or set of int
        Columns, in any order.

    Returns
    -------
    Verdict
        Right, or the hint for what is missing or too much.

    Examples
    --------
    >>> check_wrong_columns([0, 1, 62, 63]).mistake
    'the border of now alone'
    """
    return WRONG_COLUMNS.check(list(answer) if isinstance(answer, Set) else answer)


# -- What global pooling cannot tell -------------------------------------------


def _no_maps(one: Nested, other: Nested) -> str:
    sizes = shape(one), shape(other)
    fits = sizes[0] == sizes[1] and len(sizes[0]) == 2 and 0 not in sizes[0]
    return "" if fits else f"the shapes are {words(sizes)}"


def _moves(grid: Grid) -> Iterable[Grid]:
    """Yield `grid` moved around in a circle, to all places."""
    for i in range(len(grid)):
        for j in range(len(grid[0])):
            yield [row[j:] + row[:j] for row in grid[i:] + grid[:i]]


def _compared(name: str, one: float, other: float) -> str:
    return "" if alike(one, other) else f"{name}: {words(one)} and {words(other)}"


def _largest(grid: Grid) -> float:
    return max(value for _, value in numbers(grid))


def _mean(grid: Grid) -> float:
    values = [value for _, value in numbers(grid)]
    return sum(values) / len(values)


ALIKE_TO_POOLING = ValueTask(
    None,
    [
        Mistake("no maps", "Both are maps, of the same height and width.", _no_maps),
        Mistake(
            "the same map",
            "These two are equal, so there is nothing to tell.",
            lambda one, other: f"both: {words(one)}" if alike(one, other) else "",
        ),
        Mistake(
            "moved",
            "One is the other, moved. That they are taken for the same is what the "
            "pooling is for. Find two that are more different.",
            lambda one, other: next(
                (f"moved: {words(m)}" for m in _moves(one) if alike(m, other)), ""
            ),
        ),
        Mistake(
            "the maximum tells",
            "Global max pooling tells them apart.",
            lambda one, other: _compared("largest", _largest(one), _largest(other)),
        ),
        Mistake(
            "the mean tells",
            "Global average pooling tells them apart.",
            lambda one, other: _compared("mean", _mean(one), _mean(other)),
        ),
    ],
    returns="one other",
)


def check_alike_to_pooling(answer: object) -> Verdict:
    """Judge two different maps that are the same to both kinds of global pooling.

    Parameters
    ----------
    answer : tuple
        Two nested lists or arrays of shape (H, W).

    Returns
    -------
    Verdict
        Right if maximum and mean agree and neither map is the other one moved around
        in a circle; or what tells them apart.

    Examples
    --------
    >>> check_alike_to_pooling(([[1, 0]], [[0, 1]])).mistake
    'moved'
    """
    return ALIKE_TO_POOLING.check(answer)
