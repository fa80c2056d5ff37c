"""Answers to the exercises of *From loops to speed*, written as a learner would."""

import numpy as np

from cnnlesson.arithmetic import conv2d_cost, receptive_field
from cnnlesson.conv import conv2d


def slid(image, kernel):
    image, kernel = np.array(image), np.array(kernel)
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.einsum("pqkl,kl->pq", windows, kernel)


def column_of(image, column):
    return slid(image, np.array(column)[:, None])


def row_of(image, row):
    return slid(image, [row])


def both_added(image, column, row):
    one, other = column_of(image, column), row_of(image, row)
    high, wide = np.minimum(one.shape, other.shape)
    return one[:high, :wide] + other[:high, :wide]


def merged(w1, b1, w2, b2, turn=False, bias="right", ways=None):
    w1, b1, w2, b2 = (np.array(a) for a in (w1, b1, w2, b2))
    if ways:
        w1, b1, w2 = w1[:ways], b1[:ways], w2[:, :ways]
    if turn:
        w2 = w2[:, :, ::-1, ::-1]
    k, m = w1.shape[2:]
    out = np.zeros((len(w2), w1.shape[1], k + w2.shape[2] - 1, m + w2.shape[3] - 1))
    for u, v in np.ndindex(w2.shape[2:]):
        part = np.einsum("fm,mckl->fckl", w2[:, :, u, v], w1)
        out[:, :, u : u + k, v : v + m] += part
    through = {"right": w2.sum((2, 3)) @ b1, "lost": 0, "plain": b1.sum()}[bias]
    return out, b2 + through


def upside_down(*layers):
    weight, bias = merged(*layers)
    return weight[:, :, ::-1, ::-1], bias


def measured(layers):
    side = 161
    row = np.zeros((side, 1, 1, side))
    row[range(side), 0, 0, range(side)] = 1
    for k, s, d in layers:
        reach = d * (k - 1)
        row = np.pad(row, [(0, 0)] * 3 + [(reach, reach)])
        row = conv2d(row, np.ones((1, 1, 1, k)), stride=(1, s), dilation=(1, d))
    seen = np.flatnonzero(row[:, 0, 0, row.shape[-1] // 2])
    return seen[-1] - seen[0] + 1


def stack(layers, channels):
    cost = conv2d_cost(channels, channels, 3, 50, bias=False).parameters
    return receptive_field([(3, 1)] * layers).size, np.int64(cost * layers)


RIGHT = {
    "check_two_passes": [
        lambda image, column, row: slid(image, np.outer(column, row)),
        lambda image, column, row: column_of(row_of(image, row), column).tolist(),
    ],
    "check_stack": [stack],
    "check_one_layer": [merged],
    "check_field": [measured],
}
WRONG = {
    "check_two_passes": {
        "the column only": lambda image, column, row: column_of(image, column),
        "the row only": lambda image, column, row: row_of(image, row),
        "the passes added": both_added,
        "column and row swapped": lambda i, c, r: slid(i, np.outer(r, c)),
        "turned": lambda i, c, r: slid(i, np.outer(c, r)[::-1, ::-1]),
        "left on its side": lambda i, c, r: row_of(row_of(np.transpose(i), c), r),
        "the column twice": lambda i, c, r: slid(i, np.outer(c, c)),
    },
    "check_stack": {
        "fields added": lambda n, c: (3 * n, stack(n, c)[1]),
        "fields doubled": lambda n, c: (2 * 2**n - 1, stack(n, c)[1]),
        "the first field": lambda n, c: [3, stack(n, c)[1]],
        "one layer": lambda n, c: (stack(n, c)[0], stack(1, c)[1]),
        "one large layer": lambda n, c: (
            stack(n, c)[0],
            conv2d_cost(c, c, stack(n, c)[0], 50, bias=False).parameters,
        ),
        "flat filters": lambda n, c: (stack(n, c)[0], 9 * c * n),
        "one filter": lambda n, c: (stack(n, c)[0], 9 * n),
        "with biases": lambda n, c: (stack(n, c)[0], stack(n, c)[1] + n * c),
    },
    "check_one_layer": {
        "the second kernel turned": lambda *layers: merged(*layers, turn=True),
        "the whole kernel turned": upside_down,
        "one channel between": lambda *layers: merged(*layers, ways=1),
        "the last channel between": lambda w1, b1, w2, b2: merged(
            w1[-1:], b1[-1:], np.array(w2)[:, -1:], b2
        ),
        "the first bias forgotten": lambda *layers: merged(*layers, bias="lost"),
        "the first bias unweighted": lambda *layers: merged(*layers, bias="plain"),
    },
    "check_field": {
        "whole kernels added": lambda layers: sum(d * k for k, s, d in layers),
        "starts from nothing": lambda layers: measured(layers) - 1,
        "the first tap again": lambda layers: (
            measured(layers)
            + sum(
                d * np.prod([other[1] for other in layers[:i]])
                for i, (_, _, d) in enumerate(layers)
            )
        ),
        "strides added": lambda layers: (
            1
            + sum(
                d * (k - 1) * (1 + sum(other[1] for other in layers[:i]))
                for i, (k, _, d) in enumerate(layers)
            )
        ),
        "dilation from 0": lambda layers: measured(
            [(k, s, d + 1) for k, s, d in layers]
        ),
        "strides ignored": lambda layers: measured([(k, 1, d) for k, s, d in layers]),
        "its own stride": lambda layers: (
            measured([(1, layers[0][1], 1)])
            + sum(
                (k - 1) * d * np.prod([other[1] for other in layers[: i + 1]])
                for i, (k, s, d) in enumerate(layers)
            )
        ),
        "dilation ignored": lambda layers: measured([(k, s, 1) for k, s, _ in layers]),
    },
}
