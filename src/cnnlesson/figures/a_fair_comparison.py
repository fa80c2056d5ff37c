"""Figures of *A fair comparison*: every seed a dot, and means between them."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

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

__all__ = ["accuracy_by_examples", "cost_bars", "seeds_by_condition"]

LOOKS = ((INPUT, "-", "o"), (LOOK, ":", "^"), (KERNEL, "--", "s"), (OUTPUT, "-.", "D"))


@styled
def seeds_by_condition(
    results: Mapping[str, Mapping[str, np.ndarray]], *, low: float
) -> Plate:
    """Draw the accuracy of every run as a dot: a panel a condition, a row a network.

    Parameters
    ----------
    results : mapping of str to mapping of str to ndarray, shape (seeds,)
        For each condition, and each network, the share of images named right.
    low : float
        Left end of the axis, which all panels share.
    """
    rows = [len(networks) for networks in results.values()]
    ratios = {"height_ratios": rows}
    height = 0.4 * sum(rows) + 0.42 * len(rows) + 0.55
    shape = {"gridspec_kw": ratios, "sharex": True, "squeeze": False}
    fig, axes = canvas(len(rows), 1, height=height, titles=list(results), **shape)
    names = dict.fromkeys(name for networks in results.values() for name in networks)
    looks = dict(zip(names, LOOKS, strict=False))
    best = max(float(r.max()) for n in results.values() for r in n.values())
    right = min(100 * (best + 0.16 * (best - low)), 106)
    said = []
    for ax, (condition, networks) in zip(axes[:, 0], results.items(), strict=True):
        _rows_of_dots(ax, networks, looks, right)
        told = "; ".join(_told(name, runs) for name, runs in networks.items())
        said.append(f"{condition}: {told}.")
    step = 10 if best - low > 0.2 else 2
    ticks = np.arange(np.ceil(100 * low / step) * step, 100 * best + step, step)
    ticks = ticks[ticks <= min(right, 100)]
    axes[-1, 0].set_xticks(ticks, [f"{tick:.0f}" for tick in ticks])
    axes[-1, 0].set(xlim=(100 * low, right), xlabel="read right, %")
    return fig.described(
        f"The share of images read right, a dot for each seed. {' '.join(said)}"
    )


def _rows_of_dots(
    ax: Axes,
    networks: Mapping[str, np.ndarray],
    looks: Mapping[str, tuple[str, str, str]],
    right: float,
) -> None:
    for place, (name, runs) in enumerate(networks.items()):
        colour, _, marker = looks[name]
        mean = 100 * float(runs.mean())
        ax.plot([mean, mean], [place - 0.3, place + 0.3], color=INK, lw=1.5)
        ax.plot(100 * runs, [place] * len(runs), marker, color=colour, ms=7, alpha=0.75)
        words: dict[str, Any] = {"color": colour, "va": "center", "size": SMALL}
        ax.text(right, place, f"{mean:.1f}", ha="right", **words)
    ax.set_yticks(range(len(networks)), networks)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.grid(axis="x")
    ax.set_ylim(len(networks) - 0.5, -0.5)


def _told(name: str, runs: np.ndarray) -> str:
    return (
        f"{name} {100 * runs.mean():.1f} % on average, from {100 * runs.min():.1f} to "
        f"{100 * runs.max():.1f} %"
    )


@styled
def accuracy_by_examples(
    counts: Sequence[int], accuracy: Mapping[str, np.ndarray]
) -> Plate:
    """Plot means and ranges against the number of training images, on a log axis.

    Parameters
    ----------
    counts : sequence of int
        Training images.
    accuracy : mapping of str to ndarray, shape (seeds, len(counts))
        For each network, the share of test images named right. At most four.
    """
    fig, ax = canvas(height=4.0)
    said = []
    for (name, runs), (colour, style, marker) in zip(
        accuracy.items(), LOOKS, strict=False
    ):
        mean = 100 * runs.mean(axis=0)
        ends = 100 * runs.min(axis=0), 100 * runs.max(axis=0)
        ax.fill_between(counts, *ends, color=colour, alpha=0.2, lw=0)
        ax.plot(counts, mean, style, color=colour, marker=marker, ms=7)
        place = (counts[-1], mean[-1])
        note = ax.annotate(name, place, (12, 0), textcoords="offset points")
        note.set(color=colour, va="center")
        shares = zip(mean, counts, strict=True)
        said.append(f"{name}: {', '.join(f'{m:.0f} % with {n:,}' for m, n in shares)}.")
    ax.set_xscale("log")
    ax.set_xticks(counts, [f"{count:,}" for count in counts])
    ax.set_xticks([], minor=True)
    ax.set(xlabel="training digits", ylabel="test digits read right, %")
    ax.set_xlim(0.85 * counts[0], 2.6 * counts[-1])
    lowest = 100 * min(float(runs.min()) for runs in accuracy.values())
    ax.set_yticks(np.arange(np.ceil(lowest / 5) * 5, 100, 5))
    ax.grid(axis="y")
    seeds = len(next(iter(accuracy.values())))
    return fig.described(
        f"Share of test digits read right against training digits, mean and range of "
        f"{seeds} seeds. {' '.join(said)}"
    )


@styled
def cost_bars(costs: Mapping[str, Mapping[str, float]]) -> Plate:
    """Draw costs as bars, a panel for each kind and a bar for each network.

    Parameters
    ----------
    costs : mapping of str to mapping of str to float
        For each kind of cost, which names its unit, the number of each network. Each
        panel has its own scale, from 0.
    """
    kinds = len(costs)
    networks = list(next(iter(costs.values())))
    height = kinds * (0.36 * len(networks) + 0.42)
    fig, axes = canvas(kinds, 1, height=height, titles=list(costs), squeeze=False)
    said = []
    for ax, (kind, numbers) in zip(axes[:, 0], costs.items(), strict=True):
        values = list(numbers.values())
        colours = [colour for colour, _, _ in LOOKS[: len(values)]]
        drawn = ax.barh(networks, values, color=colours, height=0.66)
        words = [
            f"{value:,.3g}" if value < 1000 else f"{value:,.0f}" for value in values
        ]
        ax.bar_label(drawn, words, padding=5, color=INK, size=SMALL)
        ax.set(ylim=(len(values) - 0.5, -0.5), xticks=[])
        ax.set_xlim(0, 1.22 * max(values))
        ax.tick_params(axis="y", length=0)
        ax.spines[["left", "bottom"]].set_visible(False)
        told = ", ".join(f"{n} {w}" for n, w in zip(networks, words, strict=True))
        said.append(f"{kind}: {told}.")
    return fig.described(f"Bars. {' '.join(said)}")
