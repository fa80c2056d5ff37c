"""Checkers of *A fair comparison*: what a CNN costs, and one within a budget."""

import math

from cnnlesson.exercises._cnn_costs import bill, layers_of, parameters, total, work
from cnnlesson.exercises._values import Nested, shape, words
from cnnlesson.exercises.task import Mistake, Task, ValueTask, Verdict

__all__ = ["check_bill", "check_budget"]

# -- What a CNN costs ----------------------------------------------------------

BILL = Task(
    "sizes",
    bill,
    [
        ([(3, 3)],),
        ([(1, 2)],),
        ([(2, 3), (3, 4)],),
        ([(8, 5), (12, 3)],),
        ([(16, 3), (32, 3)],),
        ([(4, 3), (8, 2), (16, 2)],),
    ],
    [
        Mistake(
            "biases forgotten",
            "Each filter, and each of the ten scores, has a number of its own that is "
            "added.",
            lambda sizes: (parameters(sizes, biases=False), bill(sizes)[1]),
        ),
        Mistake(
            "biases of the head forgotten",
            "The ten scores have biases, too.",
            lambda sizes: (bill(sizes)[0] - 10, bill(sizes)[1]),
        ),
        Mistake(
            "biases of the filters forgotten",
            "The filters have biases, too.",
            lambda sizes: (bill(sizes)[0] - sum(f for f, _ in sizes), bill(sizes)[1]),
        ),
        Mistake(
            "one map deep",
            "A filter of the second convolution looks at all maps below it. Yours look "
            "at one.",
            lambda sizes: (parameters(sizes, deep=False), bill(sizes)[1]),
        ),
        Mistake(
            "a weight a map",
            "A head that flattens has a weight for each pixel of each map.",
            lambda sizes: total(layers_of(sizes, head=lambda side: 1)),
        ),
        Mistake(
            "pooling forgotten",
            "Each stage ends in a pooling, which halves the sides.",
            lambda sizes: total(layers_of(sizes, halved=lambda side: side)),
        ),
        Mistake(
            "pooling rounds up",
            "Pooling takes whole windows. What does it do with an odd side?",
            lambda sizes: total(layers_of(sizes, halved=lambda side: -(-side // 2))),
        ),
        Mistake(
            "padding assumed",
            "Without padding a convolution makes its maps smaller.",
            lambda sizes: total(layers_of(sizes, side_after=lambda side, k: side)),
        ),
        Mistake(
            "work is parameters",
            "You count each weight once. At how many places does a convolution use it?",
            lambda sizes: (bill(sizes)[0], parameters(sizes, biases=False)),
        ),
        Mistake(
            "work of the head forgotten",
            "The dense layer multiplies and adds, too.",
            lambda sizes: (bill(sizes)[0], work(sizes, head=False)),
        ),
        Mistake(
            "a side for a square",
            "A map is as high as it is wide. How many places has it?",
            lambda sizes: (
                bill(sizes)[0],
                work(sizes, places=lambda layer: math.isqrt(layer.places)),
            ),
        ),
        Mistake(
            "biases of the head multiplied",
            "The ten biases are in your count. They are added, and multiplied with "
            "nothing.",
            lambda sizes: (bill(sizes)[0], bill(sizes)[1] + 10),
        ),
        Mistake(
            "biases of the filters multiplied",
            "The biases of the filters are in your count. They are added, and "
            "multiplied with nothing.",
            lambda sizes: (bill(sizes)[0], work(sizes, biased=True)),
        ),
        Mistake(
            "places after pooling",
            "The convolution works before the pooling, at the places of its own map.",
            lambda sizes: (
                bill(sizes)[0],
                work(sizes, places=lambda layer: layer.side**2),
            ),
        ),
    ],
    returns="parameters multiply_adds",
)


def check_bill(answer: object) -> Verdict:
    """Judge ``answer(sizes)``: what a CNN for digits costs.

    Parameters
    ----------
    answer : callable
        Takes (filters, kernel side) of each stage: a convolution without padding,
        ReLU, max pooling of 2 by 2. At the end stands a dense layer with ten scores.
        Returns parameters, and multiply-adds for an image of 28 by 28 pixels.

    Returns
    -------
    Verdict
        Right, or the hint for the mistake with the smallest case that shows it.

    Examples
    --------
    >>> check_bill(lambda sizes: (0, 0)).right
    False
    """
    return BILL.check(answer)


# -- A budget ------------------------------------------------------------------

_BUDGET = 4500
_FIELD = 10  # pixels that a number of small_cnn's last maps sees
_MAPS = 10  # one for each digit


def _no_network(sizes: Nested) -> str:
    whole = len(shape(sizes)) == 2 and shape(sizes)[1] == 2
    if not whole or any(v < 1 or v % 1 for pair in sizes for v in pair):
        return f"it got {words(sizes)}"
    return ""


def _too_large(sizes: Nested) -> str:
    side = 28.0
    for filters, k in sizes:
        if k > side:
            return f"the kernel of ({filters:g}, {k:g}) on a map of side {side:g}"
        side = (side - k + 1) // 2
    return "" if side else "the last map has no pixel left"


def _field(sizes: Nested) -> float:
    side, step = 1, 1
    for _, k in sizes:
        side += (k - 1) * step + step  # the convolution, and the pooling after it
        step *= 2
    return side


def _over(sizes: Nested, **counted: bool) -> str:
    """Return what is too much, if it would not be when counted otherwise."""
    count = parameters(sizes)
    known = not counted or parameters(sizes, **counted) <= _BUDGET
    return f"parameters: {count:.0f}" if count > _BUDGET and known else ""


def _head_over(sizes: Nested) -> str:
    *_, head = layers_of(sizes)
    count = head.filters * (head.depth * head.taps + 1)
    return f"of them in the head: {count:.0f}" if count > _BUDGET else ""


BUDGET = ValueTask(
    None,
    [
        Mistake(
            "no network",
            "`sizes` is a list of pairs of whole numbers: how many filters, and the "
            "side of their kernels.",
            _no_network,
        ),
        Mistake(
            "large kernel",
            "A kernel is larger than its map. In a pair the number of filters comes "
            "first, then the side of the kernel.",
            _too_large,
        ),
        Mistake(
            "large head",
            "The head alone is over the budget. It has a weight for each pixel of each "
            "of the last maps.",
            _head_over,
        ),
        Mistake(
            "biases forgotten",
            "Over the budget, by its biases.",
            lambda sizes: _over(sizes, biases=False),
        ),
        Mistake(
            "one map deep",
            "Over the budget. It would not be, if each filter looked at one map. It "
            "looks at all maps below.",
            lambda sizes: _over(sizes, deep=False),
        ),
        Mistake("over", "Over the budget of 4,500. Which layer has most?", _over),
        Mistake(
            "sees little",
            "A number of the last maps sees fewer than 10 pixels a side of the image, "
            "a stroke and not a digit. What makes it see more?",
            lambda sizes: f"{_field(sizes):.0f}" if _field(sizes) < _FIELD else "",
        ),
        Mistake(
            "few maps",
            "Fewer maps at the end than there are digits. You have parameters left to "
            "spend.",
            lambda sizes: f"maps: {sizes[-1][0]:.0f}" if sizes[-1][0] < _MAPS else "",
        ),
    ],
)


def check_budget(answer: object) -> Verdict:
    """Judge the stages of a CNN of at most 4,500 parameters, by counting.

    Parameters
    ----------
    answer : list of tuple
        (filters, kernel side) of each stage, as :func:`check_bill` takes them.

    Returns
    -------
    Verdict
        Right, or what is too much or too little.

    Examples
    --------
    >>> check_budget([(16, 3), (32, 3)]).mistake
    'large head'
    """
    return BUDGET.check(answer)
