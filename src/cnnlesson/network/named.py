"""The networks the course compares, each a function of `rng`, and trained ones.

All of them take grey images of 28 x 28 pixels, (N, 1, 28, 28), and give ten logits.
"""

from collections.abc import Callable, Mapping

import numpy as np

from cnnlesson.data import read
from cnnlesson.layers import Conv2d, Flatten, GlobalMaxPool2d, Linear, MaxPool2d, ReLU
from cnnlesson.network.sequential import Sequential


def dense_network(*, rng: np.random.Generator) -> Sequential:
    """One hidden layer of 16: as many parameters as :func:`small_cnn`, no convolution.

    Examples
    --------
    >>> dense_network(rng=np.random.default_rng(1)).parameter_count
    12730
    """
    return Sequential(
        Flatten(),
        Linear(28 * 28, 16, rng=rng),
        ReLU(),
        Linear(16, 10, rng=rng),
    )


def small_cnn(*, rng: np.random.Generator) -> Sequential:
    """Two convolutions without padding, each pooled, and a linear layer.

    Examples
    --------
    >>> small_cnn(rng=np.random.default_rng(1)).parameter_count
    12810
    """
    return Sequential(
        Conv2d(1, 16, 3, rng=rng),
        ReLU(),
        MaxPool2d(2),
        Conv2d(16, 32, 3, rng=rng),
        ReLU(),
        MaxPool2d(2),
        Flatten(),
        Linear(32 * 5 * 5, 10, rng=rng),
    )


def shift_cnn(*, rng: np.random.Generator) -> Sequential:
    """Three convolutions and a global maximum, which forgets where a thing is.

    Examples
    --------
    >>> shift_cnn(rng=np.random.default_rng(1)).parameter_count
    12883
    """
    return Sequential(
        Conv2d(1, 16, 3, padding=1, rng=rng),
        ReLU(),
        MaxPool2d(2),
        Conv2d(16, 32, 3, padding=1, rng=rng),
        ReLU(),
        MaxPool2d(2),
        Conv2d(32, 27, 3, padding=1, rng=rng),
        ReLU(),
        GlobalMaxPool2d(),
        Linear(27, 10, rng=rng),
    )


def lenet(*, rng: np.random.Generator) -> Sequential:
    """LeNet-5 (LeCun et al., 1998) as it is built today: ReLU and max pooling.

    References
    ----------
    .. [1] Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, "Gradient-based learning
       applied to document recognition", 1998. https://doi.org/10.1109/5.726791

    Examples
    --------
    >>> lenet(rng=np.random.default_rng(1)).parameter_count
    61706
    """
    return Sequential(
        Conv2d(1, 6, 5, padding=2, rng=rng),
        ReLU(),
        MaxPool2d(2),
        Conv2d(6, 16, 5, rng=rng),
        ReLU(),
        MaxPool2d(2),
        Flatten(),
        Linear(16 * 5 * 5, 120, rng=rng),
        ReLU(),
        Linear(120, 84, rng=rng),
        ReLU(),
        Linear(84, 10, rng=rng),
    )


#: The networks by their names.
NAMED: Mapping[str, Callable[..., Sequential]] = {
    build.__name__: build for build in (dense_network, small_cnn, shift_cnn, lenet)
}


def load(name: str) -> Sequential:
    """Load a network whose trained weights come with the course.

    Parameters
    ----------
    name : str
        The network's function, a hyphen and which one of them it is, such as
        ``"small_cnn-1"``: the :func:`small_cnn` trained with seed 1.

    Returns
    -------
    Sequential

    Raises
    ------
    ValueError
        If `name` begins with none of the networks, or there are no such weights
        (:class:`cnnlesson.data.DataError`).

    Examples
    --------
    >>> load("small_cnn-1").predict(np.ones((3, 1, 28, 28), dtype=np.float32)).shape
    (3, 10)
    """
    build = NAMED.get(str(name).partition("-")[0])
    if build is None:
        raise ValueError(
            f"name must be one of {list(NAMED)}, a hyphen and a seed, got {name!r}"
        )
    network = build(rng=np.random.default_rng(0))  # for its shapes alone
    network.load_state(read(f"weights/{name}.npz"))
    return network
