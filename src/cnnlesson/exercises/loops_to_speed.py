"""Checkers of *From loops to speed*."""

from random import Random
from typing import Any

from cnnlesson.exercises._field import FIELD
from cnnlesson.exercises._grids import Grid, slide, whole_numbers
from cnnlesson.exercises._one_layer import ONE_LAYER
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
