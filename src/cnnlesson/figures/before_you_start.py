"""Figures of the chapter *Before you start*: an image, a neuron, its scores."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from cnnlesson.figures._draw import outline, picture, pixels
from cnnlesson.figures._numbers import MINUS
from cnnlesson.figures._style import (
    GRID,
    INPUT,
    LOOK,
    MUTED,
    OUTPUT,
    Plate,
    canvas,
    styled,
)

__all__ = [
    "channels",
    "pixel_values",
    "relu_curve",
    "score_bars",
    "weighted_sum",
]

DIGITS = range(10)
SUM = 0.62  # width of the panel that holds a sum, in widths of an image


@styled
def pixel_values(image: np.ndarray, corner: tuple[int, int], *, size: int = 7) -> Plate:
    """Show a grey image, and the numbers in one of its windows.

    Parameters
    ----------
    image : ndarray, shape (H, W)
        Grey levels in [0, 1].
    corner : (int, int)
        Row and column of the window's first pixel.
    size : int, default 7
        Side of the window, in pixels.
    """
    height, width = image.shape
    row, column = corner
    window = image[row : row + size, column : column + size]
    names = [f"{height} by {width} pixels", "the pixels in the frame"]
    fig, (whole, part) = canvas(1, 2, height=3.75, titles=names)
    pixels(whole, image, ticks=range(0, width, 9))
    outline(whole, corner, window.shape)
    pixels(part, window, numbers=".1f")
    outline(part, (0, 0), window.shape)
    places = np.arange(size) + 0.5
    part.set_xticks(places, [str(column + i) for i in range(size)])
    part.set_yticks(places, [str(row + i) for i in range(size)])
    whole.set(xlabel="column", ylabel="row")
    part.set(xlabel="column")
    return fig.described(
        f"Left, a handwritten digit of {height} by {width} pixels with a frame around "
        f"rows {row} to {row + size - 1} and columns {column} to {column + size - 1}. "
        f"Right, the pixels in the frame with their grey levels, from "
        f"{window.min():.1f} where there is no ink to {window.max():.1f} in the "
        "middle of a stroke."
    )


@styled
def channels(photograph: np.ndarray) -> Plate:
    """Show a colour photograph (3, H, W) and its three channels as grey images."""
    names = ["the photograph", "channel 0: red", "channel 1: green", "channel 2: blue"]
    fig, axes = canvas(2, 2, titles=names)
    picture(axes[0, 0], np.moveaxis(photograph, 0, -1))
    for ax, channel in zip(axes.flat[1:], photograph, strict=True):
        picture(ax, channel)
    means = ", ".join(f"{mean:.2f}" for mean in photograph.mean(axis=(1, 2)))
    return fig.described(
        "A portrait in colour in front of a blue wall and a flag, and its red, green "
        "and blue channels as grey images. The wall is dark in the red channel and "
        f"light in the blue one. Mean brightness of red, green and blue: {means}."
    )


@styled
def weighted_sum(digits: Mapping[str, np.ndarray], weight: np.ndarray) -> Plate:
    """Show pixels, weights, their products and the sum of those, one row a digit.

    Parameters
    ----------
    digits : mapping of str to ndarray, shape (H, W)
        Grey levels in [0, 1], each under the name of what it shows.
    weight : ndarray, shape (H, W)
        Between -1 and 1, which are the limits of the colours.
    """
    rows = len(digits)
    titles = ["pixels", "weights", "products", "sum"] + [""] * 4 * (rows - 1)
    ratios = {"width_ratios": [1, 1, 1, SUM]}
    fig, axes = canvas(rows, 4, height=1.95 * rows, titles=titles, gridspec_kw=ratios)
    axes, said = np.atleast_2d(axes), []
    for (name, image), panels in zip(digits.items(), axes, strict=True):
        products = image * weight
        picture(panels[0], image)
        panels[0].set_ylabel(name)
        for ax, values in zip(panels[1:3], (weight, products), strict=True):
            picture(ax, values, limits=(-1, 1), signed=True)
        _signs(panels)
        total = _signed(products.sum())
        panels[3].text(0.5, 0.5, total, ha="center", va="center", color=OUTPUT, size=17)
        panels[3].set_axis_off()
        panels[3].set_box_aspect(1 / SUM)  # as high as the images, and so is its title
        said.append(f"For {name} the products add up to {total}.")
    for ax in axes.flat:  # a frame, for a signed image is white at its border
        ax.spines[:].set(visible=True, color=GRID)
    return fig.described(
        "In each row a digit, the same signed image of weights, and the product of the "
        "two, pixel by pixel: orange where a weight is above zero and purple where it "
        f"is below, but only where there is ink. {' '.join(said)}"
    )


def _signs(panels: Sequence[Axes]) -> None:
    """Write what is done between the panels: times, equals, and so to the sum."""
    for ax, sign in zip(panels[:3], "\N{MULTIPLICATION SIGN}=", strict=False):
        words: dict[str, Any] = {"ha": "center", "va": "center", "size": 15}
        ax.text(1.09, 0.5, sign, transform=ax.transAxes, color=MUTED, **words)


def _signed(value: float) -> str:
    return f"{value:+.1f}".replace("-", MINUS)


@styled
def relu_curve(sums: Mapping[str, float]) -> Plate:
    """Draw ReLU, and what it makes of some named weighted sums."""
    title = "Below zero it is silent, above zero it passes the sum on"
    fig, ax = canvas(height=3.5, titles=[title])
    reach = 1.45 * max(abs(value) for value in sums.values())
    ax.axhline(0, color=GRID, lw=1, zorder=0)
    ax.axvline(0, color=GRID, lw=1, zorder=0)
    ax.plot([-reach, 0, reach], [0, 0, reach], color=OUTPUT)
    said = []
    for name, value in sums.items():
        answer = max(value, 0.0)
        ax.plot([value], [answer], "o", color=LOOK, ms=9)
        words = f"{name}: {_signed(value)} becomes {answer:.3g}"
        place, side = ((-26, 12), "left") if value < 0 else ((-14, 4), "right")
        label = ax.annotate(words, (value, answer), place, textcoords="offset points")
        label.set(color=LOOK, ha=side)
        said.append(words)
    ax.set(xlabel="weighted sum plus bias", ylabel="activation")
    ax.set(xlim=(-reach, reach), ylim=(-0.08 * reach, reach))
    return fig.described(
        "A line that is flat at zero left of zero and rises one for one to the right. "
        f"Marked on it: {'; '.join(said)}."
    )


@styled
def score_bars(scores: np.ndarray, probabilities: np.ndarray, label: int) -> Plate:
    """Draw ten scores and, beside them, the probabilities they become.

    Parameters
    ----------
    scores, probabilities : ndarray, shape (10,)
        For the digits 0 to 9.
    label : int
        The right digit, which is marked.
    """
    names = ["scores", "probabilities after softmax"]
    fig, (left, right) = canvas(1, 2, height=3.0, titles=names)
    colours = [LOOK if digit == label else INPUT for digit in DIGITS]
    left.bar(DIGITS, scores, color=colours, width=0.7)
    left.axhline(0, color=MUTED, lw=1)
    reach = 1.15 * float(np.abs(scores).max())
    left.set(ylim=(-reach, reach))
    right.bar(DIGITS, probabilities, color=colours, width=0.7)
    right.axhline(0.1, color=MUTED, lw=1, ls=":")
    around = probabilities[max(label - 1, 0) : label + 2].max()  # its number fits above
    place = (label, max(around, 0.1))
    words = f"{probabilities[label]:.2f}"
    mark = right.annotate(words, place, (0, 5), textcoords="offset points", ha="center")
    mark.set(color=LOOK)
    right.set(ylim=(0, 1), yticks=[0, 0.5, 1])
    for ax in (left, right):
        ax.set(xticks=DIGITS, xlabel="digit")
        ax.tick_params(axis="x", length=0)
    best = int(probabilities.argmax())
    return fig.described(
        f"Left, ten scores from {_signed(scores.min())} to {_signed(scores.max())}. "
        f"Right, the ten probabilities made of them, which add up to 1: the largest is "
        f"{probabilities.max():.2f}, for the {best}; the right digit, {label}, has "
        f"{probabilities[label]:.2f}."
    )
