"""What it costs to build the site as the course grows, and to see an edit.

The course that grows has some copies of one chapter in the place of all its pages. The
clock is the one on the wall, for a build has many processes.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from site_build import FONT_CACHE, environment, sphinx_options
from websockets.sync.client import ClientConnection, connect

ROOT = Path(__file__).parents[1]
PARTS = (
    *("src", "docs", "tools", "conf.py", "pyproject.toml", "requirements.lock"),
    *("README.md", "LICENSE", "LICENSES"),
)
CHAPTER = "05-backpropagation"  # of middle length, and it trains nothing
COUNTS = (1, 2, 5, 10, 20)
PATIENCE = 600  # seconds; a first build takes one or two minutes


def measure(counts: tuple[int, ...] = COUNTS) -> dict[str, Any]:
    """Return the entry ``builds``; see `cnnlesson.record`."""
    runs = list(grow(counts))
    cores = os.cpu_count()
    return {"chapter": CHAPTER, "cores": cores, "runs": runs, "edit_seconds": edit()}


def grow(counts: tuple[int, ...]) -> Iterator[dict[str, Any]]:
    """Build courses of so many chapters, each from nothing."""
    for count in counts:
        with TemporaryDirectory() as folder:
            root = copy(Path(folder))
            only_copies(root / "docs", count)
            seconds, peak = build(root)
        yield {"chapters": count, "seconds": round(seconds, 1), "peak_bytes": peak}


def edit(times: int = 3) -> float:
    """Return how long a new sentence takes to show under ``make serve``.

    From the moment it is saved until the browser is told to load the page again. Of so
    many sentences the soonest, for what else a machine does only adds.
    """
    with TemporaryDirectory() as folder:
        root = copy(Path(folder))
        page, took = root / "docs" / "chapters" / f"{CHAPTER}.md", []
        with served(root) as browser:
            for _ in range(times):
                text = page.read_text("utf-8") + "\nA new sentence.\n"
                start = time.perf_counter()
                page.write_text(text, "utf-8")
                browser.recv(timeout=PATIENCE)
                took.append(time.perf_counter() - start)
        return round(min(took), 1)


@contextmanager
def served(root: Path) -> Iterator[ClientConnection]:
    """Serve `root` as ``make serve`` does, to one browser that waits for changes."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    command = [sys.executable, str(root / "tools" / "site.py"), "serve", "--port", port]
    address = f"ws://127.0.0.1:{port}/websocket-reload"
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        try:
            with connected(address) as browser:
                time.sleep(1)  # for the server looks at the files only now
                yield browser
        finally:
            server.terminate()


def connected(address: str) -> ClientConnection:
    """Connect as soon as the site is built for the first time."""
    last = time.monotonic() + PATIENCE
    while True:
        try:
            return connect(address, proxy=None)
        except ConnectionRefusedError:
            if time.monotonic() > last:
                raise
            time.sleep(1)


def copy(folder: Path) -> Path:
    """Copy what a build reads."""
    root = folder / "course"
    root.mkdir()
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, root / part)
        else:
            shutil.copy(ROOT / part, root)
    return root


def only_copies(docs: Path, count: int) -> None:
    """Leave no page but `count` copies of the chapter, and a list of them."""
    text = (docs / "chapters" / f"{CHAPTER}.md").read_text("utf-8")
    for page in docs.rglob("*.md"):
        page.unlink()
    names = [f"{number:02}-copy" for number in range(count)]
    for name in names:
        (docs / "chapters" / f"{name}.md").write_text(text, "utf-8")
    listed = "\n".join(f"chapters/{name}" for name in names)
    (docs / "index.md").write_text(f"# Copies\n\n```{{toctree}}\n{listed}\n```\n")


def build(root: Path) -> tuple[float, int]:
    """Build `root` and return the seconds, and the bytes of the largest process.

    Copies refer to pages that are not there, which warns, so warnings are no errors.
    """
    work = root / "build"
    environ = environment(root, work)
    subprocess.run([sys.executable, "-c", FONT_CACHE], env=environ, check=True)
    command = [sys.executable, "-m", "sphinx", *sphinx_options(root, work)]
    start = time.perf_counter()
    with subprocess.Popen(command, env=environ, stderr=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"the build of {root} failed: {process.returncode}")
    return time.perf_counter() - start, usage.ru_maxrss << 10
