"""Which code of a page its notebook keeps, and how that runs away from the site.

A page hides cells (``remove-cell``) that prepare something, and cells that only glue
values for its text. In the notebook the text has its values, so a hidden cell stays
only if a later cell needs a name that it makes.
"""

import ast
import re
from collections.abc import Collection, Iterable, Iterator

from gate.executed_pages import Cell
from IPython.core.inputtransformer2 import TransformerManager

__all__ = ["needed", "portable"]

_GLUE = re.compile(r"^from myst_nb import glue\b.*$", re.MULTILINE)
_STAND_IN = "def glue(name, value, display=True): ...  # the text has the values"


def needed(cells: Iterable[Cell], *, hidden: Collection[int]) -> list[Cell]:
    """Return `cells` without those of the `hidden` indices that no later one needs."""
    kept: list[Cell] = []
    wanted: set[str] = set()
    for cell in reversed(list(cells)):
        tree = _parsed(cell.source)
        if cell.index not in hidden or wanted.intersection(_made(tree.body)):
            kept.insert(0, cell)
            names = (node for node in ast.walk(tree) if isinstance(node, ast.Name))
            wanted |= {name.id for name in names if isinstance(name.ctx, ast.Load)}
    return kept


def _parsed(source: str) -> ast.Module:
    """Return `source` as a tree, an empty one if it shows a syntax error."""
    try:
        return ast.parse(TransformerManager().transform_cell(source))
    except SyntaxError:
        return ast.Module([], [])


def portable(source: str) -> str:
    """Return `source` so that it runs without myst-nb, which only the site needs."""
    return _GLUE.sub(_STAND_IN, source)


def _made(statements: Iterable[ast.stmt]) -> Iterator[str]:
    """Yield the names that `statements` set or change, loop variables aside."""
    for statement in statements:
        match statement:
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                yield from (a.asname or a.name.partition(".")[0] for a in names)
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.Assign(targets=targets):
                yield from _bound(targets)
            case ast.AnnAssign(target=target) | ast.AugAssign(target=target):
                yield from _bound([target])
            case ast.Expr(ast.Call(func=ast.Attribute() as method)):
                yield from _bound([method])  # as in names.append(...)
            case _:
                yield from _made(getattr(statement, "body", []))


def _bound(targets: Iterable[ast.expr]) -> Iterator[str]:
    for target in targets:
        yield from (n.id for n in ast.walk(target) if isinstance(n, ast.Name))
