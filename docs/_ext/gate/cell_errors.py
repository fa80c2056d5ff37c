"""Reports every broken cell of a build: chapter, line, code and error.

The build goes on after an error (``nb_execution_allow_errors``), so that one run shows
all cells that fail, also those that fail because an earlier one did.
"""

import re
from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from gate import kernel_runs
from gate.executed_pages import Cell, Fault, Page, Rule, plain, report

__all__ = ["RULES"]

_WARNED = re.compile(r"ipykernel_\d+\S*:(\d+): ")


def raised(page: Page) -> Iterator[Fault]:
    """A cell raised an error nobody announced."""
    for cell in page.cells:
        if "raises-exception" not in cell.tags:
            for error in cell.errors():
                row = _failing_row(cell, plain("\n".join(error.traceback)))
                message = plain(f"{error.ename}: {error.evalue}")
                yield _fault(cell, row, f"the cell failed with {message}")


def raises_no_more(page: Page) -> Iterator[Fault]:
    """A cell was to show an error, and there is none."""
    for cell in page.cells:
        if "raises-exception" in cell.tags and cell.ran and not cell.errors():
            yield _fault(cell, 1, "the cell is tagged raises-exception and raised none")


def stderr(page: Page) -> Iterator[Fault]:
    """A cell wrote to stderr, which is where warnings go."""
    for cell in page.cells:
        for output in cell.outputs:
            if output.get("name") == "stderr":
                text = plain(output.text).strip()
                warned = _WARNED.search(text)
                row = int(warned[1]) if warned else 1
                yield _fault(cell, row, f"the cell wrote to stderr: {text}")


RULES: dict[str, Rule] = {
    "raised": raised,
    "raises-no-more": raises_no_more,
    "stderr": stderr,
}


def _failing_row(cell: Cell, traceback: str) -> int:
    """Return the row of the statement that failed, 1 if the traceback has none."""
    frame = re.search(rf"Cell In\[{cell.node.execution_count}\], line (\d+)", traceback)
    return int(frame[1]) if frame else 1


def _fault(cell: Cell, row: int, message: str) -> Fault:
    marked = [
        f"  {'>' if number == row else ' '} {line}".rstrip()
        for number, line in enumerate(cell.source.splitlines(), 1)
    ]
    return cell.code_line + row - 1, "\n".join([message, *marked])


def _check(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    report(Page(app, docname, doctree), RULES)


def setup(app: Sphinx) -> dict[str, Any]:
    """Check each page when its references are resolved."""
    kernel_runs.mend()
    app.connect("builder-inited", kernel_runs.make_cache, priority=600)  # configured
    app.connect("doctree-resolved", _check)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
