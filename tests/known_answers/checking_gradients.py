"""Answers to the exercises of *Checking gradients*, written as a learner would."""

import numpy as np


def anew(d_y, weights):
    d_x = d_y
    for w in weights:
        d_x = d_y + d_x * w
    return d_x


def chain(d_y, weights):
    for w in reversed(weights):
        d_y = d_y + w * d_y
    return np.float64(d_y)


RIGHT = {
    "check_shortcuts": [chain],
    "check_exposing": [
        ([1.0, -1.0], [-1.0, 1.0]),
        (np.array([2.0, -3, 1]), np.array([1.0, 2, 3])),
    ],
    "check_digits_lost": [6, 6.0, np.int64(6)],
}
WRONG = {
    "check_shortcuts": {
        "no shortcut": lambda d_y, weights: d_y * np.prod(weights),
        "the shortcut only": lambda d_y, weights: d_y,
        "one shortcut around all": lambda d_y, weights: d_y + d_y * np.prod(weights),
        "d_y in every layer": anew,
        "added over layers": lambda d_y, weights: d_y + sum(d_y * w for w in weights),
        "d_y forgotten": lambda d_y, weights: chain(1, weights),
    },
    "check_exposing": {
        "does not fit": ([1.0, 2.0], [1.0]),
        "in the kink": ([0.0, 1.0], [1.0, -1.0]),
        "all positive": ([1.0, 2.0], [3.0, 1.0]),
        "the same signs": (np.array([1.0, -2.0]), np.array([2.0, -1.0])),
    },
    "check_digits_lost": {
        "none": 0,
        "what is left": 10,
        "all": 16,
        "digits of a million": 7,
        "far off": 3,
    },
}
