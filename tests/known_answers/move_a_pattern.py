"""Answers to *Move a pattern* in *Where CNNs are used*, written as a learner would."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from cnnlesson.conv import conv2d


def find(less_mean=True, last=None, turn=1, size=lambda v: v, height=np.max):
    def answer(image, pattern):
        x, weight = np.array(image), np.array(pattern)[::turn, ::turn]
        weight = weight - weight.mean() * less_mean
        windows = sliding_window_view(x, weight.shape)[:last, :last]
        responses = np.einsum("ijkl,kl->ij", windows, weight)
        row, column = np.unravel_index(size(responses).argmax(), responses.shape)
        return row, column, height(responses)

    return answer


def by_library(image, pattern):
    weight = np.array(pattern) - np.mean(pattern)
    map_ = conv2d(np.array(image)[None, None], weight[None, None])[0, 0]
    (row, column), *_ = np.argwhere(map_ == map_.max())
    return row, column, map_.max()


def centre(image, pattern):
    row, column, height = find()(image, pattern)
    return row + len(pattern) // 2, column + len(pattern[0]) // 2, height


def largest_tuple(image, pattern):
    """Search as the start does: of equal answers, the last one would win."""
    weight = np.array(pattern) - np.mean(pattern)
    windows = sliding_window_view(image, weight.shape)
    answers = np.ndenumerate((windows * weight).sum((2, 3)))
    height, row, column = max((v, i, j) for (i, j), v in answers)
    return row, column, height


RIGHT = {"check_find": [find(), by_library, largest_tuple]}
WRONG = {
    "check_find": {
        "the mean not taken off": find(less_mean=False),
        "not at the end": find(last=-1),
        "turned": find(turn=-1),
        "the largest without its sign": find(size=np.abs),
        "the mean of the answers": find(height=np.mean),
        "the middle of the window": centre,
        "counted from 1": lambda image, pattern: (
            find()(image, pattern) + np.array([1, 1, 0])
        ),
        "columns first": lambda image, pattern: (
            *find()(image, pattern)[1::-1],
            find()(image, pattern)[2],
        ),
    }
}
