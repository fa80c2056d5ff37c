"""Training: batches in a new order each epoch, and a history of how it went."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

import numpy as np
from tqdm import tqdm

from cnnlesson._checks import floats, integer, same_dtype, same_shape
from cnnlesson._rng import generator
from cnnlesson.losses import cross_entropy
from cnnlesson.network import Sequential
from cnnlesson.optimizers import Optimizer

__all__ = ["Evaluation", "History", "batches", "evaluate", "fit", "train_step"]

# A loss that is not finite is reported by name, so NumPy need not warn on the way.
_QUIET = np.errstate(over="ignore", invalid="ignore")

Augment: TypeAlias = Callable[[np.ndarray, np.random.Generator], np.ndarray]


class Evaluation(NamedTuple):
    """Mean cross-entropy, and the share of images whose largest logit is right."""

    loss: float
    accuracy: float


@dataclass
class History:
    """One number per epoch.

    Attributes
    ----------
    loss, accuracy : list of float
        Over the training batches as they were seen, each before its step: while
        a network improves, they lag behind what :func:`evaluate` would say.
    validation_loss, validation_accuracy : list of float
        At the end of each epoch; empty if there were no validation images.
    """

    loss: list[float] = field(default_factory=list)
    accuracy: list[float] = field(default_factory=list)
    validation_loss: list[float] = field(default_factory=list)
    validation_accuracy: list[float] = field(default_factory=list)


def fit(
    network: Sequential,
    images: np.ndarray,
    labels: np.ndarray,
    *,
    epochs: int,
    batch_size: int = 64,
    optimizer: Optimizer,
    rng: np.random.Generator,
    validation: tuple[np.ndarray, np.ndarray] | None = None,
    augment: Augment | None = None,
    progress: bool = False,
) -> History:
    """Train `network` in place: for each batch one pass up, one down and one step.

    Parameters
    ----------
    network : Sequential
        Gives logits (N, classes).
    images : ndarray of float, shape (N, C, H, W)
        Of the dtype of the network's parameters.
    labels : ndarray of int, shape (N,)
        Classes, from 0.
    epochs : int
        How often each image is seen.
    batch_size : int, default 64
        Images per step; the last batch of an epoch may be smaller.
    optimizer : Optimizer
        Takes the steps, and goes on from those it has taken before.
    rng : numpy.random.Generator
        Source of the order of the images, and of `augment`'s randomness.
    validation : (images, labels), optional
        Images to look at after each epoch. Nothing is learned from them.
    augment : callable, optional
        ``augment(images, rng)`` returns another version of a batch, of its shape.
    progress : bool, default False
        Whether to show a bar in a terminal; where there is none it stays silent.

    Returns
    -------
    History

    Raises
    ------
    ValueError, TypeError
        If there is nothing to train on, or anything does not fit; before any step.
    FloatingPointError
        If the loss becomes NaN or infinite.

    Notes
    -----
    With equal arguments, and equal states of network, optimizer and `rng`, the result
    is equal to the last bit on the same machine. So two calls of one epoch each are
    one call of two epochs.

    Examples
    --------
    >>> from cnnlesson.layers import Linear
    >>> from cnnlesson.optimizers import SGD
    >>> rng = np.random.default_rng(1)
    >>> points = rng.standard_normal((200, 2))
    >>> sides = (points[:, 0] > points[:, 1]).astype(int)
    >>> network = Sequential(Linear(2, 2, rng=rng)).astype(np.float64)
    >>> history = fit(network, points, sides, epochs=20, optimizer=SGD(0.5), rng=rng)
    >>> len(history.loss), evaluate(network, points, sides).accuracy > 0.95
    (20, True)
    """
    epochs = integer("epochs", epochs)
    _check(network, images, labels, "training")
    if validation is not None:
        _check(network, *validation, "validation")
    history = History()
    for _ in tqdm(range(epochs), "epochs", disable=None if progress else True):
        order = batches(images, labels, batch_size=batch_size, rng=rng)
        if augment is not None:
            order = ((_augmented(augment, x, rng), y) for x, y in order)
        seen = [(len(y), *train_step(network, x, y, optimizer)) for x, y in order]
        sizes, losses, accuracies = zip(*seen, strict=True)
        history.loss.append(float(np.average(losses, weights=sizes)))
        history.accuracy.append(float(np.average(accuracies, weights=sizes)))
        if validation is not None:
            loss, accuracy = evaluate(network, *validation)
            history.validation_loss.append(loss)
            history.validation_accuracy.append(accuracy)
    return history


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


@_QUIET
def train_step(
    network: Sequential, images: np.ndarray, labels: np.ndarray, optimizer: Optimizer
) -> Evaluation:
    """Pass one batch up and its gradient down, and move the parameters once.

    Returns
    -------
    Evaluation
        Of this batch, before the step.

    Raises
    ------
    FloatingPointError
        If the loss is NaN or infinite; the parameters have not moved then.
    """
    logits = network.forward(images)
    loss, d_logits = cross_entropy(logits, labels)
    when = f"at step {optimizer.steps + 1}: training has diverged"
    _check_finite(loss, f"{when}; lower the rate of {optimizer!r}")
    network.backward_params(d_logits)
    optimizer.step(network.parameters(), network.gradients())
    return Evaluation(loss, _accuracy(logits, labels))


@_QUIET
def evaluate(network: Sequential, images: np.ndarray, labels: np.ndarray) -> Evaluation:
    """Return loss and accuracy on `images` (N, C, H, W); the network learns nothing.

    Raises
    ------
    ValueError, TypeError
        If there are no images, or anything does not fit.
    FloatingPointError
        If the loss is NaN or infinite.
    """
    _check(network, images, labels, "evaluation")
    logits = network.predict(images)
    loss, _ = cross_entropy(logits, labels)
    _check_finite(loss, "in evaluation: the network has diverged in training")
    return Evaluation(loss, _accuracy(logits, labels))


def _accuracy(logits: np.ndarray, labels: np.ndarray) -> float:
    return float((logits.argmax(axis=1) == labels).mean())


def _augmented(augment: Augment, x: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    other = augment(x, rng)
    same_shape("the result of augment", other, x.shape, "as the batch it got")
    return other


def _check(
    network: Sequential, images: np.ndarray, labels: np.ndarray, use: str
) -> None:
    floats(f"{use} images", images)
    same_dtype(**{f"{use} images": images}, **network.parameters())
    if len(images) == 0 or len(images) != len(labels):
        raise ValueError(
            f"{use} needs as many images as labels, and at least one: "
            f"images {images.shape}, labels {np.shape(labels)}"
        )
    if not np.isfinite(images).all():
        raise ValueError(f"{use} images hold numbers that are NaN or infinite")
    # The loss knows what can be wrong with labels: ask it before any step is taken.
    output_shape = network.output_shape(images.shape[1:])
    cross_entropy(np.zeros((len(images), *output_shape)), labels)


def _check_finite(loss: float, when: str) -> None:
    if not math.isfinite(loss):
        raise FloatingPointError(f"the loss is {loss} {when}")
