"""Answers to the exercises of *The convolution operation*, written as a learner would.

RIGHT has right ones, written otherwise than the reference; WRONG has known wrong ones,
each under the name of the mistake that must be named.
"""

import numpy as np


def count(n, k, p, s, d):
    pixels = n + p + p
    return len([i for i in range(0, pixels, s) if i + d * (k - 1) < pixels])


def conv(stride_in=True, flip=False, bias_in=True, pad=np.pad, channels=slice(None)):
    def answer(x, weight, bias, stride, padding):
        x, weight = np.array(x), np.array(weight)
        if flip:
            weight = weight[:, :, ::-1, ::-1]
        x = pad(x, [(0, 0), (padding, padding), (padding, padding)])
        windows = np.lib.stride_tricks.sliding_window_view(x, weight.shape[2:], (1, 2))
        out = np.einsum("cpqkl,fckl->fpq", windows[channels], weight[:, channels])
        if stride_in:
            out = out[:, ::stride, ::stride]
        return out + np.array(bias)[:, None, None] if bias_in else out

    return answer


def first_places(*layer):
    high, wide = conv()(*layer).shape[1:]
    return conv(stride_in=False)(*layer)[:, :high, :wide]


EVERYTHING = [[[1, 5, 2], [4, 3, 7]], [[2, 7, 1], [8, 2, 9]]]
UNEVEN = [[[[1, 2], [3, 5]], [[4, -1], [2, 0]]]]

RIGHT = {
    "check_output_size": [count],
    "check_conv2d": [conv()],
    "check_test_arrays": [
        (
            np.random.default_rng(1).normal(size=(3, 7, 6)),
            np.random.default_rng(2).normal(size=(4, 3, 2, 5)),
            np.arange(1.0, 5),
        )
    ],
    "check_edge": [
        np.array([[-2, -1, 0], [-1, 0, 1], [0, 1, 2]]) / 8,
        ((-1, -1, -1), (-1, 0, 2), (-1, 2, 1)),
    ],
}
WRONG = {
    "check_output_size": {
        "rounds up": lambda n, k, p, s, d: -(-(n + 2 * p - d * (k - 1) - 1) // s) + 1,
        "padding once": lambda n, k, p, s, d: count(n + p, k, 0, s, d),
        "no padding": lambda n, k, p, s, d: count(n, k, 0, s, d),
        "stride ignored": lambda n, k, p, s, d: count(n, k, p, 1, d),
        "brackets missing": lambda n, k, p, s, d: (
            n + 2 * p - 1 * d * (k - 1) - 1 // s + 1
        ),
        "steps for pixels": lambda n, k, p, s, d: count(n + 1, k, p, s, d),
        "dilation from 0": lambda n, k, p, s, d: (n + 2 * p - k - d * (k - 1)) // s + 1,
        "no dilation": lambda n, k, p, s, d: count(n, k, p, s, 1),
        "forgets the first position": lambda *sizes: count(*sizes) - 1,
        "gives a fraction": lambda n, k, p, s, d: (n + 2 * p - d * k + d - 1) / s + 1,
    },
    "check_conv2d": {
        "kernel turned": conv(flip=True),
        "bias forgotten": conv(bias_in=False),
        "stride ignored": conv(stride_in=False),
        "stride in the size only": first_places,
        "bias for each product": lambda x, weight, bias, *rest: conv()(
            x, weight, np.array(bias) * np.size(weight[0]), *rest
        ),
        "padding ignored": conv(pad=lambda x, _: x),
        "padding once": conv(pad=lambda x, by: np.pad(x, [(a, 0) for a, _ in by])),
        "one channel": conv(channels=slice(1)),
        "the last channel": conv(channels=slice(-1, None)),
    },
    "check_test_arrays": {
        "does not fit": (EVERYTHING, UNEVEN, [1, 2]),
        "a turned kernel passes": (np.ones((2, 4, 5)), UNEVEN, [3]),
        "a forgotten bias passes": (EVERYTHING, UNEVEN, [0]),
        "swapped axes pass": ([[[1, 2], [3, 5]]], [[[[1, 2], [2, 7]]]], [1]),
        "a lost channel passes": (
            EVERYTHING[:1],
            UNEVEN[0][:1] and [UNEVEN[0][:1]],
            [3],
        ),
    },
    "check_edge": {
        "no zero sum": [[-1, -1, 0], [-1, 0, 1], [0, 1, 3]],
        "all zeros": [[0] * 3] * 3,
        "the other diagonal": [[0, 1, 1], [-1, 0, 1], [-1, -1, 0]],
        "no diagonal": np.array([[-1, 0, 1]] * 3),
        "a line": [[-1, -1, 2], [-1, 2, -1], [2, -1, -1]],
        "dark for light": [[2, 1, 0], [1, 0, -1], [0, -1, -2]],
    },
}
