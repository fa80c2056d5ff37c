"""A figure of an image that moves pixel by pixel, its map, and the map halved."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from cnnlesson.figures._draw import outline, picture, pixels
from cnnlesson.figures._style import INK, LOOK, SMALL, Plate, canvas, styled

__all__ = ["step_by_step"]


@styled
def step_by_step(
    images: Sequence[np.ndarray],
    maps: Sequence[np.ndarray],
    halves: Sequence[np.ndarray],
    changes: Sequence[float],
) -> Plate:
    """Show images, a row each, their feature maps and the halved maps.

    Parameters
    ----------
    images : sequence of ndarray, shape (H, W)
        Grey levels in [0, 1]; each is the one before, moved by a pixel.
    maps : sequence of ndarray, shape (H, W)
        From 0 up, drawn on one scale. The largest value is marked.
    halves : sequence of ndarray, shape (P, Q)
        The same.
    changes : sequence of float
        By how much each halved map differs from the first, moved along.
    """
    rows = len(images)
    titles = ["image", "feature map", "halved", *[""] * (3 * rows - 3)]
    fig, axes = canvas(rows, 3, titles=titles, height=rows * 2.35)
    said = []
    for step, panels in enumerate(axes):
        picture(panels[0], images[step])
        panels[0].set_ylabel(f"moved by {step}", size=SMALL)
        peaks = [
            _with_peak(ax, shown[step], float(np.max(shown)))
            for ax, shown in zip(panels[1:], (maps, halves), strict=True)
        ]
        words = f"off by {100 * changes[step]:.0f} %"
        panels[2].set_xlabel(words, size=SMALL, color=LOOK if changes[step] else INK)
        said.append(
            f"Moved by {step}: largest value {peaks[0]:.2f} in the map and "
            f"{peaks[1]:.2f} in the halved one, which is {words}."
        )
    return fig.described(
        "An image, its feature map and the halved map, row by row moved on by one "
        f"pixel. {' '.join(said)}"
    )


def _with_peak(ax: Axes, values: np.ndarray, top: float) -> float:
    large = values.size > 400
    (picture if large else pixels)(ax, values, limits=(0.0, top))
    row, column = np.unravel_index(values.argmax(), values.shape)
    half = 0.5 if large else 0.0  # the first pixel begins at -0.5 in a picture
    outline(ax, (row - half, column - half), (1, 1))
    return float(values.max())
