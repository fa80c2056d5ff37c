"""Python in the page, in a browser: on a small site, with the Python of `make live`."""

import json
import re
import zipfile
from hashlib import sha256
from importlib.metadata import files as files_of
from importlib.resources import files
from pathlib import Path

import live_packages
import pytest
import site_live
from tiny_site import Site

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "docs" / "_static"
PACKAGE = ROOT / "build" / "live" / "node_modules" / "pyodide"
WHEELS = ROOT / "build" / "live" / "wheels"
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
CONF = f"""
html_theme = "furo"
html_static_path = [{str(STATIC)!r}]
html_favicon = {str(STATIC / "favicon.svg")!r}
html_css_files = ["course.css"]
nb_render_markdown_format = "gfm"
"""
EXTENSIONS = (
    "notebooks.chapter_notebooks",
    "figure_themes",
    "theme_mends",
    "content_policy",
    "live_cells",
)
PAGE = """---
file_format: mystnb
kernelspec: {name: python3}
---
# Cells

```{notebook}
```

```{code-cell} python3
from cnnlesson.arithmetic import output_size

size = output_size(28, 5)
print("wide:", size)
```

```{code-cell} python3
:tags: [remove-cell]
from myst_nb import glue

area = size * size
glue("area", area, display=False)
assert size == 24
```

It has {glue:text}`area` pixels.

```{code-cell} python3
from cnnlesson.tables import Table

Table(["side", "area"], [["of the map", size], ["of all", area]])
```

```{code-cell} python3
:tags: [exercise]
def places(n, k):
    return n - k

found = places(7, 3)
"Right." if found == 5 else f"A window of 3 has 5 places in 7, not {found}."
```

```{code-cell} python3
from cycler import cycler

len(cycler(kernel=[1, 2]) * cycler(stride=[1, 2, 3]))
```

```{code-cell} python3
import numpy as np

np.arange(24).sum()
```
"""
WITH_NUMPY = """---
file_format: mystnb
kernelspec: {name: python3}
---
# Cells that need packages and data

```{code-cell} python3
import numpy as np

from cnnlesson import datasets, images
from cnnlesson.conv import conv2d
from cnnlesson.figures import put_to_the_test as figures

test = datasets.load_sample()[2]
print(conv2d(test.images[:2], np.ones((1, 1, 5, 5), np.float32)).shape)
```

```{code-cell} python3
change = [np.ptp(images.translate(test.images[:2], columns=s)) for s in range(8)]
figures.error_by_shift(range(8), {"zeros": change})
```
"""
FIRST, SECOND, EXERCISE, CYCLES, NUMPY = range(1, 6)
RIGHT = 'def places(n, k):\n    return n - k + 1\n\n"Right." * (places(7, 3) == 5)'


RUN_ALL = """async (cells) => {
    const { Python } = await import("../_static/live/python.mjs");
    const python = new Python();
    const ends = [];
    for (const [place, code] of cells) {
        let text = "";
        const hear = (message) => { text += message.content ?? ""; };
        const { how } = await python.run({ code, cell: place, alone: true }, hear);
        ends.push({ place, how, text });
    }
    return ends;
}"""


def wheel_of(name, folder, file_name):
    """Pack a pure package of this environment as the wheel it came from."""
    path = folder / file_name
    with zipfile.ZipFile(path, "w") as wheel:
        for file in files_of(name):
            if "__pycache__" not in file.parts:
                wheel.write(file.locate(), file.as_posix())
    return path


def build(root, page):
    """Build a site of one page, without Python, and return its folder."""
    if not PACKAGE.is_dir():
        pytest.skip("NOT TESTED: Python in the page. `make live` brings it, by npm")
    site = Site(root, {"chapters/cells.md": page}, *EXTENSIONS, conf=CONF)
    assert site.build(PYTHONPATH=str(ROOT / "src")) == (0, [])
    return root / "build" / "html"


@pytest.fixture(scope="session")
def live_site(browser, tmp_path_factory):
    """Build the site and put Python beside it, with one of the packages it knows."""
    root = tmp_path_factory.mktemp("live")
    site = build(root, PAGE)
    lock = live_packages.course_lock(ROOT, PACKAGE)
    entry = lock["packages"]["cycler"]
    wheel = wheel_of("cycler", root, entry["file_name"])
    entry |= {"sha256": sha256(wheel.read_bytes()).hexdigest(), "depends": []}
    entry["name"] = "Cycler"  # as Pillow, it is called otherwise than it is filed
    folder = site / site_live.FOLDER
    site_live.put(folder, ROOT / "src", PACKAGE, lock, [wheel])
    return site


