import re

import pytest
from tiny_site import NOTEBOOK, Site

PAGE = f"""{NOTEBOOK}---
# Cells

```{{code-cell}} python3
shown = 1
```

```{{code-cell}} python3
:tags: [remove-cell]
from myst_nb import glue
less = shown < 2 and "<b>"
glue("less", less)
```

```{{code-cell}} python3
:tags: [remove-cell]
assert shown == 1
```

```{{code-cell}} python3
:tags: [remove-input]
print("no code", shown)
middle = 3
```

```{{code-cell}} python3
:tags: [exercise]
print(less, middle)
```
"""
PLAIN = "# Words\n\nNo cell.\n"


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    root = tmp_path_factory.mktemp("cells")
    site = Site(root, {"a.md": PAGE, "b.md": PLAIN}, "live_cells")
    assert site.build() == (0, [])
    html = root / "build" / "html"
    return {name: (html / f"{name}.html").read_text("utf-8") for name in "ab"}


def test_what_a_shown_cell_needs_of_unseen_ones_stands_before_it(pages):
    unseen = re.findall(
        r'<pre class="unseen-cell" hidden>\n(.*?)</pre>', pages["a"], re.S
    )
    assert len(unseen) == 2
    assert "less = shown &lt; 2 and &quot;&lt;b&gt;&quot;" in unseen[0]
    assert "myst_nb" not in unseen[0]
    assert unseen[1].strip() == "middle = 3"  # what is printed is there already
    assert "assert" not in pages["a"]
    first, last = pages["a"].index("unseen-cell"), pages["a"].rindex("unseen-cell")
    assert pages["a"].index("shown</span>") < first < last
    assert last < pages["a"].index("tag_exercise")


def test_only_pages_with_cells_load_the_script(pages):
    assert 'defer="defer" src="_static/live/start.js' in pages["a"]
    assert "_static/live/live.css" in pages["a"]
    assert "live/" not in pages["b"]
