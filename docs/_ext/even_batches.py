"""Deals the pages to the processes that read them, so that none gets all the chapters.

Sphinx cuts the sorted list of pages into batches, and all chapters, whose cells take
nearly all of the time, would come into the first.
"""

from typing import Any

from sphinx.application import Sphinx
from sphinx.util.parallel import make_chunks

__all__ = ["dealt"]


def dealt(pages: list[str], sizes: list[int], players: int) -> list[str]:
    """Order `pages` so that batches of `sizes` share the chapters among the players.

    The first `players` batches are read at the same time. Each gets a chapter in turn;
    other pages fill up.
    """
    chapters = [page for page in pages if page.startswith("chapters/")]
    others = [page for page in pages if not page.startswith("chapters/")]
    batches: list[list[str]] = [chapters[k::players] for k in range(players)]
    if any(len(b) > size for b, size in zip(batches, sizes, strict=False)):
        return pages
    for k, size in enumerate(sizes):
        batch = batches[k] if k < players else []
        room = size - len(batch)
        batches[k : k + 1] = [batch + others[:room]]
        others = others[room:]
    return [page for batch in batches for page in batch]


def _deal(app: Sphinx, env: object, pages: list[str]) -> None:
    if app.parallel > 1:
        sizes = [len(chunk) for chunk in make_chunks(pages, app.parallel)]
        pages[:] = dealt(pages, sizes, min(app.parallel, len(sizes)))


def setup(app: Sphinx) -> dict[str, Any]:
    """Deal before anything is read."""
    app.connect("env-before-read-docs", _deal)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
