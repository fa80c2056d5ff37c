"""Checker of *Building a complete CNN*: what a confusion matrix says."""

from collections.abc import Callable
from typing import Any

from cnnlesson.exercises.task import Mistake, Task, Verdict

__all__ = ["check_report"]

Matrix = list[list[int]]
Report = tuple[float, float, float, list[int]]


def _largest(matrix: Matrix, *, diagonal: bool = False) -> list[int]:
    size = range(len(matrix))
    places = [(i, j) for i in size for j in size if diagonal or i != j]
    i, j = max(places, key=lambda at: matrix[at[0]][at[1]])
    return [i, j]


def _report(matrix: Matrix, c: int) -> Report:
    hits = sum(row[k] for k, row in enumerate(matrix))
    recall = matrix[c][c] / sum(matrix[c])
    precision = matrix[c][c] / sum(row[c] for row in matrix)
    return hits / _total(matrix), recall, precision, _largest(matrix)


def _total(matrix: Matrix) -> int:
    return sum(map(sum, matrix))


def _turned(matrix: Matrix) -> Matrix:
    return [list(column) for column in zip(*matrix, strict=True)]


def _of_class(matrix: Matrix, c: int) -> list[int]:
    others = [j for j in range(len(matrix)) if j != c]
    return [c, max(others, key=lambda j: matrix[c][j])]


def _but(part: int, rule: Callable[[Matrix, int], Any]) -> Callable[..., Any]:
    """Return a rule that goes by `rule` in one part, and is right in the others."""

    def mixed(matrix: Matrix, c: int) -> list[Any]:
        parts: list[Any] = list(_report(matrix, c))
        parts[part] = rule(matrix, c)
        return parts

    return mixed


REPORT = Task(
    "matrix c",
    _report,
    [
        ([[4, 2], [1, 3]], 0),
        ([[4, 2], [1, 3]], 1),
        ([[50, 6, 0], [1, 30, 5], [0, 4, 20]], 1),
        ([[8, 0, 1, 1], [0, 9, 0, 3], [2, 0, 7, 0], [0, 5, 0, 4]], 3),
    ],
    [
        Mistake(
            "a count",
            "This is how many are right. Accuracy is a share of all.",
            _but(0, lambda m, c: sum(m[k][k] for k in range(len(m)))),
        ),
        Mistake(
            "in per cent",
            "This is in per cent. A share lies between 0 and 1.",
            _but(0, lambda m, c: 100 * _report(m, c)[0]),
        ),
        Mistake(
            "share of mistakes",
            "This is the share that is wrong.",
            _but(0, lambda m, c: 1 - _report(m, c)[0]),
        ),
        Mistake(
            "mean of the recalls",
            "You take the mean over the classes. There are not equally many of each.",
            _but(0, lambda m, c: sum(_report(m, k)[1] for k in range(len(m))) / len(m)),
        ),
        Mistake(
            "recall as a count",
            "This is how many of them are read as c. Recall is a share.",
            _but(1, lambda m, c: m[c][c]),
        ),
        Mistake(
            "recall down a column",
            "A column is what the network *says*. The images that *are* a c stand in "
            "another direction.",
            _but(1, lambda m, c: _report(m, c)[2]),
        ),
        Mistake(
            "share of all images",
            "You divide by all images. Divide by those that are asked about.",
            _but(1, lambda m, c: m[c][c] / _total(m)),
        ),
        Mistake(
            "precision along a row",
            "A row is what the images *are*. All that the network *calls* a c stand in "
            "another direction.",
            _but(2, lambda m, c: _report(m, c)[1]),
        ),
        Mistake(
            "a right answer",
            "On the diagonal stand the right answers. They are no confusion.",
            _but(3, lambda m, c: _largest(m, diagonal=True)),
        ),
        Mistake(
            "of this class alone",
            "That is the most frequent one of class c. Asked for is the one of all.",
            _but(3, _of_class),
        ),
        Mistake(
            "turned",
            "The other way round: first what it is, then what it is taken for.",
            _but(3, lambda m, c: _largest(m)[::-1]),
        ),
        Mistake(
            "both ways together",
            "You count a pair in both directions. Asked for is one cell.",
            _but(
                3,
                lambda m, c: sorted(
                    _largest(
                        [
                            [a + b for a, b in zip(r, t, strict=True)]
                            for r, t in zip(m, _turned(m), strict=True)
                        ]
                    )
                ),
            ),
        ),
    ],
    returns="accuracy recall precision confusion",
)


def check_report(answer: object) -> Verdict:
    """Judge ``answer(matrix, c)``: four numbers of a confusion matrix.

    Parameters
    ----------
    answer : callable
        Takes counts, a row for what is shown and a column for what is said, and a
        class; returns the accuracy, recall and precision of the class, and the most
        frequent confusion as [what it is, what it is taken for].

    Returns
    -------
    Verdict
        Right, or the hint for the mistake with the smallest case that shows it.

    Examples
    --------
    >>> check_report(lambda matrix, c: (1, 1, 1, [0, 0])).right
    False
    """
    return REPORT.check(answer)
