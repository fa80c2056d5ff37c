"""Gives a site what search engines and hosts ask for: descriptions, a sitemap, a 404.

The address of the site is ``html_baseurl``; without one there is no sitemap, and the
404 page works at the root of a server.
"""

import re
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from docutils import nodes
from sphinx.application import Sphinx

NOT_FOUND = "404"
_MOST = 200  # characters of a description that search engines show
_LINK = re.compile(r'((?:href|src|action|data-content_root)=")(?![a-z]+:|[/#])([^"]*)"')


def description(doctree: nodes.document) -> str:
    """Return the first paragraph of a page, up to a sentence's end if it is long."""
    for paragraph in doctree.findall(nodes.paragraph):
        text = " ".join(paragraph.astext().split())
        if len(text) <= _MOST:
            return text
        sentences = text[: _MOST + 1].rpartition(". ")[0]
        return f"{sentences}." if sentences else text[: _MOST - 1] + "…"
    return ""


def from_root(page: str, path: str) -> str:
    """Let the links of a page start at `path`: it is shown at any address below it."""
    return _LINK.sub(rf'\g<1>{path}\g<2>"', page)


def sitemap(address: str, pages: list[str]) -> str:
    """Return the XML that names all `pages`, names of files below `address`."""
    rows = "".join(
        f"  <url><loc>{escape(urljoin(address, quote(page)))}</loc></url>\n"
        for page in pages
    )
    head = '<?xml version="1.0" encoding="utf-8"?>\n'
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    return f"{head}<urlset {space}>\n{rows}</urlset>\n"


def _describe(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    if doctree is not None and 'name="description"' not in context["metatags"]:
        words = escape(description(doctree))
        context["metatags"] += f'\n<meta name="description" content="{words}">'


def _publish(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or app.builder.name != "html":
        return
    address, out = app.config.html_baseurl, Path(app.outdir)
    lost = out / f"{NOT_FOUND}.html"
    if lost.exists():
        text = from_root(lost.read_text("utf-8"), urlsplit(address).path or "/")
        lost.write_text(text, "utf-8", newline="\n")
    if address:
        pages = sorted(app.env.found_docs - {NOT_FOUND})
        names = [app.builder.get_target_uri(page) for page in pages]
        text = sitemap(address, names)
        (out / "sitemap.xml").write_text(text, "utf-8", newline="\n")


def setup(app: Sphinx) -> dict[str, Any]:
    """Describe each page as it is written; do the rest once all are, policy and all."""
    app.connect("html-page-context", _describe)
    app.connect("build-finished", _publish, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
