"""Checkers of *Pooling layers*: pooling as a part of networks."""

from collections.abc import Callable, Iterable
from itertools import chain
from random import Random
from typing import Any

from cnnlesson.exercises._grids import Grid, whole_numbers
from cnnlesson.exercises._values import Nested, alike, shape, words
from cnnlesson.exercises.task import Mistake, Task, ValueTask, Verdict

__all__ = ["check_head", "check_larger"]

# -- The maximum from ReLU -----------------------------------------------------

_POSITIVE = [(1.0, 2.0), (3.0, 1.0), (2.0, 2.0), (1.0, 5.0)]
_PAIRS = [*_POSITIVE, (-1.0, -2.0), (-3.0, -1.0), (2.0, -1.0), (-4.0, 1.0)]


def _misfit(first: Nested, last: Nested) -> str:
    rows, weights = shape(first), shape(last)
    fits = len(rows) == 2 and rows[1] == 2 and rows[0] > 0 and weights == rows[:1]
    return "" if fits else f"the shapes are {words((rows, weights))}"


def _gives(
    rule: Callable[[float, float], float], among: list[tuple[float, float]]
) -> Callable[[Nested, Nested], str]:
    """Return a rule: whether weights answer as `rule` does to all pairs `among`."""

    def shows(first: Nested, last: Nested) -> str:
        answers = [
            sum(
                w * max(u * a + v * b, 0.0)
                for w, (u, v) in zip(last, first, strict=True)
            )
            for a, b in _PAIRS
        ]
        there = answers[: len(among)]
        if alike(answers, [max(pair) for pair in _PAIRS]):
            return ""
        if not alike(there, [rule(*pair) for pair in among]):
            return ""
        (a, b), given = next(
            (p, g) for p, g in zip(_PAIRS, answers, strict=True) if not alike(g, max(p))
        )
        pair = f"a = {words(a)}, b = {words(b)}"
        return f"{pair}: expected {words(max(a, b))}, came back {words(given)}"

    return shows


LARGER = ValueTask(
    None,
    [
        Mistake(
            "does not fit",
            "`first` has a row of two weights, for a and for b, for each ReLU; `last` "
            "has one weight for each ReLU.",
            _misfit,
        ),
        Mistake(
            "the difference only",
            "This is by how much one of them is larger. Larger than what? Add that.",
            lambda first, last: (
                _gives(lambda a, b: max(a - b, 0), _PAIRS)(first, last)
                or _gives(lambda a, b: max(b - a, 0), _PAIRS)(first, last)
            ),
        ),
        Mistake(
            "added to itself",
            "You add by how much one is larger to that one. Larger than what?",
            lambda first, last: (
                _gives(lambda a, b: max(a - b, 0) + a, _POSITIVE)(first, last)
                or _gives(lambda a, b: max(b - a, 0) + b, _POSITIVE)(first, last)
            ),
        ),
        Mistake(
            "the distance",
            "This is how far apart they are, whichever is larger.",
            _gives(lambda a, b: abs(a - b), _PAIRS),
        ),
        Mistake(
            "below zero lost",
            "Right above zero. A number below zero does not get through a ReLU as it "
            "is. In which disguise does it?",
            _gives(max, _POSITIVE),
        ),
        Mistake(
            "the smaller one",
            "This gives the smaller of the two.",
            _gives(min, _POSITIVE),
        ),
        Mistake(
            "the sum",
            "Each ReLU sees one of the numbers alone, and so nothing compares them.",
            _gives(lambda a, b: a + b, _POSITIVE),
        ),
        Mistake(
            "far off",
            "This the checker does not know by name. Do the pair below by hand.",
            lambda first, last: _gives(lambda a, b: 0.0, [])(first, last),
        ),
    ],
    returns="first last",
)


def check_larger(answer: object) -> Verdict:
    """Judge weights ``first, last`` of a network of ReLUs that gives the larger of two.

    Parameters
    ----------
    answer : tuple
        Of shape (R, 2) and (R,), for R ReLUs: what each adds up of a and b, and the
        weight with which it goes into the sum that comes out.

    Returns
    -------
    Verdict
        Right, or what the network gives instead.

    Examples
    --------
    >>> check_larger(([[1, 0], [0, 1]], [1, 1])).mistake
    'the sum'
    """
    return LARGER.check(answer)


