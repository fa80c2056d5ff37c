"""Copies of the project, with a small course in the place of the real one.

All but the chapters is real: conf.py, the extensions, the library, the tools. So what
is tested is also that they are wired up.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from atexit import register
from functools import cache
from pathlib import Path
from threading import Lock

ROOT = Path(__file__).parents[2]
COURSE = Path(__file__).parent / "course"
PARTS = (
    *("conf.py", "pyproject.toml", "requirements.lock", "README.md", "LICENSE"),
    *("LICENSES", "src", "tools", "docs/_ext", "docs/_static"),
)
PAGE = "docs/chapters/01-first.md"
_ONE_AT_A_TIME = Lock()
LIMIT = 300  # seconds for one build, on a machine that has other work


def project(folder: Path) -> Path:
    """Copy the project with the small course into `folder`."""
    for part in PARTS:
        source, target = ROOT / part, folder / part
        if source.is_dir():
            shutil.copytree(
                source, target, ignore=shutil.ignore_patterns("__pycache__")
            )
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
    shutil.copytree(COURSE, folder / "docs", dirs_exist_ok=True)
    return folder


def built() -> Path:
    """Return a copy that is built, the same for all faults to start from."""
    with _ONE_AT_A_TIME:
        return _built()


@cache
def _built() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="cnnlesson-chaos-"))
    register(shutil.rmtree, folder, ignore_errors=True)
    said = build(project(folder))
    if not said.startswith("exit 0\n"):
        raise RuntimeError(f"the small course does not build:\n{said}")
    return folder


def built_copy(folder: Path) -> Path:
    """Copy the small course with its site into `folder`."""
    return Path(shutil.copytree(built(), folder, dirs_exist_ok=True))


def build(root: Path, **environ: str) -> str:
    """Run what ``make html`` runs; return its exit status and all it said."""
    return run([sys.executable, str(root / "tools" / "site.py"), "html"], **environ)


def run(command: list[str], cwd: Path | None = None, **environ: str) -> str:
    """Run a command; return its exit status and all it said."""
    done = subprocess.run(
        command,
        cwd=cwd,
        env={**os.environ, **environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        timeout=LIMIT,
        check=False,
    )
    return f"exit {done.returncode}\n{done.stdout}"


def append(path: Path, text: str) -> None:
    """Write `text` behind what the file holds."""
    path.write_text(path.read_text("utf-8") + text, "utf-8")


def site(root: Path) -> dict[str, bytes]:
    """Return the files of the built site."""
    top = root / "build" / "html"
    files = (path for path in top.rglob("*") if path.is_file())
    return {path.relative_to(top).as_posix(): path.read_bytes() for path in files}
