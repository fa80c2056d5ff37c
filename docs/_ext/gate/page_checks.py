"""The gate: what no page may show, each fault with page and line.

Sphinx and myst-nb pass all of these without a word. Add a rule only for a fault that
was met, and with a test that shows it.
"""

import re
import time
from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from gate.executed_pages import Fault, Page, Rule, report
from gate.svg_ink import png_is_blank, svg_is_blank
from gate.word_rules import flaws, typed_numbers

__all__ = ["RULES"]

_ACTIVE = re.compile(r"<script|<[^>]*\son\w+\s*=|javascript:", re.IGNORECASE)
_FILE_NAME = re.compile(r"\S+\.(?:svg|png|jpe?g|gif|webp)")


def lost_figures(page: Page) -> Iterator[Fault]:
    """A cell that was to make a figure, and made none."""
    for cell in page.cells:
        wanted = cell.node.metadata.get("mystnb", {}).get("figure")
        if wanted and cell.ran and not cell.errors() and not _images(cell.outputs):
            yield cell.line, f"the cell of figure {wanted.get('name')!r} shows no image"


def blank_figures(page: Page) -> Iterator[Fault]:
    """A figure that shows axes and no data, or one flat area."""
    for cell in page.cells:
        for kind, data in _images(cell.outputs):
            blank = {"image/svg+xml": svg_is_blank, "image/png": png_is_blank}.get(kind)
            if blank and blank(data):
                yield cell.line, "the figure shows nothing, or a single colour"


def active_outputs(page: Page) -> Iterator[Fault]:
    """An output that would run code in the reader's browser."""
    shown = [(c.line, o.get("data", {})) for c in page.cells for o in c.outputs]
    for line, data in [*shown, *((None, data) for data in page.glued().values())]:
        for kind, content in data.items():
            found = _ACTIVE.search(str(content)) if kind != "text/plain" else None
            if found or kind == "application/javascript":
                yield line, f"an output holds a script: {found[0] if found else kind}"


def missing_alt(page: Page) -> Iterator[Fault]:
    """An image of the written page without words for those who do not see it."""
    images = _ImageReader()
    images.feed(_written(page.app, page.docname).read_text("utf-8"))
    lines = defaultdict(list)
    for image in page.doctree.findall(nodes.image):
        lines[PurePosixPath(image["uri"]).name].append(page.line_of(image))
    for source, alt in images.found:
        name = PurePosixPath(source).name
        line = lines[name].pop(0) if lines[name] else None  # an image of the theme
        if not alt.strip() or _FILE_NAME.fullmatch(alt.strip()):
            yield line, f"image {name} has no alt text: {alt!r}"


RULES: dict[str, Rule] = {
    "active-output": active_outputs,
    "blank-figure": blank_figures,
    "flaw": flaws,
    "lost-figure": lost_figures,
    "typed-number": typed_numbers,
}
RULES_OF_HTML: dict[str, Rule] = {"missing-alt": missing_alt}


class _ImageReader(HTMLParser):
    """Collects source and alt text of every image."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            given = dict(attrs)
            self.found.append((given.get("src") or "", given.get("alt") or ""))


def _images(outputs: list[Any]) -> list[tuple[str, Any]]:
    return [
        (kind, data)
        for output in outputs
        for kind, data in output.get("data", {}).items()
        if kind.startswith("image/")
    ]


def _written(app: Sphinx, docname: str) -> Path:
    return Path(app.builder.get_outfilename(docname))  # type: ignore[attr-defined]


def _check(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    if app.builder.format == "html":
        report(Page(app, docname, doctree), RULES)


def _check_html(app: Sphinx, exception: Exception | None, *, since: float) -> None:
    if app.builder.format == "html" and exception is None:
        for docname in sorted(app.env.found_docs):
            path = _written(app, docname)
            if path.exists() and path.stat().st_mtime >= since:
                page = Page(app, docname, app.env.get_doctree(docname))
                report(page, RULES_OF_HTML)


def setup(app: Sphinx) -> dict[str, Any]:
    """Check a page when its references are resolved, its HTML when all is written.

    While somebody writes, most pages are those of an earlier build, and checked.
    """
    check_html = partial(_check_html, since=time.time() - 1)  # disks count coarsely
    app.connect("doctree-resolved", _check)
    app.connect("build-finished", check_html, priority=900)  # after all that rewrite
    return {"parallel_read_safe": True, "parallel_write_safe": True}
