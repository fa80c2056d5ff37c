"""Figures of *Side by side*: examples, borders, pooling and filters."""

from collections.abc import Mapping, Sequence

import numpy as np

from cnnlesson.figures._draw import beside, outline, picture, pixels
from cnnlesson.figures._numbers import MINUS
from cnnlesson.figures._style import (
    INPUT,
    KERNEL,
    MUTED,
    OUTPUT,
    Plate,
    canvas,
    styled,
)

__all__ = [
    "accuracy_by_examples",
    "filters_before_and_after",
    "pooled_rows",
    "scores_by_place",
]


@styled
def accuracy_by_examples(
    counts: Sequence[int], accuracy: Mapping[str, Sequence[float]]
) -> Plate:
    """Plot accuracies against the number of training images, on a log axis.

    Parameters
    ----------
    counts : sequence of int
        Training images.
    accuracy : mapping of str to sequence of float
        For each network, the share of test images named right. At most two, the
        second above the first.
    """
    fig, ax = canvas(height=3.7)
    looks = [(INPUT, "-", "o", -18), (KERNEL, "--", "s", 10)]
    said = []
    for (name, values), (colour, style, marker, lift) in zip(
        accuracy.items(), looks, strict=False
    ):
        ax.plot(counts, values, style, color=colour, marker=marker, ms=7)
        for place in zip(counts, values, strict=True):
            share = f"{100 * place[1]:.0f}"
            beside(ax, share, place, (0, lift), color=colour, ha="center")
        beside(ax, name, (counts[-1], values[-1]), (14, -4), color=colour)
        points = zip(counts, values, strict=True)
        shares = ", ".join(f"{100 * v:.0f} % with {n:,}" for n, v in points)
        said.append(f"{name}: {shares}.")
    ax.set_xscale("log")
    ax.set_xticks(counts, [f"{count:,}" for count in counts])
    ax.set_xticks([], minor=True)
    ax.set(xlabel="training digits", ylabel="test digits read right, %")
    low = min(min(values) for values in accuracy.values())
    ax.set(xlim=(0.8 * counts[0], 2.2 * counts[-1]), ylim=(low - 0.06, 1.02))
    ticks = np.arange(np.ceil(10 * low - 0.6), 11) / 10
    ax.set_yticks(ticks, [f"{100 * tick:.0f}" for tick in ticks])
    ax.grid(axis="y")
    return fig.described(
        f"Share of test digits read right against training digits. {' '.join(said)}"
    )


@styled
def scores_by_place(scores: Mapping[str, np.ndarray]) -> Plate:
    """Show, for each place a dot can have, how much a network is for "right".

    Parameters
    ----------
    scores : mapping of str to ndarray, shape (H, W)
        For each network, its score for "right" minus that for "left", by the row and
        column of the dot. At most three.
    """
    fig, axes = canvas(1, len(scores), height=3.8, titles=list(scores))
    limit = max(float(np.abs(score).max()) for score in scores.values())
    said = []
    for ax, (name, score) in zip(axes, scores.items(), strict=True):
        drawn = pixels(ax, score, limits=(-limit, limit), signed=True)
        half = score.shape[1] // 2
        # Black on the colours of the data, which are the same in both themes.
        ax.plot([half, half], [0, score.shape[0]], color="#000000", lw=2, ls="--")
        ax.set_xlabel("place of the dot")
        sides = score[:, :half].mean(), score[:, half:].mean()
        said.append(
            f"{name}: {_signed(sides[0])} on average where the dot is left, "
            f"{_signed(sides[1])} where it is right."
        )
    bar = fig.colorbar(drawn, ax=axes, orientation="horizontal", aspect=40, shrink=0.7)
    bar.set_ticks([-limit, 0, limit], labels=["says left", "undecided", "says right"])
    bar.outline.set_visible(False)
    return fig.described(
        "One square for each place of the dot, coloured by what the network says. "
        + " ".join(said)
    )


def _signed(value: float) -> str:
    return f"{value:.1f}".replace("-", MINUS)


@styled
def pooled_rows(rows: Mapping[str, tuple[np.ndarray, np.ndarray]]) -> Plate:
    """Show rows of numbers, and below each the maxima of its pairs.

    Parameters
    ----------
    rows : mapping of str to (ndarray of shape (2 * P,), ndarray of shape (P,))
        A row and what pooling makes of it. At most two.
    """
    titles = [*rows, *[""] * len(rows)]
    spaces = {"wspace": 0.08, "hspace": 0.02}
    fig, axes = canvas(2, len(rows), height=1.75, titles=titles, gridspec_kw=spaces)
    said = []
    for (top, bottom), (name, (row, pooled)) in zip(axes.T, rows.items(), strict=True):
        pixels(top, row[np.newaxis], numbers=".0f")
        pixels(bottom, pooled[np.newaxis], numbers=".0f")
        for pair in range(len(pooled)):
            outline(top, (0, 2 * pair), (1, 2), colour=INPUT)
            outline(bottom, (0, pair), (1, 1), colour=OUTPUT)
        top.set_box_aspect(1 / len(row))
        bottom.set(aspect="auto")
        bottom.set_box_aspect(1 / len(row))
        said.append(f"{name}: {_listed(row)} becomes {_listed(pooled)}.")
    axes[0, 0].set_ylabel("row", rotation=0, ha="right", va="center")
    axes[1, 0].set_ylabel("largest", rotation=0, ha="right", va="center")
    return fig.described(
        f"Rows of numbers and the larger of each pair. {' '.join(said)}"
    )


def _listed(values: np.ndarray) -> str:
    return " ".join(f"{value:.0f}" for value in values)


@styled
def filters_before_and_after(before: np.ndarray, after: np.ndarray) -> Plate:
    """Show filters as they began, as training left them, and the difference.

    Parameters
    ----------
    before, after : ndarray, shape (16, K, K)
        All three panels have one scale.
    """
    titles = ["before training", "after", "the difference"]
    fig, axes = canvas(1, 3, height=3.5, titles=titles)
    limit = float(np.abs([before, after]).max())
    for ax, filters in zip(axes, (before, after, after - before), strict=True):
        count, size, _ = filters.shape
        side = int(count**0.5)
        sheet = np.zeros((side * (size + 1) - 1,) * 2)
        for place, kernel in enumerate(filters):
            row, column = (n * (size + 1) for n in divmod(place, side))
            sheet[row : row + size, column : column + size] = kernel
        picture(ax, sheet, limits=(-limit, limit), signed=True)
        for edge in range(1, side):
            line = edge * (size + 1) - 1
            ax.axhline(line, color=MUTED, lw=1)
            ax.axvline(line, color=MUTED, lw=1)
    bar = fig.colorbar(
        axes[0].images[0], ax=axes, orientation="horizontal", aspect=40, shrink=0.6
    )
    ends = [f"{MINUS}{limit:.1f}", "0", f"{limit:.1f}"]
    bar.set_ticks([-limit, 0, limit], labels=ends)
    bar.set_label("weight")
    bar.outline.set_visible(False)
    moved = float(np.linalg.norm(after - before) / np.linalg.norm(before))
    return fig.described(
        f"Three panels of {len(before)} small filters each. Before and after training "
        "they are hard to tell apart: the difference, drawn on the same scale, has "
        f"{100 * moved:.0f} % of the size of the filters before."
    )
