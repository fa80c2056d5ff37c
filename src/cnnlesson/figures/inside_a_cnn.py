"""Figures of the inside of a CNN: its kernels, its maps, and a digit of one's own."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.image import AxesImage
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from cnnlesson.figures._draw import picture
from cnnlesson.figures._numbers import MINUS
from cnnlesson.figures._style import (
    INPUT,
    MUTED,
    OUTPUT,
    SMALL,
    Plate,
    canvas,
    styled,
)

__all__ = ["kernels_before_and_after", "maps_by_layer", "own_digit", "sheet"]


def sheet(images: np.ndarray, columns: int) -> np.ndarray:
    """Lay images (N, H, W) out in rows, one pixel apart; where there is none is 0."""
    count, height, width = images.shape
    rows = -(-count // columns)
    whole = np.zeros((rows * (height + 1) - 1, columns * (width + 1) - 1))
    for place, image in enumerate(images):
        row, column = divmod(place, columns)
        top, left = row * (height + 1), column * (width + 1)
        whole[top : top + height, left : left + width] = image
    return whole


def _framed(
    ax: Axes, images: np.ndarray, columns: int, limit: float, *, signed: bool = False
) -> AxesImage:
    """Draw images as a sheet, each in a frame, with the paper between them."""
    limits = (-limit if signed else 0, limit)
    drawn = picture(ax, sheet(images, columns), limits=limits, signed=signed)
    size = np.array([images.shape[2], images.shape[1]])
    places = [divmod(place, columns)[::-1] for place in range(len(images))]
    corners = [np.array(place) * (size + 1) - 0.5 for place in places]
    square = Path.unit_rectangle()
    tiles = [Path(square.vertices * size + at, square.codes) for at in corners]
    frames = PathPatch(Path.make_compound_path(*tiles), fill=False, edgecolor=MUTED)
    frames.set(linewidth=0.5, clip_on=False)
    ax.add_patch(frames)
    drawn.set_clip_path(frames)
    return drawn


@styled
def kernels_before_and_after(before: np.ndarray, after: np.ndarray) -> Plate:
    """Show kernels as they began above what training made of them.

    Parameters
    ----------
    before, after : ndarray, shape (N, K, K)
        All on one scale, eight in a row.
    """
    count, size, _ = after.shape
    limit = float(np.abs([before, after]).max())
    rows = -(-count // 8)
    titles = ["before training", "after training"]
    fig, axes = canvas(2, 1, height=2 * (0.85 * rows + 0.4) + 0.7, titles=titles)
    for ax, kernels in zip(axes, (before, after), strict=True):
        drawn = _framed(ax, kernels, 8, limit, signed=True)
    bar = fig.colorbar(drawn, ax=axes, orientation="horizontal", aspect=40, shrink=0.6)
    bar.set_ticks(
        [-limit, 0, limit], labels=[f"{MINUS}{limit:.1f}", "0", f"{limit:.1f}"]
    )
    bar.set_label("weight")
    bar.outline.set_visible(False)
    moved = np.linalg.norm(after - before) / np.linalg.norm(before)
    return fig.described(
        f"{count} kernels of {size} by {size} weights before training, and the same "
        f"after it, on one scale up to {limit:.1f}. Together they changed by "
        f"{100 * moved:.0f} % of their size; most are still recognisable."
    )


@styled
def maps_by_layer(
    digits: Sequence[np.ndarray], layers: Mapping[str, Sequence[np.ndarray]]
) -> Plate:
    """Show digits, a column each, and below them the maps of layer after layer.

    Parameters
    ----------
    digits : sequence of ndarray, shape (H, W)
        At most three.
    layers : mapping of str to sequence of ndarray
        For each layer, and each digit, its first maps (C, h, w), drawn as a sheet four
        in a row from 0 (black) to the layer's largest value (white), or its scores
        (K,), drawn as bars.
    """
    columns, rows = len(digits), len(layers) + 1
    heights = [1.0, *(_height(values[0]) for values in layers.values())]
    ratios = {"height_ratios": heights}
    titles = ["the input", *[""] * (columns - 1)]
    for name in layers:
        titles += [name, *[""] * (columns - 1)]
    fig, axes = canvas(
        rows, columns, height=1.6 * sum(heights) + 0.34 * rows, titles=titles,
        gridspec_kw=ratios,
    )  # fmt: skip
    for ax, digit in zip(axes[0], digits, strict=True):
        picture(ax, digit).axes.set_anchor("W")
    said = []
    for panels, (name, values) in zip(axes[1:], layers.items(), strict=True):
        drawing = _score_bars if np.ndim(values[0]) == 1 else _maps
        limits = float(np.min(list(values))), float(np.max(list(values)))
        for ax, value in zip(panels, values, strict=True):
            drawing(ax, np.asarray(value), limits)
        said.append(f"{name}: {_told_layer(values)}.")
    return fig.described(
        f"{columns} digits, and below each what the layers make of it. {' '.join(said)}"
    )


def _height(value: np.ndarray) -> float:
    """Height of a panel, in heights of a digit."""
    if np.ndim(value) == 1:
        return 0.75
    return 0.34 * -(-len(value) // 4)


def _maps(ax: Axes, value: np.ndarray, limits: tuple[float, float]) -> None:
    _framed(ax, value, 4, limits[1]).axes.set_anchor("W")


def _score_bars(ax: Axes, value: np.ndarray, limits: tuple[float, float]) -> None:
    best = int(value.argmax())
    colours = [OUTPUT if k == best else MUTED for k in range(len(value))]
    ax.bar(range(len(value)), value, color=colours, width=0.75)
    ax.axhline(0, color=MUTED, lw=1)
    ax.set(xticks=[0, 3, 6, 9], yticks=[])
    ax.set_ylim(min(1.05 * limits[0], 0), 1.5 * limits[1])  # room for the number
    ax.tick_params(axis="x", length=0)
    ax.spines[["left", "bottom"]].set_visible(False)
    note = ax.annotate(
        f"{best}", (best, value[best]), (0, 2), textcoords="offset points"
    )
    note.set(color=OUTPUT, ha="center", weight=600)


def _told_layer(values: Sequence[np.ndarray]) -> str:
    if np.ndim(values[0]) == 1:
        return "the largest scores are those of " + ", ".join(
            str(int(np.argmax(value))) for value in values
        )
    count, height, width = np.shape(values[0])
    empty = [100 * float(np.mean(np.asarray(value) <= 0)) for value in values]
    shares = ", ".join(f"{share:.0f} %" for share in empty)
    return f"{count} maps of {height} by {width}, black in {shares} of their pixels"


@styled
def own_digit(
    photograph: np.ndarray, prepared: np.ndarray, probabilities: np.ndarray
) -> Plate:
    """Show a picture, what the network is shown of it, and what it answers.

    Parameters
    ----------
    photograph : ndarray, shape (H, W)
        Grey levels in [0, 1].
    prepared : ndarray, shape (h, w)
        The same digit as the network gets it, in [0, 1].
    probabilities : ndarray, shape (10,)
    """
    titles = ["the picture", "prepared", "the answer"]
    ratios = {"width_ratios": [1, 1, 1.15]}
    fig, axes = canvas(1, 3, height=2.75, titles=titles, gridspec_kw=ratios)
    picture(axes[0], photograph)
    picture(axes[1], prepared)
    for ax, image in zip(axes, (photograph, prepared), strict=False):
        ax.set_xlabel(" × ".join(map(str, image.shape)))
    best, ax = int(probabilities.argmax()), axes[2]
    colours = [OUTPUT if digit == best else INPUT for digit in range(10)]
    ax.barh(range(10), probabilities, color=colours, height=0.7)
    words: dict[str, Any] = {"va": "center", "size": SMALL, "color": OUTPUT}
    ax.text(0.5, best - 0.9 if best else 1.0, f"{probabilities[best]:.3f}", **words)
    ax.set(yticks=range(10), xticks=[0, 1], xlim=(0, 1.02), ylim=(9.6, -0.6))
    ax.set_xlabel("probability")
    ax.tick_params(axis="y", length=0)
    return fig.described(
        f"A picture, {photograph.shape[0]} by {photograph.shape[1]} pixels; its digit "
        f"as {prepared.shape[0]} by {prepared.shape[1]} pixels, white on black; "
        f"and ten probabilities, the largest {probabilities[best]:.3f} for the {best}."
    )
