"""Answers to the exercises of *Building a complete CNN*, written as a learner would."""

import numpy as np


def with_arrays(*, scale=1, of_labels=True, from_=None):
    def answer(images, labels, order, held):
        x, y = np.array(images)[order], np.array(labels)
        if of_labels:
            y = y[order]
        first = held if from_ is None else from_
        return x[first:] / scale, y[first:], x[:held], y[:held]

    return answer


def one_by_one(images, labels, order, held):
    sets = [], [], [], []
    for place, i in enumerate(order):
        at = 2 if place < held else 0
        sets[at].append(images[i])
        sets[at + 1].append(labels[i])
    return sets


def tail_held(images, labels, order, held):
    x, y, *validation = one_by_one(images, labels, order, held)
    return *validation, x, y


RIGHT = {
    "check_split": [with_arrays(), one_by_one],
    "check_surer": [
        ([0.6, 0.6, 0.6, 0.001], [0.9, 0.9, 0.45, 0.45]),
        np.array([[0.51, 0.51], [1, 0.49]]),
    ],
}
WRONG = {
    "check_split": {
        "scaled twice": with_arrays(scale=255),
        "labels left behind": with_arrays(of_labels=False),
        "joined": with_arrays(from_=0),
        "sets swapped": tail_held,
        "order ignored": lambda images, labels, order, held: one_by_one(
            images, labels, range(len(images)), held
        ),
    },
    "check_surer": {
        "does not fit": ([0.9, 0.8], [0.6]),
        "in per cent": ([90, 80], [70, 20]),
        "no share at all": ([0.6, 0.6, 0], [0.9, 0.4, 0.4]),
        "undecided": ([0.9, 0.5], [0.4, 0.4]),
        "no more right": ([0.9, 0.4], [0.6, 0.3]),
        "better in both": (np.array([0.9, 0.8]), np.array([0.7, 0.2])),
    },
}
