"""One hash for everything that a result was made from, so that a change is seen."""

import hashlib
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath


def fingerprint(root: Path, names: Iterable[str]) -> str:
    """Hash the names and the bytes of all files under `names`, and Python's version.

    Parameters
    ----------
    root : Path
        The folder of the project. Its own name does not count.
    names : iterable of str
        Files, folders or patterns (``*.md``) below `root`; absent ones are skipped.

    Returns
    -------
    str
        64 hexadecimal digits, the same on every system for the same files.
    """
    digest = hashlib.sha256(repr(sys.version_info[:3]).encode())
    for name, path in sorted(_files(root, names).items()):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{name}\0{content}\n".encode(errors="surrogateescape"))
    return digest.hexdigest()


def _files(root: Path, names: Iterable[str]) -> dict[str, Path]:
    found = (path for name in names for top in root.glob(name) for path in _walk(top))
    relative = ((path.relative_to(root), path) for path in found)
    return {name.as_posix(): path for name, path in relative if not _is_litter(name)}


def _walk(top: Path) -> Iterator[Path]:
    inside = top.rglob("*") if top.is_dir() else [top]
    return (path for path in inside if path.is_file())


def _is_litter(path: PurePath) -> bool:
    """Tell what Python, editors and file managers leave beside the sources."""
    return any(
        part.startswith(".") or part.endswith("~") or part == "__pycache__"
        for part in path.parts
    )
