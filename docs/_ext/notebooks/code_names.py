"""Which names a piece of code looks up, and which it sets or changes."""

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from symtable import SymbolTable, symtable

from IPython.core.inputtransformer2 import TransformerManager

__all__ = ["defined", "imports_first", "made", "statements", "used", "wanted_before"]

_SAYING = {"print", "say", "glue"}  # functions that change nothing
_TRAINING = {"fit", "train_step"}  # functions that change what they get, and answer


def statements(source: str) -> list[str]:
    """Cut `source` into its statements, each with the comments above it."""
    lines, begin, pieces = source.splitlines(keepends=True), 0, []
    for statement in _parsed(source).body:
        pieces.append("".join(lines[begin : statement.end_lineno]))
        begin = statement.end_lineno or begin
    return pieces


def imports_first(sources: Iterable[str]) -> str:
    """Join `sources` to one, with their imports at the top."""
    imports: list[str] = []
    rest: list[str] = []
    for source in sources:
        body: list[str] = []
        for piece in statements(source):
            importing = isinstance(_parsed(piece).body[0], ast.Import | ast.ImportFrom)
            (imports if importing else body).append(piece)
        rest.append("".join(body).strip())
    head = "\n".join(dict.fromkeys(piece.strip() for piece in imports))
    return "\n\n".join(filter(None, [head, *rest]))


def wanted_before(source: str, wanted: set[str]) -> set[str]:
    """Return the names that must be set before `source` so that `wanted` are after."""
    return (wanted | used(source)) - set(_new(_parsed(source).body, set()))


def used(source: str) -> set[str]:
    """Return the names that `source` looks up, also inside of its functions."""
    found = (s for table in _tables(source) for s in table.get_symbols())
    read = {s.get_name() for s in found if s.is_global() and s.is_referenced()}
    changes = (n for n in ast.walk(_parsed(source)) if isinstance(n, ast.AugAssign))
    return read | set(_names(change.target for change in changes))


def made(source: str) -> set[str]:
    """Return the names that `source` sets or changes, loop variables aside."""
    return set(_made(_parsed(source).body))


def defined(source: str) -> set[str]:
    """Return the functions, classes and modules among what `source` makes."""
    kinds = ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef
    return set(_made(s for s in _parsed(source).body if isinstance(s, kinds)))


@cache
def _python(source: str) -> str:
    """Return `source` with what only IPython understands made Python."""
    return str(TransformerManager().transform_cell(source))


@cache
def _parsed(source: str) -> ast.Module:
    """Return `source` as a tree, an empty one if it shows a syntax error."""
    try:
        return ast.parse(_python(source))
    except SyntaxError:
        return ast.Module([], [])


def _tables(source: str) -> list[SymbolTable]:
    """Return what `source` does with its names, then what is defined in it does."""
    try:
        tables = [symtable(_python(source), "cell", "exec")]
    except SyntaxError:
        return []
    for table in tables:  # which grows
        tables += table.get_children()
    return tables


def _new(body: Iterable[ast.stmt], looked_up: set[str]) -> Iterator[str]:
    """Yield the names that `body` sets before it looks them up, which it notes."""
    for statement in body:
        match statement:
            case ast.For(target=target, iter=source, body=inner):  # runs at least once
                looked_up |= used(ast.unparse(source))
                yield from set(_names([target])) - looked_up
                yield from _new(inner, looked_up)
            case ast.Import() | ast.ImportFrom() | ast.FunctionDef() | ast.ClassDef():
                yield from set(_made([statement])) - looked_up
            case ast.Assign(targets=targets):
                looked_up |= used(ast.unparse(statement))
                yield from set(_names(targets, ast.Store)) - looked_up
        looked_up |= used(ast.unparse(statement))


def _made(body: Iterable[ast.stmt]) -> Iterator[str]:
    for statement in body:
        yield from _trained(statement)
        match statement:
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                yield from (a.asname or a.name.partition(".")[0] for a in names)
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.Assign(targets=targets):
                yield from _names(targets)
            case ast.AnnAssign(target=target) | ast.AugAssign(target=target):
                yield from _names([target])
            case ast.Expr(ast.Call(func=ast.Name(id=name))) if name in _SAYING:
                pass
            case ast.Expr(ast.Call(func=function, args=given)):  # for what it changes
                yield from _owner(function)
                yield from (name.id for name in given if isinstance(name, ast.Name))
            case _:
                yield from _made(getattr(statement, "body", []))


def _owner(function: ast.expr) -> Iterator[str]:
    """Yield ``names`` of ``names.append``: a method may change what it belongs to."""
    if isinstance(function, ast.Attribute):
        owner = function.value
        while isinstance(owner, ast.Attribute | ast.Subscript):
            owner = owner.value
        yield from _names([owner]) if isinstance(owner, ast.Name) else ()


def _trained(statement: ast.stmt) -> Iterator[str]:
    for node in ast.walk(statement):
        match node:
            case ast.Call(func=ast.Name(id=name), args=[ast.Name(id=network), *_]):
                if name in _TRAINING:
                    yield network


def _names(
    trees: Iterable[ast.AST], context: type[ast.expr_context] = ast.expr_context
) -> Iterator[str]:
    for node in (node for tree in trees for node in ast.walk(tree)):
        if isinstance(node, ast.Name) and isinstance(node.ctx, context):
            yield node.id
