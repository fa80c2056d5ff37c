"""The widgets' arithmetic, in Node, against the library's, on one set of cases."""

import gzip
import json
import os
import shutil
import subprocess
from itertools import product
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest

from cnnlesson import arithmetic
from cnnlesson.activations import relu, softmax
from cnnlesson.conv import conv2d, conv2d_backward
from cnnlesson.datasets import load_sample
from cnnlesson.dense import linear
from cnnlesson.figures._draw import GREY, SIGNED, readable_on
from cnnlesson.layers import GlobalAvgPool2d, GlobalMaxPool2d
from cnnlesson.network import load
from cnnlesson.pooling import avg_pool2d, max_pool2d

HERE = Path(__file__).parent
WIDGETS = HERE.parents[1] / "docs" / "_static" / "widgets"
WEIGHTS = WIDGETS.parent / "weights" / "lenet-shifted-0.safetensors"


def plain(array):
    """Return an array as JSON: its numbers in rows, and its shape."""
    return array and {
        "data": np.ravel(array[0]).tolist(),
        "shape": list(np.shape(array[0])),
    }


def case(name, inputs, wanted, **options):
    inputs = [plain(None if x is None else (x,)) for x in inputs]
    return {
        "name": name,
        "inputs": inputs,
        "options": options,
        "wanted": plain((wanted,)),
    }


def layer_cases(rng):
    def normal(*shape):
        return rng.normal(size=shape).astype(np.float32)

    def some(*values):
        pick = rng.integers(len(values))
        return values[pick] if rng.random() < 0.5 else [values[pick], values[0]]

    for number in range(120):
        mode = ("zeros", "reflect", "circular")[number % 3]
        stride, padding, dilation = some(1, 2, 3), some(0, 1, 2), some(1, 2)
        n, c, f = rng.integers(1, 4, size=3)
        x, weight = (
            normal(n, c, *rng.integers(7, 12, size=2)),
            normal(f, c, *rng.integers(1, 5, size=2)),
        )
        bias = normal(f) if number % 2 else None
        options = {"stride": stride, "padding": padding, "dilation": dilation}
        try:
            wanted = conv2d(
                x,
                weight,
                bias,
                padding_mode=mode,
                **{
                    k: tuple(v) if isinstance(v, list) else v
                    for k, v in options.items()
                },
            )
        except ValueError:
            continue  # the kernel does not fit: counted below
        yield case("conv2d", (x, weight, bias), wanted, paddingMode=mode, **options)
    for size, stride in product((1, 2, 3, (2, 3)), (None, 1, 2, 3, (1, 2))):
        x = normal(2, 3, 7, 8)
        options = {"kernelSize": size, **({} if stride is None else {"stride": stride})}
        for name, pool in (("maxPool2d", max_pool2d), ("avgPool2d", avg_pool2d)):
            yield case(name, (x,), pool(x, size, stride=stride), **options)
    for number in range(6):
        x, weight, bias = normal(3, 7 + number), normal(5, 7 + number), normal(5)
        bias = bias if number % 2 else None
        yield case("linear", (x, weight, bias), linear(x, weight, bias))
        yield case("softmax", (20 * x,), softmax(20 * x))
    for _ in range(2):
        x = normal(2, 3, 4, 5)
        yield case("relu", (x,), relu(x))
        yield case("globalMaxPool2d", (x,), GlobalMaxPool2d().forward(x))
        yield case("globalAvgPool2d", (x,), GlobalAvgPool2d().forward(x))


def as_cost(cost):
    return {
        "parameters": cost.parameters,
        "multiplyAdds": cost.multiply_adds,
        "activations": cost.activations,
    }


def count_cases(rng):
    for n, k, p, s, d in product((1, 5, 8, 28), (1, 3, 5), (0, 2), (1, 2, 3), (1, 3)):
        options = {"stride": s, "padding": p, "dilation": d}
        try:
            wanted = arithmetic.output_size(n, k, **options)
        except ValueError:
            wanted = None
        yield {"name": "outputSize", "args": [n, k, options], "wanted": wanted}
    for _ in range(60):
        c, f, k = (int(v) for v in rng.integers(1, 9, size=3))
        sizes = [int(v) for v in rng.integers(16, 512, size=2)]
        options = {
            "stride": int(rng.integers(1, 4)),
            "padding": int(rng.integers(3)),
            "bias": bool(rng.integers(2)),
        }
        for name, count in (
            ("conv2dCost", arithmetic.conv2d_cost),
            ("localCost", arithmetic.local_cost),
        ):
            cost = as_cost(count(c, f, k, tuple(sizes), **options))
            yield {"name": name, "args": [c, f, k, sizes, options], "wanted": cost}
        cost = arithmetic.linear_cost(*sizes, bias=options["bias"])
        bias = {"bias": options["bias"]}
        yield {"name": "linearCost", "args": [*sizes, bias], "wanted": as_cost(cost)}
        for training in (None, "sgd", "sgd_momentum", "adam"):
            kept = arithmetic.memory_bytes(cost, training=training, batch_size=c)
            how = {"training": training or "use", "batchSize": c}
            yield {"name": "memoryBytes", "args": [as_cost(cost), how], "wanted": kept}
    for _ in range(40):
        layers = rng.integers(1, 4, size=(rng.integers(1, 8), 3)).tolist()
        size, stride = arithmetic.receptive_field(layers)
        field = {"size": size, "stride": stride}
        yield {"name": "receptiveField", "args": [layers], "wanted": field}


