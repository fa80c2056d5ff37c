"""The whole of MNIST and Fashion-MNIST, downloaded once and checked each time."""

import threading
import time

import numpy as np

from cnnlesson._checks import integer, one_of
from cnnlesson.data import DataError
from cnnlesson.datasets.cache import cache_folder, kept
from cnnlesson.datasets.idx import read_idx
from cnnlesson.datasets.sample import CLASSES, Split, split
from cnnlesson.datasets.sources import SIDE, SOURCES

__all__ = ["fetch"]


def fetch(
    name: str, *, validation: int = 5_000, timeout: float = 600.0
) -> tuple[Split, Split, Split]:
    """Return all images of MNIST or Fashion-MNIST, in splits as of :func:`load_sample`.

    The files are downloaded at the first call, from the first mirror that has them,
    into the user's cache folder, or into the folder that the environment variable
    ``CNNLESSON_DATA`` names. At each call their SHA-256 is compared, and then all
    that they say of themselves.

    Parameters
    ----------
    name : {"mnist", "fashion-mnist"}
    validation : int, default 5,000
        How many of the training images, the last ones, are set aside; 0 for none.
    timeout : float, default 600
        Seconds that all downloading together may take.

    Returns
    -------
    train, validation, test : Split
        55,000, 5,000 and 10,000 images by default, of float32: 220 MB. Every call
        returns fresh arrays.

    Raises
    ------
    ValueError
        If there is no set of that name, or it has not as many images to train with.
    DataError
        If no mirror gives a file in time (it names each mirror, and why), or there is
        no room for it.

    Warns
    -----
    UserWarning
        If a file in the folder is damaged. It is downloaded again.

    Notes
    -----
    All images of :func:`load_sample`, its test images too, are among the images that
    MNIST trains with. Do not test on the one what was trained on the other.

    References
    ----------
    .. [1] Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, "Gradient-based learning
       applied to document recognition", 1998. https://doi.org/10.1109/5.726791
    .. [2] H. Xiao, K. Rasul and R. Vollgraf, "Fashion-MNIST: a novel image dataset for
       benchmarking machine learning algorithms", 2017. https://arxiv.org/abs/1708.07747

    Examples
    --------
    ``train, validation, test = fetch("fashion-mnist")`` stands where ``load_sample()``
    stood. What its labels stand for:

    >>> SOURCES["fashion-mnist"].classes[:3]
    ('T-shirt/top', 'trouser', 'pullover')
    """
    one_of("name", name, SOURCES)
    many, few = SOURCES[name].counts
    aside = integer("validation", validation, 0)
    if aside >= many:
        raise ValueError(f"validation must be below {many:,}, got {aside:,}")
    if not 0 < timeout < threading.TIMEOUT_MAX:
        raise ValueError(f"timeout must be a number of seconds above 0, got {timeout}")
    files = _payloads(name, time.monotonic() + timeout)
    pixels, labels = _arrays(files[:2], many)
    return (
        split(pixels[: many - aside], labels[: many - aside]),
        split(pixels[many - aside :], labels[many - aside :]),
        split(*_arrays(files[2:], few)),
    )


def _payloads(name: str, deadline: float) -> list[tuple[str, bytes]]:
    folder, mirrors = cache_folder() / name, list(SOURCES[name].mirrors)
    return [
        (file.name, kept(file, folder, mirrors, deadline))
        for file in SOURCES[name].files
    ]


def _arrays(
    files: list[tuple[str, bytes]], count: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return images and labels, as many of the one as of the other."""
    (images_name, images), (labels_name, labels) = files
    classes = read_idx(labels_name, labels, (count,))
    if classes.max() >= CLASSES:
        what = f"0 to {CLASSES - 1}"
        raise DataError(labels_name, "labels", what, classes.max())
    return read_idx(images_name, images, (count, SIDE, SIDE)), classes
