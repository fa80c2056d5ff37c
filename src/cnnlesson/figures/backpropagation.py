"""Figures of *Backpropagation through a CNN*: one small graph, forward and back."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from cnnlesson.figures._numbers import factor, listed, short
from cnnlesson.figures._style import (
    INK,
    INPUT,
    KERNEL,
    LOOK,
    MUTED,
    OUTPUT,
    PAPER,
    SMALL,
    Plate,
    canvas,
    styled,
)

__all__ = ["backward_graph", "forward_graph"]

HALF = 0.2  # of the height of a box, in rows
Point = tuple[float, float]


class _Edge(NamedTuple):
    """From a node to the one above or below it, and what it multiplies with."""

    upper: Point
    lower: Point
    factor: str
    colour: str
    open: bool = True


@styled
def forward_graph(
    x: np.ndarray, weight: np.ndarray, z: np.ndarray, target: np.ndarray, loss: float
) -> Plate:
    """Draw a 1-D convolution, ReLU and a loss as a graph, with the values in it.

    Parameters
    ----------
    x : ndarray, shape (n,)
        The input.
    weight : ndarray, shape (2,)
    z : ndarray, shape (n - 1,)
        The sums ``x[:-1] * weight[0] + x[1:] * weight[1]``.
    target : ndarray, shape (n - 1,)
        What the activations should have been.
    loss : float
    """
    a = np.maximum(z, 0)
    fig, ax = canvas(height=5.1, titles=["Forward: each box adds up what arrives"])
    for edge in _edges(weight, z):
        _arrow(ax, edge.upper, edge.lower, colour=MUTED)
        _factor(ax, edge)
    words = [list(map(short, values)) for values in (x, z, a, [loss])]
    colours = [INPUT, OUTPUT, OUTPUT, INK]
    _boxes(ax, words, colours)
    for j, wanted in enumerate(target):
        side, gap = ("right", -0.06) if j == 0 else ("left", 0.06)
        place = (j + 0.5 + gap, 2 + HALF + 0.08)
        words_there: dict[str, Any] = {"size": SMALL, "va": "top", "ha": side}
        ax.text(*place, f"target {short(wanted)}", color=MUTED, **words_there)
    names = ["input x", "convolution z", "ReLU a", "loss"]
    _name_rows(ax, names, colours, len(x))
    return fig.described(
        f"A graph, read from top to bottom. Input {listed(x)}. Each sum takes two "
        f"neighbours, the left one times {short(weight[0])} and the right one times "
        f"{short(weight[1])}: {listed(z)}. After ReLU {listed(a)}, where the targets "
        f"are {listed(target)}. The loss is {short(loss)}."
    )


@styled
def backward_graph(
    weight: np.ndarray,
    z: np.ndarray,
    target: np.ndarray,
    *,
    d_a: np.ndarray,
    d_z: np.ndarray,
    d_x: np.ndarray,
) -> Plate:
    """Draw the same graph with the gradients of the loss that travel up its edges.

    Parameters
    ----------
    weight, z, target : ndarray
        As for :func:`forward_graph`.
    d_a, d_z, d_x : ndarray
        Gradients by the activations, the sums and the input.
    """
    title = "Backward: the same edges the other way, and again a sum where they meet"
    fig, ax = canvas(height=5.1, titles=[title])
    for edge in _edges(weight, z, target):
        _arrow(ax, edge.lower, edge.upper, colour=LOOK if edge.open else MUTED)
        _factor(ax, edge)
    met = _met(weight, d_z, d_x)
    top = [short(d_x[0]), *met, short(d_x[-1])]
    below = [list(map(short, values)) for values in (d_z, d_a, [1])]
    _boxes(ax, [top, *below], [LOOK] * 4)
    names = ["gradient by x", "by z", "by a", "by the loss"]
    _name_rows(ax, names, [LOOK] * 4, len(d_x))
    return fig.described(
        "The same graph, read from bottom to top: a gradient in each box. By the "
        f"loss itself 1; by the activations {listed(d_a)}; by the sums {listed(d_z)}, "
        f"for ReLU has closed {int((z <= 0).sum())} of its {len(z)} ways; by the input "
        f"{listed(d_x)}. Where two edges meet, what they bring is added: "
        f"{' and '.join(word.replace(chr(10), ' = ') for word in met)}."
    )


def _met(weight: np.ndarray, d_z: np.ndarray, d_x: np.ndarray) -> list[str]:
    """Write what the inner inputs get from their two edges, and the sum below it."""
    rows = zip(weight[1] * d_z[:-1], weight[0] * d_z[1:], d_x[1:-1], strict=True)
    return [
        f"{short(a)} {'+' if b >= 0 else '−'} {short(abs(b))}\n{short(total)}"
        for a, b, total in rows
    ]


def _edges(
    weight: np.ndarray, z: np.ndarray, target: np.ndarray | None = None
) -> list[_Edge]:
    """All edges from the top; given the target, those below have their slopes too."""
    edges, back = [], target is not None
    targets = np.zeros(len(z)) if target is None else target
    for j, (value, wanted) in enumerate(zip(z, targets, strict=True)):
        here = j + 0.5
        for k, w in enumerate(weight):
            edges.append(_Edge((j + k, 0), (here, 1), f"×{short(w)}", KERNEL))
        slope = f"×{int(value > 0)}" if back else ""
        edges.append(_Edge((here, 1), (here, 2), slope, INK, not back or value > 0))
        error = f"{short(max(value, 0))} − {factor(wanted)}" if back else ""
        edges.append(_Edge((here, 2), (len(z) / 2, 3), error, INK))
    return edges


def _arrow(ax: Axes, start: Point, end: Point, *, colour: str) -> None:
    """Draw an arrow that leaves and reaches the boxes at the edge that faces it."""
    way = 1 if end[1] > start[1] else -1
    shut = colour == MUTED and way < 0
    looks: dict[str, Any] = {"arrowstyle": "-|>", "color": colour, "lw": 1.6}
    looks |= {"shrinkA": 0, "shrinkB": 1, "linestyle": (0, (2, 2)) if shut else "-"}
    tail, head = (start[0], start[1] + way * HALF), (end[0], end[1] - way * HALF)
    ax.annotate("", head, tail, arrowprops=looks, zorder=1)


def _factor(ax: Axes, edge: _Edge) -> None:
    x, y = np.mean([edge.upper, edge.lower], axis=0)
    looks: dict[str, Any] = {"ha": "center", "va": "center", "size": SMALL}
    box = {"facecolor": PAPER, "edgecolor": "none", "pad": 1.5}
    if edge.factor:
        ax.text(x, y, edge.factor, color=edge.colour, bbox=box, zorder=2, **looks)


def _boxes(ax: Axes, rows: Sequence[Sequence[str]], colours: Sequence[str]) -> None:
    """Draw the nodes, and write into each what it holds."""
    outputs = len(rows[1])
    for y, (words, colour) in enumerate(zip(rows, colours, strict=True)):
        shift = {0: 0.0, 3: outputs / 2}.get(y, 0.5)
        for i, text in enumerate(words):
            wide = 0.725 if "\n" in text else 0.5
            corner = (i + shift - wide / 2, y - HALF)
            shape = FancyBboxPatch(corner, wide, 2 * HALF)
            shape.set(boxstyle="round,pad=0,rounding_size=0.06")
            shape.set(facecolor=PAPER, edgecolor=colour, linewidth=1.8, zorder=3)
            ax.add_patch(shape)
            _write(ax, (i + shift, y), text, colour)


def _write(ax: Axes, place: Point, text: str, colour: str) -> None:
    """Write one value, or a sum in small above its value."""
    looks: dict[str, Any] = {"ha": "center", "color": colour, "zorder": 4}
    *above, value = text.split("\n")
    for words in above:
        ax.text(*place, words, va="bottom", size=SMALL, **looks)
    va = "top" if above else "center"
    ax.text(*place, value, va=va, weight=600, **looks)


def _name_rows(
    ax: Axes, names: Sequence[str], colours: Sequence[str], inputs: int
) -> None:
    for y, (name, colour) in enumerate(zip(names, colours, strict=True)):
        ax.text(-0.55, y, name, color=colour, ha="right", va="center")
    ax.set(xlim=(-1.75, inputs - 0.7), ylim=(3.3, -0.3))
    ax.set_axis_off()
