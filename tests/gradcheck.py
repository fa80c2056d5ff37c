"""Two ways to doubt a gradient: finite differences, and the adjoint identity."""

import numpy as np


def directional_error(f, grad, at, rng, *, eps=1e-6):
    """Gap of <grad, v> to (f(at + eps v) - f(at - eps v)) / 2 eps, against |grad| |v|.

    One random direction v compares the whole gradient in two calls of the scalar
    function `f`. Give float64, and a point away from kinks.
    """
    assert grad.shape == at.shape
    v = rng.standard_normal(at.shape)
    exact = np.vdot(grad, v)
    numeric = (f(at + eps * v) - f(at - eps * v)) / (2 * eps)
    return abs(exact - numeric) / (np.linalg.norm(grad) * np.linalg.norm(v))


def adjoint_error(x, forward_x, y, backward_y):
    """Gap of <A x, y> to <x, A' y> for a linear map A, against |A x| |y|."""
    gap = abs(np.vdot(forward_x, y) - np.vdot(x, backward_y))
    scale = np.linalg.norm(forward_x) * np.linalg.norm(y)
    return gap / max(scale, np.finfo(float).tiny)  # A x may be all padding


def away_from_ties(rng, shape):
    """Return values 0.1 apart and none near zero, so that no winner changes."""
    size = np.prod(shape, dtype=int)
    return 0.1 * (rng.permutation(size) - size // 2 + 0.5).reshape(shape)
