"""Checkpoints: all that training changes, in one file that is never half written."""

import json
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from cnnlesson.network import Sequential
from cnnlesson.optimizers import Optimizer

__all__ = ["load", "save"]


def save(
    path: str | os.PathLike[str],
    network: Sequential,
    optimizer: Optimizer | None = None,
    *,
    rng: np.random.Generator | None = None,
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

    Raises
    ------
    ValueError
        If `path` ends otherwise.

    Examples
    --------
    >>> import tempfile
    >>> from cnnlesson.network import dense_network
    >>> rng = np.random.default_rng(1)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save(f"{folder}/one.npz", dense_network(rng=rng), rng=rng)
    ...     load(f"{folder}/one.npz", dense_network(rng=rng), rng=rng)
    """
    path = Path(path)
    if path.suffix != ".npz":
        raise ValueError(f"path must end in .npz, got {str(path)!r}")
    parts = {"network": network.state()}
    if optimizer is not None:
        parts["optimizer"] = optimizer.state()
    if rng is not None:
        parts["rng"] = {"state": np.array(_as_text(rng))}
    _write(
        path, {f"{p}/{key}": a for p, part in parts.items() for key, a in part.items()}
    )


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
    ValueError
        If the file is damaged, lacks what is asked for, or does not fit.
    """
    takers: dict[str, Callable[[dict[str, np.ndarray]], None]]
    takers = {"network": network.load_state}
    if optimizer is not None:
        takers["optimizer"] = optimizer.load_state
    if rng is not None:
        takers["rng"] = partial(_set_state, rng)
    arrays = _read(path)
    for part, take in takers.items():
        try:
            take(_part(arrays, part))
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{os.fspath(path)}: {part}: {error}") from error


def _write(path: Path, arrays: dict[str, np.ndarray]) -> None:
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with unfinished.open("wb") as file:
            np.savez(file, allow_pickle=False, **arrays)
            file.flush()
            os.fsync(file.fileno())  # on the disk before it takes the name
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _read(path: str | os.PathLike[str]) -> dict[str, np.ndarray]:
    try:
        with open(path, "rb") as file, np.load(file, allow_pickle=False) as archive:
            return dict(archive)
    except OSError:
        raise
    except Exception as error:  # damage shows in many ways: zip, header, length, ...
        raise ValueError(f"{os.fspath(path)} is no checkpoint: {error}") from error


def _part(arrays: dict[str, np.ndarray], part: str) -> dict[str, np.ndarray]:
    found = {
        key.removeprefix(f"{part}/"): array
        for key, array in arrays.items()
        if key.startswith(f"{part}/")
    }
    if not found:
        has = sorted({key.partition("/")[0] for key in arrays})
        raise ValueError(f"not saved in this file, which has {has}")
    return found


def _as_text(rng: np.random.Generator) -> str:
    """Write the state as JSON: its integers are too long for any NumPy dtype."""
    return json.dumps(rng.bit_generator.state, default=np.ndarray.tolist)


def _set_state(rng: np.random.Generator, arrays: dict[str, np.ndarray]) -> None:
    rng.bit_generator.state = json.loads(str(arrays["state"]))
