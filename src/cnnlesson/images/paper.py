"""Photographs of ruled paper with a shadow on it: ink is not all that is dark."""

import numpy as np

from cnnlesson._checks import floats
from cnnlesson._rng import generator

__all__ = ["ruled_paper"]

# How a photograph of ruled paper is made: the light at the dark end of the shadow,
# the share of it that ink and lines swallow, the lines' distance, the camera's noise.
_SHADE, _INK, _LINE, _EVERY, _NOISE = 0.3, 0.6, 0.5, 6, 0.04


def ruled_paper(ink: np.ndarray, *, rng: np.random.Generator) -> np.ndarray:
    """Photograph drawings on ruled paper with a shadow on it.

    Each photograph has its own shadow, in a random direction, and its own
    place for the lines, which are as thin as a pixel and nearly as dark as ink.

    Parameters
    ----------
    ink : ndarray, shape (N, 1, H, W)
        Share of ink in each pixel, from 0 to 1, float32 or float64.
    rng : numpy.random.Generator
        Draws the direction of each shadow, the place of the lines, and the noise.

    Returns
    -------
    ndarray, shape (N, 1, H, W)
        Light of each pixel, about 0 (black) to 1 (white), of the dtype of `ink`.

    Raises
    ------
    ValueError, TypeError
        If `ink` is no batch of grey images, or `rng` no generator.

    Examples
    --------
    >>> blank = np.zeros((5, 1, 28, 28))
    >>> photographs = ruled_paper(blank, rng=np.random.default_rng(1))
    >>> photographs.shape, bool(photographs.std() > 0.1)
    ((5, 1, 28, 28), True)
    """
    ink, rng = floats("ink", ink, "N 1 H W"), generator(rng)
    count, channels, height, width = ink.shape
    if channels != 1:
        raise ValueError(f"ink must have one channel, got shape {ink.shape}")
    light = _shadow(rng.uniform(0, 2 * np.pi, (count,)), height, width)
    first = rng.integers(0, _EVERY, (count,))
    ruled = (np.arange(height) - first[:, np.newaxis]) % _EVERY == 0
    dark = np.maximum(_INK * ink[:, 0], _LINE * ruled[:, :, np.newaxis])
    noise = rng.normal(0, _NOISE, light.shape)
    photograph: np.ndarray = light * (1 - dark) + noise
    return photograph[:, np.newaxis].astype(ink.dtype)


def _shadow(angles: np.ndarray, height: int, width: int) -> np.ndarray:
    """Return ramps (N, H, W) from `_SHADE` to 1, each along one of the `angles`."""
    down, right = np.sin(angles), np.cos(angles)
    rows, columns = np.linspace(-0.5, 0.5, height), np.linspace(-0.5, 0.5, width)
    ramp = down[:, None, None] * rows[:, None] + right[:, None, None] * columns
    ramp /= (np.abs(down) + np.abs(right))[:, None, None]
    light: np.ndarray = _SHADE + (1 - _SHADE) * (ramp + 0.5)
    return light
