"""Model cards: what a trained network can do, how sure that is, and where it fails."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from cnnlesson._checks import integer
from cnnlesson.activations import softmax
from cnnlesson.images import translate
from cnnlesson.network import Sequential

__all__ = ["SHIFTS", "accuracy_interval", "familiarity", "measure"]

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


def familiarity(logits: np.ndarray) -> np.ndarray:
    """Say how strongly a network answers at all: ``log(sum(exp(logits)))``.

    The shares of a softmax always sum to 1, also for a picture of nothing. Before
    they are taken, an image unlike those of the training tends to raise no
    logit high.

    Parameters
    ----------
    logits : ndarray, shape (N, classes)

    Returns
    -------
    ndarray of float64, shape (N,)
        About the largest logit; the larger, the more familiar.

    References
    ----------
    .. [1] W. Liu, X. Wang, J. Owens and Y. Li, "Energy-based out-of-distribution
       detection", NeurIPS 2020, whose energy is the negative of this.
       https://arxiv.org/abs/2010.03759

    Examples
    --------
    >>> familiarity(np.array([[8.0, 0.0, 0.0], [0.0, 0.0, 0.0]])).round(2)
    array([8.  , 1.1 ])
    """
    wide = logits.astype(np.float64)
    largest = wide.max(axis=1)
    totals = np.exp(wide - largest[:, np.newaxis]).sum(axis=1)
    answer: np.ndarray = largest + np.log(totals)
    return answer


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
