"""Prepares pages with cells for running them in the page (``docs/_static/live``).

Every such page loads one small script, which offers nothing unless ``make live`` has
put Python beside the site. A cell that the page hides but a later one needs stands in
the page unseen, so that the later one can run.
"""

from typing import Any

from docutils import nodes
from gate.executed_pages import Page
from notebooks.notebook_code import needed
from sphinx.application import Sphinx

FOLDER = "live"  # below _static


class unseen_cell(nodes.General, nodes.Element):  # noqa: N801 - docutils' way
    """The code, :attr:`code`, of a cell that a reader does not see."""


def _cells(doctree: nodes.document) -> dict[int, nodes.container]:
    """Return the cells that the page shows with their code, by their index."""
    return {
        node["cell_index"]: node
        for node in doctree.findall(nodes.container)
        if node.get("nb_element") == "cell_code"
        and any(
            "cell_input" in part["classes"] for part in node.findall(nodes.container)
        )
    }


def _add_unseen(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    if app.builder.name != "html" or not (shown := _cells(doctree)):
        return
    cells = Page(app, docname, doctree).cells
    unseen: list[nodes.Node] = []
    for cell in needed(cells, hidden={c.index for c in cells} - set(shown)):
        if cell.index not in shown:
            unseen.append(unseen_cell(code=cell.source))
        else:
            place = shown[cell.index]
            place.parent.insert(place.parent.index(place), unseen)
            unseen = []


def _add_script(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Load the script on this page alone, if it has cells."""
    if doctree is not None and _cells(doctree):
        app.add_js_file(f"{FOLDER}/start.js", loading_method="defer")
        app.add_css_file(f"{FOLDER}/live.css")


def visit_unseen(writer: Any, node: unseen_cell) -> None:
    """Write the code where neither eye nor screen reader finds it."""
    code = writer.encode(node["code"])
    writer.body.append(f'<pre class="unseen-cell" hidden>\n{code}</pre>\n')
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, Any]:
    """Add to a page when it is resolved, after its notebook was written from it."""
    app.add_node(unseen_cell, html=(visit_unseen, None))
    app.connect("doctree-resolved", _add_unseen, priority=900)
    app.connect("html-page-context", _add_script)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
