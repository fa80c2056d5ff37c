"""Training: batches in a new order each epoch, and a history of how it went."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from tqdm import tqdm

from cnnlesson._batches import Augment, augmented, batches, check
from cnnlesson._checks import instance, integer
from cnnlesson._quiet import quiet
from cnnlesson.losses import cross_entropy
from cnnlesson.network import Sequential
from cnnlesson.optimizers import Optimizer
from cnnlesson.parallel import Map, crew, pass_up_and_down

__all__ = ["Evaluation", "History", "batches", "evaluate", "fit", "train_step"]

# Nats. With all its ReLUs dead a network can stay finite, and as wrong as this.
_HOPELESS = 1e6


class Evaluation(NamedTuple):
    """Mean cross-entropy, and the share of images whose largest logit is right."""

    #: Mean over the images, in nats.
    loss: float
    #: From 0 to 1.
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
    workers: int = 1,
    after_epoch: Callable[[History], object] | None = None,
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
        Images per step; the last batch of an epoch may be smaller. Beyond all
        images, each epoch is one step.
    optimizer : Optimizer
        Takes the steps, and goes on from those it has taken before.
    rng : numpy.random.Generator
        Source of the order of the images, and of `augment`'s randomness.
    validation : (images, labels), optional
        Images to look at after each epoch. Nothing is learned from them.
    augment : callable, optional
        ``augment(images, rng)`` returns another version of a batch, of its shape.
    workers : int, default 1
        Threads that share each batch. The result is the same for any number.
    after_epoch : callable, optional
        ``after_epoch(history)`` is called at the end of each epoch, to save the state.
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
        If the loss becomes NaN, infinite, or larger than a million.

    Notes
    -----
    With equal arguments, and equal states of network, optimizer and `rng`, the result
    is equal to the last bit on the same machine, whatever `workers`. So two calls of
    one epoch each are one call of two epochs.

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
    batch_size = integer("batch_size", batch_size)
    instance("optimizer", optimizer, Optimizer)
    check(network, images, labels, "training")
    if validation is not None:
        check(network, *validation, "validation")
    history, steps = History(), epochs * math.ceil(len(images) / batch_size)
    with (
        crew(workers) as run,
        tqdm(total=steps, unit="step", disable=None if progress else True) as bar,
    ):
        for epoch in range(epochs):
            bar.set_description(f"epoch {epoch + 1}/{epochs}")
            order = batches(images, labels, batch_size=batch_size, rng=rng)
            seen = []
            for x, y in augmented(order, augment, rng):
                step = train_step(network, x, y, optimizer, run=run)
                seen.append((len(y), *step))
                bar.set_postfix(loss=step.loss, accuracy=step.accuracy, refresh=False)
                bar.update()
            _record(history, seen, network, validation)
            if after_epoch is not None:
                after_epoch(history)
    return history


@quiet
def train_step(
    network: Sequential,
    images: np.ndarray,
    labels: np.ndarray,
    optimizer: Optimizer,
    *,
    run: Map = map,
) -> Evaluation:
    """Pass one batch up and its gradient down, and move the parameters once.

    Parameters
    ----------
    network, images, labels, optimizer
        As for :func:`fit`.
    run : callable, default ``map``
        Of :func:`cnnlesson.parallel.crew`, to share the batch out among threads.

    Returns
    -------
    Evaluation
        Of this batch, before the step.

    Raises
    ------
    FloatingPointError
        If the loss is NaN, infinite, or above a million; nothing has moved then.
    """
    seen = Evaluation(*pass_up_and_down(network, images, labels, run=run))
    if _hopeless(seen.loss):
        raise FloatingPointError(
            f"the loss is {seen.loss:.3g} at step {optimizer.steps + 1}: "
            f"training has diverged; lower the rate of {optimizer!r}"
        )
    optimizer.step(network.parameters(), network.gradients())
    return seen


@quiet
def evaluate(network: Sequential, images: np.ndarray, labels: np.ndarray) -> Evaluation:
    """Return loss and accuracy on `images` (N, C, H, W); the network learns nothing.

    Raises
    ------
    ValueError, TypeError
        If there are no images, or anything does not fit.
    FloatingPointError
        If the loss is NaN, infinite, or above a million.
    """
    check(network, images, labels, "evaluation")
    logits = network.predict(images)
    loss, _ = cross_entropy(logits, labels)
    if _hopeless(loss):
        raise FloatingPointError(
            f"the loss is {loss:.3g} in evaluation: "
            "the network has diverged in training"
        )
    return Evaluation(loss, _accuracy(logits, labels))


def _record(
    history: History,
    seen: list[tuple[int, float, float]],
    network: Sequential,
    validation: tuple[np.ndarray, np.ndarray] | None,
) -> None:
    sizes, losses, accuracies = zip(*seen, strict=True)
    history.loss.append(float(np.average(losses, weights=sizes)))
    history.accuracy.append(float(np.average(accuracies, weights=sizes)))
    if validation is not None:
        loss, accuracy = evaluate(network, *validation)
        history.validation_loss.append(loss)
        history.validation_accuracy.append(accuracy)


def _accuracy(logits: np.ndarray, labels: np.ndarray) -> float:
    return float((logits.argmax(axis=1) == labels).mean())


def _hopeless(loss: float) -> bool:
    return not loss < _HOPELESS  # nor is NaN
