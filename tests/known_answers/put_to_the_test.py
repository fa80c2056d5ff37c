"""Answers to the exercises of *Put to the test*, written as a learner would."""

import numpy as np

from cnnlesson import images
from cnnlesson.conv import conv2d


def measured(kernel_size=5, moves_map=True):
    """Return the columns in which a map differs from the moved map, by trying it."""
    x = np.random.default_rng(1).normal(size=(1, 1, 64, 64))
    kernel = np.random.default_rng(2).normal(size=(1, 1, kernel_size, kernel_size))
    options = {"padding": kernel_size // 2}
    moved = conv2d(np.roll(x, 6, axis=-1), kernel, **options)
    still = np.roll(conv2d(x, kernel, **options), 6, axis=-1)
    return np.flatnonzero(abs(moved - still).max(axis=(0, 1, 2)) > 1e-9)


columns = [int(c) for c in measured()]
ring = images.ring()
shuffled = np.random.default_rng(3).permutation(ring.ravel()).reshape(ring.shape)

RIGHT = {
    "check_wrong_columns": [
        measured(),
        columns[::-1],
        tuple(map(float, columns)),
        set(columns),
    ],
    "check_alike_to_pooling": [
        (ring, shuffled),
        np.array([ring, shuffled]),
        ([[1, 2, 3]], [[3, 2, 1]]),
        ([[-3, 0], [-1, -4]], [[-3, 0], [-4, -1]]),
        ([[0.1, 0.2, 0.7, 0.0]], [[0.7, 0.3, 0.0, 0.0]]),
    ],
}
WRONG = {
    "check_wrong_columns": {
        "no columns": 8,
        "one on each side": measured(kernel_size=3),
        "the border of now alone": [0, 1, 62, 63],
        "the old border alone": [4, 5, 6, 7],
        "one side of the old border": [0, 1, 62, 63, 6, 7],
        "too many": measured(kernel_size=7),
        "too few": [0, 1, 5, 6, 62, 63],
    },
    "check_alike_to_pooling": {
        "no maps": ([1, 2], [2, 1]),
        "the same map": (ring, ring),
        "moved": (ring, np.roll(ring, (2, -1), axis=(0, 1))),
        "the maximum tells": ([[4, 0, 0]], [[2, 1, 1]]),
        "the mean tells": ([[4, 2, 0]], [[4, 0, 0]]),
    },
}
