"""The workflows and their scripts: form, rights, and what they run."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
CI, PAGES, WEEKLY = WORKFLOWS
MAKE_TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
needs_bash = pytest.mark.skipif(os.name == "nt", reason="needs the bash of a runner")


def text_of(path):
    return path.read_text(encoding="utf-8")


def jobs_of(workflow):
    return yaml.safe_load(text_of(workflow))["jobs"]


def steps_of(workflow):
    return [step for job in jobs_of(workflow).values() for step in job["steps"]]


def tool(name):
    """Return a command that CI installs, and skip where it is missing."""
    path = shutil.which(name, path=str(Path(sys.executable).parent))
    return path or pytest.skip(f"NOT TESTED: {name} is not installed (see .ci/run)")


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
    ("pages", "attest"): {"id-token": "write", "attestations": "write"},
    ("weekly", "report"): {"actions": "read", "issues": "write"},
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


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("vendor.github-workflows", WORKFLOWS),
        ("vendor.dependabot", [ROOT / ".github" / "dependabot.yml"]),
    ],
)
def test_the_files_are_of_the_form_that_github_reads(schema, files):
    command = [tool("check-jsonschema"), "--builtin-schema", schema, *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_an_auditor_at_its_strictest_finds_nothing():
    strict = ["--offline", "--no-config", "--persona", "auditor", "--no-progress"]
    command = [tool("zizmor"), *strict, "--no-ignores", str(ROOT / ".github")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


# -- what they run ---------------------------------------------------------------------


@pytest.mark.parametrize("name", ["links", "oldest", "run", "twice"])
def test_the_ci_script_stops_at_the_first_failure(name):
    script = ROOT / ".ci" / name
    assert "\nset -euo pipefail\n" in text_of(script)
    assert not re.search(r"\|\| true|\btee\b", text_of(script))
    assert os.name == "nt" or os.access(script, os.X_OK)


def test_ci_ends_in_the_tests():
    assert text_of(ROOT / ".ci" / "run").rstrip().endswith("\nmake test")


def test_ci_and_workflows_call_targets_that_exist():
    scripts = [text_of(path) for path in (ROOT / ".ci").iterdir()]
    scripts += [step.get("run", "") for path in WORKFLOWS for step in steps_of(path)]
    thorough = jobs_of(WEEKLY)["thorough"]["strategy"]["matrix"]["include"]
    scripts += [job["command"] for job in thorough]
    called = set(re.findall(r"^(?:\S+=\S+ )*make (\w+)\b", "\n".join(scripts), re.M))
    assert called == {"html", "live", "check", "test", "chaos", "mutants"}
    assert called <= MAKE_TARGETS


def test_windows_runs_what_the_makefile_runs():
    makefile = text_of(ROOT / "Makefile")
    plain = [step["run"] for step in jobs_of(CI)["windows"]["steps"][1:]]
    commands = [run.replace(r".venv\Scripts\python", "@$(RUN)") for run in plain]
    commands = [run.replace("py tools", "@$(PYTHON) tools") for run in commands]
    assert len(commands) == 3
    for command in commands:
        assert f"\t{command}\n" in makefile


# -- what is published, and what is reported -------------------------------------------


def run_step(step, folder, **variables):
    """Run the lines of a step in `folder` as a runner does, and return what it says."""
    assert step["shell"] == "bash"
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
    environ = os.environ | variables
    return subprocess.check_output(command, cwd=folder, env=environ, text=True)


def step_of(workflow, job, start):
    (step,) = [
        step
        for step in jobs_of(workflow)[job]["steps"]
        if step.get("name", "").startswith(start)
    ]
    return step


def test_nothing_is_published_unsigned_and_no_job_that_runs_our_code_can_sign():
    jobs = jobs_of(PAGES)
    assert jobs["deploy"]["needs"] == ["build", "attest"]
    for name, job in jobs.items():
        if "id-token" in job["permissions"]:
            used = [step.get("uses", "") for step in job["steps"]]
            assert not any("checkout" in use or "setup" in use for use in used), name


@needs_bash
def test_the_sums_that_are_signed_cover_every_file_of_the_site(tmp_path):
    site = tmp_path / "site"
    names = ["a b.html", "notebooks/it.whl", "notebooks/it.zip", "notebooks/n.ipynb"]
    for name in names:
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(name)
    (site / ".buildinfo").write_text("not uploaded")
    out = tmp_path / "out"
    step = step_of(PAGES, "build", "Sum up")
    run_step(step, site, RUNNER_TEMP=str(tmp_path), GITHUB_OUTPUT=str(out))
    listed = text_of(site / "sha256sums.txt")
    assert re.findall(r"^\w{64}  \./(.*)$", listed, re.M) == sorted(names)
    _, *signed, _ = out.read_text().splitlines()
    assert [line[66:] for line in signed] == ["sha256sums.txt", *names[1:3]]
    check = ["sha256sum", "--check", "--strict", "--quiet"]
    for sums in (listed, "\n".join(signed)):
        subprocess.run(check, input=sums, cwd=site, text=True, check=True)


GH = r"""#!/usr/bin/env bash
case "$*" in
  *runs/7/jobs*) printf '11\thttps://a\tLinks\n12\thttps://b\tFaults, all of them\n' ;;
  *jobs/11/logs*) printf '2026-11-25T09:00:00.0000000Z line %s\n' {1..100} ;;
  *jobs/12/logs*) exit 1 ;;
  "issue list"*) [ "$TITLE" != "Weekly check failed: Links" ] || echo 5 ;;
  *) printf '%s|' "$@"; echo ;;
esac
"""


@needs_bash
def test_each_weekly_job_that_fails_has_an_issue_of_its_own(tmp_path):
    gh = tmp_path / "gh"
    gh.write_text(GH)
    gh.chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    step = step_of(WEEKLY, "report", "Open an issue")
    said = run_step(step, tmp_path, PATH=path, GH_REPO="o/r", GITHUB_RUN_ID="7")
    old, new = re.split(r"(?<=~\|)\n", said.strip())
    assert old.startswith("issue|comment|5|--body|https://a\n\n~~~~\nline 21\n")
    assert old.endswith("\nline 100\n~~~~|")
    assert new == (
        "issue|create|--title|Weekly check failed: Faults, all of them|--body|"
        "https://b\n\n~~~~\nThere is no log.\n~~~~|"
    )
