"""Layers that learn: they own weights and biases."""

import math
from typing import TypedDict

import numpy as np

from cnnlesson._checks import IntOrPair, integer, one_of, pair
from cnnlesson._padding import MODES, PaddingMode
from cnnlesson._rng import generator
from cnnlesson.arithmetic import Cost, conv2d_cost, linear_cost, output_shape
from cnnlesson.conv import conv2d, conv2d_backward, conv2d_backward_params
from cnnlesson.dense import linear, linear_backward, linear_backward_params
from cnnlesson.layers.base import Layer, Shape, short, take


class _Options(TypedDict):
    stride: tuple[int, int]
    padding: tuple[int, int]
    dilation: tuple[int, int]
    padding_mode: PaddingMode


class Conv2d(Layer):
    """Kernels that slide over an image, :func:`cnnlesson.conv.conv2d`.

    Parameters
    ----------
    in_channels, out_channels : int
        Channels in and out: there are `out_channels` kernels, each with a bias.
    kernel_size, stride, padding, dilation : int or (int, int)
        In pixels, or (height, width).
    padding_mode : {"zeros", "reflect", "circular"}
        What stands beyond the border.
    rng : numpy.random.Generator
        Source of the initial weights (He et al., 2015). Biases start at zero.

    References
    ----------
    .. [1] K. He, X. Zhang, S. Ren and J. Sun, "Delving deep into rectifiers",
       2015. https://arxiv.org/abs/1502.01852

    Examples
    --------
    >>> layer = Conv2d(1, 16, 3, rng=np.random.default_rng(1))
    >>> layer.forward(np.zeros((2, 1, 28, 28), dtype=np.float32)).shape
    (2, 16, 26, 26)
    >>> layer.params["weight"].shape, layer.params["bias"].shape
    ((16, 1, 3, 3), (16,))
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: IntOrPair,
        *,
        stride: IntOrPair = 1,
        padding: IntOrPair = 0,
        dilation: IntOrPair = 1,
        padding_mode: PaddingMode = "zeros",
        rng: np.random.Generator,
    ) -> None:
        super().__init__()
        self.in_channels = integer("in_channels", in_channels)
        self.out_channels = integer("out_channels", out_channels)
        self.kernel_size = pair("kernel_size", kernel_size)
        self.stride = pair("stride", stride)
        self.padding = pair("padding", padding, least=0)
        self.dilation = pair("dilation", dilation)
        one_of("padding_mode", padding_mode, MODES)
        self.padding_mode: PaddingMode = padding_mode
        self.params = _initial(
            rng, self.out_channels, self.in_channels, *self.kernel_size
        )

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Map (N, in_channels, H, W) to (N, out_channels, H', W')."""
        self._x = x
        weight, bias = self.params["weight"], self.params["bias"]
        return conv2d(x, weight, bias, **self._options())

    def backward(self, grad: np.ndarray) -> np.ndarray:
        """Map (N, out_channels, H', W') to (N, in_channels, H, W)."""
        x, weight = self._seen(), self.params["weight"]
        d_x, d_weight, d_bias = conv2d_backward(grad, x, weight, **self._options())
        self.grads = {"weight": d_weight, "bias": d_bias}
        return d_x

    def backward_params(self, grad: np.ndarray) -> None:
        """Store the gradients by the parameters alone: about half of the work."""
        x, weight = self._seen(), self.params["weight"]
        grads = conv2d_backward_params(grad, x, weight, **self._options())
        self.grads = dict(zip(("weight", "bias"), grads, strict=True))

    def _options(self) -> _Options:
        return {
            "stride": self.stride,
            "padding": self.padding,
            "dilation": self.dilation,
            "padding_mode": self.padding_mode,
        }

    def output_shape(self, input_shape: Shape) -> Shape:
        """Map (in_channels, H, W) to (out_channels, H', W')."""
        _, height, width = take(self, input_shape, self.in_channels, "H", "W")
        return self.out_channels, *output_shape(
            (height, width),
            self.kernel_size,
            stride=self.stride,
            padding=self.padding,
            dilation=self.dilation,
        )

    def cost(self, input_shape: Shape) -> Cost:
        """Count parameters, multiply-adds and activations for one image."""
        _, height, width = take(self, input_shape, self.in_channels, "H", "W")
        return conv2d_cost(
            self.in_channels,
            self.out_channels,
            self.kernel_size,
            (height, width),
            stride=self.stride,
            padding=self.padding,
            dilation=self.dilation,
        )

    def __repr__(self) -> str:
        options = [
            ("stride", self.stride, 1),
            ("padding", self.padding, 0),
            ("dilation", self.dilation, 1),
        ]
        words = [f"{self.in_channels}", f"{self.out_channels}"]
        words += [f"kernel_size={short(self.kernel_size)}"]
        words += [f"{n}={short(v)}" for n, v, usual in options if v != (usual, usual)]
        if self.padding_mode != "zeros":
            words += [f"padding_mode={self.padding_mode!r}"]
        return f"Conv2d({', '.join(words)})"


class Linear(Layer):
    """Every output sees every input, :func:`cnnlesson.dense.linear`.

    Parameters
    ----------
    in_features, out_features : int
        Values in and out, for one image.
    rng : numpy.random.Generator
        Source of the initial weights (He et al., 2015). Biases start at zero.

    Examples
    --------
    >>> layer = Linear(784, 16, rng=np.random.default_rng(1))
    >>> layer.params["weight"].shape, layer.params["bias"].shape
    ((16, 784), (16,))
    """

    def __init__(
        self, in_features: int, out_features: int, *, rng: np.random.Generator
    ) -> None:
        super().__init__()
        self.in_features = integer("in_features", in_features)
        self.out_features = integer("out_features", out_features)
        self.params = _initial(rng, self.out_features, self.in_features)

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Map (N, in_features) to (N, out_features)."""
        self._x = x
        return linear(x, self.params["weight"], self.params["bias"])

    def backward(self, grad: np.ndarray) -> np.ndarray:
        """Map (N, out_features) to (N, in_features)."""
        d_x, d_weight, d_bias = linear_backward(
            grad, self._seen(), self.params["weight"]
        )
        self.grads = {"weight": d_weight, "bias": d_bias}
        return d_x

    def backward_params(self, grad: np.ndarray) -> None:
        """Do :meth:`backward` without the gradient by the input."""
        d_weight, d_bias = linear_backward_params(
            grad, self._seen(), self.params["weight"]
        )
        self.grads = {"weight": d_weight, "bias": d_bias}

    def output_shape(self, input_shape: Shape) -> Shape:
        """Map (in_features,) to (out_features,)."""
        take(self, input_shape, self.in_features)
        return (self.out_features,)

    def cost(self, input_shape: Shape) -> Cost:
        """Count parameters, multiply-adds and activations for one image."""
        take(self, input_shape, self.in_features)
        return linear_cost(self.in_features, self.out_features)

    def __repr__(self) -> str:
        return f"Linear({self.in_features}, {self.out_features})"


def _initial(rng: np.random.Generator, *shape: int) -> dict[str, np.ndarray]:
    """Draw weights whose outputs keep the spread of their inputs through ReLUs."""
    std = math.sqrt(2 / math.prod(shape[1:]))
    return {
        "weight": generator(rng).normal(0, std, shape).astype(np.float32),
        "bias": np.zeros(shape[0], dtype=np.float32),
    }
