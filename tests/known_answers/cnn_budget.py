"""Answers to the exercises on what a CNN costs, written as a learner would."""

import numpy as np


def count(
    *, bias=1, whole_depth=True, pool=2, up=False, same=False, flat=True, work=None
):
    """Walk through the stages with a shape, as one does with a pencil."""

    def answer(sizes):
        maps, side, weights, multiplied = 1, 28, 0, 0
        for filters, k in sizes:
            side = side if same else side - (k - 1)
            each = k**2 * (maps if whole_depth else 1)
            weights += filters * (each + bias)
            later = (side + up) // pool if pool > 1 else side
            places = {"after": later**2, "once": 1}.get(work, side**2)
            multiplied += filters * k**2 * maps * places
            maps, side = filters, later
        numbers = maps * side**2 if flat else maps
        return np.array([weights + 10 * (numbers + bias), multiplied + 10 * numbers])

    return answer


def mixed(sizes, *, bias=0, power=2, lasts=1):
    """Count the work alone otherwise, layer by layer as the start does."""
    maps, side, work = 1, 28, 0
    for filters, k in sizes:
        side = side - k + 1
        work += filters * (k * k * maps + bias) * side**power
        maps, side = filters, side // 2
    return count()(sizes)[0], work + lasts * 10 * maps * side * side


RIGHT = {
    "check_bill": [count()],
    "check_budget": [
        [(8, 5), (12, 3)],
        np.array([[10, 3], [12, 3]]),
        ([4, 3], [8, 3], [10, 2]),
    ],
}
WRONG = {
    "check_bill": {
        "biases forgotten": count(bias=0),
        "biases of the head forgotten": lambda sizes: count()(sizes) - [10, 0],
        "biases of the filters forgotten": lambda sizes: np.add(
            count(bias=0)(sizes), [10, 0]
        ),
        "work of the head forgotten": lambda sizes: mixed(sizes, lasts=0),
        "biases of the head multiplied": lambda sizes: np.add(count()(sizes), [0, 10]),
        "biases of the filters multiplied": lambda sizes: mixed(sizes, bias=1),
        "a side for a square": lambda sizes: mixed(sizes, power=1),
        "one map deep": count(whole_depth=False),
        "a weight a map": count(flat=False),
        "pooling forgotten": count(pool=1),
        "pooling rounds up": count(up=True),
        "padding assumed": count(same=True),
        "work is parameters": count(work="once"),
        "places after pooling": count(work="after"),
    },
    "check_budget": {
        "no network": [8, 5, 12, 3],
        "large kernel": [(5, 8), (3, 12)],
        "large head": [(16, 3), (32, 3)],
        "one map deep": [(16, 3), (14, 3)],
        "biases forgotten": [(6, 5), (14, 5)],
        "over": [(40, 3), (17, 3)],
        "sees little": [(2, 3)],
        "few maps": [(4, 5), (8, 3)],
    },
}
