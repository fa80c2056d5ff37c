import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import bench_builds
import fingerprint as fingerprint_module
import pytest
import site_build
import site_serve
from exclusive import exclusive
from fingerprint import fingerprint

TOOLS = Path(site_build.__file__).parent
INPUTS = ["src/a.py", "docs/index.md", "docs/_ext/b.py", "conf.py", "requirements.lock"]


class FakeSphinx:
    """Stands in for Sphinx: the page is a copy of its source."""

    def __init__(self, code=0):
        self.code = code
        self.runs = 0
        self.command = self.environ = None

    def __call__(self, command, environ):
        if site_build.FONT_CACHE in command:
            return 0
        self.runs += 1
        self.command, self.environ = command, environ
        source, out = Path(command[-2]), Path(command[-1])
        out.mkdir()
        (out / "index.html").write_text((source / "index.md").read_text())
        return self.code


def really_run(command, environ):
    return subprocess.call(command, env=environ)


@pytest.fixture
def root(tmp_path):
    return make_project(tmp_path / "a cöurse")


def make_project(root):
    for name in INPUTS:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("one")
    return root


def page(root):
    return (root / "build" / "html" / "index.html").read_text()


# -- html: built whole, and only if needed ---------------------------------------------


def test_the_site_is_put_in_place_and_the_work_removed(root):
    assert site_build.html(root, FakeSphinx()) == 0
    assert page(root) == "one"
    assert [path.name for path in (root / "build" / "html").iterdir()] == ["index.html"]
    assert list((root / "build").glob(".work-*")) == []


def test_nothing_is_built_when_nothing_changed(root, capsys):
    run = FakeSphinx()
    assert [site_build.html(root, run), site_build.html(root, run)] == [0, 0]
    assert run.runs == 1
    assert "Nothing has changed" in capsys.readouterr().out


@pytest.mark.parametrize("name", INPUTS)
def test_a_change_of_an_input_builds_again(root, name):
    run = FakeSphinx()
    site_build.html(root, run)
    (root / name).write_text("two")
    site_build.html(root, run)
    assert run.runs == 2
    assert page(root) == (root / "docs" / "index.md").read_text()


@pytest.mark.parametrize(
    "name", ["tests/test_a.py", "src/__pycache__/a.pyc", "docs/.x"]
)
def test_a_change_of_anything_else_does_not(root, name):
    run = FakeSphinx()
    site_build.html(root, run)
    (root / name).parent.mkdir(exist_ok=True)
    (root / name).write_text("two")
    site_build.html(root, run)
    assert run.runs == 1


def test_a_site_that_was_removed_is_built_again(root):
    run = FakeSphinx()
    site_build.html(root, run)
    (root / "build" / "html" / "index.html").unlink()
    site_build.html(root, run)
    assert run.runs == 2


def test_a_failed_build_leaves_the_old_site_and_is_not_taken_for_done(root, capsys):
    site_build.html(root, FakeSphinx())
    (root / "docs" / "index.md").write_text("two")
    assert site_build.html(root, FakeSphinx(code=2)) == 2
    assert page(root) == "one"
    assert "Failed after 0 s: build/html is as before." in capsys.readouterr().err
    assert list((root / "build").glob(".work-*")) == []
    site_build.html(root, FakeSphinx())
    assert page(root) == "two"


def test_a_site_that_is_published_knows_its_address(root):
    run = FakeSphinx()
    site_build.html(root, run, site="https://example.org/course")
    assert run.environ["CNNLESSON_SITE"] == "https://example.org/course/"
    site_build.html(root, run, site="https://example.org/course/")
    assert run.runs == 1
    site_build.html(root, run)
    assert (run.runs, run.environ["CNNLESSON_SITE"]) == (2, "")


def test_an_address_without_a_scheme_is_refused_before_any_work(root):
    run = FakeSphinx()
    with pytest.raises(OSError, match=r"CNNLESSON_SITE .*, got .example\.org/course."):
        site_build.html(root, run, site="example.org/course")
    assert run.runs == 0


def test_a_first_build_that_fails_publishes_nothing(root):
    assert site_build.html(root, FakeSphinx(code=1)) == 1
    assert not (root / "build" / "html").exists()


def test_the_full_disk_is_named(root, capsys, monkeypatch):
    usage = site_build.shutil.disk_usage(root)._replace(free=4096)
    monkeypatch.setattr(site_build.shutil, "disk_usage", lambda path: usage)
    site_build.html(root, FakeSphinx(code=2))
    assert "(the disk is full)" in capsys.readouterr().err


