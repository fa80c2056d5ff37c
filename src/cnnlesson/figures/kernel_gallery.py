"""Figures of chapter 2 about kernels: named ones at work, and one that is learned."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from cnnlesson.figures._blocks import arrow, block
from cnnlesson.figures._draw import decades, picture, pixels
from cnnlesson.figures._style import INK, LOOK, OUTPUT, SMALL, Plate, canvas, styled

__all__ = ["gallery", "learned"]


@styled
def gallery(
    kernels: Mapping[str, np.ndarray],
    columns: Sequence[str],
    answers: Mapping[str, Sequence[np.ndarray]],
    *,
    limits: tuple[float, float] = (0.0, 1.0),
    signed: bool = False,
) -> Plate:
    """Show kernels, each in a row with what it answers to the same pictures.

    Parameters
    ----------
    kernels : mapping of str to ndarray, shape (K, L)
        Whole numbers, written into their squares; the name stands above.
    columns : sequence of str
        One name for each of the pictures.
    answers : mapping of str to sequence of ndarray
        For each kernel its answer to each picture, on one scale for all.
    limits, signed
        As for ``_draw.pixels``; what is beyond is clipped.
    """
    shape = (len(kernels), 1 + len(columns))
    fig, axes = canvas(*shape, height=1.78 * len(kernels) + 0.35)
    top = max(float(np.abs(kernel).max()) for kernel in kernels.values())
    for row, (name, kernel) in enumerate(kernels.items()):
        spec: dict[str, Any] = {"limits": (-top, top), "signed": True, "numbers": ".0f"}
        pixels(axes[row, 0], kernel, **spec)
        axes[row, 0].set_title(name, pad=4)
        for ax, answer in zip(axes[row, 1:], answers[name], strict=True):
            picture(ax, answer, limits=limits, signed=signed)
    for ax, words in zip(axes[0, 1:], columns, strict=True):
        ax.set_title(words, fontweight=400, pad=4)
    return fig.described(
        f"{len(kernels)} kernels, each beside its answers to {', '.join(columns)}. "
        + " ".join(
            f"{name}: "
            + ", ".join(f"{a.min():.1f} to {a.max():.1f}" for a in shown)
            + "."
            for name, shown in answers.items()
        )
    )


@styled
def learned(
    kernels: Mapping[str, np.ndarray], losses: np.ndarray, steps: Sequence[int]
) -> Plate:
    """Show a kernel while it is learned, and its loss on the way.

    Parameters
    ----------
    kernels : mapping of str to ndarray, shape (3, 3)
        The kernel at some steps; three of them.
    losses : ndarray, shape (steps,)
        Mean squared error at each step, above zero.
    steps : sequence of int
        The steps at which the kernels were taken, marked on the curve.
    """
    ratios = {"height_ratios": [3.6, 2.6]}
    fig, (above, below) = canvas(2, height=4.7, gridspec_kw=ratios)
    top = max(float(np.abs(kernel).max()) for kernel in kernels.values())
    look: dict[str, Any] = {"limits": (-top, top), "signed": True, "numbers": ".1f"}
    for place, (name, kernel) in enumerate(kernels.items()):
        block(above, kernel, (0.7, 4.6 * place), name=name, **look)
        if place:
            arrow(above, 2.2, (4.6 * place - 1.25, 4.6 * place - 0.35))
    above.set(xlim=(-0.1, 4.6 * len(kernels) - 1.5), ylim=(3.8, -0.2), aspect="equal")
    above.set_axis_off()
    _curve(below, losses, steps)
    return fig.described(
        "A 3 by 3 kernel at "
        + ", ".join(f"{n}: {_rows(kernel)}" for n, kernel in kernels.items())
        + f". Below, the mean squared error falls from {losses[0]:.2g} to "
        f"{losses[-1]:.2g} in {len(losses) - 1} steps."
    )


def _curve(ax: Axes, losses: np.ndarray, steps: Sequence[int]) -> None:
    ax.semilogy(losses, color=OUTPUT)
    ax.plot(steps, losses[list(steps)], "o", color=LOOK, ms=8, clip_on=False)
    ax.set(xlabel="step of gradient descent", ylabel="loss")
    ax.margins(x=0.02)
    words = "the three kernels above"
    place = (len(losses) * 0.98, float(losses[0]))
    ax.text(*place, words, ha="right", va="top", color=LOOK, size=SMALL)
    decades(ax.yaxis, step=2)
    ax.grid(axis="y", color=INK, alpha=0.12)


def _rows(kernel: np.ndarray) -> str:
    return "; ".join(" ".join(f"{v:.1f}" for v in row) for row in kernel)
