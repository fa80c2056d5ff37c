"""What `make bench` measured last: when, on what, and against whom.

The record is a file of the package, ``benchmark.json``, so that pages show numbers
without measuring anything. Its keys:

``machine``
    ``date``, ``processor``, ``system``, ``threads``, ``blas`` and the versions
    ``python``, ``numpy``, ``scipy``, ``torch``.
``cases``
    A list, one entry a problem: ``group``, ``name``, ``problem``; ``milliseconds``
    by contestant, medians; ``ratio``, the median over all rounds of our time divided by
    PyTorch's. Both are measured while freed memory is kept for the next call.
    ``ratio_fresh`` is the ratio where memory may go back to the system in between,
    as it does unless one asks otherwise.
``ladder``, ``ladder_problem``
    A list of ``name``, ``seconds``, ``peak_bytes``, one entry a rung of
    :mod:`cnnlesson.ladder`, and the shapes ``images`` and ``kernels`` they worked on.
``epochs``
    A list, one entry a ``network`` and number of ``threads``: the ``seconds`` that an
    epoch of 60,000 images takes each contestant, extrapolated from the fastest round
    of some steps of 64; ``ratio``, the median over all rounds of our time on the wall
    divided by PyTorch's, and ``ratio_cpu``, of the time of all processors together.
``builds``
    What the site takes: ``chapter`` is the one that was copied; ``runs`` a list, one
    entry a number of ``chapters``: ``seconds`` from nothing, and ``peak_bytes`` of the
    largest process; and ``edit_seconds`` until a new sentence in the real course shows.
    ``cores`` is how many processors there were.
"""

import json
from importlib.resources import files
from typing import Any

__all__ = ["load_record"]


def load_record() -> dict[str, Any]:
    """Return the record.

    Examples
    --------
    >>> record = load_record()
    >>> [rung["name"] for rung in record["ladder"]]
    ['loops', 'windows', 'columns', 'conv2d']
    """
    text = files("cnnlesson").joinpath("benchmark.json").read_text("utf-8")
    record: dict[str, Any] = json.loads(text)
    return record
