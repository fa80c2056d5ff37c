"""Two-dimensional cross-correlation as a matrix product, forward and backward.

Arrays are ``(batch, channels, height, width)``; for one image add the batch axis,
``image[np.newaxis]``. A *column* holds all pixels that one position of the kernel
sees, and a 1 for the bias to weigh, so that a convolution is ``filters @ columns``
(im2col). The columns are a ``kernel_height * kernel_width``-fold copy of the images:
they are made for a few rows of windows at a time, which keeps them in the processor's
cache and the memory small.
"""

import numpy as np

from cnnlesson import _padding
from cnnlesson._checks import IntOrPair, floats, gradient, same_dtype, same_shape
from cnnlesson._columns import (
    add_up,
    batch_first,
    batch_last,
    columns,
    rows,
    take_back,
    zero_lanes,
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
    filters = np.column_stack([weight.reshape(len(weight), -1), bias])
    images, kernels, height, width = plan.out_shape
    out = np.empty((kernels, height, width, images), x.dtype)
    for down, some in columns(filled, plan):
        np.matmul(filters, some, out=rows(out, down))
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
    filters = weight.reshape(len(weight), -1)
    d_filters = np.zeros((len(weight), filters.shape[1] + 1), x.dtype)
    d_lanes = zero_lanes(filled, plan)
    for down, some in columns(filled, plan):
        d_out = rows(batch_last(grad), down)
        d_filters += d_out @ some.T
        d_columns = np.matmul(filters.T, d_out, out=some[:-1])
        add_up(d_columns, d_lanes, down, plan.across)
    d_filled = take_back(d_lanes, filled, plan)
    d_x = _padding.fold(d_filled, plan.padding, plan.mode)
    return d_x, d_filters[:, :-1].reshape(weight.shape), d_filters[:, -1]


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
    d_filters = np.zeros((len(weight), weight[0].size + 1), x.dtype)
    for down, some in columns(filled, plan):
        d_filters += rows(batch_last(grad), down) @ some.T
    return d_filters[:, :-1].reshape(weight.shape), d_filters[:, -1]
