"""Faults around a build (A): kernels that end, what changed since, two at a time.

Each starts from a copy that is built, so that there is an old site to lose.
"""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
from bad_server import wait_for

from chaos.copies import LIMIT, append, build, built, built_copy, site
from chaos.faults import Fault
from chaos.pages import PAGE, cell

LIBRARY = "src/cnnlesson/arithmetic/costs.py"


def with_cell(folder: Path, code: str, conf: str = "") -> str:
    """Build a copy with one more cell."""
    root = built_copy(folder)
    append(root / PAGE, f"\n{cell(code)}\n")
    append(root / "conf.py", f"\n{conf}\n")
    return build(root) + after(root)


def after(root: Path) -> str:
    """Say what a build left: the site as it was or not, processes, folders."""
    whole = "the site is as before" if site(root) == site(built()) else "ANOTHER SITE"
    kernels = [p.pid for p in processes(root)]
    work = [path.name for path in (root / "build").glob(".work-*")]
    return f"\n{whole}; left: {kernels + work}"


def processes(root: Path) -> Iterator[psutil.Process]:
    """Yield the processes that name a file below `root` in their command."""
    for process in psutil.process_iter():
        try:
            if any(str(root) in word for word in process.cmdline()):
                yield process
        except psutil.Error:  # it has ended, or belongs to somebody else
            continue


def hang(folder: Path) -> list[str]:
    """Let a cell run for ever, in a build that waits for two seconds."""
    return [with_cell(folder, "while True: pass", "nb_execution_timeout = 2")]


def die(folder: Path) -> list[str]:
    """Kill the kernel, as the system does when memory is short, and let it exit."""
    ways = ("os.kill(os.getpid(), 9)", "os._exit(1)")
    codes = [f"import os\n{way}" for way in ways]
    return [with_cell(folder / str(k), code) for k, code in enumerate(codes)]


def no_kernel(folder: Path) -> list[str]:
    """Ask for a kernel that nobody has."""
    root = built_copy(folder)
    replace(root / PAGE, "name: python3", "name: python9")
    return [build(root) + after(root)]


def replace(path: Path, old: str, new: str) -> None:
    """Write `new` in the place of `old`, which the file holds once."""
    before, after = path.read_text("utf-8").split(old)
    path.write_text(before + new + after, "utf-8")


def new_library(folder: Path) -> list[str]:
    """Change what the library computes, and no page."""
    root = built_copy(folder)
    replace(root / LIBRARY, "weights, out_features)", "weights, 4711)")
    said = build(root)
    page = (root / "build" / "html" / "chapters" / "01-first.html").read_text("utf-8")
    return [said + re.sub("<[^>]*>", "", page)]


def new_answer(folder: Path) -> list[str]:
    """Change what the library computes, so that another option would be right."""
    root = built_copy(folder)
    replace(root / LIBRARY, "weights + biases", "weights + 2")
    return [build(root) + after(root)]


def twice(folder: Path) -> list[str]:
    """Build a page with a broken link two times."""
    root = built_copy(folder)
    append(root / PAGE, "\n[More](03-third.md)\n")
    return [build(root) + after(root) for _ in range(2)]


def at_once(folder: Path) -> list[str]:
    """Start two builds of one folder at the same time."""
    root = forget(built_copy(folder))
    with ThreadPoolExecutor() as pool:
        said = sorted(pool.map(build, [root, root]))
    return ["".join(said) + after(root)]


def forget(root: Path) -> Path:
    """Let the next build believe that something has changed."""
    (root / "build" / "html-inputs").unlink()
    return root


def killed(folder: Path) -> list[str]:
    """Kill a build and what it started while its cells run, then build again."""
    root = forget(built_copy(folder))
    command = [sys.executable, str(root / "tools" / "site.py"), "html"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, start_new_session=True, **quiet) as process:
        wait_for(lambda: list(root.glob("build/.work-*/doctrees")), LIMIT)
        os.killpg(process.pid, signal.SIGKILL)
    return [build(root) + after(root)]


def again(folder: Path) -> list[str]:
    """Build once more what has not changed."""
    root = forget(built_copy(folder))
    return [build(root) + after(root)]


def damaged_file(folder: Path) -> list[str]:
    """Flip a bit of the sample that ships, and load it in a cell."""
    root = built_copy(folder)
    sample = root / "src" / "cnnlesson" / "data" / "mnist_sample.npz"
    content = bytearray(sample.read_bytes())
    content[len(content) // 2] ^= 1
    sample.write_bytes(content)
    load = cell("from cnnlesson import datasets\ndatasets.load_sample();")
    append(root / PAGE, f"\n{load}\n")
    return [build(root) + after(root)]


UNHARMED = r"(?s:.*)the site is as before; left: \[\]"
FAILED = rf"(?s:.*)build/html is as before\.{UNHARMED}"
DIED = r"(?s:.*)01-first\.md:\d+: WARNING: the cell failed with DeadKernelError: "
BUILD_FAULTS = [
    Fault(
        *("F03", "a cell hangs", hang),
        r"exit 1\n(?s:.*)01-first\.md:\d+: WARNING: the cell failed with "
        rf"CellTimeoutError: {FAILED}",
    ),
    Fault("F04", "the kernel dies", die, rf"exit 1\n{DIED}{FAILED}"),
    Fault(
        *("F05", "the kernel is unknown", no_kernel),
        r"exit 1\n(?s:.*)01-first\.md:\d+: WARNING: the cell failed with "
        rf"NoSuchKernel: .*python9{FAILED}",
    ),
    Fault(
        *("F16", "the library changes, the page does not", new_library),
        r"exit 0\n(?s:.*)activations=4711",
    ),
    Fault(
        *("F16", "the library changes, and a question has no answer", new_answer),
        r"exit 1\n(?s:.*)01-first\.md:\d+: WARNING: one option is to be right, '74'"
        rf"{FAILED}",
    ),
    Fault(
        *("F17", "a page that failed is built again", twice),
        rf"exit 1\n(?s:.*)01-first\.md:\d+: WARNING: .*03-third\.md{FAILED}",
    ),
    Fault(
        *("F18", "two builds at once", at_once),
        r"\Aexit 0\nAnother build runs: waiting for it\.\nNothing has changed.*\n"
        rf"exit 0\nBuilding {UNHARMED}",
    ),
    Fault(
        *("F29", "a bit of a shipped file is flipped", damaged_file),
        r"exit [1-9]\n(?s:.*)01-first\.md:\d+: WARNING: the cell failed with "
        rf"DataError: mnist_sample\.npz: sha256: expected{FAILED}",
    ),
    Fault("F38", "a build is killed", killed, rf"exit 0\n{UNHARMED}"),
]
CLEAN = Fault(
    *("clean", "nothing is wrong", again),
    r"\Aexit 0\nBuilding the site: every cell runs\.\n"
    rf"Built in \d+ s: open build/html/index\.html\n{UNHARMED}",
)
