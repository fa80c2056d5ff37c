"""Real pictures: digits and a photograph that ship, whole sets on demand, your own."""

from cnnlesson.data import DataError
from cnnlesson.datasets.fetched import fetch
from cnnlesson.datasets.own_digit import prepare_digit, read_picture
from cnnlesson.datasets.photo import photograph
from cnnlesson.datasets.sample import Split, load_sample
from cnnlesson.datasets.sources import SOURCES

__all__ = [
    "SOURCES",
    "DataError",
    "Split",
    "fetch",
    "load_sample",
    "photograph",
    "prepare_digit",
    "read_picture",
]
