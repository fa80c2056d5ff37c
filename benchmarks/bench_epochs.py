"""An epoch of training beside PyTorch: the same networks, batches and threads.

The clock is the one on the wall, for it is the only one that several threads have in
common; beside it stands the time of all processors together. A round lets all
contestants take some steps, one after the other, so that what else the machine does
touches them alike.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

import numpy as np
import torch
from bench_cases import CHANNELS_LAST, OURS, TORCH

from cnnlesson.datasets import load_sample
from cnnlesson.layers import Conv2d, Flatten, Linear, MaxPool2d, ReLU
from cnnlesson.network import Sequential
from cnnlesson.optimizers import SGD
from cnnlesson.parallel import crew
from cnnlesson.training import train_step

IMAGES, BATCH, RATE = 60_000, 64, 0.05
THREADS = (1, 2)
STEPS = 10  # of each contestant in a round
Step: TypeAlias = Callable[[], float]
Times: TypeAlias = dict[str, list[tuple[float, float]]]  # by the wall, of processors


def cnn(rng: np.random.Generator) -> Sequential:
    """Two convolutions with padding, each pooled, and a linear layer: 20,490."""
    return Sequential(
        *(Conv2d(1, 16, 3, padding=1, rng=rng), ReLU(), MaxPool2d(2)),
        *(Conv2d(16, 32, 3, padding=1, rng=rng), ReLU(), MaxPool2d(2)),
        *(Flatten(), Linear(32 * 7 * 7, 10, rng=rng)),
    )


def dense(rng: np.random.Generator) -> Sequential:
    """784 - 128 - 10."""
    hidden, last = Linear(784, 128, rng=rng), Linear(128, 10, rng=rng)
    return Sequential(Flatten(), hidden, ReLU(), last)


NETWORKS = {"CNN": cnn, "dense": dense}


def twin(network: Sequential) -> "torch.nn.Sequential":
    """Make the same network in PyTorch, with the same weights."""
    kinds = {"ReLU": torch.nn.ReLU, "Flatten": torch.nn.Flatten}
    layers: list[torch.nn.Module] = []
    for layer in network.layers:
        if isinstance(layer, Conv2d):
            sizes = layer.in_channels, layer.out_channels, layer.kernel_size
            layers.append(torch.nn.Conv2d(*sizes, padding=layer.padding))
        elif isinstance(layer, Linear):
            layers.append(torch.nn.Linear(layer.in_features, layer.out_features))
        elif isinstance(layer, MaxPool2d):
            layers.append(torch.nn.MaxPool2d(layer.kernel_size))
        else:
            layers.append(kinds[type(layer).__name__]())
    other = torch.nn.Sequential(*layers)
    other.load_state_dict({k: torch.tensor(v) for k, v in network.state().items()})
    return other


def torch_step(
    network: Sequential, images: np.ndarray, labels: np.ndarray, *, layout: Any
) -> Step:
    """One step of PyTorch, eager, on the network's twin in that memory layout."""
    module: Any = twin(network)
    module = module.to(memory_format=layout)
    x = torch.from_numpy(images).to(memory_format=layout)
    y = torch.from_numpy(labels)
    optimizer = torch.optim.SGD(module.parameters(), lr=RATE)

    def step() -> float:
        optimizer.zero_grad()
        loss: Any = torch.nn.functional.cross_entropy(module(x), y)
        loss.backward()
        optimizer.step()
        return float(loss.detach())

    return step


@contextmanager
def contestants(name: str, threads: int) -> Iterator[dict[str, Step]]:
    """Yield one step for each contestant, all from the same weights."""
    images, labels = (array[:BATCH] for array in load_sample()[0])
    network = NETWORKS[name](np.random.default_rng(1))
    torch.set_num_threads(threads)
    steps: dict[str, Step] = {
        TORCH: torch_step(network, images, labels, layout=torch.contiguous_format),
    }
    if name == "CNN":
        steps[CHANNELS_LAST] = torch_step(
            network, images, labels, layout=torch.channels_last
        )
    optimizer = SGD(RATE)
    with crew(threads) as run:
        steps[OURS] = lambda: (
            train_step(network, images, labels, optimizer, run=run).loss
        )
        _check_alike(steps)
        yield steps


def _check_alike(steps: dict[str, Step]) -> None:
    """Take a few steps, which also warms up, and see that all learn the same."""
    losses = {name: [step() for _ in range(5)] for name, step in steps.items()}
    for name, found in losses.items():
        np.testing.assert_allclose(
            found, losses[TORCH], rtol=1e-4, err_msg=f"the losses of {name}"
        )


def measure(*, seconds: float) -> list[dict[str, Any]]:
    """Return an entry for each network and number of threads; see `cnnlesson.record`.

    `seconds` is how long the rounds of one entry may take, of which there are five.
    """
    return [entry(name, threads, seconds) for name in NETWORKS for threads in THREADS]


def entry(name: str, threads: int, seconds: float) -> dict[str, Any]:
    with contestants(name, threads) as steps:
        times = _race(steps, seconds)
    epoch = IMAGES / BATCH / STEPS
    walls = {who: np.array([wall for wall, _ in took]) for who, took in times.items()}
    cpus = {who: np.array([cpu for _, cpu in took]) for who, took in times.items()}
    return {
        "network": name,
        "threads": threads,
        "seconds": {who: _rounded(w.min() * epoch) for who, w in walls.items()},
        "ratio": _rounded(np.median(walls[OURS] / walls[TORCH])),
        "ratio_cpu": _rounded(np.median(cpus[OURS] / cpus[TORCH])),
    }


def _race(steps: dict[str, Step], seconds: float) -> Times:
    times: Times = {who: [] for who in steps}
    start = time.perf_counter()
    while len(times[OURS]) < 5 or time.perf_counter() - start < seconds:
        for who, step in steps.items():
            time.sleep(0.01)  # lets the pool of the one before fall asleep
            wall, cpu = time.perf_counter(), time.process_time()
            for _ in range(STEPS):
                step()
            times[who].append((time.perf_counter() - wall, time.process_time() - cpu))
    return times


def _rounded(value: float) -> float:
    return float(f"{value:.3g}")
