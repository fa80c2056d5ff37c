"""What stands out in a map of scores, and how it compares with the truth."""

import numpy as np

from cnnlesson._checks import array, floats, integer, number

__all__ = ["pair_up", "peaks"]


def peaks(scores: np.ndarray, *, threshold: float, radius: int) -> np.ndarray:
    """Find the places with a high score, one for each heap of them.

    The highest place is taken and all within `radius` of it are struck out; then the
    highest of the rest, as long as it is above `threshold`. This is non-maximum
    suppression, for windows that are all of one size.

    Parameters
    ----------
    scores : ndarray of float, shape (H, W)
    threshold : float
        What is not above it does not count.
    radius : int
        Along rows and columns, in pixels of the map, at least 0.

    Returns
    -------
    ndarray of int, shape (K, 2)
        Rows and columns, the highest first.

    Raises
    ------
    ValueError, TypeError
        If `scores` has not two axes or holds NaN, or `radius` makes no sense.

    Examples
    --------
    >>> peaks(np.array([[0.9, 0.8, 0.1, 0.7, 0.2]]), threshold=0.5, radius=1)
    array([[0, 0],
           [0, 3]])
    """
    radius = integer("radius", radius, 0)
    scores, threshold = floats("scores", scores), number("threshold", threshold)
    if scores.ndim != 2 or np.isnan(scores).any():
        raise ValueError(f"scores must be (H, W) without NaN, got shape {scores.shape}")
    left, found = scores.astype(np.float64), []
    while left.size and left.max() > threshold:
        row, column = (int(i) for i in np.unravel_index(left.argmax(), left.shape))
        found.append((row, column))
        top, start = max(0, row - radius), max(0, column - radius)
        left[top : row + radius + 1, start : column + radius + 1] = -np.inf
    return np.array(found, dtype=int).reshape(-1, 2)


def pair_up(found: np.ndarray, true: np.ndarray, *, reach: int) -> np.ndarray:
    """Give each place found the nearest true one that no other has taken.

    Parameters
    ----------
    found : ndarray of int, shape (K, 2)
        The first chooses first.
    true : ndarray of int, shape (M, 2)
    reach : int
        The two are at most so far apart, along rows and columns.

    Returns
    -------
    ndarray of int, shape (K,)
        For each place found, the index of the true one, or -1: a false alarm.

    Raises
    ------
    ValueError, TypeError
        If they are not rows and columns, or `reach` makes no sense.

    Examples
    --------
    >>> found, true = np.array([[5, 5], [90, 0]]), np.array([[0, 0], [4, 6]])
    >>> pair_up(found, true, reach=4)
    array([ 1, -1])
    """
    reach = integer("reach", reach, 0)
    for name, value in (("found", found), ("true", true)):
        if array(name, value).ndim != 2 or value.shape[1] != 2:
            raise ValueError(f"{name} must be (K, 2), got shape {value.shape}")
    far = np.abs(found[:, np.newaxis] - true).max(axis=2).astype(float)
    partner = np.full(len(found), -1)
    for place, row in enumerate(far):
        if row.size and row.min() <= reach:
            partner[place] = row.argmin()
            far[:, row.argmin()] = np.inf
    return partner
