import pytest
from gate import page_checks
from tiny_site import NOTEBOOK, Site

OTHER = (
    NOTEBOOK
    + """---

# Another page

```{code-cell} python3
:tags: [remove-cell]
from myst_nb import glue
glue("far", 77070336, display=False)
```
"""
)
PAGE = (
    NOTEBOOK
    + """---

# Faults

A share of 0.977 is typed,
and so is 12,730 after a line end,
and 1,024, which a cell prints,
and 77,070,336 of another page: {glue:text}`other.md::far:,d`.
Correct: {glue:text}`share:.3f`, {glue:text}`count:,d`, {glue:text}`given`.

:::{note}
In a note
0.977 again.
:::

| what | share |
| :-- | --: |
| in a table | 0.977 |

No fault: `12,730`, $12730$, [0.977](https://example.org/12730), VGG-1024, 0.9771,
4.0 and 1536 given in code, 28 and 300 too small to tell, in 2012, 10.977
and 0.977.1, 97.

```python
assert 3 * 2**9 == 1536
```

A formula without its dollars: \\frac{1}{2}.

![](nothing.svg)

![two squares](nothing.svg)

A pasted {glue:text}`scalar` and
a pasted {glue}`missing`.

```{code-cell} python3
:tags: [remove-cell]
from myst_nb import glue
import numpy as np
from IPython.display import HTML, SVG, display
glue("share", 0.97712, display=False)
glue("count", 12_000 + 730, display=False)
glue("given", 4.0, display=False)
glue("scalar", np.float64(0.5), display=False)
glue("missing", float("nan"), display=False)
glue("active", HTML("<a href='JavaScript:x()'>x</a>"), display=False)

def figure(data):
    axes = f'<g id="axes_1">{data}</g>'
    return SVG(f'<svg xmlns="http://www.w3.org/2000/svg">{axes}</svg>')

line = '<path clip-path="url(#a)" d="M 0 0 L 1 1" style="stroke: #0072b3"/>'
```

```{code-cell} python3
print(2**10, 3 * 2**9, 28, 12 * 25, 1000 + 1012)
```

```{code-cell} python3
---
mystnb:
  image: {alt: A line}
  figure: {name: fig-good, caption: A share of 0.977 in a caption.}
---
figure(line)  # with a number in its caption
```

```{code-cell} python3
---
mystnb:
  image: {alt: fig.svg}
---
figure(line * 2)  # with a file name for alt
```

```{code-cell} python3
figure(line * 3)  # without alt
```

```{code-cell} python3
---
mystnb:
  image: {alt: Nothing}
---
figure("")  # blank
```

```{code-cell} python3
---
mystnb:
  figure: {name: fig-lost, caption: Nothing}
---
lost = figure(line)
```

```{code-cell} python3
HTML("<b onclick='x()'>b</b>")
```

```{code-cell} python3
display(HTML("<SCRIPT>x()</SCRIPT>"))
```

```{code-cell} python3
"<script> and <b onclick=x> are words in plain text"
```

```{code-cell} python3
np.float32(0.5)
```

```{code-cell} python3
print([np.True_])
```

```{code-cell} python3
np.arange(3, dtype=np.int8)
```

```{code-cell} python3
print(1 / 3)
```

```{code-cell} python3
print(float("nan"), "banana", "inflate")
```

```{code-cell} python3
print([-float("inf")])
```

```{code-cell} python3
print(object())
```

```{code-cell} python3
print("saved in /home/somebody/x.npz, not https://x.org/home/x")
```

```{code-cell} python3
:tags: [raises-exception]
import nbformat
nbformat.read(None, 4)  # shows where it is installed
```

```{code-cell} python3
print(r"saved in C:\\Users\\x")
```

```{code-cell} python3
print("DeprecationWarning: use the other")
```
"""
)
FAULTS = [  # rule, line of prose or last line of the cell, message
    ("typed-number", "A share of 0.977 is typed,", "0.977 is typed"),
    ("typed-number", "and so is 12,730 after a line end,", "it is glued as 'count'"),
    (
        "typed-number",
        "and 1,024, which a cell prints,",
        "the cell at line {} prints it",
    ),
    (
        "typed-number",
        "and 77,070,336 of another page: {glue:text}`other.md::far:,d`.",
        "it is glued as 'far'",
    ),
    ("typed-number", "0.977 again.", "it is glued as 'share'"),
    ("typed-number", "| what | share |", "it is glued as 'share'"),
    ("typed-number", "figure(line)  # with a number in its caption", "'share'"),
    ("flaw", "A formula without its dollars: \\frac{1}{2}.", "LaTeX"),
    ("missing-alt", "![](nothing.svg)", "image nothing.svg has no alt text: ''"),
    ("flaw", "A pasted {glue:text}`scalar` and", "not rounded: np.float64(0.5)"),
    ("flaw", "A pasted {glue:text}`scalar` and", "not a number: nan"),
    ("active-output", None, "an output holds a script: JavaScript:"),
    ("missing-alt", "figure(line * 2)  # with a file name for alt", "'fig.svg'"),
    ("missing-alt", "figure(line * 3)  # without alt", ".svg has no alt text"),
    ("blank-figure", 'figure("")  # blank', "the figure shows nothing"),
    ("lost-figure", "lost = figure(line)", "the cell of figure 'fig-lost'"),
    ("active-output", "HTML(\"<b onclick='x()'>b</b>\")", "<b onclick="),
    ("active-output", 'display(HTML("<SCRIPT>x()</SCRIPT>"))', "<SCRIPT"),
    ("flaw", "np.float32(0.5)", "not rounded: np.float32(0.5)"),
    ("flaw", "print([np.True_])", "not rounded: np.True_"),
    ("flaw", "np.arange(3, dtype=np.int8)", "array([0, 1, 2], dtype=int8)"),
    ("flaw", "print(1 / 3)", "not rounded: 0.3333333333333333"),
    ("flaw", 'print(float("nan"), "banana", "inflate")', "not a number: nan"),
    ("flaw", 'print([-float("inf")])', "not a number: inf"),
    ("flaw", "print(object())", "address: <object object at 0x"),
    (
        "flaw",
        'print("saved in /home/somebody/x.npz, not https://x.org/home/x")',
        "a path of the machine that built the page: /home/somebody/x.npz",
    ),
    ("flaw", 'print(r"saved in C:\\Users\\x")', "built the page: C:\\Users\\x"),
    (
        "flaw",
        "nbformat.read(None, 4)  # shows where it is installed",
        "a path of the machine that built the page: ",
    ),
    ("flaw", 'print("DeprecationWarning: use the other")', "warns: DeprecationWarning"),
]


