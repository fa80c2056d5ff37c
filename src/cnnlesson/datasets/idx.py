"""The reader of IDX, the format of MNIST, which believes nothing a file says of itself.

A file is two zero bytes, one for the type of its numbers (8 stands for bytes), one for
the number of its axes, the size of each axis as four bytes, and then the numbers.
"""

import math
import struct
import zlib

import numpy as np

from cnnlesson.data import DataError

__all__ = ["read_idx"]

_UNSIGNED_BYTES = 8
_GZIP = 31  # of zlib: one gzip member, with its header and its checksum


def read_idx(name: str, packed: bytes, shape: tuple[int, ...]) -> np.ndarray:
    """Read an array of bytes from a gzipped IDX file that should have this `shape`.

    What the file says is compared with `shape` before there is any room for its
    numbers, and no more is unpacked than they take, whatever the file holds.

    Parameters
    ----------
    name : str
        What errors call the file.
    packed : bytes
        The file.
    shape : tuple of int
        What its axes should be: all images, rows, columns, or all labels.

    Returns
    -------
    ndarray of uint8, of that shape
        Not to be written to: it shows the unpacked bytes themselves.

    Raises
    ------
    DataError
        If the file is no gzip or is damaged, is another kind of IDX, has other axes,
        fewer bytes, or more, even behind the end of the gzip.

    References
    ----------
    .. [1] The format is described at the end of the MNIST page,
       http://yann.lecun.com/exdb/mnist/

    Examples
    --------
    >>> import gzip
    >>> packed = gzip.compress(bytes([0, 0, 8, 1, 0, 0, 0, 3, 7, 2, 1]))
    >>> read_idx("labels.gz", packed, (3,))
    array([7, 2, 1], dtype=uint8)
    """
    unpacker = zlib.decompressobj(_GZIP)
    head = _unpack(name, unpacker, packed, 4 + 4 * len(shape))
    _check_head(name, head, shape)
    size = math.prod(shape)
    # One byte more than there should be, so that a surplus shows.
    numbers = _unpack(name, unpacker, unpacker.unconsumed_tail, size + 1)
    if len(numbers) > size:
        raise DataError(name, "numbers", f"{size:,}", "more")
    if len(numbers) < size:
        raise DataError(name, "numbers", f"{size:,}", f"{len(numbers):,}, then its end")
    if not unpacker.eof:
        raise DataError(name, "end of the gzip", "a checksum and a length", "none")
    if unpacker.unused_data:
        behind = len(unpacker.unused_data)
        raise DataError(name, "bytes behind the gzip", 0, f"{behind:,}")
    return np.frombuffer(numbers, dtype=np.uint8).reshape(shape)


def _unpack(name: str, unpacker: "zlib._Decompress", packed: bytes, most: int) -> bytes:
    try:
        return unpacker.decompress(packed, most)
    except zlib.error as error:
        why = str(error).rpartition(": ")[2]
        raise DataError(name, "gzip", "an undamaged one", why) from error


def _check_head(name: str, head: bytes, shape: tuple[int, ...]) -> None:
    expected = bytes([0, 0, _UNSIGNED_BYTES, len(shape)])
    if head[:4] != expected:
        raise DataError(name, "magic number", expected.hex(" "), head[:4].hex(" "))
    if len(head) < 4 + 4 * len(shape):
        raise DataError(name, "axes", shape, "the file's end")
    axes = struct.unpack(f">{len(shape)}I", head[4:])
    if axes != shape:
        raise DataError(name, "axes", shape, axes)
