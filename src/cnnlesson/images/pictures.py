"""Small pictures drawn by hand, for arithmetic that one can check by hand."""

import numpy as np

from cnnlesson._checks import integer, number, pair

__all__ = ["arrow", "bright_square", "light_bar", "ring", "step_edge"]

_RING = """
..###..
.#...#.
#.....#
#.....#
#.....#
.#...#.
..###..
"""

_ARROW = """
............
............
............
.......#....
.......##...
..########..
..########..
.......##...
.......#....
............
............
............
"""


def ring() -> np.ndarray:
    """Draw a white ring, one pixel thin, on 7 x 7 black pixels.

    Returns
    -------
    ndarray, shape (7, 7)

    Examples
    --------
    >>> ring().sum(axis=1)
    array([3., 2., 2., 2., 2., 2., 3.])
    """
    return _picture(_RING)


def arrow() -> np.ndarray:
    """Draw an arrow that points right, in the middle of 12 x 12 pixels.

    The head is a triangle. Three rows are free above and below and two columns left
    and right: so far :func:`~cnnlesson.images.shift` can move the arrow.

    Returns
    -------
    ndarray, shape (12, 12)

    Examples
    --------
    >>> arrow()[5]
    array([0., 0., 1., 1., 1., 1., 1., 1., 1., 1., 0., 0.])
    """
    return _picture(_ARROW)


def step_edge(size: int = 8, *, dark: float = 0.3, light: float = 0.9) -> np.ndarray:
    """Draw one vertical edge: the left half `dark`, the right half `light`.

    Parameters
    ----------
    size : int, default 8
        Side in pixels, at least 2; an odd picture has the wider half right.
    dark, light : float
        Grey levels, ``0 <= dark < light <= 1``.

    Returns
    -------
    ndarray, shape (size, size)

    Raises
    ------
    ValueError
        If `size` is below 2 or the grey levels are not in order.

    Examples
    --------
    >>> step_edge(4)[0]
    array([0.3, 0.3, 0.9, 0.9])
    """
    _check_levels(dark, light)
    size = integer("size", size, 2)
    image = np.full((size, size), dark, dtype=np.float64)
    image[:, size // 2 :] = light
    return image


def light_bar(size: int = 8, *, dark: float = 0.3, light: float = 0.9) -> np.ndarray:
    """Draw a light bar on dark: one edge up in brightness, then one down.

    The bar is upright, fills the rows, and starts after a quarter of the columns
    (rounded down); as many columns are dark to its right.

    Parameters
    ----------
    size : int, default 8
        Side in pixels, at least 4.
    dark, light : float
        Grey levels, ``0 <= dark < light <= 1``.

    Returns
    -------
    ndarray, shape (size, size)

    Raises
    ------
    ValueError
        If `size` is below 4 or the grey levels are not in order.

    Examples
    --------
    >>> light_bar(8, dark=0, light=1)[0]
    array([0., 0., 1., 1., 1., 1., 0., 0.])
    """
    _check_levels(dark, light)
    size = integer("size", size, 4)
    image = np.full((size, size), dark, dtype=np.float64)
    image[:, size // 4 : size - size // 4] = light
    return image


def bright_square(
    position: tuple[int, int], *, size: int = 10, side: int = 2
) -> np.ndarray:
    """Draw a white square on black, its top left pixel at `position`.

    Parameters
    ----------
    position : (row, column)
        Top left pixel of the square, from 0 to ``size - side``: the square may
        touch the border, not cross it.
    size : int, default 10
        Side of the canvas, in pixels.
    side : int, default 2
        Side of the square, in pixels.

    Returns
    -------
    ndarray, shape (size, size)

    Raises
    ------
    ValueError
        If the square would leave the canvas.

    Examples
    --------
    >>> np.argwhere(bright_square((1, 6)))[0]
    array([1, 6])
    """
    side = integer("side", side)
    size = integer("size", size, side)
    row, column = pair("position", position, 0)
    if max(row, column) > size - side:
        raise ValueError(
            f"position {(row, column)}: a square of {side} px leaves a canvas of "
            f"{size} px; row and column may be 0 to {size - side}"
        )
    image = np.zeros((size, size))
    image[row : row + side, column : column + side] = 1.0
    return image


def _picture(drawing: str) -> np.ndarray:
    rows = drawing.split()
    return np.array([[float(pixel == "#") for pixel in row] for row in rows])


def _check_levels(dark: float, light: float) -> None:
    if not 0 <= number("dark", dark) < number("light", light) <= 1:
        raise ValueError(f"need 0 <= dark < light <= 1, got dark {dark}, light {light}")
