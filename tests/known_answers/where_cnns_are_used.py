"""Answers to *Where CNNs are used*: counts and fields, written as a learner would."""

import numpy as np

from cnnlesson.arithmetic import conv2d_cost, linear_cost, receptive_field


def counted(channels, side, kernel, n):
    convolution = conv2d_cost(channels, n, kernel, side)
    return convolution.parameters, linear_cost(channels * side**2, n).parameters


def by_hand(channels=None, bias=1, side_by_side=False):
    def answer(c, side, kernel, n):
        depth = channels or c
        weights = np.zeros((n, depth, kernel, kernel)).size
        places = (side - kernel + 1) ** 2 if side_by_side else 1
        dense = np.zeros((n, depth, side, side)).size
        return places * (weights + bias * n), dense + bias * n

    return answer


def work(c, side, kernel, n):
    return conv2d_cost(c, n, kernel, side, bias=False).multiply_adds, 0


def reached(kernels):
    """Return how many pixels of a row reach the middle output, by trying each."""
    rows = np.eye(99)
    for kernel in kernels:
        rows = np.array([np.convolve(row, np.ones(kernel), "valid") for row in rows])
    return np.count_nonzero(rows[:, rows.shape[1] // 2])


def grows(kernels):
    side, *others = kernels
    for kernel in others:
        side += kernel // 2
    return side


RIGHT = {
    "check_parameters": [counted, by_hand()],
    "check_seen": [
        reached,
        lambda kernels: receptive_field([(kernel, 1) for kernel in kernels]).size,
    ],
}
WRONG = {
    "check_parameters": {
        "multiply-adds": work,
        "own weights at each position": by_hand(side_by_side=True),
        "biases forgotten": by_hand(bias=0),
        "one channel": by_hand(channels=1),
        "one bias for all": lambda c, side, k, n: (
            1 + n * c * k**2,
            1 + n * c * side**2,
        ),
        "a bias for each channel": lambda c, side, k, n: [
            c * count for count in counted(1, side, k, n)
        ],
        "a side for a square": lambda c, side, k, n: (
            n * (c * k + 1),
            n * c * side + n,
        ),
        "one filter": lambda c, side, k, n: counted(c, side, k, 1),
    },
    "check_seen": {
        "kernels added": lambda kernels: int(np.sum(kernels)),
        "starts from nothing": lambda kernels: sum(kernels) - len(kernels),
        "kernels multiplied": lambda kernels: np.cumprod(kernels)[-1],
        "doubled by each layer": lambda kernels: kernels[0] << len(kernels) - 1,
        "the last layer alone": lambda kernels: kernels[len(kernels) - 1],
        "the largest alone": lambda kernels: sorted(kernels)[-1],
        "grows on one side": grows,
        "filter size ignored": lambda kernels: 2 * len(kernels) + 1,
        "pixels counted": lambda kernels: reached(kernels) * reached(kernels),
    },
}
