"""The dense (linear, fully connected) layer: every output sees every input."""

import numpy as np

from cnnlesson._checks import floats, gradient, same_dtype, same_shape

__all__ = ["linear", "linear_backward", "linear_backward_params"]


def linear(
    x: np.ndarray, weight: np.ndarray, bias: np.ndarray | None = None
) -> np.ndarray:
    """Weigh all inputs for each output: ``x @ weight.T + bias``.

    Parameters
    ----------
    x : ndarray, shape (N, in_features)
        float32 or float64; the other arrays must have the same dtype.
    weight : ndarray, shape (out_features, in_features)
    bias : ndarray, shape (out_features,), optional

    Returns
    -------
    ndarray, shape (N, out_features)
        A new array.

    Raises
    ------
    ValueError, TypeError
        If shapes or dtypes do not fit, before any work.

    Examples
    --------
    >>> linear(np.array([[1.0, 2.0]]), np.array([[3.0, 4.0]]), np.array([0.5]))
    array([[11.5]])
    """
    x, weight = _checked(x, weight)
    if bias is not None:
        bias = floats("bias", bias)
        same_dtype(x=x, bias=bias)
        same_shape(
            "bias", bias, weight.shape[:1], f"one per row of weight {weight.shape}"
        )
    out: np.ndarray = x @ weight.T
    if bias is not None:
        out += bias
    return out


def linear_backward(
    grad: np.ndarray, x: np.ndarray, weight: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Gradients of a scalar loss with respect to `x`, `weight` and the bias.

    Parameters
    ----------
    grad : ndarray, shape (N, out_features)
        The gradient with respect to ``linear(x, weight, bias)``.
    x, weight : ndarray
        What :func:`linear` was called with.

    Returns
    -------
    d_x, d_weight, d_bias : ndarray
        New arrays, shaped like `x`, `weight` and (out_features,).

    Raises
    ------
    ValueError, TypeError
        As :func:`linear`, and if `grad` has not the shape of its output.

    Examples
    --------
    >>> x, weight = np.array([[1.0, 2.0]]), np.array([[3.0, 4.0]])
    >>> linear_backward(np.array([[10.0]]), x, weight)
    (array([[30., 40.]]), array([[10., 20.]]), array([10.]))
    """
    x, weight = _checked(x, weight)
    grad = gradient(grad, x, (len(x), len(weight)))
    d_x = np.matmul(grad, weight, out=np.empty_like(x))  # in memory it lies as x does
    return d_x, *_by_params(grad, x)


def linear_backward_params(
    grad: np.ndarray, x: np.ndarray, weight: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Gradients by `weight` and the bias alone: a first layer needs no other.

    The arguments and the errors are those of :func:`linear_backward`.

    Returns
    -------
    d_weight, d_bias : ndarray
        New arrays, shaped like `weight` and (out_features,).

    Examples
    --------
    >>> x, weight = np.array([[1.0, 2.0]]), np.array([[3.0, 4.0]])
    >>> linear_backward_params(np.array([[10.0]]), x, weight)
    (array([[10., 20.]]), array([10.]))
    """
    x, weight = _checked(x, weight)
    return _by_params(gradient(grad, x, (len(x), len(weight))), x)


def _by_params(grad: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return grad.T @ x, grad.sum(axis=0)


def _checked(x: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    x, weight = (
        floats("x", x, "N in_features"),
        floats("weight", weight, "out_features in_features"),
    )
    same_dtype(x=x, weight=weight)
    if x.shape[1] != weight.shape[1]:
        raise ValueError(
            f"x has {x.shape[1]} features, weight expects {weight.shape[1]}: "
            f"x {x.shape}, weight {weight.shape}"
        )
    return x, weight
