"""The clock: what a call costs one thread, and how two contestants compare."""

import ctypes
import time
import tracemalloc
from collections.abc import Callable, Mapping
from typing import TypeAlias

import numpy as np

Contestants: TypeAlias = Mapping[str, Callable[[], object]]

_TURN = 0.01  # seconds, so that what the one before left in the caches counts little


def race(
    contestants: Contestants, *, seconds: float, least: int = 5
) -> dict[str, np.ndarray]:
    """Time all contestants in turn, round after round, and return seconds of each.

    The clock is the processor time of this thread: what others do on the machine
    costs it no time. Each round begins with another contestant, and the times of
    one round belong together.
    """
    for call in contestants.values():
        call()  # once without the clock
    names = list(contestants)
    rounds: list[list[float]] = []
    start = time.thread_time()
    while len(rounds) < least or time.thread_time() - start < seconds:
        turn = len(rounds) % len(names)
        took = {name: _timed(contestants[name]) for name in names[turn:] + names[:turn]}
        rounds.append([took[name] for name in names])
    return dict(zip(names, np.transpose(rounds), strict=True))


def _timed(call: Callable[[], object]) -> float:
    """Return the seconds of one call; a short one is repeated, as `timeit` does."""
    enough, calls = time.perf_counter() + _TURN, 0
    start = time.thread_time()
    while calls == 0 or time.perf_counter() < enough:
        call()
        calls += 1
    return (time.thread_time() - start) / calls


def ratio(ours: np.ndarray, theirs: np.ndarray) -> float:
    """Return the median of the ratios of all rounds: below 1, ours took less time."""
    return float(np.median(ours / theirs))


def peak_bytes(call: Callable[[], object]) -> int:
    """Return how much memory `call` needs at most, its result included."""
    call()
    tracemalloc.start()
    call()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


def keep_memory() -> bool:
    """Tell the C library to keep what is freed, and return whether it could.

    Otherwise it may return large arrays to the system each time and ask again, and
    most of a measurement is the time that the system takes to hand out pages.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return False  # not glibc
    mmap_threshold, trim_threshold, top_pad = -3, -1, -2
    settings = {mmap_threshold: 1 << 30, trim_threshold: -1, top_pad: 1 << 28}
    return all(mallopt(key, value) == 1 for key, value in settings.items())
