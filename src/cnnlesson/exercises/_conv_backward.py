"""The tasks to write the gradients of a convolution, of a row and of images."""

from collections.abc import Callable
from random import Random
from typing import Any

from cnnlesson.exercises._backward import Batch, Gradients, backward, scaled, turned_tap
from cnnlesson.exercises._grids import whole_numbers
from cnnlesson.exercises.task import Mistake, Task

__all__ = ["CONV1D_BACKWARD", "CONV2D_BACKWARD"]


Rule = Callable[[Batch, Batch, Batch, int], Gradients]


def _in(part: int, rule: Rule) -> Rule:
    """Return a rule that does as `rule` does for one gradient, and right else."""

    def mixed(*arguments: Any) -> Gradients:
        gradients: list[Any] = list(backward(*arguments))
        gradients[part] = rule(*arguments)[part]
        return tuple(gradients)

    return mixed


def _forgets_stride(grad: Batch, x: Batch, weight: Batch, stride: int) -> Gradients:
    return backward(grad, x, weight, 1)


def _turns(grad: Batch, x: Batch, weight: Batch, stride: int) -> Gradients:
    return backward(grad, x, weight, stride, tap_of=turned_tap(weight))


def _overwrites(*arguments: Any) -> Gradients:
    return backward(*arguments, combine=lambda there, new: new)


def _knows_the_last(axis: int) -> Rule:
    """Return a rule that keeps the last image (axis 0) or kernel (1) of the output."""

    def rule(grad: Batch, x: Batch, weight: Batch, stride: int) -> Gradients:
        last = (len(x) if axis == 0 else len(weight)) - 1
        return backward(
            grad, x, weight, stride, seen=lambda tap: tap.output[axis] == last
        )

    return rule


def _divides(count: Callable[[Batch], int]) -> Rule:
    def rule(grad: Batch, *others: Any) -> Gradients:
        d_x, *rest = backward(grad, *others)
        return d_x, *(scaled(part, 1 / count(grad)) for part in rest)

    return rule


def _places(grad: Batch) -> int:
    return len(grad[0][0]) * len(grad[0][0][0])


def _counts(grad: Batch, x: Batch, weight: Batch, stride: int) -> Gradients:
    d_x, d_weight, d_bias = backward(grad, x, weight, stride)
    return d_x, d_weight, [float(len(grad) * _places(grad)) for _ in d_bias]


def _forgets_slopes(grad: Batch, *others: Any) -> Gradients:
    ones = [[[[1.0 for _ in row] for row in m] for m in maps] for maps in grad]
    return backward(ones, *others)


_OF_X = [
    Mistake(
        "overwritten",
        "Each window overwrites what an earlier one handed to the same pixel. A pixel "
        "that acts in several ways gets the sum.",
        _in(0, _overwrites),
    ),
    Mistake(
        "kernel turned",
        "The kernel is upside down. If you hand gradients out, window by window, each "
        "goes back along the weight it came by.",
        _in(0, _turns),
    ),
    Mistake(
        "grad forgotten in d_x",
        "So the outputs depend on x. How the loss depends on the outputs, `grad` says.",
        _in(0, _forgets_slopes),
    ),
    Mistake(
        "stride ignored in d_x",
        "With a stride the windows are further apart than one pixel.",
        _in(0, _forgets_stride),
    ),
]
_OF_WEIGHT = [
    Mistake(
        "d_weight turned",
        "The right numbers upside down. Which pixel did the first weight see?",
        _in(1, _turns),
    ),
    Mistake(
        "grad forgotten in d_weight",
        "You add up what the weight saw. How much the loss minds each output, `grad` "
        "says.",
        _in(1, _forgets_slopes),
    ),
    Mistake(
        "stride ignored in d_weight",
        "A weight saw the pixels of windows that are `stride` apart.",
        _in(1, _forgets_stride),
    ),
    Mistake(
        "the last place",
        "Only the last window has a say. The weight is used at every place, so all of "
        "them add up.",
        _in(1, _overwrites),
    ),
    Mistake(
        "mean over places",
        "You take the mean over the places. Each place adds its share.",
        _in(1, _divides(_places)),
    ),
]
_OF_BATCHES = [
    Mistake(
        "the last kernel",
        "Every kernel reads the pixel, and you keep what one of them sends back.",
        _in(0, _knows_the_last(1)),
    ),
    Mistake(
        "the last image",
        "The weights are the same for all images, and you keep the share of one.",
        _in(1, _knows_the_last(0)),
    ),
    Mistake(
        "mean over images",
        "You take the mean over the images. If a loss is a mean, `grad` has been "
        "divided already.",
        _in(1, _divides(len)),
    ),
    Mistake(
        "bias counted",
        "You count the outputs. The bias is added to each of them, and each has its "
        "slope.",
        _in(2, _counts),
    ),
    Mistake(
        "bias of the last image",
        "The bias is the same for all images, and you keep the share of one.",
        _in(
            2,
            lambda grad, *others: (
                *backward(grad, *others)[:2],
                backward(grad[-1:], others[0][-1:], *others[1:])[2],
            ),
        ),
    ),
    Mistake(
        "mean of the bias",
        "You take a mean. The shares of all places and images add up.",
        _in(2, _divides(lambda grad: len(grad) * _places(grad))),
    ),
]


