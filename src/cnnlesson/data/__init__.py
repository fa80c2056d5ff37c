"""Small arrays that ship with the course, checked against a manifest when read."""

import hashlib
import json
import zipfile
from importlib.resources import files
from io import BytesIO
from typing import Any

import numpy as np

__all__ = ["DataError", "describe", "manifest", "read"]

_FOLDER = files(__name__)


class DataError(ValueError):
    """A data file is not what it should be.

    Parameters
    ----------
    file, field : str
        The file, and what of it is wrong.
    expected, found : object
        What should be there, and what is.

    Examples
    --------
    >>> print(DataError("digits.npz", "bytes", 820_000, 12))
    digits.npz: bytes: expected 820000, found 12
    """

    def __init__(self, file: str, field: str, expected: object, found: object) -> None:
        super().__init__(file, field, expected, found)
        self.file, self.field, self.expected, self.found = self.args

    def __str__(self) -> str:
        return (
            f"{self.file}: {self.field}: expected {self.expected}, found {self.found}"
        )


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
    arrays = _unpack(name, _verified(name, entries[name]["sha256"]))
    _check(name, arrays, entries[name]["arrays"])
    return arrays


def describe(array: np.ndarray) -> str:
    """Say of an array what the manifest says of it: its dtype and shape.

    Examples
    --------
    >>> describe(np.zeros((2, 3), dtype=np.float32))
    'float32 (2, 3)'
    """
    return f"{array.dtype} {array.shape}"


def _verified(name: str, expected: str) -> bytes:
    try:
        payload = _FOLDER.joinpath(name).read_bytes()
    except FileNotFoundError:
        raise DataError(name, "file", "a file of the package", "none") from None
    found = hashlib.sha256(payload).hexdigest()
    if found != expected:
        raise DataError(name, "sha256", expected, found)
    return payload


def _unpack(name: str, payload: bytes) -> dict[str, np.ndarray]:
    try:
        with np.lib.npyio.NpzFile(BytesIO(payload), allow_pickle=False) as archive:
            return dict(archive)
    except (ValueError, zipfile.BadZipFile) as error:
        raise DataError(name, "contents", "an .npz of plain arrays", error) from error


def _check(name: str, arrays: dict[str, np.ndarray], expected: dict[str, str]) -> None:
    found = {key: describe(array) for key, array in arrays.items()}
    for key in sorted({*expected, *found}):
        if found.get(key) != expected.get(key):
            none = "no such array"
            raise DataError(name, key, expected.get(key, none), found.get(key, none))
    for key, array in arrays.items():
        if array.dtype.kind == "f" and not np.isfinite(array).all():
            raise DataError(name, key, "finite numbers", "NaN or infinity")
