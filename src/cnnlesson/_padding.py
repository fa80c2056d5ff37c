"""What stands beyond the border of an image, and where its gradient goes."""

from typing import Literal, TypeAlias

import numpy as np

from cnnlesson._checks import one_of

PaddingMode: TypeAlias = Literal["zeros", "circular", "reflect"]

_NUMPY_MODE: dict[str, Literal["wrap", "reflect"]]
_NUMPY_MODE = {"circular": "wrap", "reflect": "reflect"}
MODES = ("zeros", *_NUMPY_MODE)  # zeros are no copies


def check(size: tuple[int, ...], padding: tuple[int, int], mode: str) -> None:
    """Refuse an unknown mode, and more padding than an image of this size can fill."""
    one_of("padding_mode", mode, MODES)
    most = (size[0] - (mode == "reflect"), size[1] - (mode == "reflect"))
    if mode != "zeros" and (padding[0] > most[0] or padding[1] > most[1]):
        raise ValueError(f"{mode} padding is at most {most}, got {padding}")


def fill(x: np.ndarray, padding: tuple[int, int], mode: str) -> np.ndarray:
    """Surround images (N, C, H, W) with copies of their pixels, if it is not zeros."""
    if mode == "zeros":
        return x
    above, left = padding
    widths = [(0, 0), (0, 0), (above, above), (left, left)]
    return np.pad(x, widths, mode=_NUMPY_MODE[mode])


def fold(filled: np.ndarray, padding: tuple[int, int], mode: str) -> np.ndarray:
    """Add the padding to the pixels it was copied from: the adjoint of `fill`."""
    if mode == "zeros":
        return filled
    for axis, width in zip((2, 3), padding, strict=True):
        lines = np.moveaxis(filled, axis, 0)
        size = len(lines) - 2 * width
        inner = lines[width : width + size]
        source = np.pad(np.arange(size), width, mode=_NUMPY_MODE[mode])
        for i in (*range(width), *range(width + size, len(lines))):
            inner[source[i]] += lines[i]
        filled = np.moveaxis(inner, 0, axis)
    return filled
