"""Make `.venv` with what `requirements.lock` names, or say in one line what is missing.

Standard library only, and no syntax or annotation that Python 3.6 cannot read: an old
Python has to get as far as the sentence that calls it too old.
"""

import hashlib
import importlib.util
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = "requirements.lock"


class SetupError(Exception):
    """What is missing, in one line."""


def check_python(
    version: "tuple[int, ...]",
    find: "Callable[[str], object]" = importlib.util.find_spec,
) -> None:
    """Raise SetupError if this Python is too old or cannot make environments."""
    if version[:2] < (3, 11):
        found = ".".join(str(part) for part in version[:3])
        raise SetupError(
            f"Python 3.11 or newer is needed and {sys.executable} is Python {found}: "
            "name a newer one, as in make PYTHON=/path/to/python3.11"
        )
    for module in ("venv", "ensurepip"):
        if find(module) is None:
            raise SetupError(
                f"{sys.executable} has no {module} module: install it "
                "(on Debian and Ubuntu: sudo apt-get install python3-venv)"
            )


def install(root: Path, run: "Callable[[list[str]], int]" = subprocess.call) -> None:
    """Bring `.venv` below `root` up to date, from nothing unless it was once finished.

    The stamp says that it was, and with which lock. It goes first and comes back last,
    so that an environment left half-made is made anew.
    """
    venv = root / ".venv"
    python = venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp, wanted = venv / "cnnlesson-stamp", stamp_text(root)
    finished = stamp.is_file() and python.is_file()
    if finished and stamp.read_text() == wanted:
        return
    if finished:
        print("Updating .venv.", flush=True)
        stamp.unlink()
    else:
        print("Making .venv, once: about a minute.", flush=True)
        _step("make .venv", [sys.executable, "-m", "venv", "--clear", str(venv)], run)
    # -I: what the reader's PYTHONPATH holds must not count as installed.
    pip = [str(python), "-I", "-m", "pip", "--disable-pip-version-check", "install"]
    # --no-deps: the lock is complete, and pip must not look for newer ones beside it.
    options = ["-qq", "--require-hashes", "--no-deps", "--only-binary=:all:"]
    from_lock = [*pip, *options, "-r", str(root / LOCK)]
    _step(f"install {LOCK} (is the network there?)", from_lock, run)
    add_sources(root, venv)
    stamp.write_text(wanted)


def add_sources(root: Path, venv: Path) -> None:
    """Put ``src`` on the path of `venv`, by a line relative to its packages.

    An editable install writes the whole path: with an umlaut in it Python 3.11 does not
    even start under LC_ALL=C, and a folder that moved would run the old one's library.
    """
    pattern = "Lib/site-packages" if os.name == "nt" else "lib/python3*/site-packages"
    packages = next(venv.glob(pattern))
    line = Path(os.path.relpath(str(root / "src"), str(packages))).as_posix()
    (packages / "cnnlesson.pth").write_text(line + "\n")


def stamp_text(root: Path) -> str:
    """Hash what decides the content of `.venv`."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    digest.update((root / LOCK).read_bytes())
    return digest.hexdigest()


def _step(what: str, command: "list[str]", run: "Callable[[list[str]], int]") -> None:
    if run(command) != 0:
        raise SetupError(f"could not {what}: see the messages above")


def main() -> int:
    try:
        check_python(sys.version_info[:3])
        from exclusive import exclusive  # only now: it is for the Python of the course

        lock = ROOT / "build" / ".setup-lock"
        with exclusive(lock, waiting="Another run makes .venv: waiting for it."):
            install(ROOT)
    except (OSError, SetupError) as error:
        print(f"setup: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("setup: stopped; the next run begins again", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
