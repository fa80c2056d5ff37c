"""Says on the landing page how many questions a chapter asks, and loads their script.

A chapter that the landing page names as a term of a list gets a mark, "5 questions",
which ``_static/questions.js`` turns into "3 of 5 questions answered". Below the list
stands where answers are kept, and a button that clears them.
"""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from questions.predict import asked
from questions.question_node import question

__all__: list[str] = []

_KEPT = "Your answers stay in this browser, and nothing is sent."


class progress_mark(nodes.inline):  # noqa: N801 - docutils' way
    """The questions of a page: their :attr:`names`."""


class kept_answers(nodes.General, nodes.Element):  # noqa: N801
    """Where answers are kept, and a button to clear them."""


def _mark(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    if docname != app.config.root_doc or app.builder.format != "html":
        return
    uris = {app.builder.get_relative_uri(docname, d): d for d in app.env.found_docs}
    lists = []
    for term in doctree.findall(nodes.term):
        links = (link.get("refuri") for link in term.findall(nodes.reference))
        page = next((uris[uri] for uri in links if uri in uris), None)
        if page and (names := asked(app.env, page)):
            plural = "s" if len(names) > 1 else ""
            words = f"{len(names)} question{plural}"
            mark = progress_mark("", words, page=page, names=names)
            term.extend([nodes.Text(" "), mark])
            lists.append(term.parent.parent)
    if lists:
        lists[-1].parent.insert(lists[-1].parent.index(lists[-1]) + 1, kept_answers())


def visit_mark(writer: HTML5Translator, node: progress_mark) -> None:
    data = {"data-page": node["page"], "data-questions": " ".join(node["names"])}
    writer.body.append(writer.starttag(node, "span", "", CLASS="progress", **data))


def depart_mark(writer: HTML5Translator, node: progress_mark) -> None:
    writer.body.append("</span>")


def visit_kept(writer: HTML5Translator, node: kept_answers) -> None:
    """Write the button out of sight, in its place: only a script can clear."""
    button = '<button type="button" class="clear-answers">Clear my answers</button>'
    writer.body.append(
        f'<p class="kept-answers"><span role="status">{_KEPT}</span> {button}</p>\n'
    )
    raise nodes.SkipNode


def _load(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Load script and look where there is a question, and where they are counted."""
    wanted = (question, progress_mark)
    if doctree and any(isinstance(node, wanted) for node in doctree.findall()):
        app.add_css_file("questions.css")
        app.add_js_file("questions.js", loading_method="defer")


def setup(app: Sphinx) -> dict[str, Any]:
    """Mark the landing page once all pages are read; write it anew after any edit."""
    app.setup_extension("questions.predict")
    app.add_node(progress_mark, html=(visit_mark, depart_mark))
    app.add_node(kept_answers, html=(visit_kept, None))
    app.connect("doctree-resolved", _mark)
    app.connect("env-updated", lambda app, env: [app.config.root_doc])
    app.connect("html-page-context", _load)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
