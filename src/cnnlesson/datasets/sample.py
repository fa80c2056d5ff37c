"""The sample of MNIST that ships with the course, in three fixed splits."""

from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np

from cnnlesson.data import read

__all__ = ["CLASSES", "PER_CLASS", "Split", "load_sample", "split"]

CLASSES = 10
# Images of each digit in train, validation and test. The file holds the three
# splits one after the other, so no change of a random generator can ever mix them.
PER_CLASS = (350, 50, 100)


class Split(NamedTuple):
    """Images and their labels."""

    #: float32 (N, 1, 28, 28), from 0 (paper) to 1 (ink).
    images: np.ndarray
    #: int64 (N,), the digits 0 to 9.
    labels: np.ndarray


def load_sample() -> tuple[Split, Split, Split]:
    """Load 5,000 handwritten digits of MNIST, 500 of each class, split in three.

    Validation is for choices; the test images are for the one measurement after
    all choices are made. Every split has the same share of each digit and is in a
    fixed, shuffled order.

    Returns
    -------
    train, validation, test : Split
        3,500, 500 and 1,000 images. Every call returns fresh arrays.

    Raises
    ------
    DataError
        If the shipped file is damaged.

    References
    ----------
    .. [1] Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, "Gradient-based learning
       applied to document recognition", 1998. https://doi.org/10.1109/5.726791

    Examples
    --------
    >>> train, validation, test = load_sample()
    >>> train.images.shape, validation.images.shape, test.images.shape
    ((3500, 1, 28, 28), (500, 1, 28, 28), (1000, 1, 28, 28))
    >>> np.bincount(test.labels)
    array([100, 100, 100, 100, 100, 100, 100, 100, 100, 100])
    """
    arrays = read("mnist_sample.npz")
    ends = accumulate((CLASSES * count for count in PER_CLASS), initial=0)
    train, validation, test = (
        split(arrays["images"][start:stop], arrays["labels"][start:stop])
        for start, stop in pairwise(ends)
    )
    return train, validation, test


def split(pixels: np.ndarray, labels: np.ndarray) -> Split:
    """Make a split of images and labels as they are stored, in bytes.

    Parameters
    ----------
    pixels : ndarray of uint8, shape (N, H, W)
    labels : ndarray of uint8, shape (N,)

    Examples
    --------
    >>> split(np.full((1, 1, 1), 51, np.uint8), np.array([7], np.uint8))
    Split(images=array([[[[0.2]]]], dtype=float32), labels=array([7]))
    """
    images = np.divide(pixels[:, np.newaxis], np.float32(255), dtype=np.float32)
    return Split(images, labels.astype(np.int64))
