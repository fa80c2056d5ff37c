"""Checkers of *Checking gradients*."""

import math
from functools import reduce

from cnnlesson.exercises._values import Nested, shape, words
from cnnlesson.exercises.task import Mistake, Task, ValueTask, Verdict

__all__ = ["check_digits_lost", "check_exposing", "check_shortcuts"]

SHORTCUTS = Task(
    "d_y weights",
    lambda d_y, weights: d_y * math.prod(1 + w for w in weights),
    [
        (3.0, [2.0]),
        (1.0, [2.0, 3.0]),
        (2.0, [-0.5, 4.0, 1.0]),
        (-1.0, [0.5, 2.0, -3.0, 0.25]),
    ],
    [
        Mistake(
            "no shortcut",
            "This is the gradient without the shortcuts. x acts in two ways in each "
            "layer.",
            lambda d_y, weights: d_y * math.prod(weights),
        ),
        Mistake(
            "the shortcut only",
            "What comes back through the weights is missing.",
            lambda d_y, weights: d_y,
        ),
        Mistake(
            "one shortcut around all",
            "You have one way around all layers together. Each layer has its own.",
            lambda d_y, weights: d_y * (1 + math.prod(weights)),
        ),
        Mistake(
            "d_y in every layer",
            "Each layer adds the gradient of the last output anew. Add what arrives at "
            "the layer itself.",
            lambda d_y, weights: reduce(lambda d_x, w: d_y + d_x * w, weights, d_y),
        ),
        Mistake(
            "added over layers",
            "What passes one layer goes on into the next: along a way factors "
            "multiply.",
            lambda d_y, weights: d_y * (1 + sum(weights)),
        ),
        Mistake(
            "d_y forgotten",
            "This is the slope of the output. The loss changes d_y times as much.",
            lambda d_y, weights: math.prod(1 + w for w in weights),
        ),
    ],
)


def check_shortcuts(answer: object) -> Verdict:
    """Judge ``answer(d_y, weights)``: the gradient through layers with shortcuts.

    Parameters
    ----------
    answer : callable
        Takes the gradient by the output, a number, and the weights of layers that each
        make ``x + w * x`` of their input x; returns the gradient by the first input.

    Returns
    -------
    Verdict
        Right, or the hint for the mistake with the smallest case that shows it.

    Examples
    --------
    >>> check_shortcuts(lambda d_y, weights: d_y).mistake
    'the shortcut only'
    """
    return SHORTCUTS.check(answer)


def _no_pair(x: Nested, wish: Nested) -> str:
    sizes = shape(x), shape(wish)
    fits = sizes[0] == sizes[1] and len(sizes[0]) == 1 and sizes[0][0] > 0
    return "" if fits else f"the shapes are {words(sizes)}"


def _gates(x: list[float], wish: list[float]) -> tuple[list[float], list[float]]:
    """Return what the right gate lets through, and what the wrong one does."""
    pairs = list(zip(x, wish, strict=True))
    return [w if v > 0 else 0.0 for v, w in pairs], [
        w if w > 0 else 0.0 for _, w in pairs
    ]


def _unseen(x: list[float], wish: list[float]) -> str:
    right, wrong = _gates(x, wish)
    return f"both hand back {words(right)}" if right == wrong else ""


EXPOSING = ValueTask(
    None,
    [
        Mistake(
            "does not fit",
            "x and wish are two lists of the same length.",
            _no_pair,
        ),
        Mistake(
            "in the kink",
            "A number of x is 0. There ReLU has a kink, and no check tells anything.",
            lambda x, wish: f"x = {words(x)}" if 0 in x else "",
        ),
        Mistake(
            "all positive",
            "Nothing is below zero, so both let everything through.",
            lambda x, wish: _unseen(x, wish) if min(x + wish) >= 0 else "",
        ),
        Mistake(
            "the same signs",
            "The wish is positive in just the places where x is, so it makes no "
            "difference which of the two is asked.",
            _unseen,
        ),
    ],
    returns="x wish",
)


def check_exposing(answer: object) -> Verdict:
    """Judge lists ``x, wish`` that shall expose a wrong gradient of ReLU.

    Parameters
    ----------
    answer : tuple
        Inputs of ReLU and the gradient that comes back to it, two lists of a length.

    Returns
    -------
    Verdict
        Right, or why the ReLU that asks the gradient would pass.

    Examples
    --------
    >>> check_exposing(([1, -1], [1, -1])).mistake
    'the same signs'
    """
    return EXPOSING.check(answer)


DIGITS_LOST = ValueTask(
    (),
    [
        Mistake(
            "none",
            "The constant cancels in the difference, and yet the two losses are "
            "rounded before it does.",
            lambda v: (
                "1000000.123456789 keeps fewer decimals than 0.123456789"
                if v == 0
                else ""
            ),
        ),
        Mistake(
            "what is left",
            "These are the digits that are left behind the point. How many were there?",
            lambda v: "near 1 there are 16" if v == 10 else "",
        ),
        Mistake(
            "all",
            "Some digits are left: a float64 has 16, and a million takes a few of "
            "them.",
            lambda v: "1000000.1 is not 1000000" if v == 16 else "",
        ),
        Mistake(
            "digits of a million",
            "A million has seven digits. But a number near 1 has one before the "
            "point, too.",
            lambda v: "1.5 has one digit before the point" if v == 7 else "",
        ),
        Mistake(
            "far off",
            "A float64 has 16 digits in all. How many of them does a million push out?",
            lambda v: f"{v:g} lost of 16 would leave {16 - v:g}" if v != 6 else "",
        ),
    ],
)


def check_digits_lost(answer: object) -> Verdict:
    """Judge a number: how many digits a loss near 1 loses if a million is added to it.

    Parameters
    ----------
    answer : int
        Decimal digits.

    Returns
    -------
    Verdict
        Right, or the hint for this number.

    Examples
    --------
    >>> check_digits_lost(0).mistake
    'none'
    """
    return DIGITS_LOST.check(answer)
