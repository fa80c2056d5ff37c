"""What other libraries call the same things: converters between their habits and ours.

Ours are PyTorch's: images ``(N, C, H, W)``, kernels ``(out, in, height, width)`` that
are not turned, padding counted at each side. The page of conventions has the rest.
"""

import numpy as np

from cnnlesson._checks import IntOrPair, floats, integer, pair

__all__ = [
    "from_keras_images",
    "from_keras_kernel",
    "pad_same",
    "same_padding",
    "to_keras_images",
    "to_keras_kernel",
    "turn",
]


def to_keras_images(x: np.ndarray) -> np.ndarray:
    """Put the channels last: (N, C, H, W) becomes (N, H, W, C), a new array.

    Examples
    --------
    >>> to_keras_images(np.zeros((2, 3, 28, 20))).shape
    (2, 28, 20, 3)
    """
    return np.moveaxis(floats("x", x, "N C H W"), 1, -1).copy()


def from_keras_images(x: np.ndarray) -> np.ndarray:
    """Put the channels first: (N, H, W, C) becomes (N, C, H, W), a new array.

    Examples
    --------
    >>> from_keras_images(np.zeros((2, 28, 20, 3))).shape
    (2, 3, 28, 20)
    """
    return np.moveaxis(floats("x", x, "N H W C"), -1, 1).copy()


def to_keras_kernel(weight: np.ndarray) -> np.ndarray:
    """Reorder a kernel (out, in, height, width) to a new (height, width, in, out).

    Examples
    --------
    >>> to_keras_kernel(np.zeros((16, 3, 5, 4))).shape
    (5, 4, 3, 16)
    """
    return floats("weight", weight, "F C K L").transpose(2, 3, 1, 0).copy()


def from_keras_kernel(weight: np.ndarray) -> np.ndarray:
    """Reorder a kernel (height, width, in, out) to a new (out, in, height, width).

    Examples
    --------
    >>> from_keras_kernel(np.zeros((5, 4, 3, 16))).shape
    (16, 3, 5, 4)
    """
    return floats("weight", weight, "K L C F").transpose(3, 2, 0, 1).copy()


def turn(kernel: np.ndarray) -> np.ndarray:
    """Turn kernels (..., height, width) by 180 degrees: correlation to convolution.

    What :func:`cnnlesson.conv.conv2d` does with the turned kernel is the convolution of
    mathematics, of ``scipy.signal.convolve2d``, with the kernel as it was.

    Examples
    --------
    >>> turn(np.array([[1.0, 2.0], [3.0, 4.0]]))
    array([[4., 3.],
           [2., 1.]])
    """
    kernel = floats("kernel", kernel)
    if kernel.ndim < 2:
        raise ValueError(f"kernel must have at least 2 axes, got shape {kernel.shape}")
    return kernel[..., ::-1, ::-1].copy()


def same_padding(
    size: int, kernel_size: int, *, stride: int = 1, dilation: int = 1
) -> tuple[int, int]:
    """Return the padding of TensorFlow's and Keras's ``"same"`` along one axis.

    It is what ``ceil(size / stride)`` positions need. If that is odd, the end gets one
    pixel more than the start, so no padding that is equal at both ends can do it.

    Parameters
    ----------
    size, kernel_size, stride, dilation : int
        As for :func:`cnnlesson.arithmetic.output_size`.

    Returns
    -------
    before, after : int
        Pixels to add at the start and at the end.

    References
    ----------
    .. [1] TensorFlow, "Notes on padding".
       https://www.tensorflow.org/api_docs/python/tf/nn#notes_on_padding_2

    Examples
    --------
    >>> same_padding(28, 5), same_padding(28, 3, stride=2)
    ((2, 2), (0, 1))
    """
    size, kernel_size = integer("size", size), integer("kernel_size", kernel_size)
    stride, dilation = integer("stride", stride), integer("dilation", dilation)
    positions = -(-size // stride)
    reach = dilation * (kernel_size - 1) + 1
    needed = max((positions - 1) * stride + reach - size, 0)
    return needed // 2, needed - needed // 2


def pad_same(
    x: np.ndarray,
    kernel_size: IntOrPair,
    *,
    stride: IntOrPair = 1,
    dilation: IntOrPair = 1,
) -> np.ndarray:
    """Pad images with zeros so that ``conv2d`` gives what Keras gives for ``"same"``.

    Parameters
    ----------
    x : ndarray, shape (N, C, H, W)
    kernel_size, stride, dilation : int or (int, int)
        Of the convolution that follows, with ``padding=0``.

    Returns
    -------
    ndarray
        Padded by :func:`same_padding` along each axis.

    Examples
    --------
    >>> pad_same(np.ones((1, 1, 1, 4)), (1, 3), stride=2)
    array([[[[1., 1., 1., 1., 0.]]]])
    """
    x = floats("x", x, "N C H W")
    options = zip(
        x.shape[2:],
        pair("kernel_size", kernel_size),
        pair("stride", stride),
        pair("dilation", dilation),
        strict=True,
    )
    widths = [same_padding(n, k, stride=s, dilation=d) for n, k, s, d in options]
    return np.pad(x, [(0, 0), (0, 0), *widths])
