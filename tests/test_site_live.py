import gzip
import json
import shutil
import tomllib
import zipfile
from hashlib import sha256
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import live_packages
import pytest
import site_live

ROOT = Path(__file__).parents[1]
PINS = ROOT / "tools" / "live"
WHEEL = b"the wheel of numpy"
LOCK = {
    "info": {"python": "3.14.2"},
    "packages": {
        name: {
            "depends": depends,
            "file_name": f"{name}-1-py3-none-any.whl",
            "imports": [name, f"{name}.core"],
            "name": name,
            "sha256": sha256(f"the wheel of {name}".encode()).hexdigest(),
        }
        for name, depends in [
            ("numpy", []),
            ("matplotlib", ["numpy", "cycler"]),
            ("cycler", []),
            ("torch", []),
        ]
    },
}


class FakeNpm:
    """Stands in for npm: puts a small package where npm would put Pyodide."""

    def __init__(self, code=0):
        self.code, self.commands = code, []

    def __call__(self, command, environ):
        self.commands.append(command)
        if self.code == 0:
            make_package(Path(command[-1]) / "node_modules" / "pyodide")
        return self.code


def make_package(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for name in (*site_live.MODULES, site_live.PLAIN, site_live.PACKED):
        (folder / name).write_text(name * 50)
    (folder / "package.json").write_text('{"version": "1.2.3"}')
    (folder / "pyodide-lock.json").write_text(json.dumps(LOCK))
    return folder


@pytest.fixture
def root(tmp_path, monkeypatch):
    """Make a project with a built site, on a machine that has npm."""
    monkeypatch.setattr(live_packages.shutil, "which", lambda name: f"/bin/{name}")
    for name, text in [
        ("src/cnnlesson/__init__.py", "one"),
        ("src/cnnlesson/data/digits.npz", "digits"),
        ("src/cnnlesson/__pycache__/a.pyc", "compiled"),
        ("tools/live/package-lock.json", "{}"),
        ("pyproject.toml", '[project]\ndependencies = ["matplotlib>=3", "pooch>=1"]'),
        ("build/html/index.html", "page"),
        (f"build/html/{site_live.FOLDER}/parts.mjs", "export default null;\n"),
    ]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.fixture
def wheels(tmp_path):
    """Serve three wheels, and return their address."""
    folder = tmp_path / "served"
    folder.mkdir()
    for name in ("numpy", "matplotlib", "cycler"):
        (folder / f"{name}-1-py3-none-any.whl").write_text(f"the wheel of {name}")

    class Handler(SimpleHTTPRequestHandler):
        def __init__(self, *args):
            super().__init__(*args, directory=folder)

        def log_message(self, *args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def put_of(root):
    return root / "build" / "html" / site_live.FOLDER


def parts_of(root):
    text = (put_of(root) / "parts.mjs").read_text()
    return json.loads(text.removeprefix("export default ").removesuffix(";\n"))


# -- Python alone ----------------------------------------------------------------------


def test_python_is_put_beside_the_site_with_its_size(root, capsys):
    site_live.live(root, FakeNpm())
    python, parts = put_of(root) / "python", parts_of(root)
    packed = (python / "pyodide.asm.wasm.packed").read_bytes()
    assert gzip.decompress(packed) == b"pyodide.asm.wasm" * 50
    assert "tree/1.2.3" in (python / "ABOUT.txt").read_text()
    sizes = {name: (python / name).stat().st_size for name in parts["files"]}
    assert parts["files"] == sizes
    assert sum(sizes.values()) < parts["first"] < sum(sizes.values()) + 200
    assert parts["more"] == 0
    assert "Exercises alone" in capsys.readouterr().out
    assert [p.name for p in put_of(root).iterdir() if p.name[0] == "."] == []


def test_the_sources_go_without_data_and_are_the_same_bytes_each_time(root):
    site_live.live(root, FakeNpm())
    archive = put_of(root) / "python" / "cnnlesson.zip"
    first = archive.read_bytes()
    assert zipfile.ZipFile(archive).namelist() == ["cnnlesson/__init__.py"]
    (root / "src" / "cnnlesson" / "__init__.py").touch()
    site_live.live(root, FakeNpm())
    assert archive.read_bytes() == first


def test_npm_runs_once_with_the_lock_until_the_lock_changes(root):
    npm = FakeNpm()
    site_live.live(root, npm)
    site_live.live(root, npm)
    assert [command[1:3] for command in npm.commands] == [["ci", "--silent"]]
    assert (root / "build" / "live" / "package-lock.json").is_file()
    (root / "tools" / "live" / "package-lock.json").write_text('{"new": 1}')
    site_live.live(root, npm)
    assert len(npm.commands) == 2


def test_an_npm_that_failed_leaves_the_site_as_it_was_and_is_called_again(root):
    with pytest.raises(OSError, match="npm could not install Pyodide"):
        site_live.live(root, FakeNpm(code=1))
    assert not (put_of(root) / "python").exists()
    assert parts_of(root) is None
    site_live.live(root, FakeNpm())
    assert parts_of(root)["first"] > 0


def test_a_machine_without_npm_is_told_what_is_missing(root, monkeypatch):
    monkeypatch.setattr(live_packages.shutil, "which", lambda name: None)
    with pytest.raises(OSError, match="make live needs npm, which comes with Node"):
        site_live.live(root, FakeNpm())


def test_without_a_site_there_is_nothing_to_add_to(root):
    shutil.rmtree(root / "build" / "html")
    with pytest.raises(OSError, match="no site to put Python beside: run make html"):
        site_live.live(root, FakeNpm())


# -- with packages ---------------------------------------------------------------------


def test_what_the_course_imports_comes_with_what_that_needs(root, wheels):
    site_live.live(root, FakeNpm(), wheels=wheels)
    python, parts = put_of(root) / "python", parts_of(root)
    lock = json.loads((python / "lock.json").read_text())
    assert list(lock["packages"]) == ["cycler", "matplotlib", "numpy"]
    assert lock["packages"]["numpy"]["imports"] == ["numpy"]
    names = {p.name for p in (python / "wheels").iterdir()}
    assert names == {p["file_name"] for p in lock["packages"].values()}
    assert zipfile.ZipFile(python / "data.zip").namelist() == [
        "cnnlesson/data/digits.npz"
    ]
    others = [n for n in parts["files"] if n.startswith("wheels/") or n == "data.zip"]
    assert parts["more"] == sum(parts["files"][name] for name in others)
    assert len(others) == 4


def test_a_wheel_is_fetched_once(root, wheels):
    site_live.live(root, FakeNpm(), wheels=f"{wheels}/")
    site_live.live(root, FakeNpm(), wheels="http://127.0.0.1:9/nobody/is/there")
    assert parts_of(root)["more"] > 0


def test_a_wheel_that_is_another_one_is_refused(root, wheels, tmp_path):
    (tmp_path / "served" / "numpy-1-py3-none-any.whl").write_text("something else")
    with pytest.raises(
        OSError, match=r"numpy-1-py3-none-any\.whl has SHA-256 \w+, not"
    ):
        site_live.live(root, FakeNpm(), wheels=wheels)
    assert parts_of(root) is None
    assert not list((root / "build" / "live" / "wheels").glob("numpy*"))


def test_a_wheel_that_was_damaged_since_is_fetched_again(root, wheels):
    site_live.live(root, FakeNpm(), wheels=wheels)
    kept = root / "build" / "live" / "wheels" / "numpy-1-py3-none-any.whl"
    kept.write_bytes(b"damaged")
    site_live.live(root, FakeNpm(), wheels=wheels)
    put = put_of(root) / "python" / "wheels" / kept.name
    assert kept.read_bytes() == put.read_bytes() == WHEEL


@pytest.mark.parametrize("address", ["{}/not/there", "not an address"])
def test_a_wheel_that_does_not_come_is_named(root, wheels, address):
    with pytest.raises(OSError, match=r"py3-none-any\.whl did not come: "):
        site_live.live(root, FakeNpm(), wheels=address.format(wheels))


# -- what is pinned --------------------------------------------------------------------


def test_the_lock_of_npm_has_hashes_and_no_address():
    text = (PINS / "package-lock.json").read_text("utf-8")
    assert "://" not in text
    packages = json.loads(text)["packages"]
    wanted = json.loads((PINS / "package.json").read_text("utf-8"))["dependencies"]
    assert packages.pop("")["dependencies"] == wanted
    assert packages["node_modules/pyodide"]["version"] == wanted["pyodide"]
    assert all(p["integrity"].startswith("sha512-") for p in packages.values())


@pytest.mark.parametrize("workflow", ["ci", "pages"])
def test_workflows_bring_the_packages_of_the_pyodide_that_is_pinned(workflow):
    wanted = json.loads((PINS / "package.json").read_text("utf-8"))["dependencies"]
    path = ROOT / ".github" / "workflows" / f"{workflow}.yml"
    text = path.read_text("utf-8")
    assert (
        f"CNNLESSON_WHEELS: https://cdn.jsdelivr.net/pyodide/v{wanted['pyodide']}/full/\n"
        in text
    )


def test_all_that_the_course_needs_is_known_to_pyodide_but_the_downloader():
    package = ROOT / "build" / "live" / "node_modules" / "pyodide"
    if not package.is_dir():
        pytest.skip("NOT TESTED: `make live` brings the package, by npm")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = {name.partition(">")[0] for name in project["dependencies"]}
    assert asked - set(live_packages.course_lock(ROOT, package)["packages"]) == {
        "pooch"
    }
