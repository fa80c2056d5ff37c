"""Randomness is handed in, never global: the check that it was."""

import numpy as np


def generator(rng: np.random.Generator) -> np.random.Generator:
    """Return `rng`, a generator; neither a seed nor the module ``numpy.random``."""
    if not isinstance(rng, np.random.Generator):
        raise TypeError(
            f"rng must be a numpy.random.Generator, got {rng!r}: "
            "make one with numpy.random.default_rng(seed)"
        )
    return rng
