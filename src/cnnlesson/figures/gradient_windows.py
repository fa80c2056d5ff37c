"""Figures of *Backpropagation through a CNN*: windows that slide over gradients."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from cnnlesson.figures._numbers import factor, listed, short
from cnnlesson.figures._style import (
    INPUT,
    KERNEL,
    LOOK,
    OUTPUT,
    PAPER,
    SMALL,
    Plate,
    canvas,
    styled,
)

__all__ = ["slide", "why_turned"]

TIMES = "\N{MULTIPLICATION SIGN}"


def _cells(ax: Axes, x: float, y: float, row: np.ndarray, colour: str) -> None:
    """Draw a row of unit squares with numbers, the first one's corner at (x, y)."""
    for i, value in enumerate(row):
        box = Rectangle((x + i, y), 1, 1, facecolor=PAPER, edgecolor=colour)
        box.set(linewidth=1.6, zorder=2)
        ax.add_patch(box)
        looks: dict[str, Any] = {"ha": "center", "va": "center", "zorder": 3}
        ax.text(x + i + 0.5, y + 0.5, short(value), color=colour, **looks)


@styled
def slide(
    row: np.ndarray,
    window: np.ndarray,
    *,
    names: tuple[str, str],
    colours: tuple[str, str],
    title: str,
) -> Plate:
    """Draw a row and the same window under it at each place, with products and sums.

    Parameters
    ----------
    row : ndarray, shape (n,)
    window : ndarray, shape (k,)
        Slid over `row`, so that there are n - k + 1 sums.
    names : (str, str)
        What the two are.
    colours : (str, str)
        Two roles of ``"input"``, ``"kernel"``, ``"output"``, ``"look"``.
    title : str
    """
    roles = {"input": INPUT, "kernel": KERNEL, "output": OUTPUT, "look": LOOK}
    above, below = (roles[colour] for colour in colours)
    places = len(row) - len(window) + 1
    fig, ax = canvas(height=0.5 + 1.22 * places, titles=[title])
    sums = np.correlate(row, window)
    for place in range(places):
        y = 2.6 * place
        _cells(ax, 0, y, row, above)
        _cells(ax, place, y + 1, window, below)
        seen = zip(row[place : place + len(window)], window, strict=True)
        words = " + ".join(f"{factor(a)}·{factor(b)}" for a, b in seen) + " ="
        before = ax.text(len(row) + 0.5, y + 1, words, va="center", size=SMALL)
        looks: dict[str, Any] = {"color": LOOK, "weight": 600, "va": "center"}
        looks |= {"xycoords": before, "textcoords": "offset points"}
        ax.annotate(short(sums[place]), (1, 0.5), (7, 0), **looks)
    for name, colour, y in zip(names, (above, below), (0.5, 1.5), strict=True):
        ax.text(-0.3, y, name, color=colour, ha="right", va="center")
    ax.set(xlim=(-2.7, len(row) + 5), ylim=(2.6 * places - 0.5, -0.1))
    ax.set_aspect("equal", anchor="W")
    ax.set_axis_off()
    return fig.described(
        f"The {names[0]}, {listed(row)}, drawn {places} times. Below it slides the "
        f"{names[1]}, {listed(window)}, one place further each time. What stands one "
        f"above the other is multiplied and added: {listed(sums)}."
    )


@styled
def why_turned(weight: np.ndarray, d_z: np.ndarray, pixel: int) -> Plate:
    """Draw a kernel at each of its places over a row, and what one pixel meets there.

    Parameters
    ----------
    weight : ndarray, shape (k,)
    d_z : ndarray, shape (p,)
        The gradient by the output of each place.
    pixel : int
        One that all places see.
    """
    size = len(d_z) + len(weight) - 1
    met = [weight[pixel - place] for place in range(len(d_z))]
    title = "As the window moves right, the pixel moves left in it"
    fig, ax = canvas(height=3.7, titles=[title])
    band = Rectangle((pixel, -0.2), 1, 1.4 * len(d_z) + 1.4, color=LOOK, alpha=0.18)
    ax.add_patch(band)
    for i in range(size):
        ax.add_patch(Rectangle((i, 0), 1, 1, fill=False, edgecolor=INPUT, lw=1.6))
    ax.text(pixel + 0.5, 0.5, "x", color=INPUT, weight=600, ha="center", va="center")
    for place, (gradient, seen) in enumerate(zip(d_z, met, strict=True)):
        y = 1.4 * (place + 1)
        _cells(ax, place, y, weight, KERNEL)
        words = f"gradient {short(gradient)}"
        ax.text(size + 0.3, y + 0.5, words, color=OUTPUT, va="center")
        product = f"{factor(seen)} {TIMES} {factor(gradient)}"
        ax.text(size + 3.1, y + 0.5, product, color=LOOK, va="center", weight=600)
    ax.text(-0.3, 0.5, "the input", color=INPUT, ha="right", va="center")
    ax.text(-0.3, 1.9, "the kernel", color=KERNEL, ha="right", va="center")
    total = float(np.dot(met, d_z))
    end = 1.4 * len(d_z) + 1.75
    looks: dict[str, Any] = {"color": LOOK, "va": "center", "weight": 600}
    down = f"down the column: {listed(met)}"
    ax.text(pixel + 0.5, end, down, ha="center", **looks)
    ax.text(size + 3.1, end, f"sum {short(total)}", **looks)
    ax.set(xlim=(-2.2, size + 5), ylim=(end + 0.4, -0.3))
    ax.set_aspect("equal", anchor="W")
    ax.set_axis_off()
    return fig.described(
        f"The kernel {listed(weight)} at {len(d_z)} places below a row of {size} "
        f"pixels, each one further to the right. In the column of one pixel stand, "
        f"from the first place to the last, {listed(met)}: the kernel "
        f"backwards. Times the gradients {listed(d_z)} of the places they add up to "
        f"{short(total)}."
    )
