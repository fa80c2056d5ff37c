"""Pooling: the maximum or the mean of a window, or of a whole channel, and back.

A maximum of maxima is the maximum, and so for the mean: a window is pooled along its
height and along its width, one after the other. A pass works on whole slices: pixel
``i`` of all windows at once is ``x[i::stride]``.
"""

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from cnnlesson._checks import IntOrPair, floats, gradient, pair
from cnnlesson.arithmetic import output_shape

__all__ = [
    "avg_pool2d",
    "avg_pool2d_backward",
    "global_avg_pool2d",
    "global_avg_pool2d_backward",
    "global_max_pool2d",
    "global_max_pool2d_backward",
    "max_pool2d",
    "max_pool2d_backward",
]

_CHUNK_BYTES = 1 << 18  # of images at a time, so that the passes stay in cache


def max_pool2d(
    x: np.ndarray, kernel_size: IntOrPair, *, stride: IntOrPair | None = None
) -> np.ndarray:
    """Keep the largest value of each window, channel by channel.

    Parameters
    ----------
    x : ndarray, shape (N, C, H, W)
        Images, float32 or float64.
    kernel_size : int or (int, int)
        Size of the window in pixels; a pair is (height, width).
    stride : int or (int, int), optional
        Pixels between two windows; by default `kernel_size`, so that they tile.
        Rows and columns that fill no whole window are left out.

    Returns
    -------
    ndarray, shape (N, C, P, Q)
        A new array; P and Q are the output sizes of H and W.

    Raises
    ------
    ValueError, TypeError
        If shapes, dtypes or options do not fit, before any work.

    Examples
    --------
    >>> x = np.arange(8.0).reshape(1, 1, 2, 4)
    >>> max_pool2d(x, 2)
    array([[[[5., 7.]]]])
    """
    x, down, across = _passes(x, kernel_size, stride)
    return _reduce(np.maximum, _reduce(np.maximum, x, down), across)


