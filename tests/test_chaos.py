"""A short selection of ``make chaos``, with the same faults, and the suite itself."""

import subprocess
import sys

import pytest
from chaos.__main__ import main
from chaos.builds import BUILD_FAULTS, CLEAN
from chaos.calls import ALL, CALL_FAULTS, name_of
from chaos.copies import ROOT
from chaos.faults import Fault, NotInjectedError
from chaos.files import FILE_FAULTS
from chaos.guards import WITHOUT
from chaos.machines import MACHINE_FAULTS
from chaos.page_faults import PAGE_FAULTS
from chaos.pages import build_with
from chaos.workflow import WORKFLOW_FAULTS

from cnnlesson import activations, conv, dense, losses, pooling


def named(faults, what):
    (found,) = [fault for fault in faults if what in fault.what]
    return found


# -- The faults, as many as a change has time for --------------------------------------


@pytest.mark.parametrize(
    "fault",
    [
        CLEAN,
        named(BUILD_FAULTS, "a question has no answer"),
        named(MACHINE_FAULTS, "in the way"),
        *CALL_FAULTS,
        named(WORKFLOW_FAULTS, "not pinned"),
    ],
    ids=lambda fault: f"{fault.id} {fault.what}",
)
def test_a_fault_is_caught(fault, tmp_path):
    assert fault.missed(tmp_path / "here") == ""


def test_all_faults_of_one_page_are_named_in_one_build(tmp_path):
    said, unseen = build_with(PAGE_FAULTS, tmp_path / "here")
    assert [fault.what for fault in unseen] == [], said


def test_without_its_rules_a_page_with_all_their_faults_is_built(tmp_path):
    faults = [fault for fault in PAGE_FAULTS if fault.alone and fault.rule in WITHOUT]
    said, unseen = build_with(faults, tmp_path / "here", without=WITHOUT)
    assert said.startswith("exit 0\n"), said
    assert unseen == faults


# -- The suite -------------------------------------------------------------------------


def test_each_rule_has_a_fault_that_it_alone_sees():
    assert {fault.rule for fault in PAGE_FAULTS if fault.alone} >= set(WITHOUT)


def test_each_function_of_the_arithmetic_is_called():
    rooms = (activations, conv, dense, losses, pooling)
    public = [name for room in rooms for name in room.__all__]
    assert sorted(map(name_of, ALL)) == sorted(public)


def test_the_tests_that_inject_faults_of_files_exist():
    tests = [f"tests/test_{test}" for fault in FILE_FAULTS for test in fault.tests]
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", *tests]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert found.returncode == 0, found.stderr


def answers(*words):
    return Fault("F0", "a trial", lambda folder: list(words), "^refused")


def cannot(folder):
    raise NotInjectedError("it needs a rocket")


@pytest.mark.parametrize(
    ("fault", "status", "said"),
    [
        (answers("refused", "refused too"), 0, "caught 1 of 1"),
        (answers("refused", "let in"), 1, "caught 0 of 1"),
        (answers(), 1, "nothing was answered"),
        (Fault("F0", "a crash", lambda folder: 1 / 0, ""), 1, "ZeroDivisionError"),
        (Fault("F0", "a rocket", cannot, ""), 0, "caught 0 of 0, 1 not injected"),
    ],
)
def test_the_command_says_what_was_missed(fault, status, said, monkeypatch, capsys):
    monkeypatch.setattr("chaos.__main__.FAULTS", [fault])
    assert main(["F0"]) == status
    assert said in capsys.readouterr().out
