"""Checkers of *Where CNNs are used*: what is stored, and what is seen."""

import math

from cnnlesson.exercises.task import Mistake, Task, Verdict

__all__ = ["check_parameters", "check_seen"]

# -- Count the parameters ------------------------------------------------------

PARAMETERS = Task(
    "channels side kernel n",
    lambda c, side, k, n: (n * (c * k * k + 1), n * (c * side * side + 1)),
    [
        (1, 2, 1, 1),
        (1, 3, 2, 1),
        (1, 3, 2, 2),
        (2, 4, 3, 3),
        (3, 28, 3, 64),
        (3, 224, 5, 64),
        (3, 512, 3, 1024),
    ],
    [
        Mistake(
            "multiply-adds",
            "Those are the multiplications. At each position of the window the same "
            "weights are used again.",
            lambda c, side, k, n: (
                n * c * k * k * (side - k + 1) ** 2,
                n * (c * side * side + 1),
            ),
        ),
        Mistake(
            "own weights at each position",
            "Your count grows with the image. How many filters does one map need?",
            lambda c, side, k, n: (
                n * (c * k * k + 1) * (side - k + 1) ** 2,
                n * (c * side * side + 1),
            ),
        ),
        Mistake(
            "biases forgotten",
            "Each filter and each neuron adds a number of its own.",
            lambda c, side, k, n: (n * c * k * k, n * c * side * side),
        ),
        Mistake(
            "one bias for all",
            "The bias is not shared: each filter and each neuron has its own.",
            lambda c, side, k, n: (n * c * k * k + 1, n * c * side * side + 1),
        ),
        Mistake(
            "one channel",
            "Colour is missing: there are weights for each channel.",
            lambda c, side, k, n: (n * (k * k + 1), n * (side * side + 1)),
        ),
        Mistake(
            "a bias for each channel",
            "A filter adds up what it finds in all channels. The bias is added to "
            "that, once.",
            lambda c, side, k, n: (n * c * (k * k + 1), n * c * (side * side + 1)),
        ),
        Mistake(
            "a side for a square",
            "A window is as high as it is wide, and so is the image.",
            lambda c, side, k, n: (n * (c * k + 1), n * (c * side + 1)),
        ),
        Mistake(
            "one filter",
            "That is one filter, and one neuron. There are n.",
            lambda c, side, k, n: (c * k * k + 1, c * side * side + 1),
        ),
    ],
    returns="filters dense",
)


def check_parameters(answer: object) -> Verdict:
    """Judge ``answer(channels, side, kernel, n)``: parameters of two layers, counted.

    Parameters
    ----------
    answer : callable
        Takes the channels and the side of an image, the side of a filter, and a number
        n; returns the parameters of n filters and those of n dense neurons.

    Returns
    -------
    Verdict
        Right, or the hint for the mistake with the smallest case that shows it.

    Examples
    --------
    >>> check_parameters(lambda c, side, k, n: (n * c * k * k, 0)).mistake
    'biases forgotten'
    """
    return PARAMETERS.check(answer)


# -- How far does a neuron see -------------------------------------------------


def _seen(kernels: list[int]) -> int:
    return 1 + sum(kernel - 1 for kernel in kernels)


SEEN = Task(
    "kernels",
    _seen,
    [([3],), ([5],), ([3, 3],), ([3, 5],), ([5, 3, 1],), ([3] * 3,), ([3] * 10,)],
    [
        Mistake(
            "kernels added",
            "Neighbouring windows overlap. How many pixels are new when the window "
            "moves on by one?",
            sum,
        ),
        Mistake(
            "starts from nothing",
            "Your count begins with no pixel. How wide does a network see that has no "
            "layer?",
            lambda kernels: _seen(kernels) - 1,
        ),
        Mistake(
            "kernels multiplied",
            "That would be windows side by side. These overlap.",
            math.prod,
        ),
        Mistake(
            "doubled by each layer",
            "You double with each layer. Draw two layers of 3 and count.",
            lambda kernels: kernels[0] * 2 ** (len(kernels) - 1),
        ),
        Mistake(
            "the last layer alone",
            "What the last layer looks at has itself looked at something.",
            lambda kernels: kernels[-1],
        ),
        Mistake(
            "the largest alone",
            "Each layer sees further than the one before it, not as far.",
            max,
        ),
        Mistake(
            "grows on one side",
            "The window of a layer reaches out to the left and to the right.",
            lambda kernels: kernels[0] + sum((k - 1) // 2 for k in kernels[1:]),
        ),
        Mistake(
            "filter size ignored",
            "You answer the same for filters of 3 and for filters of 5.",
            lambda kernels: 2 * len(kernels) + 1,
        ),
        Mistake(
            "pixels counted",
            "How wide is it? You have counted all its pixels.",
            lambda kernels: _seen(kernels) ** 2,
        ),
    ],
)


def check_seen(answer: object) -> Verdict:
    """Judge ``answer(kernels)``: how wide a window of the image one output value sees.

    Parameters
    ----------
    answer : callable
        Takes the sides of the filters, a layer after the other, all with stride 1.

    Returns
    -------
    Verdict
        Right, or the hint for the mistake with the smallest case that shows it.

    Examples
    --------
    >>> check_seen(sum).mistake
    'kernels added'
    """
    return SEEN.check(answer)
