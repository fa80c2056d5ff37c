"""Figures of the benchmark: who is faster where, and what each rung costs."""

from collections.abc import Mapping, Sequence
from typing import Any

from cnnlesson.figures._style import (
    INK,
    INPUT,
    LOOK,
    MUTED,
    SMALL,
    Plate,
    canvas,
    styled,
)

__all__ = ["ratios", "rungs"]


@styled
def ratios(rows: Sequence[tuple[str, float]], *, other: str) -> Plate:
    """Draw for each problem our time divided by the other's, around a line at 1.

    Parameters
    ----------
    rows : sequence of (str, float)
        A problem's name and the ratio, from the top.
    other : str
        Against whom.
    """
    fig, ax = canvas(height=0.36 * len(rows) + 1.3)
    names, values = zip(*rows, strict=True)
    places = range(len(rows))[::-1]
    for place, value in zip(places, values, strict=True):
        colour, marker = (INPUT, "o") if value < 1 else (LOOK, "D")
        ax.plot([1, value], [place, place], color=colour, lw=2.5)
        ax.plot([value], [place], marker, color=colour, ms=8)
        side = -1 if value < 1 else 1
        ax.annotate(
            f"{value:.2f}",
            (value, place),
            xytext=(side * 8, 0),
            textcoords="offset points",
            ha="right" if value < 1 else "left",
            va="center",
            size=SMALL,
        )
    ax.axvline(1, color=INK, lw=1)
    ax.set_xscale("log")
    ax.set_xlim(min(*values, 1) / 1.7, max(*values, 1) * 1.7)
    ax.set_ylim(-0.7, len(rows) + 0.3)
    ax.set_yticks(list(places), names)
    ticks = [t for t in (0.25, 0.5, 1, 2, 4) if ax.get_xlim()[0] < t < ax.get_xlim()[1]]
    ax.set_xticks(ticks, [f"{tick:g}" for tick in ticks], minor=False)
    ax.set_xticks([], minor=True)
    ax.set_xlabel(f"our time / {other}'s time")
    for offset, edge, words in ((-8, "right", "ours"), (8, "left", other)):
        ax.annotate(
            f"{words} is faster",
            (1, len(rows) - 0.35),
            xytext=(offset, 0),
            textcoords="offset points",
            ha=edge,
            color=MUTED,
            size=SMALL,
        )
    return fig.described(
        f"Our time divided by that of {other}, for {len(rows)} problems; below 1 ours "
        "is faster. " + " ".join(f"{name}: {value:.2f}." for name, value in rows)
    )


@styled
def rungs(steps: Sequence[Mapping[str, Any]]) -> Plate:
    """Draw seconds and peak memory of each rung of the ladder, on scales of powers.

    Parameters
    ----------
    steps : sequence of mapping
        Each with ``name``, ``seconds`` and ``peak_bytes``.
    """
    names = [step["name"] for step in steps]
    panels = {
        "milliseconds": [1e3 * step["seconds"] for step in steps],
        "peak memory, MiB": [step["peak_bytes"] / 2**20 for step in steps],
    }
    fig, axes = canvas(1, 2, height=2.6, titles=list(panels), sharey=True)
    places = range(len(names))[::-1]
    for ax, values in zip(axes, panels.values(), strict=True):
        ax.barh(places, values, color=INPUT, height=0.6)
        ax.set_xscale("log")
        ax.set_xlim(min(values) / 2, max(values) * 6)
        for place, value in zip(places, values, strict=True):
            ax.text(value * 1.15, place, _short(value), va="center", size=SMALL)
        ax.set_yticks(list(places), names)
        ax.set_xticks([])
        ax.set_xticks([], minor=True)
        ax.spines["bottom"].set_visible(False)
    return fig.described(
        "The same convolution, rung by rung. "
        + " ".join(
            f"{name}: {_short(time)} ms and {_short(memory)} MiB."
            for name, time, memory in zip(names, *panels.values(), strict=True)
        )
    )


def _short(value: float) -> str:
    """Write two digits, or all of a large number."""
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"
