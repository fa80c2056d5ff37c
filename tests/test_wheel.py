"""The wheel as somebody gets it: with all that it declares, and nothing else."""

import doctest
import os
import shutil
import subprocess
import sys
import venv
from importlib.metadata import PathDistribution, distribution
from pathlib import Path

import pytest
from built_site import ROOT
from notebooks.bundles import build_wheel
from packaging.requirements import Requirement

from cnnlesson.data import manifest

DOCTESTS = f"""
import doctest, pkgutil, sys
from importlib import import_module
import cnnlesson

found = pkgutil.walk_packages(cnnlesson.__path__, "cnnlesson.")
names = [module.name for module in found if module.name != "cnnlesson.__main__"]
tried = failed = 0
for name in names:
    flags = {doctest.NORMALIZE_WHITESPACE}
    result = doctest.testmod(import_module(name), optionflags=flags)
    tried, failed = tried + result.attempted, failed + result.failed
print(len(names), tried, failed)
sys.exit(failed)
"""
PROGRAM = """
import numpy as np
from cnnlesson.conv import conv2d
from cnnlesson.network import Sequential, load

network: Sequential = load("small_cnn-0")
image, weight = np.ones((1, 1, 8, 8)), np.ones((2, 1, 3, 3))
maps: np.ndarray = conv2d(image, weight, stride=2)
conv2d(image, weight, stride="2")  # type: ignore[arg-type]  # an error if it were none
"""


def closure(requirements):
    """Name the distributions, here, that `requirements` ask for, and those ask for."""
    found, left = set(), list(requirements)
    while left:
        requirement = Requirement(left.pop())
        applies = requirement.marker is None or requirement.marker.evaluate(
            {"extra": ""}
        )
        if applies and requirement.name.lower() not in found:
            found.add(requirement.name.lower())
            left += distribution(requirement.name).requires or []
    return found


def put(name, place):
    """Copy what a distribution installed as packages, and nothing else."""
    for file in distribution(name).files:
        if ".." not in file.parts and "__pycache__" not in file.parts:
            target = place / file
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(file.locate(), target)
            except OSError:  # another disk
                shutil.copyfile(file.locate(), target)


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """Install the wheel and what it asks for, and return that environment's Python."""
    home, dist = tmp_path_factory.mktemp("user"), tmp_path_factory.mktemp("dist")
    venv.create(home / "venv", with_pip=False)
    windows = os.name == "nt"
    python = home / "venv" / ("Scripts/python.exe" if windows else "bin/python")
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    place = Path(subprocess.check_output([python, "-c", code], text=True).strip())
    wheel = dist / build_wheel(ROOT, dist)
    pip = [sys.executable, "-m", "pip", "--python", str(python)]
    install = ["install", "--quiet", "--no-deps", "--no-index", str(wheel)]
    subprocess.run([*pip, *install], check=True)
    (metadata,) = place.glob("cnnlesson-*.dist-info")
    for name in closure(PathDistribution(metadata).requires):
        put(name, place)
    subprocess.run([*pip, "check"], check=True, stdout=subprocess.DEVNULL)
    return python


@pytest.fixture
def run(python, tmp_path):
    """Return a function that runs its Python in an empty folder, and what it says."""

    def start(*arguments):
        command = [python, "-I", *arguments]
        done = subprocess.run(
            command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8"
        )
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        return done.stdout

    return start


def test_it_is_the_installed_library_and_nothing_undeclared_is_there(run, python):
    place = run("-c", "import cnnlesson; print(cnnlesson.__file__)")
    assert Path(place.strip()).is_relative_to(python.parents[1])
    for name in ("sphinx", "pytest", "IPython"):
        absent = f"from importlib.util import find_spec as f; print(f({name!r}))"
        assert run("-c", absent) == "None\n"


def test_every_module_is_there_and_every_example_runs(run):
    modules, tried, failed = map(int, run("-c", DOCTESTS).split())
    assert modules > 90
    assert tried > 200
    assert failed == 0


def test_the_command_helps_and_measures_a_network_that_came_along(run):
    assert "evaluate  measure a network" in run("-m", "cnnlesson", "--help")
    right = manifest()["weights/small_cnn-0.npz"]["card"]["right"]
    said = run("-m", "cnnlesson", "evaluate", "small_cnn-0", "--split", "test")
    assert f": {right} of 1,000 right" in said


def test_a_typed_program_of_a_user_is_checked_against_it(python, tmp_path):
    strict = ["--strict", "--no-incremental", "--python-executable", str(python)]
    command = [sys.executable, "-m", "mypy", *strict, "-c", PROGRAM]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout == "Success: no issues found in 1 source file\n"
