"""Figures of how well a network reads: its share, how sure that is, and mistakes."""

import numpy as np

from cnnlesson.figures._draw import beside, picture
from cnnlesson.figures._style import (
    INK,
    INPUT,
    LOOK,
    OUTPUT,
    SMALL,
    Plate,
    canvas,
    styled,
)

__all__ = ["mistakes", "shares_of_parts"]

DIGITS = range(10)


@styled
def shares_of_parts(parts: np.ndarray, *, error: float) -> Plate:
    """Draw the accuracy on equal parts of a test set, and on all of it.

    Parameters
    ----------
    parts : ndarray, shape (P,)
        Accuracy on each part, from 0 to 1.
    error : float
        Standard error of their mean.
    """
    low, high = 100 * parts.min(), 100 * parts.max()
    title = f"One network, {len(parts)} parts: anything from {low:.0f} to {high:.0f} %"
    fig, ax = canvas(height=3.2, titles=[title])
    mean = float(parts.mean())
    ends = [0.5, len(parts) + 0.5]
    band = 100 * (mean - error), 100 * (mean + error)
    ax.fill_between(ends, *band, color=OUTPUT, alpha=0.25, lw=0)
    ax.plot(ends, [100 * mean] * 2, color=OUTPUT)
    places = np.arange(1, len(parts) + 1)
    ax.plot(places, 100 * parts, "o", color=INPUT, ms=9)
    for place, share in zip(places, parts, strict=True):
        looks = {"ha": "center", "va": "center", "size": SMALL, "color": INPUT}
        dot, lift = (float(place), 100 * float(share)), 14 if share > mean else -14
        beside(ax, f"{dot[1]:.0f}", dot, (0, lift), **looks)
    words = f"all of them:\n{100 * mean:.1f} % ± {100 * error:.1f}"
    ax.text(len(parts) + 0.8, 100 * mean, words, color=OUTPUT, va="center")
    ax.set(xlabel="hundred of test digits", ylabel="read right, %", xticks=places)
    ax.set(xlim=(0.4, 1.36 * len(parts)), ylim=(80, 100))
    ax.grid(axis="y")
    return fig.described(
        f"Share of digits read right in each of {len(parts)} parts of the test set: "
        f"from {low:.0f} % to {high:.0f} %. On all of them "
        f"{100 * mean:.1f} %, with a band of {100 * error:.1f} points either way."
    )


@styled
def mistakes(
    images: np.ndarray, labels: np.ndarray, probabilities: np.ndarray
) -> Plate:
    """Show three digits that were read wrong, and what the network thought.

    Parameters
    ----------
    images : ndarray, shape (3, H, W)
        Grey levels in [0, 1].
    labels : ndarray of int, shape (3,)
        What they are.
    probabilities : ndarray, shape (3, 10)
        What the network gave to each digit.
    """
    guesses = probabilities.argmax(axis=1)
    pairs = zip(labels, guesses, strict=True)
    names = [f"{label}, read as {guess}" for label, guess in pairs]
    ratios = {"height_ratios": [1.5, 1]}
    titles = [*names, "", "", ""]
    fig, axes = canvas(2, 3, height=4.1, titles=titles, gridspec_kw=ratios)
    said = []
    for (top, bottom), image, label, shares in zip(
        axes.T, images, labels, probabilities, strict=True
    ):
        picture(top, image)
        colours = [LOOK if digit == label else INPUT for digit in DIGITS]
        bottom.bar(DIGITS, shares, color=colours, width=0.75)
        best = int(shares.argmax())
        sides = ["right", "left"] if best < label else ["left", "right"]
        for digit, colour, side in zip((best, label), (INK, LOOK), sides, strict=True):
            near = abs(best - label) < 4  # then the two numbers would meet
            words, top_of_bar = f"{shares[digit]:.2f}", (digit, shares[digit])
            looks = {"ha": side if near else "center", "size": SMALL, "color": colour}
            beside(bottom, words, top_of_bar, (0, 3), **looks)
        bottom.set(ylim=(0, 1.3), yticks=[], xticks=[0, 3, 6, 9], xlim=(-1, 10))
        bottom.spines["left"].set_visible(False)
        bottom.tick_params(axis="x", length=0)
        said.append(
            f"{label}, read as {best} with probability {shares[best]:.2f}; the right "
            f"digit got {shares[label]:.2f}."
        )
    axes[1, 0].set_ylabel("probability")
    axes[1, 1].set_xlabel("digit")
    return fig.described(" ".join(said))