STACKS = {  # text: the image, and (kernel, stride, dilation, padding) of each layer
    "c3p1,c3p1,c3p1": (11, [(3, 1, 1, 1)] * 3),
    "c5p2,m2,c5,m2": (28, [(5, 1, 1, 2), (2, 2, 1, 0), (5, 1, 1, 0), (2, 2, 1, 0)]),
    "c7s2p3,m3s2p1,c3d2p2": (33, [(7, 2, 1, 3), (3, 2, 1, 1), (3, 1, 2, 2)]),
}


def field_case(text, side, layers):
    """Follow the middle output back by the library's arithmetic and its gradients."""
    field = arithmetic.receptive_field([layer[:3] for layer in layers])
    outputs, first, step = side, 0, 1
    for kernel, stride, dilation, padding in layers:
        options = {"stride": stride, "dilation": dilation, "padding": padding}
        outputs = arithmetic.output_size(outputs, kernel, **options)
        first, step = first - padding * step, step * stride
    grad = np.ones((1, 1, 1, 1))
    for place, (kernel, stride, dilation, _) in reversed(list(enumerate(layers))):
        below = arithmetic.receptive_field([x[:3] for x in layers[place:]]).size
        weight = np.full((1, 1, kernel, kernel), kernel**-2.0)
        x = np.zeros((1, 1, below, below))
        options = {"stride": stride, "dilation": dilation}
        grad = conv2d_backward(grad, x, weight, **options)[0]
    return {
        "text": text,
        "side": side,
        "outputs": outputs,
        "first": first,
        "size": field.size,
        "step": field.stride,
        "shares": grad.ravel().tolist(),
    }


def network_case():
    network, images = load("lenet-shifted-0"), load_sample()[1].images[:6]
    made, x = [], images
    for layer in network.layers:
        x = layer.forward(x)
        made.append(plain((x,)))
    return {
        "weights": str(WEIGHTS),
        "images": plain((images,)),
        "made": made,
        "probabilities": plain((softmax(x),)),
    }


def colour_cases(rng):
    def levels(name, value):
        return [round(255 * part) for part in mpl.colormaps[name](value)[:3]]

    values = [*np.linspace(0, 1, 41), -0.3, 1.4]
    some = [[int(v) for v in rgb] for rgb in rng.integers(256, size=(200, 3))]
    sides = {"#000000": "on-light", "#ffffff": "on-dark"}
    return {
        "grey": [{"value": v, "rgb": levels(GREY, v)} for v in values],
        "signed": [{"value": 2 * v - 1, "rgb": levels(SIGNED, v)} for v in values],
        "readable": [
            {"rgb": c, "readable": sides[readable_on(np.array(c) / 255)]} for c in some
        ],
    }


def test_widgets_compute_what_the_library_computes(tmp_path, rng):
    node = shutil.which("node")
    if node is None:
        pytest.skip("NOT TESTED: the arithmetic of the widgets needs node")
    cases = tmp_path / "cases.json"
    found = {
        "layers": list(layer_cases(rng)),
        "counts": list(count_cases(rng)),
        "network": network_case(),
        "colours": colour_cases(rng),
        "fields": [field_case(text, *given) for text, given in STACKS.items()],
    }
    cases.write_text(json.dumps(found), "utf-8")
    tests = sorted(map(str, HERE.glob("*.test.mjs")))
    environ = os.environ | {"CNNLESSON_CASES": str(cases)}
    command = [node, "--test", "--test-reporter=spec", *tests]
    done = subprocess.run(
        command, env=environ, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr
    assert int(done.stdout.partition(" pass ")[2].split()[0]) > 150


def test_the_scripts_are_small():
    """All widgets together, as a server sends them."""
    sent = [gzip.compress(p.read_bytes(), 9) for p in WIDGETS.iterdir() if p.is_file()]
    assert 10_000 < sum(map(len, sent)) < 60_000


def test_every_script_can_be_read():
    node = shutil.which("node")
    if node is None:
        pytest.skip("NOT TESTED: the syntax of the widgets needs node")
    for path in sorted(WIDGETS.glob("*.*js")):
        subprocess.run([node, "--check", str(path)], check=True)


def test_no_script_makes_html_or_code_of_text():
    text = "".join(p.read_text("utf-8") for p in sorted(WIDGETS.glob("*.*js")))
    banned = ("innerHTML", "outerHTML", "insertAdjacent", "eval(", "Function(")
    assert [word for word in banned if word in text] == []
