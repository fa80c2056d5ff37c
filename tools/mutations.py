"""What could be wrong with a line: one small change each, of what people get wrong."""

import ast
from collections.abc import Iterator
from typing import NamedTuple

_SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.LShift: ast.RShift,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_NAMES = {"max": "min", "min": "max", "any": "all", "all": "any"}
_TYPES = {"annotation", "returns", "type_params"}  # mypy looks at these


class Mutation(NamedTuple):
    """A change: in which function, what the line was, and became; the whole module."""

    where: str
    was: str
    became: str
    source: str


class _Place(NamedTuple):
    """A node of the tree, and how to put another one there."""

    parent: ast.AST
    field: str
    place: int | None
    node: ast.AST
    statement: ast.AST
    where: str

    def put(self, node: ast.AST) -> None:
        if self.place is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.place] = node


def mutations(source: str) -> Iterator[Mutation]:
    """Yield the module `source` with one thing changed, for each thing there is."""
    tree = ast.parse(source)
    for place in [*_places(tree, tree, "the module")]:
        for other in _others(place):
            was = _line(place.statement)
            place.put(other)
            whole = other if place.node is place.statement else place.statement
            yield Mutation(place.where, was, _line(whole), ast.unparse(tree))
            place.put(place.node)


def _places(node: ast.AST, statement: ast.AST, where: str) -> Iterator[_Place]:
    """Yield all below `node` but types, docstrings and the words of messages."""
    for field, value in ast.iter_fields(node):
        if field in _TYPES:
            continue
        for index, child in enumerate(value if isinstance(value, list) else [value]):
            if not isinstance(child, ast.AST) or _is_text(node, child):
                continue
            inside = child if isinstance(child, ast.stmt) else statement
            name = getattr(child, "name", "") if isinstance(child, ast.stmt) else ""
            within = f"{where}.{name}".removeprefix("the module.") if name else where
            at = index if isinstance(value, list) else None
            yield _Place(node, field, at, child, inside, within)
            yield from _places(child, inside, within)


def _is_text(parent: ast.AST, child: ast.AST) -> bool:
    """Whether it is a docstring, a message, a type, or a list of names for readers."""
    if isinstance(parent, ast.Assign):
        return "__all__" in map(ast.unparse, parent.targets)
    if (
        isinstance(parent, ast.AnnAssign)
        and ast.unparse(parent.annotation) == "TypeAlias"
    ):
        return True
    if isinstance(parent, ast.keyword) and parent.arg == "strict":
        return True  # of zip: a guard, where the lengths are equal anyway
    constant = isinstance(child, ast.Constant) and isinstance(child.value, str)
    return constant and isinstance(parent, ast.Expr | ast.JoinedStr)


def _others(place: _Place) -> Iterator[ast.AST]:
    """Yield what could stand in its place."""
    node = place.node
    if swap := _SWAPS.get(type(node)):
        yield swap()
    if isinstance(node, ast.Constant):
        if isinstance(node.value, bool):
            yield ast.Constant(not node.value)
        elif isinstance(node.value, int | float):
            yield ast.Constant(node.value + 1)
        elif isinstance(node.value, str):
            yield ast.Constant(f"{node.value}?")
    elif isinstance(node, ast.UnaryOp):
        yield node.operand
    elif isinstance(node, ast.Name) and node.id in _NAMES:
        yield ast.Name(_NAMES[node.id])
    elif isinstance(node, ast.Call) and not isinstance(place.parent, ast.Raise):
        yield from _calls(node)
    elif isinstance(node, ast.stmt) and _may_go(place):
        yield ast.Pass()
    if place.field == "test" and isinstance(node, ast.Name | ast.Call | ast.Attribute):
        yield ast.UnaryOp(ast.Not(), node)


def _calls(call: ast.Call) -> Iterator[ast.AST]:
    """Yield the call without one of its options, or without the call."""
    for gone in call.keywords:
        if gone.arg != "strict":
            kept = [keyword for keyword in call.keywords if keyword is not gone]
            yield ast.Call(call.func, call.args, kept)
    if len(call.args) == 1 and not isinstance(call.args[0], ast.Starred):
        yield call.args[0]
    elif not call.args and isinstance(call.func, ast.Attribute):
        yield call.func.value


def _may_go(place: _Place) -> bool:
    """Whether a statement can be left out without a missing name."""
    node = place.node
    if isinstance(node, ast.Assign):
        return not any(isinstance(to, ast.Name | ast.Tuple) for to in node.targets)
    if isinstance(node, ast.Return):
        return not isinstance(place.parent, ast.FunctionDef)
    if isinstance(node, ast.Expr):
        return not isinstance(node.value, ast.Constant)
    return isinstance(node, ast.AugAssign | ast.Raise | ast.Continue | ast.Break)


def _line(statement: ast.AST) -> str:
    """Return a statement as one line: of a longer one the head, and its decorators."""
    lines = ast.unparse(statement).splitlines()
    head = next(n for n, line in enumerate(lines, 1) if not line.startswith("@"))
    return " ".join(lines[:head])
