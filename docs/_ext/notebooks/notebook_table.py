"""The directive ``{notebook-table}``: every chapter, its minutes and its notebooks."""

import re
from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.osutil import relative_uri

from notebooks.notebook_links import (
    EXERCISE_MINUTES,
    exercises_name,
    exercises_zip,
    notebook_link,
    notebook_name,
    notebooks_zip,
)

logger = logging.getLogger(__name__)

TABLE = "notebook-table"  # class of the block that the directive leaves
HEADS = ("Chapter", "To read", "Exercises", "Notebooks")
_READING = "reading_minutes"  # in a page's metadata
_ORNAMENT = re.compile(r"^\W+")  # before the words of a title
_STATED = re.compile(r"Time\. About (\d+) minutes")


class NotebookTable(SphinxDirective):
    """Stands where the table of notebooks comes."""

    def run(self) -> list[nodes.Node]:
        """Leave the place of the table: only later are all chapters known."""
        return [nodes.container(classes=[TABLE])]


def note_minutes(app: Sphinx, doctree: nodes.document) -> None:
    """Note in a page's metadata how many minutes it says that reading takes."""
    for paragraph in doctree.findall(nodes.paragraph):
        if stated := _STATED.match(paragraph.astext()):
            app.env.metadata[app.env.docname][_READING] = int(stated[1])


def _fill(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    for place in doctree.findall(nodes.container):
        if TABLE in place["classes"]:
            place += _table([_texts(HEADS), *_rows(app, docname)])


def _rows(app: Sphinx, here: str) -> Iterator[list[list[nodes.Node]]]:
    """Yield the cells of each row, the last one for all chapters together."""
    total = {_READING: 0, EXERCISE_MINUTES: 0}
    for page in _in_order(app.env):
        if name := notebook_name(app, page):
            said = app.env.metadata[page]
            if _READING not in said:
                logger.warning("says no time: **Time.** About … minutes", location=page)
            for kind in total:
                total[kind] += said.get(kind, 0)
            minutes = [_minutes(said.get(kind, 0)) for kind in total]
            files = _files(app, here, name, exercises_name(app, page))
            yield [[_page_link(app, here, page)], *_texts(minutes), files]
    packed = _files(app, here, notebooks_zip(app), exercises_zip(app))
    yield [*_texts(["All, in a zip", *map(_minutes, total.values())]), packed]


def _in_order(env: BuildEnvironment) -> list[str]:
    """Return all pages as a reader turns them; those outside of it come last."""
    following = {page: after for page, (_, _, after) in env.collect_relations().items()}
    turned: dict[str, int] = {}
    page = following.get(env.config.root_doc)
    while page is not None:
        turned[page] = len(turned)
        page = following[page]
    return sorted(
        env.found_docs, key=lambda page: (turned.get(page, len(turned)), page)
    )


def _texts(texts: Any) -> list[list[nodes.Node]]:
    return [[nodes.Text(text)] for text in texts]


def _minutes(number: int) -> str:
    hours, minutes = divmod(number, 60)
    parts = [f"{hours} h"] * (hours > 0) + [f"{minutes} min"] * (minutes > 0)
    return "\u00a0".join(parts).replace(" ", "\u00a0") or "–"


def _page_link(app: Sphinx, here: str, page: str) -> nodes.reference:
    number = page.rpartition("/")[2].partition("-")[0].lstrip("0") or "0"
    title = _ORNAMENT.sub("", app.env.titles[page].astext())
    words = f"{number} · {title}"
    uri = app.builder.get_target_uri
    url = relative_uri(uri(here), uri(page))
    return nodes.reference("", "", nodes.Text(words), internal=True, refuri=url)


def _files(app: Sphinx, here: str, whole: str, alone: str | None) -> list[nodes.Node]:
    links: list[nodes.Node] = [notebook_link(app, here, whole, "whole")]
    if alone:
        links += [nodes.Text(" · "), notebook_link(app, here, alone, "exercises")]
    return links


def _table(rows: list[list[list[nodes.Node]]]) -> nodes.table:
    group = nodes.tgroup("", cols=len(HEADS))
    group += [nodes.colspec("", colwidth=1) for _ in HEADS]
    built = [nodes.row("", *map(_entry, row)) for row in rows]
    group += [nodes.thead("", built[0]), nodes.tbody("", *built[1:])]
    return nodes.table("", group, classes=["colwidths-auto"])


def _entry(content: list[nodes.Node]) -> nodes.entry:
    return nodes.entry("", nodes.paragraph("", "", *content), classes=["text-left"])


def setup(app: Sphinx) -> dict[str, Any]:
    """Fill the table when all pages are read."""
    app.add_directive("notebook-table", NotebookTable)
    app.connect("doctree-read", note_minutes)
    app.connect("doctree-resolved", _fill)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
