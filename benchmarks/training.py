"""Time an epoch of training beside PyTorch: the same networks, batches and threads.

``python benchmarks/training.py`` prints for each network and number of threads the
seconds that an epoch of 60,000 images takes, extrapolated from some steps, and the
ratio to PyTorch: the median over rounds in which all contestants ran one after the
other, so that what else the computer does touches all of them alike.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

if __name__ == "__main__":  # before NumPy: pools that spin would fight each other
    os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_WAIT_POLICY="PASSIVE")

import numpy as np
import torch

from cnnlesson.datasets import load_sample
from cnnlesson.layers import Conv2d, Flatten, Linear, MaxPool2d, ReLU
from cnnlesson.network import Sequential
from cnnlesson.optimizers import SGD
from cnnlesson.parallel import crew
from cnnlesson.tables import Table
from cnnlesson.training import train_step

IMAGES, BATCH, RATE = 60_000, 64, 0.05
Step = Callable[[], object]


class Result(NamedTuple):
    """Medians for one contestant."""

    network: str
    threads: int
    contestant: str
    #: Seconds for an epoch, by the clock on the wall.
    seconds: float
    #: Of the first contestant's time: on the wall, and of all processors together.
    wall: float
    cpu: float


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
    module = twin(network).to(memory_format=layout)
    x = torch.from_numpy(images).to(memory_format=layout)
    y = torch.from_numpy(labels)
    optimizer = torch.optim.SGD(module.parameters(), lr=RATE)

    def step() -> float:
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(module(x), y)
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
        "PyTorch": torch_step(network, images, labels, layout=torch.contiguous_format),
    }
    if name == "CNN":
        steps["PyTorch, channels last"] = torch_step(
            network, images, labels, layout=torch.channels_last
        )
    optimizer = SGD(RATE)
    with crew(threads) as run:
        steps["cnnlesson"] = lambda: (
            train_step(network, images, labels, optimizer, run=run).loss
        )
        _check_alike(steps)
        yield steps


def _check_alike(steps: dict[str, Step]) -> None:
    """Take a few steps, which also warms up, and see that all learn the same."""
    losses = {name: [step() for _ in range(5)] for name, step in steps.items()}
    for name, found in losses.items():
        np.testing.assert_allclose(
            found, losses["PyTorch"], rtol=1e-4, err_msg=f"the losses of {name}"
        )


def measure(name: str, threads: int, *, rounds: int, steps: int) -> list[Result]:
    """Time `steps` steps of each contestant, one after the other, `rounds` times."""
    with contestants(name, threads) as all_steps:
        taken: dict[str, list[tuple[float, float]]] = {who: [] for who in all_steps}
        for _ in range(rounds):
            for who, step in all_steps.items():
                time.sleep(0.01)  # lets the pool of the one before fall asleep
                wall, cpu = time.perf_counter(), time.process_time()
                for _ in range(steps):
                    step()
                taken[who].append(
                    (time.perf_counter() - wall, time.process_time() - cpu)
                )
    first = taken["PyTorch"]
    return [
        Result(
            name,
            threads,
            who,
            statistics.median(wall for wall, _ in times) / steps * IMAGES / BATCH,
            statistics.median(a[0] / b[0] for a, b in zip(times, first, strict=True)),
            statistics.median(a[1] / b[1] for a, b in zip(times, first, strict=True)),
        )
        for who, times in taken.items()
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=25)
    parser.add_argument("--steps", type=int, default=12, help="of each in a round")
    options = parser.parse_args()
    results = [
        result
        for name in NETWORKS
        for threads in (1, 2)
        for result in measure(name, threads, rounds=options.rounds, steps=options.steps)
    ]
    heads = ["network", "threads", "who", "s an epoch", "ratio", "ratio of CPU time"]
    rows = [
        [*r[:3], f"{r.seconds:.2f}", f"{r.wall:.2f}", f"{r.cpu:.2f}"] for r in results
    ]
    print(Table(heads, rows))
    print(f"PyTorch {torch.__version__}, NumPy {np.__version__}; epochs extrapolated")
    return 0


if __name__ == "__main__":
    sys.exit(main())
