"""Checkers of *Backpropagation through a CNN*."""

from collections.abc import Callable
from itertools import product
from random import Random
from typing import Any

from cnnlesson.exercises._backward import Batch, Gradients, backward, scaled, turned_tap
from cnnlesson.exercises._grids import whole_numbers, zeros
from cnnlesson.exercises.task import Mistake, Task, Verdict

__all__ = [
    "check_conv1d_backward",
    "check_conv2d_backward",
    "check_pool_backward",
    "check_reached",
    "check_unseen",
]

# -- Who gets a gradient, and who does not --------------------------------------

REACHED = Task(
    "p k s d",
    lambda p, k, s, d: [p * s + d * u for u in range(k)],
    sorted(product(range(4), (1, 2, 3), (1, 2, 3), (1, 2, 3)), key=sum),
    [
        Mistake(
            "stride ignored",
            "With a stride the window of output p begins further along.",
            lambda p, k, s, d: [p + d * u for u in range(k)],
        ),
        Mistake(
            "dilation ignored",
            "With a dilation the taps stand apart: not every place between is read.",
            lambda p, k, s, d: [p * s + u for u in range(k)],
        ),
        Mistake(
            "stride and dilation swapped",
            "The stride moves the window, the dilation spreads its taps. You have "
            "them the other way round.",
            lambda p, k, s, d: [p * d + s * u for u in range(k)],
        ),
        Mistake(
            "dilation moves the window",
            "The dilation spreads the taps of a window. It does not move the window.",
            lambda p, k, s, d: [(p * s + u) * d for u in range(k)],
        ),
        Mistake(
            "stride between taps",
            "The stride moves the window. It does not spread its taps.",
            lambda p, k, s, d: [(p + d * u) * s for u in range(k)],
        ),
        Mistake(
            "all rows between",
            "You list every place from the first tap to the last. Only those under a "
            "tap are read.",
            lambda p, k, s, d: list(range(p * s, p * s + d * (k - 1) + 1)),
        ),
        Mistake(
            "one tap too many",
            "A kernel of k taps reads k places.",
            lambda p, k, s, d: [p * s + d * u for u in range(k + 1)],
        ),
        Mistake(
            "ends too early",
            "Your window is k places wide. With a dilation the last tap stands further "
            "away.",
            lambda p, k, s, d: list(range(p * s, p * s + k, d)),
        ),
        Mistake(
            "dilation from 0",
            "With dilation 1 the taps are neighbours. You leave a gap between them.",
            lambda p, k, s, d: [p * s + (d + 1) * u for u in range(k)],
        ),
    ],
)


def check_reached(answer: object) -> Verdict:
    """Judge ``answer(p, k, s, d)``: the places that get a gradient from output p.

    Parameters
    ----------
    answer : callable
        Takes the place of the output, kernel size, stride and dilation; returns the
        places of the input, in ascending order. All count from 0.

    Returns
    -------
    Verdict
        Right, or the hint for the mistake with the smallest case that shows it.

    Examples
    --------
    >>> check_reached(lambda p, k, s, d: list(range(p, p + k))).right
    False
    """
    return REACHED.check(answer)


