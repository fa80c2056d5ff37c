"""Joins the style sheets of all pages in one file, which a reader loads once.

A page shows nothing before its last sheet is there, and a browser asks for a few files
at a time: over a slow line a dozen small ones cost more than a second.
"""

import re
from collections.abc import Iterable
from graphlib import TopologicalSorter
from hashlib import sha256
from itertools import pairwise
from os import environ
from pathlib import Path
from posixpath import dirname, normpath
from typing import Any

from sphinx.application import Sphinx

__all__ = ["in_one_order", "moved", "with_one_sheet"]

FOLDER, SHEET = "_static", "site.css"
_LINK = re.compile(
    rf'\s*<link rel="stylesheet"[^>]* href="([^"]*?){FOLDER}/([^"?]*)[^"]*"[^>]*>'
)
_URL = re.compile(r"url\((?!['\"]?(?:data:|#|/))(['\"]?)([^'\")]+)\1\)")


def in_one_order(lists: Iterable[list[str]]) -> list[str]:
    """Return what is in any of the lists, in an order that is the order of each.

    Raises
    ------
    graphlib.CycleError
        If two lists disagree.
    """
    order: TopologicalSorter[str] = TopologicalSorter()
    for names in lists:
        for name in names:
            order.add(name)
        for before, after in pairwise(names):
            order.add(after, before)
    return list(order.static_order())


def moved(css: str, folder: str) -> str:
    """Return the text of a sheet from a `folder` as it has to read outside of it."""
    return _URL.sub(lambda url: f"url({normpath(f'{folder}/{url[2]}')})", css)


def with_one_sheet(page: str, version: str) -> str:
    """Return a page with the one sheet where its first sheet was."""
    links = list(_LINK.finditer(page))
    for link in reversed(links):
        page = page[: link.start()] + page[link.end() :]
    if not links:
        return page
    href = f"{links[0][1]}{FOLDER}/{SHEET}?v={version}"
    start = links[0].start()
    return f'{page[:start]}\n<link rel="stylesheet" href="{href}">{page[start:]}'


def _join(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or app.builder.name != "html":
        return
    folder = Path(app.outdir, FOLDER)
    pages = {p: p.read_text("utf-8") for p in sorted(Path(app.outdir).rglob("*.html"))}
    names = in_one_order([m[2] for m in _LINK.finditer(t)] for t in pages.values())
    sheets = [
        moved((folder / name).read_text("utf-8"), dirname(name) or ".")
        for name in names
    ]
    css = "\n".join(sheets)
    (folder / SHEET).write_text(css, "utf-8", newline="\n")
    version = sha256(css.encode()).hexdigest()[:8]
    for path, text in pages.items():
        path.write_text(with_one_sheet(text, version), "utf-8", newline="\n")


def setup(app: Sphinx) -> dict[str, Any]:
    """Join them once all pages are written; in a preview pages are written anew."""
    if not environ.get("CNNLESSON_PREVIEW"):
        app.connect("build-finished", _join, priority=700)  # before the policy
    return {"parallel_read_safe": True, "parallel_write_safe": True}
