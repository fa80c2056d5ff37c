"""Writes formulas as MathML, which browsers draw and screen readers read by themselves.

A formula that :mod:`maths.latex_math` does not understand is reported with its document
and line, all of them in one run, and the build then fails.
"""

import re
from functools import cache
from html import escape

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator

from maths.latex_math import LatexError, to_mathml

logger = logging.getLogger(__name__)

# What is written against a formula: up to a space, or up to and with a dash.
_BEFORE = re.compile(r"[^\s–—-]*$")
_AFTER = re.compile(r"^[^\s–—-]*[–—-]?")

_PHONE = 28  # symbols of a formula that a phone 390 px wide surely has room for

_convert = cache(to_mathml)


def check_formulas(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Report each formula that cannot be written, and fail the build for it."""
    if app.builder.format != "html":
        return
    for kind, display in ((nodes.math, False), (nodes.math_block, True)):
        for formula in list(doctree.findall(kind)):
            try:
                _convert(formula.astext(), display=display)
            except LatexError as error:
                message = f"formula not understood: {error}"
                logger.error(message, location=formula, type="maths", subtype="latex")
                app.statuscode = 1


def keep_together(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Keep a formula on one line with what is written against it.

    To a browser a formula in a line is like an image: it would break the line between
    the formula and its comma.
    """
    for formula in list(doctree.findall(nodes.math)):
        parent, at = formula.parent, formula.parent.index(formula)
        before = _take(parent, at - 1, _BEFORE)
        after = _take(parent, at + 1, _AFTER)
        if before or after:
            together = nodes.inline(classes=["maths-unbroken"])
            parent[at] = together
            together += [nodes.Text(before), formula, nodes.Text(after)]


def _take(parent: nodes.Element, at: int, pattern: re.Pattern[str]) -> str:
    """Cut what `pattern` finds out of the text at place `at` of `parent`."""
    text = parent[at] if 0 <= at < len(parent) else None
    if not isinstance(text, nodes.Text) or not (found := pattern.search(text)):
        return ""
    parent[at] = nodes.Text(text[: found.start()] + text[found.end() :])
    return found[0]


def _mathml(latex: str, *, display: bool) -> str:
    try:
        return _convert(latex, display=display)
    except LatexError:  # reported by check_formulas
        return f'<code class="maths-error">{escape(latex)}</code>'


def visit_math(self: HTML5Translator, node: nodes.math) -> None:
    self.body.append(_mathml(node.astext(), display=False))
    raise nodes.SkipNode


def visit_math_block(self: HTML5Translator, node: nodes.math_block) -> None:
    number = ""
    if node["number"]:
        text = f"({get_node_equation_number(self, node)})"
        link = f'href="#{node["ids"][0]}" title="Link to this equation"'
        number = f'<a class="eqno" {link}>{text}</a>'
    # The theme wraps the block and may have given its wrapper the id already.
    own = node["ids"] if node.parent.get("ids") != node["ids"] else []
    formula = _mathml(node.astext(), display=True)
    wide = len(re.sub("<[^>]*>", "", formula)) > _PHONE
    stop = ' tabindex="0"' if wide else ""  # for the keyboard, to scroll it
    self.body.append(
        self.starttag(nodes.container(ids=list(own)), "div", "", CLASS="math")
        + f'<div class="formula"{stop}>{formula}</div>{number}</div>\n'
    )
    raise nodes.SkipNode


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_html_math_renderer("mathml", (visit_math, None), (visit_math_block, None))
    app.add_css_file("maths.css")
    app.connect("doctree-resolved", check_formulas)
    app.connect("doctree-resolved", keep_together)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
