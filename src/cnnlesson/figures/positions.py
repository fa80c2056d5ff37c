"""Figures of where a kernel stands: stride, padding and dilation, drawn to count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.patches import Rectangle

from cnnlesson.figures._style import (
    GRID,
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

__all__ = ["Placing", "grid", "tape"]


@dataclass(frozen=True, kw_only=True)
class Placing:
    """How a kernel is placed along an axis, in pixels, and how often it fits."""

    size: int
    kernel_size: int
    stride: int
    padding: int
    dilation: int
    count: int

    def taps(self, position: int) -> list[int]:
        """Return the padded pixels under the taps at one `position`."""
        start = position * self.stride
        return [start + self.dilation * tap for tap in range(self.kernel_size)]

    @property
    def padded(self) -> int:
        """Pixels of the axis with its padding."""
        return self.size + 2 * self.padding

    @property
    def unseen(self) -> list[int]:
        """Padded pixels beyond the last tap of the last position."""
        return list(range(self.taps(self.count - 1)[-1] + 1, self.padded))


@styled
def tape(placing: Placing) -> Plate:
    """Draw an axis as a tape of pixels, and each position of the kernel below it."""
    fig, ax = canvas(height=0.42 * placing.count + 1.35)
    _tape(ax, placing, 0)
    for position in range(placing.count):
        row, taps = 1.45 + position, placing.taps(position)
        ax.plot([taps[0] + 0.5, taps[-1] + 0.5], [row + 0.5] * 2, color=KERNEL, lw=2)
        _squares(ax, [(row, tap) for tap in taps], KERNEL, PAPER, width=1.5)
        words = f"position {position}"
        ax.text(placing.padded + 0.5, row + 0.5, words, va="center", size=SMALL)
    for column in placing.unseen:
        ax.plot(column + 0.5, 0.5, "x", color=LOOK, ms=11, mew=2.5)
    if placing.unseen:
        place = (placing.padded + 0.5, 0.5)
        ax.text(*place, "not reached", va="center", size=SMALL, color=LOOK)
    ax.set(xlim=(-0.1, placing.padded + 3.6), ylim=(placing.count + 1.6, -0.1))
    ax.set(aspect="equal")
    ax.set_axis_off()
    return fig.described(
        f"A tape of {placing.size} pixels with {placing.padding} of padding at each "
        f"end. Below it the {placing.count} positions of a kernel of "
        f"{placing.kernel_size} taps, dilation {placing.dilation}, moved by "
        f"{placing.stride}. {len(placing.unseen)} squares at the end are beyond the "
        "last tap."
    )


def _tape(ax: Axes, placing: Placing, row: float) -> None:
    inside = range(placing.padding, placing.padding + placing.size)
    outside = [c for c in range(placing.padded) if c not in inside]
    _squares(ax, [(row, c) for c in outside], GRID, MUTED, hatch="////")
    _squares(ax, [(row, c) for c in inside], "none", INPUT)
    for number, column in enumerate(inside):
        where = (column + 0.5, row + 0.5)
        ax.text(*where, str(number), ha="center", va="center", size=SMALL, color=INPUT)


def _squares(
    ax: Axes,
    corners: Sequence[tuple[float, float]],
    face: str,
    edge: str,
    *,
    hatch: str | None = None,
    width: float = 0.8,
) -> None:
    squares = [Rectangle((column, row), 1, 1) for row, column in corners]
    drawn = PatchCollection(squares, facecolor=face, edgecolor=edge, linewidth=width)
    if hatch is not None:
        drawn.set_hatch(hatch)
    ax.add_collection(drawn)


@styled
def grid(placings: Mapping[str, Sequence[Placing]], columns: Sequence[str]) -> Plate:
    """Draw one panel for each placing of a square kernel on a square image.

    In each panel the first window's taps are filled, a dot marks the middle of every
    position, and crosses mark what no window reaches at the end.

    Parameters
    ----------
    placings : mapping of str to sequence of Placing
        A row of at most three panels for each name.
    columns : sequence of str
        One name a column.
    """
    shape, height = (len(placings), len(columns)), 2.42 * len(placings) + 0.3
    fig, axes = canvas(*shape, height=height, squeeze=False)
    most = max(p.padded for row in placings.values() for p in row)
    for row, (name, panels) in enumerate(placings.items()):
        axes[row, 0].set_ylabel(name)
        for ax, placing in zip(axes[row], panels, strict=True):
            _panel(ax, placing, most)
    for ax, name in zip(axes[0], columns, strict=True):
        ax.text(0.5, 1.02, name, transform=ax.transAxes, ha="center", va="bottom")
    return fig.described(
        "Panels of a small image with its padding, the first window of the kernel "
        "filled, and a dot at the middle of every position. "
        + " ".join(
            f"{name}: "
            + ", ".join(
                f"{p.count} by {p.count} positions with {column}"
                for p, column in zip(panels, columns, strict=True)
            )
            + "."
            for name, panels in placings.items()
        )
    )


def _panel(ax: Axes, placing: Placing, most: int) -> None:
    inside = range(placing.padding, placing.padding + placing.size)
    cells = list(np.ndindex(placing.padded, placing.padded))
    around = [cell for cell in cells if not all(c in inside for c in cell)]
    _squares(ax, around, GRID, MUTED, width=0.3)
    _squares(ax, [c for c in cells if c not in around], "none", INPUT, width=0.6)
    first = placing.taps(0)
    _squares(ax, [(r, c) for r in first for c in first], KERNEL, INK, width=0.6)
    middles = [
        (taps[0] + taps[-1] + 1) / 2 for taps in map(placing.taps, range(placing.count))
    ]
    x, y = np.meshgrid(middles, middles)
    ax.plot(x.ravel(), y.ravel(), "o", color=OUTPUT, ms=5.5, mec=PAPER, mew=0.8)
    lost = [(r, c) for r, c in cells if {r, c} & set(placing.unseen)]
    if lost:
        rows, across = np.array(lost).T + 0.5
        ax.plot(across, rows, "x", color=LOOK, ms=5, mew=1.4)
    shift = (most - placing.padded) / 2
    ax.set(xlim=(-shift, most - shift), ylim=(most - shift + 1.9, -shift))
    ax.set(xticks=[], yticks=[], aspect="equal")
    ax.spines[:].set_visible(False)
    middle, below = placing.padded / 2, placing.padded + 0.2
    words = f"{placing.count} × {placing.count}"
    ax.text(middle, below, words, ha="center", va="top", color=OUTPUT, weight=600)
