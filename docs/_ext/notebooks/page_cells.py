"""What every notebook is made of: a page's cells in order, and how to run them."""

from collections.abc import Iterable, Iterator
from typing import TypeGuard

import nbformat
from docutils import nodes
from gate.executed_pages import Cell
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from sphinx.application import Sphinx

from notebooks.doctree_markdown import blocks
from notebooks.notebook_links import Context, wheel_name, wheel_url

__all__ = ["assembled", "code_cell", "flow", "is_cell", "text_cell"]

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
HOW_TO_RUN = """\
**To run this notebook** you need Python 3.11 or newer, Jupyter, and the library of the
course. Both are installed by

```sh
python -m pip install {wheel} jupyterlab
```

{where} In a clone of the repository, write `.` instead of it. A clone where `make html`
has run has everything in its `.venv`, for use without a network. The text is free to
use under CC BY 4.0, the code under the MIT licence."""
BESIDE = "The `.whl` file is in the zip with all notebooks."
PUBLISHED = "The `.whl` file is part of [the site of the course]({site})."


def assembled(app: Sphinx, cells: Iterable[NotebookNode]) -> NotebookNode:
    """Return a notebook of `cells`, after a first one that says how to run it."""
    site = str(app.config.html_baseurl)
    text = HOW_TO_RUN.format(
        wheel=f'"{wheel_url(app)}"' if site else wheel_name(app),
        where=PUBLISHED.format(site=site) if site else BESIDE,
    )
    cells = [new_markdown_cell(text), *cells]
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number}"
    _count(cell for cell in cells if cell.cell_type == "code")
    notebook: NotebookNode = new_notebook(cells=cells, metadata=METADATA)
    nbformat.validate(notebook)
    return notebook


def _count(code: Iterable[NotebookNode]) -> None:
    """Number the cells that ran as a reader's own run will: some stayed behind."""
    for count, cell in enumerate(code, start=1):
        if cell.execution_count is not None:
            cell.execution_count = count
            for output in cell.outputs:
                if "execution_count" in output:
                    output.execution_count = count


def flow(node: nodes.Element) -> Iterator[nodes.Element]:
    """Yield the blocks of the page in order, out of their sections."""
    for child in node.children:
        if isinstance(child, nodes.section):
            yield from flow(child)
        elif isinstance(child, nodes.Element):
            yield child


def is_cell(node: nodes.Node) -> TypeGuard[nodes.container]:
    """Tell the code cells of a page, shown at least in part, from its text."""
    return isinstance(node, nodes.container) and node.get("nb_element") == "cell_code"


def text_cell(
    content: Iterable[nodes.Node], context: Context
) -> Iterator[NotebookNode]:
    """Yield a cell with `content`, its images attached; none if there is no text."""
    context.attachments = {}
    if text := blocks(content, context):
        cell = new_markdown_cell(text)
        if context.attachments:
            cell.attachments = context.attachments
        yield cell


def code_cell(cell: Cell, *, ran: bool = True) -> NotebookNode:
    """Return a cell of the page as one of a notebook, with its outputs if it `ran`."""
    made: NotebookNode = new_code_cell(
        cell.source,
        execution_count=cell.node.execution_count if ran else None,
        metadata={"tags": cell.tags} if cell.tags else {},
        outputs=cell.outputs if ran else [],
    )
    return made
