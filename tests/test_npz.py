import pickle
import struct
import tracemalloc
import warnings
import zipfile
from io import BytesIO

import numpy as np
import pytest
from data_files import npz_bytes
from fuzzing import CASES, damaged
from numpy.testing import assert_array_equal

from cnnlesson import checkpoints
from cnnlesson.data import DataError, describe
from cnnlesson.data.npz import check_finite, compare, unpack
from cnnlesson.layers import Flatten, Linear
from cnnlesson.network import Sequential
from cnnlesson.optimizers import Adam

ARRAYS = {
    "weight": np.arange(60, dtype=np.float32).reshape(3, 4, 5) / 7,
    "bias": np.arange(3.0),
    "steps": np.array(12),
    "state": np.array('{"bits": 1}'),
    "none": np.zeros((0, 4), np.float32),
}
DESCRIBED = {key: describe(array) for key, array in ARRAYS.items()}


def stored(arrays, **options):
    """Pack as np.savez does, without compression."""
    file = BytesIO()
    np.savez(file, **arrays, **options)
    return file.getvalue()


def npy(array, shape=None, descr=None):
    """Write a .npy whose header claims another shape or type."""
    file = BytesIO()
    header = {
        "descr": descr or np.lib.format.dtype_to_descr(array.dtype),
        "fortran_order": False,
        "shape": array.shape if shape is None else shape,
    }
    np.lib.format.write_array_header_1_0(file, header)
    return file.getvalue() + array.tobytes()


def zipped(members, method=zipfile.ZIP_DEFLATED):
    file = BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of names that come twice
        for name, body in members:
            archive.writestr(name, body)
    return file.getvalue()


def read(payload, **options):
    options = options or {"expected": DESCRIBED}
    return unpack("it.npz", BytesIO(payload), **options)


# -- What is read -------------------------------------------------------------
@pytest.mark.parametrize("pack", [stored, npz_bytes])
@pytest.mark.parametrize("options", [{"expected": DESCRIBED}, {"limit": 10_000}])
def test_reads_what_was_written(pack, options):
    found = read(pack(ARRAYS), **options)
    assert list(found) == list(ARRAYS)
    for key, array in ARRAYS.items():
        assert describe(found[key]) == describe(array)
        assert_array_equal(found[key], array)
        assert found[key].flags.writeable


def test_reads_what_was_written_columns_first():
    array = np.asfortranarray(np.arange(12.0).reshape(3, 4))
    found = read(stored({"it": array}), limit=1000)["it"]
    assert_array_equal(found, array)
    assert found.flags.f_contiguous


def test_one_of_limit_and_expected_is_needed():
    with pytest.raises(TypeError, match="needs a limit, or the arrays that are exp"):
        unpack("it.npz", BytesIO(stored(ARRAYS)))


