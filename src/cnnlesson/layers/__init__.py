"""Layers: parameters, their gradients, and the memory between two passes.

A batch is (N, C, H, W) or (N, features). The arithmetic of a layer is a function of
another module, named in its first line; here is only state.
"""

from cnnlesson.layers.base import Layer
from cnnlesson.layers.fixed import (
    AvgPool2d,
    Flatten,
    GlobalAvgPool2d,
    GlobalMaxPool2d,
    MaxPool2d,
    ReLU,
)
from cnnlesson.layers.learned import Conv2d, Linear

__all__ = [
    "AvgPool2d",
    "Conv2d",
    "Flatten",
    "GlobalAvgPool2d",
    "GlobalMaxPool2d",
    "Layer",
    "Linear",
    "MaxPool2d",
    "ReLU",
]
