"""What a convolution is asked for, checked before any work."""

from typing import NamedTuple

import numpy as np

from cnnlesson import _padding
from cnnlesson._checks import IntOrPair, floats, pair, same_dtype
from cnnlesson._windows import Windows, windows


class Plan(NamedTuple):
    """The windows of a convolution, and the padding they slide over."""

    down: Windows
    across: Windows
    padding: tuple[int, int]
    mode: str
    out_shape: tuple[int, int, int, int]

    @property
    def zeros(self) -> tuple[int, int]:
        """What part of the padding is zeros: all, or nothing."""
        return self.padding if self.mode == "zeros" else (0, 0)


def checked(
    x: np.ndarray,
    weight: np.ndarray,
    stride: IntOrPair,
    padding: IntOrPair,
    dilation: IntOrPair,
    mode: str,
) -> tuple[np.ndarray, np.ndarray, Plan]:
    """Refuse what does not fit together, and plan the rest."""
    x, weight = floats("x", x, "N C H W"), floats("weight", weight, "F C K L")
    same_dtype(x=x, weight=weight)
    shapes = f"x {x.shape}, weight {weight.shape}"
    if x.shape[1] != weight.shape[1]:
        different = f"x has {x.shape[1]} channels, weight expects {weight.shape[1]}"
        raise ValueError(f"{different}: {shapes}")
    try:
        padding = pair("padding", padding, least=0)
        options = {"stride": stride, "padding": padding, "dilation": dilation}
        down, across = windows(x.shape[2:], weight.shape[2:], **options)
        _padding.check(x.shape[2:], padding, mode)
    except (TypeError, ValueError) as error:
        raise type(error)(f"{error}: {shapes}") from None
    out_shape = len(x), len(weight), down.number, across.number
    return x, weight, Plan(down, across, padding, mode, out_shape)
