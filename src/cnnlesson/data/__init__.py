"""Small arrays that ship with the course, checked against a manifest when read."""

import hashlib
import json
from importlib.resources import files
from io import BytesIO
from typing import Any

import numpy as np

from cnnlesson.data.errors import DataError
from cnnlesson.data.npz import check_finite, describe, unpack

__all__ = ["DataError", "describe", "manifest", "read"]

_FOLDER = files(__name__)


def manifest() -> dict[str, dict[str, Any]]:
    """Read what is known of every file: checksum, arrays, maker, licence, source.

    Returns
    -------
    dict
        The entries of ``manifest.json`` by file name, as :func:`read` takes it.

    Examples
    --------
    >>> manifest()["mnist_sample.npz"]["licence"]
    'CC-BY-SA-3.0'
    """
    text = _FOLDER.joinpath("manifest.json").read_text(encoding="utf-8")
    entries: dict[str, dict[str, Any]] = json.loads(text)
    return entries


def read(name: str) -> dict[str, np.ndarray]:
    """Read the arrays of one file, which nothing and nobody has changed.

    The SHA-256 of the file is compared before any of it is interpreted, and
    nothing is ever unpickled.

    Parameters
    ----------
    name : str
        A file of the manifest, such as ``"mnist_sample.npz"`` or
        ``"weights/small_cnn-1.npz"``.

    Returns
    -------
    dict of str to ndarray
        Fresh arrays, by name.

    Raises
    ------
    DataError
        If the manifest has no such file, or file and manifest disagree: it names
        the file, the field, and what was expected and found.

    Examples
    --------
    >>> {key: array.shape for key, array in read("mnist_sample.npz").items()}
    {'images': (5000, 28, 28), 'labels': (5000,)}
    """
    entries = manifest()
    if name not in entries:
        raise DataError(name, "name", f"one of {', '.join(entries)}", repr(name))
    payload = BytesIO(_verified(name, entries[name]["sha256"]))
    arrays = unpack(name, payload, expected=entries[name]["arrays"])
    check_finite(name, arrays)
    return arrays


def _verified(name: str, expected: str) -> bytes:
    try:
        payload = _FOLDER.joinpath(name).read_bytes()
    except FileNotFoundError:
        raise DataError(name, "file", "a file of the package", "none") from None
    found = hashlib.sha256(payload).hexdigest()
    if found != expected:
        raise DataError(name, "sha256", expected, found)
    return payload
