"""Two-dimensional cross-correlation as a matrix product, forward and backward.

Arrays are ``(batch, channels, height, width)``; for one image add the batch axis,
``image[np.newaxis]``. A *column* holds all pixels that one position of the kernel
sees, so that a convolution is ``filters @ columns`` (im2col). The columns are a
``kernel_height * kernel_width``-fold copy of the images: they are made for a few
images at a time, which keeps them in the processor's cache and the memory small.
"""

import math
from collections.abc import Iterator
from typing import Literal, NamedTuple

import numpy as np

from cnnlesson._checks import IntOrPair, floats, gradient, pair, same_dtype, same_shape
from cnnlesson.arithmetic import output_shape

__all__ = ["conv2d", "conv2d_backward"]

PaddingMode = Literal["zeros", "circular", "reflect"]

_NUMPY_MODE: dict[str, Literal["constant", "wrap", "reflect"]]
_NUMPY_MODE = {"zeros": "constant", "circular": "wrap", "reflect": "reflect"}
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
    x, weight = floats("x", x, "N C H W"), floats("weight", weight, "F C K L")
    plan = _plan(x, weight, stride, padding, dilation, padding_mode)
    out_channels = weight.shape[0]
    if bias is not None:
        bias = floats("bias", bias)
        same_dtype(x=x, bias=bias)
        same_shape("bias", bias, (out_channels,), f"one per kernel of {weight.shape}")
    filters = weight.reshape(out_channels, math.prod(weight.shape[1:]))
    out = np.empty((len(x), out_channels, *plan.out_size), x.dtype)
    flat = out.reshape(len(x), out_channels, math.prod(plan.out_size))
    for images, columns in _column_chunks(x, plan):
        np.matmul(filters, columns, out=flat[images])
        if bias is not None:
            flat[images] += bias[:, np.newaxis]
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
    x, weight = floats("x", x, "N C H W"), floats("weight", weight, "F C K L")
    plan = _plan(x, weight, stride, padding, dilation, padding_mode)
    out_channels = weight.shape[0]
    grad = gradient(grad, x, (len(x), out_channels, *plan.out_size))
    filters = weight.reshape(out_channels, math.prod(weight.shape[1:]))
    flat = grad.reshape(len(x), out_channels, math.prod(plan.out_size))
    d_x, d_filters = np.empty(x.shape, x.dtype), np.zeros(filters.shape, x.dtype)
    for images, columns in _column_chunks(x, plan):
        d_filters += (flat[images] @ columns.swapaxes(1, 2)).sum(axis=0)
        np.matmul(filters.T, flat[images], out=columns)  # now their gradient
        d_x[images] = _add_up_columns(columns, x.shape[1], x.shape[2:], plan)
    return d_x, d_filters.reshape(weight.shape), grad.sum(axis=(0, 2, 3))


class _Plan(NamedTuple):
    """The options of a convolution as checked pairs, and the output size they give."""

    kernel_size: tuple[int, int]
    stride: tuple[int, int]
    padding: tuple[int, int]
    dilation: tuple[int, int]
    mode: str
    out_size: tuple[int, int]

    def taps(self) -> Iterator[tuple[tuple[slice | int, ...], tuple[slice, ...]]]:
        """For each tap of the kernel: its index in the columns, the pixels it sees."""
        for tap in np.ndindex(self.kernel_size):
            pixels = (
                slice(i * d, i * d + s * n, s)
                for i, d, s, n in zip(
                    tap, self.dilation, self.stride, self.out_size, strict=True
                )
            )
            yield np.s_[:, :, *tap], np.s_[:, :, *pixels]


def _plan(
    x: np.ndarray,
    weight: np.ndarray,
    stride: IntOrPair,
    padding: IntOrPair,
    dilation: IntOrPair,
    mode: str,
) -> _Plan:
    """Refuse what does not fit together, before any work."""
    same_dtype(x=x, weight=weight)
    channels, expected = x.shape[1], weight.shape[1]
    size, kernel_size = x.shape[2:], weight.shape[2:]
    shapes = f"x {x.shape}, weight {weight.shape}"
    if channels != expected:
        raise ValueError(
            f"x has {channels} channels, weight expects {expected}: {shapes}"
        )
    stride, dilation = pair("stride", stride), pair("dilation", dilation)
    padding = pair("padding", padding, least=0)
    try:
        out_size = output_shape(
            size, kernel_size, stride=stride, padding=padding, dilation=dilation
        )
    except ValueError as error:
        raise ValueError(f"{error}: {shapes}") from None
    if mode not in _NUMPY_MODE:
        names = ", ".join(map(repr, _NUMPY_MODE))
        raise ValueError(f"padding_mode must be one of {names}, got {mode!r}")
    most = (size[0] - (mode == "reflect"), size[1] - (mode == "reflect"))
    if mode != "zeros" and (padding[0] > most[0] or padding[1] > most[1]):
        raise ValueError(f"{mode} padding is at most {most}, got {padding}: {shapes}")
    return _Plan(kernel_size, stride, padding, dilation, mode, out_size)


def _column_chunks(x: np.ndarray, plan: _Plan) -> Iterator[tuple[slice, np.ndarray]]:
    """Yield a few images at a time with their columns (n, C * K * L, P * Q).

    All chunks share one buffer; the caller may write to it too.
    """
    shape = (x.shape[1], *plan.kernel_size, *plan.out_size)
    step = max(1, _CHUNK_BYTES // (math.prod(shape) * x.itemsize))
    buffer = np.empty((min(step, len(x)), *shape), x.dtype)
    for start in range(0, len(x), step):
        images = slice(start, start + step)
        padded = _pad(x[images], plan)
        columns = buffer[: len(padded)]
        for tap, pixels in plan.taps():
            columns[tap] = padded[pixels]
        yield images, columns.reshape(len(padded), math.prod(shape[:3]), -1)


def _add_up_columns(
    columns: np.ndarray, channels: int, size: tuple[int, ...], plan: _Plan
) -> np.ndarray:
    """Add every entry of the columns to the pixel it was copied from (col2im)."""
    columns = columns.reshape(-1, channels, *plan.kernel_size, *plan.out_size)
    padded_size = (n + 2 * p for n, p in zip(size, plan.padding, strict=True))
    padded = np.zeros((len(columns), channels, *padded_size), columns.dtype)
    for tap, pixels in plan.taps():
        padded[pixels] += columns[tap]
    return _fold_padding(padded, plan)


def _pad(x: np.ndarray, plan: _Plan) -> np.ndarray:
    if plan.padding == (0, 0):
        return x
    widths = [(0, 0), (0, 0), *((p, p) for p in plan.padding)]
    return np.pad(x, widths, mode=_NUMPY_MODE[plan.mode])


def _fold_padding(padded: np.ndarray, plan: _Plan) -> np.ndarray:
    """Add the padding to the pixels it was copied from: the adjoint of `_pad`."""
    for axis, width in zip((2, 3), plan.padding, strict=True):
        lines = np.moveaxis(padded, axis, 0)
        size = len(lines) - 2 * width
        inner = lines[width : width + size]
        if plan.mode != "zeros":
            source = np.pad(np.arange(size), width, mode=_NUMPY_MODE[plan.mode])
            for i in (*range(width), *range(width + size, len(lines))):
                inner[source[i]] += lines[i]
        padded = np.moveaxis(inner, 0, axis)
    return padded
