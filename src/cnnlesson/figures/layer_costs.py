"""The figure of chapter 1 that keeps weights, work and answers apart."""

from collections.abc import Mapping

import numpy as np

from cnnlesson.figures._draw import bars, decades
from cnnlesson.figures._style import KERNEL, MUTED, OUTPUT, Plate, canvas, styled

__all__ = ["apart"]

COLOURS = (KERNEL, MUTED, OUTPUT)


@styled
def apart(costs: Mapping[str, Mapping[str, int]]) -> Plate:
    """Draw what layers cost, one panel a quantity, on one logarithmic axis for all.

    Parameters
    ----------
    costs : mapping of str to mapping of str to int
        Quantity -> layer -> how much; at most three quantities, the same layers in
        each.
    """
    fig, axes = canvas(len(costs), 1, height=4.6, titles=list(costs), sharex=True)
    most = max(max(amounts.values()) for amounts in costs.values())
    for ax, colour, amounts in zip(
        np.ravel(axes), COLOURS, costs.values(), strict=False
    ):
        bars(ax, list(amounts), list(amounts.values()), colour=colour)
        ax.set(xscale="log", xlim=(1, float(most) ** 1.45))  # room for the numbers
        decades(ax.xaxis, step=3)
        ax.tick_params(axis="x", length=3)
    listed = ". ".join(f"{name}: {_listed(costs[name])}" for name in costs)
    return fig.described(
        f"Horizontal bars on one logarithmic axis, a panel for each quantity. {listed}."
    )


def _listed(amounts: Mapping[str, int]) -> str:
    return ", ".join(f"{layer} {amount:,}" for layer, amount in amounts.items())