def _case(
    size: tuple[int, ...], kernels: tuple[int, ...], stride: int
) -> tuple[Any, ...]:
    rng = Random(stride)
    out = [(n - k) // stride + 1 for n, k in zip(size[2:], kernels[2:], strict=True)]
    grad = whole_numbers(rng, size[0], kernels[0], *out)
    return grad, whole_numbers(rng, *size), whole_numbers(rng, *kernels), stride


def _row(rule: Rule) -> Callable[..., tuple[list[float], list[float]]]:
    """Return `rule` for one row of one channel, without the bias."""

    def flat(*arguments: Any) -> tuple[list[float], list[float]]:
        grad, x, weight = ([[[a]]] for a in arguments[:3])
        d_x, d_weight, _ = rule(grad, x, weight, arguments[3])
        return d_x[0][0][0], d_weight[0][0][0]

    return flat


def _row_case(n: int, k: int, stride: int) -> tuple[Any, ...]:
    *arrays, stride = _case((1, 1, 1, n), (1, 1, 1, k), stride)
    return *(a[0][0][0] for a in arrays), stride


# Small numbers, to be done by hand, and no two of them alike where it would matter.
_ROWS: list[tuple[Any, ...]] = [
    ([1.0, 2.0], [3.0, 1.0, 4.0], [2.0, 5.0], 1),
    ([1.0, 3.0], [2.0, 1.0, 4.0, 5.0, 1.0], [2.0, 5.0], 2),
]
_SMALL: list[tuple[Any, ...]] = [
    ([[[[1.0, 2.0]], [[3.0, 1.0]]]], [[[[2.0, 4.0]]]], [[[[2.0]]], [[[5.0]]]], 1),
    (
        [[[[1.0, 2.0]]], [[[3.0, 1.0]]]],
        [[[[2.0, 1.0, 4.0]]], [[[1.0, 5.0, 2.0]]]],
        [[[[2.0, 5.0]]]],
        1,
    ),
    ([[[[2.0]]]], [[[[3.0, 1.0], [4.0, 5.0]]]], [[[[2.0, 5.0], [1.0, 3.0]]]], 1),
]


CONV1D_BACKWARD = Task(
    "grad x weight stride",
    _row(backward),
    [*_ROWS, _row_case(9, 3, 1), _row_case(9, 4, 2)],
    [Mistake(name, hint, _row(rule)) for name, hint, rule in _OF_X + _OF_WEIGHT],
    returns="d_x d_weight",
)
CONV2D_BACKWARD = Task(
    "grad x weight stride",
    backward,
    [
        *((*([[[a]]] for a in arrays), stride) for *arrays, stride in _ROWS),
        *_SMALL,
        *(_case((2, 3, 4, 5), (4, 3, 3, 2), stride) for stride in (1, 2)),
    ],
    _OF_X + _OF_WEIGHT + _OF_BATCHES,
    returns="d_x d_weight d_bias",
)
