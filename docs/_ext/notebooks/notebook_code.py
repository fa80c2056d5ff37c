"""Which code of a page a notebook keeps.

A page hides cells (``remove-cell``) that prepare something, and cells that only glue
values for its text. In the notebook the text has its values, so of a hidden cell those
statements stay that set or change a name which later code needs.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace

from gate.executed_pages import Cell
from nbformat.v4 import new_code_cell

from notebooks.code_names import made, statements, wanted_before

__all__ = ["needed"]


def needed(
    cells: Iterable[Cell], *, hidden: Collection[int], also: Collection[str] = ()
) -> list[Cell]:
    """Return `cells`, and of those with the indices `hidden` what is needed later.

    Code after them all needs the names in `also`.
    """
    kept: list[Cell] = []
    wanted = set(also)
    for cell in reversed(list(cells)):
        if cell.index not in hidden:
            kept.insert(0, cell)
            wanted = wanted_before(cell.source, wanted)
            continue
        pieces: list[str] = []
        for statement in reversed(_effective(cell)):
            if not wanted.isdisjoint(made(statement)):
                pieces.insert(0, statement)
                wanted = wanted_before(statement, wanted)
        if source := "".join(pieces).strip():
            count = cell.node.execution_count
            node = new_code_cell(source, execution_count=count)
            kept.insert(0, replace(cell, node=node))
    return kept


def _effective(cell: Cell) -> list[str]:
    """Return the statements of `cell` except a last one that is there to be shown."""
    pieces = statements(cell.source)
    shows = any(output.output_type == "execute_result" for output in cell.outputs)
    return pieces[:-1] if shows else pieces
