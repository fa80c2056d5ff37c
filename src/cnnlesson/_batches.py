"""Batches: images that fit the network, in a new order each epoch, varied if wanted."""

from collections.abc import Callable, Iterator
from typing import TypeAlias

import numpy as np

from cnnlesson._checks import floats, instance, integer, same_dtype, same_shape
from cnnlesson._rng import generator
from cnnlesson.losses import cross_entropy
from cnnlesson.network import Sequential

Augment: TypeAlias = Callable[[np.ndarray, np.random.Generator], np.ndarray]
Batches: TypeAlias = Iterator[tuple[np.ndarray, np.ndarray]]


def batches(
    images: np.ndarray, labels: np.ndarray, *, batch_size: int, rng: np.random.Generator
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield all images once, in random order, `batch_size` at a time.

    Parameters
    ----------
    images, labels : ndarray
        Of the same length.
    batch_size : int
        Images per batch; the last one may be smaller.
    rng : numpy.random.Generator
        Source of the order.

    Yields
    ------
    images, labels : ndarray
        Copies.

    Raises
    ------
    ValueError, TypeError
        If there are not as many labels as images, or an option makes no sense.

    Examples
    --------
    >>> x = np.arange(5.0)
    >>> [len(y) for _, y in batches(x, x, batch_size=2, rng=np.random.default_rng(1))]
    [2, 2, 1]
    """
    batch_size = integer("batch_size", batch_size)
    if len(images) != len(labels):
        raise ValueError(f"there are {len(images)} images but {len(labels)} labels")
    order = generator(rng).permutation(len(images))
    for start in range(0, len(order), batch_size):
        chosen = order[start : start + batch_size]
        yield images[chosen], labels[chosen]


def augmented(
    order: Batches, augment: Augment | None, rng: np.random.Generator
) -> Batches:
    """Put another version in the place of each batch, of the same shape."""
    for images, labels in order:
        other = images if augment is None else augment(images, rng)
        same_shape("the result of augment", other, images.shape, "as the batch it got")
        yield other, labels


def check(
    network: Sequential, images: np.ndarray, labels: np.ndarray, use: str
) -> None:
    """Refuse images and labels that do not fit each other, or the network."""
    instance("network", network, Sequential)
    floats(f"{use} images", images)
    same_dtype(**{f"{use} images": images}, **network.parameters())
    if images.size == 0 or images.shape[:1] != np.shape(labels)[:1]:
        raise ValueError(
            f"{use} needs as many images as labels, and at least one: "
            f"images {images.shape}, labels {np.shape(labels)}"
        )
    if not np.isfinite(images).all():
        raise ValueError(f"{use} images hold numbers that are NaN or infinite")
    # The loss knows what can be wrong with labels: ask it before any step is taken.
    output_shape = network.output_shape(images.shape[1:])
    cross_entropy(np.zeros((len(images), *output_shape)), labels)
