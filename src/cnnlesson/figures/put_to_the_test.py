"""Figures of *Put to the test*: errors by shift, and where networks are heavy."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from cnnlesson.figures._style import (
    INK,
    INPUT,
    KERNEL,
    LOOK,
    OUTPUT,
    SMALL,
    Plate,
    canvas,
    styled,
)

__all__ = ["error_by_shift", "shares"]

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
    fig, ax = canvas(height=3.6)
    last = sorted(errors, key=lambda name: errors[name][-1])
    top = 1.15 * max(map(max, errors.values()))
    places = dict(
        zip(last, _apart([errors[n][-1] for n in last], top / 11), strict=True)
    )
    for (name, values), (colour, line, marker) in zip(
        errors.items(), LOOKS, strict=False
    ):
        ax.plot(shifts, values, line, color=colour, marker=marker, ms=7)
        ax.text(shifts[-1] + 0.3, places[name], name, color=colour, va="center")
    reach = shifts[-1] - shifts[0]
    ax.set_xlim(shifts[0] - 0.02 * reach, shifts[-1] + 0.45 * reach)
    ax.set(xticks=list(shifts), ylim=(-0.04 * top, top))
    ax.set(xlabel="shift of the image, pixels", ylabel="relative error")
    ax.grid(axis="y")
    return fig.described(
        f"Relative error against shifts of {shifts[0]} to {shifts[-1]} pixels. "
        + " ".join(
            f"{name}: {min(values):.2f} to {max(values):.2f}, "
            f"{values[1]:.2f} at {shifts[1]} and {values[2]:.2f} at {shifts[2]}."
            for name, values in errors.items()
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
