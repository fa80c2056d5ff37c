"""What a layer costs: parameters, multiply-adds, activations and bytes."""

import math
import operator
from dataclasses import astuple, dataclass, replace
from typing import Literal

from cnnlesson._checks import IntOrPair, instance, integer, one_of, pair
from cnnlesson.arithmetic.sizes import output_shape

# The parameters themselves, then their gradients, then the optimizer's averages.
_NUMBERS_PER_PARAMETER = {None: 1, "sgd": 2, "sgd_momentum": 3, "adam": 4}


@dataclass(frozen=True)
class Cost:
    """What a layer costs; ``+`` adds two layers, ``sum(costs, Cost())`` a network.

    Parameters
    ----------
    parameters : int
        Numbers to learn: weights and biases.
    multiply_adds : int
        Weights times the positions they are used at, for one image. Adding a bias
        is not a multiplication; taps that fall on padding count.
    activations : int
        Output values for one image.

    Examples
    --------
    >>> linear_cost(784, 16) + linear_cost(16, 10)
    Cost(parameters=12730, multiply_adds=12704, activations=26)
    """

    parameters: int = 0
    multiply_adds: int = 0
    activations: int = 0

    def __add__(self, other: "Cost") -> "Cost":
        if not isinstance(other, Cost):
            return NotImplemented
        return Cost(*map(operator.add, astuple(self), astuple(other)))


def linear_cost(in_features: int, out_features: int, *, bias: bool = True) -> Cost:
    """Count a dense layer: a weight from every input to every output value.

    Parameters
    ----------
    in_features, out_features : int
        Values in and out, for one image.
    bias : bool, default True
        Whether each output has a number of its own to add.

    Examples
    --------
    >>> linear_cost(224 * 224 * 3, 512).parameters
    77070848
    """
    out_features = integer("out_features", out_features)
    weights = integer("in_features", in_features) * out_features
    biases = out_features if bias else 0
    return Cost(weights + biases, weights, out_features)


def conv2d_cost(
    in_channels: int,
    out_channels: int,
    kernel_size: IntOrPair,
    size: IntOrPair,
    *,
    stride: IntOrPair = 1,
    padding: IntOrPair = 0,
    dilation: IntOrPair = 1,
    bias: bool = True,
) -> Cost:
    """Count a convolution: one kernel per output channel, shared by all positions.

    Parameters
    ----------
    in_channels, out_channels : int
        Channels in and out.
    kernel_size, size, stride, padding, dilation : int or (int, int)
        In pixels, as for :func:`output_size`; a pair is (height, width), and `size`
        is that of the input.
    bias : bool, default True
        Whether each output channel has a number of its own to add.

    Examples
    --------
    >>> conv2d_cost(1, 6, kernel_size=5, size=28, padding=2)  # LeNet-5, C1
    Cost(parameters=156, multiply_adds=117600, activations=4704)
    """
    kernel_size = pair("kernel_size", kernel_size)
    height, width = output_shape(
        size, kernel_size, stride=stride, padding=padding, dilation=dilation
    )
    out_channels = integer("out_channels", out_channels)
    taps = integer("in_channels", in_channels) * math.prod(kernel_size)
    return Cost(
        parameters=out_channels * (taps + (1 if bias else 0)),
        multiply_adds=out_channels * taps * height * width,
        activations=out_channels * height * width,
    )


def local_cost(
    in_channels: int,
    out_channels: int,
    kernel_size: IntOrPair,
    size: IntOrPair,
    *,
    stride: IntOrPair = 1,
    padding: IntOrPair = 0,
    dilation: IntOrPair = 1,
    bias: bool = True,
) -> Cost:
    """Count a locally connected layer: each position has kernels and biases of its own.

    The arguments are those of :func:`conv2d_cost`.

    Examples
    --------
    >>> local_cost(3, 512, kernel_size=3, size=224, bias=False).parameters
    681302016
    >>> conv2d_cost(3, 512, kernel_size=3, size=224, bias=False).parameters
    13824
    """
    shared = conv2d_cost(
        in_channels,
        out_channels,
        kernel_size,
        size,
        stride=stride,
        padding=padding,
        dilation=dilation,
        bias=bias,
    )
    positions = shared.activations // out_channels
    return replace(shared, parameters=shared.parameters * positions)


def memory_bytes(
    cost: Cost,
    *,
    training: Literal["sgd", "sgd_momentum", "adam"] | None = None,
    batch_size: int = 1,
    itemsize: int = 4,
) -> int:
    """Count the bytes that a network of this cost keeps, in use or in training.

    Parameters
    ----------
    cost : Cost
        Of one layer, or the sum over a network.
    training : {None, "sgd", "sgd_momentum", "adam"}
        ``None`` keeps the parameters and all activations; ``"sgd"`` also a gradient
        for each of them; ``"sgd_momentum"`` one more number per parameter, its
        velocity; ``"adam"`` two more than ``"sgd"``, its moments. The input images
        and an algorithm's workspace do not count.
    batch_size : int, default 1
        Images at once; activations and their gradients exist for each of them.
    itemsize : int, default 4
        Bytes per number; 4 is float32.

    Examples
    --------
    >>> cost = linear_cost(784, 16) + linear_cost(16, 10)
    >>> memory_bytes(cost), memory_bytes(cost, training="adam", batch_size=64)
    (51024, 216992)
    """
    instance("cost", cost, Cost)
    one_of("training", training, _NUMBERS_PER_PARAMETER)
    numbers = cost.activations * integer("batch_size", batch_size)
    numbers *= 1 if training is None else 2
    numbers += cost.parameters * _NUMBERS_PER_PARAMETER[training]
    return numbers * integer("itemsize", itemsize)
