"""Writes each chapter as a notebook too: its words as Markdown, its cells and outputs.

The words come from the resolved doctree, where numbers, references and shown code are
text; code and outputs from the notebook that was executed for the page. The file is
``notebooks/NAME.ipynb`` in the site, NAME being ``notebook:`` in the page's front
matter, and the same bytes on every build. The directive ``{notebook}`` links to it.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeGuard

import nbformat
from docutils import nodes
from gate.executed_pages import Cell, Page
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.osutil import relative_uri

import notebooks.markdown_blocks  # noqa: F401  (registers)
from notebooks.doctree_markdown import blocks
from notebooks.notebook_code import needed, portable
from notebooks.notebook_links import FOLDER, Context, notebook_name

__all__ = ["notebook_of"]

logger = logging.getLogger(__name__)

HOW_TO_RUN = (
    "To run this notebook, install the course's library: "
    "`python -m pip install .` in the folder of the repository."
)
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
LINK = "notebook-link"  # class of the paragraph that the directive leaves


def notebook_of(page: Page) -> NotebookNode:
    """Return `page` as a notebook."""
    cells = [new_markdown_cell(HOW_TO_RUN), *_cells(page)]
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number}"
    notebook: NotebookNode = new_notebook(cells=cells, metadata=METADATA)
    nbformat.validate(notebook)
    return notebook


def _cells(page: Page) -> Iterator[NotebookNode]:
    """Yield the cells in the order of the page, hidden ones before the next shown."""
    flow = list(_flow(page.doctree))
    shown = {node["cell_index"] for node in flow if _is_cell(node)}
    code = needed(page.cells, hidden={c.index for c in page.cells} - shown)
    text: list[nodes.Node] = []
    for node in flow:
        if _is_cell(node):
            yield from _text_cell(text, page)
            while code and code[0].index <= node["cell_index"]:
                yield _code_cell(code.pop(0))
            text = list(node.findall(_is_caption))
        elif isinstance(node, nodes.title):
            yield from _text_cell(text, page)
            text = [node]
        else:
            text.append(node)
    yield from _text_cell(text, page)


def _flow(node: nodes.Element) -> Iterator[nodes.Node]:
    """Yield the blocks of the page in order, out of their sections."""
    for child in node.children:
        if isinstance(child, nodes.section):
            yield from _flow(child)
        else:
            yield child


def _is_cell(node: nodes.Node) -> TypeGuard[nodes.container]:
    return isinstance(node, nodes.container) and node.get("nb_element") == "cell_code"


def _is_caption(node: nodes.Node) -> bool:
    return isinstance(node, nodes.caption | nodes.legend)


def _text_cell(content: list[nodes.Node], page: Page) -> Iterator[NotebookNode]:
    context = Context(page.app, page.docname)
    if text := blocks(content, context):
        cell = new_markdown_cell(text)
        if context.attachments:
            cell.attachments = context.attachments
        yield cell


def _code_cell(cell: Cell) -> NotebookNode:
    made: NotebookNode = new_code_cell(
        portable(cell.source),
        execution_count=cell.node.execution_count,
        metadata={"tags": cell.tags} if cell.tags else {},
        outputs=cell.outputs,
    )
    return made


class NotebookLink(SphinxDirective):
    """Stands where a chapter links to its notebook."""

    def run(self) -> list[nodes.Node]:
        return [nodes.paragraph(classes=[LINK])]


def _write(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Write the notebook of a chapter, and fill or remove the links to it."""
    name = notebook_name(app, docname) if app.builder.name == "html" else None
    if name:
        folder = Path(app.outdir, FOLDER)
        folder.mkdir(exist_ok=True)
        text = nbformat.writes(notebook_of(Page(app, docname, doctree)))
        (folder / name).write_bytes(f"{text}\n".encode())
    for link in [p for p in doctree.findall(nodes.paragraph) if LINK in p["classes"]]:
        if name:
            link.extend(_link(app, docname, name))
        else:
            link.parent.remove(link)


def _link(app: Sphinx, docname: str, name: str) -> list[nodes.Node]:
    url = relative_uri(app.builder.get_target_uri(docname), f"{FOLDER}/{name}")
    words = nodes.Text("Download this page as a notebook")
    link = addnodes.download_reference("", "", words, refuri=url)
    return [link, nodes.Text(f" ({name})")]


def _check_names(app: Sphinx, env: BuildEnvironment) -> None:
    names = Counter(notebook_name(app, docname) for docname in env.found_docs)
    for name, count in names.items():
        if name and count > 1:
            logger.warning("%d pages have the same notebook: %s", count, name)


def setup(app: Sphinx) -> dict[str, Any]:
    """Write a notebook when the references of its page are resolved."""
    app.add_directive("notebook", NotebookLink)
    app.connect("env-check-consistency", _check_names)
    app.connect("doctree-resolved", _write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
