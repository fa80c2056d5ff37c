"""Exercises alone, the works a page cites, the zips and the table: one small site."""

import re
import subprocess
import sys
from zipfile import ZipFile

import nbformat
import pytest
from tiny_site import NOTEBOOK, Site

CHAPTER = (
    NOTEBOOK
    + """notebook: 01_first_steps
---

# 🔎 First *steps*

**Time.** About 25 minutes to read.

```{notebook}
```

As {cite:t}`who1999` says, see {cite}`other2001`.

```{code-cell} python3
import math
from collections import Counter
values = [1, 2, 3]
values.append(4)
print(len(values))
```

```{code-cell} python3
def double(x):
    return 2 * x

unused = double(3)
```

```{code-cell} python3
:tags: [remove-cell]
hidden = double(len(values))
```

(fig)=
## Try it

Three exercises.

:::{exercise} Find 3 minima
:level: core
:minutes: 5
:trains: counting
How many `values` are there? Use `double`, and what [the page](#fig) says.
:::

:::{admonition} A hint
Look.
:::

:::{solution}
```python
answer = math.sqrt(hidden)
```
:::

:::{exercise} Begin
:level: stretch
:minutes: 12
:trains: to begin
From here.
:::

```{code-cell} python3
:tags: [exercise]
from collections import OrderedDict

def mine(x):
    return x

mine(1)
```

```{code-cell} python3
:tags: [remove-cell]
secret = mine(values) + Counter(values)[1:] if False else 42
```

:::{solution}
It is `secret`.
```python
print(secret)
```
:::

```{code-cell} python3
print("part of the solution")
```

## After

```{code-cell} python3
late = 1
```
"""
)
PLAIN = (
    NOTEBOOK + "---\n\n# More\n\n```{notebook}\n```\n\n```{code-cell} python3\n1\n```\n"
)
TEACHING = "# Teaching\n\n```{notebook-table}\n```\n"
BOOKS = """@book{who1999, author={Ann Who}, title={A_b}, year={1999}, publisher={P}}
@book{other2001, author={Bo Other}, title={Two}, year={2001}, publisher={P}}
@book{third2002, author={Cy Third}, title={Three}, year={2002}, publisher={P}}
"""
PROJECT = """[project]
name = "tiny"
version = "1.2"
requires-python = ">=3.11"
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
[tool.hatch.build.targets.wheel]
packages = ["tiny"]
"""
EXTENSIONS = (
    "sphinxcontrib.bibtex",
    *("exercises", "gate.cell_errors"),
    *("notebooks.chapter_notebooks", "notebooks.notebook_table", "notebooks.bundles"),
)
CONF = """
project, release = "tiny", "1.2"
bibtex_bibfiles = ["docs/books.bib"]
notebook_library = {library!r}
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    root, library = map(tmp_path_factory.mktemp, ("exercises", "library"))
    (library / "pyproject.toml").write_text(PROJECT)
    (library / "tiny").mkdir()
    (library / "tiny" / "__init__.py").write_text("here = 1\n")
    pages = {
        "chapters/02-more.md": PLAIN,  # in the order of the pages, which is not theirs
        "chapters/01-first-steps.md": CHAPTER,
        "teaching.md": TEACHING,
        "books.md": "# Books\n\n```{bibliography}\n:all:\n```\n",
    }
    conf = CONF.format(library=str(library))
    made = Site(root, pages, *EXTENSIONS, conf=conf)
    made.write("books.bib", BOOKS)
    return made


@pytest.fixture(scope="module")
def built(site):
    """Build the site and return what the builder said of it and where it is."""
    status, warned = site.build()
    (only,) = warned  # chapter 2 says no time
    assert (status, only.page) == (1, "02-more.md")
    assert only.message.startswith("says no time")
    return site.root / "build" / "html"


@pytest.fixture(scope="module")
def exercises(built):
    path = built / "notebooks" / "01_first_steps_exercises.ipynb"
    return nbformat.read(path, as_version=4)


def test_a_prompt_is_a_heading_with_its_words(exercises):
    words = [c.source for c in exercises.cells if c.cell_type == "markdown"]
    assert words[1] == "# 🔎 First *steps*: exercises"
    assert words[2].startswith("## What the exercises use of the chapter")
    assert words[3].startswith(
        "## Exercise 1.1: Find 3 minima\n\nCore, 5 minutes. Trains counting.\n\n"
        "How many `values`"
    )
    assert "what the page says" in words[3]
    assert words[4:] == [
        "> **A hint**\n>\n> Look.",
        "## Exercise 1.2: Begin\n\nStretch, 12 minutes. Trains to begin.\n\nFrom here.",
    ]


def test_what_the_exercises_use_comes_along_and_no_more(exercises):
    set_up, answer, start = [c for c in exercises.cells if c.cell_type == "code"]
    assert set_up.source == (
        "import math\n\nvalues = [1, 2, 3]\nvalues.append(4)\n\n"
        "def double(x):\n    return 2 * x\n\nhidden = double(len(values))"
    )
    assert answer.source == "# Your answer"
    assert start.source.endswith("mine(1)")
    assert start.metadata.tags == ["exercise"]


def test_no_solution_and_no_output_is_handed_out(exercises):
    text = nbformat.writes(exercises)
    assert not re.search("secret|solution|sqrt|Counter|late", text)
    for cell in exercises.cells:
        assert cell.get("outputs", []) == []
        assert cell.get("execution_count") is None


def test_a_chapter_without_exercises_has_no_second_notebook(built):
    names = sorted(path.name for path in (built / "notebooks").glob("*.ipynb"))
    assert names == [
        "01_first_steps.ipynb",
        "01_first_steps_exercises.ipynb",
        "02_more.ipynb",
    ]
    links = re.findall(
        r'href="../notebooks/(.*?)"', (built / "chapters/02-more.html").read_text()
    )
    assert links == ["02_more.ipynb"]


def test_the_notebook_ends_in_what_the_page_cites(built):
    path = built / "notebooks" / "01_first_steps.ipynb"
    last = nbformat.read(path, as_version=4).cells[-1].source
    assert last.replace("\u00a0", " ") == (
        "## What this page cites\n\n"
        "- Bo Other. *Two*. P, 2001.\n- Ann Who. *A_b*. P, 1999."
    )


def test_from_the_published_site_an_exercise_links_to_its_chapter(site, built):
    site.build("-D", "html_baseurl=https://example.org/c/", out="published")
    folder = site.root / "build" / "published" / "notebooks"
    text = (folder / "01_first_steps_exercises.ipynb").read_text("utf-8")
    assert "[the page](https://example.org/c/chapters/01-first-steps.html#fig)" in text


def test_the_zips_hold_notebooks_the_library_and_a_word(built):
    wheel = "tiny-1.2-py3-none-any.whl"
    for name, notebooks in {
        "tiny-notebooks": ["01_first_steps.ipynb", "02_more.ipynb"],
        "tiny-exercises": ["01_first_steps_exercises.ipynb"],
    }.items():
        with ZipFile(built / "notebooks" / f"{name}.zip") as archive:
            expected = [f"{name}/{file}" for file in ["README.md", *notebooks, wheel]]
            assert archive.namelist() == expected
            assert wheel in archive.read(f"{name}/README.md").decode()
            for file in [*notebooks, wheel]:
                kept = (built / "notebooks" / file).read_bytes()
                assert archive.read(f"{name}/{file}") == kept


def test_the_library_is_installed_from_its_file(built, tmp_path):
    with ZipFile(built / "notebooks" / "tiny-1.2-py3-none-any.whl") as wheel:
        wheel.extractall(tmp_path)
    command = [sys.executable, "-c", "import tiny; print(tiny.here)"]
    assert subprocess.check_output(command, cwd=tmp_path, text=True) == "1\n"


def test_a_second_build_packs_the_same_bytes(site, built):
    site.build(folder="again")
    for path in (built / "notebooks").iterdir():
        again = site.root / "again" / "html" / "notebooks" / path.name
        assert again.read_bytes() == path.read_bytes(), path.name


def test_the_table_lists_chapters_minutes_and_notebooks(built):
    page = (built / "teaching.html").read_text("utf-8")
    rows = re.findall(r"<tr.*?</tr>", page, re.DOTALL)
    cells = [[re.sub("<.*?>", "", c).strip() for c in r.split("</td>")] for r in rows]
    assert cells[1:] == [
        ["2 · More", "–", "–", "whole", ""],
        ["1 · First steps", "25\u00a0min", "17\u00a0min", "whole · exercises", ""],
        ["All, in a zip", "25\u00a0min", "17\u00a0min", "whole · exercises", ""],
    ]
    assert re.findall(r'href="(notebooks/.*?)"', page) == [
        "notebooks/02_more.ipynb",
        "notebooks/01_first_steps.ipynb",
        "notebooks/01_first_steps_exercises.ipynb",
        "notebooks/tiny-notebooks.zip",
        "notebooks/tiny-exercises.zip",
    ]
    assert 'href="chapters/01-first-steps.html"' in page