UNSEEN = Task(
    "n k s",
    lambda n, k, s: (n - k) % s,
    sorted(
        ((n, k, s) for n in range(1, 9) for k in range(1, n + 1) for s in (1, 2, 3)),
        key=sum,
    ),
    [
        Mistake(
            "as if windows did not overlap",
            "The first window stands at the start. Only the pixels after it are "
            "divided into steps.",
            lambda n, k, s: n % s,
        ),
        Mistake(
            "whole windows",
            "Windows need not stand side by side: they are s pixels apart.",
            lambda n, k, s: n % k,
        ),
        Mistake(
            "all steps",
            "These are the pixels after the first window. Later windows see most of "
            "them.",
            lambda n, k, s: n - k,
        ),
        Mistake(
            "steps counted",
            "So many steps the window takes. How many pixels are left over after them?",
            lambda n, k, s: (n - k) // s,
        ),
        Mistake(
            "none",
            "Some pixels at the end may be left over: does the last window reach the "
            "last pixel?",
            lambda n, k, s: 0,
        ),
        Mistake(
            "what is missing",
            "You count how many pixels one more window would need. How many are left?",
            lambda n, k, s: -(n - k) % s,
        ),
        Mistake(
            "the last window forgotten",
            "The last window sees all of its k pixels, not only the first s.",
            lambda n, k, s: n - ((n - k) // s + 1) * s,
        ),
    ],
)


def check_unseen(answer: object) -> Verdict:
    """Judge ``answer(n, k, s)``: how many pixels at the end no window sees.

    Parameters
    ----------
    answer : callable
        Takes the pixels of an axis, kernel size, at most n, and stride; no padding, and
        a stride of at most k where it matters that no pixel between windows counts.

    Returns
    -------
    Verdict
        Right, or the hint for the mistake with the smallest case that shows it.

    Examples
    --------
    >>> check_unseen(lambda n, k, s: n % s).mistake
    'as if windows did not overlap'
    """
    return UNSEEN.check(answer)


# -- conv2d_backward -------------------------------------------------------------


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


def check_conv1d_backward(answer: object) -> Verdict:
    """Judge ``answer(grad, x, weight, stride)``, the gradients of a row.

    Parameters
    ----------
    answer : callable
        Takes lists of shape (p,), (n,) and (k,) and an integer; returns ``d_x`` and
        ``d_weight``, of shape (n,) and (k,).

    Returns
    -------
    Verdict
        Right, or the hint for the mistake with the smallest case that shows it.

    Examples
    --------
    >>> check_conv1d_backward(lambda grad, x, weight, stride: x).right
    False
    """
    return CONV1D_BACKWARD.check(answer)


def check_conv2d_backward(answer: object) -> Verdict:
    """Judge ``answer(grad, x, weight, stride)``, the three gradients of a convolution.

    Parameters
    ----------
    answer : callable
        Takes nested lists of shape (N, F, P, Q), (N, C, H, W) and (F, C, K, L), and an
        integer; returns ``d_x``, ``d_weight`` and ``d_bias``.

    Returns
    -------
    Verdict
        Right, or the hint for the mistake with the smallest case that shows it.

    Examples
    --------
    >>> print(check_conv2d_backward(lambda grad, x, weight, stride: 0).right)
    False
    """
    return CONV2D_BACKWARD.check(answer)


# -- Average pooling, backwards -----------------------------------------------------


def _shares(grad: list[float], n: int, k: int, s: int) -> list[float]:
    d_x: list[float] = zeros(n)
    for p, slope in enumerate(grad):
        for u in range(k):
            d_x[p * s + u] += slope / k
    return d_x


def _overwritten(grad: list[float], n: int, k: int, s: int) -> list[float]:
    d_x: list[float] = zeros(n)
    for p, slope in enumerate(grad):
        d_x[p * s : p * s + k] = [slope / k] * k
    return d_x


def _to_the_first(grad: list[float], n: int, k: int, s: int) -> list[float]:
    d_x: list[float] = zeros(n)
    for p, slope in enumerate(grad):
        d_x[p * s] += slope
    return d_x


POOL_BACKWARD = Task(
    "grad n k s",
    _shares,
    [
        ([6.0], 2, 2, 1),
        ([6.0, 2.0], 3, 2, 1),
        ([6.0, 2.0], 4, 2, 2),
        ([3.0, 6.0, -9.0], 8, 3, 2),
        ([4.0, -8.0, 1.0, 5.0], 11, 4, 2),
    ],
    [
        Mistake(
            "not divided",
            "Each pixel gets the whole gradient of its window. How much of the mean "
            "is one pixel?",
            lambda grad, n, k, s: scaled(_shares(grad, n, k, s), k),
        ),
        Mistake(
            "overwritten",
            "Where windows overlap a pixel gets a share from each of them.",
            _overwritten,
        ),
        Mistake(
            "to one pixel",
            "One pixel of the window takes all, as for the maximum. A mean is made of "
            "all.",
            _to_the_first,
        ),
        Mistake(
            "one share",
            "The share is right, and one pixel alone gets it. Who else was in the "
            "window?",
            lambda grad, n, k, s: scaled(_to_the_first(grad, n, k, s), 1 / k),
        ),
        Mistake(
            "stride ignored",
            "The window of output p begins at pixel p times s.",
            lambda grad, n, k, s: _shares(grad, n, k, 1),
        ),
        Mistake(
            "divided by the overlap",
            "You divide by the number of windows that see a pixel. A pixel in two "
            "windows acts twice.",
            lambda grad, n, k, s: [
                share / max(1, seen)
                for share, seen in zip(
                    _shares(grad, n, k, s),
                    _shares([k] * len(grad), n, k, s),
                    strict=True,
                )
            ],
        ),
    ],
)


def check_pool_backward(answer: object) -> Verdict:
    """Judge ``answer(grad, n, k, s)``, the gradient of average pooling along a row.

    Parameters
    ----------
    answer : callable
        Takes the gradient by the outputs, the pixels of the row, window size and
        stride; returns the gradient by the n pixels.

    Returns
    -------
    Verdict
        Right, or the hint for the mistake with the smallest case that shows it.

    Examples
    --------
    >>> check_pool_backward(lambda grad, n, k, s: [0] * n).right
    False
    """
    return POOL_BACKWARD.check(answer)
