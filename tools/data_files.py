"""Write the arrays of `src/cnnlesson/data` so that equal arrays give equal bytes."""

import hashlib
import json
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from cnnlesson.data import describe

FOLDER = Path(__file__).parents[1] / "src" / "cnnlesson" / "data"
FACTS = ("maker", "settings", "licence", "attribution", "source")


def npz_bytes(arrays: Mapping[str, np.ndarray]) -> bytes:
    """Pack arrays as a compressed .npz without a clock or a platform in it."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, array in arrays.items():
            member = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            member.create_system = 3  # Unix, wherever it was made
            plain = BytesIO()
            np.lib.format.write_array(plain, array, allow_pickle=False)
            archive.writestr(member, plain.getvalue(), zipfile.ZIP_DEFLATED, 9)
    return packed.getvalue()


def safetensors_bytes(arrays: Mapping[str, np.ndarray]) -> bytes:
    """Pack arrays of float32 as a ``.safetensors`` file, which a browser can read.

    Eight bytes say how long the header is; the header is JSON and says of each array
    its shape, and where it begins and ends in the numbers that follow. It is filled up
    with spaces so that the numbers can be a ``Float32Array`` on the bytes as they are.

    References
    ----------
    .. [1] The format is described at https://github.com/huggingface/safetensors
    """
    header, end = {}, 0
    for name, array in arrays.items():
        if array.dtype != np.float32:
            raise TypeError(f"{name} must be float32, got {array.dtype}")
        start, end = end, end + array.nbytes
        shape = list(array.shape)
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [start, end]}
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    numbers = (array.astype("<f4").tobytes() for array in arrays.values())
    return b"".join([len(text).to_bytes(8, "little"), text, *numbers])


def save(name: str, arrays: Mapping[str, np.ndarray], facts: Mapping[str, Any]) -> None:
    """Write one file and its entry in the manifest.

    Parameters
    ----------
    name : str
        Path of the file below the data folder, with ``.npz``.
    arrays : mapping of str to ndarray
    facts : mapping
        What cannot be read off the arrays: each of `FACTS`, and more if wanted.
    """
    if missing := set(FACTS) - set(facts):
        raise ValueError(f"{name}: the manifest needs {sorted(missing)}")
    payload = npz_bytes(arrays)
    entry = {
        "sha256": hashlib.sha256(payload).hexdigest(),
        "bytes": len(payload),
        "arrays": {key: describe(array) for key, array in arrays.items()},
        **facts,
    }
    path = FOLDER / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(payload)
    _write_entry(name, entry)


def _write_entry(name: str, entry: dict[str, Any]) -> None:
    """Add or replace one entry; entries of files that are gone go too."""
    path = FOLDER / "manifest.json"
    entries = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    entries[name] = entry
    kept = {key: entries[key] for key in sorted(entries) if (FOLDER / key).is_file()}
    text = json.dumps(kept, indent=1, ensure_ascii=False) + "\n"
    path.write_text(text, encoding="utf-8", newline="\n")
