import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest
from mutations import mutations

TOOLS = Path(__file__).parents[1] / "tools"
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot fork")

SOURCE = dedent(
    '''
    """Words about 1 + 1."""
    from typing import TypeAlias

    Pair: TypeAlias = "tuple[int, int]"
    __all__ = ["clip"]
    LIMIT = 1 << 3

    def clip(x: "int | float", *, most: int = LIMIT) -> "list[int]":
        """More words about 2 + 2."""
        if x < 0 or x is None:
            raise ValueError(f"x is {x + 1}")
        out = [min(x, most) * 2]
        out[0] -= 1
        return sorted(out, reverse=True)
    '''
)


def changes():
    return {(m.where, m.was, m.became) for m in mutations(SOURCE)}


def test_each_operator_number_and_step_is_changed_once():
    head, back = "if x < 0 or x is None:", "return sorted(out, reverse=True)"
    made = "out = [min(x, most) * 2]"
    words = "raise ValueError(f'x is {x + 1}')"
    assert changes() == {
        ("the module", "LIMIT = 1 << 3", "LIMIT = 1 >> 3"),
        ("the module", "LIMIT = 1 << 3", "LIMIT = 2 << 3"),
        ("the module", "LIMIT = 1 << 3", "LIMIT = 1 << 4"),
        ("clip", head, "if x < 0 and x is None:"),
        ("clip", head, "if x <= 0 or x is None:"),
        ("clip", head, "if x < 1 or x is None:"),
        ("clip", head, "if x < 0 or x is not None:"),
        ("clip", words, "pass"),
        ("clip", words, "raise ValueError(f'x is {x - 1}')"),
        ("clip", words, "raise ValueError(f'x is {x + 2}')"),
        ("clip", made, "out = [max(x, most) * 2]"),
        ("clip", made, "out = [min(x, most) / 2]"),
        ("clip", made, "out = [min(x, most) * 3]"),
        ("clip", "out[0] -= 1", "pass"),
        ("clip", "out[0] -= 1", "out[0] += 1"),
        ("clip", "out[0] -= 1", "out[0] -= 2"),
        ("clip", "out[0] -= 1", "out[1] -= 1"),
        ("clip", back, "return sorted(out)"),
        ("clip", back, "return sorted(out, reverse=False)"),
        ("clip", back, "return out"),
    }


def test_every_mutant_is_another_module_that_python_can_read():
    sources = [mutation.source for mutation in mutations(SOURCE)]
    assert len({*sources}) == len(sources)
    for source in sources:
        compile(source, "mutant", "exec")


@pytest.fixture
def project(tmp_path):
    """A library of one line, with a test that does not look at every case of it."""
    for name in ("mutants.py", "mutations.py"):
        (tmp_path / "tools").mkdir(exist_ok=True)
        (tmp_path / "tools" / name).write_text((TOOLS / name).read_text())
    package, tests = tmp_path / "src" / "cnnlesson", tmp_path / "tests"
    package.mkdir(parents=True)
    tests.mkdir()
    (package / "__init__.py").touch()
    (package / "two.py").write_text("def positive(x):\n    return x > 0\n")
    (tests / "test_two.py").write_text(
        "from cnnlesson.two import positive\n\n"
        "def test_positive():\n    assert positive(1) and not positive(-1)\n"
    )
    return tmp_path


def run(project, listed, *arguments):
    entries = [
        f"[[survivor]]\nfile = 'two.py'\nwhere = 'positive'\nwhy = 'it may'\n"
        f"mutants = [['return x > 0', {became!r}]]\n"
        for became in listed
    ]
    (project / "tests" / "survivors.toml").write_text("\n".join(entries))
    code = "import sys, mutants; mutants.TESTS = {'two.py': 'test_two'};"
    command = [sys.executable, "-c", f"{code} sys.exit(mutants.main())", *arguments]
    return subprocess.run(
        command, cwd=project / "tools", capture_output=True, text=True, timeout=120
    )


@POSIX
def test_survivors_that_are_listed_are_no_fault(project):
    done = run(project, ["return x >= 0"])
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "1 of 2 mutants noticed, 1 listed\n"


@POSIX
def test_any_other_is_one_and_so_is_an_entry_that_is_no_survivor(project):
    done = run(project, ["return x > 1"])
    assert (done.returncode, done.stderr) == (1, "")
    where = "two.py, positive:\n  - return x > 0\n  + return x"
    assert f"No test notices: {where} >= 0\n" in done.stdout
    stale = "Noticed by now, or gone: take it out of survivors.toml"
    assert f"{stale}: {where} > 1\n" in done.stdout


@POSIX
def test_tests_that_fail_anyway_prove_nothing(project):
    (project / "tests" / "test_two.py").write_text("assert False\n")
    done = run(project, [])
    assert done.returncode == 1
    assert done.stderr == "the tests of two.py fail without any mutant\n"
    (project / "tests" / "test_two.py").unlink()
    done = run(project, [])
    assert done.stderr == "the tests of two.py could not run: exit code 14\n"


def test_every_entry_has_its_reason_and_every_module_its_tests():
    import mutants

    assert len(mutants.read_listed()) > 5
    for module, tests in mutants.TESTS.items():
        assert (mutants.PACKAGE / module).is_file()
        for name in tests.split():
            assert (mutants.ROOT / "tests" / f"{name}.py").is_file()
