"""The notebooks of the built site: whole, plain, and able to run anywhere.

Each is run from an empty folder with the library that goes with it, installed from its
wheel, and without the sources. Running all of them takes as long as building the site,
whose cells are the same: so `make test` runs the exercises, and looks in the chapters
for names that got lost on the way from the page. CI runs everything.
"""

import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from zipfile import ZipFile

import nbformat
import pytest
from built_site import ROOT, built_site

PAGES = sorted((ROOT / "docs" / "chapters").glob("*.md"))
EXECUTE = """import sys, nbclient, nbformat
notebook = nbformat.read(sys.argv[1], as_version=4)
nbclient.execute(notebook, kernel_name="alone", timeout=300)"""
SEED = {
    "01_what_are_cnns.ipynb",
    "02_convolution_operation.ipynb",
    "03_pooling_layers.ipynb",
    "04_building_a_cnn.ipynb",
}
ALLOWED_TAGS = {"details", "summary", "br", "sub", "sup"}
CODE = re.compile(r"^([> ]*)(`{3,}).*?^\1\2$|(`+)[^`].*?\3", re.MULTILINE | re.DOTALL)
MATHS = re.compile(r"\$\$.*?\$\$|\$[^$\n]+\$", re.DOTALL)


def name_of(page):
    return re.search(r"^notebook: (\w+)$", page.read_text("utf-8"), re.MULTILINE)[1]


CHAPTERS = [f"{name_of(page)}.ipynb" for page in PAGES]
EXERCISES = [
    f"{name_of(page)}_exercises.ipynb"
    for page in PAGES
    if re.search(r"^:{3,}\{exercise\}", page.read_text("utf-8"), re.MULTILINE)
]
RUN = EXERCISES + CHAPTERS * bool(os.environ.get("CNNLESSON_CI"))


@pytest.fixture(scope="session")
def folder():
    return built_site() / "notebooks"


@pytest.fixture(params=CHAPTERS + EXERCISES)
def notebook(folder, request):
    return nbformat.read(folder / request.param, as_version=4)


def prose(notebook):
    """Return the words of a notebook without code and formulas."""
    cells = [c.source for c in notebook.cells if c.cell_type == "markdown"]
    return MATHS.sub("", CODE.sub("", "\n\n".join(cells)))


def test_chapters_keep_the_names_they_were_promised_under(folder):
    assert set(CHAPTERS) >= SEED
    assert {p.name for p in folder.glob("*.ipynb")} == {*CHAPTERS, *EXERCISES}


def test_it_is_a_valid_notebook_with_fixed_ids(notebook):
    nbformat.validate(notebook)
    ids = [cell.id for cell in notebook.cells]
    assert ids == [f"cell-{number}" for number in range(len(ids))]


def test_it_names_no_folder_of_the_machine_that_built_it(folder):
    for path in folder.glob("*.ipynb"):
        text = path.read_text("utf-8")
        for place in (ROOT, Path.home(), Path(sys.prefix)):
            assert f"{place}{os.sep}" not in text, path.name
        assert "myst_nb" not in text
        assert not re.search(r"\b(say|glue)\(", text), path.name


def test_its_words_are_plain_markdown(notebook):
    words = prose(notebook)
    assert not re.search(r"\{[\w:-]+\}`|:::|%%|\[\^", words)
    assert set(re.findall(r"(?<!\\)</?(\w+)", words)) <= ALLOWED_TAGS


def test_every_picture_says_what_it_shows(notebook):
    for cell in notebook.cells:
        for alt in re.findall(r"!\[(.*?)\]\(attachment:", cell.source):
            assert len(alt) > 10
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            assert "image/png" not in data
            if svg := data.get("image/svg+xml"):
                assert len(re.search(r"<title>(.+?)</title>", svg, re.DOTALL)[1]) > 10


def test_its_links_lead_somewhere(notebook, folder):
    for url in re.findall(r"(?<!\\)\]\(([^)\s]+)\)", prose(notebook)):
        if not url.startswith(("https://", "http://", "attachment:")):
            assert (folder / url).is_file(), url


def test_no_name_got_lost(notebook, folder, request):
    name = request.node.callspec.params["notebook"]
    rule = ["--isolated", "--select", "F821", "--output-format", "concise"]
    command = [sys.executable, "-m", "ruff", "check", *rule, str(folder / name)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_exercises_come_without_solutions(folder):
    assert EXERCISES
    for name in EXERCISES:
        notebook = nbformat.read(folder / name, as_version=4)
        assert "<summary>Show a solution" not in nbformat.writes(notebook)
        assert any(re.match(r"## \[?Exercise", c.source) for c in notebook.cells), name
        assert not any(cell.get("outputs") for cell in notebook.cells)


def test_the_zips_hold_them_all(folder):
    for kind, names in (("notebooks", CHAPTERS), ("exercises", EXERCISES)):
        with ZipFile(folder / f"cnnlesson-{kind}.zip") as archive:
            inside = [Path(name).name for name in archive.namelist()]
        assert set(inside) > set(names)
        assert len([name for name in inside if name.endswith(".whl")]) == 1


@pytest.fixture(scope="session")
def alone(folder, tmp_path_factory):
    """Install the library into a folder of its own, and return what runs with it.

    Its kernel starts without Python's ``site`` module: no line of a .pth file, such as
    the one of .venv, puts the sources on the path.
    """
    library, jupyter = map(tmp_path_factory.mktemp, ("library", "jupyter"))
    (wheel,) = folder.glob("*.whl")
    install = ["install", "--quiet", "--no-deps", "--no-index", "--target"]
    command = [sys.executable, "-m", "pip", *install, str(library), str(wheel)]
    subprocess.run(command, check=True)
    others = Path(pytest.__file__).parents[1]
    path = {"PYTHONPATH": os.pathsep.join(map(str, [library, others]))}
    where = [sys.executable, "-S", "-c", "import cnnlesson; print(cnnlesson.__file__)"]
    found = subprocess.check_output(where, env=os.environ | path, text=True)
    assert Path(found).is_relative_to(library)

    argv = [sys.executable, "-S", "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    kernel = {"argv": argv, "display_name": "alone", "language": "python", "env": path}
    spec = jupyter / "kernels" / "alone" / "kernel.json"
    spec.parent.mkdir(parents=True)
    spec.write_text(json.dumps(kernel), "utf-8")
    threads = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    return os.environ | threads | {"JUPYTER_PATH": str(jupyter)}


@pytest.fixture(scope="session")
def runs(folder, alone, tmp_path_factory):
    """Run the notebooks, two at a time, and return what became of each."""

    def run(name):
        return subprocess.run(
            [sys.executable, "-c", EXECUTE, folder / name],
            cwd=tmp_path_factory.mktemp("empty"),
            env=alone,
            capture_output=True,
            text=True,
            check=False,
        )

    with ThreadPoolExecutor(2) as pool:
        return dict(zip(RUN, pool.map(run, RUN), strict=True))


@pytest.mark.parametrize("name", RUN)
def test_it_runs_from_an_empty_folder_with_the_installed_library(runs, name):
    assert runs[name].returncode == 0, runs[name].stderr[-3000:]
