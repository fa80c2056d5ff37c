"""The gradients of a convolution on nested lists, and what may go wrong in them."""

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any, NamedTuple

from cnnlesson.exercises._grids import zeros

Batch = list[list[list[list[float]]]]
Gradients = tuple[Batch, Batch, list[float]]


class Tap(NamedTuple):
    """One product of the convolution: pixel times weight, added to an output."""

    pixel: tuple[int, ...]  # n, c, row, column
    weight: tuple[int, ...]  # f, c, u, v
    output: tuple[int, ...]  # n, f, p, q


def taps(grad: Batch, x: Batch, weight: Batch, stride: int) -> Iterator[Tap]:
    """Yield all products, output by output."""
    sizes = len(x), len(weight), len(grad[0][0]), len(grad[0][0][0])
    kernel = len(weight[0]), len(weight[0][0]), len(weight[0][0][0])
    for n, f, p, q in product(*map(range, sizes)):
        for c, u, v in product(*map(range, kernel)):
            pixel = n, c, p * stride + u, q * stride + v
            yield Tap(pixel, (f, c, u, v), (n, f, p, q))


def backward(
    grad: Batch,
    x: Batch,
    weight: Batch,
    stride: int,
    *,
    combine: Callable[[float, float], float] = lambda there, new: there + new,
    tap_of: Callable[[Tap], tuple[int, ...]] = lambda tap: tap.weight,
    seen: Callable[[Tap], bool] = lambda tap: True,
) -> Gradients:
    """Return d_x, d_weight and d_bias; the options are where a mistake comes in.

    `combine` joins what is there and what comes new, `tap_of` names the weight that a
    tap uses, and taps that are not `seen` are left out.
    """
    d_x = zeros(len(x), len(x[0]), len(x[0][0]), len(x[0][0][0]))
    d_weight = zeros(
        len(weight), len(weight[0]), len(weight[0][0]), len(weight[0][0][0])
    )
    for tap in taps(grad, x, weight, stride):
        if seen(tap):
            slope = _at(grad, tap.output)
            used = tap_of(tap)
            _put(
                d_x, tap.pixel, combine(_at(d_x, tap.pixel), slope * _at(weight, used))
            )
            share = slope * _at(x, tap.pixel)
            _put(d_weight, used, combine(_at(d_weight, used), share))
    d_bias = [
        sum(value for image in grad for row in image[f] for value in row)
        for f in range(len(weight))
    ]
    return d_x, d_weight, d_bias


def scaled(grid: Any, factor: float) -> Any:
    """Return `grid` times `factor`."""
    if isinstance(grid, list):
        return [scaled(part, factor) for part in grid]
    return grid * factor


def turned_tap(weight: Batch) -> Callable[[Tap], tuple[int, ...]]:
    """Return which weight a tap uses if the kernels lie upside down."""
    height, width = len(weight[0][0]), len(weight[0][0][0])

    def tap_of(tap: Tap) -> tuple[int, ...]:
        f, c, u, v = tap.weight
        return f, c, height - 1 - u, width - 1 - v

    return tap_of


def _at(grid: Any, place: tuple[int, ...]) -> float:
    for i in place:
        grid = grid[i]
    value: float = grid
    return value


def _put(grid: Any, place: tuple[int, ...], value: float) -> None:
    for i in place[:-1]:
        grid = grid[i]
    grid[place[-1]] = value
