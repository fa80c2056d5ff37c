import re
import subprocess
import sys

import nbformat
import pytest
from tiny_site import NOTEBOOK, Site

CHAPTER = (
    NOTEBOOK
    + """notebook: 01_first_steps
---

# First *steps*

```{notebook}
```

Read {numref}`fig-circle`, {eq}`line` and {numref}`listing-code`; the {term}`thing`,
the [next chapter](02-more.md#later), the [end](#the-end) and <https://example.org/a_b>.
A 2*3, a snake_case, a _lone_ `` `tick` ``, a [0, 1], a \\$5, $x_1$,
H{sub}`2`O, a note[^n].

1986\\. A year may start a paragraph.

1. one

   with a second paragraph
2. two
   - deeper

- tight
- list

term
: Its definition, with $y$.

:::{note}
Careful.

```python
x = "```"
```
:::

:::{admonition} An own *title*
Its words.
:::

{attribution="Somebody"}
> Quoted.

| what | share |
| :-- | --: |
| first | {glue:text}`root:.2f` |
| $\\Vert a\\Vert > \\|b\\|$ | `c\\|d` |

$$
y = 2 x
$$ (line)

$$
a &= b \\\\
c &= d
$$

```{code-block} text
:name: listing-code
:caption: A listing

plain
```

```{literalinclude} shown.py
:pyobject: twice
```

```{glue:figure} square
:alt: a square
:name: fig-square
A glued figure.
```

***

## Cells

```{code-cell} python3
:tags: [remove-cell]
import math
from IPython.display import SVG, HTML
from myst_nb import glue
```

```{code-cell} python3
:tags: [remove-cell]
root = math.sqrt(2)
for key, value in {"root": root, "unused": root}.items():
    glue(key, value, display=False)
square = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9v9"/></svg>'
glue("square", SVG(square), display=False)
```

```{code-cell} python3
value = math.floor(2.5)
print("two:", value)
```

```{code-cell} python3
---
tags: [hide-input]
mystnb:
  figure:
    name: fig-circle
    caption: A *circle* for {glue:text}`root:.2f`.
  image: {alt: A circle}
---
SVG('<svg xmlns="http://www.w3.org/2000/svg"><circle r="4"/></svg>')
```

Between.

```{code-cell} python3
:tags: [remove-input]
HTML("<b>shown</b>")
```

### The end

Done.

[^n]: The note.
"""
)
MORE = (
    NOTEBOOK
    + """---

# More

```{code-cell} python3
1
```

## Later

See the [first](01-first.md) and {doc}`the index </index>`.
"""
)
GLOSSARY = "# Glossary\n\n:::{glossary}\nthing\n  A thing.\n:::\n"
SHOWN = "def twice(x):\n    return 2 * x\n"
EXTENSIONS = ("gate.cell_errors", "gate.page_checks", "notebooks.chapter_notebooks")
EXPECTED = [
    "# First *steps*",
    "Read Fig. 2, (1) and Listing 1; the thing,",
    "the [next chapter](02_more.ipynb), the end and",
    "and [https://example.org/a_b](https://example.org/a_b).",
    "A 2\\*3, a snake_case, a *lone* `` `tick` ``, a \\[0, 1], a \\$5, $x_1$,",
    "H<sub>2</sub>O, a note\\[1].",
    "1986\\. A year",
    "1. one\n\n   with a second paragraph\n\n2. two\n\n   - deeper",
    "- tight\n- list",
    "- **term**: Its definition, with $y$.",
    '> **Note**\n>\n> Careful.\n>\n> ````python\n> x = "```"\n> ````',
    "> **An own *title***\n>\n> Its words.",
    "> Quoted.\n>\n> — Somebody",
    "| what | share |\n| :-- | --: |\n| first | 1.41 |",
    "| $\\Vert a\\Vert > \\vert b\\vert $ | `c\\|d` |",
    "$$\ny = 2 x \\tag{1}\n$$",
    "$$\n\\begin{aligned}a &= b \\\\\nc &= d\\end{aligned}\n$$",
    "**Listing 1.** A listing\n\n```\nplain\n```",
    "```python\ndef twice(x):\n    return 2 * x\n```",
    "**Fig. 1.** A glued figure.",
    "\n\n---",
    "## Cells",
    "**Fig. 2.** A *circle* for 1.41.\n\nBetween.",
    "### The end\n\nDone.",
    "\\[1] The note.",
]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    pages = {
        "chapters/01-first.md": CHAPTER,
        "chapters/02-more.md": MORE,
        "glossary.md": GLOSSARY,
    }
    conf = 'project, release = "tiny", "1.2"'
    made = Site(tmp_path_factory.mktemp("chapters"), pages, *EXTENSIONS, conf=conf)
    made.write("chapters/shown.py", SHOWN)
    return made


@pytest.fixture(scope="module")
def written(site):
    """Build the site, which has no fault, and return the folder of its notebooks."""
    assert site.build() == (0, [])
    return site.root / "build" / "html" / "notebooks"


@pytest.fixture(scope="module")
def notebook(written):
    return nbformat.read(written / "01_first_steps.ipynb", as_version=4)


def words(notebook):
    return "\n\n".join(c.source for c in notebook.cells if c.cell_type == "markdown")


def code(notebook):
    return [c for c in notebook.cells if c.cell_type == "code"]


@pytest.mark.parametrize("text", EXPECTED)
def test_each_kind_of_block_is_plain_markdown(notebook, text):
    assert text in words(notebook)


