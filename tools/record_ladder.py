"""Measure the rungs of `cnnlesson.ladder`, and write what the page on them shows."""

import json
import os
import platform
import sys
import time
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"
import numpy as np

from cnnlesson import ladder
from cnnlesson.conv import conv2d

FILE = Path(__file__).parents[1] / "src" / "cnnlesson" / "recorded_ladder.json"
ROUNDS = 7
RUNGS: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "loops": ladder.loops,
    "windows": ladder.windows,
    "columns": ladder.columns,
    "chunks": conv2d,
}


def main() -> int:
    rng = np.random.default_rng(seed=0)
    x = rng.normal(size=(64, 16, 14, 14)).astype(np.float32)
    weight = rng.normal(size=(32, 16, 3, 3)).astype(np.float32)
    record = {
        "problem": "64 images of 16 channels, 14 by 14 pixels, 32 kernels of 3 by 3, "
        "float32, one thread",
        "machine": f"{cpu()}, {platform.system()}",
        "date": datetime.now(UTC).date().isoformat(),
        "versions": {"Python": platform.python_version(), "NumPy": np.__version__},
        "measure": f"processor time, the least of {ROUNDS} rounds",
        "ladder": [
            {
                "name": name,
                "seconds": round(min(seconds(run, x, weight)), 6),
                "peak_bytes": peak_bytes(run, x, weight),
            }
            for name, run in RUNGS.items()
        ],
    }
    FILE.write_text(json.dumps(record, indent=1) + "\n", "utf-8", newline="\n")
    print(FILE.read_text("utf-8"))
    return 0


def seconds(
    run: Callable[[np.ndarray, np.ndarray], np.ndarray],
    x: np.ndarray,
    weight: np.ndarray,
) -> list[float]:
    """Return the processor time of several rounds: waiting for a core is not in it."""
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        run(x, weight)
        times.append(time.process_time() - start)
    return times


def peak_bytes(
    run: Callable[[np.ndarray, np.ndarray], np.ndarray],
    x: np.ndarray,
    weight: np.ndarray,
) -> int:
    """Return the most memory that was in use, the result included, the inputs not."""
    tracemalloc.start()
    try:
        run(x, weight)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def cpu() -> str:
    """Return the processor's name as Linux knows it, or what Python knows."""
    facts = Path("/proc/cpuinfo")
    if facts.is_file():
        for line in facts.read_text("utf-8").splitlines():
            if line.startswith("model name"):
                return " ".join(line.split(":", 1)[1].split())
    return platform.processor() or platform.machine()


if __name__ == "__main__":
    sys.exit(main())
