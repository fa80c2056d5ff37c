"""The layering of ARCHITECTURE.md, enforced: an import may only point down."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

SRC = Path(__file__).parents[1] / "src"
PACKAGE = SRC / "cnnlesson"

# Room -> what it may import besides the standard library and itself.
MAY_IMPORT = {
    "__init__": "",
    "_checks": "",
    "_rng": "numpy",
    "_quiet": "numpy",
    "_padding": "numpy _checks",
    "_windows": "_checks arithmetic",
    "_plan": "numpy _checks _padding _windows",
    "tables": "",
    "arithmetic": "_checks",
    "activations": "numpy _checks",
    "_columns": "numpy _plan _windows",
    "conv": "numpy _checks _columns _padding _plan",
    "conventions": "numpy _checks",
    "dense": "numpy _checks",
    "losses": "numpy _checks",
    "ladder": "numpy _checks arithmetic",
    "pooling": "numpy _checks _windows",
    "data": "numpy",
    "datasets": "numpy scipy PIL pooch _checks data",
    "images": "numpy scipy _checks _rng",
    "kernels": "numpy _checks",
    "equivariance": "numpy _checks",
    "gradients": "numpy _checks _rng",
    "layers": "numpy _checks _padding _rng activations arithmetic conv dense pooling",
    "network": "numpy _checks arithmetic data layers",
    "optimizers": "numpy _checks",
    "parallel": "numpy threadpoolctl _checks _quiet layers losses network",
    "_batches": "numpy _checks _rng losses network",
    "training": "numpy tqdm _batches _checks _quiet losses network optimizers parallel",
    "pixelwise": "numpy _checks _quiet losses network optimizers training",
    "checkpoints": "numpy _checks _rng data network optimizers",
    "exercises": "",
    "recipes": "numpy _checks datasets images network optimizers training",
    "cards": "numpy _checks activations images layers network",
    "cli": "numpy tqdm _batches activations cards checkpoints data datasets network "
    "optimizers recipes training",
    "__main__": "cli",
    "record": "",
    "_cells": "figures tables",
    "figures": "numpy matplotlib cycler PIL",
}
STANDARD_LIBRARY_ONLY = [
    "cnnlesson",
    "cnnlesson.arithmetic",
    "cnnlesson.exercises.a_fair_comparison",
    "cnnlesson.exercises.backpropagation",
    "cnnlesson.exercises.building_a_cnn",
    "cnnlesson.exercises.checking_gradients",
    "cnnlesson.exercises.cnn_budget",
    "cnnlesson.exercises.confusion_matrix",
    "cnnlesson.exercises.convolution_operation",
    "cnnlesson.exercises.loops_to_speed",
    "cnnlesson.exercises.move_a_pattern",
    "cnnlesson.exercises.pooling_in_networks",
    "cnnlesson.exercises.pooling_layers",
    "cnnlesson.exercises.put_to_the_test",
    "cnnlesson.exercises.side_by_side",
    "cnnlesson.exercises.what_are_cnns",
    "cnnlesson.exercises.where_cnns_are_used",
    "cnnlesson.tables",
    "cnnlesson._cells",
]


class Imports(ast.NodeVisitor):
    """Collect what a module imports, at the top or later, but not for types alone."""

    def __init__(self, source):
        self.names = set()
        self.visit(ast.parse(source))

    def visit_If(self, node):
        if ast.unparse(node.test) != "TYPE_CHECKING":
            self.generic_visit(node)

    def visit_Import(self, node):
        self.names |= {alias.name for alias in node.names}

    def visit_ImportFrom(self, node):
        assert node.level == 0, f"line {node.lineno}: use absolute imports"
        self.names |= {f"{node.module}.{alias.name}" for alias in node.names}


def rooms(source):
    """Name our own rooms, and the packages of others, that a module imports."""
    for name in Imports(source).names:
        top, *rest = name.split(".")
        if top == "cnnlesson":
            yield rest[0] if rest else "__init__"
        elif top not in sys.stdlib_module_names:
            yield top


def room_of(path):
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


@pytest.mark.parametrize(
    "path",
    sorted(PACKAGE.rglob("*.py")),
    ids=lambda path: path.relative_to(PACKAGE).as_posix(),
)
def test_imports_point_down(path):
    room = room_of(path)
    assert room in MAY_IMPORT, f"say in MAY_IMPORT what {room} may import"
    allowed = {room, *MAY_IMPORT[room].split()}
    assert set(rooms(path.read_text(encoding="utf-8"))) <= allowed


def test_a_room_may_import_no_more_than_it_does():
    found = {room: {room} for room in MAY_IMPORT}
    for path in PACKAGE.rglob("*.py"):
        found[room_of(path)] |= set(rooms(path.read_text(encoding="utf-8")))
    assert found == {room: {room, *names.split()} for room, names in MAY_IMPORT.items()}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import numpy as np, os", {"numpy"}),
        ("from cnnlesson import conv, data", {"conv", "data"}),
        ("import cnnlesson.figures._style", {"figures"}),
        ("def f():\n    from matplotlib import pyplot", {"matplotlib"}),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING: import numpy", set()),
    ],
)
def test_imports_are_found_wherever_they_stand(source, expected):
    assert set(rooms(source)) == expected


def test_relative_imports_are_refused():
    with pytest.raises(AssertionError, match="line 2: use absolute imports"):
        Imports("import os\nfrom . import conv")


@pytest.mark.parametrize("module", STANDARD_LIBRARY_ONLY)
def test_runs_in_a_browser_without_numpy(module):
    script = (
        "import sys; before = set(sys.modules); "
        f"import {module}; print(*set(sys.modules) - before)"
    )
    run = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": str(SRC)},
        capture_output=True,
        text=True,
        check=True,
    )
    new = {name.partition(".")[0] for name in run.stdout.split()}
    assert "cnnlesson" in new
    assert new <= {"cnnlesson", *sys.stdlib_module_names}
