"""Answers to the exercise on the confusion matrix, written as a learner would."""

import numpy as np


def reader(**other):
    """Read with NumPy; `other` replaces a part by what it makes of the matrix."""

    def answer(matrix, c):
        m = np.array(matrix)
        off = m - np.diag(m.diagonal())
        parts = {
            "accuracy": np.trace(m) / m.sum(),
            "recall": (m.diagonal() / m.sum(axis=1))[c],
            "precision": (m.diagonal() / m.sum(axis=0))[c],
            "confusion": np.unravel_index(off.argmax(), m.shape),
        }
        return [other[n](m, c) if n in other else part for n, part in parts.items()]

    return answer


def pair(matrix):
    return np.unravel_index(matrix.argmax(), matrix.shape)


RIGHT = {"check_report": [reader()]}
WRONG = {
    "check_report": {
        "a count": reader(accuracy=lambda m, c: m.trace()),
        "in per cent": reader(accuracy=lambda m, c: 100 * m.trace() / m.sum()),
        "share of mistakes": reader(
            accuracy=lambda m, c: (m.sum() - m.trace()) / m.sum()
        ),
        "mean of the recalls": reader(
            accuracy=lambda m, c: np.mean(m.diagonal() / m.sum(axis=1))
        ),
        "recall as a count": reader(recall=lambda m, c: m[c, c]),
        "recall down a column": reader(recall=lambda m, c: m[c, c] / m[:, c].sum()),
        "share of all images": reader(recall=lambda m, c: m[c, c] / m.sum()),
        "precision along a row": reader(precision=lambda m, c: m[c, c] / m[c].sum()),
        "a right answer": reader(confusion=lambda m, c: pair(m)),
        "of this class alone": reader(
            confusion=lambda m, c: [
                c,
                np.where(np.arange(len(m)) == c, -1, m[c]).argmax(),
            ]
        ),
        "turned": reader(confusion=lambda m, c: pair(m.T - np.diag(m.diagonal()))),
        "both ways together": reader(
            confusion=lambda m, c: pair(np.triu(m + m.T, k=1))
        ),
    }
}
