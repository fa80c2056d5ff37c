"""A page after its cells ran: the doctree, the cells with their place in the page.

myst-nb writes each executed notebook beside the site. It holds every output, also of
cells that the page hides, and the line of each cell's fence. Rules of the gate are
functions from a :class:`Page` to the faults they find there.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import nbformat
from docutils import nodes
from nbformat import NotebookNode
from sphinx.application import Sphinx
from sphinx.util import logging

__all__ = ["Cell", "Fault", "Page", "Rule", "plain", "report"]

logger = logging.getLogger(__name__)

Fault = tuple[int | None, str]  # line in the page, what is wrong there

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class Rule(Protocol):
    """What one kind of fault looks like."""

    def __call__(self, page: "Page", /) -> Iterator[Fault]:
        """Yield what is wrong on `page`."""


@dataclass(frozen=True)
class Cell:
    """A code cell of a page, executed."""

    index: int  # among all cells of the notebook, those of text included
    line: int  # of its fence in the page
    code_line: int  # of its first line of code
    node: NotebookNode

    @property
    def source(self) -> str:
        """The code."""
        return str(self.node.source)

    @property
    def tags(self) -> list[str]:
        """What the options of the cell say under ``tags``."""
        return list(self.node.metadata.get("tags", []))

    @property
    def outputs(self) -> list[NotebookNode]:
        """What it printed, showed and raised."""
        return list(self.node.outputs)

    @property
    def ran(self) -> bool:
        """False after a kernel died or hung in an earlier cell."""
        return self.node.execution_count is not None

    def errors(self) -> list[NotebookNode]:
        """Return the outputs that are errors: one, or none."""
        return [output for output in self.outputs if output.output_type == "error"]


@dataclass(frozen=True)
class Page:
    """A page, its references resolved, and the notebook behind it."""

    app: Sphinx
    docname: str
    doctree: nodes.document

    @cached_property
    def source(self) -> str:
        """The text as it was written."""
        return Path(self.app.env.doc2path(self.docname)).read_text("utf-8")

    @cached_property
    def cells(self) -> list[Cell]:
        """The code cells in order; none for a page that is not a notebook."""
        path = executed_path(self.app, f"{self.docname}.ipynb")
        if not path.exists():
            return []
        notebook = nbformat.read(path, as_version=4)
        lines = self.source.splitlines()
        fences = zip(notebook.metadata.source_map, notebook.cells, strict=True)
        return [
            Cell(index, fence, _code_line(lines, fence, cell.source), cell)
            for index, (fence, cell) in enumerate(fences)
            if cell.cell_type == "code"
        ]

    def glued(self, docname: str | None = None) -> dict[str, Any]:
        """Return what this page, or another, glued: key to the data of the output."""
        path = executed_path(self.app, f"{docname or self.docname}.glue.json")
        if not path.exists():
            return {}
        outputs = json.loads(path.read_text("utf-8"))
        return {key: output["data"] for key, output in outputs.items()}

    def line_of(self, node: nodes.Element) -> int | None:
        """Return the line of the block `node` is in, of a cell that of its fence."""
        line = None
        while node is not None:
            if node.get("nb_element") == "cell_code":
                return self._fences[node["cell_index"]]
            line, node = line or node.line, node.parent
        return line

    @cached_property
    def _fences(self) -> dict[int, int]:
        return {cell.index: cell.line for cell in self.cells}


def executed_path(app: Sphinx, name: str) -> Path:
    return Path(app.env.mystnb_config.output_folder, name)  # type: ignore[attr-defined]


def _code_line(page: list[str], fence: int, source: str) -> int:
    """Return the line where `source` starts: options may stand above it."""
    code = source.splitlines()
    for line in range(fence + 1, len(page) - len(code) + 1):
        if page[line - 1 : line - 1 + len(code)] == code:
            return line
    return fence


def plain(text: str) -> str:
    """Return what a cell wrote without the colours of a terminal."""
    return _COLOUR.sub("", text)


def report(page: Page, rules: Mapping[str, Rule]) -> None:
    """Log each fault as a warning with its place, which ``-W`` makes an error."""
    faults = [(name, fault) for name, rule in rules.items() for fault in rule(page)]
    for name, (line, message) in sorted(faults, key=lambda fault: fault[1][0] or 0):
        place = (page.docname, line) if line else page.docname
        logger.warning(message, location=place, type="gate", subtype=name)
