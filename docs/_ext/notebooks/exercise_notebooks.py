"""The exercises of a chapter as a notebook to hand out: prompts, starts and hints.

Worked solutions stay behind. What an exercise uses of its chapter comes along as code,
so that the notebook needs nothing but the library: the names that its starting cells
and its worked solution use, and the functions that its prompt mentions.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from math import inf

from docutils import nodes
from gate.executed_pages import Cell, Page
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from notebooks.code_names import defined, imports_first, wanted_before
from notebooks.doctree_markdown import inline
from notebooks.notebook_code import needed
from notebooks.notebook_links import Context
from notebooks.page_cells import assembled, code_cell, flow, is_cell, text_cell

__all__ = ["exercise_notebook"]

SET_UP = """\
## What the exercises use of the chapter

Run this cell first."""
ROOM = "# Your answer"
_NAME = re.compile(r"[A-Za-z_]\w*")


def exercise_notebook(page: Page) -> NotebookNode:
    """Return the exercises of `page`, without their solutions, as a notebook."""
    exercises, code = _exercises(page), {cell.index: cell for cell in page.cells}
    outside = _outside(exercises, page.cells)
    functions = {name for cell in outside for name in defined(cell.source)}
    uses = {n for exercise in exercises for n in exercise.uses(code, functions)}
    set_up = imports_first(
        cell.source for cell in needed(outside, hidden=code, also=uses)
    )
    context = Context(page.app, page.docname, apart=True)
    title = inline(next(page.doctree.findall(nodes.title)), context)
    cells = [new_markdown_cell(f"# {title}: exercises")]
    if set_up:
        cells += [new_markdown_cell(SET_UP), new_code_cell(set_up)]
    for exercise in exercises:
        cells.extend(exercise.cells(code, context))
    return assembled(page.app, cells)


@dataclass
class Exercise:
    """A prompt, and what follows up to the next exercise or heading."""

    prompt: nodes.Element
    end: float = inf  # line of the page on which something else begins
    following: list[nodes.Element] = field(default_factory=list)

    def title(self, context: Context) -> str:
        """Return its title as Markdown."""
        return inline(next(self.prompt.findall(nodes.title)), context)

    @property
    def line(self) -> int:
        """A line of the prompt in the page."""
        return next(node.line for node in self.prompt.findall() if node.line)

    def uses(self, code: Mapping[int, Cell], functions: set[str]) -> Iterator[str]:
        """Yield the names that prompt, start and solution take from the chapter."""
        for literal in self.prompt.findall(nodes.literal):
            yield from functions.intersection(_NAME.findall(literal.astext())[:1])
        for node in [self.prompt, *self.following]:
            if is_cell(node):
                source = code[node["cell_index"]].source
            else:
                shown = node.findall(nodes.literal_block)
                source = "\n".join(block.astext() for block in shown)
            yield from wanted_before(source, set())

    def cells(
        self, code: Mapping[int, Cell], context: Context
    ) -> Iterator[NotebookNode]:
        """Yield the prompt and what follows it up to the solution, or an empty cell."""
        prompt = [node for node in self.prompt if not isinstance(node, nodes.title)]
        start = list(takewhile(lambda node: not _is_solution(node), self.following))
        for cell in text_cell(_unsolved(prompt), context):
            cell.source = f"## {self.title(context)}\n\n{cell.source}"
            yield cell
        for node in start:
            if is_cell(node):
                yield code_cell(code[node["cell_index"]], ran=False)
            else:
                yield from text_cell(_unsolved([node]), context)
        if not any(map(is_cell, start)):
            yield new_code_cell(ROOM)


def _exercises(page: Page) -> list[Exercise]:
    found: list[Exercise] = []
    inside = False
    for node in flow(page.doctree):
        ends = _is_exercise(node) or isinstance(node, nodes.title)
        if inside and ends:
            found[-1].end = page.line_of(node) or inf
        if _is_exercise(node):
            found.append(Exercise(node))
        elif inside and not ends:
            found[-1].following.append(node)
        inside = _is_exercise(node) or (inside and not ends)
    return found


def _outside(exercises: list[Exercise], cells: Iterable[Cell]) -> list[Cell]:
    """Return the cells of the chapter itself: among exercises, hidden ones solve."""
    return [
        cell for cell in cells if not any(e.line < cell.line < e.end for e in exercises)
    ]


def _unsolved(content: Iterable[nodes.Node]) -> Iterator[nodes.Node]:
    for node in content:
        copy = node.deepcopy()
        for solution in list(copy.findall(_is_solution)):
            solution.parent.remove(solution)
        yield copy


def _is_exercise(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Element) and "exercise" in node.get("classes", ())


def _is_solution(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Element) and "solution" in node.get("classes", ())
