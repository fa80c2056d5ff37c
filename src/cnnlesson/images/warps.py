"""Ways to move pictures in steps finer than a pixel: around, in size, turned."""

import numpy as np
import scipy

from cnnlesson._checks import floats, number
from cnnlesson._rng import generator
from cnnlesson.images.moves import rotate

__all__ = ["random_rotation", "rescale", "roll"]


def roll(images: np.ndarray, rows: float = 0, columns: float = 0) -> np.ndarray:
    """Move pictures around the canvas: what leaves at one side comes in opposite.

    Whole pixels are moved exactly. For a fraction of a pixel the waves that the
    picture is made of (its Fourier series) are each moved by that fraction: rolling
    by 0.5 twice is rolling by 1, but for waves of two pixels, which have no half.

    Parameters
    ----------
    images : ndarray of float, shape (..., H, W)
    rows, columns : float, default 0
        Pixels down and to the right, any number; negative is up and to the left.

    Returns
    -------
    ndarray, shape (..., H, W)
        A new array of the same dtype.

    Raises
    ------
    TypeError
        If `images` are integers.
    ValueError
        If `images` has no rows and columns, or a step is not finite.

    Examples
    --------
    >>> roll(np.array([[1.0, 2.0, 3.0, 4.0]]), columns=1)
    array([[4., 1., 2., 3.]])
    >>> roll(np.array([[0.0, 1.0, 0.0, -1.0]]), columns=0.5).round(2)
    array([[-0.71,  0.71,  0.71, -0.71]])
    """
    moved = _pictures(images).copy()
    for axis, name, step in ((-2, "rows", rows), (-1, "columns", columns)):
        step = number(name, step)
        if not np.isfinite(step):
            raise ValueError(f"{name} must be finite, got {step}")
        if step == int(step):
            moved = np.roll(moved, int(step), axis=axis)
        else:
            moved = _shift_waves(moved, step, axis)
    return moved.astype(images.dtype, copy=False)


def rescale(images: np.ndarray, factor: float) -> np.ndarray:
    """Magnify or shrink what pictures show about their centre, on the same canvas.

    Each new pixel is the bilinear mean of four old ones, 0 beyond the border; what
    grows over the border is lost.

    Parameters
    ----------
    images : ndarray of float, shape (..., H, W)
    factor : float
        Above 0; 2 shows everything twice as high and wide.

    Returns
    -------
    ndarray, shape (..., H, W)
        A new array of the same dtype.

    Raises
    ------
    TypeError
        If `images` are integers.
    ValueError
        If `images` has no rows and columns, or `factor` is not a finite number above 0.

    Examples
    --------
    >>> rescale(np.array([[0.0, 0.0, 1.0, 1.0, 0.0, 0.0]]), 2)
    array([[0.25, 0.75, 1.  , 1.  , 0.75, 0.25]])
    """
    images = _pictures(images)
    if not 0 < number("factor", factor) < np.inf:
        raise ValueError(f"factor must be a finite number above 0, got {factor}")
    ratios = np.array([1.0] * (images.ndim - 2) + [1 / factor] * 2)
    centre = (np.array(images.shape) - 1) / 2
    scaled: np.ndarray = scipy.ndimage.affine_transform(
        images, ratios, offset=centre * (1 - ratios), order=1, mode="grid-constant"
    )
    return scaled


def random_rotation(
    images: np.ndarray, rng: np.random.Generator, *, limit: float
) -> np.ndarray:
    """Turn every picture of a batch on its own, to augment training data.

    Parameters
    ----------
    images : ndarray of float, shape (N, C, H, W)
    rng : numpy.random.Generator
        Draws an angle for each picture, uniform in ``-limit ... limit``.
    limit : float
        Largest angle in degrees, at least 0.

    Returns
    -------
    ndarray, shape (N, C, H, W)
        A new array of the same dtype.

    Raises
    ------
    TypeError
        If `images` are integers, or `rng` is no generator.
    ValueError
        If `images` is no batch, or `limit` is negative or not finite.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> random_rotation(np.ones((5, 1, 28, 28)), rng, limit=60).shape
    (5, 1, 28, 28)
    """
    images = floats("images", images, "N C H W")
    if not 0 <= number("limit", limit) < np.inf:
        raise ValueError(f"limit must be at least 0 and finite, got {limit}")
    angles = generator(rng).uniform(-limit, limit, len(images))
    turned = np.empty_like(images)
    for place, angle in enumerate(angles):
        turned[place] = rotate(images[place], angle)
    return turned


def _pictures(images: np.ndarray) -> np.ndarray:
    images = floats("images", images)
    if images.ndim < 2:
        raise ValueError(f"images must be (..., H, W), got shape {images.shape}")
    return images


def _shift_waves(images: np.ndarray, step: float, axis: int) -> np.ndarray:
    size = images.shape[axis]
    turns = np.exp(-2j * np.pi * np.fft.rfftfreq(size) * step)
    shape = [1] * images.ndim
    shape[axis] = len(turns)
    waves = np.fft.rfft(images, axis=axis) * turns.reshape(shape)
    return np.fft.irfft(waves, n=size, axis=axis)
