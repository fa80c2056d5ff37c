"""A set of images small enough to be served a hundred times, in files as of MNIST."""

import gzip
import hashlib
import struct

import numpy as np

from cnnlesson.datasets.sources import File, Source

COUNTS = (7, 3)
NAMES = (
    *("train-images.gz", "train-labels.gz"),
    *("test-images.gz", "test-labels.gz"),
)


def idx_bytes(array):
    """Write bytes as IDX: the definition, by hand."""
    head = bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
    return head + array.tobytes()


def arrays():
    """Return images and labels of both splits, the same each time."""
    rng = np.random.default_rng(5)
    made = []
    for count in COUNTS:
        made += [rng.integers(0, 256, (count, 28, 28), np.uint8)]
        made += [rng.integers(0, 10, (count,), np.uint8)]
    return made


def files(made=None):
    """Return the bytes of the four files, by name."""
    made = arrays() if made is None else made
    packed = [gzip.compress(idx_bytes(array), mtime=0) for array in made]
    return dict(zip(NAMES, packed, strict=True))


def source(mirrors, contents=None):
    """Describe the four files as SOURCES does."""
    contents = files() if contents is None else contents
    described = tuple(
        File(name, len(body), hashlib.sha256(body).hexdigest())
        for name, body in contents.items()
    )
    about = ("tiny", "nobody", "MIT", tuple("0123456789"))
    return Source(*about, COUNTS, described, tuple(mirrors))
