"""Bring what runs Python in a browser: Pyodide by npm, packages for it by address."""

import hashlib
import json
import os
import re
import shutil
import tomllib
import urllib.request
from pathlib import Path
from typing import Any

from fingerprint import fingerprint
from site_build import Run, read

PINS = "tools/live"  # what npm is to install, and its hashes


def install(root: Path, work: Path, run: Run) -> Path:
    """Install Pyodide below `work`, unless it is there, and return its folder.

    Raises
    ------
    OSError
        If npm is missing, or fails: it refuses what the lock does not know.
    """
    package, stamp = work / "node_modules" / "pyodide", work / "stamp"
    pins = fingerprint(root, [PINS])
    if package.is_dir() and read(stamp) == pins:
        return package
    npm = shutil.which("npm")
    if npm is None:
        raise OSError("make live needs npm, which comes with Node.js")
    stamp.unlink(missing_ok=True)
    shutil.copytree(root / PINS, work, dirs_exist_ok=True)
    if run([npm, "ci", "--silent", "--prefix", str(work)], dict(os.environ)) != 0:
        raise OSError("npm could not install Pyodide (is the network there?)")
    stamp.write_text(pins)
    return package


def course_lock(root: Path, package: Path) -> dict[str, Any]:
    """Return of Pyodide's list of packages what the course imports, with its needs."""
    lock = json.loads((package / "pyodide-lock.json").read_text("utf-8"))
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    waiting = [re.split(r"[^\w-]", name)[0] for name in project["dependencies"]]
    kept: dict[str, Any] = {}
    while waiting:
        name = waiting.pop()
        if name in lock["packages"] and name not in kept:
            entry = dict(lock["packages"][name])
            entry["imports"] = sorted({i.partition(".")[0] for i in entry["imports"]})
            kept[name] = entry
            waiting += entry["depends"]
    return {**lock, "packages": dict(sorted(kept.items()))}


def fetch(address: str, entry: dict[str, Any], folder: Path) -> Path:
    """Bring the wheel of one package into `folder`, unless it is there, and whole.

    Raises
    ------
    OSError
        If it does not come, or is not the one that Pyodide's list names.
    """
    path, wanted = folder / str(entry["file_name"]), str(entry["sha256"])
    if path.is_file() and _sha256(path.read_bytes()) == wanted:
        return path
    url = f"{address.rstrip('/')}/{path.name}"
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:
            content = answer.read()
    except (OSError, ValueError) as error:
        raise OSError(f"{url} did not come: {error}") from error
    if (found := _sha256(content)) != wanted:
        raise OSError(f"{url} has SHA-256 {found}, not {wanted}")
    folder.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_bytes(content)
    part.replace(path)  # whole or not at all
    return path


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
