"""Numbers as figures and their descriptions write them: short, with a true minus."""

from collections.abc import Sequence

import numpy as np

__all__ = ["factor", "listed", "power", "short"]

MINUS = "\N{MINUS SIGN}"  # as wide as a plus, where a hyphen is short


def short(value: float) -> str:
    """Write a number without digits it does not need."""
    return f"{value + 0.0:g}".replace("-", MINUS)


def power(exponent: int, *, whole: bool) -> str:
    """Write a power of ten, as a `whole` number or with its exponent raised."""
    if whole or exponent == 0:
        return f"{10.0**exponent:,.{max(0, -exponent)}f}"
    return f"10$^{{{exponent}}}$"


def factor(value: float) -> str:
    """Write a number into a product: one below zero in brackets."""
    return short(value) if value >= 0 else f"({short(value)})"


def listed(values: np.ndarray | Sequence[float]) -> str:
    """Write all numbers of an array, with commas."""
    return ", ".join(map(short, np.ravel(values)))
