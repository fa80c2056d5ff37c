"""The figure that greets a reader."""

from collections.abc import Sequence

import numpy as np

from cnnlesson.figures._draw import picture
from cnnlesson.figures._style import Plate, canvas, styled

__all__ = ["filtered"]

LEVELS = 16  # of each scale: no eye sees the difference, and the file is 2/5 the size


@styled
def filtered(
    photograph: np.ndarray, maps: Sequence[np.ndarray], names: Sequence[str]
) -> Plate:
    """Show a photograph and, on one scale, what three filters answer to it.

    Parameters
    ----------
    photograph : ndarray, shape (H, W)
        Grey levels in [0, 1].
    maps : sequence of three ndarray, shape (H, W)
        Answers, of either sign.
    names : sequence of three str
    """
    limit = float(np.percentile(np.abs(maps), 99.5))
    fig, axes = canvas(2, 2, titles=["a photograph", *names])
    picture(axes[0, 0], _rounded(photograph, 1 / (2 * LEVELS)))
    for ax, answer in zip(axes.flat[1:], maps, strict=True):
        shown = _rounded(np.clip(answer, -limit, limit), limit / LEVELS)
        picture(ax, shown, limits=(-limit, limit), signed=True)
    strongest = [
        f"{name} at most {np.abs(m).max():.1f}"
        for name, m in zip(names, maps, strict=True)
    ]
    return fig.described(
        "A photograph of a woman in uniform, and three pictures of the same size, "
        "white where a filter answers zero: the outlines of face and collar stand out "
        f"in orange and purple. Strongest answers: {', '.join(strongest)}."
    )


def _rounded(image: np.ndarray, step: float) -> np.ndarray:
    rounded: np.ndarray = np.round(image / step) * step
    return rounded
