"""Two-dimensional cross-correlation as a matrix product, forward and backward.

Arrays are ``(batch, channels, height, width)``; for one image add the batch axis,
``image[np.newaxis]``. A *column* holds all pixels that one position of the kernel
sees, and a 1 for the bias to weigh, so that a convolution is ``filters @ columns``
(im2col). The columns are a ``kernel_height * kernel_width``-fold copy of the images:
they are made for a few images at a time, or for a few rows of a large one, which keeps
them in the processor's cache and the memory small.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from cnnlesson import _padding
from cnnlesson._checks import IntOrPair, floats, gradient, pair, same_dtype, same_shape
from cnnlesson._padding import PaddingMode
from cnnlesson._windows import Windows, windows

__all__ = ["conv2d", "conv2d_backward", "conv2d_backward_params"]

_CHUNK_BYTES = 1 << 20  # of columns at a time; fixed, so that results never vary


def conv2d(
    x: np.ndarray,
    weight: np.ndarray,
    bias: np.ndarray | None = None,
    *,
    stride: IntOrPair = 1,
    padding: IntOrPair = 0,
    dilation: IntOrPair = 1,
    padding_mode: PaddingMode = "zeros",
) -> np.ndarray:
    """Cross-correlate images with kernels: slide, multiply, add up.

    Parameters
    ----------
    x : ndarray, shape (N, C, H, W)
        Images, float32 or float64; the other arrays must have the same dtype.
    weight : ndarray, shape (F, C, K, L)
        One kernel per output channel, over all input channels. It is not flipped.
    bias : ndarray, shape (F,), optional
        Added to every pixel of an output channel.
    stride, padding, dilation : int or (int, int)
        In pixels, as for :func:`cnnlesson.arithmetic.output_size`; a pair is
        (height, width).
    padding_mode : {"zeros", "circular", "reflect"}
        What the padding repeats: nothing, the opposite side, or the image mirrored
        at its border pixel.

    Returns
    -------
    ndarray, shape (N, F, P, Q)
        A new array; P and Q are the output sizes of H and W.

    Raises
    ------
    ValueError, TypeError
        If shapes, dtypes or options do not fit, before any work.

    References
    ----------
    .. [1] K. Chellapilla, S. Puri and P. Simard, "High performance convolutional
       neural networks for document processing", 2006.
       https://inria.hal.science/inria-00112631

    Examples
    --------
    >>> step = np.array([[[[0.0, 0.0, 1.0, 1.0]]]])
    >>> conv2d(step, np.array([[[[-1.0, 1.0]]]]))
    array([[[[0., 1., 0.]]]])
    """
    x, weight, plan = _checked(x, weight, stride, padding, dilation, padding_mode)
    kernels = len(weight)
    bias = np.zeros(kernels, x.dtype) if bias is None else floats("bias", bias)
    same_dtype(x=x, bias=bias)
    same_shape("bias", bias, (kernels,), f"one per kernel of {weight.shape}")
    filters = np.column_stack([weight.reshape(kernels, -1), bias])
    out = np.empty((len(x), kernels, *plan.out_size), x.dtype)
    for images, down, columns in _column_chunks(x, plan):
        np.matmul(filters, columns, out=_rows(out, images, down))
    return out


def conv2d_backward(
    grad: np.ndarray,
    x: np.ndarray,
    weight: np.ndarray,
    *,
    stride: IntOrPair = 1,
    padding: IntOrPair = 0,
    dilation: IntOrPair = 1,
    padding_mode: PaddingMode = "zeros",
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Gradients of a scalar loss with respect to `x`, `weight` and the bias.

    Parameters
    ----------
    grad : ndarray, shape (N, F, P, Q)
        The gradient with respect to ``conv2d(x, weight, bias, ...)``.
    x, weight, stride, padding, dilation, padding_mode
        What :func:`conv2d` was called with.

    Returns
    -------
    d_x, d_weight, d_bias : ndarray
        New arrays, shaped like `x`, `weight` and (F,).

    Raises
    ------
    ValueError, TypeError
        As :func:`conv2d`, and if `grad` has not the shape of its output.

    Examples
    --------
    >>> step = np.array([[[[0.0, 0.0, 1.0, 1.0]]]])
    >>> pixel = np.array([[[[0.0, 1.0, 0.0]]]])  # the loss is the middle output
    >>> d_x, d_weight, _ = conv2d_backward(pixel, step, np.array([[[[-1.0, 1.0]]]]))
    >>> d_x, d_weight
    (array([[[[ 0., -1.,  1.,  0.]]]]), array([[[[0., 1.]]]]))
    """
    x, weight, plan = _checked(x, weight, stride, padding, dilation, padding_mode)
    grad = gradient(grad, x, (len(x), len(weight), *plan.out_size))
    filters = weight.reshape(len(weight), -1)
    d_filters = np.zeros((len(weight), filters.shape[1] + 1), x.dtype)
    d_padded = np.zeros(_padding.shape(x, plan.padding), x.dtype)
    for images, down, columns in _column_chunks(x, plan):
        d_out = _rows(grad, images, down)
        d_filters += (d_out @ columns.swapaxes(1, 2)).sum(axis=0)
        d_columns = np.matmul(filters.T, d_out, out=columns[:, :-1])
        _add_up_columns(d_columns, d_padded[images, :, down.pixels], down, plan.across)
    d_x = _padding.fold(d_padded, plan.padding, plan.mode)
    return d_x, d_filters[:, :-1].reshape(weight.shape), d_filters[:, -1].copy()


