"""A network for one size of image, turned into one that slides over any larger one."""

import copy

import numpy as np

from cnnlesson._checks import instance
from cnnlesson.layers import (
    Conv2d,
    Flatten,
    GlobalAvgPool2d,
    GlobalMaxPool2d,
    Layer,
    Linear,
)
from cnnlesson.network.sequential import Sequential

__all__ = ["to_convolutional"]


def to_convolutional(
    network: Sequential, input_shape: tuple[int, int, int]
) -> Sequential:
    """Replace dense layers by the convolutions that compute the same.

    A dense layer on flattened maps is a convolution whose kernel is as large as
    the maps; a dense layer on top of that is one with 1 x 1 kernels. On an image of
    `input_shape` the result is that of `network`, as maps of 1 x 1 pixel. On a larger
    image it is that of `network` on each window of that shape, at a distance of the
    strides of all layers multiplied, without computing twice what windows share. (Where
    layers pad, windows see zeros at the border of the image alone, not at their own.)

    Parameters
    ----------
    network : Sequential
        Its last layers are Flatten and one or more Linear, between which others may be.
    input_shape : (int, int, int)
        Channels, height and width of the images it was made for.

    Returns
    -------
    Sequential
        With copies of the parameters, so that the two can be trained apart.

    Raises
    ------
    ValueError
        If there is no Flatten, or a global pooling, which has no window.

    References
    ----------
    .. [1] J. Long, E. Shelhamer and T. Darrell, "Fully convolutional networks for
       semantic segmentation", CVPR 2015. https://arxiv.org/abs/1411.4038

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> convolution, dense = Conv2d(1, 6, 3, rng=rng), Linear(24, 5, rng=rng)
    >>> network = Sequential(convolution, Flatten(), dense)
    >>> sliding = to_convolutional(network, (1, 4, 4))
    >>> sliding
    Sequential(
      (0): Conv2d(1, 6, kernel_size=3)
      (1): Conv2d(6, 5, kernel_size=2)
    )
    >>> sliding.output_shape((1, 9, 7))
    (5, 6, 4)
    """
    instance("network", network, Sequential)
    if not any(isinstance(layer, Flatten) for layer in network.layers):
        raise ValueError(f"network has no Flatten to slide: {network!r}")
    shapes = [input_shape, *(row.output_shape for row in network.summary(input_shape))]
    layers: list[Layer] = []
    maps: tuple[int, ...] = input_shape  # what the next dense layer sees all of
    for layer, shape in zip(network.layers, shapes, strict=False):
        if isinstance(layer, GlobalAvgPool2d | GlobalMaxPool2d):
            raise ValueError(f"{layer!r} has no window to slide: {network!r}")
        if isinstance(layer, Flatten):
            maps = shape
        elif isinstance(layer, Linear):
            layers.append(_as_convolution(layer, maps))
            maps = (layer.out_features, 1, 1)
        else:
            layers.append(copy.deepcopy(layer))
    return Sequential(*layers)


def _as_convolution(layer: Linear, maps: tuple[int, ...]) -> Conv2d:
    channels, height, width = maps
    rng = np.random.default_rng(0)  # for its shapes alone
    convolution = Conv2d(channels, layer.out_features, (height, width), rng=rng)
    weight, bias = layer.params["weight"], layer.params["bias"]
    shape = convolution.params["weight"].shape
    convolution.params = {"weight": weight.reshape(shape).copy(), "bias": bias.copy()}
    return convolution
