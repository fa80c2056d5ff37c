"""Answers to the exercise of *Side by side*, written as a learner would."""

from cnnlesson.arithmetic import linear_cost, output_size


def sizes(side, padding=0, pool_stride=2, up=False, whole=True, biases=10, maps=32):
    first = side + 2 * padding - 2
    pooled = (first - 2) / pool_stride + 1
    if whole:
        pooled = -int(-pooled // 1) if up else int(pooled)
    second = pooled + 2 * padding - 2
    return first, pooled, second, 10 * maps * second**2 + biases


def by_library(side):
    first = output_size(side, 3)
    pooled = output_size(first, 2, stride=2)
    second = output_size(pooled, 3)
    return first, pooled, second, linear_cost(32 * second * second, 10).parameters


def walked(side):
    row = len(range(side)[1:-1])
    pooled = len(range(row)[1::2])
    second = len(range(pooled)[1:-1])
    return [row, pooled, second, 10 + 320 * second * second]


RIGHT = {"check_sizes": [by_library, walked, sizes]}
WRONG = {
    "check_sizes": {
        "border kept": lambda side: sizes(side, padding=1),
        "rounds up": lambda side: sizes(side, up=True),
        "half a pixel": lambda side: sizes(side, whole=False),
        "pooling with overlap": lambda side: sizes(side, pool_stride=1),
        "one map": lambda side: sizes(side, maps=1),
        "maps of the first": lambda side: sizes(side, maps=16),
        "one bias for all": lambda side: sizes(side, biases=1),
        "biases forgotten": lambda side: sizes(side, biases=0),
        "second border kept": lambda side: (side - 2, side // 2 - 1, side // 2 - 1, 0),
        "one pixel lost": lambda side: (side - 1, side // 2, side // 2 - 1, 0),
        "a side for a square": lambda side: (
            *sizes(side)[:3],
            linear_cost(32 * sizes(side)[2], 10).parameters,
        ),
    }
}
