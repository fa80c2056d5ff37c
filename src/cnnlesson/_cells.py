"""Runs the cells of a page where there is no notebook: in the reader's browser.

The worker in ``docs/_static/live`` makes a :class:`Session` and calls it. At import it
needs the standard library alone, for a cell may run before any package is there.
"""

import ast
import io
import linecache
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

from cnnlesson.figures._themed import themed
from cnnlesson.tables import Table

__all__ = ["Session", "packages"]

#: Takes what a cell shows: its kind ("text", "error", "figure", "table"), and text.
Show = Callable[[str, str], None]

_PACKAGE = Path(__file__).parent
_MOST = 100_000  # characters that one cell may print: a page has to stay readable
_PAUSE = 0.1  # seconds between two messages to the page, which draws each


class Session:
    r"""The names that cells share, as in a notebook.

    Parameters
    ----------
    show : callable
        Is given what a cell shows, as it comes.

    Examples
    --------
    >>> shown = []
    >>> session = Session(lambda kind, content: shown.append((kind, content)))
    >>> session.run("size = 28", cell="cell 1")
    True
    >>> session.run("size - 5 + 1", cell="cell 2")
    True
    >>> shown
    [('text', '24\n')]
    """

    def __init__(self, show: Show) -> None:
        self._show = show
        self._names = self._fresh()

    def run(self, code: str, *, cell: str, alone: bool = False) -> bool:
        """Run the code of a cell, and show what it prints, ends in or raises.

        Parameters
        ----------
        code : str
        cell : str
            What errors are to call it.
        alone : bool, default False
            Whether it neither sees the names of other cells nor leaves its own.

        Returns
        -------
        bool
            Whether it ended without an error.
        """
        names = self._fresh() if alone else self._names
        linecache.cache[cell] = (len(code), None, code.splitlines(True), cell)
        printed = _Printed(self._show)
        with redirect_stdout(printed), redirect_stderr(printed):
            try:
                self._execute(code, cell, names)
            except BaseException as error:  # whatever it is, the reader is to see it
                printed.flush()
                self._show("error", _trace(error))
                return False
        printed.flush()
        return True

    def _execute(self, code: str, cell: str, names: dict[str, Any]) -> None:
        body = ast.parse(code, cell).body
        last = body[-1] if body else None
        if isinstance(last, ast.Expr):
            body.pop()
        exec(compile(ast.Module(body, []), cell, "exec"), names)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), cell, "eval"), names)
            if value is not None:
                self._display(value)
        self._show_drawn()

    def _display(self, *values: object) -> None:
        sys.stdout.flush()  # what was printed before stands above
        for value in values:
            svg = _svg(value)
            if svg:
                self._show("figure", themed(svg))
            elif isinstance(value, Table):
                self._show("table", value._repr_markdown_())
            else:
                self._show("text", f"{value!r}\n")

    def _show_drawn(self) -> None:
        """Show what the reader drew with pyplot, and clear the table."""
        if pyplot := sys.modules.get("matplotlib.pyplot"):
            sys.stdout.flush()
            for number in pyplot.get_fignums():
                drawing = io.StringIO()
                pyplot.figure(number).savefig(drawing, format="svg")
                self._show("figure", drawing.getvalue())
            pyplot.close("all")

    def _fresh(self) -> dict[str, Any]:
        return {"__name__": "__main__", "display": self._display}


def packages(code: str) -> list[str]:
    """Return what `code` imports, itself or through the course, beyond Python's own.

    Examples
    --------
    >>> packages("import random, torch")
    ['torch']
    >>> packages("from cnnlesson.activations import relu")
    ['numpy']
    >>> packages("from cnnlesson.arithmetic import output_size")
    []
    """
    found: set[str] = set()
    seen: set[Path] = set()
    waiting = [code]
    while waiting:
        for name in _imports(waiting.pop()):
            top, *rest = name.split(".")
            if top == _PACKAGE.name:
                files = set(_files(rest)) - seen
                seen |= files
                waiting += [file.read_text("utf-8") for file in files]
            elif top not in sys.stdlib_module_names:
                found.add(top)
    return sorted(found)


def _imports(code: str) -> Iterator[str]:
    """Yield what `code` imports, but for what it imports for types alone."""
    try:
        waiting: list[ast.AST] = [ast.parse(code)]
    except SyntaxError:  # which its run will show
        return
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif not (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)):
            waiting += ast.iter_child_nodes(node)


def _files(parts: list[str]) -> Iterator[Path]:
    """Yield the files that importing ``cnnlesson.parts`` runs, names in it aside."""
    for end in range(len(parts) + 1):
        place = _PACKAGE.joinpath(*parts[:end])
        candidates = (place.with_suffix(".py"), place / "__init__.py")
        yield from (path for path in candidates if path.is_file())


def _svg(value: object) -> str:
    bundle = getattr(type(value), "_repr_mimebundle_", None)
    return bundle(value).get("image/svg+xml", "") if bundle else ""


def _trace(error: BaseException) -> str:
    """Return the error as Python shows it, without the lines of this module."""
    trace = error.__traceback__
    while trace and trace.tb_frame.f_code.co_filename == __file__:
        trace = trace.tb_next
    return "".join(traceback.format_exception(error.with_traceback(trace)))


class _Printed(io.TextIOBase):
    """What a cell prints, handed on in pieces, up to a limit."""

    def __init__(self, show: Show) -> None:
        self._show, self._room = show, _MOST
        self._waiting: list[str] = []
        self._handed_on = time.monotonic()

    def write(self, text: str) -> int:
        """Take `text`, and hand all on if the last time was long enough ago."""
        self._waiting.append(text)
        if time.monotonic() - self._handed_on > _PAUSE:
            self.flush()
        return len(text)

    def flush(self) -> None:
        """Hand on what waits."""
        text, self._waiting = "".join(self._waiting), []
        if text and self._room:
            cut = len(text) > self._room
            self._show("text", text[: self._room] + cut * "\n… and more, cut here.\n")
            self._room = 0 if cut else self._room - len(text)
        self._handed_on = time.monotonic()
