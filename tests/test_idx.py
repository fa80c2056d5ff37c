import gzip
import tracemalloc
import zlib

import numpy as np
import pytest
from fuzzing import CASES, damaged
from numpy.testing import assert_array_equal
from tiny_sets import idx_bytes

from cnnlesson.data import DataError
from cnnlesson.datasets.idx import read_idx

SHAPE = (4, 5, 3)
IMAGES = np.arange(60, dtype=np.uint8).reshape(SHAPE)
PACKED = gzip.compress(idx_bytes(IMAGES), mtime=0)


def read(plain, shape=SHAPE):
    return read_idx("it.gz", gzip.compress(plain, mtime=0), shape)


@pytest.mark.parametrize("shape", [(4, 5, 3), (60,), (1, 1, 60), (2, 2, 3, 5)])
def test_reads_what_was_written(shape):
    array = IMAGES.reshape(shape)
    found = read(idx_bytes(array), shape)
    assert found.dtype == np.uint8
    assert_array_equal(found, array)


@pytest.mark.parametrize("level", [0, 1, 9])
def test_however_it_was_compressed(level):
    packed = gzip.compress(idx_bytes(IMAGES), level)
    assert_array_equal(read_idx("it.gz", packed, SHAPE), IMAGES)


BODY = IMAGES.tobytes()
HEAD = idx_bytes(IMAGES)[:-60]
WRONG = {
    "labels for images": (idx_bytes(IMAGES.ravel()), "magic number: .* 03, .* 01"),
    "another type": (b"\0\0\x0d\x03" + HEAD[4:] + BODY, "magic .* 08 03, .* 0d 03"),
    "no zeros": (
        b"\1\0\x08\x03" + HEAD[4:] + BODY,
        "magic number: .* found 01 00 08 03",
    ),
    "rows for columns": (
        idx_bytes(IMAGES.reshape(4, 3, 5)),
        r"axes: expected \(4, 5, 3\), found \(4, 3, 5\)",
    ),
    "2^32 - 1 images": (
        HEAD[:4] + b"\xff" * 4 + HEAD[8:] + BODY,
        r"axes: .* found \(4294967295, 5, 3\)",
    ),
    "all axes too large": (
        HEAD[:4] + b"\xff" * 12 + BODY,
        r"axes: .* found \(4294967295, 4294967295, 4294967295\)",
    ),
    "one byte less": (HEAD + BODY[:-1], "numbers: expected 60, found 59, then its end"),
    "one byte more": (HEAD + BODY + b"\0", "numbers: expected 60, found more"),
    "no numbers": (HEAD, "numbers: expected 60, found 0, then its end"),
    "half a head": (HEAD[:9], r"axes: expected \(4, 5, 3\), found the file's end"),
    "no head": (b"", "magic number: expected 00 00 08 03, found "),
    "a page": (b"<html><body>Please log in", "magic number: .* found 3c 68 74 6d"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_content_is_named(case):
    plain, message = WRONG[case]
    with pytest.raises(DataError, match=rf"^it\.gz: {message}$"):
        read(plain)


FLIPPED = PACKED[:-8] + bytes([PACKED[-8] ^ 1]) + PACKED[-7:]
BROKEN = {
    "nothing": (b"", "magic number: .* found "),
    "a page": (
        b"<html>",
        "gzip: expected an undamaged one, found incorrect header check",
    ),
    "cut in the numbers": (PACKED[:40], "numbers: expected 60, found .* its end"),
    "cut in the checksum": (
        PACKED[:-6],
        "end of the gzip: expected a checksum and a length, found none",
    ),
    "a wrong checksum": (FLIPPED, "gzip: .* incorrect data check"),
    "a wrong length": (PACKED[:-1] + b"\1", "gzip: .* incorrect length check"),
    "zeros behind": (PACKED + bytes(16), "bytes behind the gzip: expected 0, found 16"),
    "a second member": (
        PACKED + gzip.compress(bytes(100), mtime=0),
        r"bytes behind the gzip: expected 0, found \d+",
    ),
    "a page behind": (PACKED + b"<html>", "bytes behind the gzip: expected 0, found 6"),
    "zlib, not gzip": (zlib.compress(idx_bytes(IMAGES)), "gzip: .* header check"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_gzip_is_named(case):
    packed, message = BROKEN[case]
    with pytest.raises(DataError, match=rf"^it\.gz: {message}$"):
        read_idx("it.gz", packed, SHAPE)


def test_a_bomb_is_not_unpacked():
    bomb = gzip.compress(HEAD + bytes(50 << 20), mtime=0)
    assert len(bomb) < 100_000
    tracemalloc.start()
    with pytest.raises(DataError, match="numbers: expected 60, found more"):
        read_idx("bomb.gz", bomb, SHAPE)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1 << 20


def test_any_damage_ends_in_a_data_error_or_in_the_same_numbers():
    rng = np.random.default_rng(21)
    plain, same, blamed = idx_bytes(IMAGES), 0, set()
    tracemalloc.start()
    for _ in range(CASES):
        if rng.random() < 0.5:
            packed = damaged(PACKED, rng)
        else:  # right checksums around wrong content
            packed = gzip.compress(damaged(plain, rng), 1, mtime=0)
        try:
            found = read_idx("it.gz", packed, SHAPE)
        except DataError as error:
            blamed.add(error.file)
        else:
            # What no checksum covers: the header's time, or numbers changed before
            # they were compressed.
            assert found.shape == SHAPE
            same += 1
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert 0 < same < CASES
    assert blamed == {"it.gz"}
    assert peak < 1 << 20


def test_flipped_bits_of_a_whole_file_never_change_a_number():
    for bit in range(8 * len(PACKED)):
        packed = bytearray(PACKED)
        packed[bit // 8] ^= 1 << bit % 8
        try:
            found = read_idx("it.gz", bytes(packed), SHAPE)
        except DataError:
            continue
        assert_array_equal(found, IMAGES)
