"""The one photograph of the course, which Matplotlib brings along."""

from importlib.util import find_spec
from pathlib import Path

import numpy as np
from PIL import Image

from cnnlesson._checks import integer
from cnnlesson.data import DataError

__all__ = ["photograph"]

LUMA = np.array([0.299, 0.587, 0.114])  # ITU-R BT.601: weights of red, green, blue
_PATH = "mpl-data/sample_data/grace_hopper.jpg"
_WIDTH, _HEIGHT = 512, 600


def photograph(size: int = 256, *, colour: bool = False) -> np.ndarray:
    """Load the portrait of Rear Admiral Grace Hopper, head and shoulders.

    The picture is the top square of the original, 512 x 512 pixels, each
    block of which is averaged to one pixel.

    Parameters
    ----------
    size : int, default 256
        Side in pixels: 512 or a divisor of it.
    colour : bool, default False
        Whether to return red, green and blue instead of one grey level.

    Returns
    -------
    ndarray of float64, shape (size, size), or (3, size, size) if `colour`
        From 0 (black) to 1 (full brightness).

    Raises
    ------
    ValueError
        If `size` does not divide 512.
    DataError
        If this installation of Matplotlib comes without the picture.

    References
    ----------
    .. [1] J. S. Davis, United States Navy, official portrait, 1984. Public domain.

    Examples
    --------
    >>> photograph(128).shape, photograph(128, colour=True).shape
    ((128, 128), (3, 128, 128))
    """
    size = integer("size", size)
    if _WIDTH % size:
        raise ValueError(f"size must divide {_WIDTH}, got {size}")
    square = _pixels()[:_WIDTH] / 255  # rows, columns, colours
    block = _WIDTH // size
    blocks = square.reshape(size, block, size, block, 3)
    means: np.ndarray = blocks.mean(axis=(1, 3))
    return np.moveaxis(means, -1, 0).copy() if colour else means @ LUMA


def _pixels() -> np.ndarray:
    # Found without importing Matplotlib, which takes longer than all the rest.
    spec = find_spec("matplotlib")
    folders = spec.submodule_search_locations if spec else None
    path = Path(*(folders or ["matplotlib"])[:1], _PATH)
    if not path.is_file():
        raise DataError(path.name, "file", "the sample picture of Matplotlib", "none")
    with Image.open(path) as picture:
        pixels = np.asarray(picture.convert("RGB"))
    if pixels.shape != (_HEIGHT, _WIDTH, 3):
        raise DataError(path.name, "shape", (_HEIGHT, _WIDTH, 3), pixels.shape)
    return pixels
