"""Networks: with a digit on its way through, and to scale from their shapes."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import Polygon, Rectangle

from cnnlesson.figures._draw import GREY, picture
from cnnlesson.figures._style import (
    GRID,
    INK,
    INPUT,
    KERNEL,
    MUTED,
    OUTPUT,
    PAPER,
    SMALL,
    Plate,
    canvas,
    styled,
)

__all__ = ["drawn_to_scale", "signal_path"]

ACROSS = 130.0  # the width of a drawn network; a pixel of a map is SCALE of it
SCALE, LIFT, ROWS = 0.8, 5.0, 16  # LIFT: of the last of a stack; ROWS: of dots


@styled
def drawn_to_scale(
    image: np.ndarray,
    networks: Mapping[str, Sequence[tuple[tuple[int, ...], int]]],
) -> Plate:
    """Draw networks by what stands between their layers, one below the other.

    Parameters
    ----------
    image : ndarray, shape (H, W)
        What both are shown; grey levels in [0, 1].
    networks : mapping of str to sequence of (shape, parameters)
        From the input up: the shape of what a layer gives, (C, H, W) or (features,),
        and how many parameters the layer has. Maps are drawn to one scale, four of
        them at most; the numbers of a vector are dots.
    """
    fig, axes = canvas(len(networks), 1, height=2.55 * len(networks))
    said = []
    for ax, (name, stages) in zip(np.ravel(axes), networks.items(), strict=True):
        ax.set_title(f"{name}: {sum(p for _, p in stages):,} parameters")
        _draw_network(ax, image, stages)
        sizes = [" x ".join(map(str, shape)) for shape, _ in stages]
        counts = ", ".join(f"{p:,}" for _, p in stages if p)
        said.append(f"{name}: {', then '.join(sizes)}; parameters {counts}.")
    return fig.described(
        "Networks from left to right, their maps as stacks of squares to one scale "
        f"and their vectors as columns of dots. {' '.join(said)}"
    )


def _draw_network(
    ax: Axes, image: np.ndarray, stages: Sequence[tuple[tuple[int, ...], int]]
) -> None:
    widths = [_width(shape) for shape, _ in stages]
    gap = (ACROSS - sum(widths)) / (len(stages) - 1)
    left = 0.0
    for place, ((shape, parameters), width) in enumerate(
        zip(stages, widths, strict=True)
    ):
        colour = OUTPUT if place else INPUT
        (_maps if len(shape) == 3 else _dots)(ax, left, shape, colour)
        words = " × ".join(map(str, shape))
        look: dict[str, Any] = {"color": colour, "size": SMALL, "ha": "center"}
        ax.text(left + width / 2, -14, words, va="top", **look)
        if place:
            before = stages[place - 1][0]
            _beam(ax, left - gap, left, before, shape, pooled=not parameters)
        if parameters:
            place_of_words = (left - gap / 2, 18.5)
            ax.text(
                *place_of_words,
                f"{parameters:,}",
                color=KERNEL,
                size=SMALL,
                ha="center",
            )
        left += width + gap
    half = SCALE * image.shape[0] / 2
    extent = (0, SCALE * image.shape[1], -half, half)
    ax.imshow(image, cmap="gray", vmin=0, vmax=1, extent=extent, zorder=2.5)
    ax.set(xlim=(-1, ACROSS + 1), ylim=(-20, 21.5))
    ax.axis("off")


def _width(shape: tuple[int, ...]) -> float:
    if len(shape) == 1:
        return 1.7 * -(-shape[0] // ROWS)
    return SCALE * shape[2] + (LIFT if shape[0] > 1 else 0)


def _maps(ax: Axes, left: float, shape: tuple[int, ...], colour: str) -> None:
    channels, height, width = shape
    lifts = np.linspace(0, LIFT, min(channels, 4)) if channels > 1 else [0.0]
    for lift in lifts[::-1]:
        corner = (left + lift, -SCALE * height / 2 + lift)
        look: dict[str, Any] = {"facecolor": PAPER, "edgecolor": colour, "zorder": 2}
        ax.add_patch(Rectangle(corner, SCALE * width, SCALE * height, **look))


def _dots(ax: Axes, left: float, shape: tuple[int, ...], colour: str) -> None:
    across, down = np.divmod(np.arange(shape[0]), ROWS)
    top = 0.8 * min(shape[0], ROWS)
    places = left + 0.85 + 1.7 * across, top - 0.8 - 1.6 * down
    ax.scatter(*places, s=9, color=colour, zorder=2)


def _beam(
    ax: Axes,
    start: float,
    end: float,
    before: tuple[int, ...],
    after: tuple[int, ...],
    *,
    pooled: bool,
) -> None:
    """Shade what one value of the next stage sees: a window, or everything."""
    if len(after) == 3:
        window = SCALE * (2 if pooled else 3)
        back = SCALE * before[2] / 2 + (LIFT if before[0] > 1 else 0)
        corner = (start - back, -window / 2)
        look: dict[str, Any] = {"facecolor": KERNEL, "lw": 0, "alpha": 0.6, "zorder": 3}
        ax.add_patch(Rectangle(corner, window, window, **look))
        tip = (end + SCALE * after[2] / 2, 0)
        low, high = (corner[0] + window, -window / 2), (corner[0] + window, window / 2)
        ax.add_patch(Polygon([low, tip, high], **look))
        return
    reach = SCALE * before[1] / 2 if len(before) == 3 else 0.8 * min(before[0], ROWS)
    half = 0.8 * min(after[0], ROWS)
    corners = [(start, -reach), (end, -half), (end, half), (start, reach)]
    ax.add_patch(Polygon(corners, facecolor=GRID, alpha=0.7, lw=0, zorder=0))


@styled
def signal_path(
    image: np.ndarray,
    hidden: np.ndarray,
    probabilities: np.ndarray,
    weight: np.ndarray,
) -> Plate:
    """Draw a network of two dense layers while one image passes through it.

    Parameters
    ----------
    image : ndarray, shape (H, W)
        Grey levels in [0, 1].
    hidden : ndarray, shape (neurons,)
        Activations, at least 0; the largest is drawn white.
    probabilities : ndarray, shape (classes,)
        Drawn from black for 0 to white for 1. The largest is set in bold.
    weight : ndarray, shape (classes, neurons)
        Of the second layer. Lines are full where it is above zero, dotted where it
        is not, and the wider the larger it is.
    """
    fig, ax = canvas(height=3.9)
    height, width = image.shape
    picture(ax, image).set_extent((0, width, height, 0))
    bottom = 1.35 * height  # the columns reach beyond the image, above and below
    near = _column(len(hidden), 1.75 * width, height - bottom, bottom)
    far = _column(len(probabilities), 2.75 * width, height - bottom, bottom)
    fan = [(width, 0), (width, height), near[len(near) // 2]]
    ax.add_patch(Polygon(fan, facecolor=KERNEL, alpha=0.3, edgecolor="none"))
    lines = [(start, end) for start in near for end in far]
    above = weight.T.reshape(-1) > 0  # in the order of the lines
    widths = 1.6 * np.abs(weight.T).reshape(-1) / np.abs(weight).max()
    looks: dict[str, Any] = {"linewidths": widths, "zorder": 0}
    looks["colors"] = [KERNEL if sign else INPUT for sign in above]
    looks["linestyles"] = ["-" if sign else ":" for sign in above]
    ax.add_collection(LineCollection(lines, **looks))
    _neurons(ax, near, hidden / max(hidden.max(), 1e-9))
    _neurons(ax, far, probabilities)
    best = int(probabilities.argmax())
    for digit, (x, y) in enumerate(far):
        words = f"{digit}: {probabilities[digit]:.2f}"
        label = ax.text(x + 2.2, y, words, va="center", size=SMALL)
        label.set(color=OUTPUT if digit == best else INK)
        label.set(weight=600 if digit == best else 400)
    sizes = [f"{image.size} pixels", f"{len(hidden)} neurons", f"{len(far)} neurons"]
    for x, words in zip((width / 2, near[0, 0], far[0, 0]), sizes, strict=True):
        ax.text(x, bottom + 0.8, words, ha="center", va="top", size=SMALL)
    ax.set(xlim=(-0.3, 3.25 * width), xticks=[], yticks=[])
    ax.set_ylim(bottom + 4, height - bottom)
    return fig.described(
        f"A digit of {image.size} pixels, a column of {len(hidden)} neurons and a "
        f"column of {len(far)}. A wedge runs from all pixels to one of the first "
        f"neurons; lines join all neurons of the two columns, {above.sum()} of "
        f"{above.size} for weights above zero. "
        f"{int((hidden > 0).sum())} of the {len(hidden)} neurons are above zero. The "
        f"largest probability is "
        f"{probabilities[best]:.2f}, for the {best}."
    )


def _column(count: int, x: float, top: float, bottom: float) -> np.ndarray:
    """Return centres (count, 2) of neurons one below the other."""
    y = top + (np.arange(count) + 0.5) * (bottom - top) / count
    return np.column_stack([np.full(count, x), y])


def _neurons(ax: Axes, centres: np.ndarray, shades: np.ndarray) -> None:
    looks: dict[str, Any] = {"cmap": GREY, "vmin": 0, "vmax": 1, "edgecolor": MUTED}
    ax.scatter(
        centres[:, 0], centres[:, 1], c=shades, s=150, linewidth=1.2, zorder=3, **looks
    )
