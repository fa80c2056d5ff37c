"""Checkers of *The convolution operation*."""

import math
from itertools import product
from random import Random

from cnnlesson.exercises._grids import (
    Grid,
    added,
    padded,
    slide,
    turned,
    whole_numbers,
)
from cnnlesson.exercises._values import Nested, alike, flat, shape, words
from cnnlesson.exercises.task import Mistake, Task, ValueTask, Verdict

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


def _conv2d(
    x: list[Grid],
    weight: list[list[Grid]],
    bias: list[float],
    stride: int,
    padding: int,
) -> list[Grid]:
    wide = [padded(channel, padding, padding) for channel in x]
    return _filtered(wide, weight, bias, stride)


def _filtered(
    x: list[Grid], weight: list[list[Grid]], bias: list[float], stride: int
) -> list[Grid]:
    maps = []
    for kernels, offset in zip(weight, bias, strict=True):
        answers = [slide(c, k, stride) for c, k in zip(x, kernels, strict=True)]
        total = answers[0]
        for other in answers[1:]:
            total = added(total, other)
        maps.append([[value + offset for value in row] for row in total])
    return maps


def _without_steps(
    x: list[Grid],
    weight: list[list[Grid]],
    bias: list[float],
    stride: int,
    padding: int,
) -> list[Grid]:
    """Return as many answers as the stride leaves, from windows that move by one."""
    every = _conv2d(x, weight, bias, 1, padding)
    rows, columns = ((n - 1) // stride + 1 for n in shape(every)[1:])
    return [[row[:columns] for row in grid[:rows]] for grid in every]


def _turned(weight: list[list[Grid]]) -> list[list[Grid]]:
    return [[turned(kernel) for kernel in kernels] for kernels in weight]


def _layers() -> list[tuple[Nested, ...]]:
    rng = Random(2)
    row, taps = [[[1.0, 3.0, 2.0]]], [[[[1.0, 2.0]]]]
    square = [[[[2.0, 0.0], [1.0, -1.0]]]]
    large = whole_numbers(rng, 3, 7, 6), whole_numbers(rng, 4, 3, 2, 5)
    many = whole_numbers(rng, 4)
    return [
        (row, taps, [0.0], 1, 0),
        (row, taps, [1.0], 1, 0),
        ([[[1.0, 3.0, 2.0, 4.0]]], taps, [0.0], 2, 0),
        ([[[3.0, 1.0], [2.0, 4.0]]], square, [0.0], 1, 1),
        ([*row, [[5.0, 0.0, 4.0]]], [[*taps[0], [[3.0, 1.0]]]], [0.0], 1, 0),
        (row, [*taps, [[[4.0, 3.0]]]], [0.0, 1.0], 1, 0),
        (whole_numbers(rng, 1, 5, 4), whole_numbers(rng, 1, 1, 3, 2), [0.0], 2, 0),
        (*large, many, 1, 0),
        (*large, many, 2, 1),
    ]


CONV2D = Task(
    "x weight bias stride padding",
    _conv2d,
    _layers(),
    [
        Mistake(
            "kernel turned",
            "You lay the kernel down upside down. Its first weight belongs on the "
            "first pixel of the window.",
            lambda x, w, b, s, p: _conv2d(x, _turned(w), b, s, p),
        ),
        Mistake(
            "bias forgotten",
            "Each filter has a number of its own that is added to all its answers.",
            lambda x, w, b, s, p: _conv2d(x, w, [0.0] * len(b), s, p),
        ),
        Mistake(
            "stride ignored",
            "Between two windows lie `stride` pixels. Yours moves by one.",
            lambda x, w, b, s, p: _conv2d(x, w, b, 1, p),
        ),
        Mistake(
            "stride in the size only",
            "There are as few answers as a stride makes, and the windows still move by "
            "one.",
            _without_steps,
        ),
        Mistake(
            "padding ignored",
            "The zeros around each channel are missing.",
            lambda x, w, b, s, p: _conv2d(x, w, b, s, 0),
        ),
        Mistake(
            "padding once",
            "Padding stands at both ends of each axis, after the last pixel as well.",
            lambda x, w, b, s, p: _filtered([padded(c, p, 0) for c in x], w, b, s),
        ),
        Mistake(
            "one channel",
            "A filter is as deep as its input: the answers of all channels are added "
            "up.",
            lambda x, w, b, s, p: _conv2d(x[:1], [f[:1] for f in w], b, s, p),
        ),
        Mistake(
            "the last channel",
            "Each channel overwrites the one before it. Their answers are added up.",
            lambda x, w, b, s, p: _conv2d(x[-1:], [f[-1:] for f in w], b, s, p),
        ),
        Mistake(
            "bias for each channel",
            "The bias is added once for each answer, not once for each channel.",
            lambda x, w, b, s, p: _conv2d(x, w, [len(x) * v for v in b], s, p),
        ),
        Mistake(
            "bias for each product",
            "The bias stands inside the sum, and is added with each of the products.",
            lambda x, w, b, s, p: _conv2d(x, w, [v * len(flat(w[0])) for v in b], s, p),
        ),
        Mistake(
            "one filter",
            "Each filter makes a map of its own, so there are as many as filters.",
            lambda x, w, b, s, p: _conv2d(x, w[:1], b[:1], s, p),
        ),
    ],
)


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


# -- A test that notices -------------------------------------------------------


def _misfit(x: Nested, weight: Nested, bias: Nested) -> str:
    shapes = shape(x), shape(weight), shape(bias)
    if list(map(len, shapes)) != [3, 4, 1] or 0 in sum(shapes, ()):
        return f"the shapes are {words(shapes)}"
    (c, *sides), (f, channels, *taps), (biases,) = shapes
    if (c, f) != (channels, biases) or any(
        k > n for k, n in zip(taps, sides, strict=True)
    ):
        return f"the shapes are {words(shapes)}"
    return ""


def _unseen(wrong: list[Grid], x: Nested, weight: Nested, bias: Nested) -> str:
    right = _conv2d(x, weight, bias, 1, 0)
    return f"both answer {words(right)}" if alike(wrong, right) else ""


def _sideways(kernels: list[Grid]) -> list[Grid]:
    return [[list(column) for column in zip(*k, strict=True)] for k in kernels]


TEST_ARRAYS = ValueTask(
    None,
    [
        Mistake(
            "does not fit",
            "These are no layer: x has the shape (C, H, W), weight (F, C, K, L) with a "
            "kernel that fits into x, and bias (F,).",
            _misfit,
        ),
        Mistake(
            "a turned kernel passes",
            "A conv2d that turns the kernel passes your test. Which kernels look the "
            "same upside down?",
            lambda x, w, b: _unseen(_conv2d(x, _turned(w), b, 1, 0), x, w, b),
        ),
        Mistake(
            "a forgotten bias passes",
            "A conv2d that forgets the bias passes your test.",
            lambda x, w, b: _unseen(_conv2d(x, w, [0.0] * len(b), 1, 0), x, w, b),
        ),
        Mistake(
            "swapped axes pass",
            "A conv2d that swaps the height and the width of the kernel passes your "
            "test.",
            lambda x, w, b: (
                _unseen(_conv2d(x, [_sideways(f) for f in w], b, 1, 0), x, w, b)
                if max(shape(w)[2:]) <= min(shape(x)[1:])
                else ""
            ),
        ),
        Mistake(
            "a lost channel passes",
            "A conv2d that reads the first channel only passes your test.",
            lambda x, w, b: _unseen(
                _conv2d(x[:1], [f[:1] for f in w], b, 1, 0), x, w, b
            ),
        ),
    ],
    returns="x weight bias",
)


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

_RISING = [[float(i + j > 6) for j in range(7)] for i in range(7)]
_EDGES = {
    "vertical": [[float(j > 3) for j in range(7)] for _ in range(7)],
    "horizontal": [[float(i > 3)] * 7 for i in range(7)],
    "falling": [row[::-1] for row in _RISING],
}


def _strongest(edge: Grid, kernel: Grid) -> float:
    return max(abs(value) for row in slide(edge, kernel) for value in row)


def _brightest(kernel: Grid) -> float:
    return max(map(max, slide(_RISING, kernel)))


def _stronger(kernel: Grid, *names: str, by: float) -> str:
    """Return an edge of another direction that is answered too strongly, in words."""
    rising = _strongest(_RISING, kernel)
    for name in names:
        other = _strongest(_EDGES[name], kernel)
        if other >= rising + by:
            return f"rising edge: {words(rising)}, {name} edge: {words(other)}"
    return ""


def _sum(kernel: Grid) -> float:
    return sum(map(sum, kernel))


EDGE = ValueTask(
    (3, 3),
    [
        Mistake(
            "no zero sum",
            "The weights do not add up to 0, so the kernel answers where there is no "
            "edge.",
            lambda kernel: (
                "" if abs(_sum(kernel)) < 1e-9 else f"their sum: {words(_sum(kernel))}"
            ),
        ),
        Mistake(
            "all zeros",
            "This kernel answers 0 to everything.",
            lambda kernel: "" if any(any(row) for row in kernel) else "rising edge: 0",
        ),
        Mistake(
            "the other diagonal",
            "Your kernel prefers the other diagonal. On which side of the edge is the "
            "light?",
            lambda kernel: _stronger(kernel, "falling", by=1e-9),
        ),
        Mistake(
            "no diagonal",
            "Your kernel answers an edge of another direction as strongly. Along "
            "which line should its weights change sign?",
            lambda kernel: _stronger(kernel, *_EDGES, by=-1e-9),
        ),
        Mistake(
            "dark for light",
            "The right direction, but it answers below zero: light and dark are "
            "swapped.",
            lambda kernel: (
                f"rising edge: {words(-_strongest(_RISING, kernel))}"
                if _brightest(kernel) < _strongest(_RISING, kernel)
                else ""
            ),
        ),
        Mistake(
            "a line",
            "Your kernel looks for a line along the diagonal: it answers the edge as "
            "strongly if the other side is light.",
            lambda kernel: (
                f"lower right light: {words(_brightest(kernel))}, "
                f"upper left light: {words(other)}"
                if (other := -min(map(min, slide(_RISING, kernel))))
                >= _brightest(kernel)
                else ""
            ),
        ),
    ],
)


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
