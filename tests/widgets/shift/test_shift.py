"""What the shift widget computes, in Node, against the library."""

from itertools import product
from pathlib import Path

import numpy as np
from node_runs import run_node

from cnnlesson import datasets, kernels
from cnnlesson.activations import relu
from cnnlesson.conv import conv2d
from cnnlesson.equivariance import equivariance_error
from cnnlesson.images import translate
from cnnlesson.pooling import max_pool2d

SOFT, KERNEL = kernels.gaussian(5)[None, None], kernels.sobel_x()[None, None]


def plain(array):
    return {"data": np.ravel(array).tolist(), "shape": list(array.shape)}


def feature_map(x, mode):
    return relu(conv2d(x, KERNEL, padding=1, padding_mode=mode))


def largest_then_blur(x):
    wrapped = np.pad(x, [(0, 0), (0, 0), (0, 1), (0, 1)], mode="wrap")
    top = max_pool2d(wrapped, 2, stride=1)
    return conv2d(top, SOFT, padding=2, padding_mode="circular", stride=2)


HALVINGS = {
    "stride": lambda x: x[..., ::2, ::2],
    "max": lambda x: max_pool2d(x, 2),
    "blur": largest_then_blur,
}


def move_cases(rng):
    x = rng.random((2, 3, 5, 7))
    for rows, columns in product((-3, 0, 2), (-4, 0, 1, 5)):
        around = np.roll(x, (rows, columns), axis=(-2, -1))
        lost = translate(x, rows=rows, columns=columns)
        for goes, wanted in ((True, around), (False, lost)):
            case = {"x": plain(x), "rows": rows, "columns": columns, "around": goes}
            yield {**case, "wanted": plain(wanted)}


def error_cases():
    x = datasets.photograph(32)[None, None, :28, 2:30].astype(np.float64)
    for shift, mode in product((-5, -2, 0, 1, 2, 3), ("zeros", "circular")):
        for way, halve in {None: lambda x: x, **HALVINGS}.items():

            def f(x, halve=halve, mode=mode):
                return halve(feature_map(x, mode))

            error = equivariance_error(f, x, shift, stride=2 if way else 1)
            yield {
                "x": plain(x), "shift": shift, "mode": mode, "way": way, "wanted": error
            }  # fmt: skip


def test_the_widget_moves_and_halves_as_the_library(tmp_path, rng):
    square = rng.random((1, 2, 8, 12))
    one = rng.random((1, 1, 8, 12))
    halvings = [("stride", square), ("max", square), ("blur", one)]
    cases = {
        "moves": list(move_cases(rng)),
        "soft": plain(SOFT),
        "kernel": plain(KERNEL),
        "halvings": [
            {"way": w, "map": plain(m), "wanted": plain(HALVINGS[w](m))}
            for w, m in halvings
        ],
        "errors": list(error_cases()),
    }
    run_node(Path(__file__).parent / "shift.test.mjs", cases, tmp_path)
