"""Checkers of *Pooling layers*: what it computes, and where its gradient goes."""

from cnnlesson.exercises._grids import Grid
from cnnlesson.exercises._max_backward import MAX_BACKWARD
from cnnlesson.exercises.task import Mistake, Task, Verdict

__all__ = ["check_as_convolution", "check_max_backward"]

# -- Average pooling as a convolution ------------------------------------------


def _filters(channels: int, size: int, tap: float) -> list[list[Grid]]:
    """Return weights: `tap` where a filter reads its own channel, 0 elsewhere."""
    return [
        [[[tap * (c == f)] * size] * size for c in range(channels)]
        for f in range(channels)
    ]


AS_CONVOLUTION = Task(
    "channels size",
    lambda c, k: (_filters(c, k, 1 / k**2), k),
    [(1, 2), (2, 1), (1, 3), (2, 2), (3, 2), (2, 4)],
    [
        Mistake(
            "not divided",
            "This adds the window up. How much of its mean is one pixel?",
            lambda c, k: (_filters(c, k, 1.0), k),
        ),
        Mistake(
            "divided by the side",
            "You divide by the side of the window. How many pixels are in it?",
            lambda c, k: (_filters(c, k, 1 / k), k),
        ),
        Mistake(
            "channels mixed",
            "Every filter reads all channels here, and pooling mixes none. What must "
            "a filter's weights be on a channel that is not its own?",
            lambda c, k: ([[[[1 / k**2] * k] * k] * c] * c, k),
        ),
        Mistake(
            "mean over channels",
            "This is the mean over all channels. Pooling takes the mean of each by "
            "itself.",
            lambda c, k: ([[[[1 / (c * k**2)] * k] * k] * c] * c, k),
        ),
        Mistake(
            "one filter",
            "One filter makes one map. From pooling come as many as went in.",
            lambda c, k: (_filters(c, k, 1 / k**2)[:1], k),
        ),
        Mistake(
            "flat filters",
            "Each of your filters is one channel deep. A filter is as deep as its "
            "input.",
            lambda c, k: ([[[[1 / k**2] * k] * k]] * c, k),
        ),
        Mistake(
            "stride forgotten",
            "With a stride of 1 the windows overlap. Those of pooling stand side by "
            "side.",
            lambda c, k: (_filters(c, k, 1 / k**2), 1),
        ),
    ],
    returns="weight stride",
)


def check_as_convolution(answer: object) -> Verdict:
    """Judge ``answer(channels, size)``: average pooling as a convolution.

    Parameters
    ----------
    answer : callable
        Takes the number of channels and the side of a window; returns weights of shape
        (channels, channels, size, size), and the stride.

    Returns
    -------
    Verdict
        Right, or the hint for the mistake with the smallest case that shows it.

    Examples
    --------
    >>> check_as_convolution(lambda channels, size: ([[[[1]]]], 1)).right
    False
    """
    return AS_CONVOLUTION.check(answer)


# -- Max pooling, backwards ----------------------------------------------------


def check_max_backward(answer: object) -> Verdict:
    """Judge ``answer(grad, x, size, stride)``, the gradient of max pooling of one map.

    Parameters
    ----------
    answer : callable
        Takes the gradient by the outputs, (P, Q), the map, (H, W), side and stride of
        the windows, which may overlap; returns the gradient by the map.

    Returns
    -------
    Verdict
        Right, or the hint for the mistake with the smallest case that shows it.

    Examples
    --------
    >>> check_max_backward(lambda grad, x, size, stride: x).right
    False
    """
    return MAX_BACKWARD.check(answer)
