"""Sizes, costs and receptive fields of layers: plain integers, and never an array."""

from cnnlesson.arithmetic.costs import (
    Cost,
    conv2d_cost,
    linear_cost,
    local_cost,
    memory_bytes,
)
from cnnlesson.arithmetic.sizes import (
    ReceptiveField,
    output_shape,
    output_size,
    receptive_field,
)

__all__ = [
    "Cost",
    "ReceptiveField",
    "conv2d_cost",
    "linear_cost",
    "local_cost",
    "memory_bytes",
    "output_shape",
    "output_size",
    "receptive_field",
]
