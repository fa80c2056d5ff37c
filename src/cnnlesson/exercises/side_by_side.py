"""Checker of *Side by side*."""

import math

from cnnlesson.exercises.task import Mistake, Task, Verdict

__all__ = ["check_sizes"]

_NAMES = ["first", "pooled", "second", "head"]
_MAPS, _CLASSES = 32, 10


def _sizes(side: int) -> tuple[int, int, int, int]:
    first = side - 2
    pooled = first // 2
    second = pooled - 2
    return first, pooled, second, _MAPS * second * second * _CLASSES + _CLASSES


def _last(side: int) -> int:
    return _sizes(side)[2]


def _with(side: int, **wrong: float) -> list[float]:
    """Return the right numbers but for one: a mistake is named where it shows first."""
    return [*(dict(zip(_NAMES, _sizes(side), strict=True)) | wrong).values()]


SIZES = Task(
    "side",
    _sizes,
    [(side,) for side in (8, 9, 10, 13, 28, 32, 33)],
    [
        Mistake(
            "border kept",
            "Without padding there is no window around the pixels of the border.",
            lambda side: _with(side, first=side),
        ),
        Mistake(
            "one pixel lost",
            "Count the positions of a window of 3 on a row of 4 pixels.",
            lambda side: _with(side, first=side - 1),
        ),
        Mistake(
            "rounds up",
            "A block that is not whole is left out.",
            lambda side: _with(side, pooled=math.ceil((side - 2) / 2)),
        ),
        Mistake(
            "half a pixel",
            "A map has a whole number of rows. What becomes of the odd one?",
            lambda side: _with(side, pooled=(side - 2) / 2),
        ),
        Mistake(
            "pooling with overlap",
            "The blocks of the pooling lie side by side. Yours move by one pixel.",
            lambda side: _with(side, pooled=side - 3),
        ),
        Mistake(
            "second border kept",
            "The second convolution has no padding either.",
            lambda side: _with(side, second=(side - 2) // 2),
        ),
        Mistake(
            "one map",
            "The head gets the numbers of all maps, not of one.",
            lambda side: _with(side, head=_CLASSES * (_last(side) ** 2 + 1)),
        ),
        Mistake(
            "maps of the first",
            "So many maps leave the first convolution. The head reads those of the "
            "second.",
            lambda side: _with(side, head=_CLASSES * (16 * _last(side) ** 2 + 1)),
        ),
        Mistake(
            "one bias for all",
            "The outputs do not share a bias: each of the ten has its own.",
            lambda side: _with(side, head=_MAPS * _last(side) ** 2 * _CLASSES + 1),
        ),
        Mistake(
            "biases forgotten",
            "Each of the ten outputs has a bias.",
            lambda side: _with(side, head=_MAPS * _last(side) ** 2 * _CLASSES),
        ),
        Mistake(
            "one output",
            "That is the part of one class. There are ten.",
            lambda side: _with(side, head=_MAPS * _last(side) ** 2 + 1),
        ),
        Mistake(
            "a side for a square",
            "A map is as high as it is wide: how many numbers does it hold?",
            lambda side: _with(side, head=_CLASSES * (_MAPS * _last(side) + 1)),
        ),
    ],
    returns=" ".join(_NAMES),
)


def check_sizes(answer: object) -> Verdict:
    """Judge ``answer(side)``: sizes of the maps of a CNN, parameters of its head.

    The CNN is that of the page: a convolution to 16 maps, max pooling by 2, a
    convolution to 32 maps, and a dense layer of 10 outputs. The filters are 3 by 3,
    without padding.

    Parameters
    ----------
    answer : callable
        Takes the side of the image, in pixels; returns the side of the maps after the
        first convolution, after the pooling and after the second convolution, and the
        number of parameters of the dense layer.

    Returns
    -------
    Verdict
        Right, or the hint for the mistake with the smallest case that shows it.

    Examples
    --------
    >>> check_sizes(lambda side: (side, side // 2, side // 2, 0)).mistake
    'border kept'
    """
    return SIZES.check(answer)
