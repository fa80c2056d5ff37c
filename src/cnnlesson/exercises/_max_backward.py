"""The task to write the gradient of max pooling of one map."""

from collections.abc import Callable
from itertools import product
from random import Random
from typing import Any

from cnnlesson.exercises._grids import Grid, whole_numbers, zeros
from cnnlesson.exercises.task import Mistake, Task

__all__ = ["MAX_BACKWARD"]


def _first(window: list[float]) -> list[float]:
    return [float(i == window.index(max(window))) for i in range(len(window))]


def _equals(window: list[float]) -> list[float]:
    return [float(value == max(window)) for value in window]


def _sent_back(
    grad: Grid,
    x: Grid,
    size: int,
    stride: int,
    *,
    share: Callable[[list[float]], list[float]] = _first,
    adds: bool = True,
) -> Grid:
    """Return d_x; `share` says what each pixel of a window gets, row by row."""
    d_x: Grid = zeros(len(x), len(x[0]))
    for p, q in product(range(len(grad)), range(len(grad[0]))):
        window = [
            (p * stride + i, q * stride + j)
            for i, j in product(range(size), range(size))
        ]
        shares = share([x[i][j] for i, j in window])
        for (i, j), part in zip(window, shares, strict=True):
            if part:
                d_x[i][j] = grad[p][q] * part + (d_x[i][j] if adds else 0.0)
    return d_x


def _shares(share: Callable[[list[float]], list[float]]) -> Callable[..., Any]:
    return lambda *case: _sent_back(*case, share=share)


def _within(grad: Grid, x: Grid, size: int, stride: int) -> Grid:
    """Send all gradients to the first window, to the place that wins in their own."""
    d_x: Grid = zeros(len(x), len(x[0]))
    for p, q in product(range(len(grad)), range(len(grad[0]))):
        window = [
            x[p * stride + i][q * stride + j]
            for i, j in product(range(size), range(size))
        ]
        i, j = divmod(window.index(max(window)), size)
        d_x[i][j] += grad[p][q]
    return d_x


def _maps() -> list[tuple[Any, ...]]:
    rng = Random(3)
    return [
        ([[5.0]], [[1.0, 3.0], [2.0, 0.0]], 2, 2),
        ([[6.0]], [[1.0, 4.0], [4.0, 2.0]], 2, 2),
        ([[5.0]], [[-3.0, -1.0], [-2.0, -4.0]], 2, 2),
        ([[2.0, 3.0]], [[1.0, 4.0, 2.0, 6.0], [0.0, 3.0, 5.0, 2.0]], 2, 2),
        ([[2.0, 3.0]], [[1.0, 5.0, 2.0], [0.0, 3.0, 4.0]], 2, 1),
        (whole_numbers(rng, 4, 3), whole_numbers(rng, 9, 7), 3, 2),
        (whole_numbers(rng, 2, 3), whole_numbers(rng, 5, 7), 2, 2),
    ]


MAX_BACKWARD = Task(
    "grad x size stride",
    _sent_back,
    _maps(),
    [
        Mistake(
            "to the corner",
            "The gradient goes to the first pixel of the window. Who made the output?",
            _shares(lambda window: [1.0] + [0.0] * (len(window) - 1)),
        ),
        Mistake(
            "shared by all",
            "You share among all pixels, as for the mean. If a pixel that is not the "
            "largest moves a little, what happens to the output?",
            _shares(lambda window: [1 / len(window)] * len(window)),
        ),
        Mistake(
            "ties counted twice",
            "Two pixels are equally large, and each gets the whole gradient. It is "
            "there once.",
            _shares(_equals),
        ),
        Mistake(
            "ties shared",
            "Two pixels are equally large, and you split between them. The library's "
            "rule is another one.",
            _shares(lambda window: [e / sum(_equals(window)) for e in _equals(window)]),
        ),
        Mistake(
            "the last of equals",
            "Of equals the first one wins, reading row by row.",
            _shares(lambda window: _first(window[::-1])[::-1]),
        ),
        Mistake(
            "from zero",
            "Your search for the largest begins at zero. And if all are below?",
            _shares(lambda window: _first([max(0.0, value) for value in window])),
        ),
        Mistake(
            "place in the window",
            "You write to the place within the window. Where in the map does the "
            "window begin?",
            _within,
        ),
        Mistake(
            "stride ignored",
            "From one window to the next it is `stride` pixels. Yours move by one.",
            lambda grad, x, size, stride: _sent_back(grad, x, size, 1),
        ),
        Mistake(
            "overwritten",
            "A pixel that wins two windows keeps what the later one sends. It acts in "
            "both.",
            lambda *case: _sent_back(*case, adds=False),
        ),
        Mistake(
            "one row for all",
            "All rows of your result are one and the same list: `[[0] * 2] * 2` makes "
            "one row and names it twice.",
            lambda *case: (
                [[sum(column) for column in zip(*_sent_back(*case), strict=True)]]
                * len(case[1])
            ),
        ),
        Mistake(
            "winners marked",
            "You mark the winners. How much does each of them get?",
            lambda grad, *case: _sent_back([[1.0] * len(r) for r in grad], *case),
        ),
    ],
)
