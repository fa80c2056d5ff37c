"""How the networks of the course are trained, so that a name and a seed say it all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from cnnlesson._checks import integer
from cnnlesson.datasets import load_sample
from cnnlesson.network import Sequential, dense_network, shift_cnn, small_cnn
from cnnlesson.optimizers import Adam
from cnnlesson.training import fit

__all__ = ["RECIPES", "Recipe", "train"]


@dataclass(frozen=True)
class Recipe:
    """What is decided about a training, but for the seed."""

    #: Makes the network, called as ``build(rng=rng)``.
    build: Callable[..., Sequential]
    #: Passes over the 3,500 training images of the sample.
    epochs: int = 5
    #: Images per step.
    batch_size: int = 64
    #: Learning rate of :class:`cnnlesson.optimizers.Adam`.
    rate: float = 2e-3
    #: Makes another version of a batch, as in :func:`cnnlesson.training.fit`.
    augment: Callable[[np.ndarray, np.random.Generator], np.ndarray] | None = None


#: The recipes of the course, by name.
RECIPES: Mapping[str, Recipe] = MappingProxyType(
    {
        "dense_network": Recipe(dense_network),
        "small_cnn": Recipe(small_cnn),
        "shift_cnn": Recipe(shift_cnn),
    }
)


def train(name: str, *, seed: int) -> Sequential:
    """Train a network on the training images of the sample, by its recipe.

    Parameters
    ----------
    name : str
        One of :data:`RECIPES`.
    seed : int
        Of the one generator that draws the initial weights and then the order of
        the images.

    Returns
    -------
    Sequential
        The same to the last bit for the same seed, on one machine and with one
        BLAS thread: :func:`cnnlesson.network.load` of ``"NAME-SEED"`` returns
        what this function once returned.

    Raises
    ------
    ValueError
        If there is no such recipe, or `seed` is negative.

    Examples
    --------
    >>> train("tiny_cnn", seed=0)
    Traceback (most recent call last):
    ValueError: name must be one of dense_network, small_cnn, shift_cnn, got 'tiny_cnn'
    """
    if name not in RECIPES:
        raise ValueError(f"name must be one of {', '.join(RECIPES)}, got {name!r}")
    recipe = RECIPES[name]
    rng = np.random.default_rng(integer("seed", seed, 0))
    network = recipe.build(rng=rng)
    training, _, _ = load_sample()
    fit(
        network,
        *training,
        epochs=recipe.epochs,
        batch_size=recipe.batch_size,
        optimizer=Adam(recipe.rate),
        rng=rng,
        augment=recipe.augment,
    )
    return network
