"""Put Python beside the built site, so that its cells run in the reader's browser."""

import gzip
import json
import shutil
import zipfile
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from exclusive import exclusive
from live_packages import course_lock, fetch, install
from site_build import Run, publish

FOLDER = "_static/live"  # below the site
PARTS, LOCK = "parts.mjs", "lock.json"
PACKED = "pyodide.asm.wasm"
PLAIN = "python_stdlib.zip"
MODULES = ("pyodide.mjs", "pyodide.asm.mjs")  # which the browser reads itself
ABOUT = """This is Pyodide {version}: CPython and what lets it run in a browser.
It is under the Mozilla Public License 2.0, and Python's own licence. The source is at
https://github.com/pyodide/pyodide/tree/{version}
"""


def live(root: Path, run: Run, *, wheels: str = "") -> None:
    """Put Python into ``build/html`` below `root`.

    Parameters
    ----------
    root : Path
        The folder of the project.
    run : callable
        Runs a command under the given variables and returns its exit code.
    wheels : str
        The address of the folder that has NumPy and the rest for this Pyodide. Without
        one only those cells run that need Python alone, as exercises do.

    Raises
    ------
    OSError
        If the site is not built, npm is missing, or something does not come or is not
        what it should be.
    """
    build = root / "build"
    with exclusive(build / ".html-lock", waiting="A build runs: waiting for it."):
        place = build / "html" / FOLDER
        if not place.is_dir():
            raise OSError("there is no site to put Python beside: run make html")
        package = install(root, build / "live", run)
        lock = course_lock(root, package)
        needed = lock["packages"].values() if wheels else []
        found = [fetch(wheels, entry, build / "live" / "wheels") for entry in needed]
        parts = put(place, root / "src", package, lock, found)
    print(f"Cells run in the page: {parts['first'] / 1e6:.1f} MB for the first one.")
    if not wheels:
        print("Exercises alone: CNNLESSON_WHEELS has no address to bring NumPy from.")


def put(
    place: Path, source: Path, package: Path, lock: dict[str, Any], wheels: list[Path]
) -> dict[str, Any]:
    """Put into the folder `place` all that Python needs, and say how large it is.

    Parameters
    ----------
    place : Path
        The site's copy of ``docs/_static/live``.
    source : Path
        The folder that holds ``cnnlesson``.
    package : Path
        The npm package ``pyodide``.
    lock : dict
        Of the packages that can be loaded.
    wheels : list of Path
        Their files, or nothing.

    Returns
    -------
    dict
        The bytes of the ``files`` that are asked for, of all that the ``first`` cell of
        a reader loads, and of what ``more`` another cell may need, which may be 0.
    """
    with TemporaryDirectory(prefix=".work-", dir=place) as work:
        new = Path(work, "python")
        (new / "wheels").mkdir(parents=True)
        first, more = _put_python(new, package, lock), []
        files = sorted(p for p in (source / "cnnlesson").rglob("*") if p.is_file())
        code = [path for path in files if path.suffix == ".py"]
        first.append(pack(new / "cnnlesson.zip", source, code))
        for wheel in wheels:
            more.append(Path(shutil.copy(wheel, new / "wheels")))
        if wheels:
            data = [path for path in files if path.suffix not in {".py", ".pyc"}]
            more.append(pack(new / "data.zip", source, data))
        sizes = {p.relative_to(new).as_posix(): p.stat().st_size for p in first + more}
        # The browser asks for the modules by itself, and servers pack such files.
        modules = sum(len(gzip.compress((new / name).read_bytes())) for name in MODULES)
        parts = {
            "files": sizes,
            "first": sum(path.stat().st_size for path in first) + modules,
            "more": sum(path.stat().st_size for path in more),
        }
        (place / PARTS).write_text("export default null;\n", "utf-8")
        publish(new, place / "python")
        text = f"export default {json.dumps(parts, indent=1)};\n"
        (place / PARTS).write_text(text, "utf-8", newline="\n")
    return parts


def _put_python(new: Path, package: Path, lock: dict[str, Any]) -> list[Path]:
    """Put Pyodide itself, and return the files that it asks for."""
    for name in (*MODULES, PLAIN):
        shutil.copyfile(package / name, new / name)
    about = json.loads((package / "package.json").read_text("utf-8"))
    text = ABOUT.format(version=about["version"])
    (new / "ABOUT.txt").write_text(text, "utf-8", newline="\n")
    (new / LOCK).write_text(json.dumps(lock), "utf-8")
    packed = new / f"{PACKED}.packed"
    packed.write_bytes(gzip.compress((package / PACKED).read_bytes(), 9, mtime=0))
    return [packed, new / PLAIN, new / LOCK]


def pack(archive: Path, root: Path, files: Iterable[Path]) -> Path:
    """Write files below `root` into a zip: the same bytes for the same files."""
    with zipfile.ZipFile(archive, "w") as packed:
        for path in files:
            name = path.relative_to(root).as_posix()
            member = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            member.create_system = 3  # Unix, wherever it is made
            member.external_attr = 0o644 << 16
            packed.writestr(member, path.read_bytes(), zipfile.ZIP_DEFLATED, 9)
    return archive
