import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest
import setup

BIN = "Scripts/python.exe" if os.name == "nt" else "bin/python"
PACKAGES = "Lib/site-packages" if os.name == "nt" else "lib/python3.11/site-packages"


class FakeRun:
    """Stands in for `subprocess.call`: makes what venv would, installs nothing."""

    def __init__(self, root):
        self.root = root
        self.commands = []
        self.fail_at = None

    def __call__(self, command):
        name = "venv" if "venv" in command else "pip"
        self.commands.append((name, command))
        if name == self.fail_at:
            return 1
        if name == "venv":
            for file in (BIN, f"{PACKAGES}/pip.py"):
                (self.root / ".venv" / file).parent.mkdir(parents=True, exist_ok=True)
                (self.root / ".venv" / file).touch()
        return 0

    def names(self):
        return [name for name, _ in self.commands]


@pytest.fixture
def root(tmp_path):
    root = tmp_path / "a cöurse"
    (root / "src").mkdir(parents=True)
    (root / "src" / "cnnlesson_marker.py").touch()
    (root / "requirements.lock").write_text("numpy==2.4.6 --hash=sha256:0\n")
    return root


@pytest.fixture
def run(root):
    return FakeRun(root)


def test_an_old_python_is_named_with_its_version():
    with pytest.raises(setup.SetupError, match=r"3\.11 or newer .* is Python 3\.10\.4"):
        setup.check_python((3, 10, 4))


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_a_missing_module_is_named(module):
    with pytest.raises(setup.SetupError, match=f"no {module} module.*python3-venv"):
        setup.check_python((3, 11, 0), find=lambda name: None if name == module else 1)


def test_an_old_python_can_read_the_tool():
    tree = ast.parse(Path(setup.__file__).read_bytes(), feature_version=(3, 6))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    for function in functions:  # an annotation that is computed may fail there
        for argument in [*function.args.args, *function.args.kwonlyargs]:
            assert isinstance(argument.annotation, ast.Name | ast.Constant)
        assert isinstance(function.returns, ast.Name | ast.Constant)


def test_an_empty_folder_gets_an_environment_with_hashes_checked(root, run):
    setup.install(root, run)
    assert run.names() == ["venv", "pip"]
    pip = run.commands[1][1]
    assert pip[0] == str(root / ".venv" / BIN)
    wanted = {"--require-hashes", "--no-deps", str(root / "requirements.lock")}
    assert wanted <= set(pip)
    assert (root / ".venv" / PACKAGES / "cnnlesson.pth").exists()


def test_a_finished_environment_is_left_alone(root, run):
    setup.install(root, run)
    setup.install(root, run)
    assert run.names() == ["venv", "pip"]


def test_a_changed_lock_is_installed_into_the_same_environment(root, run):
    setup.install(root, run)
    (root / "requirements.lock").write_text("numpy==2.4.7 --hash=sha256:0\n")
    setup.install(root, run)
    assert run.names() == ["venv", "pip", "pip"]


def test_a_half_made_environment_is_made_anew(root, run):
    run.fail_at = "pip"
    with pytest.raises(setup.SetupError, match=r"could not install requirements\.lock"):
        setup.install(root, run)
    run.fail_at = None
    setup.install(root, run)
    assert run.names() == ["venv", "pip", "venv", "pip"]
    assert "--clear" in run.commands[2][1]


def test_a_broken_update_is_made_anew(root, run):
    setup.install(root, run)
    (root / "requirements.lock").write_text("numpy==2.4.7 --hash=sha256:0\n")
    run.fail_at = "pip"
    with pytest.raises(setup.SetupError, match="could not install"):
        setup.install(root, run)
    run.fail_at = None
    setup.install(root, run)
    assert run.names() == ["venv", "pip", "pip", "venv", "pip"]


def test_an_environment_whose_python_went_away_is_made_anew(root, run):
    setup.install(root, run)
    (root / ".venv" / BIN).unlink()
    setup.install(root, run)
    assert run.names() == ["venv", "pip", "venv", "pip"]


def test_a_failing_venv_stops_before_pip(root, run):
    run.fail_at = "venv"
    with pytest.raises(setup.SetupError, match=r"could not make \.venv"):
        setup.install(root, run)
    assert run.names() == ["venv"]


def test_the_sources_are_found_from_a_path_with_an_umlaut_and_the_c_locale(root):
    venv = root / ".venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    setup.add_sources(root, venv)
    moved = root.rename(root.with_name("mövd"))
    found = subprocess.run(
        [moved / ".venv" / BIN, "-c", "import cnnlesson_marker"],
        env={**os.environ, "LC_ALL": "C", "PYTHONPATH": ""},
        check=False,
    )
    assert found.returncode == 0


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (setup.SetupError("could not do it"), 1, "setup: could not do it\n"),
        (PermissionError(13, "denied"), 1, "setup: [Errno 13] denied\n"),
        (KeyboardInterrupt(), 130, "setup: stopped; the next run begins again\n"),
    ],
)
def test_what_went_wrong_is_one_line(monkeypatch, capsys, tmp_path, error, code, line):
    def fail(root):
        raise error

    monkeypatch.setattr(setup, "ROOT", tmp_path)
    monkeypatch.setattr(setup, "install", fail)
    assert setup.main() == code
    assert capsys.readouterr().err == line
