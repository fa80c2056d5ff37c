"""Figures of what layers on top of each other are, and how far they see."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from cnnlesson.figures._blocks import block, board, note
from cnnlesson.figures._draw import pixels
from cnnlesson.figures._style import KERNEL, LOOK, OUTPUT, TEXT, Plate, canvas, styled

__all__ = ["fields", "stacked"]


@styled
def stacked(first: np.ndarray, second: np.ndarray, both: np.ndarray) -> Plate:
    """Draw two kernels of whole numbers and the one that does the work of both.

    Parameters
    ----------
    first, second : ndarray, shape (3, 3)
    both : ndarray, shape (5, 5)
    """
    fig, ax = board(14.2, 6.0)
    top = max(float(np.abs(k).max()) for k in (first, second, both))
    look: dict[str, Any] = {"limits": (-top, top), "signed": True, "numbers": ".0f"}
    block(ax, first, (1.9, 0), name="first", colour=KERNEL, **look)
    block(ax, second, (1.9, 4.4), name="second", colour=KERNEL, **look)
    block(ax, both, (0.9, 9.1), name="one kernel for both", colour=OUTPUT, **look)
    for word, at in (("then", 3.7), ("=", 8.25)):
        size = TEXT if word == "then" else 1.3 * TEXT
        note(ax, word, (3.4, at), ha="center", size=size)
    return fig.described(
        f"Two kernels of 3 by 3, {_rows(first)} and {_rows(second)}, and the 5 by 5 "
        f"kernel that does the same in one step: {_rows(both)}."
    )


def _rows(kernel: np.ndarray) -> str:
    return "; ".join(" ".join(f"{v:.0f}" for v in row) for row in kernel)


@styled
def fields(shares: Mapping[str, np.ndarray]) -> Plate:
    """Show what share each pixel has in one output value, for several depths.

    Parameters
    ----------
    shares : mapping of str to ndarray, shape (H, W)
        Zero for a pixel that has none. At most three, on one scale.
    """
    sides = {name: int(np.any(s > 0, axis=1).sum()) for name, s in shares.items()}
    titles = [f"{name}: {side} × {side}" for name, side in sides.items()]
    fig, axes = canvas(1, len(shares), height=2.75, titles=titles)
    top = max(float(s.max()) for s in shares.values())
    for ax, share in zip(axes, shares.values(), strict=True):
        pixels(ax, share, limits=(0.0, top))
        rows, columns = np.nonzero(share)
        ax.plot(columns + 0.5, rows + 0.5, ".", color=LOOK, ms=3.5)
    return fig.described(
        "Which pixels of an image have a share in the middle output value. "
        + " ".join(
            f"{name}: {side} by {side} pixels, the middle one with "
            f"{100 * shares[name].max():.1f} %."
            for name, side in sides.items()
        )
    )
