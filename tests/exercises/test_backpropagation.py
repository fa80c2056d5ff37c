"""Each checker accepts right answers and names the mistake in the usual wrong ones."""

import numpy as np
import pytest

from cnnlesson.exercises.backpropagation import (
    check_conv1d_backward,
    check_conv2d_backward,
)


def one(change=None):
    """A right answer in one dimension, or one with a mistake planted."""

    def answer(grad, x, weight, stride):
        d_x, d_weight = np.zeros_like(x), np.zeros_like(weight)
        for p in range(len(grad)):
            start = p if change == "stride in d_x" else p * stride
            seen = slice(start, start + len(weight))
            share = grad[p] * (weight[::-1] if change == "turned" else weight)
            if change == "overwritten":
                d_x[seen] = share
            else:
                d_x[seen] += share
            start = p if change == "stride in d_weight" else p * stride
            d_weight += grad[p] * x[start : start + len(weight)]
        return d_x, d_weight[::-1] if change == "d_weight turned" else d_weight

    return answer


def two(change=None):
    def answer(grad, x, weight, stride):
        d_x, d_weight = np.zeros_like(x), np.zeros_like(weight)
        height, width = weight.shape[2:]
        for n, f, p, q in np.ndindex(grad.shape):
            rows = slice(p * stride, p * stride + height)
            columns = slice(q * stride, q * stride + width)
            kernel = weight[f, :, ::-1, ::-1] if change == "turned" else weight[f]
            share = grad[n, f, p, q] * kernel
            if change == "overwritten":
                d_x[n, :, rows, columns] = share
            elif change != "last kernel" or f == len(weight) - 1:
                d_x[n, :, rows, columns] += share
            if change == "last image" and n < len(x) - 1:
                continue
            d_weight[f] += grad[n, f, p, q] * x[n, :, rows, columns]
        return d_x, d_weight / len(x) if change == "mean" else d_weight

    return answer


def test_right_answers_are_accepted():
    assert check_conv1d_backward(one()) == "Right, with strides 1, 2 and 3."
    assert check_conv2d_backward(two()) == "Right, with strides 1, 2 and 3."


@pytest.mark.parametrize(
    ("change", "hint"),
    [
        ("overwritten", "d_x keeps only the last window, with stride 1: .*add with +="),
        ("turned", "d_x uses the kernel turned, with stride 1: each tap goes back"),
        ("stride in d_x", "d_x forgets the stride, with stride 2: window p begins at"),
        ("stride in d_weight", "d_weight forgets the stride, with stride 2: window p"),
        ("d_weight turned", "d_weight is turned, with stride 1: tap k saw the pixel k"),
    ],
)
def test_mistakes_in_one_dimension_are_named(change, hint):
    found = check_conv1d_backward(one(change))
    for part in hint.split(".*"):
        assert part in found


@pytest.mark.parametrize(
    ("change", "hint"),
    [
        ("overwritten", "d_x keeps only the last window of the last kernel"),
        ("turned", "d_x uses the kernel turned, with stride 1"),
        ("last kernel", "d_x keeps only the last kernel, with stride 1: add what"),
        ("last image", "d_weight has only the last image, with stride 1: add up"),
        ("mean", "d_weight is the mean over images, with stride 1: the loss has"),
    ],
)
def test_mistakes_in_two_dimensions_are_named(change, hint):
    assert hint in check_conv2d_backward(two(change))


def test_an_unknown_mistake_gets_its_first_place():
    def off(grad, x, weight, stride):
        d_x, d_weight = one()(grad, x, weight, stride)
        d_x[4] += 1
        return d_x, d_weight

    found = check_conv1d_backward(off)
    assert found.startswith("d_x is wrong, with stride 1: at 4 it has ")
    assert found.endswith(" should be.")


def test_what_is_no_answer_is_said():
    zeros = check_conv2d_backward(lambda g, x, w, s: (0 * x, 0 * w))
    assert zeros == "d_x is all zeros, with stride 1: nothing is handed back yet."
    shape = check_conv1d_backward(lambda g, x, w, s: (x[:-1], w))
    assert shape == "d_x has shape (8,), with stride 1: it should be (9,)."
    assert "a pair d_x, d_weight, got 3." in check_conv1d_backward(lambda *_: 3)
    broken = check_conv1d_backward(lambda g, x, w, s: x[99])
    assert broken.startswith("With stride 1 it raises IndexError: index 99")


def test_the_learners_arrays_are_copies():
    def writes(grad, x, weight, stride):
        result = one()(grad, x, weight, stride)
        x[:] = grad[:] = weight[:] = 0
        return result

    assert check_conv1d_backward(writes).startswith("Right")
