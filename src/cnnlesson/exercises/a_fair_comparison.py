"""Checkers of *A fair comparison*: a head that forgets places, and how many seeds."""

import math
from statistics import pvariance, variance

from cnnlesson.exercises._values import words
from cnnlesson.exercises.task import Mistake, Task, ValueTask, Verdict

__all__ = ["check_places", "check_seeds"]

# -- A head that forgets places ------------------------------------------------


def _moved(weights: list[float], places: range) -> str:
    """Return two of `places` at which a single 1 gets different scores, in words."""
    here = places[0]
    for there in places:
        if not math.isclose(weights[here], weights[there], abs_tol=1e-9):
            scores = words(weights[here]), words(weights[there])
            return f"scores: {scores[0]} at place {here}, {scores[1]} at place {there}"
    return ""


PLACES = ValueTask(
    (5,),
    [
        Mistake(
            "all zeros",
            "Nothing changes the score, the 1 itself does not either.",
            lambda weights: "" if any(weights) else "score: 0",
        ),
        Mistake(
            "not at the border",
            "In the middle it does not mind. And if the 1 moves on, to the border?",
            lambda weights: (
                "" if _moved(weights, range(1, 4)) else _moved(weights, range(5))
            ),
        ),
        Mistake(
            "the sign",
            "The size of the score stays, its sign does not.",
            lambda weights: (
                ""
                if _moved([abs(w) for w in weights], range(5))
                else _moved(weights, range(5))
            ),
        ),
        Mistake(
            "places told apart",
            "Move the 1, and the score changes.",
            lambda weights: _moved(weights, range(5)),
        ),
    ],
)


def check_places(answer: object) -> Verdict:
    """Judge five weights of a head whose score shall not mind where a single 1 is.

    Parameters
    ----------
    answer : array or list of shape (5,)
        A weight for each place of a map of one row.

    Returns
    -------
    Verdict
        Right, or two places at which the scores differ.

    Examples
    --------
    >>> check_places([0, 1, 1, 1, 0]).mistake
    'not at the border'
    """
    return PLACES.check(answer)


# -- How many seeds ------------------------------------------------------------


def _seeds(differences: list[float], smallest: float) -> int:
    return math.ceil(4 * variance(differences) / smallest**2)


SEEDS = Task(
    "differences smallest",
    _seeds,
    [
        ([0.0, 3.0], 2.0),
        ([1.0, -1.0, 2.5, 0.5, 0.0], 1.0),
        ([0.3, 0.9, -0.4, 1.3, 0.2, 0.1], 0.5),
        ([0.012, -0.004, 0.009, 0.021, -0.011, 0.003, 0.008], 0.005),
    ],
    [
        Mistake(
            "one seed",
            "With one seed nothing tells you by how much the next would differ.",
            lambda differences, smallest: 1,
        ),
        Mistake(
            "not squared",
            "Four times as many seeds halve the uncertainty. For half as much, twice "
            "as many are too few.",
            lambda d, smallest: math.ceil(2 * variance(d) ** 0.5 / smallest),
        ),
        Mistake(
            "once its uncertainty",
            "With so many the difference is as large as its uncertainty. Asked for is "
            "twice as large.",
            lambda d, smallest: math.ceil(variance(d) / smallest**2),
        ),
        Mistake(
            "divided by n",
            "This spread is too small: the mean was taken from the same differences. "
            "What does `ddof=1` do?",
            lambda d, smallest: math.ceil(4 * pvariance(d) / smallest**2),
        ),
        Mistake(
            "the mean's own",
            "You began with the uncertainty of the mean you have. Begin with the "
            "spread of single differences.",
            lambda d, smallest: math.ceil(4 * variance(d) / len(d) / smallest**2),
        ),
        Mistake(
            "rounded down",
            "With so many it is not quite enough. Which way must you round?",
            lambda d, smallest: math.floor(4 * variance(d) / smallest**2),
        ),
        Mistake(
            "a fraction",
            "There is no fraction of a seed.",
            lambda d, smallest: 4 * variance(d) / smallest**2,
        ),
    ],
)


def check_seeds(answer: object) -> Verdict:
    """Judge ``answer(differences, smallest)``: how many seeds show a difference.

    Parameters
    ----------
    answer : callable
        Takes differences between two networks, a seed each, and the difference to be
        shown; returns how many seeds make it twice as large as its uncertainty.

    Returns
    -------
    Verdict
        Right, or the hint for the mistake with the smallest case that shows it.

    Examples
    --------
    >>> check_seeds(lambda differences, smallest: 1).mistake
    'one seed'
    """
    return SEEDS.check(answer)
