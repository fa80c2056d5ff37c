"""Answers to the exercise of *What are CNNs?*, written as a learner would."""

import numpy as np

from cnnlesson.arithmetic import conv2d_cost, linear_cost, local_cost

layer = {"kernel_size": 5, "size": 28, "bias": False}
dense = linear_cost(784, 10 * 24 * 24, bias=False).parameters
local = local_cost(1, 10, **layer).parameters
shared = conv2d_cost(1, 10, **layer).parameters

RIGHT = {
    "check_weights": [
        (dense, local, shared),
        np.array([dense, local, shared]),
        [np.float64(dense), float(local), np.int64(shared)],
    ]
}
WRONG = {
    "check_weights": {
        "no numbers": ([dense], local, shared),
        "biases counted": (
            dense,
            local,
            conv2d_cost(1, 10, 5, size=28).parameters,
        ),
        "a neuron for each map": (28 * 28 * 10, local, shared),
        "one map": (dense, local, 25),
        "a side for a square": (dense, 24 * 24 * 10 * 5, shared),
        "no border": (dense, 28 * 28 * 10 * 25, shared),
        "a position too few": (dense, 10 * 23 * 23 * 25, shared),
        "shared already": (dense, 250, 250),
        "work for weights": (dense, local, conv2d_cost(1, 10, **layer).multiply_adds),
        "far off": (dense, local, 5),
    }
}
