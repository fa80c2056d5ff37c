"""Figures of the three ideas of chapter 1: look locally, share, move along."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from cnnlesson.figures._draw import outline, picture, pixels
from cnnlesson.figures._numbers import MINUS
from cnnlesson.figures._style import (
    INPUT,
    LOOK,
    OUTPUT,
    SMALL,
    Plate,
    canvas,
    styled,
)

__all__ = [
    "answers_and_relu",
    "dense_and_local",
    "peaks",
    "sliding",
    "tied_matrix",
    "windows",
]

STYLES = (("-", LOOK), ("--", OUTPUT), (":", INPUT))


@styled
def dense_and_local(
    image: np.ndarray, corner: tuple[int, int], kernel_size: int
) -> Plate:
    """Draw the weights of one dense and of one local neuron on the same image (H, W).

    Parameters
    ----------
    corner : (row, column)
        First pixel of the window that the local neuron sees.
    kernel_size : int
        Side of the window.
    """
    row, column = corner
    near = [(row + i, column + j) for i, j in np.ndindex(kernel_size, kernel_size)]
    seen = {"one dense neuron": list(np.ndindex(image.shape)), "one local neuron": near}
    fig, axes = canvas(1, 2, height=2.7, titles=list(seen))
    for ax, places in zip(axes, seen.values(), strict=True):
        _one_neuron(ax, image, places)
    outline(axes[1], corner, (kernel_size, kernel_size))
    return fig.described(
        f"The same {image.shape[0]} by {image.shape[1]} image twice, each with one "
        f"neuron beside it. Left: {image.size} lines, one from each pixel. Right: "
        f"{len(near)} lines, all from one window of {kernel_size} by {kernel_size}."
    )


def _one_neuron(ax: Axes, image: np.ndarray, places: Sequence[tuple[int, ...]]) -> None:
    height, width = image.shape
    pixels(ax, image)
    end = (1.75 * width, height / 2)
    lines = [((c + 0.5, r + 0.5), end) for r, c in places]
    ax.add_collection(LineCollection(lines, colors=LOOK, linewidths=0.8))
    ax.plot(*end, "o", color=LOOK, ms=12)
    ax.set(xlim=(-0.1, 2.05 * width), ylim=(height + 1.2, -0.1))
    words: dict[str, Any] = {"ha": "center", "va": "top", "size": SMALL, "color": LOOK}
    ax.text(1.45 * width, height + 0.15, f"{len(places)} weights", **words)


@styled
def sliding(
    image: np.ndarray,
    kernel: np.ndarray,
    answers: np.ndarray,
    corners: Sequence[tuple[int, int]],
) -> Plate:
    """Show an image, a kernel and its answers, with windows and their answers marked.

    Parameters
    ----------
    image : ndarray, shape (H, W)
    kernel : ndarray, shape (K, L)
    answers : ndarray, shape (H - K + 1, W - L + 1)
    corners : sequence of at most three (row, column)
        First pixels of the windows to mark.
    """
    ratios = {"width_ratios": [1, 0.75, 1.15]}
    names = ["image", "kernel", "answers"]
    fig, axes = canvas(1, 3, height=2.6, titles=names, gridspec_kw=ratios)
    limit = float(np.abs(answers).max())
    pixels(axes[0], image, ticks=range(image.shape[1]))
    top = float(np.abs(kernel).max())
    pixels(axes[1], kernel, limits=(-top, top), signed=True, numbers=".0f")
    signed: dict[str, Any] = {"limits": (-limit, limit), "signed": True}
    pixels(axes[2], answers, numbers=".1f", ticks=range(9), **signed)
    for corner, (style, colour) in zip(corners, STYLES, strict=False):
        outline(axes[0], corner, kernel.shape, colour=colour, style=style)
        outline(axes[2], corner, (1, 1), colour=colour, style=style)
    found = ", ".join(f"{answers[c]:.2f} at {c}" for c in corners)
    return fig.described(
        f"An image, a {kernel.shape[0]} by {kernel.shape[1]} kernel, and its answers "
        f"at all {answers.size} positions. Three windows of the image are outlined, "
        f"and in the answers the pixel each of them makes: {found}."
    )


@styled
def windows(
    patches: Sequence[np.ndarray],
    kernel: np.ndarray,
    corners: Sequence[tuple[int, int]],
) -> Plate:
    """Write out three windows, their products with the kernel, and the sums.

    Parameters
    ----------
    patches : sequence of three ndarray, shape (K, L)
        What the kernel sees, grey levels in [0, 1].
    kernel : ndarray, shape (K, L)
    corners : sequence of three (row, column)
        Where the patches were taken.
    """
    products = [patch * kernel for patch in patches]
    sums = [round(float(product.sum()), 2) + 0.0 for product in products]  # no -0.00
    titles = [f"window {corner}" for corner in corners]
    titles += [f"sum {total:.2f}".replace("-", MINUS) for total in sums]
    fig, axes = canvas(2, 3, height=4.9, titles=titles)
    limit = float(np.abs(products).max())
    for k, (style, colour) in enumerate(STYLES):
        pixels(axes[0, k], patches[k], numbers=".1f")
        outline(axes[0, k], (0, 0), kernel.shape, colour=colour, style=style)
        pixels(
            axes[1, k], products[k], limits=(-limit, limit), signed=True, numbers=".1f"
        )
    axes[0, 0].set_ylabel("window")
    axes[1, 0].set_ylabel("times kernel")
    return fig.described(
        "Three windows of 3 by 3 grey levels above; below, each value times the "
        "kernel's. The sums of the nine products are "
        + ", ".join(
            f"{total:.2f} for {c}" for total, c in zip(sums, corners, strict=True)
        )
        + "."
    )


@styled
def answers_and_relu(image: np.ndarray, answers: np.ndarray) -> Plate:
    """Show an image, a filter's answers of both signs, and what ReLU leaves of them."""
    limit = float(np.abs(answers).max())
    titles = ["image", "answers", "after ReLU"]
    ratios = {"width_ratios": [0.7, 1.15, 1.15]}
    fig, axes = canvas(1, 3, height=2.7, titles=titles, gridspec_kw=ratios)
    pixels(axes[0], image)
    kept = np.maximum(answers, 0)
    for ax, shown in zip(axes[1:], [answers, kept], strict=True):
        pixels(ax, shown, limits=(-limit, limit), signed=True, numbers=".1f")
    row = answers[len(answers) // 2]
    return fig.described(
        f"A light bar on dark ground. A row of the answers reads "
        f"{', '.join(f'{value:.1f}' for value in row)}: positive where dark turns to "
        f"light, negative where light turns to dark. After ReLU only the "
        f"{np.count_nonzero(kept[0])} positive columns are left."
    )


@styled
def tied_matrix(matrix: np.ndarray) -> Plate:
    """Show a convolution as the matrix (outputs, inputs) of a dense layer."""
    limit = float(np.abs(matrix).max())
    fig, ax = canvas(height=4.3)
    picture(ax, matrix, limits=(-limit, limit), signed=True)
    rows, columns = matrix.shape
    ax.set(xticks=[0, columns - 1], yticks=[0, rows - 1])
    ax.set(xlabel="input pixel", ylabel="output pixel")
    used = np.count_nonzero(matrix)
    return fig.described(
        f"A matrix of {matrix.shape[0]} rows and {matrix.shape[1]} columns, almost all "
        f"white: {used} of {matrix.size:,} entries are not zero. Each row holds the "
        "same weights as the row above, moved to the right: a diagonal pattern."
    )


@styled
def peaks(images: Sequence[np.ndarray], maps: Sequence[np.ndarray]) -> Plate:
    """Show images, below each a filter's answers with their largest value marked.

    Parameters
    ----------
    images : sequence of ndarray, shape (H, W)
        At most four.
    maps : sequence of ndarray, shape (P, Q)
        Answers in [0, 1].
    """
    tops = [np.unravel_index(m.argmax(), m.shape) for m in maps]
    titles = [""] * len(images) + [f"peak {m.max():.2f}" for m in maps]
    fig, axes = canvas(2, len(images), height=3.9, titles=titles)
    for ax, image in zip(axes[0], images, strict=True):
        pixels(ax, image)
    for ax, answers, (row, column) in zip(axes[1], maps, tops, strict=True):
        pixels(ax, answers)
        ax.plot(column + 0.5, row + 0.5, "o", mfc="none", mec=LOOK, ms=13, mew=2.5)
    axes[0, 0].set_ylabel("image")
    axes[1, 0].set_ylabel("answers")
    places = ", ".join(f"({r}, {c})" for r, c in tops)
    return fig.described(
        f"{len(images)} images of a small bright square at different places; below, a "
        f"filter's answers. The peak stands at {places}, and its height is "
        f"{', '.join(f'{m.max():.2f}' for m in maps)}."
    )
