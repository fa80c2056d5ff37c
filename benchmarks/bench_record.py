"""The record: everything measured, rounded to what it is worth, and on what machine."""

import datetime
import math
import platform
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import torch
from bench_cases import GROUPS, OURS, TORCH, Case
from bench_clock import keep_memory, race, ratio
from bench_ladder import climb
from threadpoolctl import threadpool_info, threadpool_limits

from cnnlesson.tables import Table

Group = Callable[[], Iterator[Case]]


def measure(
    groups: Iterable[Group] = GROUPS,
    *,
    seconds: float,
    climb: Callable[..., Any] = climb,
) -> dict[str, Any]:
    """Run everything, first with fresh memory and then with memory that is kept."""
    torch.set_num_threads(1)
    with threadpool_limits(1):
        groups = list(groups)
        fresh = [entry(case, seconds) for group in groups for case in group()]
        kept = fresh
        if keep_memory():
            kept = [entry(case, seconds) for group in groups for case in group()]
        steps = climb(seconds=seconds)
        return {
            "machine": machine(),
            "cases": [
                {**case, "ratio_fresh": before["ratio"]}
                for case, before in zip(kept, fresh, strict=True)
            ],
            "ladder": [
                {**rung, "seconds": rounded(rung["seconds"])} for rung in steps["rungs"]
            ],
            "ladder_problem": steps["problem"],
        }


def entry(case: Case, seconds: float) -> dict[str, Any]:
    times = race(case.contestants, seconds=seconds)
    medians = {name: 1e3 * float(np.median(took)) for name, took in times.items()}
    return {
        "group": case.group,
        "name": case.name,
        "problem": case.problem,
        "milliseconds": {name: rounded(value) for name, value in medians.items()},
        "ratio": rounded(ratio(times[OURS], times[TORCH])),
    }


def rounded(value: float) -> float:
    """Keep three digits: the fourth changes from run to run."""
    return float(f"{value:.3g}")


def machine() -> dict[str, Any]:
    blas = [pool for pool in threadpool_info() if pool["user_api"] == "blas"]
    return {
        "date": datetime.datetime.now(tz=datetime.UTC).date().isoformat(),
        "processor": processor(),
        "system": f"{platform.system()} {platform.machine()}",
        "threads": 1,
        "blas": ", ".join(
            sorted(
                {
                    f"{b['internal_api']} {b['version']} ({b['architecture']})"
                    for b in blas
                }
            )
        ),
        "python": platform.python_version(),
        **{name: version(name) for name in ("numpy", "scipy", "torch")},
    }


def processor() -> str:
    facts = Path("/proc/cpuinfo")
    if facts.exists():
        for line in facts.read_text("utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def geometric_mean(values: Iterable[float]) -> float:
    logs = [math.log(value) for value in values]
    return math.exp(sum(logs) / len(logs))


def report(record: dict[str, Any]) -> str:
    """Return the tables that a reader of the terminal wants."""
    parts = [", ".join(f"{key} {value}" for key, value in record["machine"].items())]
    parts += ["A ratio below 1: cnnlesson took less processor time than PyTorch."]
    groups = dict.fromkeys(case["group"] for case in record["cases"])
    for group in groups:
        cases = [case for case in record["cases"] if case["group"] == group]
        names = list(cases[0]["milliseconds"])
        rows = [
            [case["problem"]]
            + [f"{case['milliseconds'][name]:.3g}" for name in names]
            + [f"{case['ratio']:.2f}", f"{case['ratio_fresh']:.2f}"]
            for case in cases
        ]
        means = [
            f"{geometric_mean(case[key] for case in cases):.2f}"
            for key in ("ratio", "ratio_fresh")
        ]
        rows.append(["geometric mean", *["" for _ in names], *means])
        heads = [f"{group}, ms", *names, "ratio", "fresh memory"]
        parts.append(repr(Table(heads, rows)))
    rungs = [
        [rung["name"], f"{rung['seconds']:.3g}", f"{rung['peak_bytes'] / 2**20:.1f}"]
        for rung in record["ladder"]
    ]
    parts.append(repr(Table(["ladder", "seconds", "peak MiB"], rungs)))
    epochs = [
        [
            *(entry["network"], entry["threads"]),
            ", ".join(f"{taken:.3g}" for taken in entry["seconds"].values()),
            *(f"{entry[key]:.2f}" for key in ("ratio", "ratio_cpu")),
        ]
        for entry in record["epochs"]
    ]
    heads = ["training", "threads", "s an epoch, by contestant", "ratio", "of CPU"]
    parts.append(repr(Table(heads, epochs)))
    builds = [
        [run["chapters"], f"{run['seconds']:.1f}", f"{run['peak_bytes'] / 2**20:.0f}"]
        for run in record["builds"]["runs"]
    ]
    parts.append(repr(Table(["chapters built", "seconds", "peak MiB"], builds)))
    parts.append(f"an edit shows after {record['builds']['edit_seconds']:.1f} s")
    return "\n\n".join(parts)
