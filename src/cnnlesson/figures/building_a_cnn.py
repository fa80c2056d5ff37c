"""Figures of *Building a complete CNN*: how a training went, well or badly."""

from collections.abc import Mapping, Sequence

import numpy as np
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

__all__ = ["ailments", "training_curves"]


@styled
def training_curves(
    loss: Mapping[str, Sequence[float]],
    accuracy: Mapping[str, Sequence[float]],
    *,
    chosen: int,
) -> Plate:
    """Draw loss and accuracy against epochs, side by side, and the epoch chosen.

    Parameters
    ----------
    loss, accuracy : mapping of str to sequence of float
        Two lines each, of the same names: training first, then validation. A number
        for each epoch, from the first one on.
    chosen : int
        The epoch that was chosen, from 1.
    """
    titles = ["loss", "read right, %"]
    fig, axes = canvas(1, 2, height=3.5, titles=titles)
    shares = {n: [100 * v for v in values] for n, values in accuracy.items()}
    epochs = range(1, len(next(iter(loss.values()))) + 1)
    for ax, lines in zip(axes, (loss, shares), strict=True):
        ax.axvline(chosen, color=LOOK, lw=1.5, ls=":")
        for (name, values), look in zip(lines.items(), _LINES, strict=True):
            colour, style, marker = look
            ax.plot(epochs, values, style, color=colour, marker=marker, ms=6)
            above = values[-1] == max(line[-1] for line in lines.values())
            where = (epochs[-1], values[-1])
            lift = (9, 4 if above else -4)
            note = ax.annotate(name, where, lift, textcoords="offset points")
            note.set(color=colour, va="center")
        ax.set(xlabel="epoch", xticks=epochs)
        ax.set_xlim(0.7, len(epochs) + 0.55 * (len(epochs) - 0.7))
        ax.grid(axis="y")
    top = max(max(values) for values in loss.values())
    axes[0].set_ylim(-0.06 * top, 1.1 * top)
    axes[1].set_ylim(None, 100.5)
    note = axes[0].text(chosen, 0.98, "chosen ", color=LOOK, size=SMALL, va="top")
    note.set(transform=axes[0].get_xaxis_transform(), ha="right")
    return fig.described(
        f"Loss and accuracy against {len(epochs)} epochs. "
        + " ".join(
            f"{name}: loss {values[0]:.2f} to {values[-1]:.2f}, read right "
            f"{shares[name][0]:.0f} to {shares[name][-1]:.0f} %."
            for name, values in loss.items()
        )
        + f" Epoch {chosen} is marked as chosen."
    )


_LINES = ((INPUT, "-", "o"), (LOOK, "--", "s"))


@styled
def ailments(
    curves: Mapping[str, Sequence[float]], *, guessing: float, ceiling: float
) -> Plate:
    """Draw losses by step, one small panel each, the first one behind all others.

    Parameters
    ----------
    curves : mapping of str to sequence of float
        The loss at each step, a healthy training first. Drawn three in a row, on one
        scale.
    guessing : float
        The loss of equal probabilities, drawn as a dotted line.
    ceiling : float
        The largest loss drawn; higher ones are cut off, and their height written.
    """
    rows = -(-len(curves) // 3)
    shared = {"sharex": True, "sharey": True}
    titles = [*curves, *[""] * (3 * rows - len(curves))]
    fig, axes = canvas(rows, 3, height=2.25 * rows + 0.2, titles=titles, **shared)
    healthy, said = next(iter(curves.values())), []
    for ax in axes.flat[len(curves) :]:
        ax.remove()
    for ax, (name, values) in zip(axes.flat, curves.items(), strict=False):
        first = values is healthy
        ax.axhline(guessing, color=MUTED, lw=1, ls=":")
        if not first:
            ax.plot(healthy, color=INPUT, lw=1, alpha=0.7)
        ax.plot(values, color=INPUT if first else LOOK, lw=2)
        _cut_off(ax, values, ceiling)
        said.append(f"{name}: {_told(values)}.")
    for ax in axes[:, 0]:
        ax.set_ylabel("loss")
    for ax in axes.flat[max(len(curves) - 3, 0) : len(curves)]:
        ax.set_xlabel("step")
    steps = len(healthy)
    axes.flat[0].set(ylim=(0, ceiling), xlim=(0, steps - 1), xticks=[0, steps // 2])
    axes.flat[0].set_yticks(range(int(ceiling) + 1))
    words = f"guessing: {guessing:.2f}"
    place = (steps - 1, guessing + 0.06)
    axes.flat[0].text(*place, words, color=MUTED, size=SMALL, ha="right")
    return fig.described(
        f"{len(curves)} panels of the loss against {steps} steps, on one scale, with a "
        f"dotted line at {guessing:.2f}. The first curve is repeated, thin, in the "
        f"others. {' '.join(said)}"
    )


def _cut_off(ax: Axes, values: Sequence[float], ceiling: float) -> None:
    top = int(np.argmax(values))
    if values[top] > ceiling:
        words = f"up to {values[top]:,.0f}"
        ax.annotate(words, (top, ceiling), (8, -12), textcoords="offset points").set(
            color=INK, size=SMALL, va="center"
        )


def _told(values: Sequence[float]) -> str:
    late = float(np.mean(values[-8:]))
    return (
        f"from {values[0]:.2f} over at most {max(values):.2f} to about {late:.2f} at "
        "the end"
    )
