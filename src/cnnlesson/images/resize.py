"""Ways to make pictures smaller and larger by a whole factor."""

from typing import Literal

import numpy as np
import scipy

from cnnlesson._checks import floats, integer, one_of

__all__ = ["enlarge", "shrink"]

_ORDER = {"nearest": 0, "linear": 1, "cubic": 3}


def shrink(images: np.ndarray, factor: int) -> np.ndarray:
    """Average each block of `factor` x `factor` pixels to one.

    Parameters
    ----------
    images : ndarray of float, shape (N, C, H, W)
    factor : int
        A divisor of H and W.

    Returns
    -------
    ndarray, shape (N, C, H / factor, W / factor)
        A new array of the same dtype.

    Raises
    ------
    ValueError, TypeError
        If `images` is no batch of floats, or the factor does not divide its sides.

    Examples
    --------
    >>> shrink(np.array([[[[1.0, 3.0, 0.0, 0.0], [5.0, 7.0, 0.0, 8.0]]]]), 2)
    array([[[[4., 2.]]]])
    """
    images, factor = floats("images", images, "N C H W"), integer("factor", factor)
    count, channels, height, width = images.shape
    if height % factor or width % factor:
        raise ValueError(
            f"factor {factor} must divide both sides of images {images.shape}"
        )
    blocks = images.reshape(
        count, channels, height // factor, factor, width // factor, factor
    )
    means: np.ndarray = blocks.mean(axis=(3, 5))
    return means


def enlarge(
    images: np.ndarray,
    factor: int,
    *,
    method: Literal["nearest", "linear", "cubic"] = "cubic",
) -> np.ndarray:
    """Fill `factor` x `factor` pixels where there was one, with no knowledge at all.

    Parameters
    ----------
    images : ndarray of float, shape (N, C, H, W)
        Grey levels from 0 to 1.
    factor : int
        How many times as high and wide the pictures become.
    method : {"nearest", "linear", "cubic"}
        Repeat the pixel; draw straight lines between the centres of pixels; draw
        smooth curves (cubic splines), cut off where they leave 0 to 1.

    Returns
    -------
    ndarray, shape (N, C, factor * H, factor * W)
        A new array of the same dtype.

    Raises
    ------
    ValueError, TypeError
        If `images` is no batch of floats, or an option makes no sense.

    Examples
    --------
    >>> enlarge(np.array([[[[0.0, 1.0]]]]), 2, method="nearest")
    array([[[[0., 0., 1., 1.],
             [0., 0., 1., 1.]]]])
    """
    images, factor = floats("images", images, "N C H W"), integer("factor", factor)
    one_of("method", method, _ORDER)
    height, width = images.shape[2:]
    rows, columns = (_weights(n, factor, _ORDER[method]) for n in (height, width))
    larger: np.ndarray = rows.astype(images.dtype) @ images
    larger = larger @ columns.astype(images.dtype).T
    return larger.clip(0, 1)


def _weights(size: int, factor: int, order: int) -> np.ndarray:
    """Return the weights (factor * size, size) of old pixels in new, along an axis.

    What is done to all columns and then to all rows is done to the picture. Each
    column of an identity matrix is a picture of one white pixel on a line.
    """
    line = np.eye(size)
    # grid_mode: a pixel is a square, not a point, so that no border is cut off.
    options = {"order": order, "mode": "nearest", "grid_mode": True}
    weights = [scipy.ndimage.zoom(pixel, factor, **options) for pixel in line]
    return np.stack(weights, axis=1)
