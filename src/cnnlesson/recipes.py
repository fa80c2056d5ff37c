"""How the networks of the course are trained, so that a name and a seed say it all."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from cnnlesson._checks import floats, integer, one_of
from cnnlesson.datasets import load_sample
from cnnlesson.images import random_rotation, random_shift
from cnnlesson.network import (
    Sequential,
    dense_network,
    lenet,
    shift_cnn,
    small_cnn,
)
from cnnlesson.optimizers import Adam
from cnnlesson.training import History, fit

__all__ = ["RECIPES", "Recipe", "shifted", "shuffled", "train", "turned"]


@dataclass(frozen=True)
class Recipe:
    """What is decided about a training, but for the seed."""

    #: Makes the network, called as ``build(rng=rng)``.
    build: Callable[..., Sequential]
    #: Passes over the training images.
    epochs: int = 5
    #: Images per step.
    batch_size: int = 64
    #: Learning rate of :class:`cnnlesson.optimizers.Adam`.
    rate: float = 2e-3
    #: What the rate has become in the last epoch; the same throughout if None.
    last_rate: float | None = None
    #: Makes another version of a batch, as in :func:`cnnlesson.training.fit`.
    augment: Callable[[np.ndarray, np.random.Generator], np.ndarray] | None = None
    #: Makes of images what the network is shown of them, in training and ever after.
    view: Callable[[np.ndarray], np.ndarray] | None = None
    #: So many of the sample's 3,500 training images, the first ones; all if ``None``.
    count: int | None = None

    def rate_in(self, epoch: int) -> float:
        """Return the learning rate of an epoch, the first of which is 0.

        It falls along half a cosine: it stays high for long, and ends in small steps.

        References
        ----------
        .. [1] I. Loshchilov and F. Hutter, "SGDR: stochastic gradient descent with warm
           restarts", ICLR 2017, without the restarts. https://arxiv.org/abs/1608.03983
        """
        if self.last_rate is None or self.epochs == 1:
            return self.rate
        share = (1 + math.cos(math.pi * epoch / (self.epochs - 1))) / 2
        return self.last_rate + share * (self.rate - self.last_rate)

    def shown(self, images: np.ndarray) -> np.ndarray:
        """Return what the network is shown of `images` (N, C, H, W)."""
        return images if self.view is None else self.view(images)


def shifted(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Move each image by up to 2 pixels, down or up and to either side."""
    return random_shift(images, rng, limit=2)


def turned(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Turn each image by up to 60 degrees, to either side."""
    return random_rotation(images, rng, limit=60)


def shuffled(images: np.ndarray) -> np.ndarray:
    """Put the pixels of every image in the same other order, drawn once at random.

    Examples
    --------
    >>> shuffled(np.arange(8.0).reshape(2, 1, 2, 2))
    array([[[[3., 1.],
             [2., 0.]]],
           [[[7., 5.],
             [6., 4.]]]])
    """
    images = floats("images", images, "N C H W")
    rows = images.reshape(len(images), math.prod(images.shape[1:]))
    order = np.random.default_rng(seed=2024).permutation(rows.shape[1])
    return rows[:, order].reshape(images.shape)


_BUILDS = (dense_network, small_cnn, shift_cnn)
_LONGER: dict[str, Any] = {"epochs": 15, "last_rate": 1e-4}

#: The recipes of the course, by name.
RECIPES: Mapping[str, Recipe] = MappingProxyType(
    {
        **{build.__name__: Recipe(build) for build in _BUILDS},
        **{f"{b.__name__}-shifted": Recipe(b, augment=shifted) for b in _BUILDS},
        **{f"{b.__name__}-shuffled": Recipe(b, view=shuffled) for b in _BUILDS},
        "small_cnn-turned": Recipe(small_cnn, augment=turned),
        # Fewer images are seen more often, so that each network has time to learn.
        "small_cnn-300": Recipe(small_cnn, epochs=15, batch_size=32, count=300),
        "small_cnn-1000": Recipe(small_cnn, epochs=8, count=1000),
        "dense_network-patient": Recipe(dense_network, epochs=60),
        "dense_network-longer": Recipe(dense_network, **_LONGER),
        "small_cnn-longer": Recipe(small_cnn, **_LONGER),
        "lenet-shifted": Recipe(lenet, 40, last_rate=1e-4, augment=shifted),
    }
)


def train(name: str, *, seed: int, workers: int = 1) -> Sequential:
    """Train a network on the training images of the sample, by its recipe.

    Parameters
    ----------
    name : str
        One of :data:`RECIPES`.
    seed : int
        Of the one generator that draws the initial weights and then the order of
        the images.
    workers : int, default 1
        Threads that share each batch. The result is the same for any number.

    Returns
    -------
    Sequential
        The same to the last bit for the same seed, on one machine:
        :func:`cnnlesson.network.load` of ``"NAME-SEED"`` returns
        what this function once returned.

    Raises
    ------
    ValueError
        If there is no such recipe, or `seed` is negative.

    Examples
    --------
    >>> train("tiny_cnn", seed=0)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ValueError: name must be one of 'dense_network', 'small_cnn', ..., got 'tiny_cnn'
    """
    one_of("name", name, RECIPES)
    recipe = RECIPES[name]
    rng = np.random.default_rng(integer("seed", seed, 0))
    network = recipe.build(rng=rng)
    training, _, _ = load_sample()
    optimizer = Adam(recipe.rate)

    def slow_down(history: History) -> None:
        optimizer.rate = recipe.rate_in(len(history.loss))

    fit(
        network,
        recipe.shown(training.images[: recipe.count]),
        training.labels[: recipe.count],
        epochs=recipe.epochs,
        batch_size=recipe.batch_size,
        optimizer=optimizer,
        rng=rng,
        augment=recipe.augment,
        workers=workers,
        after_epoch=slow_down,
    )
    return network