@pytest.fixture(scope="session")
def address(live_site, serve):
    return f"{serve(live_site)}/chapters/cells.html"


@pytest.fixture(scope="module")
def warm(browser, address):
    """Open the page once, for tests that leave a cell as they found it."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.asked = []
    context.on("request", lambda request: page.asked.append(request.url))
    page.goto(address)
    yield page
    context.close()


class Cell:
    """One cell of the page, as a reader handles it."""

    def __init__(self, page, number):
        self.page = page
        self.place = page.locator("div.cell").nth(number - 1)
        self.area = self.place.locator("textarea")
        self.status = self.place.get_by_role("status")
        self.output = self.place.locator(".live-output")

    def button(self, name):
        return self.place.get_by_role("button", name=name, exact=True)

    def open(self):
        if not self.area.count():
            self.place.get_by_role("button", name=re.compile("^Edit and run")).click()
        return self

    def run(self, code=None, *, until="Done"):
        """Edit and run it; return what it shows in the end."""
        self.open()
        if code is not None:
            self.area.fill(code)
        self.button("Run").click()
        self.wait(until)
        return self.output.inner_text()

    def wait(self, words):
        self.status.filter(has_text=words).wait_for(timeout=120_000)


# -- what a learner does ---------------------------------------------------------------


def test_a_wrong_answer_is_told_its_mistake_and_the_right_one_is_accepted(warm):
    cell = Cell(warm, EXERCISE)
    assert "A window of 3 has 5 places in 7, not 4." in cell.run()
    assert "not 21." in cell.run(cell.area.input_value().replace("n - k", "n * k"))
    assert "Right." in cell.run(RIGHT)


def test_a_cell_runs_those_above_it_first_and_uses_what_they_were_edited_to(warm):
    cell = Cell(warm, FIRST).open()
    cell.area.fill(cell.area.input_value().replace("5)", "5, padding=2)"))
    table = Cell(warm, SECOND)
    assert table.run().split() == [
        "side",
        "area",
        "of",
        "the",
        "map",
        "28",
        "of",
        "all",
        "784",
    ]
    assert table.output.locator("td.text-right").count() == 2
    assert "wide" not in table.output.inner_text()
    cell.button("Reset").click()


def test_an_error_above_is_shown_where_the_reader_is(warm):
    first = Cell(warm, FIRST)
    assert "NameError: name 'sise' is not defined" in first.run("sise", until="error")
    shown = Cell(warm, SECOND).run(
        until="Not run: cell 1 of this page ended by an error"
    )
    assert shown.splitlines()[1].strip() == 'File "cell 1", line 1, in <module>'
    first.button("Reset").click()


def test_an_error_reads_as_python_shows_it(warm):
    shown = Cell(warm, EXERCISE).run(
        "def f(x):\n    return 1 / x\n\nf(0)", until="error"
    )
    assert shown == (
        "Traceback (most recent call last):\n"
        '  File "cell 3", line 4, in <module>\n    f(0)\n    ~^^^\n'
        '  File "cell 3", line 2, in f\n    return 1 / x\n           ~~^~~\n'
        "ZeroDivisionError: division by zero\n"
    )


def test_a_cell_that_prints_without_end_is_cut_and_can_be_stopped(warm):
    cell = Cell(warm, EXERCISE).open()
    cell.area.fill("while True:\n    print('again')")
    cell.button("Run").click()
    cell.output.get_by_text("and more, cut here.").wait_for()
    cell.button("Stop").click()
    cell.wait("Stopped")
    assert len(cell.output.inner_text()) < 110_000


def test_after_a_stop_python_starts_anew_and_remembers_nothing(warm):
    cell = Cell(warm, EXERCISE).open()
    cell.area.fill("while True: pass")
    cell.area.press("Control+Enter")
    cell.wait("Running")
    cell.button("Stop").click()
    cell.wait("Stopped. The next run starts Python anew.")
    assert "Right." in cell.run(RIGHT)
    assert "of all 576" in " ".join(Cell(warm, SECOND).run().split())


def test_while_one_cell_runs_another_waits(warm):
    cell = Cell(warm, EXERCISE).open()
    cell.area.fill("while True: pass")
    cell.button("Run").click()
    other = Cell(warm, FIRST).open()
    other.button("Run").click()
    other.wait("Another cell is running")
    cell.button("Stop").click()
    cell.wait("Stopped")


def test_reset_brings_code_and_output_of_the_page_back(warm):
    cell = Cell(warm, EXERCISE).open()
    built = cell.place.locator(".cell_output").first
    cell.run("'mine'")
    assert not built.is_visible()
    cell.button("Reset").click()
    assert "your answer" not in cell.area.input_value()
    assert "return n - k\n" in cell.area.input_value()
    assert built.is_visible()
    assert not cell.output.is_visible()


def exercises_of_the_course():
    """Yield the place and the code of each cell that a chapter tags as an exercise."""
    cell = re.compile(r"^```\{code-cell\}.*\n((?::.*\n)+)\n*((?:.*\n)*?)```$", re.M)
    for page in sorted((ROOT / "docs" / "chapters").glob("*.md")):
        for options, code in cell.findall(page.read_text("utf-8")):
            if re.search(r"\bexercise\b", options):
                yield page.stem, code


if EXERCISES := list(exercises_of_the_course()):

    def test_every_exercise_of_the_course_runs_without_a_package(address, open_page):
        ends = open_page(address).evaluate(RUN_ALL, EXERCISES)
        assert [(end["place"], end["how"]) for end in ends] == [
            (place, "whole") for place, _ in EXERCISES
        ]
        assert all(end["text"].startswith("Not yet.") for end in ends)


# -- packages --------------------------------------------------------------------------


def test_a_package_comes_when_a_cell_imports_it(warm):
    cell = Cell(warm, CYCLES)
    assert [cell.run(), cell.run()] == ["6\n", "6\n"]
    assert len([url for url in warm.asked if "cycler-" in url]) == 1


def test_a_package_that_is_not_there_is_named_with_a_way_out(warm):
    cell = Cell(warm, NUMPY)
    shown = cell.run(until="Not run.")
    assert "This cell needs numpy, which this copy of the site does not have." in shown
    assert cell.output.get_by_role("link").get_attribute("href").endswith("cells.ipynb")


def test_a_library_that_the_course_does_not_use_is_python_s_own_error(warm):
    shown = Cell(warm, EXERCISE).run("import torch", until="error")
    assert "ModuleNotFoundError: No module named 'torch'" in shown


def test_nothing_was_asked_of_another_origin(warm, address):
    origin = address.partition("/chapters")[0]
    assert any(url.endswith("pyodide.asm.wasm.packed") for url in warm.asked)
    assert any("numpy-" in url for url in warm.asked)
    assert [u for u in warm.asked if not u.startswith((origin, "data:"))] == []


# -- before Python is there, and where it is not ---------------------------------------


def test_the_size_is_said_and_nothing_loaded_before_the_first_run(
    live_site, address, open_page
):
    page = open_page(address)
    cell = Cell(page, EXERCISE).open()
    python = live_site / site_live.FOLDER / "python"
    loaded = [f for f in python.iterdir() if f.suffix in {".packed", ".json", ".zip"}]
    size = sum(f.stat().st_size for f in loaded if f.name != "data.zip") / 1e6
    said = re.search(
        r"loads Python into this page: ([\d.]+) MB", cell.place.inner_text()
    )
    assert size < float(said[1]) < size + 0.5  # the modules come packed by the server
    asked = page.evaluate("performance.getEntriesByType('resource').map(e => e.name)")
    assert not [url for url in asked if "/python/" in url]
    assert page.complaints == []


def test_a_site_without_python_offers_nothing(live_site, address, open_page):
    page = open_page("about:blank")
    null = (STATIC / "live" / "parts.mjs").read_text("utf-8")
    page.route(
        "**/parts.mjs",
        lambda route: route.fulfill(body=null, content_type="text/javascript"),
    )
    page.goto(address)
    page.wait_for_load_state("networkidle")
    assert (
        page.locator("div.cell button, div.cell textarea, .live-missing").count() == 0
    )
    assert page.complaints == []


def test_without_numpy_only_exercises_are_offered_and_the_page_says_so(
    address, open_page
):
    page = open_page("about:blank")
    parts = json.dumps({"files": {}, "first": 6_500_000, "more": 0})
    page.route(
        "**/parts.mjs",
        lambda route: route.fulfill(
            body=f"export default {parts}", content_type="text/javascript"
        ),
    )
    page.goto(address)
    page.get_by_role("button", name="Edit and run cell 3").wait_for()
    assert page.get_by_role("button", name="Edit and run").count() == 1
    assert "other cells need NumPy" in page.locator(".live-missing").inner_text()


def test_a_page_from_the_disk_offers_nothing(live_site, open_page):
    page = open_page((live_site / "chapters" / "cells.html").as_uri())
    assert page.locator("div.cell button").count() == 0
    assert page.complaints == []


def test_a_file_that_does_not_come_is_named_and_the_next_run_tries_again(
    address, open_page
):
    page = open_page(address)
    page.context.route(
        "**/pyodide.asm.wasm.packed", lambda route: route.fulfill(status=404)
    )
    cell = Cell(page, EXERCISE)
    cell.run(until="Python cannot run here")
    said = "pyodide.asm.wasm.packed did not come: the server answers 404"
    assert said in cell.status.inner_text()
    page.context.unroute("**/pyodide.asm.wasm.packed")
    assert "Right." in cell.run(RIGHT)


def test_the_page_itself_may_not_run_webassembly(address, open_page):
    page = open_page(address)
    with pytest.raises(Exception, match="Content Security Policy"):
        page.evaluate(
            "WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))"
        )


if WHEELS.is_dir():  # `make live` was told where they are, and has brought them

    def test_cells_that_need_numpy_figures_and_data_run(
        browser, tmp_path_factory, serve, open_page
    ):
        site = build(tmp_path_factory.mktemp("packages"), WITH_NUMPY)
        lock = live_packages.course_lock(ROOT, PACKAGE)
        wheels = [WHEELS / entry["file_name"] for entry in lock["packages"].values()]
        site_live.put(site / site_live.FOLDER, ROOT / "src", PACKAGE, lock, wheels)
        page = open_page(f"{serve(site)}/chapters/cells.html")
        assert "(2, 1, 24, 24)" in Cell(page, 1).run()
        figure = Cell(page, 2)
        figure.run()
        assert "shift" in figure.output.get_by_role("img").get_attribute("alt")
        assert page.complaints == []


# -- edits stay ------------------------------------------------------------------------


def test_an_edit_is_there_when_the_reader_comes_back_and_gone_after_a_reset(
    address, open_page
):
    page = open_page(address)
    Cell(page, EXERCISE).open().area.fill(RIGHT)
    page.reload()
    cell = Cell(page, EXERCISE)
    cell.area.wait_for()
    assert cell.area.input_value() == RIGHT
    cell.button("Reset").click()
    page.reload()
    cell.place.get_by_role("button", name="Edit and run").wait_for()


def test_an_edit_of_a_cell_that_has_changed_since_is_not_brought_back(
    address, open_page
):
    page = open_page(address)
    Cell(page, EXERCISE).open().area.fill(RIGHT)
    page.evaluate("""() => {
        for (const key of Object.keys(localStorage))
            localStorage[key] = localStorage[key].replace("return n - k", "return n");
    }""")
    page.reload()
    Cell(page, EXERCISE).place.get_by_role("button", name="Edit and run").wait_for()


def test_where_the_browser_keeps_nothing_cells_work_all_the_same(address, open_page):
    page = open_page("about:blank")
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage',"
        " {get() { throw new DOMException('denied', 'SecurityError'); }})"
    )
    page.goto(address)
    cell = Cell(page, EXERCISE).open()
    cell.area.fill(RIGHT)
    assert cell.area.input_value() == RIGHT


# -- for everyone ----------------------------------------------------------------------


def focused(page):
    return page.evaluate(
        "document.activeElement.textContent || document.activeElement.tagName"
    )


def test_all_goes_by_keyboard_and_nothing_traps_it(address, open_page):
    page = open_page(address)
    page.get_by_role("button", name="Edit and run cell 3").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    page.keyboard.press("Control+A")
    page.keyboard.type("for n in (1, 2):\nprint(n)")
    assert Cell(page, EXERCISE).area.input_value() == "for n in (1, 2):\n    print(n)"
    names = []
    for _ in range(2):
        page.keyboard.press("Tab")
        names.append(focused(page))
    assert names == ["Run", "Reset"]
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    Cell(page, EXERCISE).wait("Done")
    assert Cell(page, EXERCISE).output.inner_text() == "1\n2\n"
    assert focused(page) == "Run"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_open_cells_are_accessible_and_fit(address, open_page, scheme, width):
    page = open_page(address, color_scheme=scheme, width=width, bypass_csp=True)
    for number in (SECOND, EXERCISE):
        Cell(page, number).open()
    page.evaluate(
        "document.querySelector('[role=status]').textContent = 'Done in 0.1 s.'"
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert Cell(page, EXERCISE).area.bounding_box()["width"] > 0.85 * min(width, 640)
    page.evaluate(AXE)
    found = page.evaluate(
        "axe.run(document.querySelector('article'), {resultTypes: ['violations']})"
        ".then(result => result.violations)"
    )
    assert [(v["id"], v["nodes"][0]["html"]) for v in found] == []
