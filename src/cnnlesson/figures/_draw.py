"""What figures are made of: pixel grids, pictures, outlines and bars."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.collections import LineCollection
from matplotlib.image import AxesImage
from matplotlib.patches import Rectangle
from matplotlib.ticker import FixedLocator, NullLocator

from cnnlesson.figures._numbers import MINUS, power
from cnnlesson.figures._style import INK, INPUT, LOOK, MUTED, SMALL

__all__ = [
    "bars",
    "beside",
    "decades",
    "outline",
    "picture",
    "pixels",
    "readable_on",
]

GREY = "gray"  # 0 black, 1 white
SIGNED = "PuOr_r"  # purple below zero, white at zero, orange above


def pixels(
    ax: Axes,
    image: np.ndarray,
    *,
    limits: tuple[float, float] = (0.0, 1.0),
    signed: bool = False,
    numbers: str | None = None,
    ticks: Sequence[int] = (),
) -> AxesImage:
    """Draw `image` (H, W) as squares with thin lines between them.

    Parameters
    ----------
    limits : (float, float)
        Values drawn black and white; with `signed`, purple and orange. The same for
        all panels that are compared.
    signed : bool
        Use the diverging map; `limits` must then be symmetric, so that zero is white.
    numbers : str, optional
        Format that writes each value into its square, such as ``".1f"``.
    ticks : sequence of int
        Pixel numbers to write along both axes, where there are such pixels.
    """
    height, width = image.shape
    drawn = ax.imshow(image, extent=(0, width, height, 0), **_scale(limits, signed))
    lines = [((0, r), (width, r)) for r in range(height + 1)]
    lines += [((c, 0), (c, height)) for c in range(width + 1)]
    ax.add_collection(LineCollection(lines, colors=MUTED, linewidths=0.5))
    ax.spines[:].set_visible(False)
    for axis, size in ((ax.yaxis, height), (ax.xaxis, width)):
        places = [t for t in ticks if t < size]
        axis.set_ticks([t + 0.5 for t in places], [str(t) for t in places])
    ax.tick_params(length=0)
    if numbers is not None:
        _write_numbers(ax, drawn, image, numbers)
    return drawn


def _scale(limits: tuple[float, float], signed: bool) -> dict[str, Any]:
    low, high = limits
    if signed and low != -high:
        raise ValueError(f"limits {limits} of a signed image must be symmetric")
    return {"cmap": SIGNED if signed else GREY, "vmin": low, "vmax": high}


def _write_numbers(ax: Axes, drawn: AxesImage, image: np.ndarray, spec: str) -> None:
    for (row, column), value in np.ndenumerate(image):
        text = f"{value:{spec}}"
        text = text.lstrip("-") if float(text) == 0 else text.replace("-", MINUS)
        colour = readable_on(drawn.to_rgba(np.asarray(value, dtype=float)))
        place = (column + 0.5, row + 0.5)
        ax.text(*place, text, color=colour, ha="center", va="center", size=SMALL)


def readable_on(rgba: np.ndarray) -> str:
    """Return black or white, whichever has the higher contrast (WCAG 2) to `rgba`."""
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgba[:3]
    ]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#000000" if luminance > 0.179 else "#ffffff"


def picture(
    ax: Axes,
    image: np.ndarray,
    *,
    limits: tuple[float, float] = (0.0, 1.0),
    signed: bool = False,
) -> AxesImage:
    """Draw `image` (H, W) or (H, W, 3) too large for lines between its pixels."""
    drawn = ax.imshow(image, **_scale(limits, signed))
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    return drawn


def outline(
    ax: Axes,
    corner: tuple[float, float],
    shape: tuple[float, float],
    *,
    colour: str = LOOK,
    style: str = "-",
) -> Rectangle:
    """Outline the `shape` (height, width) of pixels whose first one is `corner`."""
    (row, column), (height, width) = corner, shape
    box = Rectangle((column, row), width, height)
    box.set(fill=False, edgecolor=colour, linewidth=2.5, linestyle=style)
    box.set(clip_on=False, zorder=3)
    ax.add_patch(box)
    return box


def beside(
    ax: Axes,
    words: str,
    place: tuple[float, float],
    offset: tuple[float, float],
    **looks: Any,
) -> None:
    """Write `words` beside a `place`, `offset` points to the right and up."""
    ax.annotate(words, place, offset, textcoords="offset points").set(**looks)


def decades(axis: Axis, *, step: int = 1) -> None:
    """Mark the powers of ten within the limits of a logarithmic axis.

    They are written out, 0.01 or 1,000, where all of them are short. Else larger than
    other type, so that a raised exponent can be read on a phone.

    Parameters
    ----------
    step : int
        Only exponents that it divides get a mark.
    """
    low, high = np.log10(axis.get_view_interval())
    exponents = range(step * int(np.ceil(low / step)), int(high // 1) + 1, step)
    whole = exponents[0] >= -4 and exponents[-1] <= 6
    axis.set_minor_locator(NullLocator())
    axis.set_major_locator(FixedLocator([10.0**e for e in exponents]))
    axis.set_ticklabels([power(e, whole=whole) for e in exponents])
    if not whole:
        axis.set_tick_params(labelsize=1.2 * SMALL)


def bars(
    ax: Axes,
    names: Sequence[str],
    values: Sequence[float],
    *,
    label: Callable[[float], str] = "{:,}".format,
    colour: str = INPUT,
) -> None:
    """Draw horizontal bars from the top, each with its `label` at its end."""
    drawn = ax.barh(names, values, color=colour, height=0.62)
    ax.bar_label(drawn, [label(v) for v in values], padding=5, color=INK, size=SMALL)
    ax.invert_yaxis()
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
