"""Activations: what happens to each value between two layers, and the softmax."""

import numpy as np

from cnnlesson._checks import floats, gradient, integer

__all__ = ["relu", "relu_backward", "softmax"]


def relu(x: np.ndarray) -> np.ndarray:
    """Replace negative values by zero, in a new array shaped like `x`.

    Parameters
    ----------
    x : ndarray
        float32 or float64, of any shape.

    References
    ----------
    .. [1] V. Nair and G. E. Hinton, "Rectified linear units improve restricted
       Boltzmann machines", ICML 2010.

    Examples
    --------
    >>> relu(np.array([-1.0, 0.0, 2.0]))
    array([0., 0., 2.])
    """
    x = floats("x", x)
    out = np.zeros_like(x)  # with an array of zeros it is sooner done than with one 0
    np.maximum(x, out, out=out)
    return out


def relu_backward(grad: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Pass the gradient where `x` is positive; at zero the derivative counts as 0.

    Parameters
    ----------
    grad : ndarray
        The gradient with respect to ``relu(x)``, shaped like `x`.
    x : ndarray
        What :func:`relu` was called with.

    Examples
    --------
    >>> relu_backward(np.array([5.0, 5.0, 5.0]), np.array([-1.0, 0.0, 2.0]))
    array([0., 0., 5.])
    """
    x = floats("x", x)
    return gradient(grad, x, x.shape) * (x > 0)


def softmax(x: np.ndarray, *, axis: int = -1) -> np.ndarray:
    """Turn scores into probabilities: ``exp(x) / sum(exp(x))`` along one axis.

    The largest score is subtracted first. That changes nothing but keeps ``exp`` from
    overflowing, however large the scores are.

    Parameters
    ----------
    x : ndarray
        Scores (logits), float32 or float64, of any shape.
    axis : int, default -1
        Where the alternatives lie: 1 for (N, classes) and for (N, classes, H, W).

    Returns
    -------
    ndarray
        A new array shaped like `x`, positive, with sum 1 along `axis`.

    Raises
    ------
    ValueError, TypeError
        If `x` has no such axis or nothing along it, or is not float.

    Examples
    --------
    >>> softmax(np.array([10000.0, 10000.0, 0.0]))
    array([0.5, 0.5, 0. ])
    """
    x = floats("x", x)
    axis = integer("axis", axis, least=-x.ndim)
    if axis >= x.ndim or x.shape[axis] == 0:
        raise ValueError(f"x has nothing along axis {axis}: shape {x.shape}")
    powers: np.ndarray = np.exp(x - x.max(axis=axis, keepdims=True))
    powers /= powers.sum(axis=axis, keepdims=True)
    return powers
