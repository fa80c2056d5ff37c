"""The command behind ``make chaos``: inject all faults, or those that are named."""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

from chaos.builds import BUILD_FAULTS, CLEAN
from chaos.calls import CALL_FAULTS
from chaos.faults import NotInjectedError
from chaos.files import FILE_FAULTS
from chaos.guards import WITHOUT
from chaos.machines import MACHINE_FAULTS
from chaos.page_faults import PAGE_FAULTS
from chaos.pages import build_with
from chaos.workflow import WORKFLOW_FAULTS

FAULTS = [
    *(*PAGE_FAULTS, *BUILD_FAULTS, *MACHINE_FAULTS),
    *(*FILE_FAULTS, *CALL_FAULTS, *WORKFLOW_FAULTS),
]
CLEAN_BUILDS = 5


class Trial(NamedTuple):
    """Something to try in an empty folder: it returns what went wrong, or nothing."""

    name: str
    run: Callable[[Path], str]


def faults() -> list[Trial]:
    return [Trial(f"{fault.id} {fault.what}", fault.missed) for fault in FAULTS]


def clean_builds() -> list[Trial]:
    return [Trial(f"clean build {n + 1}", CLEAN.missed) for n in range(CLEAN_BUILDS)]


def rules() -> list[Trial]:
    return [Trial(f"rule {rule}", partial(still_seen, rule)) for rule in WITHOUT]


def still_seen(rule: str, folder: Path) -> str:
    """Take a rule out; return what is said of the faults that it alone should see."""
    guarded = [fault for fault in PAGE_FAULTS if fault.rule == rule and fault.alone]
    if not guarded:
        return "no fault needs this rule"
    said, _ = build_with(guarded, folder, without=[rule])
    return "" if said.startswith("exit 0\n") else said


def attempt(trial: Trial) -> tuple[str, float, str]:
    """Return ``right``, ``wrong`` or ``skipped``, the seconds, and what was said."""
    start = time.monotonic()
    with tempfile.TemporaryDirectory(
        prefix="chaos-", ignore_cleanup_errors=True
    ) as top:
        try:
            said = trial.run(Path(top, "here"))
            outcome = "wrong" if said else "right"
        except NotInjectedError as error:
            outcome, said = "skipped", str(error)
        except Exception as error:  # what breaks the suite is not caught either
            outcome, said = "wrong", f"{type(error).__name__}: {error}"
    return outcome, time.monotonic() - start, said


def try_all(trials: list[Trial], words: dict[str, str], jobs: int) -> list[str]:
    """Try some at a time, say of each what came out, and return the outcomes."""
    outcomes, pool = [], ThreadPoolExecutor(jobs)
    try:
        for trial, found in zip(trials, pool.map(attempt, trials), strict=True):
            outcome, seconds, said = found
            print(f"{words[outcome]:12} {seconds:6.1f} s  {trial.name}", flush=True)
            if said:
                print("\n".join(f"    | {line}" for line in said[-3000:].splitlines()))
            outcomes.append(outcome)
    finally:  # also after Ctrl-C
        pool.shutdown(cancel_futures=True)
    return outcomes


def main(arguments: list[str] | None = None) -> int:
    """Return 1 if a fault was missed, a clean build failed, or a rule is not needed."""
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("names", nargs="*", help="parts of what to try, as in F06")
    options = parser.parse_args(arguments)
    jobs = min(4, os.cpu_count() or 1)
    failed = False
    for trials, right, wrong in (
        (faults(), "caught", "MISSED"),
        (clean_builds(), "passed", "FALSE ALARM"),
        (rules(), "needed", "NOT NEEDED"),
    ):
        words = {"right": right, "wrong": wrong, "skipped": "NOT INJECTED"}
        chosen = [t for t in trials if is_chosen(t, options.names)]
        if outcomes := try_all(chosen, words, jobs):
            skipped = outcomes.count("skipped")
            more = f", {skipped} not injected" if skipped else ""
            tried = len(outcomes) - skipped
            print(f"{right} {outcomes.count('right')} of {tried}{more}\n")
            failed |= "wrong" in outcomes
    return int(failed)


def is_chosen(trial: Trial, names: list[str]) -> bool:
    return not names or any(name in trial.name for name in names)


if __name__ == "__main__":
    sys.exit(main())
