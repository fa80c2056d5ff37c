"""Real pictures: 5,000 handwritten digits and one photograph, with no download."""

from cnnlesson.data import DataError
from cnnlesson.datasets.photo import photograph
from cnnlesson.datasets.sample import Split, load_sample

__all__ = ["DataError", "Split", "load_sample", "photograph"]
