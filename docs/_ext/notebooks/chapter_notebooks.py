"""Writes each chapter as a notebook too: its words as Markdown, its cells and outputs.

The words come from the resolved doctree, where numbers, references and shown code are
text; code and outputs from the notebook that was executed for the page. The file is
``notebooks/NAME.ipynb`` in the site, NAME being ``notebook:`` in the page's front
matter, and the same bytes on every build. A second file has the chapter's exercises
alone. The directive ``{notebook}`` links to both.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from docutils import nodes
from gate.executed_pages import Page
from nbformat import NotebookNode
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

import notebooks.markdown_blocks  # noqa: F401  (registers)
from notebooks.cited import references
from notebooks.exercise_notebooks import exercise_notebook
from notebooks.notebook_code import needed
from notebooks.notebook_links import (
    FOLDER,
    Context,
    exercises_name,
    notebook_link,
    notebook_name,
)
from notebooks.page_cells import assembled, code_cell, flow, is_cell, text_cell

__all__ = ["notebook_of"]

logger = logging.getLogger(__name__)

LINK = "notebook-link"  # class of the paragraph that the directive leaves


def notebook_of(page: Page) -> NotebookNode:
    """Return `page` as a notebook."""
    return assembled(page.app, [*_cells(page), *references(page)])


def _cells(page: Page) -> Iterator[NotebookNode]:
    """Yield the cells in the order of the page, hidden ones before the next shown."""
    context, content = Context(page.app, page.docname), list(flow(page.doctree))
    shown = {node["cell_index"] for node in content if is_cell(node)}
    code = needed(page.cells, hidden={c.index for c in page.cells} - shown)
    text: list[nodes.Node] = []
    for node in content:
        if is_cell(node):
            yield from text_cell(text, context)
            while code and code[0].index <= node["cell_index"]:
                yield code_cell(code.pop(0))
            text = list(node.findall(_is_caption))
        elif isinstance(node, nodes.title):
            yield from text_cell(text, context)
            text = [node]
        else:
            text.append(node)
    yield from text_cell(text, context)


def _is_caption(node: nodes.Node) -> bool:
    return isinstance(node, nodes.caption | nodes.legend)


class NotebookLink(SphinxDirective):
    """Stands where a chapter links to its notebooks."""

    def run(self) -> list[nodes.Node]:
        return [nodes.paragraph(classes=[LINK])]


def _write(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Write the notebooks of a chapter, and fill or remove the links to them."""
    name = notebook_name(app, docname) if app.builder.name == "html" else None
    if name:
        page = Page(app, docname, doctree)
        _save(app, name, notebook_of(page))
        if alone := exercises_name(app, docname):
            _save(app, alone, exercise_notebook(page))
    for link in [p for p in doctree.findall(nodes.paragraph) if LINK in p["classes"]]:
        if name:
            link.extend(_links(app, docname, name))
        else:
            link.parent.remove(link)


def _save(app: Sphinx, name: str, notebook: NotebookNode) -> None:
    folder = Path(app.outdir, FOLDER)
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(f"{nbformat.writes(notebook)}\n".encode())


def _links(app: Sphinx, docname: str, name: str) -> Iterator[nodes.Node]:
    yield notebook_link(app, docname, name, "Download this page as a notebook")
    yield nodes.Text(f" ({name})")
    if alone := exercises_name(app, docname):
        yield nodes.Text(", or ")
        yield notebook_link(app, docname, alone, "its exercises alone")


def _check_names(app: Sphinx, env: BuildEnvironment) -> None:
    names = Counter(notebook_name(app, docname) for docname in env.found_docs)
    for name, count in names.items():
        if name and count > 1:
            logger.warning("%d pages have the same notebook: %s", count, name)


def setup(app: Sphinx) -> dict[str, Any]:
    """Write the notebooks when the references of their page are resolved."""
    app.add_directive("notebook", NotebookLink)
    app.connect("env-check-consistency", _check_names)
    app.connect("doctree-resolved", _write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
