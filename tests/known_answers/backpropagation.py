"""Answers to the exercises of *Backpropagation*, written as a learner would."""

import numpy as np

from cnnlesson.conv import conv2d_backward
from cnnlesson.pooling import avg_pool2d_backward


def read_by(p, k, s, d):
    x = np.arange(p * s + d * (k - 1) + 1)
    return x[p * s :: d][:k]


def left(n, k, s):
    start = 0
    while start + s + k <= n:
        start += s
    return n - start - k


def one(change=None):
    def answer(grad, x, weight, stride):
        grad, x, weight = np.array(grad), np.array(x), np.array(weight)
        d_x, d_weight = np.zeros_like(x), np.zeros_like(weight)
        for p in range(len(grad)):
            start = p if change == "stride ignored in d_x" else p * stride
            seen = slice(start, start + len(weight))
            slope = 1 if change == "grad forgotten in d_x" else grad[p]
            share = slope * (weight[::-1] if change == "kernel turned" else weight)
            if change == "overwritten":
                d_x[seen] = share
            else:
                d_x[seen] += share
            start = p if change == "stride ignored in d_weight" else p * stride
            slope = 1 if change == "grad forgotten in d_weight" else grad[p]
            part = slope * x[start : start + len(weight)]
            d_weight = part if change == "the last place" else d_weight + part
        if change == "mean over places":
            d_weight = d_weight / len(grad)
        return d_x, d_weight[::-1] if change == "d_weight turned" else d_weight

    return answer


def two(change=None):
    def answer(grad, x, weight, stride):
        grad, x, weight = np.array(grad), np.array(x), np.array(weight)
        d_x, d_weight = np.zeros_like(x), np.zeros_like(weight)
        height, width = weight.shape[2:]
        for n, f, p, q in np.ndindex(grad.shape):
            rows = slice(p * stride, p * stride + height)
            columns = slice(q * stride, q * stride + width)
            turned = change == "kernel turned"
            kernel = weight[f, :, ::-1, ::-1] if turned else weight[f]
            share = grad[n, f, p, q] * kernel
            if change == "overwritten":
                d_x[n, :, rows, columns] = share
            elif change != "the last kernel" or f == len(weight) - 1:
                d_x[n, :, rows, columns] += share
            if change != "the last image" or n == len(x) - 1:
                d_weight[f] += grad[n, f, p, q] * x[n, :, rows, columns]
        if change == "mean over images":
            d_weight /= len(x)
        d_bias = {
            "bias counted": np.full(len(weight), grad[:, 0].size),
            "bias of the last image": grad[-1].sum(axis=(1, 2)),
            "mean of the bias": grad.mean(axis=(0, 2, 3)),
        }.get(change, grad.sum(axis=(0, 2, 3)))
        return d_x, d_weight, d_bias

    return answer


def by_library(grad, x, weight, stride):
    grad, x, weight = (np.array(a) for a in (grad, x, weight))
    return conv2d_backward(grad, x, weight, stride=stride)


def row_by_library(grad, x, weight, stride):
    d_x, d_weight, _ = by_library([[[grad]]], [[[x]]], [[[weight]]], (1, stride))
    return d_x.ravel(), d_weight.ravel()


def pooled(grad, n, k, s):
    grad, row = np.array([[[grad]]]), np.zeros((1, 1, 1, n))
    return avg_pool2d_backward(grad, row, (1, k), stride=(1, s)).ravel()


def pool(change=None):
    def answer(grad, n, k, s):
        d_x = np.zeros(n)
        for p, g in enumerate(grad):
            window = slice(p * (1 if change == "stride" else s), None)
            if change == "overwritten":
                d_x[window][:k] = g / k
            elif change == "first":
                d_x[window][0] += g
            else:
                d_x[window][:k] += g if change == "whole" else g / k
        return d_x

    return answer


RIGHT = {
    "check_reached": [read_by, lambda *given: read_by(*given).tolist()],
    "check_unseen": [left],
    "check_conv1d_backward": [one(), row_by_library],
    "check_conv2d_backward": [two(), by_library],
    "check_pool_backward": [pooled],
}
WRONG = {
    "check_reached": {
        "stride ignored": lambda p, k, s, d: read_by(p, k, 1, d),
        "dilation ignored": lambda p, k, s, d: read_by(p, k, s, 1),
        "stride and dilation swapped": lambda p, k, s, d: read_by(p, k, d, s),
        "all rows between": lambda p, k, s, d: np.arange(d * (k - 1) + 1) + p * s,
        "dilation from 0": lambda p, k, s, d: read_by(p, k, s, d + 1),
        "ends too early": lambda p, k, s, d: np.arange(k)[::d] + p * s,
        "one tap too many": lambda p, k, s, d: read_by(p, k + 1, s, d),
    },
    "check_unseen": {
        "as if windows did not overlap": lambda n, k, s: n - n // s * s,
        "whole windows": lambda n, k, s: n - n // k * k,
        "all steps": lambda n, k, s: len(range(n)[k:]),
        "steps counted": lambda n, k, s: len(range(0, n - k - s + 1, s)),
        "none": lambda n, k, s: 0,
        "what is missing": lambda n, k, s: (s - left(n, k, s)) % s,
    },
    "check_conv1d_backward": {
        name: one(name)
        for name in (
            "overwritten",
            "kernel turned",
            "stride ignored in d_x",
            "d_weight turned",
            "stride ignored in d_weight",
            "grad forgotten in d_x",
            "grad forgotten in d_weight",
            "the last place",
            "mean over places",
        )
    },
    "check_conv2d_backward": {
        name: two(name)
        for name in (
            "overwritten",
            "kernel turned",
            "the last kernel",
            "the last image",
            "mean over images",
            "bias counted",
            "bias of the last image",
            "mean of the bias",
        )
    },
    "check_pool_backward": {
        "not divided": pool("whole"),
        "overwritten": pool("overwritten"),
        "to one pixel": pool("first"),
        "one share": lambda grad, n, k, s: pool("first")(grad, n, k, s) / k,
        "stride ignored": pool("stride"),
    },
}