# -- A head for any size -------------------------------------------------------


def _flat(rows: Iterable[list[Any]]) -> list[Any]:
    return list(chain.from_iterable(rows))


def _dense(values: list[float], weight: Grid, bias: list[float]) -> list[float]:
    rows = zip(weight, bias, strict=True)
    return [
        sum(w * v for w, v in zip(row, values, strict=False)) + b for row, b in rows
    ]


def _pooled(keep: Callable[[list[float]], float]) -> Callable[..., list[float]]:
    """Return a head that gives the dense layer what `keep` makes of each map."""
    return lambda maps, weight, bias: _dense(
        [keep(_flat(rows)) for rows in maps], weight, bias
    )


def _heads() -> list[tuple[Any, ...]]:
    rng = Random(5)
    one, other = [[1.0, 2.0], [4.0, 3.0]], [[2.0, 0.0], [1.0, 6.0]]
    return [
        ([one], [[1.0]], [0.0]),
        ([one], [[2.0]], [1.0]),
        ([one, other], [[1.0, 2.0]], [3.0]),
        ([one], [[1.0], [2.0]], [0.0, 1.0]),
        ([[[-3.0, -1.0, -2.0]]], [[1.0]], [0.0]),
        *(
            (whole_numbers(rng, 3, *size), whole_numbers(rng, 2, 3), [1.0, -2.0])
            for size in ((4, 5), (7, 6))
        ),
    ]


HEAD = Task(
    "maps weight bias",
    _pooled(max),
    _heads(),
    [
        Mistake(
            "flattened",
            "The weights are joined to pixels, one after the other. There is one "
            "weight a map, however large the map is.",
            lambda maps, weight, bias: _dense(_flat(map(_flat, maps)), weight, bias),
        ),
        Mistake(
            "the mean",
            "This is global average pooling. Asked for is the largest.",
            _pooled(lambda values: sum(values) / len(values)),
        ),
        Mistake(
            "the sum",
            "The sum grows with the map. Asked for is the largest.",
            _pooled(sum),
        ),
        Mistake(
            "the first row",
            "You look at one row of each map. Global means all of them.",
            lambda maps, *dense: _pooled(max)([rows[:1] for rows in maps], *dense),
        ),
        Mistake(
            "the bias forgotten",
            "Each score has a number of its own that is added to it.",
            lambda maps, weight, bias: _pooled(max)(maps, weight, [0.0] * len(bias)),
        ),
        Mistake(
            "the bias for each map",
            "The bias is added once for each score, not once for each map.",
            lambda maps, weight, bias: _pooled(max)(
                maps, weight, [len(maps) * b for b in bias]
            ),
        ),
        Mistake(
            "the largest list",
            "`max` of lists is the one whose first number is largest. The largest "
            "number may stand in another.",
            lambda maps, *dense: _pooled(max)([[max(rows)] for rows in maps], *dense),
        ),
        Mistake(
            "maps mixed",
            "You take one largest number of all maps together. Each map is pooled by "
            "itself.",
            lambda maps, weight, bias: _pooled(max)(
                [_flat(maps)] * len(maps), weight, bias
            ),
        ),
        Mistake(
            "from zero",
            "Your search for the largest begins at zero. And if all are below?",
            _pooled(lambda values: max(0.0, *values)),
        ),
    ],
)


def check_head(answer: object) -> Verdict:
    """Judge ``answer(maps, weight, bias)``: scores by global max pooling.

    Parameters
    ----------
    answer : callable
        Takes maps of shape (C, H, W), of any height and width, and weights (K, C) and
        biases (K,) of a dense layer; returns K scores.

    Returns
    -------
    Verdict
        Right, or the hint for the mistake with the smallest case that shows it.

    Examples
    --------
    >>> check_head(lambda maps, weight, bias: bias).right
    False
    """
    return HEAD.check(answer)
