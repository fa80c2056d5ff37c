"""The task to find a kernel for an edge at 45 degrees."""

from cnnlesson.exercises._grids import Grid, slide
from cnnlesson.exercises._values import words
from cnnlesson.exercises.task import Mistake, ValueTask

__all__ = ["EDGE"]

_RISING = [[float(i + j > 6) for j in range(7)] for i in range(7)]
_EDGES = {
    "vertical": [[float(j > 3) for j in range(7)] for _ in range(7)],
    "horizontal": [[float(i > 3)] * 7 for i in range(7)],
    "falling": [row[::-1] for row in _RISING],
}


def _strongest(edge: Grid, kernel: Grid) -> float:
    return max(abs(value) for row in slide(edge, kernel) for value in row)


def _brightest(kernel: Grid) -> float:
    return max(map(max, slide(_RISING, kernel)))


def _stronger(kernel: Grid, *names: str, by: float) -> str:
    """Return an edge of another direction that is answered too strongly, in words."""
    rising = _strongest(_RISING, kernel)
    for name in names:
        other = _strongest(_EDGES[name], kernel)
        if other >= rising + by:
            return f"rising edge: {words(rising)}, {name} edge: {words(other)}"
    return ""


def _sum(kernel: Grid) -> float:
    return sum(map(sum, kernel))


EDGE = ValueTask(
    (3, 3),
    [
        Mistake(
            "no zero sum",
            "The weights do not add up to 0, so the kernel answers where there is no "
            "edge.",
            lambda kernel: (
                "" if abs(_sum(kernel)) < 1e-9 else f"their sum: {words(_sum(kernel))}"
            ),
        ),
        Mistake(
            "all zeros",
            "This kernel answers 0 to everything.",
            lambda kernel: "" if any(any(row) for row in kernel) else "rising edge: 0",
        ),
        Mistake(
            "the other diagonal",
            "Your kernel prefers the other diagonal. On which side of the edge is the "
            "light?",
            lambda kernel: _stronger(kernel, "falling", by=1e-9),
        ),
        Mistake(
            "no diagonal",
            "Your kernel answers an edge of another direction as strongly. Along "
            "which line should its weights change sign?",
            lambda kernel: _stronger(kernel, *_EDGES, by=-1e-9),
        ),
        Mistake(
            "dark for light",
            "The right direction, but it answers below zero: light and dark are "
            "swapped.",
            lambda kernel: (
                f"rising edge: {words(-_strongest(_RISING, kernel))}"
                if _brightest(kernel) < _strongest(_RISING, kernel)
                else ""
            ),
        ),
        Mistake(
            "a line",
            "Your kernel looks for a line along the diagonal: it answers the edge as "
            "strongly if the other side is light.",
            lambda kernel: (
                f"lower right light: {words(_brightest(kernel))}, "
                f"upper left light: {words(other)}"
                if (other := -min(map(min, slide(_RISING, kernel))))
                >= _brightest(kernel)
                else ""
            ),
        ),
    ],
)
