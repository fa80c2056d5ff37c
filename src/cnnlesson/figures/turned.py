"""Figures of what turns and grows: an arrow and its filter, digits on their heads."""

from collections.abc import Mapping, Sequence

import numpy as np

from cnnlesson.figures._draw import picture, pixels
from cnnlesson.figures._style import (
    INK,
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

__all__ = ["answers_by_angle_and_size", "digits_read", "poses"]


@styled
def poses(pictures: Mapping[str, np.ndarray], answers: Sequence[float]) -> Plate:
    """Show pictures of one thing, and what one filter answers to each.

    Parameters
    ----------
    pictures : mapping of str to ndarray, shape (H, W)
        Grey levels in [0, 1]; at most three.
    answers : sequence of float
        One a picture.
    """
    fig, axes = canvas(1, len(pictures), height=2.9, titles=list(pictures))
    for ax, image, answer in zip(axes, pictures.values(), answers, strict=True):
        pixels(ax, image)
        ax.set_xlabel(f"answer {answer:.2f}", color=OUTPUT)
    said = [f"{name}: {a:.2f}" for name, a in zip(pictures, answers, strict=True)]
    return fig.described(
        f"An arrow, drawn {len(pictures)} times, and the largest answer of the filter "
        f"made for it. {'; '.join(said)}."
    )


@styled
def answers_by_angle_and_size(
    angles: Sequence[int],
    by_angle: Mapping[str, Sequence[float]],
    sizes: Sequence[float],
    by_size: Sequence[float],
) -> Plate:
    """Plot what filters answer when a thing turns, and when it shrinks or grows.

    Parameters
    ----------
    angles : sequence of int
        In degrees.
    by_angle : mapping of str to sequence of float
        For each way to answer, an answer at each angle. At most two, the first of
        which is never above the second.
    sizes, by_size : sequence of float
        Sizes, 1 being that of the filter, and the first way's answers.
    """
    titles = ["when it turns", "when it shrinks or grows"]
    fig, (left, right) = canvas(1, 2, height=3.5, titles=titles, sharey=True)
    looks = [(INPUT, "-", 0.06), (KERNEL, "--", 1.05)]
    for (name, answers), (colour, style, height) in zip(
        by_angle.items(), looks, strict=False
    ):
        left.plot(angles, answers, style, color=colour)
        left.text(
            angles[-1] / 2, height, name, color=colour, ha="center", va="baseline"
        )
    right.plot(sizes, by_size, color=INPUT)
    right.set_xscale("log", base=2)
    right.set_xticks([0.5, 1, 2], ["half", "as made", "double"])
    right.set_xticks([], minor=True)
    for ax in (left, right):
        ax.set(ylim=(0, 1.18), yticks=[0, 0.5, 1])
        ax.grid(axis="y")
    left.set(xticks=range(angles[0], angles[-1] + 1, 90), ylabel="largest answer")
    left.set_xlabel("angle, degrees")
    right.set(xlabel="size of the arrow", xlim=(0.42, 2.4))
    said = [
        f"{name}: 1 at 0 degrees, at least {min(a):.2f}, {a[-1]:.2f} at {angles[-1]}."
        for name, a in by_angle.items()
    ]
    return fig.described(
        f"Two panels with curves. When the arrow turns, {' '.join(said)} When it "
        f"changes size: {by_size[0]:.2f} at {sizes[0]:g}, 1 at 1, {by_size[-1]:.2f} at "
        f"{sizes[-1]:g}."
    )


@styled
def digits_read(images: np.ndarray, names: Sequence[int], label: int) -> Plate:
    """Show digits, each with what a network reads; another digit than `label` marked.

    Parameters
    ----------
    images : ndarray, shape (N, H, W)
        Grey levels in [0, 1].
    names : sequence of int
        What the network reads.
    label : int
        What they are.
    """
    fig, ax = canvas(height=1.5)
    _, _, width = images.shape
    picture(ax, np.concatenate(list(images), axis=1))
    for place, name in enumerate(names):
        middle = (place + 0.5) * width - 0.5
        colour = INK if name == label else LOOK
        ax.text(
            middle, images.shape[1] + 2, f"{name}", color=colour, ha="center", va="top"
        )
        if place:
            ax.axvline(place * width - 0.5, color=MUTED, lw=1)
    ax.set_xlabel("what the network reads", labelpad=22, size=SMALL)
    return fig.described(
        f"{len(images)} digits {label}, as the network is shown them. It reads: "
        f"{', '.join(map(str, names))}."
    )
