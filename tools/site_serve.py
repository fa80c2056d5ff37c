"""Serve the site while somebody writes: prose shows in seconds, old numbers never."""

import shlex
import shutil
import socket
import sys
from pathlib import Path

from exclusive import exclusive
from fingerprint import fingerprint
from site_build import Run, environment, read, sphinx, sphinx_options

# What the outputs of a page's cells come from, besides its cells.
INPUTS = (
    *("src", "docs/_ext", "docs/**/*.csv", "docs/**/*.json"),
    *("conf.py", "requirements.lock"),
)


def serve(root: Path, port: int, run: Run) -> int:
    """Serve the site to this machine alone, and rebuild what changes.

    Outputs of cells are kept in ``build/serve`` as long as `refresh` lets them.
    """
    _require_free(port)
    work = root / "build" / "serve"
    with exclusive(work / ".lock", waiting="Another make serve runs: waiting for it."):
        command = [sys.executable, "-m", "sphinx_autobuild", *_options(root, port)]
        environ = environment(root, work) | keeping(work)
        return sphinx([*command, *sphinx_options(root, work)], environ, run)


def keeping(work: Path) -> dict[str, str]:
    """Return what tells a build to keep outputs of cells below `work`."""
    return {
        "CNNLESSON_EXECUTION": "cache",
        "CNNLESSON_CACHE": str(work / "outputs"),
        "CNNLESSON_PREVIEW": "1",
    }


def refresh(root: Path) -> None:
    """Forget the kept pages and outputs if what the cells run has changed.

    Sphinx looks at pages alone and the cache at cells alone: without this a changed
    library would leave its old numbers on the page.
    """
    work = root / "build" / "serve"
    stamp, inputs = work / "inputs", fingerprint(root, INPUTS)
    if read(stamp) == inputs:
        return
    stamp.unlink(missing_ok=True)
    for kept in (work / "doctrees", work / "outputs"):
        if kept.exists():
            shutil.rmtree(kept)
    work.mkdir(parents=True, exist_ok=True)
    stamp.write_text(inputs)


def _options(root: Path, port: int) -> list[str]:
    refresh_first = [sys.executable, str(root / "tools" / "site.py"), "refresh"]
    options = ["--host", "127.0.0.1", "--port", str(port)]
    options += ["--pre-build", shlex.join(refresh_first)]
    options += ["--watch", str(root / "src"), "--watch", str(root / "conf.py")]
    return [*options, "--re-ignore", r"__pycache__|\.ipynb_checkpoints|/\.[^/]*$|~$"]


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise OSError(f"port {port} cannot be used: {error.strerror}") from error
