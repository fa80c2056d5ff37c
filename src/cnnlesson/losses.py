"""The loss: how wrong the scores are, and in which direction to change them."""

import numpy as np

from cnnlesson._checks import array, floats, same_dtype, same_shape

__all__ = ["cross_entropy", "mse_loss"]


def cross_entropy(logits: np.ndarray, labels: np.ndarray) -> tuple[float, np.ndarray]:
    """Mean of ``-log(softmax(logits)[label])`` over the batch, and its gradient.

    The logarithm is taken before anything can underflow: the loss is that of
    ``log(sum(exp(logits))) - logits[label]``, with the largest logit subtracted.

    Parameters
    ----------
    logits : ndarray, shape (N, classes)
        One score per image and class, float32 or float64.
    labels : ndarray of int, shape (N,)
        The right class of each image, from 0 to classes - 1.

    Returns
    -------
    loss : float
        In nats; ``log(classes)`` when all scores are equal.
    d_logits : ndarray, shape (N, classes)
        ``(softmax(logits) - one_hot(labels)) / N``, a new array.

    Raises
    ------
    ValueError, TypeError
        If there is no image, if shapes or dtypes do not fit, or if a label names no
        class.

    Examples
    --------
    >>> loss, d_logits = cross_entropy(np.zeros((1, 2)), np.array([1]))
    >>> round(loss, 4)
    0.6931
    >>> d_logits
    array([[ 0.5, -0.5]])
    """
    logits = floats("logits", logits, "N classes")
    _check_labels(labels, logits)
    images = np.arange(len(logits))
    shifted = logits - logits.max(axis=1, keepdims=True)
    d_logits: np.ndarray = np.exp(shifted)
    totals = d_logits.sum(axis=1, keepdims=True)
    loss = (np.log(totals[:, 0]) - shifted[images, labels]).sum() / len(logits)
    d_logits /= totals
    d_logits[images, labels] -= 1
    d_logits /= len(logits)
    return float(loss), d_logits


def mse_loss(prediction: np.ndarray, target: np.ndarray) -> tuple[float, np.ndarray]:
    """Mean of ``(prediction - target)**2`` over all numbers, and its gradient.

    The loss for networks that answer with numbers, such as one for each pixel.

    Parameters
    ----------
    prediction : ndarray
        float32 or float64, of any shape.
    target : ndarray
        What it should have been, of the same shape and dtype.

    Returns
    -------
    loss : float
        Summed in float64.
    d_prediction : ndarray
        ``2 * (prediction - target) / prediction.size``, a new array.

    Raises
    ------
    ValueError, TypeError
        If there is nothing to compare, or shapes or dtypes differ.

    Examples
    --------
    >>> loss, d_prediction = mse_loss(np.array([[1.0, 4.0]]), np.array([[1.0, 2.0]]))
    >>> loss, d_prediction
    (2.0, array([[0., 2.]]))
    """
    prediction, target = floats("prediction", prediction), floats("target", target)
    same_dtype(prediction=prediction, target=target)
    same_shape("target", target, prediction.shape, "that of the prediction")
    if prediction.size == 0:
        raise ValueError(f"the loss of nothing is undefined: shape {prediction.shape}")
    gap = prediction - target
    loss = np.mean(np.square(gap, dtype=np.float64))
    return float(loss), gap * (2 / gap.size)


def _check_labels(labels: np.ndarray, logits: np.ndarray) -> None:
    count, classes = logits.shape
    if count == 0:
        raise ValueError(f"the loss of no images is undefined: logits {logits.shape}")
    if array("labels", labels, "integers").dtype.kind not in "iu":
        raise TypeError(f"labels must be an array of integers, got {labels.dtype}")
    same_shape("labels", labels, (count,), f"one per row of logits {logits.shape}")
    wrong = labels[(labels < 0) | (labels >= classes)]
    if wrong.size:
        raise ValueError(
            f"labels must be from 0 to {classes - 1}, got {wrong[0]}: "
            f"logits {logits.shape}, labels {labels.shape}"
        )
