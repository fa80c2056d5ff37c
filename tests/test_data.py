import hashlib
import json
import pickle
from importlib.resources import files
from io import BytesIO

import numpy as np
import pytest
from data_files import FACTS, npz_bytes
from numpy.testing import assert_array_equal

from cnnlesson import data
from cnnlesson.data import DataError

FOLDER = files(data)
LICENCES = {"CC-BY-SA-3.0", "MIT"}  # of data; each is named in the README beside it


def shipped():
    folder = FOLDER.joinpath("weights")
    weights = folder.iterdir() if folder.is_dir() else ()
    here = [path.name for path in FOLDER.iterdir() if path.name.endswith(".npz")]
    return sorted([*here, *(f"weights/{path.name}" for path in weights)])


class Touches:
    """Leaves a trace in a file when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return open, (str(self.path), "w")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Put a folder of our own in place of the package's, with one right file."""
    monkeypatch.setattr(data, "_FOLDER", tmp_path)
    put(tmp_path, {"weight": np.arange(6, dtype=np.float32).reshape(2, 3)})
    return tmp_path


def put(folder, arrays, described=None, payload=None):
    """Write arrays, or any bytes, with an entry of the right checksum."""
    payload = npz_bytes(arrays) if payload is None else payload
    described = described or {key: data.describe(arrays[key]) for key in arrays}
    entry = {"sha256": hashlib.sha256(payload).hexdigest(), "arrays": described}
    (folder / "it.npz").write_bytes(payload)
    (folder / "manifest.json").write_text(json.dumps({"it.npz": entry}))


# -- What ships -----------------------------------------------------------------
def test_manifest_and_files_are_the_same_set():
    assert sorted(data.manifest()) == shipped()


@pytest.mark.parametrize("name", shipped())
def test_entry_describes_its_file(name):
    entry = data.manifest()[name]
    payload = FOLDER.joinpath(name).read_bytes()
    assert entry["sha256"] == hashlib.sha256(payload).hexdigest()
    assert entry["bytes"] == len(payload)
    arrays = data.read(name)
    assert entry["arrays"] == {key: data.describe(arrays[key]) for key in arrays}


@pytest.mark.parametrize("name", shipped())
def test_entry_names_maker_licence_and_source(name):
    entry = data.manifest()[name]
    of_weights = name.startswith("weights/")
    measured = {"validation_accuracy", "card"} if of_weights else set()
    assert set(entry) == {"sha256", "bytes", "arrays", *FACTS, *measured}
    assert all(entry[fact] for fact in FACTS)
    assert entry["licence"] in LICENCES
    assert entry["maker"].startswith("python tools/make_data.py ")


@pytest.mark.parametrize("licence", sorted(LICENCES))
def test_readme_names_the_licence(licence):
    text = FOLDER.joinpath("README.md").read_text(encoding="utf-8")
    assert licence.replace("-", " ") in text.replace("-", " ")


# -- What does not get in -----------------------------------------------------
def test_read_returns_the_arrays(folder):
    arrays = data.read("it.npz")
    assert list(arrays) == ["weight"]
    assert_array_equal(arrays["weight"], [[0, 1, 2], [3, 4, 5]])


@pytest.mark.parametrize("name", ["other.npz", "../it.npz", "manifest.json", ""])
def test_a_name_that_is_not_in_the_manifest(folder, name):
    with pytest.raises(DataError, match=r"name: expected one of it\.npz, found"):
        data.read(name)


def test_a_file_that_is_gone(folder):
    (folder / "it.npz").unlink()
    with pytest.raises(DataError, match=r"it\.npz: file: expected .* found none"):
        data.read("it.npz")


def test_one_flipped_bit(folder):
    payload = bytearray((folder / "it.npz").read_bytes())
    payload[len(payload) // 2] ^= 1
    (folder / "it.npz").write_bytes(payload)
    found = hashlib.sha256(payload).hexdigest()
    with pytest.raises(DataError, match=rf"it\.npz: sha256: .* found {found}"):
        data.read("it.npz")


def npy_bytes():
    npy = BytesIO()
    np.save(npy, np.ones(3))
    return npy.getvalue()


@pytest.mark.parametrize("payload", [b"", b"<html>", npy_bytes()])
def test_a_file_that_never_was_an_npz(folder, payload):
    put(folder, {}, {"weight": "float32 (2, 3)"}, payload)
    with pytest.raises(DataError, match=r"contents: expected an undamaged \.npz, "):
        data.read("it.npz")


def test_a_pickle_is_never_opened(folder):
    canary = folder / "canary"
    put(folder, {}, {"weight": "object ()"}, pickle.dumps(Touches(canary)))
    with pytest.raises(DataError, match="contents: "):
        data.read("it.npz")
    assert not canary.exists()


def test_an_object_array_is_never_opened(folder):
    canary = folder / "canary"
    np.savez(folder / "it.npz", weight=np.array(Touches(canary), dtype=object))
    put(folder, {}, {"weight": "object ()"}, (folder / "it.npz").read_bytes())
    with pytest.raises(DataError, match=r"weight: expected plain numbers, .* object"):
        data.read("it.npz")
    assert not canary.exists()


@pytest.mark.parametrize(
    ("described", "message"),
    [
        ({"weight": "float32 (3, 2)"}, r"weight: expected float32 \(3, 2\), found "),
        ({"weight": "float64 (2, 3)"}, r"weight: .* found float32 \(2, 3\)"),
        (
            {"weight": "float32 (2, 3)", "bias": "float32 (2,)"},
            "bias: .* no such array",
        ),
        ({"bias": "float32 (2, 3)"}, "bias: expected .* found no such array"),
    ],
)
def test_arrays_other_than_the_manifest_says(folder, described, message):
    put(folder, {"weight": np.ones((2, 3), dtype=np.float32)}, described)
    with pytest.raises(DataError, match=message):
        data.read("it.npz")


def test_an_array_more_than_the_manifest_says(folder):
    arrays = {key: np.ones((2, 3), dtype=np.float32) for key in ("weight", "extra")}
    put(folder, arrays, {"weight": "float32 (2, 3)"})
    with pytest.raises(DataError, match="extra: expected no such array, found float32"):
        data.read("it.npz")


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_weight_that_is_no_number(folder, value):
    put(folder, {"weight": np.array([1.0, value])})
    with pytest.raises(DataError, match="weight: expected finite numbers"):
        data.read("it.npz")


def test_data_error_is_a_value_error_with_parts():
    error = pickle.loads(pickle.dumps(DataError("a.npz", "bytes", 3, 4)))
    assert isinstance(error, ValueError)
    assert (error.file, error.field, error.expected, error.found) == error.args
    assert str(error) == "a.npz: bytes: expected 3, found 4"
