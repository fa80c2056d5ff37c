"""Figures of *Put to the test*: errors by shift, and where networks are heavy."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

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

__all__ = ["accuracy_by_angle", "error_by_shift", "shares"]

LOOKS = ((LOOK, "-", "o"), (KERNEL, "--", "s"), (INPUT, "-.", "D"), (OUTPUT, ":", "^"))


@styled
def error_by_shift(
    shifts: Sequence[int], errors: Mapping[str, Sequence[float]]
) -> Plate:
    """Plot errors of equivariance against the shift of the input.

    Parameters
    ----------
    shifts : sequence of int
        In pixels.
    errors : mapping of str to sequence of float
        For each computation, relative errors at these shifts. At most four, drawn
        with their names at the right, the largest last error first.
    """
    fig, ax = _lines(shifts, errors)
    ax.set(xticks=list(shifts))
    ax.set(xlabel="shift of the image, pixels", ylabel="relative error")
    return fig.described(
        f"Relative error against shifts of {shifts[0]} to {shifts[-1]} pixels. "
        + " ".join(
            f"{name}: {min(values):.2f} to {max(values):.2f}, "
            f"{values[1]:.2f} at {shifts[1]} and {values[2]:.2f} at {shifts[2]}."
            for name, values in errors.items()
        )
    )


def _lines(
    x: Sequence[int], values: Mapping[str, Sequence[float]]
) -> tuple[Plate, Axes]:
    """Draw one line for each name, with the names at the right, apart."""
    fig, ax = canvas(height=3.6)
    last = sorted(values, key=lambda name: values[name][-1])
    top = 1.15 * max(map(max, values.values()))
    ends = _apart([values[name][-1] for name in last], top / 11)
    places = dict(zip(last, ends, strict=True))
    reach = x[-1] - x[0]
    for (name, drawn), (colour, line, marker) in zip(
        values.items(), LOOKS, strict=False
    ):
        ax.plot(x, drawn, line, color=colour, marker=marker, ms=7)
        place = (x[-1] + 0.04 * reach, places[name])
        ax.text(*place, name, color=colour, va="center")
    ax.set_xlim(x[0] - 0.02 * reach, x[-1] + 0.45 * reach)
    ax.set_ylim(-0.04 * top, top)
    ax.grid(axis="y")
    return fig, ax


@styled
def accuracy_by_angle(
    angles: Sequence[int], accuracy: Mapping[str, Sequence[float]], trained: int
) -> Plate:
    """Plot accuracies against the angle of the test images.

    Parameters
    ----------
    angles : sequence of int
        In degrees, from 0.
    accuracy : mapping of str to sequence of float
        For each network, the share of images named right. At most four.
    trained : int
        Largest angle that one of them was trained on; marked.
    """
    fig, ax = _lines(angles, accuracy)
    ax.axvspan(0, trained, color=GRID, alpha=0.5, lw=0)
    ax.text(
        trained / 2, 0.03, "angles trained on", ha="center", size=SMALL, color=MUTED
    )
    ax.set(xticks=list(angles)[::2], ylim=(0, 1.02))
    ax.set(xlabel="angle of the test images, degrees", ylabel="accuracy")
    return fig.described(
        f"Accuracy against angles from {angles[0]} to {angles[-1]} degrees; up to "
        f"{trained} degrees they are shaded. "
        + " ".join(
            f"{name}: {values[0]:.2f} upright, {min(values):.2f} at worst, "
            f"{values[-1]:.2f} at {angles[-1]}."
            for name, values in accuracy.items()
        )
    )


def _apart(heights: Sequence[float], gap: float) -> list[float]:
    """Raise what stands closer than `gap` above the one before; all sorted."""
    placed: list[float] = []
    for height in heights:
        placed.append(max(height, placed[-1] + gap) if placed else height)
    return placed


@styled
def shares(rows: Mapping[str, tuple[int, int]], names: tuple[str, str]) -> Plate:
    """Draw each row as one bar, split in two shares that are written into it.

    Parameters
    ----------
    rows : mapping of str to (int, int)
        Two counts for each row, from the top.
    names : (str, str)
        What the two counts are.
    """
    fig, ax = canvas(height=0.55 * len(rows) + 0.9)
    places = np.arange(len(rows))
    first = np.array([a / (a + b) for a, b in rows.values()])
    ax.barh(places, first, color=KERNEL, height=0.62)
    ax.barh(places, 1 - first, left=first, color=INPUT, height=0.62, hatch="///")
    for place, share in zip(places, first, strict=True):
        for at, part, colour in ((-0.012, share, KERNEL), (1.012, 1 - share, INPUT)):
            side = "right" if at < 0 else "left"
            words: dict[str, Any] = {
                "color": colour,
                "ha": side,
                "va": "center",
                "size": SMALL,
            }
            ax.text(at, float(place), f"{100 * part:.1f} %", **words)
    ax.set_yticks(places, rows)
    ax.tick_params(axis="y", length=0, pad=62, labelcolor=INK)
    ax.set(xlim=(0, 1.13), ylim=(len(rows) - 0.5, -1.0), xticks=[])
    ax.spines[:].set_visible(False)
    ax.text(0, -0.55, names[0], color=KERNEL, va="bottom")
    ax.text(1, -0.55, names[1], color=INPUT, va="bottom", ha="right")
    return fig.described(
        f"Bars split into {names[0]} and {names[1]}. "
        + " ".join(
            f"{name}: {a:,} and {b:,}, {100 * a / (a + b):.1f} % and "
            f"{100 * b / (a + b):.1f} %."
            for name, (a, b) in rows.items()
        )
    )
