"""Writes the blocks of a resolved doctree as Markdown: paragraphs to tables."""

import re
from textwrap import indent

from docutils import nodes
from sphinx import addnodes
from sphinx.locale import admonitionlabels
from sphinx.util import logging

from notebooks.doctree_markdown import blocks, fence, inline, markdown
from notebooks.notebook_links import Context

__all__: list[str] = []  # importing it is enough

logger = logging.getLogger(__name__)

_BAR = re.compile(r"\$[^$]+\$|\|")
_LIKE_A_BLOCK = re.compile(r"^(\d+)(?=[.)]\s)|^(?=(?:[-+>]|#{1,6})\s)")


@markdown.register(nodes.comment)
@markdown.register(nodes.substitution_definition)
@markdown.register(nodes.system_message)  # reported by Sphinx
@markdown.register(addnodes.highlightlang)
@markdown.register(addnodes.index)
@markdown.register(nodes.meta)
@markdown.register(addnodes.toctree)  # the site's way around, not the page's words
def _nothing(node: nodes.Node, context: Context) -> str:
    return ""


@markdown.register(nodes.paragraph)
@markdown.register(nodes.rubric)
def _paragraph(node: nodes.Element, context: Context) -> str:
    text = _LIKE_A_BLOCK.sub(r"\1\\", inline(node, context))
    return f"**{text}**" if isinstance(node, nodes.rubric) else text


@markdown.register
def _title(node: nodes.title, context: Context) -> str:
    """Return a heading, as deep as the sections the title stands in."""
    level, section = 0, node.parent
    while section is not None:
        level += isinstance(section, nodes.section)
        section = section.parent
    return f"{'#' * level} {inline(node, context)}"


@markdown.register(nodes.container)
@markdown.register(nodes.compound)
@markdown.register(nodes.figure)
@markdown.register(nodes.legend)
def _as_its_blocks(node: nodes.Element, context: Context) -> str:
    return blocks(node.children, context)


@markdown.register(nodes.caption)
def _caption(node: nodes.Element, context: Context) -> str:
    number = context.number(node.parent)
    return f"**{number}.** {inline(node, context)}" if number else inline(node, context)


@markdown.register(nodes.literal_block)
@markdown.register(nodes.doctest_block)
def _code(node: nodes.Element, context: Context) -> str:
    text = node.astext().rstrip("\n")
    is_python = (
        isinstance(node, nodes.doctest_block)
        or "py" in node.get("language", "")
        or node.get("source", "").endswith(".py")  # shown from the library
    )
    ticks = fence(text, shortest=3)
    return f"{ticks}{'python' if is_python else ''}\n{text}\n{ticks}"


@markdown.register
def _formula(node: nodes.math_block, context: Context) -> str:
    tex = node.astext().strip()
    if r"\\" in tex and r"\begin" not in tex:  # as Sphinx does for HTML
        tex = rf"\begin{{aligned}}{tex}\end{{aligned}}"
    if number := context.number(node):
        tex += rf" \tag{{{number}}}"
    return f"$$\n{tex}\n$$"


@markdown.register
def _bullets(node: nodes.bullet_list, context: Context) -> str:
    return _items([("- ", item) for item in node.children], context)


@markdown.register
def _numbered(node: nodes.enumerated_list, context: Context) -> str:
    first = node.get("start", 1)
    items = enumerate(node.children, first)
    return _items([(f"{number}. ", item) for number, item in items], context)


@markdown.register
def _definitions(node: nodes.definition_list, context: Context) -> str:
    texts = []
    for item in node.children:
        terms = [inline(t, context) for t in item.children if isinstance(t, nodes.term)]
        body = blocks(item.children[-1].children, context)
        texts.append("- " + _hanging(f"**{', '.join(terms)}**: {body}", 2))
    return "\n".join(texts)


@markdown.register
def _quote(node: nodes.block_quote, context: Context) -> str:
    return _quoted(blocks(node.children, context))


@markdown.register
def _attribution(node: nodes.attribution, context: Context) -> str:
    return f"— {inline(node, context)}"


@markdown.register
def _line_block(node: nodes.line_block, context: Context) -> str:
    return "  \n".join(markdown(line, context) for line in node.children)


@markdown.register
def _line(node: nodes.line, context: Context) -> str:
    return inline(node, context)


@markdown.register(nodes.Admonition)
@markdown.register(nodes.topic)
@markdown.register(nodes.sidebar)
def _admonition(  # type: ignore[misc]  # to the stubs Admonition is no Node
    node: nodes.Element, context: Context
) -> str:
    first, *rest = node.children
    if isinstance(first, nodes.title):
        title, content = inline(first, context), rest
    else:
        title, content = str(admonitionlabels[node.tagname]), node.children
    return _quoted(f"**{title}**\n\n{blocks(content, context)}")


@markdown.register(nodes.footnote)
@markdown.register(nodes.citation)
def _footnote(node: nodes.Element, context: Context) -> str:
    label, *content = node.children
    return rf"\[{label.astext()}] {blocks(content, context)}"


@markdown.register
def _rule(node: nodes.transition, context: Context) -> str:
    return "---"


@markdown.register
def _raw(node: nodes.raw, context: Context) -> str:
    return node.astext() if "html" in node["format"].split() else ""


@markdown.register
def _table(node: nodes.table, context: Context) -> str:
    rows = [list(row.findall(nodes.entry)) for row in node.findall(nodes.row)]
    rule = ["--:" if "text-right" in entry["classes"] else ":--" for entry in rows[0]]
    head, *body = [[_entry(entry, context) for entry in row] for row in rows]
    lines = "\n".join(f"| {' | '.join(cells)} |" for cells in [head, rule, *body])
    titles = [_caption(t, context) for t in node.children if isinstance(t, nodes.title)]
    return "\n\n".join([*titles, lines])


def _entry(entry: nodes.entry, context: Context) -> str:
    if entry.get("morecols") or entry.get("morerows"):
        logger.warning("a notebook has no table cell over several", location=entry)
    texts = [markdown(child, context).replace("\n", " ") for child in entry.children]
    return _BAR.sub(_escaped_bar, "<br>".join(texts))


def _escaped_bar(found: re.Match[str]) -> str:
    r"""Return what is no border of a table: in a formula ``\|`` is another bar."""
    if found[0] == "|":
        return r"\|"
    return found[0].replace(r"\|", r"\Vert ").replace("|", r"\vert ")


def _items(marked: list[tuple[str, nodes.Node]], context: Context) -> str:
    texts = [
        mark + _hanging(blocks(item.children, context), len(mark))
        for mark, item in marked
    ]
    loose = any("\n\n" in text for text in texts)
    return ("\n\n" if loose else "\n").join(texts)


def _hanging(text: str, width: int) -> str:
    return indent(text, " " * width).lstrip(" ")


def _quoted(text: str) -> str:
    return indent(text, "> ", lambda line: True).replace("> \n", ">\n")
