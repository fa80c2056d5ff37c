"""Places a widget: an element that takes the place of a figure where scripts run.

    ```{widget} convolution
    :figure: fig-conv-by-hand
    :start: image=hand

    What to try with it, in words; shown with the widget alone.
    ```

The figure, of an ordinary cell of the page, moves into ``<cnn-convolution>`` and stays
there: without scripts, from the disk and on paper it is what one sees. ``:start:`` is
the state to begin with, as the widget's own links write it.

The pictures and kernels that widgets show are written here, by the library.
"""

import json
from html import escape
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from digit_files import digit_files
from docutils import nodes
from docutils.parsers.rst import Directive, directives
from notebooks.doctree_markdown import markdown
from notebooks.notebook_links import Context
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.writers.html5 import HTML5Translator

from cnnlesson import datasets, images, kernels

__all__ = ["NAMES", "pictures"]

logger = logging.getLogger(__name__)

NAMES = ("convolution", "cost", "digit", "receptive-field", "shift")
_SIDE = 28  # pixels of the pictures, and of the digits of the course


class widget(nodes.General, nodes.Element):  # noqa: N801 - docutils' way
    """The element of a widget, with what the directive says of it."""


class WidgetDirective(Directive):
    """Puts a widget where the figure is that it names."""

    required_arguments = 1
    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {
        "figure": directives.unchanged_required,
        "start": directives.unchanged_required,
    }

    def run(self) -> list[nodes.Node]:
        """Leave a node that waits for its figure."""
        (name,) = self.arguments
        if name not in NAMES:
            raise self.error(f"a widget is one of {', '.join(NAMES)}, not {name!r}")
        if "figure" not in self.options:
            raise self.error("a widget needs a figure to stand in for it: add :figure:")
        node = widget(name=name, **{"start": "", **self.options})
        node.line = self.lineno
        if self.content:
            words = nodes.container(classes=["widget-words"])
            self.state.nested_parse(self.content, self.content_offset, words)
            node += words
        return [node]


def _take_figures(app: Sphinx, doctree: nodes.document) -> None:
    """Move each figure that a widget stands for into the node of the widget."""
    for node in list(doctree.findall(widget)):
        named = [
            f for f in doctree.findall(nodes.figure) if node["figure"] in f["names"]
        ]
        node.parent.remove(node)
        if not named:
            message = "widget %r: no cell of this page makes the figure %r"
            logger.warning(message, node["name"], node["figure"], location=node)
            continue
        (figure,) = named
        figure.parent.replace(figure, node)
        node.insert(0, figure)


def visit_widget(writer: HTML5Translator, node: widget) -> None:
    """Open the element; its id is the first part of links to what it shows."""
    start = f' data-start="{escape(node["start"])}"' if node["start"] else ""
    name = node["name"]
    opened = f'<cnn-{name} class="widget" id="widget-{name}"{start}>\n'
    writer.body.append(opened)


def depart_widget(writer: HTML5Translator, node: widget) -> None:
    """Close it."""
    writer.body.append(f"</cnn-{node['name']}>\n")


@markdown.register
def _in_a_notebook(node: widget, context: Context) -> str:
    return ""  # the cell shows the figure, and a notebook has no widget


def _load(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Give a page with widgets, and no other, their style and their script."""
    if doctree is None:
        return
    names = sorted({node["name"] for node in doctree.findall(widget)})
    for sheet in ["widgets", *(f"cnn-{name}" for name in names)] if names else []:
        app.add_css_file(f"widgets/{sheet}.css")
    if names:
        app.add_js_file("widgets/start.js")


def pictures() -> dict[str, Any]:
    """Return the pictures and kernels of the widgets, by name.

    Pictures are levels from 0 to 255 in rows, a grey one or red, green and blue.
    """
    digit = datasets.load_sample()[1].images[8, 0]
    photograph = datasets.photograph(32, colour=True)[:, :_SIDE, 2 : 2 + _SIDE]
    step = images.step_edge(_SIDE, light=0.8)
    shown = {"step": step[None], "digit": digit[None], "photograph": photograph}
    shown["portrait"] = datasets.photograph(64)[None]
    named = {
        "identity": kernels.identity(),
        "box": kernels.box(),
        "gaussian": kernels.gaussian(),
        "gaussian5": kernels.gaussian(5),
        "sharpen": kernels.sharpen(),
        "emboss": kernels.emboss(),
        "sobel_x": kernels.sobel_x(),
        "sobel_y": kernels.sobel_y(),
        "diagonal": kernels.diagonal(),
        "laplacian": kernels.laplacian(),
    }
    return {
        "pictures": {
            n: (255 * p).round().astype(int).tolist() for n, p in shown.items()
        },
        "kernels": {n: np.asarray(k).tolist() for n, k in named.items()},
    }


def _write_files(app: Sphinx, exception: Exception | None) -> None:
    folder = Path(app.outdir, "_static", "widgets")
    if exception is None and app.builder.format == "html" and folder.is_dir():
        text = json.dumps(pictures(), separators=(",", ":"))
        (folder / "pictures.json").write_text(f"{text}\n", "utf-8", newline="\n")
        for name, content in digit_files().items():
            (folder / name).write_bytes(content)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive; its figures move once a page is read."""
    app.add_node(widget, html=(visit_widget, depart_widget))
    app.add_directive("widget", WidgetDirective)
    app.connect("doctree-read", _take_figures)
    app.connect("html-page-context", _load)
    app.connect("build-finished", _write_files)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
