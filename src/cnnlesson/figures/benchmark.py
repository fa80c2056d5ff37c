"""The figure of the benchmark: who is faster where."""

from collections.abc import Mapping
from typing import Any

from matplotlib.axes import Axes

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

__all__ = ["ratios"]


@styled
def ratios(groups: Mapping[str, Mapping[str, float]], *, other: str) -> Plate:
    """Draw for each problem our time divided by the other's, around a line at 1.

    Parameters
    ----------
    groups : mapping of str to mapping of str to float
        Under the name of a kind of work, the ratio of each problem, from the top.
    other : str
        Against whom.
    """
    names: dict[int, str] = {}
    ratio_at: dict[int, float] = {}
    for group, found in groups.items():
        names[len(names)] = group
        for name, ratio in found.items():
            ratio_at[len(names)] = ratio
            names[len(names)] = name
    ends = (*ratio_at.values(), 1.0)
    fig, ax = canvas(height=0.34 * len(names) + 1.2)
    ax.set(xscale="log", xlim=(min(ends) / 1.7, max(ends) * 1.7))
    ax.set(xlabel=f"our time divided by that of {other}", ylim=(len(names) - 0.4, -1.2))
    ax.axvline(1, color=INK, lw=1)
    for place, ratio in ratio_at.items():
        _stem(ax, place, ratio)
    _name_rows(ax, names, bold=names.keys() - ratio_at.keys())
    low, high = ax.get_xlim()
    ticks = [tick for tick in (0.25, 0.5, 1, 2, 4) if low < tick < high]
    ax.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    ax.set_xticks([], minor=True)
    for offset, edge, who in ((-8, "right", "ours"), (8, "left", other)):
        words: dict[str, Any] = {"ha": edge, "color": MUTED, "weight": 600}
        _beside(ax, f"{who} is faster", (1, -0.6), offset, **words)
    return fig.described(
        f"Our time divided by that of {other}, for {len(ratio_at)} problems; below 1 "
        "ours is faster. " + " ".join(_said(group, groups[group]) for group in groups)
    )


def _stem(ax: Axes, place: int, ratio: float) -> None:
    colour, marker, side = (INPUT, "o", -1) if ratio < 1 else (LOOK, "D", 1)
    ax.plot([1, ratio], [place, place], color=colour, lw=2.5)
    ax.plot([ratio], [place], marker, color=colour, ms=8)
    edge = "left" if side > 0 else "right"
    _beside(ax, f"{ratio:.2f}", (ratio, place), 9 * side, ha=edge)


def _beside(
    ax: Axes, words: str, place: tuple[float, float], offset: int, **look: Any
) -> None:
    look = {"textcoords": "offset points", "va": "center", "size": SMALL, **look}
    ax.annotate(words, place, (offset, 0), **look)


def _name_rows(ax: Axes, names: Mapping[int, str], *, bold: set[int]) -> None:
    ax.set_yticks(list(names), list(names.values()))
    for place in bold:
        ax.get_yticklabels()[place].set_fontweight(600)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)


def _said(group: str, found: Mapping[str, float]) -> str:
    return f"{group}: {', '.join(f'{name} {r:.2f}' for name, r in found.items())}."
