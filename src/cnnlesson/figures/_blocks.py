"""Blocks of numbered squares on one board, all of one size, as on squared paper."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import Rectangle

from cnnlesson.figures._draw import _scale, readable_on
from cnnlesson.figures._numbers import MINUS
from cnnlesson.figures._style import INK, MUTED, SMALL, WIDTH, Plate, canvas

__all__ = ["arrow", "block", "board", "frame", "note"]


def board(width: float, height: float) -> tuple[Plate, Axes]:
    """Return a plate with one bare axes of `width` x `height` squares, row 0 on top."""
    fig, ax = canvas(height=WIDTH * height / width)
    ax.set(xlim=(0, width), ylim=(height, 0), aspect="equal")
    ax.set_axis_off()
    return fig, ax


def block(
    ax: Axes,
    values: np.ndarray,
    corner: tuple[float, float],
    *,
    limits: tuple[float, float] = (0.0, 1.0),
    signed: bool = False,
    numbers: str | None = None,
    name: str = "",
    colour: str = INK,
) -> None:
    """Draw `values` (H, W) as squares whose first one stands at `corner`.

    Parameters
    ----------
    corner : (row, column)
        In squares of the board.
    limits, signed, numbers
        As for :func:`cnnlesson.figures._draw.pixels`.
    name : str, optional
        Written above, in `colour`.
    """
    (top, left), (height, width) = corner, values.shape
    place = (left, left + width, top + height, top)
    drawn = ax.imshow(values, extent=place, **_scale(limits, signed))
    lines = [((left, top + r), (left + width, top + r)) for r in range(height + 1)]
    lines += [((left + c, top), (left + c, top + height)) for c in range(width + 1)]
    ax.add_collection(LineCollection(lines, colors=MUTED, linewidths=0.5))
    if numbers is not None:
        for (row, column), value in np.ndenumerate(values):
            ink = readable_on(drawn.to_rgba(np.asarray(value, dtype=float)))
            where = (left + column + 0.5, top + row + 0.5)
            text = f"{value:{numbers}}"
            text = text.lstrip("-") if float(text) == 0 else text  # no -0.0
            text = text.replace("-", MINUS)
            ax.text(*where, text, color=ink, ha="center", va="center", size=SMALL)
    if name:
        note(ax, name, (top - 0.2, left), colour=colour, va="bottom")


def frame(
    ax: Axes,
    corner: tuple[float, float],
    shape: tuple[float, float],
    *,
    colour: str,
    style: str = "-",
) -> None:
    """Outline the `shape` (height, width) of squares whose first is at `corner`."""
    (row, column), (height, width) = corner, shape
    box = Rectangle((column, row), width, height, fill=False, edgecolor=colour)
    box.set(linewidth=2.5, linestyle=style, zorder=3, clip_on=False)
    ax.add_patch(box)


def note(
    ax: Axes, words: str, place: tuple[float, float], *, colour: str = INK, **look: Any
) -> None:
    """Write `words` at `place` (row, column) of the board."""
    look = {"ha": "left", "va": "center", "size": SMALL, "color": colour, **look}
    ax.text(place[1], place[0], words, **look)


def arrow(ax: Axes, row: float, columns: tuple[float, float]) -> None:
    """Draw an arrow along `row`, from the first of `columns` to the second."""
    start, end = ((column, row) for column in columns)
    shape = {"arrowstyle": "->", "color": INK, "lw": 1.6}
    ax.annotate("", end, start, arrowprops={**shape, "shrinkA": 0, "shrinkB": 0})
