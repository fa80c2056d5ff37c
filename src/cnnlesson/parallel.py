"""One batch on several threads: in chunks, so that their number changes no bit.

Each chunk goes up and down a twin of the network that has the same parameters. Where
a batch is cut depends on its length alone, the gradients are added in the order of
the chunks, and each product of matrices runs on one thread: so the sums are the same
sums, whoever computes them. NumPy lets go of Python's lock while it computes, which
is what makes threads worth while.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from threadpoolctl import threadpool_limits

from cnnlesson._checks import integer
from cnnlesson._quiet import quiet
from cnnlesson.layers import Conv2d
from cnnlesson.losses import cross_entropy
from cnnlesson.network import Sequential

__all__ = ["chunks", "crew", "pass_up_and_down"]

#: What the built-in ``map`` does, one call after the other or side by side.
Map: TypeAlias = Callable[..., Iterator[Any]]

_LARGEST = 32  # images: what passes between two layers stays near the processor


def chunks(count: int, network: Sequential) -> list[slice]:
    """Cut a batch of `count` images into the fewest chunks of at most 32.

    A network without a convolution gets its batch in one piece. It multiplies each
    weight once per image, so that to add up the gradients of two chunks takes as long
    as a second thread would save.

    Examples
    --------
    >>> from cnnlesson.network import dense_network, small_cnn
    >>> rng = np.random.default_rng(1)
    >>> chunks(70, small_cnn(rng=rng))
    [slice(0, 23, None), slice(23, 46, None), slice(46, 70, None)]
    >>> chunks(70, dense_network(rng=rng))
    [slice(0, 70, None)]
    """
    count = integer("count", count)
    shares_weights = any(isinstance(layer, Conv2d) for layer in network.layers)
    pieces = -(-count // _LARGEST) if shares_weights else 1
    cuts = [piece * count // pieces for piece in range(pieces + 1)]
    return [slice(start, stop) for start, stop in pairwise(cuts)]


@contextmanager
def crew(workers: int) -> Iterator[Map]:
    """Hold `workers` threads ready, and yield a ``map`` that shares out its calls.

    Within, the BLAS that NumPy calls keeps to one thread, for its own threads would
    cut the sums in other places.

    Parameters
    ----------
    workers : int
        Python threads. With one, it is the built-in ``map``.

    Examples
    --------
    >>> with crew(2) as run:
    ...     list(run(abs, [-1, 2, -3]))
    [1, 2, 3]
    """
    workers = integer("workers", workers)
    _keep_freed_memory()
    with threadpool_limits(1, user_api="blas"):
        if workers == 1:
            yield map
        else:
            with ThreadPoolExecutor(workers) as pool:
                yield pool.map


def pass_up_and_down(
    network: Sequential, images: np.ndarray, labels: np.ndarray, *, run: Map = map
) -> tuple[float, float]:
    """Compute the loss of a batch, and its gradients by all parameters.

    Parameters
    ----------
    network : Sequential
        Its :meth:`~cnnlesson.network.Sequential.gradients` are those of the whole
        batch afterwards.
    images : ndarray of float, shape (N, C, H, W)
    labels : ndarray of int, shape (N,)
    run : callable, default ``map``
        Of :func:`crew`.

    Returns
    -------
    loss, accuracy : float
        Means over the batch. Where the loss is not finite, neither are gradients.
    """
    parts = chunks(len(labels), network)
    twins = [network, *(network.twin() for _ in parts[1:])]
    shares = [len(labels[part]) / len(labels) for part in parts]
    cut = [images[part] for part in parts], [labels[part] for part in parts]
    if len(parts) == 1:
        run = map  # to wake another thread would only take time
    losses, right = zip(*run(_both_ways, twins, *cut, shares), strict=True)
    for twin in twins[1:]:
        network.add_gradients(twin)
    return sum(losses), sum(right) / len(labels)


@quiet
def _both_ways(
    twin: Sequential, images: np.ndarray, labels: np.ndarray, share: float
) -> tuple[float, int]:
    """Return what a chunk, so much of a batch, adds to its loss, and to those right."""
    logits = twin.forward(images)
    loss, d_logits = cross_entropy(logits, labels)
    d_logits *= share
    twin.backward_params(d_logits)
    return share * loss, int(np.count_nonzero(logits.argmax(axis=1) == labels))


def _keep_freed_memory() -> None:
    """Let what one step frees serve the next one, which needs as much of it.

    The C library of Linux gives large pieces back to the system, which hands them out
    anew page by page, each filled with zeros: a quarter of the time of a step. What it
    keeps it measures by the largest piece that was ever freed, up to 32 MB. On other
    systems this does nothing.
    """
    np.empty(31 << 20, np.uint8)  # made, and freed at once
