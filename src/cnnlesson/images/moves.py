"""Ways to move pictures: by whole pixels, at random, about their centre."""

import numpy as np
import scipy
from numpy.lib.stride_tricks import sliding_window_view

from cnnlesson._checks import array, floats, integer, number
from cnnlesson._rng import generator

__all__ = ["random_shift", "rotate", "shift", "translate"]


def translate(
    images: np.ndarray, rows: int = 0, columns: int = 0, *, fill: float = 0.0
) -> np.ndarray:
    """Move pictures by whole pixels; what crosses the border is lost.

    The digits of MNIST are centred by mass, with 4 black pixels around most of
    them: of their ink, a shift sideways by 4 pixels costs less than 1 % on average.
    :func:`shift` is for pictures that must not lose any.

    Parameters
    ----------
    images : ndarray, shape (..., H, W)
    rows, columns : int, default 0
        Pixels down and to the right, fewer than H and W; negative is up and to
        the left.
    fill : float, default 0.0
        Value of the pixels that come in at the other side.

    Returns
    -------
    ndarray, shape (..., H, W)
        A new array of the same dtype.

    Raises
    ------
    ValueError
        If `images` has no rows and columns, or nothing of them would remain.
    TypeError
        If `rows` or `columns` is no integer.

    Examples
    --------
    >>> translate(np.array([[1, 2, 3], [4, 5, 6]]), columns=1)
    array([[0, 1, 2],
           [0, 4, 5]])
    """
    _check_pictures(images)
    rows = _step("rows", rows, images.shape[-2])
    columns = _step("columns", columns, images.shape[-1])
    moved = np.full_like(images, number("fill", fill))
    moved[..., _kept(rows), _kept(columns)] = images[..., _kept(-rows), _kept(-columns)]
    return moved


def shift(images: np.ndarray, rows: int = 0, columns: int = 0) -> np.ndarray:
    """Move pictures by whole pixels, and refuse to push anything off the canvas.

    Parameters
    ----------
    images : ndarray, shape (..., H, W)
        Black is 0; what is not 0 has to stay on the canvas.
    rows, columns : int, default 0
        Pixels down and to the right; negative is up and to the left.

    Returns
    -------
    ndarray, shape (..., H, W)
        A new array of the same dtype.

    Raises
    ------
    ValueError
        If a pixel that is not 0 would leave the canvas.

    Examples
    --------
    >>> shift(np.array([[0, 1, 2], [0, 4, 5]]), columns=-1)
    array([[1, 2, 0],
           [4, 5, 0]])
    """
    moved = translate(images, rows, columns)
    lost = np.count_nonzero(images) - np.count_nonzero(moved)
    if lost:
        raise ValueError(
            f"a shift by rows {rows}, columns {columns} pushes {lost} non-zero pixels "
            f"off the canvas of images {images.shape}"
        )
    return moved


def random_shift(
    images: np.ndarray, rng: np.random.Generator, *, limit: int
) -> np.ndarray:
    """Move every picture of a batch on its own, to augment training data.

    Parameters
    ----------
    images : ndarray, shape (N, C, H, W)
    rng : numpy.random.Generator
        Draws rows and columns for each picture, uniform in ``-limit ... limit``.
    limit : int
        Largest shift in pixels, at least 0.

    Returns
    -------
    ndarray, shape (N, C, H, W)
        A new array of the same dtype, black where nothing came in.

    Raises
    ------
    ValueError
        If `images` is no batch or `limit` is negative.
    TypeError
        If `rng` is no generator.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> random_shift(np.ones((5, 1, 28, 28)), rng, limit=2).shape
    (5, 1, 28, 28)
    """
    if array("images", images).ndim != 4:
        raise ValueError(f"images must be (N, C, H, W), got shape {images.shape}")
    limit, rng = integer("limit", limit, 0), generator(rng)
    border = (limit, limit)
    padded = np.pad(images, [(0, 0), (0, 0), border, border])
    windows = sliding_window_view(padded, images.shape[2:], axis=(2, 3))
    count = len(images)
    rows, columns = rng.integers(0, 2 * limit, (2, count), endpoint=True)
    moved: np.ndarray = windows[np.arange(count), :, rows, columns]
    return moved


def rotate(images: np.ndarray, degrees: float) -> np.ndarray:
    """Turn pictures about their centre; corners that leave the canvas are lost.

    A turned pixel centre falls between others, so each new pixel is the bilinear
    mean of four old ones (0 beyond the border): grey levels stay between 0 and 1,
    edges get softer. Multiples of 90 degrees are exact where H equals W.

    Parameters
    ----------
    images : ndarray of float, shape (..., H, W)
    degrees : float
        Counter-clockwise, as the picture is drawn.

    Returns
    -------
    ndarray, shape (..., H, W)
        A new array of the same dtype.

    Raises
    ------
    TypeError
        If `images` are integers, which cannot hold the means.
    ValueError
        If `images` has no rows and columns, or `degrees` is not finite.

    Examples
    --------
    >>> rotate(np.array([[0.0, 1.0], [2.0, 3.0]]), 90)
    array([[1., 3.],
           [0., 2.]])
    """
    images = floats("images", images)
    _check_pictures(images)
    degrees = number("degrees", degrees)
    if not np.isfinite(degrees):
        raise ValueError(f"degrees must be finite, got {degrees}")
    turned: np.ndarray = scipy.ndimage.rotate(
        images, degrees, axes=(-2, -1), reshape=False, order=1, mode="grid-constant"
    )
    return turned


def _kept(pixels: int) -> slice:
    """Where an axis is filled when its content moves on by `pixels`."""
    return slice(pixels, None) if pixels >= 0 else slice(None, pixels)


def _step(name: str, value: int, size: int) -> int:
    """Return a shift along an axis of `size` pixels: some of them have to remain."""
    pixels = integer(name, value, 1 - size)
    if pixels >= size:
        raise ValueError(f"{name} must be at most {size - 1}, got {pixels}")
    return pixels


def _check_pictures(images: np.ndarray) -> None:
    if array("images", images).ndim < 2:
        raise ValueError(f"images must be (..., H, W), got shape {images.shape}")
