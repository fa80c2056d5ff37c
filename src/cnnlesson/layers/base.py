"""What every layer has: parameters, gradients, a memory, a shape and a cost."""

import copy
import math
from abc import ABC, abstractmethod
from typing import Self, TypeAlias

import numpy as np

from cnnlesson.arithmetic import Cost

Shape: TypeAlias = tuple[int, ...]


class Layer(ABC):
    """What every layer has; without parameters, both dictionaries stay empty.

    Attributes
    ----------
    params, grads : dict of str to ndarray
        Parameters, and their gradients since the last :meth:`backward`.
    """

    def __init__(self) -> None:
        self.params: dict[str, np.ndarray] = {}
        self.grads: dict[str, np.ndarray] = {}
        self._x: np.ndarray | None = None

    @abstractmethod
    def forward(self, x: np.ndarray) -> np.ndarray:
        """Return the output for the batch `x`, and remember `x` for :meth:`backward`.

        `x` is not copied: do not write to it between the two.
        """

    @abstractmethod
    def backward(self, grad: np.ndarray) -> np.ndarray:
        """Turn the loss's gradient by the output into that by the input.

        On the way, store those by the parameters in `grads`.

        Raises
        ------
        RuntimeError
            If :meth:`forward` has not run.
        """

    def backward_params(self, grad: np.ndarray) -> None:
        """Do :meth:`backward` without computing the gradient by the input.

        It is what the first layer needs, whose input is data: nobody will change it.
        """
        self.backward(grad)

    def twin(self) -> Self:
        """Return a layer with these very parameters, and a memory of its own."""
        other = copy.copy(self)  # the dictionary `params` is one and the same
        other.grads, other._x = {}, None
        return other

    @abstractmethod
    def output_shape(self, input_shape: Shape) -> Shape:
        """Return the output's shape for one image, (C, H, W) or (features,).

        Raises
        ------
        ValueError
            If the layer takes no input of this shape.
        """

    def cost(self, input_shape: Shape) -> Cost:
        """Count parameters, multiply-adds and activations for one image."""
        return Cost(activations=math.prod(self.output_shape(input_shape)))

    def _seen(self) -> np.ndarray:
        if self._x is None:
            raise RuntimeError(f"{self!r}.backward called before forward")
        return self._x

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


def take(layer: Layer, shape: Shape, *axes: int | str) -> Shape:
    """Return `shape` if it has these axes; a letter stands for any length."""
    fits = np.shape(shape) == (len(axes),) and all(
        isinstance(axis, str) or axis == length
        for axis, length in zip(axes, shape, strict=True)
    )
    if not fits:
        wanted = str(axes).replace("'", "")
        raise ValueError(f"{layer!r} takes an input of shape {wanted}, got {shape}")
    return shape


def short(value: tuple[int, int]) -> str:
    """Write a pair of equal numbers as one."""
    return f"{value[0]}" if value[0] == value[1] else f"{value}"
