"""Doubt a gradient: nudge and see, and the adjoint identity of linear maps.

All four return one number or one array to compare with; none of them knows how the
gradient was computed. Give float64: in float32 rounding hides what they look for.
"""

from collections.abc import Callable

import numpy as np

from cnnlesson._checks import floats, number, same_dtype, same_shape
from cnnlesson._rng import generator

__all__ = [
    "adjoint_error",
    "directional_error",
    "numerical_gradient",
    "relative_error",
]


def numerical_gradient(
    f: Callable[[np.ndarray], float], at: np.ndarray, *, eps: float = 1e-6
) -> np.ndarray:
    """Nudge every number of `at` up and down and see by how much `f` changes.

    Two calls of `f` for each number: for arrays of a few hundred. With `f` smooth the
    error falls as ``eps**2`` until rounding takes over, which grows as ``1 / eps``.

    Parameters
    ----------
    f : callable
        From an array like `at` to one number. It gets the same array each time, with
        one number changed: it must not keep or change it.
    at : ndarray
        Where, float32 or float64, of any shape; not written to.
    eps : float, default 1e-6
        The length of a nudge.

    Returns
    -------
    ndarray
        A new array shaped like `at`.

    Raises
    ------
    ValueError, TypeError
        If `eps` is not positive, or `at` is no array of floats.

    Examples
    --------
    >>> numerical_gradient(lambda x: (x**2).sum(), np.array([1.0, -3.0])).round(6)
    array([ 2., -6.])
    """
    at, moved = floats("at", at), np.array(at)
    _check_step(eps)
    slopes = np.empty_like(moved)
    for place in np.ndindex(at.shape):
        ends = []
        for step in (eps, -eps):
            moved[place] = at[place] + step
            ends.append(f(moved))
        moved[place] = at[place]
        slopes[place] = (ends[0] - ends[1]) / (2 * eps)
    return slopes


def relative_error(a: np.ndarray, b: np.ndarray) -> float:
    """Length of the difference of two arrays, relative to the longer of the two.

    Parameters
    ----------
    a, b : ndarray
        Of one shape and dtype.

    Returns
    -------
    float
        0 for equal arrays, 1 if one of them is zero, at most 2.

    Raises
    ------
    ValueError, TypeError
        If shapes or dtypes differ.

    Examples
    --------
    >>> relative_error(np.array([3.0, 4.0]), np.array([3.0, 3.0]))
    0.2
    """
    a, b = floats("a", a), floats("b", b)
    same_dtype(a=a, b=b)
    same_shape("b", b, a.shape, "that of a")
    return _ratio(_length(a - b), max(_length(a), _length(b)))


def directional_error(
    f: Callable[[np.ndarray], float],
    grad: np.ndarray,
    at: np.ndarray,
    *,
    rng: np.random.Generator,
    eps: float = 1e-6,
) -> float:
    """Compare a whole gradient with two calls of `f`, in one random direction.

    Along a direction ``v`` the slope of `f` is ``<grad, v>``. A wrong gradient gives
    a wrong slope in every direction but those at right angles to its error, and a
    random one is never that.

    Parameters
    ----------
    f : callable
        From an array like `at` to one number.
    grad : ndarray
        What is claimed to be the gradient of `f`, shaped like `at`.
    at : ndarray
        Where, away from kinks; not written to.
    rng : numpy.random.Generator
        Draws the direction, from a normal distribution.
    eps : float, default 1e-6
        By how much a typical number of `at` is moved.

    Returns
    -------
    float
        The gap of the two slopes, relative to the lengths of gradient and direction.

    Raises
    ------
    ValueError, TypeError
        If shapes or dtypes differ, or `eps` is not positive.

    Examples
    --------
    >>> def loss(x):
    ...     return (x**2).sum()
    >>> x, rng = np.array([1.0, -3.0]), np.random.default_rng(0)
    >>> directional_error(loss, 2 * x, x, rng=rng) < 1e-9
    True
    >>> directional_error(loss, 3 * x, x, rng=rng) < 1e-3
    False
    """
    at, grad = floats("at", at), floats("grad", grad)
    same_dtype(at=at, grad=grad)
    same_shape("grad", grad, at.shape, "that of at")
    _check_step(eps)
    v = generator(rng).standard_normal(at.shape).astype(at.dtype)
    claimed = np.vdot(grad, v)
    seen = (f(at + eps * v) - f(at - eps * v)) / (2 * eps)
    scale = max(_length(grad) * _length(v), abs(seen))
    return _ratio(abs(claimed - seen), scale)


def adjoint_error(
    x: np.ndarray, forward_x: np.ndarray, y: np.ndarray, backward_y: np.ndarray
) -> float:
    """Gap of ``<A x, y>`` to ``<x, A' y>``, relative to the lengths of the vectors.

    For a linear map ``A`` the backward pass is its adjoint ``A'``: the two products are
    then equal for all `x` and `y`. Nothing is nudged, so only rounding is left.

    Parameters
    ----------
    x, backward_y : ndarray
        Of one shape: what goes in, and what the backward pass makes of `y`.
    forward_x, y : ndarray
        Of one shape: what the map makes of `x`, and anything.

    Returns
    -------
    float
        Some 1e-16 for an adjoint in float64.

    Raises
    ------
    ValueError, TypeError
        If the shapes do not pair, or dtypes differ.

    Examples
    --------
    >>> a = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    >>> x, y = np.array([1.0, 0.0, 2.0]), np.array([3.0, -1.0])
    >>> adjoint_error(x, a @ x, y, a.T @ y)
    0.0
    """
    x, forward_x = floats("x", x), floats("forward_x", forward_x)
    y, backward_y = floats("y", y), floats("backward_y", backward_y)
    same_dtype(x=x, forward_x=forward_x, y=y, backward_y=backward_y)
    same_shape("backward_y", backward_y, x.shape, "that of x")
    same_shape("y", y, forward_x.shape, "that of forward_x")
    pairs = (forward_x, y), (x, backward_y)
    gap = abs(np.vdot(*pairs[0]) - np.vdot(*pairs[1]))
    scales = (_length(a) * _length(b) for a, b in pairs)
    return _ratio(gap, max(scales))


def _length(a: np.ndarray) -> float:
    return float(np.linalg.norm(a))


def _check_step(eps: float) -> None:
    if not number("eps", eps) > 0:
        raise ValueError(f"eps must be above 0, got {eps}")


def _ratio(gap: float, scale: float) -> float:
    """Return gap / scale, and 0 where both are 0."""
    return float(gap / scale if scale > 0 else gap)
