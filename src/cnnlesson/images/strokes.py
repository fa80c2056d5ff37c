"""Pen strokes: letters that are no digits, and a digit as one writes it on paper."""

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import scipy

from cnnlesson._checks import integer, number, pair
from cnnlesson._rng import generator

__all__ = ["LETTERS", "draw", "letters", "written_two"]

Line = Sequence[tuple[float, float]]
Strokes = Sequence[Line]

# Each letter as lines through points (x, y): x from 0 to 1 to the right, y down. Those
# that somebody might take for a digit (B, C, D, G, I, J, O, Q, S, Z) are left out.
_FULL = [(0, 0), (0, 1)]
#: The strokes of capital letters that nobody takes for a digit.
LETTERS: dict[str, Strokes] = {
    "A": [[(0, 1), (0.4, 0), (0.8, 1)], [(0.16, 0.62), (0.64, 0.62)]],
    "E": [_FULL, [(0, 0), (0.6, 0)], [(0, 0.5), (0.5, 0.5)], [(0, 1), (0.6, 1)]],
    "F": [_FULL, [(0, 0), (0.6, 0)], [(0, 0.5), (0.5, 0.5)]],
    "H": [_FULL, [(0.7, 0), (0.7, 1)], [(0, 0.5), (0.7, 0.5)]],
    "K": [_FULL, [(0.7, 0), (0, 0.55)], [(0.15, 0.45), (0.7, 1)]],
    "L": [[(0, 0), (0, 1), (0.6, 1)]],
    "M": [[(0, 1), (0.05, 0), (0.45, 0.7), (0.85, 0), (0.9, 1)]],
    "N": [[(0, 1), (0, 0), (0.7, 1), (0.7, 0)]],
    "R": [_FULL, [(0, 0), (0.55, 0.1), (0.55, 0.4), (0, 0.5)], [(0.2, 0.5), (0.7, 1)]],
    "T": [[(0, 0), (0.8, 0)], [(0.4, 0), (0.4, 1)]],
    "U": [[(0, 0), (0, 0.75), (0.2, 1), (0.5, 1), (0.7, 0.75), (0.7, 0)]],
    "V": [[(0, 0), (0.4, 1), (0.8, 0)]],
    "W": [[(0, 0), (0.2, 1), (0.45, 0.3), (0.7, 1), (0.9, 0)]],
    "X": [[(0, 0), (0.8, 1)], [(0.8, 0), (0, 1)]],
    "Y": [[(0, 0), (0.4, 0.5)], [(0.8, 0), (0.4, 0.5), (0.4, 1)]],
}


def draw(strokes: Strokes, shape: tuple[int, int], *, pen: float) -> np.ndarray:
    """Draw straight lines with a round pen.

    Parameters
    ----------
    strokes : sequence of lines
        Each a sequence of at least two points (x, y) in pixels: x to the right, y down,
        (0, 0) the middle of the first pixel.
    shape : (int, int)
        Height and width of the picture.
    pen : float
        Width of the pen in pixels, above 0.

    Returns
    -------
    ndarray of float32, shape `shape`
        1 where there is ink, 0 where there is none, in between along the edges.

    Raises
    ------
    ValueError
        If a line has fewer than two points, or the pen no width.

    Examples
    --------
    >>> draw([[(1, 0), (1, 2)]], (3, 4), pen=1.0)
    array([[0., 1., 0., 0.],
           [0., 1., 0., 0.],
           [0., 1., 0., 0.]], dtype=float32)
    """
    height, width = pair("shape", shape)
    if not number("pen", pen) > 0:
        raise ValueError(f"pen must be above 0, got {pen}")
    y, x = np.mgrid[:height, :width]
    nearest = np.full((height, width), np.inf)
    for line in strokes:
        points = np.asarray(line, dtype=float)
        if points.ndim != 2 or points.shape[1] != 2 or len(points) < 2:
            raise ValueError(f"a line needs two points (x, y) or more, got {line}")
        for start, end in pairwise(points):
            nearest = np.minimum(nearest, _distance(x, y, start, end))
    return np.clip(pen / 2 - nearest + 0.5, 0, 1).astype(np.float32)


