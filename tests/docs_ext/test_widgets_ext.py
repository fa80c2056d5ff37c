import json
from pathlib import Path

import numpy as np
import pytest
from tiny_site import NOTEBOOK, Site, line_of
from widgets import NAMES, pictures

from cnnlesson import kernels

STATIC = Path(__file__).parents[2] / "docs" / "_static"
CONF = f"html_static_path = [{str(STATIC)!r}]"
EXTENSIONS = ("maths.mathml", "notebooks.chapter_notebooks", "widgets")
PAGE = f"""{NOTEBOOK}notebook: page
---

# Page

See {{numref}}`fig-ring`.

```{{code-cell}} python3
---
mystnb:
  figure:
    name: fig-ring
    caption: A ring of pixels.
---
from IPython.display import SVG

SVG('<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9"/></svg>')
```

```{{widget}} convolution
:figure: fig-ring
:start: image=step&stride=2

Move the *window*.
```

The end.
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    root = tmp_path_factory.mktemp("site")
    site = Site(
        root, {"chapters/page.md": PAGE, "plain.md": "# Plain"}, *EXTENSIONS, conf=CONF
    )
    assert site.build() == (0, [])
    return root / "build" / "html"


def test_the_figure_stands_in_the_element_with_its_caption_and_number(built):
    html = (built / "chapters" / "page.html").read_text("utf-8")
    start = html.index('<cnn-convolution class="widget"')
    tag, inside = html[start : html.index("</cnn-convolution>")].split(">", 1)
    assert 'id="widget-convolution"' in tag
    assert 'data-start="image=step&amp;stride=2"' in tag
    assert html.count("<figure") == inside.count("<figure") == 1
    assert 'id="fig-ring"' in inside
    assert "A ring of pixels." in inside
    assert 'href="#fig-ring"' in html
    words = inside.index("widget-words")
    assert words > inside.index("</figure>")
    assert "<em>window</em>" in inside[words:]


def test_only_a_page_with_a_widget_loads_its_script_and_style(built):
    names = ("start.js", "widgets.css", "cnn-convolution.css")
    loaded = [f"_static/widgets/{name}" for name in names]
    with_widget = (built / "chapters" / "page.html").read_text("utf-8")
    without = (built / "plain.html").read_text("utf-8")
    assert all(name in with_widget for name in loaded)
    assert "_static/widgets/" not in without
    assert "cnn-cost" not in with_widget


def test_the_notebook_shows_the_figure_and_no_widget(built):
    notebook = json.loads((built / "notebooks" / "page.ipynb").read_text("utf-8"))
    text = json.dumps(notebook)
    assert "A ring of pixels." in text
    assert "image/svg+xml" in text
    assert "cnn-convolution" not in text
    assert "Move the" not in text


def test_the_build_writes_the_pictures_of_the_library(built):
    written = json.loads((built / "_static/widgets/pictures.json").read_text("utf-8"))
    assert written == pictures()
    assert np.array_equal(written["kernels"]["emboss"], kernels.emboss())
    for name, picture in written["pictures"].items():
        side = 64 if name == "portrait" else 28
        channels = 3 if name == "photograph" else 1
        assert np.shape(picture) == (channels, side, side), name
        assert 0 <= np.min(picture) < 80
        assert 200 < np.max(picture) <= 255


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("convolution\n", "convolutions\n", f"a widget is one of {', '.join(NAMES)}"),
        (":figure: fig-ring\n", "", "needs a figure to stand in for it"),
        (":figure: fig-ring", ":figure: fig-rings", "makes the figure 'fig-rings'"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path, old, new, message):
    page = PAGE.replace(old, new)
    code, warned = Site(
        tmp_path, {"chapters/page.md": page}, *EXTENSIONS, conf=CONF
    ).build()
    (found,) = [warning for warning in warned if message in warning.message]
    assert code == 1
    assert found.line == line_of(page, "{widget}")
