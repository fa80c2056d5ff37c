"""How far a computation is from moving along with its input."""

from collections.abc import Callable

import numpy as np

from cnnlesson._checks import floats, integer

__all__ = ["equivariance_error"]


def equivariance_error(
    f: Callable[[np.ndarray], np.ndarray], x: np.ndarray, shift: int, *, stride: int = 1
) -> float:
    """Compare moving the input of `f` with moving its output, around in a circle.

    If `f` keeps only each `stride`-th position, an input moved by `shift` pixels
    should give an output moved by ``shift / stride``. Where that is no whole number,
    the nearer of the two whole moves beside it is taken.

    Parameters
    ----------
    f : callable
        From (N, C, H, W) to (N, D, P, Q), with Q = W / stride.
    x : ndarray, shape (N, C, H, W)
    shift : int
        Columns to move `x` to the right.
    stride : int, default 1

    Returns
    -------
    float
        The Euclidean norm of the difference, relative to that of ``f(x)``: 0 for a
        computation that moves along, about 1.4 for one that answers something else.

    Raises
    ------
    ValueError
        If `stride` is below 1, or ``f(x)`` has not W / stride columns.

    Examples
    --------
    >>> x = np.arange(8.0).reshape(1, 1, 1, 8)
    >>> equivariance_error(lambda x: x**2, x, shift=3)
    0.0
    >>> equivariance_error(lambda x: x[..., ::2], x, shift=2, stride=2)
    0.0
    """
    x, shift = floats("x", x), integer("shift", shift, least=None)
    stride = integer("stride", stride)
    still, moved = f(x), f(np.roll(x, shift, axis=-1))
    if still.shape[-1] * stride != x.shape[-1]:
        raise ValueError(
            f"f(x) should have W / stride = {x.shape[-1]} / {stride} columns: "
            f"x {x.shape}, f(x) {still.shape}"
        )
    moves = {shift // stride, -(-shift // stride)}
    gaps = [np.linalg.norm(moved - np.roll(still, move, axis=-1)) for move in moves]
    return float(min(gaps) / np.linalg.norm(still))
