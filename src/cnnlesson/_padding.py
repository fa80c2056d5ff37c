"""What stands beyond the border of an image, and where its gradient goes."""

from typing import Literal, TypeAlias

import numpy as np

PaddingMode: TypeAlias = Literal["zeros", "circular", "reflect"]

_NUMPY_MODE: dict[str, Literal["constant", "wrap", "reflect"]]
_NUMPY_MODE = {"zeros": "constant", "circular": "wrap", "reflect": "reflect"}


def check(size: tuple[int, ...], padding: tuple[int, int], mode: str) -> None:
    """Refuse an unknown mode, and more padding than an image of this size can fill."""
    if mode not in _NUMPY_MODE:
        names = ", ".join(map(repr, _NUMPY_MODE))
        raise ValueError(f"padding_mode must be one of {names}, got {mode!r}")
    most = (size[0] - (mode == "reflect"), size[1] - (mode == "reflect"))
    if mode != "zeros" and (padding[0] > most[0] or padding[1] > most[1]):
        raise ValueError(f"{mode} padding is at most {most}, got {padding}")


def shape(x: np.ndarray, padding: tuple[int, int]) -> tuple[int, ...]:
    """Return the shape of ``pad(x, padding, mode)``."""
    images, channels, height, width = x.shape
    return images, channels, height + 2 * padding[0], width + 2 * padding[1]


def pad(x: np.ndarray, padding: tuple[int, int], mode: str) -> np.ndarray:
    """Surround images (N, C, H, W) with padding; where there is none, return `x`."""
    if padding == (0, 0):
        return x
    above, left = padding
    if mode != "zeros":
        widths = [(0, 0), (0, 0), (above, above), (left, left)]
        return np.pad(x, widths, mode=_NUMPY_MODE[mode])
    padded = np.zeros(shape(x, padding), x.dtype)  # sooner done than np.pad
    padded[:, :, above : above + x.shape[2], left : left + x.shape[3]] = x
    return padded


def fold(padded: np.ndarray, padding: tuple[int, int], mode: str) -> np.ndarray:
    """Add the padding to the pixels it was copied from: the adjoint of `pad`."""
    for axis, width in zip((2, 3), padding, strict=True):
        lines = np.moveaxis(padded, axis, 0)
        size = len(lines) - 2 * width
        inner = lines[width : width + size]
        if mode != "zeros":
            source = np.pad(np.arange(size), width, mode=_NUMPY_MODE[mode])
            for i in (*range(width), *range(width + size, len(lines))):
                inner[source[i]] += lines[i]
        padded = np.moveaxis(inner, 0, axis)
    return np.ascontiguousarray(padded)
