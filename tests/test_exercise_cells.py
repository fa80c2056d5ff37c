"""A cell tagged ``exercise`` runs by itself, without NumPy, and shows a first hint.

So it can run in a browser before NumPy is there. Its solution passes its checker.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from exercise_cells import starters

SRC = Path(__file__).parents[1] / "src"
STARTERS = [pytest.param(s, id=s.name) for s in starters()]
RUN = """
import json, sys
sys.path.insert(0, sys.argv[1])
for name in ("numpy", "scipy", "matplotlib"):
    sys.modules[name] = None  # an import of it fails
verdicts = []
for source, check in json.load(sys.stdin):
    names = {}
    exec(source, names)
    verdict = eval(check, names)
    verdicts.append([verdict.right, repr(verdict)])
json.dump(verdicts, sys.stdout)
"""


@pytest.fixture(scope="module")
def verdicts():
    """What each starter shows, from one process that cannot import NumPy."""
    cells = [p.values[0] for p in STARTERS]
    run = subprocess.run(
        [sys.executable, "-c", RUN, str(SRC)],
        input=json.dumps([[s.source, s.check] for s in cells]),
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return dict(zip(cells, json.loads(run.stdout), strict=True))


def test_starters_are_found():
    assert len(STARTERS) >= 4
    assert len({p.id for p in STARTERS}) == len(STARTERS)


@pytest.mark.parametrize("starter", STARTERS)
def test_a_starter_runs_without_numpy_and_shows_a_hint(starter, verdicts):
    right, text = verdicts[starter]
    assert not right
    assert text.startswith("Not yet. ")
    assert "raises" not in text


@pytest.mark.parametrize("starter", STARTERS)
def test_the_solution_passes_the_checker(starter):
    assert starter.solution, "the solution shows no code"
    names = {}
    exec(starter.source, names)
    assert not eval(starter.check, names)
    exec(starter.solution, names)
    verdict = eval(starter.check, names)
    assert verdict.right, verdict.text
