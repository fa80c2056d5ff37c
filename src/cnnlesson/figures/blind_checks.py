"""Figures of *Check your gradients*: where a check errs, and which bugs it misses."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from cnnlesson.figures._numbers import short
from cnnlesson.figures._style import (
    GRID,
    INK,
    INPUT,
    LOOK,
    MUTED,
    PAPER,
    SMALL,
    Plate,
    canvas,
    styled,
)

__all__ = ["Kink", "kinks", "scoreboard"]


class Kink(NamedTuple):
    """A curve, where it is nudged, and the two slopes that are said to hold there."""

    #: From places to heights.
    curve: Callable[[np.ndarray], np.ndarray]
    #: The place of the kink.
    at: float
    #: The slope that nudging finds there.
    nudged: float
    #: The slope that the library names.
    library: float


@styled
def kinks(panels: Mapping[str, Kink], *, nudge: float) -> Plate:
    """Draw curves with a kink, the chord that nudging sees, and the library's slope.

    Parameters
    ----------
    panels : mapping of str to Kink
        At most two, each under its title.
    nudge : float
        Length of the nudge to either side.
    """
    fig, axes = canvas(1, len(panels), height=3.7, titles=list(panels), sharey=True)
    said = []
    for ax, (name, kink) in zip(np.ravel(axes), panels.items(), strict=True):
        _kink(ax, kink, nudge)
        said.append(
            f"{name}: nudging says {short(kink.nudged)}, the library says "
            f"{short(kink.library)}."
        )
    return fig.described(
        "Curves that are flat and then rise, each nudged to both sides of its kink. "
        f"{' '.join(said)}"
    )


def _kink(ax: Axes, kink: Kink, nudge: float) -> None:
    reach = 1.9 * nudge
    x = kink.at + np.linspace(-reach, reach, 381)
    low = kink.curve(x).min()
    ax.plot(x, kink.curve(x) - low, color=MUTED, lw=4, alpha=0.6)
    ends = kink.at + np.array([-nudge, nudge])
    heights = kink.curve(ends) - low
    ax.plot(ends, heights, "--", color=LOOK, marker="o", ms=8)
    here = float(kink.curve(np.array([kink.at]))[0] - low)
    run = np.array([-0.7, 0.7]) * nudge
    ax.plot(kink.at + run, here + kink.library * run, color=INPUT, lw=3)
    ax.plot(kink.at, here, "o", color=INK, ms=7)
    looks: dict[str, Any] = {"transform": ax.transAxes, "va": "top"}
    ax.text(0.04, 0.97, f"nudging: {short(kink.nudged)}", color=LOOK, **looks)
    ax.text(0.04, 0.85, f"library: {short(kink.library)}", color=INPUT, **looks)
    ax.set(xlim=(x[0], x[-1]), ylim=(-0.75 * nudge, 2.1 * nudge), yticks=[])
    ax.set_xticks([kink.at], [short(kink.at)])
    ax.spines["left"].set_visible(False)


@styled
def scoreboard(
    bugs: Sequence[str], checks: Mapping[str, Sequence[bool]], *, title: str
) -> Plate:
    """Draw which check catches which bug, as a table of marks.

    Parameters
    ----------
    bugs : sequence of str
        Columns; a name may have two lines.
    checks : mapping of str to sequence of bool
        Rows, from the top: for each bug, whether it is caught.
    title : str
    """
    fig, ax = canvas(height=1.3 + 0.5 * len(checks), titles=[title])
    for row, caught in enumerate(checks.values()):
        for column, found in enumerate(caught):
            _mark(ax, column, row, found)
    ax.set_yticks(np.arange(len(checks)) + 0.5, list(checks))
    ax.set_xticks(np.arange(len(bugs)) + 0.5, bugs)
    ax.tick_params(length=0, top=True, labeltop=True, bottom=False, labelbottom=False)
    ax.spines[:].set_visible(False)
    ax.set(xlim=(0, len(bugs)), ylim=(len(checks), 0))
    said = []
    for name, caught in checks.items():
        missed = [bug for bug, found in zip(bugs, caught, strict=True) if not found]
        words = ", ".join(missed).replace("\n", " ") or "nothing"
        said.append(f"{name} misses {words}".replace("\n", " "))
    return fig.described(
        f"A table of {len(checks)} checks and {len(bugs)} bugs: each field says caught "
        f"or missed. {'; '.join(said)}."
    )


def _mark(ax: Axes, column: int, row: int, found: bool) -> None:
    face, colour = (PAPER, INK) if found else (LOOK, PAPER)
    box = Rectangle((column + 0.03, row + 0.06), 0.94, 0.88, facecolor=face)
    box.set(edgecolor=GRID if found else LOOK, linewidth=1.5)
    ax.add_patch(box)
    looks: dict[str, Any] = {"ha": "center", "va": "center", "size": SMALL}
    looks |= {"color": colour, "weight": 400 if found else 600}
    ax.text(column + 0.5, row + 0.5, "caught" if found else "missed", **looks)
