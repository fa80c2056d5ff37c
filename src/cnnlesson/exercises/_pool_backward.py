"""The task to write the gradient of average pooling along a row."""

from cnnlesson.exercises._backward import scaled
from cnnlesson.exercises._grids import zeros
from cnnlesson.exercises.task import Mistake, Task

__all__ = ["POOL_BACKWARD"]


def _shares(grad: list[float], n: int, k: int, s: int) -> list[float]:
    d_x: list[float] = zeros(n)
    for p, slope in enumerate(grad):
        for u in range(k):
            d_x[p * s + u] += slope / k
    return d_x


def _overwritten(grad: list[float], n: int, k: int, s: int) -> list[float]:
    d_x: list[float] = zeros(n)
    for p, slope in enumerate(grad):
        d_x[p * s : p * s + k] = [slope / k] * k
    return d_x


def _to_the_first(grad: list[float], n: int, k: int, s: int) -> list[float]:
    d_x: list[float] = zeros(n)
    for p, slope in enumerate(grad):
        d_x[p * s] += slope
    return d_x


POOL_BACKWARD = Task(
    "grad n k s",
    _shares,
    [
        ([6.0], 2, 2, 1),
        ([6.0, 2.0], 3, 2, 1),
        ([6.0, 2.0], 4, 2, 2),
        ([3.0, 6.0, -9.0], 8, 3, 2),
        ([4.0, -8.0, 1.0, 5.0], 11, 4, 2),
    ],
    [
        Mistake(
            "not divided",
            "Each pixel gets the whole gradient of its window. How much of the mean "
            "is one pixel?",
            lambda grad, n, k, s: scaled(_shares(grad, n, k, s), k),
        ),
        Mistake(
            "overwritten",
            "Where windows overlap a pixel gets a share from each of them.",
            _overwritten,
        ),
        Mistake(
            "to one pixel",
            "One pixel of the window takes all, as for the maximum. A mean is made of "
            "all.",
            _to_the_first,
        ),
        Mistake(
            "one share",
            "The share is right, and one pixel alone gets it. Who else was in the "
            "window?",
            lambda grad, n, k, s: scaled(_to_the_first(grad, n, k, s), 1 / k),
        ),
        Mistake(
            "stride ignored",
            "The window of output p begins at pixel p times s.",
            lambda grad, n, k, s: _shares(grad, n, k, 1),
        ),
        Mistake(
            "divided by the overlap",
            "You divide by the number of windows that see a pixel. A pixel in two "
            "windows acts twice.",
            lambda grad, n, k, s: [
                share / max(1, seen)
                for share, seen in zip(
                    _shares(grad, n, k, s),
                    _shares([k] * len(grad), n, k, s),
                    strict=True,
                )
            ],
        ),
    ],
)
