"""Figures of *Backpropagation through a CNN*: gradients as grids of pixels."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from cnnlesson.figures._draw import outline, pixels, readable_on
from cnnlesson.figures._numbers import listed, short
from cnnlesson.figures._style import (
    INPUT,
    LOOK,
    OUTPUT,
    PAPER,
    SMALL,
    Plate,
    canvas,
    styled,
)

__all__ = ["full_convolution", "passed_on"]

STYLES = (("-", LOOK), ("--", INPUT), (":", "#000000"))  # pixels are light in any theme


@styled
def full_convolution(
    framed: np.ndarray,
    turned: np.ndarray,
    d_x: np.ndarray,
    *,
    stride: int = 1,
    corners: Sequence[tuple[int, int]] = (),
) -> Plate:
    """Show a gradient framed by zeros, the kernel turned, and the input's gradient.

    Parameters
    ----------
    framed : ndarray, shape (H + K - 1, W + L - 1)
        ``K - 1`` and ``L - 1`` zeros at each side, `stride` - 1 between neighbours.
    turned : ndarray, shape (K, L)
    d_x : ndarray, shape (H, W)
    corners : sequence of at most three (row, column)
        Windows of `framed` to outline, each with its pixel of `d_x`.
    """
    panels = {"gradient by output, framed": framed, "kernel, turned": turned}
    panels |= {"gradient by input": d_x}
    ratios = [array.shape[1] for array in panels.values()]
    grid = {"width_ratios": ratios, "wspace": 0.06}
    height = 0.6 + 6.2 * len(framed) / sum(ratios)
    fig, axes = canvas(1, 3, height=height, titles=list(panels), gridspec_kw=grid)
    limit = max(float(np.abs(array).max()) for array in panels.values())
    for ax, array in zip(axes, panels.values(), strict=True):
        drawn = pixels(ax, array, limits=(-limit, limit), signed=True)
        for place, value in np.ndenumerate(array):
            given = (np.array(place) - np.array(turned.shape) + 1) % stride == 0
            inside = _inside(place, framed.shape, turned.shape) and given.all()
            if ax is not axes[0] or inside:
                _number(ax, place, value, drawn.to_rgba(value))
            if ax is axes[0] and inside:
                _mark(ax, place, OUTPUT)
    for corner, (style, colour) in zip(corners, STYLES, strict=False):
        outline(axes[0], corner, turned.shape, colour=colour, style=style)
        outline(axes[2], corner, (1, 1), colour=colour, style=style)
    return fig.described(
        f"Left, {listed(framed[framed != 0])}, the gradient by the output, row by row, "
        f"in a frame of zeros of {framed.shape[0]} by {framed.shape[1]}. Middle, the "
        f"kernel turned by half a turn, {listed(turned.ravel())}. Right, the gradient "
        f"by the input, {d_x.shape[0]} by {d_x.shape[1]}. "
        + " ".join(f"The window at {c} gives {short(d_x[c])}." for c in corners)
    )


def _inside(place: Sequence[int], size: Sequence[int], kernel: Sequence[int]) -> bool:
    """Return whether `place` lies within the frame of zeros."""
    ends = zip(place, size, kernel, strict=True)
    return all(k - 1 <= at <= n - k for at, n, k in ends)


def _number(ax: Axes, place: tuple[int, ...], value: float, shade: np.ndarray) -> None:
    looks: dict[str, Any] = {"ha": "center", "va": "center", "size": SMALL}
    ax.text(
        place[1] + 0.5, place[0] + 0.5, short(value), color=readable_on(shade), **looks
    )


def _mark(ax: Axes, place: Sequence[int] | np.ndarray, colour: str) -> None:
    """Draw a thin frame just inside of one pixel, on paper, so that it shows on any."""
    corner = place[1] + 0.08, place[0] + 0.08
    for edge, width in ((PAPER, 4.0), (colour, 2.0)):
        frame = Rectangle(corner, 0.84, 0.84, fill=False, edgecolor=edge, lw=width)
        ax.add_patch(frame)


@styled
def passed_on(
    columns: Mapping[str, tuple[np.ndarray, np.ndarray, np.ndarray]],
) -> Plate:
    """Show what some layers get, which gradient comes back to them, and who gets it.

    Parameters
    ----------
    columns : mapping of str to three ndarray
        For at most three layers: the input (H, W), the gradient by the output, and the
        gradient by the input (H, W). Pixels that get something are framed.
    """
    count = len(columns)
    titles = [*columns, *[""] * (2 * count)]
    fig, axes = canvas(3, count, height=7.1, titles=titles)
    inputs, *gradients = zip(*columns.values(), strict=True)
    tops = [max(float(np.abs(a).max()) for a in row) for row in (inputs, *gradients)]
    limits = tops[0], max(tops[1:]), max(tops[1:])
    said = []
    for panels, (name, arrays) in zip(axes.T, columns.items(), strict=True):
        for ax, array, top in zip(panels, arrays, limits, strict=True):
            pixels(ax, array + 0.0, limits=(-top, top), signed=True, numbers=".0f")
        for place in np.argwhere(arrays[2]):
            _mark(panels[0], place, LOOK)
            _mark(panels[2], place, LOOK)
        given = np.count_nonzero(arrays[2])
        said.append(f"{name}: {given} of {arrays[2].size} pixels get some of it.")
    names = ["goes in", "gradient comes back", "gradient goes on"]
    for ax, words in zip(axes[:, 0], names, strict=True):
        ax.set_ylabel(words)
    return fig.described(
        "One column a layer: above what goes in, in the middle the gradient by what "
        f"came out, below the gradient by what went in. {' '.join(said)}"
    )
