"""Checker of *Where CNNs are used*: a pattern, found wherever it moves."""

from collections.abc import Callable, Sequence

from cnnlesson.exercises._grids import Grid, slide, turned
from cnnlesson.exercises.task import Mistake, Task, Verdict

__all__ = ["check_find"]

Found = tuple[int, int, float]


def _less_mean(pattern: Grid) -> Grid:
    mean = sum(map(sum, pattern)) / (len(pattern) * len(pattern[0]))
    return [[value - mean for value in row] for row in pattern]


def _largest(responses: Grid, size: Callable[[float], float] = float) -> Found:
    """Return row, column and height of the response of largest `size`."""
    places = [(i, j) for i, row in enumerate(responses) for j in range(len(row))]
    row, column = max(places, key=lambda at: size(responses[at[0]][at[1]]))
    return row, column, responses[row][column]


def _responses(image: Grid, pattern: Grid) -> Grid:
    return slide(image, _less_mean(pattern))


def _find(image: Grid, pattern: Grid) -> Found:
    return _largest(_responses(image, pattern))


def _by_columns(image: Grid, pattern: Grid) -> tuple[int, int, float]:
    row, column, height = _find(image, pattern)
    return column, row, height


def _from_one(image: Grid, pattern: Grid) -> Found:
    row, column, height = _find(image, pattern)
    return row + 1, column + 1, height


def _middle(image: Grid, pattern: Grid) -> Found:
    row, column, height = _find(image, pattern)
    return row + len(pattern) // 2, column + len(pattern[0]) // 2, height


def _mean_height(image: Grid, pattern: Grid) -> Found:
    responses = _responses(image, pattern)
    mean = sum(map(sum, responses)) / (len(responses) * len(responses[0]))
    return *_find(image, pattern)[:2], mean


def _but_the_last(image: Grid, pattern: Grid) -> Found:
    return _largest([row[:-1] for row in _responses(image, pattern)[:-1]])


def _on_ground(
    pattern: Grid, row: int, column: int, *dots: tuple[int, int, float]
) -> Grid:
    """Return an image of 6 by 7 pixels with `pattern` at a place, and `dots`."""
    image = [[0.0] * 7 for _ in range(6)]
    for i, values in enumerate(pattern):
        image[row + i][column : column + len(values)] = values
    for i, j, value in dots:
        image[i][j] = value
    return image


def _cases() -> Sequence[tuple[Grid, Grid]]:
    """Return images and patterns, each with one place where the pattern fits best."""
    step, hook = [[0.0, 1.0]], [[2.0, 1.0, 0.0], [1.0, 0.0, 0.0]]
    zeros, white = [0.0] * 5, [(i, j, 1.75) for i in (0, 1) for j in range(3)]
    return [
        ([[0.0, 0.0, 0.0, 1.0, 0.0], zeros, zeros], step),
        ([zeros, [0.0, 0.0, 0.0, 0.0, 1.0]], step),
        ([[0.0, 1.0, 0.0], zeros[:3], zeros[:3]], [[1.0, 0.0]]),
        ([[0.0, 0.5, 0.0], [3.0, 3.0, 0.0]], step),
        (_on_ground(hook, 1, 2), hook),
        (_on_ground(hook, 3, 0), hook),
        (_on_ground(hook, 4, 4), hook),
        (_on_ground(hook, 3, 2, *white), hook),
    ]


FIND = Task(
    "image pattern",
    _find,
    _cases(),
    [
        Mistake(
            "the mean not taken off",
            "This filter adds up light. Where all is white it is happiest.",
            lambda image, pattern: _largest(slide(image, pattern)),
        ),
        Mistake(
            "not at the end",
            "The window never stands in the last row or column where it fits.",
            _but_the_last,
        ),
        Mistake(
            "the middle of the window",
            "That is the middle of the window. Its place is that of its first pixel.",
            _middle,
        ),
        Mistake("columns first", "Row and column are swapped.", _by_columns),
        Mistake(
            "counted from 1",
            "You count from 1. The first row of an image is row 0, in Python as here.",
            _from_one,
        ),
        Mistake(
            "the largest without its sign",
            "A large answer below zero means that the opposite of the pattern is "
            "there.",
            lambda image, pattern: _largest(_responses(image, pattern), abs),
        ),
        Mistake(
            "turned",
            "Your filter lies upside down. Its first weight belongs on the first "
            "pixel of the window.",
            lambda image, pattern: _find(image, turned(pattern)),
        ),
        Mistake(
            "the mean of the answers",
            "The mean over all places is not how well the pattern fits at the best.",
            _mean_height,
        ),
    ],
    returns="row column height",
)


def check_find(answer: object) -> Verdict:
    """Judge ``answer(image, pattern)``: where a pattern fits best, and how well.

    Parameters
    ----------
    answer : callable
        Takes two nested lists, of shape (H, W) and (K, L). It slides the pattern, less
        its mean, over the image, and returns row and column of the first pixel of the
        window with the largest response, and that response.

    Returns
    -------
    Verdict
        Right, or the hint for the mistake with the smallest case that shows it.

    Examples
    --------
    >>> check_find(lambda image, pattern: (0, 0, 0)).right
    False
    """
    return FIND.check(answer)
