"""Checkpoints: all that training changes, in one file that is never half written."""

import json
import os
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TypeAlias

import numpy as np

from cnnlesson._checks import instance
from cnnlesson._rng import generator
from cnnlesson.data import DataError, describe
from cnnlesson.data.npz import check_finite, compare, unpack
from cnnlesson.network import Sequential
from cnnlesson.optimizers import Optimizer

__all__ = ["load", "notes", "save"]

Arrays: TypeAlias = dict[str, np.ndarray]
_PARTS = ("network", "optimizer", "rng", "notes")
_UNFIT = (ArithmeticError, LookupError, RecursionError, TypeError, ValueError)


def save(
    path: str | os.PathLike[str],
    network: Sequential,
    optimizer: Optimizer | None = None,
    *,
    rng: np.random.Generator | None = None,
    notes: Mapping[str, np.ndarray] | None = None,
) -> None:
    """Write parameters, and what else is given, as plain arrays to an ``.npz``.

    With network, optimizer and `rng`, training goes on from the file as if it had
    never stopped, to the last bit. A file that is there is replaced in one move:
    whenever the computer stops, `path` is the old checkpoint or the new one.

    Parameters
    ----------
    path : path-like
        Ends in ``.npz``.
    network : Sequential
        Its :meth:`~cnnlesson.network.Sequential.state` is saved.
    optimizer : Optimizer, optional
        Its :meth:`~cnnlesson.optimizers.Optimizer.state` is saved.
    rng : numpy.random.Generator, optional
        Its position in the stream of random numbers is saved.
    notes : mapping of str to ndarray, optional
        Anything else, of numbers or text, for :func:`notes` to read.

    Raises
    ------
    ValueError
        If `path` ends otherwise, or a number is NaN or infinite: a run that has
        diverged does not overwrite the last checkpoint that was good.

    Examples
    --------
    >>> import tempfile
    >>> from cnnlesson.network import dense_network
    >>> rng = np.random.default_rng(1)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save(f"{folder}/one.npz", dense_network(rng=rng), rng=rng)
    ...     load(f"{folder}/one.npz", dense_network(rng=rng), rng=rng)
    """
    _check(network, optimizer)
    path = Path(path)
    if path.suffix != ".npz":
        raise ValueError(f"path must end in .npz, got {str(path)!r}")
    parts = {"network": network.state()}
    if optimizer is not None:
        parts["optimizer"] = optimizer.state()
    if rng is not None:
        parts["rng"] = {"state": np.array(_as_text(generator(rng)))}
    if notes is not None:
        parts["notes"] = dict(notes)
    arrays = {f"{p}/{key}": a for p, part in parts.items() for key, a in part.items()}
    check_finite(os.fspath(path), arrays)
    _write(path, arrays)


def load(
    path: str | os.PathLike[str],
    network: Sequential,
    optimizer: Optimizer | None = None,
    *,
    rng: np.random.Generator | None = None,
) -> None:
    """Bring network, and what else is given, to where they were at :func:`save`.

    Parameters
    ----------
    path : path-like
        What :func:`save` wrote. Nothing in it is ever unpickled.
    network, optimizer, rng
        Of the same making as those saved; they are changed in place.

    Raises
    ------
    OSError
        If the file is not there, or may not be read.
    DataError
        If the file is damaged, lacks what is asked for, or does not fit: it names
        the file, the part or array, and what was expected and found.
    """
    _check(network, optimizer)
    takers: dict[str, Callable[[Arrays], None]]
    takers = {"network": network.load_state}
    if optimizer is not None:
        takers["optimizer"] = optimizer.load_state
    if rng is not None:
        takers["rng"] = partial(_set_state, generator(rng))
    name = os.fspath(path)
    parts = _read(name)
    if not takers.keys() <= parts.keys():
        raise DataError(name, "parts", sorted(takers), sorted(parts))
    params = {key: describe(array) for key, array in network.state().items()}
    _compare(name, "network", parts["network"], params)
    if optimizer is not None:
        averages = _averages(parts["optimizer"], params)
        _compare(name, "optimizer", parts["optimizer"], averages)
    for part, take in takers.items():
        try:
            take(parts[part])
        except _UNFIT as error:
            odd = f"one that does not: {error}"
            raise DataError(name, part, "a state that fits", odd) from error


def notes(path: str | os.PathLike[str]) -> dict[str, np.ndarray]:
    """Read the notes that :func:`save` was given; none if it was given none.

    Raises
    ------
    OSError, DataError
        As :func:`load`.
    """
    return _read(os.fspath(path)).get("notes", {})


def _check(network: Sequential, optimizer: Optimizer | None) -> None:
    instance("network", network, Sequential)
    if optimizer is not None:
        instance("optimizer", optimizer, Optimizer)


def _write(path: Path, arrays: Arrays) -> None:
    # What a killed save leaves has this name too, so the next one takes its place.
    unfinished = path.with_name(f"{path.name}.part")
    try:
        with unfinished.open("wb") as file:
            np.savez(file, allow_pickle=False, **arrays)
            file.flush()
            os.fsync(file.fileno())  # on the disk before it takes the name
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _read(path: str) -> dict[str, Arrays]:
    """Return the arrays of each part of a checkpoint."""
    with open(path, "rb") as file:
        # savez does not compress, so what is unpacked cannot be larger than the file.
        arrays = unpack(path, file, limit=os.fstat(file.fileno()).st_size)
    check_finite(path, arrays)
    parts: dict[str, Arrays] = {}
    for key, array in arrays.items():
        part, _, rest = key.partition("/")
        if part not in _PARTS:
            raise DataError(path, key, f"an array of {', '.join(_PARTS)}", "this name")
        parts.setdefault(part, {})[rest] = array
    return parts


def _compare(path: str, part: str, arrays: Arrays, expected: dict[str, str]) -> None:
    found = {f"{part}/{key}": describe(array) for key, array in arrays.items()}
    compare(path, found, {f"{part}/{key}": said for key, said in expected.items()})


def _averages(arrays: Arrays, params: dict[str, str]) -> dict[str, str]:
    """Say what an optimizer's arrays should be: each as the parameter it is for."""
    names = {key: key.partition(".")[2] for key in arrays}
    fitting = {key: params[name] for key, name in names.items() if name in params}
    return {"steps": describe(np.array(0)), **fitting}


def _as_text(rng: np.random.Generator) -> str:
    """Write the state as JSON: its integers are too long for any NumPy dtype."""
    return json.dumps(rng.bit_generator.state, default=np.ndarray.tolist)


def _set_state(rng: np.random.Generator, arrays: Arrays) -> None:
    rng.bit_generator.state = json.loads(str(arrays["state"]))
