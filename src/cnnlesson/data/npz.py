"""The one reader of ``.npz`` files, which believes nothing that a file says of itself.

An ``.npz`` is a zip of ``.npy`` files: each a header, which says dtype and shape, and
the numbers. NumPy's reader makes room for whatever a header claims and only then looks
whether the numbers are there. This one compares first.
"""

import math
import warnings
import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import IO, Literal

import numpy as np

from cnnlesson.data.errors import DataError

__all__ = ["check_finite", "compare", "describe", "unpack"]

_HEADER = 4096  # bytes of a header, at most: those of plain arrays have 128
_READERS = {
    (1, 0): np.lib.format.read_array_header_1_0,
    (2, 0): np.lib.format.read_array_header_2_0,
}


def unpack(
    name: str,
    file: IO[bytes],
    *,
    limit: int | None = None,
    expected: Mapping[str, str] | None = None,
) -> dict[str, np.ndarray]:
    """Read the arrays of an ``.npz``, once their sizes are known to be right.

    Before any array gets its memory, the length of its file in the zip must be that
    of its header's dtype and shape, to the byte. Nothing is ever unpickled. One of
    `limit` and `expected` must be given: a zip of a few kB can hold gigabytes.

    Parameters
    ----------
    name : str
        What errors call the file.
    file : binary file, open for reading
    limit : int, optional
        Bytes that all arrays may take together when unpacked.
    expected : mapping of str to str, optional
        Name of each array and what :func:`describe` should say of it.

    Returns
    -------
    dict of str to ndarray
        Fresh arrays of numbers or text, in the order of the file.

    Raises
    ------
    DataError
        If the file is no such zip, is damaged anywhere, or holds something else.
    TypeError
        If neither `limit` nor `expected` is given.

    Examples
    --------
    >>> from io import BytesIO
    >>> file = BytesIO()
    >>> np.savez(file, bias=np.zeros(3))
    >>> unpack("it.npz", file, expected={"bias": "float64 (3,)"})
    {'bias': array([0., 0., 0.])}
    """
    if limit is None and expected is None:
        raise TypeError("unpack needs a limit, or the arrays that are expected")
    try:
        with zipfile.ZipFile(file) as archive:
            members = _members(name, archive, limit)
            headers = {key: _header(name, key, archive) for key in members}
            if expected is not None:
                found = {key: _words(*head[:2]) for key, head in headers.items()}
                compare(name, found, expected)
            return {key: _array(archive, key, *headers[key]) for key in members}
    except DataError:
        raise
    except Exception as error:  # damage shows in many ways: zip, zlib, tokens, ...
        what = "an undamaged .npz"
        raise DataError(
            name, "contents", what, f"{type(error).__name__}: {error}"
        ) from error


def describe(array: np.ndarray) -> str:
    """Say of an array what the manifest says of it: its dtype and shape.

    Examples
    --------
    >>> describe(np.zeros((2, 3), dtype=np.float32))
    'float32 (2, 3)'
    """
    return _words(array.shape, array.dtype)


def compare(name: str, found: Mapping[str, str], expected: Mapping[str, str]) -> None:
    """Refuse arrays that are missing, superfluous, or described in other words.

    Examples
    --------
    >>> compare("it.npz", {"bias": "float64 (3,)"}, {"bias": "float64 (3,)"})
    """
    none = "no such array"
    for key in sorted({*expected, *found}):
        if found.get(key) != expected.get(key):
            raise DataError(name, key, expected.get(key, none), found.get(key, none))


def check_finite(name: str, arrays: Mapping[str, np.ndarray]) -> None:
    """Refuse a NaN or an infinity in any of the arrays, and name the array."""
    for key, array in arrays.items():
        if array.dtype.kind in "fc" and not np.isfinite(array).all():
            raise DataError(name, key, "finite numbers", "NaN or infinity")


def _members(name: str, archive: zipfile.ZipFile, limit: int | None) -> list[str]:
    entries = archive.infolist()
    odd = [e.filename for e in entries if not e.filename.endswith(".npy")]
    keys = [entry.filename.removesuffix(".npy") for entry in entries]
    if odd or len(set(keys)) != len(keys):
        what = "files called NAME.npy, each once"
        raise DataError(name, "names", what, [entry.filename for entry in entries])
    size = sum(entry.file_size for entry in entries)
    if limit is not None and size > limit:
        raise DataError(name, "unpacked bytes", f"at most {limit:,}", f"{size:,}")
    return keys


def _header(
    name: str, key: str, archive: zipfile.ZipFile
) -> tuple[tuple[int, ...], np.dtype, bool]:
    """Return shape, dtype and whether columns come first, if the length fits them."""
    with archive.open(f"{key}.npy") as member, warnings.catch_warnings():
        warnings.simplefilter("error")  # NumPy mends odd headers, and says so
        start = BytesIO(member.read(_HEADER))
        read = _READERS[np.lib.format.read_magic(start)]
        shape, columns_first, dtype = read(start, max_header_size=_HEADER)
    if dtype.kind not in "biufcU":
        raise DataError(name, key, "plain numbers", f"dtype {dtype}, never unpickled")
    needed = (
        start.tell() + math.prod(shape) * dtype.itemsize
    )  # integers without a limit
    size = archive.getinfo(f"{key}.npy").file_size
    if needed != size or min(shape, default=0) < 0:
        what = f"{needed:,} for {_words(shape, dtype)}"
        raise DataError(name, f"bytes of {key}", what, f"{size:,}")
    return shape, dtype, columns_first


def _array(
    archive: zipfile.ZipFile,
    key: str,
    shape: tuple[int, ...],
    dtype: np.dtype,
    columns_first: bool,
) -> np.ndarray:
    size = archive.getinfo(f"{key}.npy").file_size
    with archive.open(f"{key}.npy") as member:
        # The size is said again: without it, zipfile unpacks all there is at once.
        content = member.read(size)  # compares the CRC-32 at the end
    start = size - math.prod(shape) * dtype.itemsize
    order: Literal["F", "C"] = "F" if columns_first else "C"
    return np.ndarray(shape, dtype, content, start, order=order).copy(order="K")


def _words(shape: tuple[int, ...], dtype: np.dtype) -> str:
    return f"{dtype} {shape}"
