"""Do the tests notice? Changes one thing at a time in the library, and runs its tests.

A change that no test notices is a *survivor*. It wants a better test, or an entry with
its reason in ``tests/survivors.toml``. Anything else fails, and so does an entry for a
change that is noticed by now. Tests run in copies; nothing of the repository changes.

Each mutant is a process forked from one in which NumPy and pytest are loaded already,
so this needs Linux or macOS.
"""

import argparse
import multiprocessing
import os
import shutil
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import NamedTuple

import pytest
from mutations import Mutation, mutations

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "cnnlesson"
LISTED = ROOT / "tests" / "survivors.toml"

# Module -> the tests that hold it, those that notice most first.
TESTS = {
    "conv.py": "test_conv",
    "_columns.py": "test_conv",
    "_windows.py": "test_windows test_conv test_pooling",
    "_padding.py": "test_conv",
    "_plan.py": "test_conv",
    "_checks.py": "test_checks test_arithmetic test_conv",
    "pooling.py": "test_pooling",
    "losses.py": "test_losses test_mse_loss",
    "arithmetic/costs.py": "test_arithmetic",
    "arithmetic/sizes.py": "test_arithmetic",
    "activations.py": "test_activations",
    "dense.py": "test_dense",
    "gradients.py": "test_gradients",
    "optimizers.py": "test_optimizers",
    "parallel.py": "test_parallel",
    "checkpoints.py": "test_checkpoints",
    "datasets/idx.py": "test_idx",
}
_RAN = 10  # added to the exit code of pytest: it answered, whatever it was
_ANSWERS = (0, 1, 2)  # of pytest: all passed, one failed, or could not be collected
_TIMES = 5  # as long as without a mutant: it does not end, and so has been noticed
_QUICK = {
    "OPENBLAS_NUM_THREADS": "1",
    "CNNLESSON_CASES": "100",
    "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
}


class Survivor(NamedTuple):
    """A change that no test noticed: where it is, the line as it was, and became."""

    file: str
    where: str
    was: str
    became: str

    def __str__(self) -> str:
        return f"{self.file}, {self.where}:\n  - {self.was}\n  + {self.became}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="*", default=[*TESTS], help="all, if none")
    modules = parser.parse_args().modules
    os.environ |= _QUICK
    found, tried = survivors(modules)
    listed = {entry for entry in read_listed() if entry.file in modules}
    for title, some in [
        ("No test notices", found - listed),
        (f"Noticed by now, or gone: take it out of {LISTED.name}", listed - found),
    ]:
        for one in sorted(some):
            print(f"{title}: {one}")
    print(f"{tried - len(found)} of {tried} mutants noticed, {len(listed)} listed")
    return int(found != listed)


def survivors(modules: Iterable[str]) -> tuple[set[Survivor], int]:
    """Return the mutants of `modules` that no test notices, and how many there are."""
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(_cores()) as pool:
        copies: SimpleQueue[Path] = SimpleQueue()
        for number in range(_cores()):
            copies.put(_copy(Path(folder, str(number))))
        jobs = [
            (module, mutation, limit)
            for module in modules
            for limit in [_limit(Path(folder, "0"), module)]
            for mutation in mutations((PACKAGE / module).read_text(encoding="utf-8"))
        ]
        lived = pool.map(lambda job: _lives(copies, *job), jobs)
        return {
            Survivor(module, *mutation[:3])
            for (module, mutation, _), alive in zip(jobs, lived, strict=True)
            if alive
        }, len(jobs)


def read_listed() -> set[Survivor]:
    """Return the survivors that are known, each with a reason."""
    entries = tomllib.loads(LISTED.read_text(encoding="utf-8")).get("survivor", [])
    return {
        Survivor(entry["file"], entry["where"], *mutant)
        for entry in entries
        for mutant in entry["mutants"]
        if entry["why"]
    }


def _limit(copy: Path, module: str) -> float:
    """Return the seconds that the tests of a mutant of `module` may take."""
    start = time.monotonic()
    if not _passes(copy, module, None):
        raise SystemExit(f"the tests of {module} fail without any mutant")
    return 10 + _TIMES * (time.monotonic() - start)


def _lives(
    copies: "SimpleQueue[Path]", module: str, mutation: Mutation, limit: float
) -> bool:
    copy = copies.get()
    try:
        (copy / "cnnlesson" / module).write_text(mutation.source, encoding="utf-8")
        return _passes(copy, module, limit)
    finally:
        shutil.copyfile(PACKAGE / module, copy / "cnnlesson" / module)
        copies.put(copy)


def _passes(copy: Path, module: str, limit: float | None) -> bool:
    """Run the tests of `module` on the package in `copy`, to the first that fails."""
    forked = multiprocessing.get_context("forkserver")
    forked.set_forkserver_preload(["numpy", "pytest", "scipy.signal", "scipy.ndimage"])
    files = [str(ROOT / "tests" / f"{name}.py") for name in TESTS[module].split()]
    process = forked.Process(target=_run, args=(copy, ROOT, files))
    process.start()
    process.join(limit)
    process.kill()
    process.join()
    code = process.exitcode or 0
    if code >= 0 and code - _RAN not in _ANSWERS:  # else a signal ended it
        raise SystemExit(f"the tests of {module} could not run: exit code {code}")
    return code == _RAN


def _run(copy: Path, root: Path, files: list[str]) -> None:
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    os.chdir(root)
    sys.dont_write_bytecode = True  # a mutant may be as old and as long as the last
    sys.path.insert(0, str(copy))
    os.environ["PYTHONPATH"] = str(copy)  # of what a test starts
    sys.exit(_RAN + pytest.main(["-x", "-p", "no:cacheprovider", *files]))


def _copy(to: Path) -> Path:
    shutil.copytree(PACKAGE, to / "cnnlesson", ignore=lambda *_: {"__pycache__"})
    return to


def _cores() -> int:
    return os.cpu_count() or 1


if __name__ == "__main__":
    sys.exit(main())
