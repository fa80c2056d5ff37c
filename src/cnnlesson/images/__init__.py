"""Small synthetic pictures, and the ways to move any picture.

A picture is ``(height, width)``, float64, from 0 (black) to 1 (white): in float64
a sum done by hand and the one printed agree. Row 0 is at the top. What moves
pictures takes any ``(..., H, W)``, so also a batch ``(N, C, H, W)``.
"""

from cnnlesson.images.moves import random_shift, rotate, shift, translate
from cnnlesson.images.pictures import (
    arrow,
    bright_square,
    light_bar,
    ring,
    step_edge,
)
from cnnlesson.images.warps import random_rotation, rescale, roll

__all__ = [
    "arrow",
    "bright_square",
    "light_bar",
    "random_rotation",
    "random_shift",
    "rescale",
    "ring",
    "roll",
    "rotate",
    "shift",
    "step_edge",
    "translate",
]
