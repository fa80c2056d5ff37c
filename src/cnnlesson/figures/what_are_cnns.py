"""Figures of the chapter *What are CNNs?*."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from cnnlesson.figures._draw import bars, decades, pixels
from cnnlesson.figures._style import (
    GRID,
    INK,
    INPUT,
    KERNEL,
    LOOK,
    MUTED,
    OUTPUT,
    SMALL,
    Plate,
    canvas,
    styled,
)

__all__ = [
    "accuracy_against_shift",
    "connections",
    "flat_and_shuffled",
    "likeness_by_distance",
    "memory_bars",
    "parameter_bars",
]

MIB = 2**20
LOOK_OF = {
    "dense": (INPUT, "-", "o"),
    "CNN, flatten": (KERNEL, "--", "s"),
    "CNN, global max": (OUTPUT, "-.", "D"),
}


@styled
def parameter_bars(names: Sequence[str], parameters: Sequence[int]) -> Plate:
    """Compare parameter counts, weights and biases together, on a log axis.

    Parameters
    ----------
    names : sequence of str
        One a layer, from the top.
    parameters : sequence of int
    """
    fig, ax = canvas(height=2.7)
    bars(ax, names, parameters)
    ax.set(xscale="log", xlabel="parameters of the layer, weights and biases")
    ax.set_xlim(min(parameters) / 3, max(parameters) * 40)
    decades(ax.xaxis)
    listed = "; ".join(f"{n}: {p:,}" for n, p in zip(names, parameters, strict=True))
    return fig.described(
        f"Horizontal bars on a logarithmic axis: the parameters of one dense layer. "
        f"{listed}. The longest stands for {max(parameters) / min(parameters):,.0f} "
        "times as many as the shortest."
    )


@styled
def memory_bars(
    names: Sequence[str], needs: Mapping[str, Sequence[int]], *, room: int
) -> Plate:
    """Compare the bytes that layers need in several uses, on a log axis in MiB.

    Parameters
    ----------
    names : sequence of str
        One a layer, from the top.
    needs : mapping of str to sequence of int
        For each use, such as ``"training with Adam"``, bytes a layer. At most three.
    room : int
        GiB of a graphics card, marked with a line.
    """
    fig, ax = canvas(height=3.9)
    rows = np.arange(len(names))
    sizes = np.array(list(needs.values())) / MIB
    ax.hlines(rows, sizes.min(axis=0), sizes.max(axis=0), color=GRID, lw=3, zorder=1)
    looks = [(INPUT, "o", "right", (-10, 0)), (KERNEL, "s", "center", (0, 14))]
    looks.append((LOOK, "D", "left", (10, 0)))
    for (use, needed), look in zip(needs.items(), looks, strict=False):
        colour, marker, side, offset = look
        mib = np.asarray(needed) / MIB
        ax.plot(mib, rows, marker, color=colour, ms=8)
        label = ax.annotate(use, (mib[0], 0), offset, textcoords="offset points")
        label.set(color=colour, ha=side, va="center")
    ax.axvline(1024 * room, color=INK, lw=1, ls=":")
    ax.text(850 * room, 0.3, f"{room} GiB", ha="right", va="center", size=SMALL)
    ax.set_yticks(rows, names)
    ax.set(xscale="log", xlabel="memory of the layer, MiB (of 1,048,576 bytes)")
    ax.set_xlim(sizes.min() / 12, sizes.max() * 3)
    decades(ax.xaxis)
    ax.set_ylim(len(names) - 0.5, -0.8)
    ax.grid(axis="x")
    ax.tick_params(axis="y", length=0)
    return fig.described(
        "One dot a use and image size on a logarithmic axis. "
        + " ".join(
            f"{use}: {needed[0] / MIB:,.1f} MiB for {names[0]} up to "
            f"{needed[-1] / MIB:,.0f} MiB for {names[-1]}."
            for use, needed in needs.items()
        )
        + f" A dotted line marks {room} GiB."
    )


@styled
def flat_and_shuffled(image: np.ndarray, order: np.ndarray) -> Plate:
    """Show an image, the same as one row of numbers, and the row in another order.

    Parameters
    ----------
    image : ndarray, shape (H, W)
        Grey levels in [0, 1].
    order : ndarray of int, shape (H * W,)
        The pixel that stands at each place after shuffling.
    """
    shuffled = image.reshape(-1)[order].reshape(image.shape)
    fig, axes = canvas(
        2,
        2,
        height=4.6,
        titles=["the image", "the same pixels, shuffled", "its rows, end to end", ""],
        gridspec_kw={"height_ratios": [5, 1]},
    )
    for column, drawn in enumerate([image, shuffled]):
        pixels(axes[0, column], drawn, ticks=range(image.shape[1]))
        _strip(axes[1, column], drawn.reshape(1, -1))
    axes[1, 1].set_title("shuffled, end to end")
    return fig.described(
        f"Left, a {image.shape[0]} by {image.shape[1]} image of a ring, and below it "
        f"its {image.size} values in one row. Right, the same values in another order: "
        "the ring is gone for the eye, and the row below looks no more and no less "
        "orderly than the first."
    )


def _strip(ax: Axes, row: np.ndarray) -> None:
    pixels(ax, row)
    ax.set_aspect("auto")


@styled
def connections(image: np.ndarray, neurons: int) -> Plate:
    """Draw all weights of one of `neurons` dense neurons on an `image` (H, W)."""
    height, width = image.shape
    fig, ax = canvas(height=2.6)
    pixels(ax, image)
    side = int(np.ceil(np.sqrt(neurons)))
    rows, columns = np.divmod(np.arange(neurons), side)
    scale = height / side
    x, y = 2.4 * width + (columns + 0.5) * scale, (rows + 0.5) * scale
    chosen = side * (side // 2)  # at the left edge of the block, so that lines are seen
    starts = [(c + 0.5, r + 0.5) for r, c in np.ndindex(image.shape)]
    lines = [(start, (x[chosen], y[chosen])) for start in starts]
    ax.add_collection(LineCollection(lines, colors=LOOK, linewidths=0.7))
    ax.scatter(x, y, s=26, facecolor=GRID, edgecolor=MUTED, linewidth=0.8, zorder=3)
    ax.scatter(x[chosen], y[chosen], s=60, color=LOOK, zorder=4)
    ax.set(xlim=(-0.2, 3.4 * width + 0.2), ylim=(height + 1.3, -0.2), yticks=[])
    words: dict[str, Any] = {"ha": "center", "va": "top", "size": SMALL}
    ax.text(width / 2, height + 0.3, f"{image.size} pixels", color=INK, **words)
    ax.text(1.75 * width, height + 0.3, f"{image.size} weights", color=LOOK, **words)
    ax.text(2.9 * width, height + 0.3, f"{neurons} neurons", color=INK, **words)
    return fig.described(
        f"A {height} by {width} image at the left, {neurons} neurons at the right. One "
        f"neuron is marked: {image.size} lines reach it, one from each pixel. Drawing "
        f"the lines of all neurons would take {image.size * neurons:,}."
    )


@styled
def likeness_by_distance(distances: np.ndarray, likeness: np.ndarray) -> Plate:
    """Plot the correlation of pixels against their distance.

    Parameters
    ----------
    distances : ndarray of int, shape (D,)
        In pixels.
    likeness : ndarray, shape (D,)
        Correlation coefficients.
    """
    fig, ax = canvas(height=3.0)
    ax.axhline(0, color=MUTED, lw=1)
    ax.text(distances[0], 0.02, "unrelated", color=MUTED, va="bottom", size=SMALL)
    ax.plot(distances, likeness, "o-", color=INPUT, ms=7)
    for distance in (0, 3):
        place = (distances[distance], likeness[distance])
        label = ax.annotate(
            f"{likeness[distance]:.2f}", place, (9, 3), textcoords="offset points"
        )
        label.set(color=INPUT, va="bottom")
    ax.set(xlabel="distance along the row, pixels", ylabel="correlation")
    ax.set(xticks=distances, ylim=(min(-0.1, likeness.min() - 0.05), 1))
    ax.grid(axis="y")
    return fig.described(
        f"Correlation of two pixels of a row against their distance: "
        f"{likeness[0]:.2f} for neighbours, {likeness[3]:.2f} at {distances[3]} "
        f"pixels, {likeness[-1]:.2f} at {distances[-1]}."
    )


@styled
def accuracy_against_shift(
    shifts: Sequence[int], accuracy: Mapping[str, np.ndarray]
) -> Plate:
    """Plot how the accuracy of networks falls as test images are moved.

    Parameters
    ----------
    shifts : sequence of int
        Columns by which the test images were moved, in pixels.
    accuracy : mapping of str to ndarray, shape (seeds, len(shifts))
        For each network, the share of test images named right. Those of ``LOOK_OF``
        look the same on every page; two others may stand beside them.
    """
    fig, ax = canvas(height=4.0)
    others = iter([(LOOK, ":", "^"), (OUTPUT, "-.", "D")])
    for name, runs in accuracy.items():
        colour, style, marker = LOOK_OF.get(name) or next(others)
        mean = runs.mean(axis=0)
        ax.fill_between(
            shifts, runs.min(axis=0), runs.max(axis=0), color=colour, alpha=0.2
        )
        ax.plot(shifts, mean, style, color=colour, marker=marker, ms=7)
        label = ax.annotate(
            name, (shifts[-1], mean[-1]), (10, 0), textcoords="offset points"
        )
        label.set(color=colour, va="center", annotation_clip=False)
    ax.hlines(0.1, shifts[0], shifts[-1], color=MUTED, lw=1, ls=":")
    ax.text(shifts[0], 0.085, "guessing", color=MUTED, va="top", size=SMALL)
    ax.set(xlabel="shift of the test images, pixels", ylabel="accuracy")
    ax.set(xticks=list(shifts), ylim=(0, 1.02), yticks=np.linspace(0, 1, 6))
    ax.set_xlim(shifts[0] - 0.2, shifts[-1] + 0.32 * (shifts[-1] - shifts[0]))
    ax.grid(axis="y")
    return fig.described(
        f"Accuracy against the shift of the test images from {shifts[0]} to "
        f"{shifts[-1]} pixels, mean of {len(next(iter(accuracy.values())))} seeds with "
        "the range between them. "
        + " ".join(
            f"{name}: {runs[:, 0].mean():.2f} without shift, "
            f"{runs[:, -1].mean():.2f} at {shifts[-1]} pixels."
            for name, runs in accuracy.items()
        )
    )
