"""A figure of what filters answer to what they were made for, and to decoys."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Normalize
from matplotlib.offsetbox import AnnotationBbox, OffsetImage

from cnnlesson.figures._draw import GREY, SIGNED
from cnnlesson.figures._style import INK, INPUT, KERNEL, MUTED, Plate, canvas, styled

__all__ = ["best_answers"]


@styled
def best_answers(
    pictures: Mapping[str, np.ndarray],
    filters: Mapping[str, np.ndarray],
    best: Mapping[str, Sequence[float]],
) -> Plate:
    """Compare two filters by their largest answer on several pictures.

    Parameters
    ----------
    pictures : mapping of str to ndarray, shape (H, W)
        Grey levels in [0, 1], from the top.
    filters : mapping of str to ndarray, shape (K, L)
        Two, of either sign.
    best : mapping of str to sequence of float
        For each of the filters, its largest answer on each picture.
    """
    fig, ax = canvas(height=4.0)
    names = list(pictures)
    for row, image in enumerate(pictures.values()):
        _thumbnail(ax, image, (-0.008, row), (0.0, 1.0))
    limit = max(float(np.abs(kernel).max()) for kernel in filters.values())
    rows = np.arange(len(names))
    looks = [(KERNEL, "s", 0.16), (INPUT, "o", -0.16)]
    for (name, values), (colour, marker, lift) in zip(best.items(), looks, strict=True):
        ax.hlines(rows - lift, 0, values, color=colour, lw=2)
        ax.plot(values, rows - lift, marker, color=colour, ms=9)
        label = ax.annotate(
            name,
            (values[0], -lift),
            (10, 4 if lift > 0 else -4),
            textcoords="offset points",
        )
        label.set(color=colour, va="bottom" if lift > 0 else "top")
        place = (1.0, 0.06 - 2.6 * lift)
        _thumbnail(ax, filters[name], place, (-limit, limit), signed=True)
    ax.axvline(0, color=INK, lw=0.8)
    ax.set_yticks(rows, names)
    ax.set(xlabel="largest answer", xlim=(-0.05, 2.3), ylim=(len(names) - 0.5, -0.9))
    ax.set_xticks([0, 0.5, 1])
    ax.tick_params(axis="y", length=0, pad=44)
    ax.spines["left"].set_visible(False)
    return fig.described(
        "Largest answer of two filters on several pictures. "
        + " ".join(
            f"{name}: "
            + ", ".join(f"{n} {v:.2f}" for n, v in zip(names, values, strict=True))
            + "."
            for name, values in best.items()
        )
    )


def _thumbnail(
    ax: Axes,
    image: np.ndarray,
    place: tuple[float, float],
    limits: tuple[float, float],
    *,
    signed: bool = False,
) -> None:
    """Draw `image` 34 points high, its right edge at `place`: (axes, row)."""
    zoom = 34 / len(image)
    looks: dict[str, Any] = {"cmap": SIGNED if signed else GREY}
    looks["norm"] = Normalize(*limits)
    box = OffsetImage(image, zoom=zoom, dpi_cor=True, **looks)
    at: dict[str, Any] = {"xycoords": ("axes fraction", "data")}
    at["box_alignment"] = (1, 0.5)
    note = AnnotationBbox(box, place, pad=0.0, **at)
    note.set(annotation_clip=False)
    note.patch.set(edgecolor=MUTED, linewidth=0.8)
    ax.add_artist(note)
