"""Build the whole site from nothing, and put it in place only when it is whole."""

import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from exclusive import exclusive
from fingerprint import fingerprint

INPUTS = (
    *("src", "docs", "tools", "benchmarks", "*.md"),
    *("conf.py", "pyproject.toml", "requirements.lock", "LICENSE*"),
)
# What a build says of the time, 2025-01-01: no page shows a date, and a copy of the
# project without its history has to build the same bytes.
EPOCH = "1735689600"
# Variables by which the reader's own settings would reach a page.
FOREIGN = ("CNNLESSON_", "IPYTHON", "JUPYTER_", "MATPLOTLIB", "MPL", "PYTHON", "SPHINX")
# Made before the first cell, which would otherwise say on stderr that it makes it.
FONT_CACHE = "import logging; logging.disable(); import matplotlib.font_manager"
# Every kernel warns that it talks without encryption, to this machine alone. And a
# figure not of the library comes as SVG too, which the gate can look into.
KERNEL_OPTIONS = """\
get_config().IPKernelApp.log_level = "ERROR"
get_config().InlineBackend.figure_formats = {"svg"}
"""

Run = Callable[[list[str], dict[str, str]], int]


def html(root: Path, run: Run, *, site: str = "") -> int:
    """Bring ``build/html`` below `root` up to date and return the exit code.

    The build starts from an empty folder and takes the old site's place only if it
    succeeds. A second build waits for the first, and then finds its work done.

    Parameters
    ----------
    root : Path
        The folder of the project.
    run : callable
        Runs a command under the given variables and returns its exit code.
    site : str
        Where it will be published, as in ``https://example.org/course/``.

    Raises
    ------
    OSError
        If `site` is not an address, or the disk refuses.
    """
    if site and not site.startswith(("https://", "http://")):
        raise OSError(f"CNNLESSON_SITE must be an address with https://, got {site!r}")
    site = f"{site.rstrip('/')}/" if site else ""
    build = root / "build"
    out, stamp = build / "html", build / "html-inputs"
    with exclusive(build / ".html-lock", waiting="Another build runs: waiting for it."):
        inputs = fingerprint(root, INPUTS) + site
        if (out / "index.html").is_file() and read(stamp) == inputs:
            print("Nothing has changed: open build/html/index.html")
            return 0
        for stale in build.glob(".work-*"):  # of a build that was killed
            shutil.rmtree(stale, ignore_errors=True)
        with TemporaryDirectory(prefix=".work-", dir=build) as work:
            code = _build(root, Path(work), run, site)
            if code == 0:
                stamp.unlink(missing_ok=True)
                publish(Path(work, "html"), out)
                stamp.write_text(inputs)
        return code


def _build(root: Path, work: Path, run: Run, site: str) -> int:
    print("Building the site: every cell runs.", flush=True)
    start, spent = time.monotonic(), processor_seconds()
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going"]
    environ = environment(root, work) | {"CNNLESSON_SITE": site}
    code = sphinx([*command, *sphinx_options(root, work)], environ, run)
    seconds = f"{time.monotonic() - start:.0f} s"
    if code == 0:
        # For the budget that a test holds; waiting for a busy processor does not count.
        spent = processor_seconds() - spent
        (root / "build" / "html-seconds").write_text(f"{spent:.0f}")
        print(f"Built in {seconds}: open build/html/index.html")
    else:
        why = " (the disk is full)" if shutil.disk_usage(work).free < 2**20 else ""
        print(f"Failed after {seconds}{why}: build/html is as before.", file=sys.stderr)
    return code


def processor_seconds() -> float:
    """Return the time that processes which this one started have had a processor."""
    times = os.times()
    return times.children_user + times.children_system


def publish(new: Path, site: Path) -> None:
    """Put the folder `new` in the place of `site` by renames: all of it or nothing."""
    old = new.with_name("old")
    try:
        if site.exists():
            site.rename(old)
        new.rename(site)
    except BaseException:
        if old.exists() and not site.exists():
            old.rename(site)
        raise


def sphinx(command: list[str], environ: dict[str, str], run: Run) -> int:
    """Run `command` where Matplotlib already knows its fonts."""
    run([sys.executable, "-c", FONT_CACHE], environ)
    return run(command, environ)


def sphinx_options(root: Path, work: Path) -> list[str]:
    """Return the options that build ``docs`` into ``work/html``, and only there."""
    options = ["-q", "-j", "auto", "-b", "html", "-c", str(root)]
    options += ["-d", str(work / "doctrees")]
    return [*options, str(root / "docs"), str(work / "html")]


def environment(root: Path, work: Path) -> dict[str, str]:
    """Return variables under which the same sources give the same bytes everywhere.

    The options of kernels are no variables: they are written below `work`, as a profile
    of IPython that the variables name.
    """
    profile = work / "ipython" / "profile_default"
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "ipython_kernel_config.py").write_text(KERNEL_OPTIONS)
    kept = {k: v for k, v in os.environ.items() if not k.startswith(FOREIGN)}
    return kept | {
        "IPYTHONDIR": str(work / "ipython"),
        "JUPYTER_RUNTIME_DIR": str(work / "jupyter"),
        "LC_ALL": "C.UTF-8",
        "MPLCONFIGDIR": str(root / "build" / "matplotlib"),
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "SOURCE_DATE_EPOCH": EPOCH,
        "TZ": "UTC",
    }


def read(stamp: Path) -> str:
    """Return what an earlier run noted in `stamp`, or nothing."""
    return stamp.read_text() if stamp.is_file() else ""
