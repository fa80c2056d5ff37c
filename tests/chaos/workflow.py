"""Faults of the way to readers (E): what is installed, and what the host runs.

The workflows cannot run here. What reads them can: a copy with a workflow made worse
has to fail its tests.
"""

import hashlib
import re
import shutil
import sys
import zipfile
from functools import partial
from pathlib import Path

from chaos.copies import ROOT, run
from chaos.faults import Fault

PARTS = ("tests/test_workflows.py", "tests/conftest.py", "tests/layouts.py", ".ci")
PARTS += (".github", "Makefile", "pyproject.toml", "requirements.lock")
SKIPPED = "import pytest\n\n@pytest.mark.skip\ndef test_nothing():\n    pass\n"
WHEEL = {
    "tiny.py": "",
    "tiny-1.dist-info/METADATA": "Metadata-Version: 2.1\nName: tiny\nVersion: 1\n",
    "tiny-1.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\n"
    "Tag: py3-none-any\n",
    "tiny-1.dist-info/RECORD": "",
}


def worse(file: str, pattern: str, new: str, folder: Path) -> list[str]:
    """Write `new` once in a file of a copy, and run the tests that read it."""
    copy(folder)
    path = folder / file
    text, found = re.subn(pattern, new, path.read_text("utf-8"), count=1)
    path.write_text(text, "utf-8")
    return [pytest(folder, "tests/test_workflows.py")] * found


def copy(folder: Path) -> None:
    for part in PARTS:
        (folder / part).parent.mkdir(parents=True, exist_ok=True)
        copied = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        copied(ROOT / part, folder / part)


def pytest(root: Path, *tests: str, **environ: str) -> str:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests]
    return run(command, cwd=root, **environ)


def skipped(folder: Path) -> list[str]:
    """Let a test be skipped where none may be."""
    copy(folder)
    (folder / "tests" / "test_skipped.py").write_text(SKIPPED)
    return [pytest(folder, "tests/test_skipped.py", CNNLESSON_CI="1")]


def wrong_hash(folder: Path) -> list[str]:
    """Let a package be another than the lock says; then let it be the right one."""
    (folder / "src").mkdir(parents=True)
    shutil.copytree(ROOT / "tools", folder / "tools")
    wheel = folder / "tiny-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in WHEEL.items():
            archive.writestr(name, text)
    right = hashlib.sha256(wheel.read_bytes()).hexdigest()
    answers = []
    for digest in ("0" * 64, right):
        lock = f"tiny==1 --hash=sha256:{digest}\n"
        (folder / "requirements.lock").write_text(lock)
        setup = [sys.executable, str(folder / "tools" / "setup.py")]
        answers.append(run(setup, PIP_NO_INDEX="1", PIP_FIND_LINKS=str(folder)))
    return ["then ".join(answers)]


FAILED = r"\Aexit 1\n(?s:.*)FAILED tests/test_workflows\.py::"
CI, SCRIPT = ".github/workflows/ci.yml", ".ci/run"
WORKFLOW_FAULTS = [
    Fault(
        *("F68", "a pipe hides a command that fails"),
        partial(worse, CI, "run: make html", "run: make html | tee log"),
        f"{FAILED}test_no_pipe_hides_a_failure",
    ),
    Fault(
        *("F68", "the script goes on after a command that fails"),
        partial(worse, SCRIPT, "set -euo pipefail", "set -u"),
        f"{FAILED}test_the_ci_script_stops_at_the_first_failure",
    ),
    Fault(
        *("F69", "a test is skipped where all have to run", skipped),
        r"\Aexit 1\n(?s:.*)1 skipped",
    ),
    Fault(
        *("F70", "an action is not pinned"),
        partial(worse, CI, r"@[0-9a-f]{40} # \S+", "@v7"),
        f"{FAILED}test_every_action_is_githubs_own_and_pinned",
    ),
    Fault(
        *("F71", "a package does not have the hash of the lock", wrong_hash),
        r"\Aexit 1\n(?s:.*)HASH(?s:.*)setup: could not install requirements\.lock"
        r"(?s:.*)then exit 0\n",
    ),
    Fault(
        *("F72", "a stranger's change gets a token"),
        partial(worse, CI, "pull_request:", "pull_request_target:"),
        f"{FAILED}test_no_step_keeps_a_credential",
    ),
    Fault(
        *("F72", "a job may write"),
        partial(worse, CI, "contents: read", "contents: write"),
        f"{FAILED}test_a_workflow_has_no_rights_and_each_job_the_least",
    ),
]
