"""The task to put two layers into one."""

from random import Random
from typing import Any

from cnnlesson.exercises._grids import Grid, added, turned, whole_numbers, zeros
from cnnlesson.exercises.task import Mistake, Task

__all__ = ["ONE_LAYER"]

Filters = list[list[Grid]]


def _laid_over(a: Grid, b: Grid) -> Grid:
    """Return the kernel that does the work of `a` and then `b`."""
    made: Grid = zeros(len(a) + len(b) - 1, len(a[0]) + len(b[0]) - 1)
    for i, row in enumerate(a):
        for j, first in enumerate(row):
            for u, line in enumerate(b):
                for v, second in enumerate(line):
                    made[i + u][j + v] += first * second
    return made


def _one_layer(
    w1: Filters, b1: list[float], w2: Filters, b2: list[float]
) -> tuple[Filters, list[float]]:
    weight = []
    for second in w2:
        kernels = []
        for c in range(len(w1[0])):
            parts = [_laid_over(f[c], k) for f, k in zip(w1, second, strict=True)]
            total = parts[0]
            for part in parts[1:]:
                total = added(total, part)
            kernels.append(total)
        weight.append(kernels)
    sums = [[sum(map(sum, kernel)) for kernel in second] for second in w2]
    pairs = zip(sums, b2, strict=True)
    bias = [b + sum(s * v for s, v in zip(row, b1, strict=True)) for row, b in pairs]
    return weight, bias


def _with_turned(which: str) -> Any:
    def rule(w1: Filters, b1: Any, w2: Filters, b2: Any) -> tuple[Filters, list[float]]:
        first = [[turned(k) for k in f] for f in w1] if "1" in which else w1
        second = [[turned(k) for k in f] for f in w2] if "2" in which else w2
        return _one_layer(first, b1, second, b2)

    return rule


def _pairs_of_layers() -> list[tuple[Any, ...]]:
    rng = Random(4)
    shapes = [((2, 1, 1, 2), (1, 2, 1, 2)), ((1, 2, 1, 2), (1, 1, 2, 1))]
    shapes += [((4, 2, 3, 2), (3, 4, 2, 5))]
    return [
        ([[[[1.0, 2.0]]]], [1.0], [[[[3.0, 4.0]]]], [2.0]),  # to be done by hand
        *(
            tuple(whole_numbers(rng, *s) for s in (one, one[:1], other, other[:1]))
            for one, other in shapes
        ),
    ]


ONE_LAYER = Task(
    "w1 b1 w2 b2",
    _one_layer,
    _pairs_of_layers(),
    [
        Mistake(
            "the second kernel turned",
            "The second kernel lies upside down. Send a single bright pixel through "
            "both.",
            _with_turned("2"),
        ),
        Mistake(
            "the first kernel turned",
            "The first kernel lies upside down. Send a single bright pixel through "
            "both.",
            _with_turned("1"),
        ),
        Mistake(
            "the whole kernel turned",
            "The kernel is upside down: a bright pixel draws it so.",
            _with_turned("12"),
        ),
        Mistake(
            "one channel between",
            "There are several ways through the channels in between, and all of them "
            "add up.",
            lambda w1, b1, w2, b2: _one_layer(w1[:1], b1[:1], [f[:1] for f in w2], b2),
        ),
        Mistake(
            "the last channel between",
            "Each channel in between overwrites the one before it. All of them add up.",
            lambda w1, b1, w2, b2: _one_layer(
                w1[-1:], b1[-1:], [f[-1:] for f in w2], b2
            ),
        ),
        Mistake(
            "the first bias forgotten",
            "The second layer reads the first bias at every pixel. What does it make "
            "of it?",
            lambda w1, b1, w2, b2: (_one_layer(w1, b1, w2, b2)[0], b2),
        ),
        Mistake(
            "the first bias unweighted",
            "The first bias goes through the weights of the second layer before it "
            "arrives.",
            lambda w1, b1, w2, b2: (
                _one_layer(w1, b1, w2, b2)[0],
                [b + sum(b1) for b in b2],
            ),
        ),
    ],
    returns="weight bias",
)
