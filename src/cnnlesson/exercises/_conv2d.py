"""The tasks to write a convolution, and to choose arrays that test one."""

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
from cnnlesson.exercises.task import Mistake, Task, ValueTask

__all__ = ["CONV2D", "TEST_ARRAYS"]


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
            "From one window to the next it is `stride` pixels. Yours moves by one.",
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