def places(page):
    """Return for each line of `page` itself, or of a cell its last line of code."""
    rows, place = page.splitlines(), {None: None}
    fence = None
    for number, row in enumerate(rows, 1):
        place[number] = row
        if row.startswith("```{code-cell}"):
            fence = number
        elif row == "```" and fence:
            place |= dict.fromkeys(range(fence, number), rows[number - 2])
            fence = None
    return place


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    conf = """import os
from gate import page_checks
page_checks.RULES.pop(os.environ.get("WITHOUT"), 0)
page_checks.RULES_OF_HTML.pop(os.environ.get("WITHOUT"), 0)"""
    pages = {"other.md": OTHER, "faults.md": PAGE}
    made = Site(tmp_path_factory.mktemp("faults"), pages, "gate.page_checks", conf=conf)
    made.write("nothing.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>')
    return made


@pytest.fixture(scope="module")
def built(site):
    return site.build()


def test_each_fault_is_reported_at_its_place_and_nothing_else(built):
    status, warned = built
    place = places(PAGE)
    found = [(w.rule, place[w.line]) for w in warned if w.page == "faults.md"]
    assert status == 1
    assert sorted(found, key=str) == sorted(
        ((f"gate.{rule}", row) for rule, row, _ in FAULTS), key=str
    )
    assert len(found) == len(warned)


@pytest.mark.parametrize(("rule", "row", "message"), FAULTS)
def test_the_message_says_what_is_wrong(built, rule, row, message):
    place = places(PAGE)
    said = [w.message for w in built[1] if place[w.line] == row]
    prints = next(n for n, last in place.items() if str(last).startswith("print(2**10"))
    assert any(message.format(prints) in text for text in said)


@pytest.mark.parametrize("rule", [*page_checks.RULES, *page_checks.RULES_OF_HTML])
def test_without_its_rule_a_fault_gets_through(site, built, rule):
    _, warned = site.build(out=f"without-{rule}", WITHOUT=rule)
    assert warned == [w for w in built[1] if w.rule != f"gate.{rule}"] != built[1]
