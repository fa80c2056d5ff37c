"""Pooling: the maximum or the mean of a window, or of a whole channel, and back.

Each step works on one *tap* of all windows: pixel ``(i, j)`` of every window is the
slice ``x[:, :, i::stride, j::stride]``. A maximum of maxima is the maximum, and so for
sums: forward goes down the windows, then across. New arrays lie in memory as `x` does.
"""

import functools
from collections.abc import Iterator

import numpy as np

from cnnlesson._checks import IntOrPair, floats, gradient, same_shape
from cnnlesson._windows import Windows, windows

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

_CHUNK_BYTES = 1 << 21  # of `x`: all steps of a piece find it in the cache


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
        Pixels from one window to the next, by default `kernel_size`.

    Returns
    -------
    ndarray, shape (N, C, P, Q)
        A new array; P and Q are the output sizes of H and W. What fills none is lost.

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
    x, down, across = _checked(x, kernel_size, stride)
    return _reduce(np.maximum, x, down, across)


def max_pool2d_backward(
    grad: np.ndarray,
    x: np.ndarray,
    kernel_size: IntOrPair,
    *,
    stride: IntOrPair | None = None,
    largest: np.ndarray | None = None,
) -> np.ndarray:
    """Send each output's gradient to the pixel that won its window.

    Among equal pixels the first wins, row by row from the top left, as in PyTorch. One
    that won several windows gets the sum. The errors are those of :func:`max_pool2d`.

    Parameters
    ----------
    grad : ndarray, shape (N, C, P, Q)
        The gradient with respect to ``max_pool2d(x, kernel_size, stride=stride)``.
    x, kernel_size, stride
        What :func:`max_pool2d` was called with.
    largest : ndarray, shape (N, C, P, Q), optional
        What it returned; without it, it is computed again.

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
    x, down, across = _checked(x, kernel_size, stride)
    grad = gradient(grad, x, (*x.shape[:2], down.number, across.number))
    if largest is None:
        largest = _reduce(np.maximum, x, down, across)
    same_shape("largest", largest, grad.shape, "that of grad")
    d_x = np.empty_like(x)
    *others, last = _taps(down, across)
    for some in _chunks(x):
        d_x[some] = 0
        unclaimed = grad[some].copy("K")
        for tap in others:
            claimed = unclaimed * (x[some][tap] == largest[some])
            _add(claimed, d_x[some][tap], down, across)
            unclaimed -= claimed
        _add(unclaimed, d_x[some][last], down, across)  # none before was as large
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
    x, down, across = _checked(x, kernel_size, stride)
    mean = _reduce(np.add, x, down, across)
    mean /= down.size * across.size
    return mean


def avg_pool2d_backward(
    grad: np.ndarray,
    x: np.ndarray,
    kernel_size: IntOrPair,
    *,
    stride: IntOrPair | None = None,
) -> np.ndarray:
    """Share each output's gradient equally among the pixels of its window.

    All is as for :func:`max_pool2d_backward`, which alone takes `largest`.

    Examples
    --------
    >>> x = np.zeros((1, 1, 1, 4))
    >>> avg_pool2d_backward(np.array([[[[4.0, 8.0]]]]), x, (1, 2))
    array([[[[2., 2., 4., 4.]]]])
    """
    x, down, across = _checked(x, kernel_size, stride)
    grad = gradient(grad, x, (*x.shape[:2], down.number, across.number))
    share = grad / (down.size * across.size)
    d_x = np.empty_like(x)
    for some in _chunks(x):
        d_x[some] = 0
        for tap in _taps(down, across):
            _add(share[some], d_x[some][tap], down, across)
    return d_x


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
    >>> global_avg_pool2d_backward(np.array([[8.0]]), np.zeros((1, 1, 1, 2)))
    array([[[[4., 4.]]]])
    """
    x = floats("x", x, "N C H W")
    share = gradient(grad, x, x.shape[:2]) / (x.shape[2] * x.shape[3])
    return np.full_like(x, share[:, :, np.newaxis, np.newaxis])


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
    winners = np.unravel_index(pixels.argmax(axis=2), x.shape[2:])
    d_x = np.zeros_like(x)
    d_x[*np.ogrid[: x.shape[0], : x.shape[1]], *winners] = grad
    return d_x


def _checked(
    x: np.ndarray, kernel_size: IntOrPair, stride: IntOrPair | None
) -> tuple[np.ndarray, Windows, Windows]:
    x, step = floats("x", x, "N C H W"), kernel_size if stride is None else stride
    return x, *windows(x.shape[2:], kernel_size, stride=step)


def _chunks(x: np.ndarray) -> Iterator[tuple[slice, ...]]:
    """Yield pieces of what lies outermost: images, or channels if the batch is last."""
    axis = int(len(x) == 1 or abs(x.strides[0]) < abs(x.strides[1]))
    some = max(1, _CHUNK_BYTES * x.shape[axis] // max(1, x.nbytes))
    for first in range(0, x.shape[axis], some):
        yield (*[np.s_[:]] * axis, np.s_[first : first + some])


def _taps(down: Windows, across: Windows) -> list[tuple[slice, ...]]:
    """Return pixel (0, 0) of all windows, then (0, 1), and so on, as an index each."""
    return [np.s_[:, :, i, j] for _, i in down.taps() for _, j in across.taps()]


def _reduce(
    ufunc: np.ufunc, x: np.ndarray, down: Windows, across: Windows
) -> np.ndarray:
    """Make one number of each window, two pixels after another."""
    out = np.empty_like(x, shape=(*x.shape[:2], down.number, across.number))
    for some in _chunks(x):
        rows = functools.reduce(ufunc, [x[some][:, :, i] for _, i in down.taps()])
        out[some] = functools.reduce(ufunc, [rows[..., j] for _, j in across.taps()])
    return out


def _add(grad: np.ndarray, to: np.ndarray, down: Windows, across: Windows) -> None:
    """Add to the gradient of one tap's pixels, still zero where no windows overlap."""
    overlap = down.stride < down.size or across.stride < across.size
    to[...] = to + grad if overlap else grad
