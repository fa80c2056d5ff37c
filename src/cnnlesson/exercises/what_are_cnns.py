"""Checker of *What are CNNs?*."""

from collections.abc import Callable

from cnnlesson.exercises._values import Nested, shape, words
from cnnlesson.exercises.task import Mistake, ValueTask, Verdict

__all__ = ["check_weights"]

# The layer of the exercise: 10 maps of a grey image, windows of 5 by 5, no padding.
_MAPS, _SIDE, _WINDOW = 10, 28, 5
_POSITIONS = (_SIDE - _WINDOW + 1) ** 2
_ANSWERS = _MAPS * _POSITIONS
_RIGHT = {
    "dense": _ANSWERS * _SIDE**2,
    "local": _ANSWERS * _WINDOW**2,
    "shared": _MAPS * _WINDOW**2,
}


def _any_of(**wrong: int) -> Callable[..., str]:
    """Make a rule that speaks if one of the three counts is the `wrong` one."""

    def rule(*counts: Nested) -> str:
        given = dict(zip(_RIGHT, counts, strict=True))
        return next(
            (f"{n} = {words(given[n])}" for n, v in wrong.items() if given[n] == v), ""
        )

    return rule


def _no_count(*counts: Nested) -> str:
    return "" if set(map(shape, counts)) == {()} else f"it got {words(list(counts))}"


def _not_right(*counts: Nested) -> str:
    off = [n for n, v in zip(_RIGHT, counts, strict=True) if v != _RIGHT[n]]
    return f"look again at: {', '.join(off)}" if off else ""


WEIGHTS = ValueTask(
    None,
    [
        Mistake("no numbers", "Each of the three is one number.", _no_count),
        Mistake(
            "biases counted",
            "That counts biases, too. The question is about weights alone.",
            _any_of(
                dense=_RIGHT["dense"] + _ANSWERS,
                local=_RIGHT["local"] + _ANSWERS,
                shared=_RIGHT["shared"] + _MAPS,
            ),
        ),
        Mistake(
            "a neuron for each map",
            "A dense layer that puts out the same needs a neuron for each answer. A "
            "map is not one answer.",
            _any_of(dense=_MAPS * _SIDE**2),
        ),
        Mistake(
            "one map",
            "That is enough for one of the maps.",
            _any_of(
                dense=_RIGHT["dense"] // _MAPS,
                local=_RIGHT["local"] // _MAPS,
                shared=_RIGHT["shared"] // _MAPS,
            ),
        ),
        Mistake(
            "a side for a square",
            "You took the length of a side where the pixels of a square count.",
            _any_of(
                dense=_ANSWERS * _SIDE,
                local=_ANSWERS * _WINDOW,
                shared=_MAPS * _WINDOW,
            ),
        ),
        Mistake(
            "no border",
            "That is an answer for each pixel. Without padding the window does not "
            "fit around those at the border.",
            _any_of(
                dense=_MAPS * _SIDE**4,
                local=_MAPS * _SIDE**2 * _WINDOW**2,
            ),
        ),
        Mistake(
            "a position too few",
            "28 less 5 is how often the window can move on. Where does it stand before "
            "it moves?",
            _any_of(
                dense=_MAPS * (_SIDE - _WINDOW) ** 2 * _SIDE**2,
                local=_MAPS * (_SIDE - _WINDOW) ** 2 * _WINDOW**2,
            ),
        ),
        Mistake(
            "shared already",
            "Local means local and no more: the window at each position has weights "
            "of its own.",
            _any_of(local=_RIGHT["shared"]),
        ),
        Mistake(
            "work for weights",
            "That many times a weight is used, which is the work. How many weights "
            "are there to use?",
            _any_of(shared=_RIGHT["local"]),
        ),
        Mistake(
            "far off",
            "How many answers are there? How many pixels does one of them look at? "
            "Which answers use the same weights?",
            _not_right,
        ),
    ],
    returns=" ".join(_RIGHT),
)


def check_weights(answer: object) -> Verdict:
    """Judge the numbers of weights ``dense, local, shared`` of one layer, three ways.

    The layer makes 10 maps of a grey image of 28 by 28 pixels, with windows of 5 by 5
    and no padding. Biases are left out.

    Parameters
    ----------
    answer : tuple of int
        Three numbers of weights.

    Returns
    -------
    Verdict
        Right, or the hint for the first number that shows a mistake.

    Examples
    --------
    >>> check_weights((7_840, 144_000, 250)).mistake
    'a neuron for each map'
    """
    return WEIGHTS.check(answer)