def max_pool2d_backward(
    grad: np.ndarray,
    x: np.ndarray,
    kernel_size: IntOrPair,
    *,
    stride: IntOrPair | None = None,
) -> np.ndarray:
    """Send each output's gradient to the pixel that won its window.

    Among equal pixels the first wins, row by row from the top left, as in PyTorch. A
    pixel that won several overlapping windows gets the sum.

    Parameters
    ----------
    grad : ndarray, shape (N, C, P, Q)
        The gradient with respect to ``max_pool2d(x, kernel_size, stride=stride)``.
    x, kernel_size, stride
        What :func:`max_pool2d` was called with.

    Returns
    -------
    ndarray, shape (N, C, H, W)
        A new array, the gradient with respect to `x`.

    Examples
    --------
    >>> x = np.array([[[[3.0, 1.0, 2.0, 2.0]]]])
    >>> max_pool2d_backward(np.array([[[[5.0, 7.0]]]]), x, (1, 2))
    array([[[[5., 0., 7., 0.]]]])
    """
    x, down, across = _passes(x, kernel_size, stride)
    grad = gradient(grad, x, (*x.shape[:2], down.windows, across.windows))
    d_x = np.empty(x.shape, x.dtype)
    step = max(1, _CHUNK_BYTES // (math.prod(x.shape[1:]) * x.itemsize))
    for start in range(0, len(x), step):
        images = slice(start, start + step)
        row_max = _reduce(np.maximum, x[images], across)
        d_row_max = _to_winner(grad[images], row_max, down)
        d_x[images] = _to_winner(d_row_max, x[images], across)
    return d_x


def avg_pool2d(
    x: np.ndarray, kernel_size: IntOrPair, *, stride: IntOrPair | None = None
) -> np.ndarray:
    """Average each window, channel by channel.

    The arguments, the result and the errors are those of :func:`max_pool2d`.

    Examples
    --------
    >>> x = np.arange(8.0).reshape(1, 1, 2, 4)
    >>> avg_pool2d(x, 2)
    array([[[[2.5, 4.5]]]])
    """
    x, down, across = _passes(x, kernel_size, stride)
    total = _reduce(np.add, _reduce(np.add, x, down), across)
    total /= down.size * across.size
    return total


def avg_pool2d_backward(
    grad: np.ndarray,
    x: np.ndarray,
    kernel_size: IntOrPair,
    *,
    stride: IntOrPair | None = None,
) -> np.ndarray:
    """Share each output's gradient equally among the pixels of its window.

    The arguments, the result and the errors are those of :func:`max_pool2d_backward`.

    Examples
    --------
    >>> x = np.zeros((1, 1, 2, 4))
    >>> avg_pool2d_backward(np.array([[[[4.0, 8.0]]]]), x, 2)
    array([[[[1., 1., 2., 2.],
             [1., 1., 2., 2.]]]])
    """
    x, down, across = _passes(x, kernel_size, stride)
    grad = gradient(grad, x, (*x.shape[:2], down.windows, across.windows))
    share = grad / (down.size * across.size)
    return _to_all(_to_all(share, x.shape[2], down), x.shape[3], across)


def global_avg_pool2d(x: np.ndarray) -> np.ndarray:
    """Average each channel of `x` (N, C, H, W) over all its pixels, to (N, C).

    Examples
    --------
    >>> global_avg_pool2d(np.arange(8.0).reshape(1, 2, 2, 2))
    array([[1.5, 5.5]])
    """
    mean: np.ndarray = floats("x", x, "N C H W").mean(axis=(2, 3))
    return mean


def global_avg_pool2d_backward(grad: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Share each channel's gradient (N, C) equally among its pixels (N, C, H, W).

    Examples
    --------
    >>> global_avg_pool2d_backward(np.array([[8.0]]), np.zeros((1, 1, 2, 2)))
    array([[[[2., 2.],
             [2., 2.]]]])
    """
    x = floats("x", x, "N C H W")
    grad = gradient(grad, x, x.shape[:2])
    share = grad / (x.shape[2] * x.shape[3])
    return np.broadcast_to(share[:, :, np.newaxis, np.newaxis], x.shape).copy()


def global_max_pool2d(x: np.ndarray) -> np.ndarray:
    """Keep the largest pixel of each channel of `x` (N, C, H, W), as (N, C).

    Examples
    --------
    >>> global_max_pool2d(np.arange(8.0).reshape(1, 2, 2, 2))
    array([[3., 7.]])
    """
    largest: np.ndarray = floats("x", x, "N C H W").max(axis=(2, 3))
    return largest


def global_max_pool2d_backward(grad: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Send each channel's gradient (N, C) to its first largest pixel (N, C, H, W).

    Examples
    --------
    >>> global_max_pool2d_backward(np.array([[8.0]]), np.array([[[[1.0, 3.0, 3.0]]]]))
    array([[[[0., 8., 0.]]]])
    """
    x = floats("x", x, "N C H W")
    grad = gradient(grad, x, x.shape[:2])
    pixels = x.reshape(*x.shape[:2], x.shape[2] * x.shape[3])
    winners = pixels.argmax(axis=2, keepdims=True)
    d_pixels = np.zeros(pixels.shape, x.dtype)
    np.put_along_axis(d_pixels, winners, grad[:, :, np.newaxis], axis=2)
    return d_pixels.reshape(x.shape)


class _Pass(NamedTuple):
    """Windows along one axis of an array (N, C, H, W)."""

    axis: int
    size: int
    stride: int
    windows: int

    def taps(self) -> Iterator[tuple[slice, ...]]:
        """Yield pixel 0 of all windows, then pixel 1, and so on, as an index."""
        for i in range(self.size):
            tap = slice(i, i + self.stride * self.windows, self.stride)
            yield (*[slice(None)] * self.axis, tap)


def _passes(
    x: np.ndarray, kernel_size: IntOrPair, stride: IntOrPair | None
) -> tuple[np.ndarray, _Pass, _Pass]:
    x = floats("x", x, "N C H W")
    kernel = pair("kernel_size", kernel_size)
    strides = kernel if stride is None else pair("stride", stride)
    windows = output_shape(x.shape[2:], kernel, stride=strides)
    down, across = map(_Pass, (2, 3), kernel, strides, windows)
    return x, down, across


def _reduce(ufunc: np.ufunc, x: np.ndarray, along: _Pass) -> np.ndarray:
    first, *others = along.taps()
    result = x[first].copy()
    for tap in others:
        ufunc(result, x[tap], out=result)
    return result


def _to_winner(grad: np.ndarray, x: np.ndarray, along: _Pass) -> np.ndarray:
    """Give each window's gradient to the first of its largest pixels."""
    largest = _reduce(np.maximum, x, along)
    d_x = np.zeros(x.shape, x.dtype)
    unclaimed = grad.copy()
    *others, last = along.taps()
    for tap in others:
        claimed = unclaimed * (x[tap] == largest)
        d_x[tap] += claimed
        unclaimed -= claimed
    d_x[last] += unclaimed  # no pixel before it was as large
    return d_x


def _to_all(grad: np.ndarray, length: int, along: _Pass) -> np.ndarray:
    """Add each window's gradient to all its pixels, on an axis of this `length`."""
    shape = list(grad.shape)
    shape[along.axis] = length
    d_x = np.zeros(shape, grad.dtype)
    for tap in along.taps():
        d_x[tap] += grad
    return d_x
