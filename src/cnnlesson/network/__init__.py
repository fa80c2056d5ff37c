"""Networks: layers in a row, the named ones of the course, and trained ones."""

from cnnlesson.network.named import dense_network, lenet, load, shift_cnn, small_cnn
from cnnlesson.network.sequential import LayerSummary, Sequential

__all__ = [
    "LayerSummary",
    "Sequential",
    "dense_network",
    "lenet",
    "load",
    "shift_cnn",
    "small_cnn",
]
