"""The ladder: seconds and bytes of one convolution, loop by loop and all at once."""

from collections.abc import Callable
from typing import Any

import numpy as np
from bench_cases import Shape, draw
from bench_clock import peak_bytes, race

from cnnlesson import conv, ladder

PROBLEM = Shape((8, 3, 64, 64), (16, 3, 5, 5), 1, 0)
RUNGS: dict[str, Callable[..., np.ndarray]] = {
    "loops": ladder.loops,
    "windows": ladder.windows,
    "columns": ladder.columns,
    "conv2d": conv.conv2d,
}


def climb(problem: Shape = PROBLEM, *, seconds: float = 2.0) -> dict[str, Any]:
    """Measure every rung on one problem.

    The loops are timed apart, for one round of them takes as long as hundreds of the
    others.
    """
    x, weight = draw(*problem.images), draw(*problem.kernels)
    calls = {name: lambda f=f: f(x, weight) for name, f in RUNGS.items()}
    slow = {"loops": calls["loops"]}
    fast = {name: call for name, call in calls.items() if name not in slow}
    times = race(slow, seconds=0, least=3) | race(fast, seconds=seconds)
    return {
        "problem": {"images": list(problem.images), "kernels": list(problem.kernels)},
        "rungs": [
            {
                "name": name,
                "seconds": float(np.median(times[name])),
                "peak_bytes": peak_bytes(call),
            }
            for name, call in calls.items()
        ],
    }
