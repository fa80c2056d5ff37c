"""Checkers of *From loops to speed*."""

from random import Random
from typing import Any

from cnnlesson.exercises._grids import Grid, added, slide, turned, whole_numbers, zeros
from cnnlesson.exercises.task import Mistake, Task, Verdict

__all__ = ["check_field", "check_one_layer", "check_stack", "check_two_passes"]

# -- Blur in two passes --------------------------------------------------------


def _two_passes(image: Grid, column: list[float], row: list[float]) -> Grid:
    return slide(slide(image, [[tap] for tap in column]), [row])


def _sum_of_passes(image: Grid, column: list[float], row: list[float]) -> Grid:
    one, other = slide(image, [[tap] for tap in column]), slide(image, [row])
    return [
        [a + b for a, b in zip(first, second, strict=False)]
        for first, second in zip(one, other, strict=False)
    ]


def _pictures() -> list[tuple[Any, ...]]:
    rng = Random(3)
    sizes = [
        ((2, 2), 1, 2),
        ((2, 2), 2, 1),
        ((4, 4), 2, 3),
        ((7, 6), 4, 3),
        ((6, 6), 3, 3),
    ]
    return [
        (whole_numbers(rng, *size), whole_numbers(rng, k), whole_numbers(rng, m))
        for size, k, m in sizes
    ]


TWO_PASSES = Task(
    "image column row",
    _two_passes,
    _pictures(),
    [
        Mistake(
            "the column only",
            "The row has not been over the answers of the column yet.",
            lambda image, column, row: slide(image, [[tap] for tap in column]),
        ),
        Mistake(
            "the row only",
            "The row has slid, and the column has not.",
            lambda image, column, row: slide(image, [row]),
        ),
        Mistake(
            "the passes added",
            "Both passes read the image, and you add them. The second pass reads what "
            "the first one made.",
            _sum_of_passes,
        ),
        Mistake(
            "column and row swapped",
            "The column lies down and the row stands upright.",
            lambda image, column, row: _two_passes(image, row, column),
        ),
        Mistake(
            "turned",
            "The weights are used from the last to the first.",
            lambda image, column, row: _two_passes(image, column[::-1], row[::-1]),
        ),
        Mistake(
            "left on its side",
            "The image still lies on its side when the row slides over it.",
            lambda image, column, row: slide(
                slide([list(line) for line in zip(*image, strict=True)], [column]),
                [row],
            ),
        ),
        Mistake(
            "the column twice",
            "The column slides in both directions, and the row does not.",
            lambda image, column, row: _two_passes(image, column, column),
        ),
    ],
)


def check_two_passes(answer: object) -> Verdict:
    """Judge ``answer(image, column, row)``: the column slides first, then the row.

    Parameters
    ----------
    answer : callable
        Takes nested lists of shape (H, W), (K,) and (L,) in pixels; returns the
        (H - K + 1, W - L + 1) answers of the kernel that is the column times the row.

    Returns
    -------
    Verdict
        Right, or the hint for the mistake with the smallest case that shows it.

    Examples
    --------
    >>> check_two_passes(lambda image, column, row: image).right
    False
    """
    return TWO_PASSES.check(answer)


# -- Small layers for a large one ----------------------------------------------


STACK = Task(
    "layers channels",
    lambda n, c: (2 * n + 1, 9 * n * c * c),
    [(n, c) for n in (1, 2, 3, 4) for c in (1, 2, 7)],
    [
        Mistake(
            "fields added",
            "The windows of the second layer overlap in the image. What does it see "
            "more than the first?",
            lambda n, c: (3 * n, 9 * n * c * c),
        ),
        Mistake(
            "fields doubled",
            "A layer without a stride adds the same number of pixels each time.",
            lambda n, c: (2 ** (n + 1) - 1, 9 * n * c * c),
        ),
        Mistake(
            "the first field",
            "The deeper the layer, the further it sees.",
            lambda n, c: (3, 9 * n * c * c),
        ),
        Mistake(
            "one layer",
            "These are the weights of one layer.",
            lambda n, c: (2 * n + 1, 9 * c * c),
        ),
        Mistake(
            "one large layer",
            "So many weights has the one layer that sees as far. How many have the "
            "small ones together?",
            lambda n, c: (2 * n + 1, ((2 * n + 1) * c) ** 2),
        ),
        Mistake(
            "flat filters",
            "A filter is as deep as its input: it has 3 by 3 weights for each channel "
            "it reads.",
            lambda n, c: (2 * n + 1, 9 * n * c),
        ),
        Mistake(
            "one filter",
            "Each layer has as many filters as channels come out.",
            lambda n, c: (2 * n + 1, 9 * n),
        ),
        Mistake(
            "with biases",
            "You count the biases, too. Here the layers have none.",
            lambda n, c: (2 * n + 1, n * c * (9 * c + 1)),
        ),
    ],
    returns="side weights",
)


