"""Faults of the machine that builds (A): its disk, its network, its settings."""

import shutil
import sys
from pathlib import Path

from chaos.builds import FAILED, UNHARMED, after, forget
from chaos.copies import build, built_copy, run
from chaos.faults import Fault, NotInjectedError

READERS = {  # settings of the reader's own, none of which may show
    "LC_ALL": "C",
    "TZ": "Asia/Tokyo",
    "MPLBACKEND": "svg",
    "PYTHONPATH": "/nowhere",
    "PYTHONHASHSEED": "7",
}
ON_A_SMALL_DISK = """
mv build kept && mkdir build && mount -t tmpfs -o {size} tmpfs build || exit 99
cp -r kept/. build && rm -r kept
'{python}' tools/site.py html
code=$?
cp -r build kept
exit $code
"""
WITHOUT_NETWORK = """
import fcntl, os, socket, struct, sys
with socket.socket() as any_socket:  # kernels talk to this machine, so it is let up
    fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh", b"lo", 1))
os.execv(sys.executable, [sys.executable, "tools/site.py", "html"])
"""


def with_its_own(kind: str) -> list[str]:
    """Return what gives a command mounts or a network that it can spoil, unharmed."""
    command = ["unshare", "--user", "--map-root-user", f"--{kind}"]
    if not shutil.which("unshare") or not run([*command, "true"]).startswith("exit 0"):
        raise NotInjectedError(f"it needs the right to unshare --{kind}")
    return command


def in_the_way(folder: Path) -> list[str]:
    """Put a file where the tool makes its folder."""
    root = built_copy(folder)
    shutil.rmtree(root / "build")
    (root / "build").write_text("in the way")
    return [build(root)]


def full_disk(folder: Path) -> list[str]:
    """Build on a disk that is full before the site is written."""
    root = forget(built_copy(folder))
    used = sum(path.stat().st_size // 4096 + 1 for path in root.glob("build/**/*"))
    size = f"size={4 * used + 2048}k"  # two megabytes are free
    script = ON_A_SMALL_DISK.format(size=size, python=sys.executable)
    said = run([*with_its_own("mount"), "sh", "-c", script], cwd=root)
    shutil.rmtree(root / "build")
    (root / "kept").rename(root / "build")
    return [said + after(root)]


def elsewhere(folder: Path) -> list[str]:
    """Build in a folder with spaces and umlauts, with settings of the reader's own."""
    root = forget(built_copy(folder / "a cöurse in 日本"))
    return [build(root, **READERS) + after(root)]


def threads(folder: Path) -> list[str]:
    """Build where BLAS is told to use two threads."""
    root = forget(built_copy(folder))
    wanted = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"), "2")
    return [build(root, **wanted) + after(root)]


def offline(folder: Path) -> list[str]:
    """Build where no other machine can be reached."""
    root = forget(built_copy(folder))
    command = [*with_its_own("net"), sys.executable, "-c", WITHOUT_NETWORK]
    return [run(command, cwd=root) + after(root)]


MACHINE_FAULTS = [
    Fault(
        *("F19", "a file is in the way of the site", in_the_way),
        r"exit 1\nsite: \[Errno \d+\] .*build'\n\Z",
    ),
    Fault(
        *("F19", "the disk is full", full_disk),
        rf"exit [1-9]\n(?s:.*)\(the disk is full\): {FAILED}",
    ),
    Fault(
        *("F20", "a path with spaces and umlauts, the C locale", elsewhere),
        rf"exit 0\n{UNHARMED}",
    ),
    Fault("F21", "BLAS has two threads", threads, rf"exit 0\n{UNHARMED}"),
    Fault("F31", "there is no network", offline, rf"exit 0\n{UNHARMED}"),
]
