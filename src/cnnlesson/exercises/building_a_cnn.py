"""Checkers of *Building a complete CNN*: mended data, and accuracy against loss."""

import math
from collections.abc import Callable
from typing import Any

from cnnlesson.exercises._values import Nested, shape, words
from cnnlesson.exercises.task import Mistake, Task, ValueTask, Verdict

__all__ = ["check_split", "check_surer"]

# -- Three planted bugs --------------------------------------------------------

Images = list[list[float]]
Splits = tuple[Images, list[int], Images, list[int]]


def _split(images: Images, labels: list[int], order: list[int], held: int) -> Splits:
    x, y = [images[i] for i in order], [labels[i] for i in order]
    return x[held:], y[held:], x[:held], y[:held]


def _darker(images: Images) -> Images:
    return [[value / 255 for value in image] for image in images]


def _scaled(*case: Any) -> Splits:
    x, y, validation, names = _split(*case)
    return _darker(x), y, validation, names


def _labels_left(
    images: Images, labels: list[int], order: list[int], held: int
) -> Splits:
    x, _, validation, _ = _split(images, labels, order, held)
    return x, labels[held:], validation, labels[:held]


def _joined(images: Images, labels: list[int], order: list[int], held: int) -> Splits:
    x, y, _, _ = _split(images, labels, order, 0)
    return x, y, x[:held], y[:held]


SPLIT = Task(
    "images labels order held",
    _split,
    [
        ([[0.0, 1.0], [0.5, 0.25]], [7, 1], [0, 1], 0),
        ([[0.0, 1.0], [0.5, 0.25]], [7, 1], [1, 0], 0),
        ([[0.0, 1.0], [0.5, 0.25], [1.0, 0.75]], [7, 1, 3], [0, 1, 2], 1),
        (
            [[k / 8, 1 - k / 8] for k in range(7)],
            [3, 8, 0, 5, 9, 2, 6],
            [4, 0, 6, 2, 5, 1, 3],
            3,
        ),
    ],
    [
        Mistake(
            "scaled twice",
            "Look at the range of what goes in and of what comes out.",
            _scaled,
        ),
        Mistake(
            "labels left behind",
            "The images go into another order, and their labels stay where they were.",
            _labels_left,
        ),
        Mistake(
            "joined",
            "Images that are held back are learned from as well. What would a "
            "measurement on them be worth?",
            _joined,
        ),
        Mistake(
            "sets swapped",
            "The first `held` of the order are held back. You learn from those.",
            lambda *case: (*_split(*case)[2:], *_split(*case)[:2]),
        ),
        Mistake(
            "order ignored",
            "The order is not used. If the digits come sorted, the network sees all "
            "zeros first.",
            lambda images, labels, order, held: _split(
                images, labels, sorted(order), held
            ),
        ),
    ],
    returns="x y held_x held_y",
)


def check_split(answer: object) -> Verdict:
    """Judge ``answer(images, labels, order, held)``, which prepares a training.

    Parameters
    ----------
    answer : callable
        Takes images as lists of grey levels from 0 to 1, their labels, an order and
        how many of it are held back; returns what is learned from, images and labels,
        and what is held back, images and labels.

    Returns
    -------
    Verdict
        Right, or the hint for the mistake with the smallest case that shows it.

    Examples
    --------
    >>> check_split(lambda images, labels, order, held: (images, labels, [], [])).right
    False
    """
    return SPLIT.check(answer)


# -- Accuracy is not loss ------------------------------------------------------


def _no_shares(one: Nested, other: Nested) -> str:
    sizes = shape(one), shape(other)
    if sizes[0] != sizes[1] or len(sizes[0]) != 1 or sizes[0][0] == 0:
        return f"the shapes are {words(sizes)}"
    return ""


def _any(odd: Callable[[float], bool]) -> Callable[[Nested, Nested], str]:
    """Make a rule that shows the first share that is odd."""
    return lambda one, other: next((words(v) for v in one + other if odd(v)), "")


def _right(shares: list[float]) -> int:
    return sum(share > 0.5 for share in shares)


def _loss(shares: list[float]) -> float:
    return -sum(map(math.log, shares)) / len(shares)


SURER = ValueTask(
    None,
    [
        Mistake(
            "does not fit",
            "Both are lists of shares, of the same length.",
            _no_shares,
        ),
        Mistake(
            "in per cent",
            "A share is at most 1: 60 % is 0.6.",
            _any(lambda share: share > 1),
        ),
        Mistake(
            "no share at all",
            "A share is above 0. At 0 the loss would have no end.",
            _any(lambda share: share <= 0),
        ),
        Mistake(
            "undecided",
            "At 0.5 the network does not know which to say. Move off it.",
            lambda one, other: "0.5" if 0.5 in one + other else "",
        ),
        Mistake(
            "no more right",
            "The first network should read more images right than the second.",
            lambda one, other: (
                f"right: {_right(one)} and {_right(other)} of {len(one)}"
                if _right(one) <= _right(other)
                else ""
            ),
        ),
        Mistake(
            "better in both",
            "The first is right more often, and its loss is no higher. What does the "
            "loss punish that the accuracy does not see?",
            lambda one, other: (
                f"losses: {words(_loss(one))} and {words(_loss(other))}"
                if _loss(one) <= _loss(other)
                else ""
            ),
        ),
    ],
    returns="one other",
)


def check_surer(answer: object) -> Verdict:
    """Judge certainties of two networks: more answers right, and yet the higher loss.

    Parameters
    ----------
    answer : tuple
        Two lists, a share for each image: how sure the network is of the right one of
        two classes. Above one half it says that class.

    Returns
    -------
    Verdict
        Right, or what is missing.

    Examples
    --------
    >>> check_surer(([0.9, 0.8], [0.6, 0.4])).mistake
    'better in both'
    """
    return SURER.check(answer)
