"""Answers to the exercises of *Pooling layers*, written as a learner would."""

import numpy as np


def global_pool(keep, *, axis=(1, 2), bias_in=True):
    def answer(maps, weight, bias):
        pooled = np.broadcast_to(keep(np.array(maps), axis=axis), len(maps))
        return np.array(weight) @ pooled + (bias if bias_in else 0)

    return answer


def from_flat_maps(maps, weight, bias):
    weight, flat = np.array(weight), np.ravel(maps)
    return weight @ flat[: weight.shape[1]] + bias


def starts_at_zero(maps, weight, bias):
    found = [0] * len(maps)
    for c, rows in enumerate(maps):
        for row in rows:
            for value in row:
                if value > found[c]:
                    found[c] = value
    return np.array(weight) @ found + bias


RIGHT = {
    "check_larger": [
        ([[1, -1], [-1, 1], [1, 1], [-1, -1]], [0.5, 0.5, 0.5, -0.5]),
        (np.array([[-1, 1], [1, 0], [-1, 0]]), np.array([1, 1, -1])),
        ([[2, -2], [0, 3], [0, -3]], (1 / 2, 1 / 3, -1 / 3)),
    ],
    "check_head": [global_pool(np.max)],
}
WRONG = {
    "check_larger": {
        "does not fit": ([[1, -1], [0, 1], [0, -1]], [1, 1]),
        "the difference only": ([[-1, 1]], [1]),
        "added to itself": ([[1, -1], [1, 0]], [1, 1]),
        "the distance": ([[1, -1], [-1, 1]], [1, 1]),
        "below zero lost": ([[1, -1], [0, 1]], [1, 1]),
        "the smaller one": ([[1, -1], [1, 0], [-1, 0]], [-1, 1, -1]),
        "the sum": ([[1, 0], [0, 1]], [1, 1]),
        "far off": ([[0, 0]], [5]),
    },
    "check_head": {
        "flattened": from_flat_maps,
        "the mean": global_pool(np.mean),
        "the sum": global_pool(np.sum),
        "the first row": lambda maps, *dense: global_pool(np.max)(
            np.array(maps)[:, :1], *dense
        ),
        "the bias forgotten": global_pool(np.max, bias_in=False),
        "the bias for each map": lambda maps, weight, bias: [
            sum(w * np.max(rows) + b for w, rows in zip(ws, maps, strict=True))
            for ws, b in zip(weight, bias, strict=True)
        ],
        "the largest list": lambda maps, weight, bias: (
            np.array(weight) @ [max(max(rows)) for rows in maps] + bias
        ),
        "maps mixed": global_pool(np.max, axis=None),
        "from zero": starts_at_zero,
    },
}
