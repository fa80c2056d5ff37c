"""Figures of how a network learns: loss, slope, epochs and weights."""

from collections.abc import Mapping, Sequence

import numpy as np

from cnnlesson.figures._draw import beside, picture
from cnnlesson.figures._numbers import MINUS
from cnnlesson.figures._style import (
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
    "descent",
    "loss_by_epoch",
    "loss_of_probability",
    "weight_images",
]


@styled
def loss_of_probability(marked: Sequence[float]) -> Plate:
    """Draw the loss against the probability of the right class, some points marked."""
    fig, ax = canvas(height=3.6, titles=["To be sure and wrong is expensive"])
    probability = np.linspace(0.008, 1, 400)
    ax.plot(probability, -np.log(probability), color=OUTPUT)
    said = []
    for share in marked:
        loss = np.log(1 / share)
        ax.plot([share], [loss], "o", color=LOOK, ms=8)
        side, offset = ("right", (4, 14)) if share > 0.8 else ("left", (9, 5))
        words = f"{share:g}: loss {loss:.2f}"
        beside(ax, words, (share, loss), offset, ha=side, color=LOOK)
        said.append(f"{loss:.2f} at {share:g}")
    ax.set(xlabel="probability that the network gives to the right digit")
    ax.set(ylabel="loss", xlim=(0, 1.02), ylim=(0, 5), yticks=range(6))
    ax.grid(axis="y")
    return fig.described(
        "A curve that falls from far above 4 near probability 0 to 0 at probability 1. "
        f"The loss is {', '.join(said)}."
    )


@styled
def descent(
    values: np.ndarray,
    losses: Sequence[float],
    steps: Sequence[float],
    losses_there: Sequence[float],
    slope: float,
) -> Plate:
    """Draw the loss against one weight, its slope at the start, and steps downhill.

    Parameters
    ----------
    values : ndarray
        Values of the weight.
    losses : sequence of float
        The loss at each of them.
    steps, losses_there : sequence of float
        Where gradient descent stood, from its start on, and the losses there.
    slope : float
        Of the loss at the start.
    """
    fig, ax = canvas(height=3.9, titles=["Downhill, in ever shorter steps"])
    ax.plot(values, losses, color=MUTED)
    run = np.array([-0.8, 0.4 * (values[-1] - values[0])])
    tangent = losses_there[0] + slope * run
    ax.plot(steps[0] + run, tangent, "--", color=KERNEL)
    ax.plot(steps, losses_there, "o", color=LOOK, ms=8)
    words = f"slope {slope:.3f}".replace("-", MINUS)
    beside(ax, words, (steps[0] + run[1], tangent[1]), (6, -4), color=KERNEL)
    first, last = (steps[0], losses_there[0]), (steps[-1], losses_there[-1])
    beside(ax, "start", first, (-8, -8), ha="right", va="top", color=LOOK)
    words = f"after {len(steps) - 1} steps"
    beside(ax, words, last, (12, 12), ha="center", va="bottom", color=LOOK)
    low, high = min(losses), max(losses)
    ax.set(xlabel="value of the one weight", ylabel="loss on 64 digits")
    ax.set_ylim(min(low, tangent[1]) - 0.1 * (high - low), high)
    ax.set_xlim(values[0], values[-1])
    return fig.described(
        f"A valley: the loss against one weight, from {values[0]:.0f} to "
        f"{values[-1]:.0f}. At the start, {steps[0]:.2f}, the loss is "
        f"{losses_there[0]:.2f} and a dashed line shows its slope, {slope:.3f}. Dots "
        f"go down the valley in {len(steps) - 1} steps, each shorter than the one "
        f"before, to a loss of {losses_there[-1]:.2f}."
    )


@styled
def loss_by_epoch(losses: Mapping[str, Sequence[float]], *, guessing: float) -> Plate:
    """Draw losses from before the first epoch (0) to after the last one.

    Parameters
    ----------
    losses : mapping of str to sequence of float
        Of equal lengths; at most two, of which the first ends below.
    guessing : float
        The loss of equal probabilities, drawn as a line.
    """
    title = "The loss falls fast; on unseen digits it stops"
    fig, ax = canvas(height=3.8, titles=[title])
    looks = [(INPUT, "-", "o", -5), (LOOK, "--", "s", 5)]
    for (name, values), (colour, style, marker, lift) in zip(
        losses.items(), looks, strict=False
    ):
        ax.plot(values, style, color=colour, marker=marker, ms=5)
        words, place = f"{name}: {values[-1]:.2f}", (len(values) - 1, values[-1])
        beside(ax, words, place, (10, lift), va="center", color=colour)
    last = len(next(iter(losses.values()))) - 1
    ax.axhline(guessing, color=MUTED, lw=1, ls=":")
    words = f"guessing: {guessing:.2f}"
    ax.text(last, guessing + 0.04, words, color=MUTED, size=SMALL, ha="right")
    ax.set(xlabel="epochs", ylabel="loss", xticks=range(0, last + 1, 5))
    ax.set(ylim=(0, 2.6), xlim=(-0.4, 1.5 * last), yticks=np.arange(0, 2.1, 0.5))
    ax.grid(axis="y")
    said = "; ".join(f"{n}: {v[0]:.2f} to {v[-1]:.2f}" for n, v in losses.items())
    return fig.described(
        f"Loss against epochs, from before training to after {last} epochs. {said}. A "
        f"dotted line marks {guessing:.2f}, the loss of guessing. Both curves fall "
        "steeply at first, then ever more slowly."
    )


@styled
def weight_images(before: np.ndarray, after: np.ndarray) -> Plate:
    """Show the weights of 16 neurons as images, before and after training.

    Parameters
    ----------
    before, after : ndarray, shape (16, H, W)
        On one scale of colours, which ends where one weight in 500 goes beyond.
    """
    fig, axes = canvas(1, 2, height=4.05, titles=["before training", "after training"])
    limit = float(np.percentile(np.abs(after), 99.8).round(1))
    shade = limit / 8  # enough for the eye, and less than half of the file
    _, height, width = after.shape
    for ax, weights in zip(axes, (before, after), strict=True):
        tiles = weights.reshape(4, 4, height, width).swapaxes(1, 2)
        sheet = np.round(tiles.reshape(4 * height, 4 * width) / shade) * shade
        drawn = picture(ax, sheet, limits=(-limit, limit), signed=True)
        for edge in range(1, 4):
            ax.axhline(edge * height - 0.5, color=MUTED, lw=1)
            ax.axvline(edge * width - 0.5, color=MUTED, lw=1)
        ax.spines[:].set(visible=True, color=MUTED)
    bar = fig.colorbar(drawn, ax=axes, orientation="horizontal", aspect=40, shrink=0.6)
    bar.set_ticks([-limit, 0, limit], labels=[f"{MINUS}{limit:g}", "0", f"{limit:g}"])
    bar.set_label("weight")
    bar.outline.set_visible(False)
    spread = [float(w.std()) for w in (before, after)]
    return fig.described(
        "Two panels of 16 images, the weights of the hidden neurons. Before training "
        "all are noise. After training most show patches and strokes of orange, above "
        "zero, and purple, below, in their middle, and the same noise as before at "
        f"their borders. Typical size of a weight: {spread[0]:.3f} before, "
        f"{spread[1]:.3f} after."
    )
