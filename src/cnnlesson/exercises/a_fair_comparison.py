"""Checker of *A fair comparison*: how many seeds show a difference."""

import math
from statistics import pvariance, variance

from cnnlesson.exercises.task import Mistake, Task, Verdict

__all__ = ["check_seeds"]


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
