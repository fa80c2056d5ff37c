"""Networks that answer with an image: training them, and measuring the answer."""

import math

import numpy as np

from cnnlesson._checks import array, floats, instance, integer, same_dtype, same_shape
from cnnlesson._quiet import quiet
from cnnlesson.losses import mse_loss
from cnnlesson.network import Sequential
from cnnlesson.optimizers import Optimizer
from cnnlesson.training import batches

__all__ = ["fit_pixels", "iou", "psnr"]


def fit_pixels(
    network: Sequential,
    images: np.ndarray,
    targets: np.ndarray,
    *,
    epochs: int,
    batch_size: int = 16,
    optimizer: Optimizer,
    rng: np.random.Generator,
) -> list[float]:
    """Train `network` in place to turn `images` into `targets`, pixel by pixel.

    The loss is :func:`cnnlesson.losses.mse_loss`; the rest is as in
    :func:`cnnlesson.training.fit`, which is for labels.

    Parameters
    ----------
    network : Sequential
        Gives an output of the shape of `targets`.
    images : ndarray of float, shape (N, C, H, W)
        Of the dtype of the network's parameters.
    targets : ndarray of float, shape (N, ...)
        What the network is to give for each image, of the same dtype.
    epochs : int
        How often each image is seen.
    batch_size : int, default 16
        Images per step; the last batch of an epoch may be smaller.
    optimizer : Optimizer
        Takes the steps.
    rng : numpy.random.Generator
        Source of the order of the images.

    Returns
    -------
    list of float
        The loss of each epoch over its batches, each before its step.

    Raises
    ------
    ValueError, TypeError
        If there is nothing to train on, or anything does not fit; before any step.
    FloatingPointError
        If the loss becomes NaN or infinite.

    Examples
    --------
    >>> from cnnlesson.layers import Conv2d
    >>> from cnnlesson.optimizers import Adam
    >>> rng = np.random.default_rng(1)
    >>> noise = rng.random((40, 1, 6, 5), dtype=np.float32)
    >>> negative = Sequential(Conv2d(1, 1, 1, rng=rng))
    >>> options = {"epochs": 60, "optimizer": Adam(0.05), "rng": rng}
    >>> losses = fit_pixels(negative, noise, 1 - noise, **options)
    >>> losses[-1] < 0.01 * losses[0]
    True
    """
    epochs = integer("epochs", epochs)
    instance("optimizer", optimizer, Optimizer)
    _check(network, images, targets)
    losses = []
    for _ in range(epochs):
        order = batches(images, targets, batch_size=batch_size, rng=rng)
        seen = [(len(y), _step(network, x, y, optimizer)) for x, y in order]
        sizes, of_batches = zip(*seen, strict=True)
        losses.append(float(np.average(of_batches, weights=sizes)))
    return losses


def iou(mask: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Intersection over union of two masks, for each image.

    The pixels that both mark, as a share of those that at least one of them marks:
    1 if the masks are the same, 0 if they share no pixel. Two empty masks are the same.

    Parameters
    ----------
    mask, truth : ndarray of bool, shape (N, ...)

    Returns
    -------
    ndarray of float64, shape (N,)

    Raises
    ------
    TypeError
        If one of them is not boolean: where a score becomes a mark is the caller's
        choice.
    ValueError
        If the shapes differ.

    Examples
    --------
    >>> iou(np.array([[True, True, False]]), np.array([[False, True, True]]))
    array([0.33333333])
    """
    for name, value in (("mask", mask), ("truth", truth)):
        if array(name, value, "booleans").dtype != bool:
            raise TypeError(f"{name} must be boolean, got {value.dtype}")
    same_shape("truth", truth, mask.shape, "that of the mask")
    pixels = tuple(range(1, mask.ndim))
    both, either = (mask & truth).sum(axis=pixels), (mask | truth).sum(axis=pixels)
    shares: np.ndarray = np.where(either == 0, 1.0, both / np.maximum(either, 1))
    return shares


def psnr(images: np.ndarray, truth: np.ndarray) -> float:
    """Peak signal-to-noise ratio of pictures whose grey levels go from 0 to 1.

    Parameters
    ----------
    images, truth : ndarray of float, of one shape and dtype

    Returns
    -------
    float
        ``-10 * log10(mean squared error)`` over all of them, in decibels: 10 more is
        a tenth of the error. Infinite if there is none.

    Raises
    ------
    ValueError, TypeError
        As for :func:`cnnlesson.losses.mse_loss`.

    Examples
    --------
    >>> psnr(np.full((1, 5, 4), 0.6), np.full((1, 5, 4), 0.5))
    20.0
    """
    error, _ = mse_loss(images, truth)
    return -10 * math.log10(error) if error else math.inf


@quiet
def _step(
    network: Sequential, images: np.ndarray, targets: np.ndarray, optimizer: Optimizer
) -> float:
    loss, d_output = mse_loss(network.forward(images), targets)
    if not math.isfinite(loss):
        raise FloatingPointError(
            f"the loss is {loss} at step {optimizer.steps + 1}: training has "
            f"diverged; lower the rate of {optimizer!r}"
        )
    network.backward_params(d_output)
    optimizer.step(network.parameters(), network.gradients())
    return loss


def _check(network: Sequential, images: np.ndarray, targets: np.ndarray) -> None:
    instance("network", network, Sequential)
    images, targets = floats("images", images), floats("targets", targets)
    same_dtype(images=images, targets=targets, **network.parameters())
    if len(images) == 0:
        raise ValueError(f"there is nothing to train on: images {images.shape}")
    wanted = (len(images), *network.output_shape(images.shape[1:]))
    same_shape("targets", targets, wanted, "that of the network's output")
    for name, value in (("images", images), ("targets", targets)):
        if not np.isfinite(value).all():
            raise ValueError(f"{name} hold numbers that are NaN or infinite")
