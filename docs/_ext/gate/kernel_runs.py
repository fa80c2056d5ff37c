"""Mends three gaps in how myst-nb 1.4 runs cells.

A kernel that dies ends the whole build without naming the page, and one that hangs
is reported without its cell. A notebook taken from the cache is written out without
its outputs. And of two processes that make the cache at the same time, one fails.
"""

import traceback
from typing import Any

from jupyter_cache import get_cache
from jupyter_cache.cache.db import create_db
from jupyter_cache.executors.utils import ExecutionResult, single_nb_execution
from jupyter_client.kernelspec import NoSuchKernel
from myst_nb.core.execute import cache, direct
from nbformat import NotebookNode
from nbformat.v4 import new_output
from sphinx.application import Sphinx

__all__ = ["leave", "make_cache", "mend"]

_start_from_cache = cache.NotebookClientCache.start_client


def run_cells(notebook: NotebookNode, **options: Any) -> ExecutionResult:
    """Run `notebook` in place; what ended it early is left in the cell it was in."""
    last = next((cell for cell in notebook.cells if cell.cell_type == "code"), None)

    def note(cell: NotebookNode, cell_index: int) -> None:
        nonlocal last
        last = cell

    try:
        # Streams arrive in pieces whose number depends on the clock: join them.
        options |= {"coalesce_streams": True, "on_cell_execute": note}
        result = single_nb_execution(notebook, **options)
    except (RuntimeError, NoSuchKernel) as error:  # RuntimeError: the kernel died
        text = traceback.format_exc()
        result = ExecutionResult(notebook, options["cwd"], 0.0, error, text)
    if result.err is not None and last is not None:
        leave(result.err, last)
    return result


def leave(error: Exception, cell: NotebookNode) -> None:
    """Add `error` to the outputs; of an interrupt that it caused keep the place."""
    places = [o.traceback for o in cell.outputs if o.output_type == "error"]
    cell.outputs = [o for o in cell.outputs if o.output_type != "error"]
    words = {"ename": type(error).__name__, "evalue": str(error).partition("\n")[0]}
    place = places[0] if places else []
    cell.outputs.append(new_output("error", traceback=place, **words))


def _start_client(self: Any) -> None:
    given = self.notebook
    _start_from_cache(self)
    given.cells = self.notebook.cells


def mend() -> None:
    """Put the mended functions in place, as often as it is called."""
    direct.single_nb_execution = cache.single_nb_execution = run_cells
    cache.NotebookClientCache.start_client = _start_client


def make_cache(app: Sphinx) -> None:
    """Make the cache, if there is to be one, while there is one process only."""
    config: Any = app.env.mystnb_config  # type: ignore[attr-defined]
    if config.execution_mode == "cache":
        create_db(get_cache(config.execution_cache_path).path)
