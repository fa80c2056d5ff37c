"""Model cards: what a trained network can do, how sure that is, and where it fails."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from cnnlesson._checks import floats, instance, integer, same_shape
from cnnlesson.activations import softmax
from cnnlesson.images import translate
from cnnlesson.layers import Linear
from cnnlesson.network import Sequential

__all__ = ["SHIFTS", "accuracy_interval", "evidence", "likeness", "measure"]

#: Pixels to the right by which a card moves the images.
SHIFTS = range(7)

_Z95 = 1.959963984540054  # of the normal distribution: 95 % lie within so many sigmas
_NOISE = 1_000  # images of noise


def accuracy_interval(right: int, count: int) -> tuple[float, float]:
    """Say between which accuracies the truth lies, if `right` of `count` were right.

    The images that were drawn are a sample. In 95 of 100 samples the interval of
    Wilson holds the share of right answers among all images there could be.

    Parameters
    ----------
    right, count : int
        Images read right, and images in all.

    References
    ----------
    .. [1] E. B. Wilson, "Probable inference, the law of succession, and statistical
       inference", 1927. https://doi.org/10.1080/01621459.1927.10502953

    Examples
    --------
    >>> low, high = accuracy_interval(985, 1000)
    >>> f"{low:.3f} to {high:.3f}"
    '0.975 to 0.991'
    """
    count = integer("count", count)
    right = integer("right", right, least=0)
    if right > count:
        raise ValueError(f"right must be at most count, {count}, got {right}")
    share, z2 = right / count, _Z95**2 / count
    middle = (share + z2 / 2) / (1 + z2)
    reach = math.sqrt(z2 * (share * (1 - share) + z2 / 4)) / (1 + z2)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def evidence(network: Sequential, images: np.ndarray) -> np.ndarray:
    """Return what the first dense layer of a network is shown of images.

    After convolutions these are the last maps, flattened or pooled; a network without
    any shows it the pixels.

    Parameters
    ----------
    network : Sequential
        With at least one :class:`~cnnlesson.layers.Linear`.
    images : ndarray of float, shape (N, C, H, W)

    Returns
    -------
    ndarray, shape (N, features)

    Raises
    ------
    ValueError
        If no layer is dense.

    Examples
    --------
    >>> from cnnlesson.network import lenet
    >>> network = lenet(rng=np.random.default_rng(0))
    >>> evidence(network, np.zeros((2, 1, 28, 28), dtype=np.float32)).shape
    (2, 400)
    """
    instance("network", network, Sequential)
    dense = [n for n, layer in enumerate(network.layers) if isinstance(layer, Linear)]
    if not dense:
        raise ValueError(f"network has no dense layer: {network!r}")
    first = dense[0]
    return Sequential(*network.layers[:first]).predict(images) if first else images


def likeness(images: np.ndarray, examples: np.ndarray) -> np.ndarray:
    """Say how much each image looks like the example that it looks like most.

    The shares of a softmax cannot tell, for they sum to 1 also for a picture of
    nothing. The measure is the cosine of the angle between two of them, taken as
    vectors: 1 if one is the other, brighter or darker.

    Parameters
    ----------
    images : ndarray of float, shape (N, ...)
        Images, or what a network makes of them, such as :func:`evidence`.
    examples : ndarray of float, shape (M, ...)
        The same of what the network learned from.

    Returns
    -------
    ndarray, shape (N,)
        From 0 to 1 where nothing is negative; 0 for a black image.

    References
    ----------
    .. [1] Y. Sun, Y. Ming, X. Zhu and Y. Li, "Out-of-distribution detection with deep
       nearest neighbors", ICML 2022. https://arxiv.org/abs/2204.06507

    Examples
    --------
    >>> ring = np.array([[[[1.0, 1.0], [1.0, 1.0]]]])
    >>> likeness(np.array([[[[0.0, 0.0], [0.0, 2.0]]]]), ring)
    array([0.5])
    """
    images, examples = floats("images", images), floats("examples", examples)
    same_shape("examples", examples[:1], (1, *images.shape[1:]), "as the images")
    cosines: np.ndarray = _directions(images) @ _directions(examples).T
    largest: np.ndarray = cosines.max(axis=1)
    return largest


def measure(
    network: Sequential,
    images: np.ndarray,
    labels: np.ndarray,
    *,
    view: Callable[[np.ndarray], np.ndarray],
    rng: np.random.Generator,
) -> dict[str, Any]:
    """Measure what a card says, on images that decided nothing about the training.

    Parameters
    ----------
    network : Sequential
    images : ndarray of float, shape (N, C, H, W)
        From 0 to 1.
    labels : ndarray of int, shape (N,)
    view : callable
        Makes of images what the network is shown of them.
    rng : numpy.random.Generator
        Draws the noise.

    Returns
    -------
    dict
        ``parameters``; ``images`` and how many are ``right``; ``by_shift``, how
        many still are when moved to the right by 0 to 6 pixels; ``confusions``, the
        most frequent as ``[digit, taken for, how often]``; and ``noise``, the mean
        of the largest share that images of noise get.
    """

    def answers(pictures: np.ndarray) -> np.ndarray:
        return network.predict(view(pictures))

    named = answers(images).argmax(axis=1)
    moved = (answers(translate(images, columns=s)).argmax(axis=1) for s in SHIFTS)
    noise = rng.random((_NOISE, *images.shape[1:])).astype(images.dtype)
    return {
        "parameters": network.parameter_count,
        "images": len(images),
        "right": int((named == labels).sum()),
        "by_shift": [int((other == labels).sum()) for other in moved],
        "confusions": _confusions(labels, named),
        "noise": round(float(softmax(answers(noise)).max(axis=1).mean()), 3),
    }


def _confusions(
    labels: np.ndarray, named: np.ndarray, most: int = 3
) -> list[list[int]]:
    wrong = labels != named
    pairs = np.stack([labels[wrong], named[wrong]], axis=1)
    found, counts = np.unique(pairs, axis=0, return_counts=True)
    first = np.argsort(-counts, kind="stable")[:most]
    return [[*map(int, found[i]), int(counts[i])] for i in first]


def _directions(images: np.ndarray) -> np.ndarray:
    rows = images.reshape(len(images), math.prod(images.shape[1:]))
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    directions: np.ndarray = rows / np.where(lengths > 0, lengths, 1)
    return directions
