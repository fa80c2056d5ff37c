"""Answers to the exercises of *Pooling layers*, written as a learner would."""

import numpy as np


def eye(tap=lambda size: 1 / size / size, pick=slice(None), stride_in=True):
    def answer(channels, size):
        own = np.eye(channels)[:, :, None, None]
        weight = own * np.full((size, size), tap(size))
        return weight[pick], size if stride_in else 1

    return answer


def everywhere(channels, size):
    mean = [[1 / size**2] * size for _ in range(size)]
    weight = [[mean for _ in range(channels)] for _ in range(channels)]
    return weight, size


def depthwise(channels, size):
    return np.full((channels, 1, size, size), 1 / size**2), size


def mean_of_everything(channels, size):
    taps = np.ones((channels, channels, size, size))
    return taps / taps[0].sum(), size


def windows(at, *, plus=True, step=None):
    """A loop with slices, in which `at` says what one window gets."""

    def answer(grad, x, size, stride):
        x, stride = np.array(x), step or stride
        d_x = np.zeros(x.shape)
        for (p, q), slope in np.ndenumerate(grad):
            rows = slice(p * stride, p * stride + size)
            columns = slice(q * stride, q * stride + size)
            sent = slope * at(x[rows, columns])
            if plus:
                d_x[rows, columns] += sent
            else:
                d_x[rows, columns] = np.where(sent, sent, d_x[rows, columns])
        return d_x

    return answer


def one_hot(place):
    def at(window):
        mask = np.zeros(window.size)
        mask[place(window.ravel())] = 1
        return mask.reshape(window.shape)

    return at


def in_lists(grad, x, size, stride, d_x=None):
    d_x = d_x or [[0] * len(row) for row in x]
    for p in range(len(grad)):
        for q in range(len(grad[0])):
            best = None
            for i in range(p * stride, p * stride + size):
                for j in range(q * stride, q * stride + size):
                    if best is None or x[i][j] > x[best[0]][best[1]]:
                        best = i, j
            d_x[best[0]][best[1]] += grad[p][q]
    return d_x


def in_the_first(grad, x, size, stride):
    d_x = np.zeros(np.shape(x))
    for (p, q), slope in np.ndenumerate(grad):
        window = np.array(x)[p * stride :, q * stride :][:size, :size]
        d_x[np.unravel_index(window.argmax(), window.shape)] += slope
    return d_x


largest = one_hot(np.argmax)

RIGHT = {
    "check_as_convolution": [eye()],
    "check_max_backward": [windows(largest), in_lists],
}
WRONG = {
    "check_as_convolution": {
        "not divided": eye(tap=lambda size: 1),
        "divided by the side": eye(tap=lambda size: 1 / size),
        "channels mixed": everywhere,
        "mean over channels": mean_of_everything,
        "one filter": eye(pick=slice(1)),
        "flat filters": depthwise,
        "stride forgotten": eye(stride_in=False),
    },
    "check_max_backward": {
        "to the corner": windows(one_hot(lambda window: 0)),
        "shared by all": windows(lambda w: np.full(w.shape, 1 / w.size)),
        "ties counted twice": windows(lambda w: w == w.max()),
        "ties shared": windows(lambda w: (w == w.max()) / (w == w.max()).sum()),
        "the last of equals": windows(
            one_hot(lambda w: np.flatnonzero(w == w.max())[-1])
        ),
        "from zero": windows(one_hot(lambda w: np.argmax(np.maximum(w, 0)))),
        "place in the window": in_the_first,
        "stride ignored": windows(largest, step=1),
        "overwritten": windows(largest, plus=False),
        "one row for all": lambda grad, x, size, stride: in_lists(
            grad, x, size, stride, [[0] * len(x[0])] * len(x)
        ),
        "winners marked": lambda grad, *case: in_lists(np.ones_like(grad), *case),
    },
}
