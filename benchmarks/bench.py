"""Measure the library against PyTorch, SciPy and loops: `make bench`.

All contestants in turn, in one process, one thread on every side, and in training two
as well. Before that, how long the site takes to build. It prints what it found and
writes the record that the site shows, `src/cnnlesson/benchmark.json`; what is in it
stands in `cnnlesson.record`.
"""

import argparse
import importlib.util
import json
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

RECORD = Path(__file__).parents[1] / "src" / "cnnlesson" / "benchmark.json"
PARTS = ("builds", "epochs", "cases")
NO_TORCH = """\
bench: PyTorch is not installed, and it is what we measure against.
bench: The course does not need it. To run the benchmark, install it:
bench:   {python} -m pip install torch==2.13.0"""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=4.0, help="for each problem")
    parser.add_argument("--only", choices=PARTS, help="keep the rest as it was")
    parser.add_argument(
        "--output", type=Path, default=RECORD, help="where to write the record"
    )
    options = parser.parse_args(arguments)
    if importlib.util.find_spec("torch") is None:
        print(NO_TORCH.format(python=sys.executable), file=sys.stderr)
        return 1
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"  # read when the libraries are loaded, below
    os.environ["OMP_WAIT_POLICY"] = "PASSIVE"  # PyTorch's threads sleep between steps
    for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
        os.environ.pop(name, None)  # the kernels that this processor deserves

    record = json.loads(RECORD.read_text(encoding="utf-8")) if options.only else {}
    for part in [options.only] if options.only else PARTS:
        # A process of its own: how one deals with memory would be measured in the next.
        with ProcessPoolExecutor(1, get_context("spawn")) as process:
            record |= process.submit(measured, part, options.seconds).result()
    options.output.write_text(as_json(record), encoding="utf-8")
    from bench_record import report

    print(report(record))
    print(f"\nwritten: {options.output}")
    return 0


def measured(part: str, seconds: float) -> dict[str, Any]:
    """Return one part of the record, and load no more than it needs."""
    sys.path.append(str(Path(__file__).parents[1] / "tools"))
    if part == "builds":
        import bench_builds

        return {part: bench_builds.measure()}
    if part == "epochs":
        import bench_epochs

        return {part: bench_epochs.measure(seconds=5 * seconds)}
    import bench_record

    return bench_record.measure(seconds=seconds)


def as_json(record: dict[str, Any]) -> str:
    return json.dumps(record, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.exit(main())
