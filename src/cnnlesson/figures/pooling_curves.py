"""Curves of *Pooling layers*: what a move, and what noise, does to pooled maps."""

from collections.abc import Mapping, Sequence

import numpy as np

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

__all__ = ["accuracy_by_noise", "change_by_shift"]

LOOKS = (
    (MUTED, "-", "o"),
    (LOOK, "--", "s"),
    (KERNEL, "-.", "D"),
    (INPUT, ":", "^"),
    (OUTPUT, "-", "v"),
)


@styled
def change_by_shift(
    shifts: Sequence[int], changes: Mapping[str, Sequence[float]]
) -> Plate:
    """Plot how much outputs change when the image moves, each line with its name.

    Parameters
    ----------
    shifts : sequence of int
        In pixels.
    changes : mapping of str to sequence of float
        For each size of window, the change relative to the output. At most five.
    """
    fig, ax = canvas(height=4.2)
    for (name, change), (colour, style, marker) in zip(
        changes.items(), LOOKS, strict=False
    ):
        ax.plot(shifts, change, style, color=colour, marker=marker, ms=7)
        ax.annotate(
            name,
            (shifts[-1], change[-1]),
            (11, 0),
            color=colour,
            textcoords="offset points",
            va="center",
            annotation_clip=False,
        )
    reach = shifts[-1] - shifts[0]
    ax.set_xlim(shifts[0] - 0.03 * reach, shifts[-1] + 0.36 * reach)
    ax.set(xticks=list(shifts), xlabel="shift of the digits, pixels")
    ax.set(ylabel="change of the outputs", ylim=(-0.05, None))
    ax.grid(axis="y")
    return fig.described(
        f"Change of pooled outputs against shifts of {shifts[0]} to {shifts[-1]} "
        "pixels, relative to the outputs. "
        + " ".join(
            f"{name}: {change[1]:.2f} at {shifts[1]}, {change[-1]:.2f} at {shifts[-1]}."
            for name, change in changes.items()
        )
    )


@styled
def accuracy_by_noise(
    noise: Sequence[float], accuracy: Mapping[str, np.ndarray]
) -> Plate:
    """Plot accuracies against the noise on the test images: means and ranges of runs.

    Parameters
    ----------
    noise : sequence of float
        Standard deviations, in grey levels.
    accuracy : mapping of str to ndarray, shape (seeds, len(noise))
        For each pooling, the share of images named right. At most two.
    """
    fig, ax = canvas(height=3.6)
    looks = ((LOOK, "--", "s"), (INPUT, "-", "o"))
    for (name, runs), (colour, style, marker) in zip(
        accuracy.items(), looks, strict=False
    ):
        ends = runs.min(axis=0), runs.max(axis=0)
        ax.fill_between(noise, *ends, color=colour, alpha=0.2, lw=0)
        mean = runs.mean(axis=0)
        ax.plot(noise, mean, style, color=colour, marker=marker, ms=7)
        ax.annotate(
            name,
            (noise[-1], mean[-1]),
            (11, 0),
            color=colour,
            textcoords="offset points",
            va="center",
            annotation_clip=False,
        )
    ax.hlines(0.1, noise[0], noise[-1], color=MUTED, lw=1, ls=":")
    ax.text(noise[0], 0.085, "guessing", color=MUTED, va="top", size=SMALL)
    reach = noise[-1] - noise[0]
    ax.set_xlim(noise[0] - 0.03 * reach, noise[-1] + 0.32 * reach)
    ax.set(xticks=list(noise), ylim=(0, 1.02), ylabel="accuracy")
    ax.set(xlabel="noise on the test digits, standard deviation in grey levels")
    ax.grid(axis="y")
    return fig.described(
        f"Accuracy against noise of standard deviation {noise[0]} to {noise[-1]}, mean "
        f"of {len(next(iter(accuracy.values())))} runs with their range. "
        + " ".join(
            f"{name}: {runs[:, 0].mean():.2f} without noise, {runs[:, 1].mean():.2f} "
            f"at {noise[1]}, {runs[:, -1].mean():.2f} at {noise[-1]}."
            for name, runs in accuracy.items()
        )
    )
