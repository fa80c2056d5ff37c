"""The same convolution three times, each faster than the last: a ladder to climb.

All take images ``(N, C, H, W)`` and kernels ``(F, C, K, L)`` of one floating dtype and
return ``(N, F, H - K + 1, W - L + 1)``: stride 1, no padding. The last rung is
:func:`cnnlesson.conv.conv2d`, which does what :func:`columns` does, for a few rows of
windows at a time.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from cnnlesson._checks import floats, same_dtype
from cnnlesson.arithmetic import output_shape

__all__ = ["columns", "loops", "windows"]


def loops(x: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Convolve as the definition says it: one window, one kernel, one sum at a time.

    Examples
    --------
    >>> loops(np.array([[[[0.0, 0.0, 1.0, 1.0]]]]), np.array([[[[-1.0, 1.0]]]]))
    array([[[[0., 1., 0.]]]])
    """
    out = np.empty(_out_shape(x, weight), x.dtype)
    height, width = weight.shape[2:]
    for image, kernel, row, column in np.ndindex(out.shape):
        window = x[image, :, row : row + height, column : column + width]
        out[image, kernel, row, column] = (window * weight[kernel]).sum()
    return out


def windows(x: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Let NumPy do the loops, over a view in which every window is an array.

    The view ``(N, C, P, Q, K, L)`` copies nothing: it walks over the same pixels with
    other strides.

    Examples
    --------
    >>> windows(np.array([[[[0.0, 0.0, 1.0, 1.0]]]]), np.array([[[[-1.0, 1.0]]]]))
    array([[[[0., 1., 0.]]]])
    """
    _out_shape(x, weight)
    view = sliding_window_view(x, weight.shape[2:], axis=(2, 3))
    out: np.ndarray = np.einsum("ncpqkl,fckl->nfpq", view, weight)
    return out


def columns(x: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Copy every window into a row of its own, and multiply two matrices (im2col).

    Examples
    --------
    >>> columns(np.array([[[[0.0, 0.0, 1.0, 1.0]]]]), np.array([[[[-1.0, 1.0]]]]))
    array([[[[0., 1., 0.]]]])
    """
    images, kernels, rows, across = _out_shape(x, weight)
    view = sliding_window_view(x, weight.shape[2:], axis=(2, 3))
    copied = view.transpose(0, 2, 3, 1, 4, 5).reshape(-1, weight[0].size)
    product = copied @ weight.reshape(kernels, -1).T
    in_order = product.reshape(images, rows, across, kernels).transpose(0, 3, 1, 2)
    return np.ascontiguousarray(in_order)


def _out_shape(x: np.ndarray, weight: np.ndarray) -> tuple[int, int, int, int]:
    x, weight = floats("x", x, "N C H W"), floats("weight", weight, "F C K L")
    same_dtype(x=x, weight=weight)
    if x.shape[1] != weight.shape[1]:
        raise ValueError(
            f"x has {x.shape[1]} channels, weight expects {weight.shape[1]}: "
            f"x {x.shape}, weight {weight.shape}"
        )
    rows, across = output_shape(x.shape[2:], weight.shape[2:])
    return len(x), len(weight), rows, across