def check_stack(answer: object) -> Verdict:
    """Judge ``answer(layers, channels)``: how far 3 by 3 layers see, and their weights.

    Parameters
    ----------
    answer : callable
        Takes a number of layers without biases and strides, and the channels that come
        in and out of each; returns the side of the field in pixels and the weights.

    Returns
    -------
    Verdict
        Right, or the hint for the mistake with the smallest case that shows it.

    Examples
    --------
    >>> check_stack(lambda n, c: (3 * n, 9 * n * c * c)).mistake
    'fields added'
    """
    return STACK.check(answer)


# -- Two layers in one ---------------------------------------------------------

Filters = list[list[Grid]]


def _laid_over(a: Grid, b: Grid) -> Grid:
    """Return the kernel that does the work of `a` and then `b`."""
    made: Grid = zeros(len(a) + len(b) - 1, len(a[0]) + len(b[0]) - 1)
    for i, row in enumerate(a):
        for j, first in enumerate(row):
            for u, line in enumerate(b):
                for v, second in enumerate(line):
                    made[i + u][j + v] += first * second
    return made


def _one_layer(
    w1: Filters, b1: list[float], w2: Filters, b2: list[float]
) -> tuple[Filters, list[float]]:
    weight = []
    for second in w2:
        kernels = []
        for c in range(len(w1[0])):
            parts = [_laid_over(f[c], k) for f, k in zip(w1, second, strict=True)]
            total = parts[0]
            for part in parts[1:]:
                total = added(total, part)
            kernels.append(total)
        weight.append(kernels)
    sums = [[sum(map(sum, kernel)) for kernel in second] for second in w2]
    pairs = zip(sums, b2, strict=True)
    bias = [b + sum(s * v for s, v in zip(row, b1, strict=True)) for row, b in pairs]
    return weight, bias


def _with_turned(which: str) -> Any:
    def rule(w1: Filters, b1: Any, w2: Filters, b2: Any) -> tuple[Filters, list[float]]:
        first = [[turned(k) for k in f] for f in w1] if "1" in which else w1
        second = [[turned(k) for k in f] for f in w2] if "2" in which else w2
        return _one_layer(first, b1, second, b2)

    return rule


def _pairs_of_layers() -> list[tuple[Any, ...]]:
    rng = Random(4)
    shapes = [((1, 1, 1, 2), (1, 1, 1, 2)), ((2, 1, 1, 2), (1, 2, 1, 2))]
    shapes += [((1, 2, 1, 2), (1, 1, 2, 1)), ((4, 2, 3, 2), (3, 4, 2, 5))]
    return [
        tuple(whole_numbers(rng, *s) for s in (one, one[:1], other, other[:1]))
        for one, other in shapes
    ]


ONE_LAYER = Task(
    "w1 b1 w2 b2",
    _one_layer,
    _pairs_of_layers(),
    [
        Mistake(
            "the second kernel turned",
            "The second kernel lies upside down. Send a single bright pixel through "
            "both.",
            _with_turned("2"),
        ),
        Mistake(
            "the first kernel turned",
            "The first kernel lies upside down. Send a single bright pixel through "
            "both.",
            _with_turned("1"),
        ),
        Mistake(
            "the whole kernel turned",
            "The kernel is upside down: a bright pixel draws it so.",
            _with_turned("12"),
        ),
        Mistake(
            "one channel between",
            "There are several ways through the channels in between, and all of them "
            "add up.",
            lambda w1, b1, w2, b2: _one_layer(w1[:1], b1[:1], [f[:1] for f in w2], b2),
        ),
        Mistake(
            "the last channel between",
            "Each channel in between overwrites the one before it. All of them add up.",
            lambda w1, b1, w2, b2: _one_layer(
                w1[-1:], b1[-1:], [f[-1:] for f in w2], b2
            ),
        ),
        Mistake(
            "the first bias forgotten",
            "The second layer reads the first bias at every pixel. What does it make "
            "of it?",
            lambda w1, b1, w2, b2: (_one_layer(w1, b1, w2, b2)[0], b2),
        ),
        Mistake(
            "the first bias unweighted",
            "The first bias goes through the weights of the second layer before it "
            "arrives.",
            lambda w1, b1, w2, b2: (
                _one_layer(w1, b1, w2, b2)[0],
                [b + sum(b1) for b in b2],
            ),
        ),
    ],
    returns="weight bias",
)


