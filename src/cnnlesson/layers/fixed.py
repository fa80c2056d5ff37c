"""Layers without parameters: pooling, ReLU, and a change of shape."""

import math
from typing import Self

import numpy as np

from cnnlesson._checks import IntOrPair, floats, gradient, pair
from cnnlesson.activations import relu, relu_backward
from cnnlesson.arithmetic import Cost, output_shape
from cnnlesson.layers.base import Layer, Shape, short, take
from cnnlesson.pooling import (
    avg_pool2d,
    avg_pool2d_backward,
    global_avg_pool2d,
    global_avg_pool2d_backward,
    global_max_pool2d,
    global_max_pool2d_backward,
    max_pool2d,
    max_pool2d_backward,
)


class _Pool2d(Layer):
    """A window that slides; what it does with its pixels is up to the subclass."""

    def __init__(
        self, kernel_size: IntOrPair, *, stride: IntOrPair | None = None
    ) -> None:
        super().__init__()
        self.kernel_size = pair("kernel_size", kernel_size)
        self.stride = self.kernel_size if stride is None else pair("stride", stride)

    def output_shape(self, input_shape: Shape) -> Shape:
        """Map (C, H, W) to (C, H', W')."""
        channels, height, width = take(self, input_shape, "C", "H", "W")
        size = height, width
        return channels, *output_shape(size, self.kernel_size, stride=self.stride)

    def __repr__(self) -> str:
        size, stride = short(self.kernel_size), short(self.stride)
        words = f"kernel_size={size}" + (f", stride={stride}" if stride != size else "")
        return f"{type(self).__name__}({words})"


class MaxPool2d(_Pool2d):
    """The largest value of each window, :func:`cnnlesson.pooling.max_pool2d`.

    Parameters
    ----------
    kernel_size : int or (int, int)
        In pixels, or (height, width).
    stride : int or (int, int), optional
        `kernel_size` if not given.

    Examples
    --------
    >>> MaxPool2d(2).forward(np.array([[[[1.0, 2.0], [4.0, 3.0]]]]))
    array([[[[4.]]]])
    """

    def __init__(
        self, kernel_size: IntOrPair, *, stride: IntOrPair | None = None
    ) -> None:
        super().__init__(kernel_size, stride=stride)
        self._largest: np.ndarray | None = None

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Map (N, C, H, W) to (N, C, H', W')."""
        self._x = x
        largest = max_pool2d(x, self.kernel_size, stride=self.stride)
        self._largest = largest
        return largest

    def backward(self, grad: np.ndarray) -> np.ndarray:
        """Map (N, C, H', W') to (N, C, H, W)."""
        return max_pool2d_backward(
            grad,
            self._seen(),
            self.kernel_size,
            stride=self.stride,
            largest=self._largest,
        )

    def twin(self) -> Self:
        """Return a layer of the same window, and a memory of its own."""
        other = super().twin()
        other._largest = None
        return other


class AvgPool2d(_Pool2d):
    """The mean of each window, :func:`cnnlesson.pooling.avg_pool2d`.

    The parameters are those of :class:`MaxPool2d`.

    Examples
    --------
    >>> AvgPool2d(2).forward(np.array([[[[1.0, 2.0], [4.0, 3.0]]]]))
    array([[[[2.5]]]])
    """

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Map (N, C, H, W) to (N, C, H', W')."""
        self._x = x
        return avg_pool2d(x, self.kernel_size, stride=self.stride)

    def backward(self, grad: np.ndarray) -> np.ndarray:
        """Map (N, C, H', W') to (N, C, H, W)."""
        x = self._seen()
        return avg_pool2d_backward(grad, x, self.kernel_size, stride=self.stride)


class _GlobalPool2d(Layer):
    def output_shape(self, input_shape: Shape) -> Shape:
        """Map (C, H, W) to (C,)."""
        return take(self, input_shape, "C", "H", "W")[:1]


class GlobalMaxPool2d(_GlobalPool2d):
    """The largest value of each channel: the size of the image no longer matters.

    Examples
    --------
    >>> GlobalMaxPool2d().forward(np.array([[[[1.0, 2.0], [4.0, 3.0]]]]))
    array([[4.]])
    """

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Map (N, C, H, W) to (N, C)."""
        self._x = x
        return global_max_pool2d(x)

    def backward(self, grad: np.ndarray) -> np.ndarray:
        """Map (N, C) to (N, C, H, W)."""
        return global_max_pool2d_backward(grad, self._seen())


class GlobalAvgPool2d(_GlobalPool2d):
    """The mean of each channel: the size of the image no longer matters.

    Examples
    --------
    >>> GlobalAvgPool2d().forward(np.array([[[[1.0, 2.0], [4.0, 3.0]]]]))
    array([[2.5]])
    """

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Map (N, C, H, W) to (N, C)."""
        self._x = x
        return global_avg_pool2d(x)

    def backward(self, grad: np.ndarray) -> np.ndarray:
        """Map (N, C) to (N, C, H, W)."""
        return global_avg_pool2d_backward(grad, self._seen())


class ReLU(Layer):
    """Nothing below zero, :func:`cnnlesson.activations.relu`.

    It costs no memory that counts, for its output can take the place of its input.
    """

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Map a batch of any shape to one of the same."""
        self._x = x
        return relu(x)

    def backward(self, grad: np.ndarray) -> np.ndarray:
        """Let the gradient through where the input was positive."""
        return relu_backward(grad, self._seen())

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return `input_shape`."""
        return input_shape

    def cost(self, input_shape: Shape) -> Cost:
        """Return nothing: see the class."""
        return Cost()


class Flatten(Layer):
    """The pixels of all channels in one row, ready for :class:`Linear`; costs nothing.

    Examples
    --------
    >>> Flatten().output_shape((32, 5, 5))
    (800,)
    """

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Map (N, C, H, W) to (N, C * H * W)."""
        self._x = x = floats("x", x)
        return x.reshape(len(x), math.prod(x.shape[1:]))

    def backward(self, grad: np.ndarray) -> np.ndarray:
        """Map (N, C * H * W) to (N, C, H, W)."""
        x = self._seen()
        size = math.prod(x.shape[1:])
        return gradient(grad, x, (len(x), size)).reshape(x.shape)

    def output_shape(self, input_shape: Shape) -> Shape:
        """Map (C, H, W) to (C * H * W,)."""
        return (math.prod(input_shape),)

    def cost(self, input_shape: Shape) -> Cost:
        """Return nothing: the same numbers under another shape."""
        return Cost()
