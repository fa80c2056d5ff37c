"""Small operations on nested lists that the references of several checkers share."""

from random import Random
from typing import Any

Grid = list[list[float]]


def whole_numbers(rng: Random, *shape: int) -> Any:
    """Return a grid of whole numbers from -5 to 5, none of them 0."""
    if not shape:
        return float(rng.choice([-5, -4, -3, -2, -1, 1, 2, 3, 4, 5]))
    return [whole_numbers(rng, *shape[1:]) for _ in range(shape[0])]


def zeros(*shape: int) -> Any:
    """Return a grid of zeros."""
    if not shape:
        return 0.0
    return [zeros(*shape[1:]) for _ in range(shape[0])]


def turned(kernel: Grid) -> Grid:
    """Return `kernel` turned by 180 degrees."""
    return [row[::-1] for row in kernel[::-1]]


def slide(image: Grid, kernel: Grid, stride: int = 1) -> Grid:
    """Return the answers of `kernel` wherever it fits into `image`."""
    height, width = len(kernel), len(kernel[0])
    return [
        [
            sum(
                image[i + u][j + v] * kernel[u][v]
                for u in range(height)
                for v in range(width)
            )
            for j in range(0, len(image[0]) - width + 1, stride)
        ]
        for i in range(0, len(image) - height + 1, stride)
    ]


def padded(image: Grid, before: int, after: int) -> Grid:
    """Return `image` with as many zeros on each axis before it and after it."""
    width = before + len(image[0]) + after
    inside = [[0.0] * before + row + [0.0] * after for row in image]
    return [*zeros(before, width), *inside, *zeros(after, width)]


def added(one: Grid, other: Grid) -> Grid:
    """Return the sum of two grids of the same shape."""
    return [
        [a + b for a, b in zip(first, second, strict=True)]
        for first, second in zip(one, other, strict=True)
    ]
