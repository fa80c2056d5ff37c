"""Figures of *Pooling layers*: windows by hand, shrunk pictures, winners, gradients."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from cnnlesson.figures._draw import outline, picture, pixels
from cnnlesson.figures._style import (
    INPUT,
    LOOK,
    OUTPUT,
    SMALL,
    Plate,
    canvas,
    styled,
)

__all__ = ["gradient_maps", "pooled_by_hand", "shrunk", "winners"]


@styled
def pooled_by_hand(image: np.ndarray, largest: np.ndarray, mean: np.ndarray) -> Plate:
    """Show an image and what is left of its 2 by 2 windows, with the sums of the means.

    Parameters
    ----------
    image : ndarray, shape (4, 4)
        Whole numbers from 0 to 8; the first window is marked.
    largest, mean : ndarray, shape (2, 2)
        One number for each window.
    """
    fig, axes = canvas(
        1, 3, height=2.55, titles=["a map, four windows", "the largest", "the mean"]
    )
    limits = (0.0, 8.0)
    pixels(axes[0], image, limits=limits, numbers=".0f")
    pixels(axes[1], largest, limits=limits, numbers=".0f")
    pixels(axes[2], mean, limits=limits)
    for (row, column), value in np.ndenumerate(mean):
        outline(axes[0], (2 * row, 2 * column), (2, 2), colour=INPUT)
        words = f"{4 * value:.0f} / 4 = {value:.0f}"
        ink = "#000000" if value > 3.5 else "#ffffff"
        place = (column + 0.5, row + 0.5)
        axes[2].text(*place, words, color=ink, ha="center", va="center", size=SMALL)
    outline(axes[0], (0, 0), (2, 2))
    for ax in axes[1:]:
        outline(ax, (0, 0), (1, 1))
    return fig.described(
        "A 4 by 4 map of numbers in four windows of 2 by 2. The largest of each are "
        f"{_listed(largest)}; the means are {_listed(mean)}, each a sum of four "
        f"divided by 4. The first window, {_listed(image[:2, :2])}, is marked."
    )


def _listed(values: np.ndarray) -> str:
    return ", ".join(f"{v:.0f}" for v in values.ravel())


@styled
def shrunk(images: Mapping[str, np.ndarray], *, columns: int = 3) -> Plate:
    """Show pictures of several sizes in equally large panels, on one scale of greys.

    Parameters
    ----------
    images : mapping of str to ndarray, shape (H, W)
        By title, grey levels in [0, 1]. A picture of one pixel has its value written
        into it. A row must be full.
    columns : int, default 3
    """
    rows = len(images) // columns
    fig, axes = canvas(rows, columns, titles=list(images))
    for ax, image in zip(np.ravel(axes), images.values(), strict=True):
        if image.size == 1:
            pixels(ax, image, numbers=".2f")
        else:
            picture(ax, image)
    return fig.described(
        "The same picture in several sizes. "
        + " ".join(
            f"{name}: {image.shape[0]} by {image.shape[1]}, grey levels from "
            f"{image.min():.2f} to {image.max():.2f}."
            for name, image in images.items()
        )
    )


@styled
def winners(
    image: np.ndarray, before: np.ndarray, after: np.ndarray, step: int = 1
) -> Plate:
    """Mark the pixels that win their 2 by 2 window, before and after a move.

    The image is drawn in its place both times, and the windows move instead.

    Parameters
    ----------
    image : ndarray, shape (H, W)
        Grey levels in [0, 1].
    before, after : ndarray of bool, shape (H, W)
        The winners of windows that start in column 0, and in column `step`.
    step : int, default 1
    """
    again, new, lost = before & after, after & ~before, before & ~after
    titles = ["windows from column 0", f"windows from column {step}"]
    fig, axes = canvas(1, 2, height=3.9, titles=titles)
    for ax, first in zip(axes, (0, step), strict=True):
        pixels(ax, image)
        width = image.shape[1] - step
        for row, column in np.ndindex(image.shape[0] // 2, width // 2):
            outline(ax, (2 * row, first + 2 * column), (2, 2), colour=INPUT)
    _rings(axes[0], before, OUTPUT)
    _rings(axes[1], again, OUTPUT)
    _rings(axes[1], new, LOOK, "s")
    axes[0].set_xlabel(f"{before.sum()} winners", labelpad=8)
    axes[1].set_xlabel(f"{again.sum()} win again, {new.sum()} are new", labelpad=8)
    return fig.described(
        f"An image of {image.shape[0]} by {image.shape[1]} pixels twice, with a mark "
        f"around the largest pixel of each window. Moving the windows by {step} "
        f"leaves {again.sum()} of the {before.sum()} winners in place; {new.sum()} are "
        f"new and {lost.sum()} have lost."
    )


def _rings(ax: Axes, where: np.ndarray, colour: str, marker: str = "o") -> None:
    rows, columns = np.nonzero(where)
    for shade, width in (("#ffffff", 5.0), (colour, 2.6)):
        ax.plot(
            columns + 0.5,
            rows + 0.5,
            marker,
            ms=15,
            mfc="none",
            mec=shade,
            mew=width,
            zorder=4,
        )


@styled
def gradient_maps(
    image: np.ndarray, grad: np.ndarray, maps: Mapping[str, np.ndarray]
) -> Plate:
    """Show a map, the gradient of its pooled outputs, and where two poolings send it.

    Parameters
    ----------
    image : ndarray, shape (4, 4)
        Whole numbers from 0 to 8.
    grad : ndarray, shape (2, 2)
        One number for each window.
    maps : mapping of str to ndarray, shape (4, 4)
        The gradient of the image, for each of two poolings.
    """
    titles = ["the map", "gradient of the outputs", *maps]
    fig, axes = canvas(2, 2, height=6.2, titles=titles)
    top = float(max(np.abs(m).max() for m in (grad, *maps.values())))
    pixels(axes[0, 0], image, limits=(0.0, 8.0), numbers=".0f")
    signed: dict[str, Any] = {"limits": (-top, top), "signed": True}
    for ax, values in zip(axes.flat[1:], (grad, *maps.values()), strict=True):
        pixels(ax, values, numbers=".0f", **signed)
    for ax in (axes[0, 0], *axes[1]):
        for row, column in np.ndindex(grad.shape):
            outline(ax, (2 * row, 2 * column), (2, 2), colour=INPUT)
    return fig.described(_paths(image, grad, maps))


def _paths(image: np.ndarray, grad: np.ndarray, maps: Mapping[str, np.ndarray]) -> str:
    words: Sequence[str] = [
        f"{name}: the gradient reaches {np.count_nonzero(m)} of {m.size} pixels, "
        f"between {m.min():.0f} and {m.max():.0f}, {m.sum():.0f} in all."
        for name, m in maps.items()
    ]
    return (
        f"A 4 by 4 map of numbers, {_listed(image)}, and the gradient of its four "
        f"windows, {_listed(grad)}. {' '.join(words)}"
    )