def test_what_a_killed_build_left_is_removed(root):
    stale = root / "build" / ".work-killed" / "html"
    stale.mkdir(parents=True)
    site_build.html(root, FakeSphinx())
    assert not stale.parent.exists()


def test_publish_puts_the_old_site_back_if_the_new_one_cannot_move(root):
    site, work = root / "build" / "html", root / "build" / "work"
    work.mkdir(parents=True)
    site.mkdir()
    (site / "index.html").write_text("old")
    with pytest.raises(FileNotFoundError):
        site_build.publish(work / "html", site)
    assert page(root) == "old"


def test_of_two_builds_at_once_the_second_waits_and_finds_its_work_done(
    root, monkeypatch, capsys
):
    run, second_waits, codes = FakeSphinx(), threading.Event(), []

    def slow(command, environ):
        assert second_waits.wait(timeout=10)
        return run(command, environ)

    def build():
        codes.append(site_build.html(root, slow))

    sleep = time.sleep
    monkeypatch.setattr(time, "sleep", lambda s: (second_waits.set(), sleep(0.01)))
    builds = [threading.Thread(target=build) for _ in range(2)]
    for thread in builds:
        thread.start()
    for thread in builds:
        thread.join()
    assert codes == [0, 0]
    assert run.runs == 1
    assert "Another build runs: waiting for it." in capsys.readouterr().out