def check_one_layer(answer: object) -> Verdict:
    """Judge ``answer(w1, b1, w2, b2)``: the one layer that does the work of two.

    Parameters
    ----------
    answer : callable
        Takes the weights (M, C, K, L) and biases (M,) of the first layer and those of
        the second, (F, M, P, Q) and (F,); returns weights and biases of one layer.

    Returns
    -------
    Verdict
        Right, or the hint for the mistake with the smallest case that shows it.

    Examples
    --------
    >>> check_one_layer(lambda w1, b1, w2, b2: (w1, b1)).right
    False
    """
    return ONE_LAYER.check(answer)


# -- How far a neuron sees -----------------------------------------------------

Layers = list[tuple[int, int, int]]


def _field(layers: Layers) -> int:
    side, step = 1, 1
    for k, s, d in layers:
        side += d * (k - 1) * step
        step *= s
    return side


def _own_stride(layers: Layers) -> int:
    side, step = 1, 1
    for k, s, d in layers:
        step *= s
        side += d * (k - 1) * step
    return side


def _whole_kernels(layers: Layers) -> int:
    side, step = 1, 1
    for k, s, d in layers:
        side += d * k * step
        step *= s
    return side


def _strides_added(layers: Layers) -> int:
    side, step = 1, 1
    for k, s, d in layers:
        side += d * (k - 1) * step
        step += s
    return side


def _last_stride(layers: Layers) -> int:
    steps = [1, *(s for _, s, _ in layers)]
    return 1 + sum(d * (k - 1) * s for (k, _, d), s in zip(layers, steps, strict=False))


FIELD = Task(
    "layers",
    _field,
    [
        ([(3, 1, 1)],),
        ([(2, 2, 1)],),
        ([(3, 1, 2)],),
        ([(3, 1, 1), (2, 1, 1)],),
        ([(2, 2, 1), (3, 1, 1)],),
        ([(2, 2, 1), (2, 2, 1), (3, 1, 1)],),
        ([(3, 1, 1), (3, 2, 1), (5, 3, 2), (3, 1, 4), (2, 2, 1)],),
    ],
    [
        Mistake(
            "whole kernels added",
            "The windows of neighbours overlap. How much further than one tap does a "
            "kernel reach?",
            lambda layers: sum(d * k for k, _, d in layers),
        ),
        Mistake(
            "the first tap again",
            "The first tap of a kernel stands on pixels that are counted already. How "
            "much further do the others reach?",
            _whole_kernels,
        ),
        Mistake(
            "starts from nothing",
            "Your count begins with no pixel. Before the first layer a value sees one.",
            lambda layers: _field(layers) - 1,
        ),
        Mistake(
            "strides ignored",
            "Behind a stride two neighbours are further apart in the image.",
            lambda layers: _field([(k, 1, d) for k, _, d in layers]),
        ),
        Mistake(
            "its own stride",
            "The stride of a layer moves its windows apart. It does not make them "
            "larger.",
            _own_stride,
        ),
        Mistake(
            "the last stride only",
            "Two strides one after the other multiply.",
            _last_stride,
        ),
        Mistake(
            "strides added",
            "You add the strides up. In a map whose neighbours lie 3 pixels apart, how "
            "far is a step of 2?",
            _strides_added,
        ),
        Mistake(
            "dilation from 0",
            "With dilation 1 the taps are neighbours. You leave a gap between them.",
            lambda layers: _field([(k, s, d + 1) for k, s, d in layers]),
        ),
        Mistake(
            "dilation ignored",
            "Dilated taps are further apart, and so the kernel reaches further.",
            lambda layers: _field([(k, s, 1) for k, s, _ in layers]),
        ),
    ],
)


def check_field(answer: object) -> Verdict:
    """Judge ``answer(layers)``: the side of the receptive field, in pixels.

    Parameters
    ----------
    answer : callable
        Takes a list of (kernel size, stride, dilation), from the input up.

    Returns
    -------
    Verdict
        Right, or the hint for the mistake with the smallest case that shows it.

    Examples
    --------
    >>> check_field(lambda layers: 1 + sum(k - 1 for k, s, d in layers)).right
    False
    """
    return FIELD.check(answer)