def conv2d_backward_params(
    grad: np.ndarray,
    x: np.ndarray,
    weight: np.ndarray,
    *,
    stride: IntOrPair = 1,
    padding: IntOrPair = 0,
    dilation: IntOrPair = 1,
    padding_mode: PaddingMode = "zeros",
) -> tuple[np.ndarray, np.ndarray]:
    """Gradients by `weight` and the bias alone: a first layer needs no other.

    The arguments and the errors are those of :func:`conv2d_backward`.

    Returns
    -------
    d_weight, d_bias : ndarray
        New arrays, shaped like `weight` and (F,).

    Examples
    --------
    >>> x, weight = np.array([[[[0.0, 2.0, 3.0]]]]), np.array([[[[-1.0, 1.0]]]])
    >>> conv2d_backward_params(np.array([[[[1.0, 10.0]]]]), x, weight)
    (array([[[[20., 32.]]]]), array([11.]))
    """
    x, weight, plan = _checked(x, weight, stride, padding, dilation, padding_mode)
    grad = gradient(grad, x, (len(x), len(weight), *plan.out_size))
    d_filters = np.zeros((len(weight), weight[0].size + 1), x.dtype)
    for images, down, columns in _column_chunks(x, plan):
        d_out = _rows(grad, images, down)
        d_filters += (d_out @ columns.swapaxes(1, 2)).sum(axis=0)
    return d_filters[:, :-1].reshape(weight.shape), d_filters[:, -1].copy()


class _Plan(NamedTuple):
    """The windows of a convolution, and the padding they slide over."""

    down: Windows
    across: Windows
    padding: tuple[int, int]
    mode: str

    @property
    def out_size(self) -> tuple[int, int]:
        return self.down.number, self.across.number


def _checked(
    x: np.ndarray,
    weight: np.ndarray,
    stride: IntOrPair,
    padding: IntOrPair,
    dilation: IntOrPair,
    mode: str,
) -> tuple[np.ndarray, np.ndarray, _Plan]:
    """Refuse what does not fit together, before any work."""
    x, weight = floats("x", x, "N C H W"), floats("weight", weight, "F C K L")
    same_dtype(x=x, weight=weight)
    channels, expected = x.shape[1], weight.shape[1]
    shapes = f"x {x.shape}, weight {weight.shape}"
    if channels != expected:
        raise ValueError(
            f"x has {channels} channels, weight expects {expected}: {shapes}"
        )
    padding = pair("padding", padding, least=0)
    options = {"stride": stride, "padding": padding, "dilation": dilation}
    try:
        down, across = windows(x.shape[2:], weight.shape[2:], **options)
        _padding.check(x.shape[2:], padding, mode)
    except ValueError as error:
        raise ValueError(f"{error}: {shapes}") from None
    return x, weight, _Plan(down, across, padding, mode)


def _column_chunks(
    x: np.ndarray, plan: _Plan
) -> Iterator[tuple[slice, Windows, np.ndarray]]:
    """Yield some images, some rows of windows, their columns (n, C * K * L + 1, p).

    How many at a time depends on the shapes alone. All columns share one memory, and
    the caller may write to it.
    """
    (_, channels, _, _), (down, across, *_) = x.shape, plan
    row = channels * across.size * max(down.size, down.stride) * across.number
    fit = max(1, _CHUNK_BYTES // (row * x.itemsize))  # rows of windows
    images, bands = max(1, min(len(x), fit // down.number)), list(down.bands(fit))
    taps = channels * down.size * across.size
    columns = np.empty((images, taps + 1, bands[0].number * across.number), x.dtype)
    columns[:, -1] = 1  # for the bias
    for first in range(0, len(x), images):
        padded = _padding.pad(x[first : first + images], plan.padding, plan.mode)
        for down in bands:
            part = columns[: len(padded), :, : down.number * across.number]
            _copy_columns(padded[:, :, down.pixels], part[:, :-1], down, across)
            yield slice(first, first + len(padded)), down, part


def _copy_columns(
    padded: np.ndarray, columns: np.ndarray, down: Windows, across: Windows
) -> None:
    """Copy what each tap sees: across and then down, for that takes fewer pieces."""
    *batch, height, _ = padded.shape
    seen = np.empty((*batch, across.size, height, across.number), padded.dtype)
    for tap, pixels in across.taps():
        seen[:, :, tap] = padded[:, :, :, pixels]
    taps = columns.reshape(*batch, down.size, across.size, down.number, across.number)
    for tap, rows in down.taps():
        taps[:, :, tap] = seen[:, :, :, rows]


def _add_up_columns(
    columns: np.ndarray, padded: np.ndarray, down: Windows, across: Windows
) -> None:
    """Add every entry of the columns to the pixel it was copied from (col2im)."""
    *batch, height, _ = padded.shape
    seen = np.zeros((*batch, across.size, height, across.number), padded.dtype)
    taps = columns.reshape(*batch, down.size, across.size, down.number, across.number)
    for tap, rows in down.taps():
        seen[:, :, :, rows] += taps[:, :, tap]
    for tap, pixels in across.taps():
        padded[:, :, :, pixels] += seen[:, :, tap]


def _rows(maps: np.ndarray, images: slice, down: Windows) -> np.ndarray:
    """Return the rows of some maps (N, F, P, Q) that windows made, as (n, F, p)."""
    rows = maps[images, :, down.outputs]
    return rows.reshape(*rows.shape[:2], -1)