def test_no_directive_or_role_is_left(written):
    for path in written.glob("*.ipynb"):
        text = words(nbformat.read(path, as_version=4))
        assert not re.search(r"\{[a-z:]+\}`|:::|```\{", text)


def test_it_opens_with_how_to_run_it(notebook):
    install = "python -m pip install tiny-1.2-py3-none-any.whl jupyterlab"
    assert install in notebook.cells[0].source
    assert "is in the zip with all notebooks" in notebook.cells[0].source
    assert notebook.cells[1].source.startswith("# First")


def test_a_heading_opens_a_cell(notebook):
    heads = [cell.source.partition("\n")[0] for cell in notebook.cells]
    assert {"# First *steps*", "## Cells", "### The end"} <= set(heads)


def test_cells_have_their_outputs(notebook):
    _, floor, circle, shown = code(notebook)
    assert floor.outputs[0].text == "two: 2\n"
    assert circle.outputs[0].data["image/svg+xml"].endswith('<circle r="4"/></svg>')
    assert shown.outputs[0].data["text/html"] == "<b>shown</b>"
    assert all("execution" not in cell.metadata for cell in notebook.cells)


def test_a_hidden_cell_stays_only_where_it_is_needed(notebook):
    preparing = code(notebook)[0].source
    assert preparing == "import math\nfrom IPython.display import SVG, HTML"
    assert not any("sqrt" in cell.source for cell in code(notebook))


def test_cells_count_as_they_will_when_they_run(notebook):
    assert [cell.execution_count for cell in code(notebook)] == [1, 2, 3, 4]
    assert code(notebook)[2].outputs[0].execution_count == 3
    assert [cell.id for cell in notebook.cells][:3] == ["cell-0", "cell-1", "cell-2"]


def test_a_figure_of_the_text_travels_with_it(notebook):
    (cell,) = [c for c in notebook.cells if "attachments" in c]
    ((name, content),) = cell.attachments.items()
    assert f"![a square](attachment:{name})" in cell.source
    assert list(content) == ["image/svg+xml"]


def test_it_runs_anywhere(written, tmp_path):
    program = """import sys, nbclient, nbformat
nbclient.execute(nbformat.read(sys.argv[1], 4))"""
    path = written / "01_first_steps.ipynb"
    subprocess.run([sys.executable, "-c", program, path], cwd=tmp_path, check=True)
    assert "myst_nb" not in path.read_text("utf-8")


def test_a_second_build_writes_the_same_bytes(site, written):
    assert site.build(folder="again") == (0, [])
    names = sorted(path.name for path in written.iterdir())
    assert names == ["01_first_steps.ipynb", "02_more.ipynb"]
    for name in names:
        again = site.root / "again" / "html" / "notebooks" / name
        assert again.read_bytes() == (written / name).read_bytes()


def test_links_lead_to_the_published_site_once_it_has_an_address(site, written):
    site.build("-D", "html_baseurl=https://example.org/course/", out="published")
    folder = site.root / "build" / "published" / "notebooks"
    first, more = (
        words(nbformat.read(folder / name, as_version=4))
        for name in ("01_first_steps.ipynb", "02_more.ipynb")
    )
    base = "https://example.org/course"
    assert f"[next chapter]({base}/chapters/02-more.html#later)" in first
    assert f"[thing]({base}/glossary.html#term-thing)" in first
    assert f"[the index]({base}/index.html)" in more
    assert f'install "{base}/notebooks/tiny-1.2-py3-none-any.whl"' in first
    assert f"part of [the site of the course]({base}/)" in first
    assert "the end and" in first


def test_the_page_links_to_its_notebook(site, written):
    page = (site.root / "build" / "html" / "chapters" / "01-first.html").read_text(
        "utf-8"
    )
    link = re.search(r'<a [^>]*href="([^"]*ipynb)"[^>]*>(.*?)</a>(.*?)</p>', page)
    assert link[1] == "../notebooks/01_first_steps.ipynb"
    assert re.sub("<.*?>", "", link[2] + link[3]).endswith("(01_first_steps.ipynb)")


def test_what_a_notebook_cannot_show_is_reported(tmp_path):
    unknown = "---\nfile_format: mystnb\nnotebook: same\n---\n\n# A\n\n"
    fields = "```{eval-rst}\n:field: its content\n```\n"
    pages = {
        "chapters/a.md": unknown + "```{code-cell} python3\n1\n```\n\n" + fields,
        "chapters/b.md": unknown + "```{code-cell} python3\n1\n```\n",
    }
    site = Site(tmp_path, pages, "notebooks.chapter_notebooks")
    status, warned = site.build("-D", "nb_execution_mode=off")
    said = "\n".join(w.message for w in warned)
    assert status == 1
    assert "a notebook cannot show field_list" in said
    assert "2 pages have the same notebook: same.ipynb" in said


def test_a_lost_image_is_reported_for_its_page_and_stops_nothing(tmp_path):
    page = f"{NOTEBOOK}notebook: a\n---\n\n# A\n\n![A ring](lost.svg)\n"
    site = Site(tmp_path, {"chapters/a.md": page}, "notebooks.chapter_notebooks")
    status, warned = site.build()
    assert status == 1
    assert [w.rule for w in warned] == ["image.not_readable"]
    written = tmp_path / "build" / "html" / "notebooks" / "a.ipynb"
    assert "![A ring](chapters/lost.svg)" in words(nbformat.read(written, 4))
