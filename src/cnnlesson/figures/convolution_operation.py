"""Figures of chapter 2: one window by hand, which way round, and what to add up."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from cnnlesson.figures._blocks import arrow, block, board, frame, note
from cnnlesson.figures._draw import outline, picture
from cnnlesson.figures._style import (
    INK,
    INPUT,
    KERNEL,
    LOOK,
    OUTPUT,
    TEXT,
    Plate,
    canvas,
    styled,
)

__all__ = ["borders", "by_hand", "channel_by_channel", "mixes", "which_way_round"]


@styled
def by_hand(
    image: np.ndarray,
    kernel: np.ndarray,
    answers: np.ndarray,
    corner: tuple[int, int],
) -> Plate:
    """Write out the products of one window, and their place among the answers.

    Parameters
    ----------
    image : ndarray, shape (5, 5)
        Whole numbers, at most 9.
    kernel : ndarray, shape (3, 3)
    answers : ndarray, shape (3, 3)
    corner : (row, column)
        First pixel of the window; also the place of its answer.
    """
    (row, column), (height, width) = corner, kernel.shape
    window = image[row : row + height, column : column + width]
    products = window * kernel
    grey: dict[str, Any] = {"limits": (0.0, float(image.max())), "numbers": ".0f"}
    signed: dict[str, Any] = {
        "limits": _symmetric(kernel, products, answers),
        "numbers": ".0f",
    }
    fig, ax = board(14.1, 10.5)
    block(ax, image, (0.9, 0), name="image", colour=INPUT, **grey)
    block(ax, kernel, (0.9, 6.6), name="kernel", colour=KERNEL, signed=True, **signed)
    block(ax, answers, (0.9, 11), name="answers", colour=OUTPUT, signed=True, **signed)
    block(ax, window, (7.2, 0), name="window", colour=INPUT, **grey)
    block(ax, kernel, (7.2, 4), name="kernel", colour=KERNEL, signed=True, **signed)
    block(ax, products, (7.2, 8), name="products", signed=True, **signed)
    total = products.sum()
    block(
        ax,
        np.array([[total]]),
        (8.2, 12.4),
        name="sum",
        colour=OUTPUT,
        signed=True,
        **signed,
    )
    for sign, at in (("×", 3.5), ("=", 7.5)):
        note(ax, sign, (8.7, at), ha="center", size=1.3 * TEXT)
    arrow(ax, 8.7, (11.25, 12.2))
    frame(ax, (0.9 + row, column), kernel.shape, colour=LOOK)
    frame(ax, (7.2, 0), kernel.shape, colour=LOOK)
    frame(ax, (8.2, 12.4), (1, 1), colour=LOOK)
    frame(ax, (0.9 + row, 11 + column), (1, 1), colour=LOOK)
    terms = " + ".join(f"({a:.0f} times {b:.0f})" for a, b in _used(window, kernel))
    return fig.described(
        f"A {image.shape[0]} by {image.shape[1]} image of whole numbers, a "
        f"{height} by {width} kernel and {answers.size} answers. The window whose "
        f"first pixel is {corner} is outlined; below, its nine products with the "
        f"kernel: {terms} = {total:.0f}, the answer at {corner}."
    )


def _symmetric(*arrays: np.ndarray) -> tuple[float, float]:
    top = max(float(np.abs(a).max()) for a in arrays)
    return -top, top


def _used(window: np.ndarray, kernel: np.ndarray) -> list[tuple[float, float]]:
    return [
        (float(window[i]), float(kernel[i]))
        for i in np.ndindex(kernel.shape)
        if kernel[i] != 0
    ]


@styled
def which_way_round(
    spot: np.ndarray, kernel: np.ndarray, layer: np.ndarray, convolution: np.ndarray
) -> Plate:
    """Show what two operations answer to a single bright pixel.

    Parameters
    ----------
    spot : ndarray, shape (5, 5)
        Zero but for one pixel.
    kernel, layer, convolution : ndarray, shape (3, 3)
        The kernel, what a layer answers, and what the convolution of mathematics does.
    """
    signed: dict[str, Any] = {
        "limits": _symmetric(kernel),
        "numbers": ".0f",
        "signed": True,
    }
    fig, ax = board(18.0, 6.0)
    block(ax, spot, (0.9, 0), name="image", colour=INPUT, numbers=".0f")
    block(ax, kernel, (1.9, 6), name="kernel", colour=KERNEL, **signed)
    answers = {"a layer answers": layer, "convolution answers": convolution}
    for k, (name, values) in enumerate(answers.items()):
        left = 10.3 + 4.2 * k
        block(ax, values, (1.9, left), name=name, colour=OUTPUT, **signed)
        same = np.array_equal(values, kernel)
        words = "as it is" if same else "turned"
        note(ax, words, (5.4, left), colour=INK if same else LOOK, weight=600)
        if not same:
            frame(ax, (1.9, left), (3, 3), colour=LOOK, style="--")
    turned = np.array_equal(layer, kernel[::-1, ::-1])
    return fig.described(
        "An image with one bright pixel, a kernel without symmetry, and two answers. "
        f"The layer's answer is {'' if turned else 'not '}the kernel turned by 180 "
        f"degrees: its first row reads {_row(layer)}, the kernel's {_row(kernel)}. "
        f"That of the mathematical convolution reads {_row(convolution)}."
    )


def _row(values: np.ndarray) -> str:
    return ", ".join(f"{v:.0f}" for v in values[0])


@styled
def borders(padded: Mapping[str, np.ndarray], padding: int) -> Plate:
    """Show pictures with their padding around, the true border outlined.

    Parameters
    ----------
    padded : mapping of str to ndarray, shape (H + 2 padding, W + 2 padding)
        Grey pictures in [0, 1], at most three.
    padding : int
        Pixels added at each side.
    """
    fig, axes = canvas(1, len(padded), height=2.6, titles=list(padded))
    for ax, image in zip(axes, padded.values(), strict=True):
        picture(ax, image)
        inside = (image.shape[0] - 2 * padding, image.shape[1] - 2 * padding)
        outline(ax, (padding - 0.5, padding - 0.5), inside)
    return fig.described(
        f"The same picture {len(padded)} times, its border outlined and {padding} "
        "pixels added at each side. "
        + " ".join(
            f"{name}: the corner has the grey level {image[0, 0]:.2f}."
            for name, image in padded.items()
        )
    )


@styled
def channel_by_channel(
    image: np.ndarray, kernel: np.ndarray, parts: np.ndarray, answers: np.ndarray
) -> Plate:
    """Show one filter on a colour image: three slices, three answers, one sum.

    Parameters
    ----------
    image : ndarray, shape (3, H, W)
        Red, green, blue in [0, 1].
    kernel : ndarray, shape (3, K, L)
    parts : ndarray, shape (3, P, Q)
        What each slice answers to its channel.
    answers : ndarray, shape (P, Q)
        Their sum.
    """
    names = ["red", "green", "blue"]
    titles = [*names, "red × its slice", "green × its slice", "blue × its slice"]
    titles += ["", "sum: one map", "in colour"]
    fig, axes = canvas(3, 3, height=6.9, titles=titles)
    top = float(np.quantile(np.abs(parts), 0.995))
    for k in range(3):
        picture(axes[0, k], image[k])
        picture(axes[1, k], parts[k], limits=(-top, top), signed=True)
    picture(axes[2, 1], answers, limits=(-top, top), signed=True)
    picture(axes[2, 2], np.moveaxis(image, 0, -1))
    axes[2, 0].remove()
    centres = ", ".join(
        f"{k.sum():.2f} for {n}" for n, k in zip(names, kernel, strict=True)
    )
    return fig.described(
        "A photograph as its red, green and blue channel; below each what one slice "
        "of the filter answers to it; below, the sum of the three, a single map, and "
        "beside it the photograph in colour. The "
        f"weights of the slices add up to {centres}; the map runs from "
        f"{answers.min():.2f} to {answers.max():.2f}."
    )


@styled
def mixes(titles: Sequence[str], pictures: Sequence[np.ndarray]) -> Plate:
    """Show a colour picture (3, H, W), a grey and a signed mix (H, W) of its channels.

    Parameters
    ----------
    titles : sequence of str
        One a picture.
    pictures : sequence of three ndarray
        The colours and the grey mix in [0, 1]; the last one signed.
    """
    colours, grey, signed = pictures
    fig, axes = canvas(1, 3, height=2.6, titles=list(titles))
    picture(axes[0], np.moveaxis(colours, 0, -1))
    picture(axes[1], grey)
    top = float(np.abs(signed).max())
    picture(axes[2], signed, limits=(-top, top), signed=True)
    return fig.described(
        f"{titles[0]}: a photograph in colour. {titles[1]}: in grey, from "
        f"{grey.min():.2f} to {grey.max():.2f}. {titles[2]}: from {signed.min():.2f} "
        f"to {signed.max():.2f}, orange above zero, purple below."
    )
