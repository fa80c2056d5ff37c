"""Figures that judge a trained classifier: confusions, honesty, and strangers."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from cnnlesson.figures._draw import picture, readable_on
from cnnlesson.figures._style import (
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

__all__ = ["confusion_matrix", "familiarity", "reliability", "worst_mistakes"]


@styled
def confusion_matrix(counts: np.ndarray) -> Plate:
    """Write how often each class was taken for each, and shade the mistakes.

    Parameters
    ----------
    counts : ndarray of int, shape (K, K)
        Rows are what the images show, columns what the network says. The right
        answers, on the diagonal, are framed and not shaded: they would drown the rest.
    """
    fig, ax = canvas(height=6.3)
    size = len(counts)
    mistakes = counts * (1 - np.eye(size, dtype=int))
    drawn = ax.imshow(mistakes, cmap="Oranges", vmin=0, vmax=max(mistakes.max(), 4))
    for (row, column), count in np.ndenumerate(counts):
        place = (column, row)
        if row == column:
            _frame(ax, place)
            ax.text(*place, str(count), color=INK, ha="center", va="center", weight=600)
        elif count:
            colour = readable_on(drawn.to_rgba(np.asarray(float(count))))
            ax.text(*place, str(count), color=colour, ha="center", va="center")
    ax.set_xticks(range(size), [str(k) for k in range(size)])
    ax.set_yticks(range(size), [str(k) for k in range(size)])
    ax.tick_params(length=0, labeltop=True, labelbottom=False)
    ax.spines[:].set_visible(False)
    ax.set(xlabel="the network says", ylabel="the image shows")
    ax.xaxis.set_label_position("top")
    return fig.described(_told_confusions(counts, mistakes))


def _frame(ax: Axes, place: tuple[int, int]) -> None:
    box = Rectangle((place[0] - 0.5, place[1] - 0.5), 1, 1)
    box.set(facecolor=PAPER, edgecolor=MUTED, linewidth=1.0, zorder=1.5)
    ax.add_patch(box)


def _told_confusions(counts: np.ndarray, mistakes: np.ndarray) -> str:
    order = np.argsort(-mistakes, axis=None, kind="stable")[:4]
    rows, columns = np.unravel_index(order, mistakes.shape)
    worst = ", ".join(
        f"{r} taken for {c} {mistakes[r, c]} times"
        for r, c in zip(rows, columns, strict=True)
        if mistakes[r, c]
    )
    return (
        f"A table of {len(counts)} by {len(counts)} counts. On the diagonal "
        f"{np.trace(counts)} of {counts.sum()} images read right; beside it "
        f"{mistakes.sum()} mistakes. The most frequent: {worst or 'none'}."
    )


@styled
def worst_mistakes(
    images: np.ndarray, labels: np.ndarray, probabilities: np.ndarray
) -> Plate:
    """Show images that were read wrong, five in a row, with answer and certainty.

    Parameters
    ----------
    images : ndarray, shape (N, H, W)
        Grey levels in [0, 1].
    labels : ndarray of int, shape (N,)
        What they are.
    probabilities : ndarray, shape (N, classes)
    """
    fig, ax = canvas(height=1.95 * -(-len(images) // 5))
    answers, sure = probabilities.argmax(axis=1), probabilities.max(axis=1)
    said = []
    for place, image in enumerate(images):
        row, column = divmod(place, 5)
        left, top = 1.12 * column, 1.5 * row
        picture(ax, image).set_extent((left, left + 1, top + 1, top))
        words = f"{labels[place]}, read as {answers[place]}\n{100 * sure[place]:.1f} %"
        ax.text(left + 0.5, top + 1.05, words, ha="center", va="top", size=SMALL)
        said.append(f"a {labels[place]} as {answers[place]}")
    ax.set(xlim=(-0.01, 5.5), ylim=(1.5 * -(-len(images) // 5), -0.02))
    ax.set_aspect("equal")
    return fig.described(
        f"{len(images)} images read wrong, with certainties from "
        f"{100 * sure.min():.1f} to {100 * sure.max():.1f} %: {', '.join(said)}."
    )


@styled
def reliability(bins: Sequence[tuple[str, int, float, float, float, float]]) -> Plate:
    """Set how sure a network was beside how often it was right, bin by bin.

    Parameters
    ----------
    bins : sequence of (name, images, certainty, right, low, high)
        From the least to the most certain: what the bin is called, how many images
        fell into it, their mean certainty, the share of them read right, and the ends
        of the interval of that share. Shares are from 0 to 1.
    """
    fig, ax = canvas(height=0.62 * len(bins) + 1.55)
    for place, (_, images, certainty, right, low, high) in enumerate(bins):
        ax.plot([100 * low, 100 * high], [place] * 2, color=OUTPUT, lw=5, alpha=0.4)
        ax.plot([100 * right], [place], "o", color=OUTPUT, ms=10)
        ax.plot([100 * certainty], [place], "d", color=KERNEL, ms=9, mec=PAPER)
        words = f"{images:,}"
        ax.text(104, place, words, color=MUTED, va="center", ha="left", size=SMALL)
    ax.text(104, -0.75, "images", color=MUTED, size=SMALL, va="center")
    for x, marker, words, colour in (
        (2, "d", "how sure", KERNEL),
        (34, "o", "how often right", OUTPUT),
    ):
        ax.plot([x], [-0.75], marker, color=colour, ms=9)
        ax.text(x + 3, -0.75, words, color=colour, va="center")
    ax.set_yticks(range(len(bins)), [bin[0] for bin in bins])
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.grid(axis="x")
    ax.set(xlim=(0, 102), ylim=(len(bins) - 0.5, -1.1), xticks=range(0, 101, 20))
    ax.set(xlabel="%", ylabel="certainty")
    return fig.described(
        "For each range of certainty, how sure the network was on average and how "
        "often it was right. "
        + " ".join(
            f"{name}: {images} images, {100 * sure:.0f} % sure, {100 * right:.0f} % "
            f"right, with an interval from {100 * low:.0f} to {100 * high:.0f} %."
            for name, images, sure, right, low, high in bins
        )
    )


@styled
def familiarity(
    groups: Mapping[str, np.ndarray], *, threshold: float, measure: str
) -> Plate:
    """Draw a mark for each image by how familiar it looks, a row for each group.

    Parameters
    ----------
    groups : mapping of str to ndarray, shape (N,)
        The measure for every image of the group.
    threshold : float
        What is at or above it passes for a digit; the shares that do are written.
    measure : str
        What the horizontal axis is.
    """
    fig, ax = canvas(height=0.62 * len(groups) + 1.5)
    low = min(float(values.min()) for values in groups.values())
    high = max(float(values.max()) for values in groups.values())
    said = []
    for place, (name, values) in enumerate(groups.items()):
        colour = INPUT if place == 0 else MUTED
        spread = 0.5 * (np.arange(len(values)) % 9 / 8 - 0.5)  # so that marks part
        ax.scatter(values, place + spread, s=9, color=colour, alpha=0.45, lw=0)
        passed = float((values >= threshold).mean())
        words = f"{100 * passed:.0f} %"
        ax.text(high + 0.03 * (high - low), place, words, color=LOOK, va="center")
        said.append(f"{name}: {words} of {len(values)} pass.")
    ax.axvline(threshold, color=LOOK, lw=1.5, ls="--")
    words = "  passes as a digit"  # on the side where it does
    ax.text(threshold, -0.75, words, color=LOOK, va="center", size=SMALL)
    ax.set_yticks(range(len(groups)), groups)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.set(xlabel=measure, ylim=(len(groups) - 0.5, -1.1))
    ax.set_xlim(low - 0.02 * (high - low), high + 0.02 * (high - low))
    return fig.described(
        f"Rows of marks, one an image, by {measure}. A dashed line at {threshold:.2f} "
        f"parts those that pass as a digit. {' '.join(said)}"
    )