# -- What is not ----------------------------------------------------------------
ONE = {"expected": {"it": "float32 (2, 3)"}}
SIX = np.ones((2, 3), np.float32)
REFUSED = {
    "8 TiB": (
        zipped([("it.npy", npy(SIX, (2**20, 2**21)))]),
        {"limit": 10_000},
        r"bytes of it: expected 8,796,093,022,336 for float32 .*, found 152",
    ),
    "more than 2^64": (
        zipped([("it.npy", npy(SIX, (2**40, 2**40)))]),
        {"limit": 10_000},
        r"bytes of it: expected 4,835,703,278,458,516,698,824,832 for",
    ),
    "one number more": (
        zipped([("it.npy", npy(SIX) + bytes(4))]),
        ONE,
        r"bytes of it: expected 152 for float32 \(2, 3\), found 156",
    ),
    "a negative axis": (
        zipped([("it.npy", npy(SIX, (-2, -3)))]),
        {"limit": 10_000},
        r"bytes of it: .*\(-2, -3\)",
    ),
    "over the limit": (
        stored({"it": SIX}),
        {"limit": 151},
        "unpacked bytes: expected at most 151, found 152",
    ),
    "twice": (
        zipped([("it.npy", npy(SIX)), ("it.npy", npy(SIX))]),
        ONE,
        r"names: expected files called NAME\.npy, each once",
    ),
    "no npy": (
        zipped([("it.npy", npy(SIX)), ("README", b"")]),
        ONE,
        r"names: .*README",
    ),
    "outside": (
        zipped([("it.npy", npy(SIX)), ("../../evil.npy", npy(SIX))]),
        ONE,
        r"\.\./\.\./evil: expected no such array",
    ),
    "missing": (zipped([]), ONE, r"it: expected float32 \(2, 3\), found no such"),
    "transposed": (stored({"it": SIX.T.copy()}), ONE, r"it: .* found float32 \(3, 2\)"),
    "another type": (stored({"it": SIX.astype(">f4")}), ONE, "it: .* found >f4"),
    "a date": (
        zipped([("it.npy", npy(np.zeros(2, np.int64), descr="<M8[s]"))]),
        {"limit": 1000},
        r"it: expected plain numbers, found dtype datetime64",
    ),
    "an endless header": (
        zipped([("it.npy", b"\x93NUMPY\2\0" + struct.pack("<I", 2**31) + b" " * 9000)]),
        {"limit": 100_000},
        "contents: .*ValueError",
    ),
    "a version of the future": (
        zipped([("it.npy", b"\x93NUMPY\x09\0" + npy(SIX)[8:])]),
        ONE,
        r"contents: .*KeyError: \(9, 0\)",
    ),
    "Python 2": (
        zipped([("it.npy", npy(SIX).replace(b"(2, 3), ", b"(2L,3), "))]),
        ONE,
        "contents: ",
    ),
    "another compression": (
        zipped([("it.npy", npy(SIX))]).replace(b"\x08\x00", b"\x63\x00"),
        ONE,
        "contents: .*NotImplementedError",
    ),
    "cut": (stored({"it": SIX})[:-30], ONE, "contents: .*BadZipFile"),
    "no zip": (pickle.dumps(SIX), ONE, "contents: .*BadZipFile"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_wrong_is_named(case):
    payload, options, message = REFUSED[case]
    with pytest.raises(DataError, match=rf"^it\.npz: {message}"):
        read(payload, **options)


def test_a_bomb_is_not_unpacked():
    bomb = zipped([("it.npy", npy(np.zeros(50 << 20, np.uint8)))])
    small = npy(np.zeros(8, np.uint8))
    # The same, but the zip says that there are only 8 numbers in it.
    lie = bomb.replace(struct.pack("<I", len(small) + (50 << 20) - 8), b"\x88\0\0\0")
    assert lie != bomb
    assert len(bomb) < 100_000
    tracemalloc.start()
    for payload, options in [
        (bomb, {"limit": 1 << 20}),
        (bomb, {"expected": {"it": "uint8 (8,)"}}),
        (lie, {"limit": 1 << 20}),
        (lie, {"expected": {"it": "uint8 (52428800,)"}}),
    ]:
        with pytest.raises(DataError):
            read(payload, **options)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1 << 20


def test_a_name_in_compare_and_check_finite():
    with pytest.raises(DataError, match="it: a: expected x, found no such array"):
        compare("it", {}, {"a": "x"})
    for value in (np.nan, np.inf, complex(0, np.nan)):
        with pytest.raises(DataError, match="it: b: expected finite numbers"):
            check_finite("it", {"a": np.ones(2), "b": np.array([1, value])})
    check_finite("it", ARRAYS)


# -- Any damage ----------------------------------------------------------------
@pytest.mark.parametrize("pack", [stored, npz_bytes])
def test_any_damage_ends_in_a_data_error_or_in_the_same_numbers(pack):
    rng = np.random.default_rng(22)
    payload, same, blamed = pack(ARRAYS), 0, set()
    tracemalloc.start()
    for _ in range(CASES):
        try:
            found = read(damaged(payload, rng))
        except DataError as error:
            blamed.add(error.file)
        else:  # what no checksum covers: times, rights, bytes between the files
            same += 1
            for key, array in ARRAYS.items():
                assert_array_equal(found[key], array)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert 0 < same < CASES / 2
    assert blamed == {"it.npz"}
    assert peak < 4 << 20


def test_any_damage_to_a_checkpoint_ends_in_a_data_error_or_in_what_was_saved(tmp_path):
    def made(seed):
        rng = np.random.default_rng(seed)
        network, optimizer = Sequential(Flatten(), Linear(6, 3, rng=rng)), Adam(0.1)
        params = network.parameters()
        optimizer.step(params, {key: np.ones_like(p) for key, p in params.items()})
        return network, optimizer, rng

    path = tmp_path / "run.npz"
    network, optimizer, generator = made(1)
    checkpoints.save(path, network, optimizer, rng=generator)
    payload, rng, same = path.read_bytes(), np.random.default_rng(23), 0
    other, blamed = made(2), set()
    for _ in range(CASES):
        path.write_bytes(damaged(payload, rng))
        try:
            checkpoints.load(path, *other[:2], rng=other[2])
        except DataError as error:
            blamed.add(error.file)
        else:
            same += 1
            for key, array in network.state().items():
                assert_array_equal(other[0].state()[key], array)
            assert other[2].bit_generator.state == generator.bit_generator.state
    assert 0 < same < CASES / 2
    assert blamed == {str(path)}


def test_damage_with_right_checksums_ends_in_a_data_error_or_in_right_shapes():
    rng = np.random.default_rng(24)
    plain, read_right = npy(ARRAYS["weight"]), 0
    for _ in range(CASES):
        payload = zipped([("it.npy", damaged(plain, rng))], zipfile.ZIP_STORED)
        try:
            found = read(payload, expected={"it": DESCRIBED["weight"]})
        except DataError:
            continue
        assert describe(found["it"]) == DESCRIBED["weight"]
        read_right += 1
    assert 0 < read_right < CASES
