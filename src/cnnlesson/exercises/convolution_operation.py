"""Checkers of *The convolution operation*."""

import math
from itertools import product

from cnnlesson.exercises._conv2d import CONV2D, TEST_ARRAYS
from cnnlesson.exercises._edge import EDGE
from cnnlesson.exercises.task import Mistake, Task, Verdict

__all__ = ["check_conv2d", "check_edge", "check_output_size", "check_test_arrays"]

# -- How many positions --------------------------------------------------------


def _positions(n: int, k: int, p: int, s: int, d: int) -> int:
    return (n + 2 * p - d * (k - 1) - 1) // s + 1


def _sizes() -> list[tuple[int, int, int, int, int]]:
    few = (1, 2, 3)
    every = product(range(1, 8), few, range(3), few, few)
    return sorted((c for c in every if _positions(*c) > 0), key=sum)


OUTPUT_SIZE = Task(
    "n k p s d",
    _positions,
    _sizes(),
    [
        Mistake(
            "rounds up",
            "You count a step that does not fit whole: the window would reach over "
            "the end.",
            lambda n, k, p, s, d: math.ceil((n + 2 * p - d * (k - 1) - 1) / s) + 1,
        ),
        Mistake(
            "padding once",
            "The padding stands at each end of the axis, and you count it once.",
            lambda n, k, p, s, d: (n + p - d * (k - 1) - 1) // s + 1,
        ),
        Mistake(
            "no padding",
            "The pixels that padding adds are not counted.",
            lambda n, k, p, s, d: (n - d * (k - 1) - 1) // s + 1,
        ),
        Mistake(
            "stride ignored",
            "You count the places as if the kernel moved by one pixel.",
            lambda n, k, p, s, d: n + 2 * p - d * (k - 1),
        ),
        Mistake(
            "brackets missing",
            "Only the last term is divided: `//` goes before `-`. Put brackets around "
            "what belongs together.",
            lambda n, k, p, s, d: n + 2 * p - d * (k - 1) - 1 // s + 1,
        ),
        Mistake(
            "steps for pixels",
            "From the first tap to the last there are so many steps. How many pixels "
            "does the kernel cover?",
            lambda n, k, p, s, d: (n + 2 * p - d * (k - 1)) // s + 1,
        ),
        Mistake(
            "dilation from 0",
            "With dilation 1 the taps are neighbours. You leave a gap between them.",
            lambda n, k, p, s, d: (n + 2 * p - (d + 1) * (k - 1) - 1) // s + 1,
        ),
        Mistake(
            "dilation of every tap",
            "Between k taps there are fewer than k steps, and a tap is one pixel wide.",
            lambda n, k, p, s, d: (n + 2 * p - d * k) // s + 1,
        ),
        Mistake(
            "no dilation",
            "A dilated kernel reaches further than k pixels.",
            lambda n, k, p, s, d: (n + 2 * p - k) // s + 1,
        ),
        Mistake(
            "forgets the first position",
            "You count the steps. Before the first step the window stands somewhere, "
            "too.",
            lambda n, k, p, s, d: (n + 2 * p - d * (k - 1) - 1) // s,
        ),
        Mistake(
            "gives a fraction",
            "A number of positions is a whole number: which division cuts off the "
            "rest?",
            lambda n, k, p, s, d: (n + 2 * p - d * (k - 1) - 1) / s + 1,
        ),
    ],
)


def check_output_size(answer: object) -> Verdict:
    """Judge ``answer(n, k, p, s, d)``, the number of positions of a kernel on an axis.

    Parameters
    ----------
    answer : callable
        Takes size, kernel size, padding at each end, stride and dilation, in pixels.

    Returns
    -------
    Verdict
        Right, or the hint for the mistake with the smallest case that shows it.

    Examples
    --------
    >>> check_output_size(lambda n, k, p, s, d: n - k + 1).right
    False
    """
    return OUTPUT_SIZE.check(answer)


# -- conv2d --------------------------------------------------------------------


def check_conv2d(answer: object) -> Verdict:
    """Judge ``answer(x, weight, bias, stride, padding)``, a convolution of one image.

    Parameters
    ----------
    answer : callable
        Takes nested lists of shape (C, H, W), (F, C, K, L) and (F,), and two integers;
        returns the maps, (F, P, Q).

    Returns
    -------
    Verdict
        Right, or the hint for the mistake with the smallest case that shows it.

    Examples
    --------
    >>> check_conv2d(lambda x, weight, bias, stride, padding: None).right
    False
    """
    return CONV2D.check(answer)


def check_test_arrays(answer: object) -> Verdict:
    """Judge arrays ``x, weight, bias`` that shall expose four kinds of broken conv2d.

    Parameters
    ----------
    answer : tuple
        Of shape (C, H, W), (F, C, K, L) and (F,), nested lists or arrays.

    Returns
    -------
    Verdict
        Right, or which broken version would pass a test with these arrays.

    Examples
    --------
    >>> check_test_arrays(([[[1, 2]]], [[[[1, 1]]]], [1])).mistake
    'a turned kernel passes'
    """
    return TEST_ARRAYS.check(answer)


# -- An edge at 45 degrees -----------------------------------------------------


def check_edge(answer: object) -> Verdict:
    """Judge a 3 by 3 kernel for an edge that rises at 45 degrees, light at lower right.

    Parameters
    ----------
    answer : array or nested lists of shape (3, 3)
        Any kernel that answers this edge more strongly than edges along the axes and
        along the other diagonal, above zero, and 0 to an even patch.

    Returns
    -------
    Verdict
        Right, or what it answers more strongly.

    Examples
    --------
    >>> check_edge([[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]]).mistake
    'no diagonal'
    """
    return EDGE.check(answer)
