"""The figure of the reference page on data: a digit of one's own, made ready."""

import numpy as np

from cnnlesson.figures._draw import picture, pixels
from cnnlesson.figures._style import INK, SMALL, Plate, canvas, styled

__all__ = ["made_ready"]


@styled
def made_ready(photograph: np.ndarray, ready: np.ndarray, said: str) -> Plate:
    """Show a picture of a digit on paper and the small picture made of it.

    Parameters
    ----------
    photograph : ndarray, shape (H, W)
        Grey levels in [0, 1].
    ready : ndarray, shape (h, w)
        Share of ink in [0, 1].
    said : str
        What is said of the digit, such as what a network reads.
    """
    fig, (left, right) = canvas(1, 2, titles=["on paper", "made ready"], height=3.9)
    picture(left, photograph)
    pixels(right, ready)
    sides = [f"{' × '.join(map(str, a.shape))} pixels" for a in (photograph, ready)]
    for ax, words in zip((left, right), (sides[0], f"{sides[1]}: {said}"), strict=True):
        ax.set_xlabel(words, loc="left", size=SMALL, color=INK, labelpad=6)
    rows, columns = (np.flatnonzero(ready.any(axis=axis)) for axis in (1, 0))
    return fig.described(
        f"Left, a dark handwritten digit on unevenly lit grey paper, "
        f"{sides[0]}. Right, the same digit in white on black, {sides[1]}: its ink "
        f"reaches from row {rows[0]} to row {rows[-1]} and from column {columns[0]} to "
        f"column {columns[-1]}. Under it stands: {said}."
    )