def test_a_lock_is_free_once_its_holder_was_killed(tmp_path, capsys):
    lock = tmp_path / "lock"
    hold = (
        "import sys, time; from pathlib import Path; from exclusive import exclusive\n"
    )
    hold += "with exclusive(Path(sys.argv[1]), waiting=''): print(flush=True), input()"
    holder = subprocess.Popen(
        [sys.executable, "-c", hold, str(lock)],
        cwd=TOOLS,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with holder:
        holder.stdout.readline()
        holder.kill()
    with exclusive(lock, waiting="held"):
        assert capsys.readouterr().out == ""


def test_a_folder_that_cannot_be_written_is_one_line(root, monkeypatch, capsys):
    spec = importlib.util.spec_from_file_location("site_command", TOOLS / "site.py")
    command = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(command)
    monkeypatch.setattr(command.signal, "signal", lambda *_: None)
    monkeypatch.setattr(command, "ROOT", root)
    monkeypatch.setattr(sys, "argv", ["site.py", "html"])
    (root / "build").write_text("in the way")
    assert command.main() == 1
    error = capsys.readouterr().err
    assert error.startswith("site: ")
    assert str(root / "build") in error.replace("\\\\", "\\")
    assert error.count("\n") == 1


# -- the same bytes everywhere ---------------------------------------------------------


def test_the_readers_settings_do_not_reach_the_build(root, monkeypatch):
    foreign = ["CNNLESSON_CACHE", "MPLBACKEND", "PYTHONPATH", "SPHINXOPTS"]
    for name in [*foreign, "CNNLESSON_EXECUTION", "LC_ALL", "UNRELATED"]:
        monkeypatch.setenv(name, "mine")
    environ = site_build.environment(root, root)
    assert environ.keys().isdisjoint([*foreign, "CNNLESSON_EXECUTION"])
    assert environ["UNRELATED"] == "mine"
    assert environ["LC_ALL"] == "C.UTF-8"


CONF = """
import os
os.environ["PYTHONPATH"] = os.path.join(os.path.dirname(__file__), "src")
extensions, html_theme, html_last_updated_fmt = ["myst_nb"], "basic", "%H:%M %d.%m.%Y"
"""
PAGE = """---
file_format: mystnb
kernelspec: {name: python3}
---
# One

```{code-cell} python3
import time
import a
print(a.number, hash("seed"), time.localtime(0).tm_hour)
```
"""


def make_real_project(root):
    make_project(root)
    (root / "conf.py").write_text(CONF, encoding="utf-8")
    (root / "docs" / "index.md").write_text(PAGE, encoding="utf-8")
    (root / "src" / "a.py").write_text("number = 4711\n", encoding="utf-8")
    return root


def bytes_of(root):
    site = root / "build" / "html"
    files = sorted(path for path in site.rglob("*") if path.is_file())
    return {path.relative_to(site): path.read_bytes() for path in files}


def test_two_folders_build_the_same_bytes_and_a_changed_library_new_ones(
    tmp_path, monkeypatch, capfd
):
    here = make_real_project(tmp_path / "here")
    there = make_real_project(tmp_path / "a cöurse elsewhere")
    assert site_build.html(here, really_run) == 0
    for name, value in [("LC_ALL", "C"), ("TZ", "Asia/Tokyo"), ("PYTHONHASHSEED", "7")]:
        monkeypatch.setenv(name, value)
    assert site_build.html(there, really_run) == 0
    assert bytes_of(here) == bytes_of(there)
    assert capfd.readouterr().err == ""  # nothing of kernels, either
    assert ">4711 " in page(there)
    (there / "src" / "a.py").write_text("number = 8128\n", encoding="utf-8")
    assert site_build.html(there, really_run) == 0
    assert ">8128 " in page(there)


def test_a_warning_fails_the_second_build_as_it_failed_the_first(root, capfd):
    (root / "conf.py").write_text('html_theme = "basic"')
    (root / "docs" / "index.rst").write_text("One\n===\n:ref:`nowhere`\n")
    (root / "docs" / "index.md").unlink()
    for _ in range(2):
        assert site_build.html(root, really_run) != 0
        assert "undefined label: 'nowhere'" in capfd.readouterr().err


# -- fingerprint -----------------------------------------------------------------------


def test_a_fingerprint_does_not_know_where_the_project_lies(tmp_path):
    one, two = make_project(tmp_path / "one"), make_project(tmp_path / "twö")
    assert fingerprint(one, ["src", "docs"]) == fingerprint(two, ["docs", "src"])


def test_a_fingerprint_follows_content_names_and_python(root, monkeypatch):
    seen = {fingerprint(root, ["src", "*.md"])}
    (root / "README.md").write_text("three")
    seen.add(fingerprint(root, ["src", "*.md"]))
    (root / "src" / "a.py").rename(root / "src" / "b.py")
    seen.add(fingerprint(root, ["src", "*.md"]))
    (root / "src" / "b.py").write_text("two")
    seen.add(fingerprint(root, ["src", "*.md"]))
    monkeypatch.setattr(fingerprint_module.sys, "version_info", (3, 99, 0))
    seen.add(fingerprint(root, ["src", "*.md"]))
    assert len(seen) == 5


# -- serve -----------------------------------------------------------------------------


@pytest.fixture
def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_serve_listens_to_this_machine_and_keeps_outputs(root, free_port):
    run = FakeSphinx()
    assert site_serve.serve(root, free_port, run) == 0
    assert run.command[run.command.index("--host") + 1] == "127.0.0.1"
    assert run.command[run.command.index("--port") + 1] == str(free_port)
    assert run.environ["CNNLESSON_EXECUTION"] == "cache"
    assert Path(run.environ["CNNLESSON_CACHE"]) == root / "build" / "serve" / "outputs"
    assert run.environ["CNNLESSON_PREVIEW"] == "1"


def test_serve_shows_a_sentence_that_is_added(tmp_path):
    shutil.copytree(TOOLS, tmp_path / "tools")
    (tmp_path / "src").mkdir()
    (tmp_path / "conf.py").write_text("extensions = ['myst_parser']")
    page = tmp_path / "docs" / "index.md"
    page.parent.mkdir()
    page.write_text("# Title")
    with bench_builds.served(tmp_path) as browser:
        shown = tmp_path / "build" / "serve" / "html" / "index.html"
        assert "A new sentence." not in shown.read_text("utf-8")
        page.write_text("# Title\n\nA new sentence.")
        browser.recv(timeout=60)
        assert "A new sentence." in shown.read_text("utf-8")


@pytest.mark.skipif(os.name == "nt", reason="Windows lets two sockets share a port")
def test_serve_names_a_port_that_is_taken(root):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match=f"port {port} cannot be used"):
            site_serve.serve(root, port, FakeSphinx())


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("docs/index.md", True),
        ("docs/_static/course.css", True),
        ("src/a.py", False),
        ("src/data/weights.npz", False),
        ("docs/_ext/b.py", False),
        ("docs/reference/times.json", False),
        ("conf.py", False),
        ("requirements.lock", False),
    ],
)
def test_refresh_forgets_outputs_unless_only_prose_changed(root, name, kept):
    site_serve.refresh(root)
    folders = [root / "build" / "serve" / part for part in ("outputs", "doctrees")]
    for folder in folders:
        folder.mkdir(parents=True)
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text("two")
    site_serve.refresh(root)
    assert [folder.exists() for folder in folders] == [kept, kept]