def letters(count: int, *, rng: np.random.Generator) -> np.ndarray:
    """Write capital letters by hand, each a little differently, as MNIST has digits.

    Parameters
    ----------
    count : int
        How many; they take turns through :data:`LETTERS`.
    rng : numpy.random.Generator
        Draws slant, turn, width, pen and the unsteadiness of the hand.

    Returns
    -------
    ndarray of float32, shape (count, 1, 28, 28)
        White ink on black, 20 pixels high, the centre of mass in the middle.

    Examples
    --------
    >>> letters(3, rng=np.random.default_rng(0)).shape
    (3, 1, 28, 28)
    """
    names, rng = list(LETTERS), generator(rng)
    written = [
        _by_hand(LETTERS[names[place % len(names)]], rng)
        for place in range(integer("count", count))
    ]
    return np.array(written)[:, np.newaxis]


def written_two(*, rng: np.random.Generator) -> np.ndarray:
    """Write a two in dark ink on greyish paper, as a camera would see it.

    Parameters
    ----------
    rng : numpy.random.Generator
        Draws the unsteadiness of the hand and the grain of the paper.

    Returns
    -------
    ndarray of uint8, shape (240, 180)
        Grey levels. The paper is lighter at its upper left.

    Examples
    --------
    >>> two = written_two(rng=np.random.default_rng(0))
    >>> two.shape, int(np.median(two)) > 150 > int(two.min())
    ((240, 180), True)
    """
    rng, shape = generator(rng), (240, 180)
    angles = np.linspace(math.radians(200), math.radians(400), 12)
    arc = np.stack([90 + 42 * np.cos(angles), 92 + 42 * np.sin(angles)], axis=1)
    line = np.concatenate([arc, [(98, 152), (50, 194), (92, 186), (136, 194)]])
    line += rng.normal(0, 1.2, line.shape)
    ink = scipy.ndimage.gaussian_filter(draw([line.tolist()], shape, pen=15), 1.0)
    down, right = (np.linspace(0, 1, size) for size in shape)
    paper = 0.84 - 0.07 * (down[:, np.newaxis] + right)
    grain = np.round(rng.normal(0, 0.01, shape), 2)
    grey: np.ndarray = paper * (1 - 0.75 * ink) + grain
    levels: np.ndarray = np.round(255 * np.clip(grey, 0, 1)).astype(np.uint8)
    return levels


def _by_hand(strokes: Strokes, rng: np.random.Generator) -> np.ndarray:
    """Draw one letter in 28 x 28 pixels, every point a little off its place."""
    slant, turn = rng.normal(0, 0.12), rng.normal(0, 0.08)
    cos, sin = math.cos(turn), math.sin(turn)
    change = np.array([[cos, sin], [-sin - slant, cos]])
    stretch = np.array([rng.uniform(14, 20), 20.0])
    lines = [
        (np.asarray(line) + rng.normal(0, 0.025, (len(line), 2))) * stretch @ change
        for line in strokes
    ]
    points = np.concatenate(lines)
    low, high = points.min(axis=0), points.max(axis=0)
    factor = 18 / (high - low).max()
    moved = [((line - low) * factor + 5).tolist() for line in lines]
    ink = draw(moved, (28, 28), pen=rng.uniform(2, 3.5))
    return _centred(ink)


def _centred(ink: np.ndarray) -> np.ndarray:
    """Move the centre of mass to pixel (14, 14), or as near as no ink is lost."""
    moved = ink
    for axis, centre in enumerate(scipy.ndimage.center_of_mass(ink)):
        used = np.flatnonzero(ink.any(axis=1 - axis))
        step = np.clip(14 - round(centre), -used[0], ink.shape[axis] - 1 - used[-1])
        moved = np.roll(moved, int(step), axis=axis)
    return moved


def _distance(
    x: np.ndarray, y: np.ndarray, start: np.ndarray, end: np.ndarray
) -> np.ndarray:
    """Distance of every pixel from the straight line between two points."""
    (dx, dy), (fx, fy) = end - start, (x - start[0], y - start[1])
    along = np.clip((fx * dx + fy * dy) / max(dx * dx + dy * dy, 1e-12), 0, 1)
    gap: np.ndarray = np.hypot(fx - along * dx, fy - along * dy)
    return gap
