"""Two-dimensional cross-correlation as a matrix product, forward and backward.

Arrays are ``(batch, channels, height, width)``; for one image add the batch axis,
``image[np.newaxis]``. A *column* holds all pixels that one position of the kernel
sees, so that a convolution is ``filters @ columns`` (im2col). The columns are made for
a few rows of windows at a time, which keeps them in the processor's cache and the
memory small; and what two rows of windows both see is there once.
"""

import numpy as np

from cnnlesson import _padding
from cnnlesson._checks import IntOrPair, floats, gradient, same_dtype, same_shape
from cnnlesson._columns import (
    add_up,
    batch_first,
    batch_last,
    columns,
    flat,
    lines,
    rows,
    unflat,
)
from cnnlesson._padding import PaddingMode
from cnnlesson._plan import checked

__all__ = ["conv2d", "conv2d_backward", "conv2d_backward_params"]


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
        A new array; P and Q are the output sizes of H and W. In memory it lies batch
        last, as (F, P, Q, N), which is what the next convolution works with.

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
    x, weight, plan = checked(x, weight, stride, padding, dilation, padding_mode)
    bias = np.zeros(len(weight), x.dtype) if bias is None else floats("bias", bias)
    same_dtype(x=x, bias=bias)
    same_shape("bias", bias, (len(weight),), f"one per kernel of {weight.shape}")
    filled = _padding.fill(x, plan.padding, plan.mode)
    images, kernels, height, width = plan.out_shape
    out = np.empty((kernels, height, width, images), x.dtype)
    filters = flat(weight)
    for band, some in lines(filled, plan):
        made = rows(out, band)
        np.matmul(filters, columns(some, band.windows), out=made)
        made += bias[:, np.newaxis]
    return batch_first(out)


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
    x, weight, plan = checked(x, weight, stride, padding, dilation, padding_mode)
    grad = gradient(grad, x, plan.out_shape)
    filled = _padding.fill(x, plan.padding, plan.mode)
    filters, grad = flat(weight), batch_last(grad)
    d_filters = np.zeros_like(filters.T)
    d_filled = np.zeros((*filled.shape[1:], len(filled)), x.dtype)
    for band, some in lines(filled, plan):
        d_out, d_some = rows(grad, band), np.zeros_like(some)
        d_filters += _by_filters(d_out, columns(some, band.windows))
        # One by one: the columns of neighbouring rows are partly the same memory.
        for one, seen in zip(d_out, columns(d_some, band.windows), strict=True):
            seen += filters.T @ one
        add_up(d_some, d_filled, band, plan)
    d_x = _padding.fold(batch_first(d_filled), plan.padding, plan.mode)
    return d_x, unflat(d_filters.T, weight), grad.sum(axis=(1, 2, 3))


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
    x, weight, plan = checked(x, weight, stride, padding, dilation, padding_mode)
    grad = gradient(grad, x, plan.out_shape)
    filled = _padding.fill(x, plan.padding, plan.mode)
    grad, d_filters = batch_last(grad), np.zeros_like(flat(weight).T)
    for band, some in lines(filled, plan):
        d_filters += _by_filters(rows(grad, band), columns(some, band.windows))
    return unflat(d_filters.T, weight), grad.sum(axis=(1, 2, 3))


def _by_filters(d_out: np.ndarray, seen: np.ndarray) -> np.ndarray:
    """Add up the products of each row of windows, (p, F, M) and (p, K * C * L, M).

    The sum, (K * C * L, F), is transposed: the product takes less time this way round.
    """
    total: np.ndarray = np.matmul(seen, d_out.swapaxes(1, 2)).sum(axis=0)
    return total
