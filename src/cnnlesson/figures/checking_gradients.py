"""Figures of *Check your gradients*: errors of checks, lengths of gradients."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from cnnlesson.figures._draw import decades
from cnnlesson.figures._style import (
    GRID,
    INK,
    INPUT,
    KERNEL,
    LOOK,
    MUTED,
    OUTPUT,
    SMALL,
    TEXT,
    Plate,
    canvas,
    styled,
)

__all__ = ["norms_by_layer", "step_sizes", "strips"]

BESIDE = ((2.5e-8, 4e-11), (2e-5, 2e-6), (1e-12, 0.05))  # where curves have room
SMALLEST = 1e-17  # an error of 0 has no place on a logarithmic axis: it is drawn here


@styled
def step_sizes(steps: np.ndarray, errors: Mapping[str, Sequence[float]]) -> Plate:
    """Plot the error of numerical slopes against the step, both on logarithmic axes.

    Parameters
    ----------
    steps : ndarray
        Lengths of the nudge.
    errors : mapping of str to sequence of float
        For each way of nudging, relative errors; at most three. The first is marked
        where it is smallest.
    """
    title = "Too short a step is as bad as too long a step"
    fig, ax = canvas(height=4.6, titles=[title])
    looks = ((LOOK, "o", "-"), (INPUT, "s", "--"), (KERNEL, "^", ":"))
    for (name, values), look, beside in zip(
        errors.items(), looks, BESIDE, strict=False
    ):
        colour, mark, line = look
        shown = np.maximum(values, SMALLEST)
        ax.loglog(steps, shown, line, color=colour, marker=mark, ms=6)
        ax.text(*beside, name, color=colour, size=TEXT, weight=600)
    first = np.asarray(next(iter(errors.values())))
    best = int(np.argmin(first))
    ax.plot(steps[best], first[best], "o", mfc="none", mec=LOOK, ms=16, mew=2.5)
    words: dict[str, Any] = {"color": MUTED, "size": SMALL, "ha": "center"}
    ax.text(2e-11, 1e-6, "rounding", **words)
    ax.text(3e-2, 1e-9, "the curve\nbends", **words)
    ax.set(xlabel="length of the nudge", ylabel="relative error of the slope")
    ax.set(xlim=(3e-13, 3), ylim=(3e-13, 10))
    for axis in (ax.xaxis, ax.yaxis):
        decades(axis, step=3)
    said = "; ".join(
        f"{name}: smallest, {min(values):.0e}, at {steps[int(np.argmin(values))]:.0e}"
        for name, values in errors.items()
    )
    return fig.described(
        f"Relative error of a slope against the length of the nudge, from "
        f"{max(steps):.0e} down to {min(steps):.0e}. Each curve falls and "
        f"rises again, like a V. {said}."
    )


@styled
def strips(
    errors: Mapping[str, np.ndarray],
    *,
    title: str,
    wrong: Collection[str],
    limit: float | None = None,
) -> Plate:
    """Draw each set of errors as a strip of ticks on one logarithmic axis.

    Parameters
    ----------
    errors : mapping of str to ndarray
        Each under its name, drawn from the top; a name may have two lines.
    title : str
    wrong : collection of str
        The names of those that come from a wrong gradient.
    limit : float, optional
        Drawn as a line: a check passes below it.
    """
    fig, ax = canvas(height=1.2 + 0.75 * len(errors), titles=[title])
    for place, (name, values) in enumerate(errors.items()):
        shown = np.maximum(values, SMALLEST)
        ticks = ax.vlines(shown, place - 0.26, place + 0.26, lw=1, alpha=0.55)
        ticks.set_color(LOOK if name in wrong else INPUT)
    ax.set_xscale("log")
    ax.set_yticks(range(len(errors)), list(errors))
    ax.set(ylim=(len(errors) - 0.45, -0.75), xlim=(SMALLEST / 3, 10))
    decades(ax.xaxis, step=4)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.set_xlabel("error that the check reports")
    if limit is not None:
        _limit(ax, limit)
    said = ". ".join(
        f"{' '.join(name.split())}: {min(v):.0e} to {max(v):.0e}"
        for name, v in errors.items()
    )
    return fig.described(f"Strips of ticks on one logarithmic axis of errors. {said}.")


def _limit(ax: Axes, limit: float) -> None:
    ax.axvline(limit, color=INK, lw=1.2, ls=(0, (4, 3)))
    words: dict[str, Any] = {"size": SMALL, "color": INK, "va": "center"}
    ax.text(limit / 1.6, -0.6, "passes", ha="right", **words)
    ax.text(limit * 1.6, -0.6, "fails", ha="left", **words)


@styled
def norms_by_layer(norms: Mapping[str, Sequence[float]]) -> Plate:
    """Plot the length of a gradient at each layer on its way back to the input.

    Parameters
    ----------
    norms : mapping of str to sequence of float
        For each network, at most three, lengths from the input to the last layer,
        relative to the last.
    """
    fig, ax = canvas(height=4.0, titles=["A factor a layer, twenty layers"])
    looks = ((LOOK, "o", "-"), (OUTPUT, "s", "--"), (INPUT, "^", ":"))
    for (name, values), (colour, mark, line) in zip(norms.items(), looks, strict=False):
        ax.semilogy(values, line, color=colour, marker=mark, ms=5)
        ax.text(-0.5, values[0], name, color=colour, ha="right", va="center")
    layers = len(next(iter(norms.values()))) - 1
    ends = [value for values in norms.values() for value in values]
    low, high = (int(np.floor(np.log10(end))) for end in (min(ends), 10 * max(ends)))
    ax.set(xlim=(-0.45 * layers, layers + 0.5), ylim=(10.0**low, 2 * 10.0**high))
    decades(ax.yaxis)
    ax.set_xticks([0, layers // 2, layers], ["input", str(layers // 2), str(layers)])
    ax.set(xlabel="layer", ylabel="length of the gradient")
    ax.grid(axis="y", color=GRID)
    said = "; ".join(f"{name}: {values[0]:.1e}" for name, values in norms.items())
    return fig.described(
        f"Length of the gradient against the layer, on a logarithmic axis: 1 at the "
        f"last of {layers} layers, and from there to the left a line for each network, "
        f"almost straight. At the input: {said}."
    )
