"""The folder that fetched files are kept in, and how a file gets into it."""

import hashlib
import os
import time
import warnings
from contextlib import suppress
from pathlib import Path
from types import ModuleType

from cnnlesson.data import DataError
from cnnlesson.datasets.download import MirrorError, download
from cnnlesson.datasets.sources import File

__all__ = ["VARIABLE", "cache_folder", "kept"]

VARIABLE = "CNNLESSON_DATA"
_STALE = 3600.0  # seconds after which no download that began is still going on


def cache_folder() -> Path:
    """Return where fetched files are kept: the user's cache, or ``CNNLESSON_DATA``.

    Examples
    --------
    >>> cache_folder().name
    'cnnlesson'
    """
    chosen = os.environ.get(VARIABLE)
    return Path(chosen).expanduser() if chosen else Path(_pooch().os_cache("cnnlesson"))


def kept(file: File, folder: Path, mirrors: list[str], deadline: float) -> bytes:
    """Return the bytes of `file` from `folder`, which is filled first if need be.

    Whatever happens, a file that has its name in the folder is whole: it is
    written under another one, compared with its SHA-256, and then renamed.

    Parameters
    ----------
    file : File
    folder : Path
        Need not be writable if the file is there.
    mirrors : list of str
        Asked in their order, until one gives the file. Each gets an equal share
        of the time that is left. Those that fail move to the list's end.
    deadline : float
        When to give up, on the clock of ``time.monotonic``.

    Raises
    ------
    DataError
        If no mirror gives the file, or the folder does not take it.

    Warns
    -----
    UserWarning
        If the file was in the folder and is damaged: it is downloaded again.
    """
    path = folder / file.name
    try:
        if path.exists():
            payload = _read(path, file)
            if payload is not None:
                return payload
            message = f"{path} is damaged: it is downloaded again"
            warnings.warn(message, stacklevel=2)
        return _fill(path, file, mirrors, deadline)
    except OSError as error:  # of the disk: those of the network are MirrorErrors
        what = f"a folder to read and write {file.bytes:,} bytes in"
        found = f"{error}; set {VARIABLE} to another folder"
        raise DataError(str(path), "cache", what, found) from error


def _read(path: Path, file: File) -> bytes | None:
    with path.open("rb") as source:
        payload = source.read(file.bytes + 1)
    return payload if hashlib.sha256(payload).hexdigest() == file.sha256 else None


def _fill(path: Path, file: File, mirrors: list[str], deadline: float) -> bytes:
    failures = []
    for place, mirror in enumerate(list(mirrors)):
        share = (deadline - time.monotonic()) / (len(mirrors) - place)
        try:
            _retrieve(mirror + file.name, path, file, time.monotonic() + share)
        except (MirrorError, ValueError) as error:  # the latter of pooch: SHA-256
            failures.append(f"{mirror}: {error}")
        else:
            payload = _read(path, file)
            if payload is not None:
                return payload
            failures.append(f"{mirror}: changed on the disk after it was written")
        mirrors.remove(mirror)  # to the end: the next file need not wait for it
        mirrors.append(mirror)
    what = f"{file.bytes:,} bytes from a mirror"
    raise DataError(str(path), "download", what, "\n  ".join(["none", *failures]))


def _retrieve(url: str, path: Path, file: File, deadline: float) -> None:
    def to_disk(url: str, output: str, _: object) -> None:
        Path(output).write_bytes(download(url, file, deadline))
        Path(output).chmod(0o644)  # so that a class can share the folder of one

    known = f"sha256:{file.sha256}"
    _pooch().retrieve(url, known, path.name, path.parent, downloader=to_disk)
    _sweep(path.parent)


def _sweep(folder: Path) -> None:
    """Remove what downloads left that were killed; pooch calls them ``tmp...``."""
    for left in folder.glob("tmp*"):
        with suppress(OSError):  # another process sweeps as well
            if time.time() - left.stat().st_mtime > _STALE:
                left.unlink()


def _pooch() -> ModuleType:
    """Import pooch when it is needed: who reads the sample need not wait for it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of tqdm, which misses widgets in notebooks
        import pooch
    module: ModuleType = pooch
    return module
