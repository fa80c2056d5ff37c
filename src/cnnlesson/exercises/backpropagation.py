"""Checkers of *Backpropagation through a CNN*."""

from itertools import product

from cnnlesson.exercises._conv_backward import CONV1D_BACKWARD, CONV2D_BACKWARD
from cnnlesson.exercises._pool_backward import POOL_BACKWARD
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
        (
            (n, k, s)
            for n in range(2, 9)
            for k in range(2, n + 1)
            for s in range(1, min(k, 3) + 1)  # no pixels between the windows
        ),
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
        Takes the pixels of an axis, kernel size, at most n, and stride, at most k; no
        padding.

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
