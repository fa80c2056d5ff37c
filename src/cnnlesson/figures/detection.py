"""Figures of what was found on a page, and of the map of scores it was found in."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from cnnlesson.figures._draw import outline, picture
from cnnlesson.figures._style import (
    GRID,
    LOOK,
    MUTED,
    OUTPUT,
    SMALL,
    Plate,
    canvas,
    styled,
)

__all__ = ["detections"]


@styled
def detections(
    pages: Sequence[np.ndarray],
    maps: Sequence[np.ndarray],
    found: Sequence[np.ndarray],
    names: Sequence[np.ndarray],
    truth: Sequence[np.ndarray],
    *,
    window: int,
    stride: int,
) -> Plate:
    """Show pages with the windows found on them, and the maps they were found in.

    Parameters
    ----------
    pages : sequence of ndarray (H, W)
        One a row.
    maps : sequence of ndarray (P, Q)
        For each page, the score of every position of the window, from 0 to 1.
    found : sequence of ndarray of int (K, 2)
        For each page, the positions taken, as rows and columns of the map.
    names, truth : sequence of ndarray of int (K,)
        For each of them, what it was called, and what it is; -1 is nothing.
    window, stride : int
        Side of the window, and pixels of the page from one position to the next.
    """
    rows = len(pages)
    titles = ["the page, and what was found", "a digit with its middle here?"]
    fig, axes = canvas(
        rows, 2, height=3.4 * rows + 0.1, titles=titles + [""] * (2 * rows - 2)
    )
    for (left, right), page, scores, places, called, real in zip(
        axes, pages, maps, found, names, truth, strict=True
    ):
        picture(left, page)
        _score_map(right, scores, page.shape, window, stride)
        for place, name, is_ in zip(places, called, real, strict=True):
            _detection(left, right, stride * place, name, is_, window)
    note = "grey: no window fits there"
    axes[0, 1].set_xlabel(note, color=MUTED, size=SMALL)
    said = [
        f"Page {k}: {', '.join(map(_called, called, real))}."
        for k, (called, real) in enumerate(zip(names, truth, strict=True), start=1)
    ]
    return fig.described(
        f"{rows} pages with digits at random places, each window found with its name, "
        "and beside each page the map of scores from 0, black, to 1, white. "
        + " ".join(said)
    )


def _called(name: int, real: int) -> str:
    """Write what a window was called, and what it is if that is something else."""
    if name == real:
        return f"{name}"
    return f"{'off' if real < 0 else real}, read as {name}"


def _detection(
    left: Axes, right: Axes, corner: np.ndarray, name: int, real: int, window: int
) -> None:
    """Outline a window on the page, and mark its middle on the map."""
    row, column = corner
    colour, style, marker = (OUTPUT, "-", "o") if name == real else (LOOK, "--", "s")
    outline(left, (row - 0.5, column - 0.5), (window,) * 2, colour=colour, style=style)
    # Outside of the window, not on its digit, and never beyond the page.
    height, width = left.get_ylim()[0], left.get_xlim()[1]
    high = row + window / 2 < height / 2
    above = row > 0.04 * height if high else row + window > 0.94 * height
    far = column + window / 2 > 0.55 * width
    x, side = (column + window, "right") if far else (column, "left")
    y, foot = (row - 1.5, "bottom") if above else (row + window + 0.5, "top")
    words = left.text(x, y, _called(name, real), ha=side, va=foot, size=SMALL)
    edge = withStroke(linewidth=3, foreground="#000000")  # read on white digits too
    words.set(color="#ffffff", zorder=4, path_effects=[edge])
    middle = (column + window / 2, row + window / 2)
    right.plot(*middle, marker, mfc="none", mec=colour, ms=11, mew=2)


def _score_map(
    ax: Axes, scores: np.ndarray, page: tuple[int, ...], window: int, stride: int
) -> None:
    """Draw each score where the middle of its window lies, in the frame of the page."""
    start = (window - stride) / 2 - 0.5
    bottom, end = (start + stride * n for n in scores.shape)
    picture(ax, scores).set_extent((start, end, bottom, start))
    ax.set(xlim=(-0.5, page[1] - 0.5), ylim=(page[0] - 0.5, -0.5), facecolor=GRID)
