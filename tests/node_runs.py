"""Runs tests of the site's scripts in Node, on cases that Python wrote down."""

import json
import os
import shutil
import subprocess

import pytest


def run_node(script, cases, tmp_path):
    """Run one file of tests; the cases are where CNNLESSON_CASES says."""
    node = shutil.which("node")
    if node is None:
        pytest.skip(f"NOT TESTED: {script.name} needs node")
    path = tmp_path / "cases.json"
    path.write_text(json.dumps(cases), "utf-8")
    done = subprocess.run(
        [node, "--test", "--test-reporter=spec", str(script)],
        env=os.environ | {"CNNLESSON_CASES": str(path)},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr
