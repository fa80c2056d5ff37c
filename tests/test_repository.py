"""Facts about the repository itself: how it is built, pinned and published."""

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
MAKE_TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
# In pieces, so that this file does not name them either.
REGISTRY_HOSTS = [
    first + last
    for first, last in [
        ("py" + "pi", ".org"),
        ("python" + "hosted", ".org"),
        ("npm" + "js", ".org"),
        ("npm" + "js", ".com"),
        ("yarn" + "pkg", ".com"),
        ("ana" + "conda", ".org"),
        ("proxy.go" + "lang", ".org"),
        ("crates", ".io"),
        ("ruby" + "gems", ".org"),
    ]
]


def text_of(path):
    return path.read_text(encoding="utf-8")


def jobs_of(workflow):
    return yaml.safe_load(text_of(workflow))["jobs"]


def steps_of(workflow):
    return [step for job in jobs_of(workflow).values() for step in job["steps"]]


def repository_files():
    """Tracked files and those about to be, as git sees them."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    found = subprocess.run(listing, cwd=ROOT, capture_output=True, check=False)
    if found.returncode != 0:
        pytest.skip("not a git checkout")
    names = found.stdout.decode().split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


# -- workflows -------------------------------------------------------------------------


def test_there_are_workflows_for_changes_publishing_and_the_newest_versions():
    assert [path.stem for path in WORKFLOWS] == ["ci", "pages", "weekly"]


def test_every_action_is_githubs_own_and_pinned_by_commit_with_its_version():
    pins = set()
    for workflow in WORKFLOWS:
        for line in re.findall(r"uses:.*", text_of(workflow)):
            pin = re.fullmatch(
                r"uses: (actions/[a-z-]+)@([0-9a-f]{40}) # v\d+\.\d+\.\d+", line
            )
            assert pin, f"{workflow.name}: {line}"
            pins.add(pin.groups())
    assert len(pins) == len({action for action, _ in pins}), "one commit for each"


PERMISSIONS = {
    ("pages", "build"): {"contents": "read", "pages": "read"},
    ("pages", "deploy"): {"pages": "write", "id-token": "write"},
    ("weekly", "report"): {"issues": "write"},
}


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_has_no_rights_and_each_job_the_least(workflow):
    assert yaml.safe_load(text_of(workflow))["permissions"] == {}
    for name, job in jobs_of(workflow).items():
        allowed = PERMISSIONS.get((workflow.stem, name), {"contents": "read"})
        assert job["permissions"] == allowed, name
        assert job["timeout-minutes"] <= 45, name


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_no_step_keeps_a_credential_or_a_cache_or_runs_a_strangers_text(workflow):
    assert "pull_request_target" not in text_of(workflow)
    for step in steps_of(workflow):
        options = step.get("with", {})
        if "actions/checkout" in step.get("uses", ""):
            assert options["persist-credentials"] is False
        assert "cache" not in options
        assert "${{" not in step.get("run", ""), "pass it by env"


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_no_pipe_hides_a_failure(workflow):
    for step in steps_of(workflow):
        if re.search(r"(?<!\|)\|(?!\|)", step.get("run", "")):
            assert step.get("shell") == "bash", "only this shell has pipefail"
        assert not re.search(r"\|\| true|continue-on-error", str(step))


# -- the commands ----------------------------------------------------------------------


def test_the_ci_script_stops_at_the_first_failure():
    script = ROOT / ".ci" / "run"
    assert "\nset -euo pipefail\n" in text_of(script)
    assert not re.search(r"\|\| true|\btee\b", text_of(script))
    assert text_of(script).rstrip().endswith("\nmake test")
    assert os.name == "nt" or os.access(script, os.X_OK)


def test_ci_and_workflows_call_targets_that_exist():
    scripts = [text_of(ROOT / ".ci" / "run")]
    scripts += [step.get("run", "") for path in WORKFLOWS for step in steps_of(path)]
    called = set(re.findall(r"^make (\w+)\b", "\n".join(scripts), re.M))
    assert called == {"html", "live", "check", "test", "mutants"}
    assert called <= MAKE_TARGETS


def test_windows_runs_what_the_makefile_runs():
    makefile = text_of(ROOT / "Makefile")
    plain = [step["run"] for step in jobs_of(WORKFLOWS[0])["windows"]["steps"][1:]]
    commands = [run.replace(r".venv\Scripts\python", "@$(RUN)") for run in plain]
    commands = [run.replace("py tools", "@$(PYTHON) tools") for run in commands]
    assert len(commands) == 3
    for command in commands:
        assert f"\t{command}\n" in makefile


@pytest.mark.skipif(not shutil.which("make"), reason="needs make")
def test_make_alone_builds_the_site():
    def plan(*target):
        command = ["make", "--dry-run", *target]
        return subprocess.check_output(command, cwd=ROOT, text=True)

    assert plan() == plan("html")
    assert "tools/site.py html" in plan()


# -- what is installed -----------------------------------------------------------------


def locked():
    """The requirements of the lock: text before the hashes, and the hashes."""
    for entry in re.split(r"\n(?=\S)", LOCK.strip()):
        requirement, *hashes = entry.split(" \\\n    --hash=")
        yield Requirement(requirement), hashes


def test_the_lock_has_exact_versions_with_hashes_and_no_address():
    assert "://" not in LOCK
    for requirement, hashes in locked():
        assert re.fullmatch(r"==[^,*]+", str(requirement.specifier)), requirement.name
        assert hashes, requirement.name
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", value) for value in hashes)


def test_the_lock_answers_what_pyproject_asks():
    pyproject = tomllib.loads(text_of(ROOT / "pyproject.toml"))
    asked = [
        *pyproject["project"]["dependencies"],
        *pyproject["build-system"]["requires"],
    ]
    asked += [
        line for group in pyproject["dependency-groups"].values() for line in group
    ]
    versions = {}
    for requirement, _ in locked():
        version = str(requirement.specifier).removeprefix("==")
        versions.setdefault(canonicalize_name(requirement.name), []).append(version)
    for requirement in map(Requirement, asked):
        found = versions.get(canonicalize_name(requirement.name), [])
        assert found, f"{requirement} is not in the lock"
        assert all(requirement.specifier.contains(version) for version in found)


def test_pytorch_is_an_oracle_and_not_installed_with_the_course():
    assert "torch" not in {requirement.name for requirement, _ in locked()}
    assert "-m pip install torch==2.13.0 " in text_of(ROOT / ".ci" / "run")


def test_no_file_names_a_package_registry():
    hosts = re.compile("|".join(map(re.escape, REGISTRY_HOSTS)).encode(), re.IGNORECASE)
    named = [path for path in repository_files() if hosts.search(path.read_bytes())]
    assert named == []


def test_the_only_lock_is_the_one_without_addresses():
    names = {path.name for path in repository_files()}
    assert names.isdisjoint({"uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock"})
    assert "requirements.lock" in names
