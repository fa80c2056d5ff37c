"""Mends what furo and MyST-NB leave undone for keyboards, screen readers and others.

Landmarks get names, the search page gets a heading, code too wide for a phone can be
reached and scrolled with the keyboard, a folded cell is called what it says, and a
number stays on the line of its unit. What
styles can mend is in mends.css; theme.js is for browsers that keep nothing.
"""

import re
from html import escape, unescape
from typing import Any

from jinja2.ext import Extension
from myst_nb.sphinx_ import HideCodeCellNode
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

__all__ = ["IN_TEMPLATES", "focusable", "unbroken", "with_right_roles"]

IN_TEMPLATES = {  # what furo's templates say, once: what they are to say
    """<script>
      document.body.dataset.theme = localStorage.getItem("theme") || "auto";
    </script>""": """<script src="{{ pathto('_static/theme.js', 1) }}"></script>""",
    # In a landmark, as all else on a page; mends.css finds them there.
    '<input type="checkbox" class="sidebar-toggle" name="__navigation"': (
        '<nav aria-label="{{ _("Side bars") }}">'
        '<input type="checkbox" class="sidebar-toggle" name="__navigation"'
    ),
    'aria-label="Toggle table of contents sidebar">': (
        'aria-label="Toggle table of contents sidebar"></nav>'
    ),
    '<aside class="sidebar-drawer">': (
        '<aside class="sidebar-drawer" aria-label="{{ _("Site") }}">'
    ),
    '<aside class="toc-drawer{% if furo_hide_toc %} no-toc{% endif %}">': (
        '<aside class="toc-drawer{% if furo_hide_toc %} no-toc{% endif %}"'
        ' aria-label="{{ _("On this page") }}">'
    ),
    '<div id="search-results"></div>': (
        '<h1>{{ _("Search") }}</h1>\n<div id="search-results"></div>'
    ),
}
_CODE = re.compile(r"<pre>(.*?)</pre>", re.DOTALL)
_TABLE = re.compile(r'<div class="table-wrapper.*?</table>', re.DOTALL)
_CORNER = re.compile(r"<th([^>]*)>(?:<p></p>)?</th>")
_NOT_PROSE = re.compile(r"(<pre.*?</pre>|<code.*?</code>)", re.DOTALL)
_UNIT = re.compile(r"(\d(?:</span>)?) %(?!\w)")
_TIMES = re.compile(r"(?<=\d) × (?=\d)")
_COLUMNS = 4  # of a table that may not fit
_PHONE = 34  # characters of code that surely fit a line on a phone 390 px wide


class _Mends(Extension):
    def preprocess(
        self, source: str, name: str | None, filename: str | None = None
    ) -> str:
        for old, new in IN_TEMPLATES.items():
            source = source.replace(old, new)
        return source


def focusable(html: str) -> str:
    """Let the keyboard stop at code and tables too wide for a phone, to scroll them."""

    def mend(code: re.Match[str]) -> str:
        lines = unescape(re.sub("<[^>]*>", "", code[1])).splitlines()
        wide = max(map(len, lines), default=0) > _PHONE
        return code[0].replace("<pre>", '<pre tabindex="0">', 1) if wide else code[0]

    html = _TABLE.sub(
        lambda table: (
            table[0].replace("<div ", '<div tabindex="0" ', 1)
            if table[0].count("<th ") >= _COLUMNS
            else table[0]
        ),
        html,
    )
    return _CODE.sub(mend, html)


def with_right_roles(html: str) -> str:
    """Give captions in the side bar a level, and entries of a list the role of one.

    The empty corner of a table heads nothing: it becomes a common cell.
    """
    html = _CORNER.sub(r"<td\1></td>", html)
    html = html.replace('role="heading"', 'role="heading" aria-level="2"')
    return html.replace('role="doc-biblioentry"', 'role="listitem"')


def unbroken(html: str) -> str:
    """Keep on one line a number with its %, what is multiplied, and short code."""
    parts = _NOT_PROSE.split(html)
    for place in range(0, len(parts), 2):
        whole = _UNIT.sub("\\1\N{NO-BREAK SPACE}%", parts[place])
        parts[place] = _TIMES.sub("\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}", whole)
    for place in range(1, len(parts), 2):
        if len(unescape(re.sub("<[^>]*>", "", parts[place]))) <= _PHONE:
            parts[place] = parts[place].replace(
                '<code class="', '<code class="whole ', 1
            )
    return "".join(parts)


def _mend_templates(app: Sphinx) -> None:
    if app.builder.format == "html":
        templates: Any = app.builder.templates
        templates.environment.add_extension(_Mends)


def _mend_page(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object
) -> None:
    for part in ("body", "furo_navigation_tree"):
        if part in context:
            context[part] = unbroken(with_right_roles(focusable(context[part])))


def visit_folded(self: HTML5Translator, node: HideCodeCellNode) -> None:
    """Open a folded part of a cell: one line, the same when open, that names it."""
    classes = " ".join(["folded", *node["classes"]])
    summary = f"<summary>{escape(node['prompt_show'])}</summary>"
    self.body.append(f'<details class="{classes}">\n{summary}\n')


def depart_folded(self: HTML5Translator, node: HideCodeCellNode) -> None:
    """Close it."""
    self.body.append("</details>\n")


def setup(app: Sphinx) -> dict[str, Any]:
    """Take over the folded cells, and mend templates and bodies of pages."""
    app.setup_extension("myst_nb")
    app.add_node(HideCodeCellNode, override=True, html=(visit_folded, depart_folded))
    app.add_css_file("mends.css")
    app.connect("builder-inited", _mend_templates)
    app.connect("html-page-context", _mend_page, priority=900)  # after furo's own
    return {"parallel_read_safe": True, "parallel_write_safe": True}
