"""Writes the words of a resolved doctree as Markdown, one function a kind of node.

What Sphinx worked out (numbers, references, citations, code that was shown) is there
as text, so nothing of MyST is left. A kind of node without a function, here or in
:mod:`notebooks.markdown_blocks`, is reported: nothing is lost in silence. An extension
with nodes of its own registers them with ``@markdown.register``.
"""

import re
from base64 import b64encode
from collections.abc import Iterable
from functools import singledispatch
from mimetypes import guess_type
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.util import logging

from notebooks.notebook_links import Context

__all__ = ["blocks", "fence", "inline", "markdown"]

logger = logging.getLogger(__name__)

_SPECIAL = re.compile(r"[\\`*$<\[~]|(?<!\w)_|_(?!\w)")
_BACKTICKS = re.compile(r"`+")


@singledispatch
def markdown(node: nodes.Node, context: Context) -> str:
    """Return `node` as Markdown: this one knows none, the others one kind each."""
    kind = type(node).__name__
    message = f"a notebook cannot show {kind}: register it in doctree_markdown"
    logger.warning(message, location=node, type="notebook", subtype="unknown-node")
    return ""


def inline(node: nodes.Element, context: Context) -> str:
    return "".join(markdown(child, context) for child in node.children)


def blocks(children: Iterable[nodes.Node], context: Context) -> str:
    texts = (markdown(child, context) for child in children)
    return "\n\n".join(text for text in texts if text)


def fence(text: str, *, shortest: int) -> str:
    """Return backticks, longer than any in `text`."""
    longest = max(map(len, _BACKTICKS.findall(text)), default=0)
    return "`" * max(shortest, longest + 1)


@markdown.register
def _text(node: nodes.Text, context: Context) -> str:
    return _SPECIAL.sub(r"\\\g<0>", str(node))


@markdown.register(nodes.inline)
@markdown.register(nodes.abbreviation)
@markdown.register(nodes.problematic)  # reported by Sphinx
@markdown.register(nodes.target)
def _as_its_content(node: nodes.Element, context: Context) -> str:
    return inline(node, context)


@markdown.register(nodes.emphasis)
@markdown.register(nodes.title_reference)
def _emphasis(node: nodes.Element, context: Context) -> str:
    return f"*{inline(node, context)}*"


@markdown.register
def _strong(node: nodes.strong, context: Context) -> str:
    return f"**{inline(node, context)}**"


@markdown.register
def _subscript(node: nodes.subscript, context: Context) -> str:
    return f"<sub>{inline(node, context)}</sub>"


@markdown.register
def _superscript(node: nodes.superscript, context: Context) -> str:
    return f"<sup>{inline(node, context)}</sup>"


@markdown.register
def _literal(node: nodes.literal, context: Context) -> str:
    text = node.astext()
    ticks = fence(text, shortest=1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{pad}{text}{pad}{ticks}"


@markdown.register
def _math(node: nodes.math, context: Context) -> str:
    return f"${node.astext()}$"


@markdown.register
def _reference(node: nodes.reference, context: Context) -> str:
    text, url = inline(node, context), context.url(node)
    return f"[{text}]({url})" if url else text


@markdown.register
def _download(node: addnodes.download_reference, context: Context) -> str:
    text, url = inline(node, context), context.download_url(node)
    return f"[{text}]({url})" if url else text


@markdown.register
def _footnote_reference(node: nodes.footnote_reference, context: Context) -> str:
    return rf"\[{node.astext()}]"


@markdown.register
def _image(node: nodes.image, context: Context) -> str:
    path = Path(context.app.srcdir, node["uri"])
    if not path.is_file():  # of a stranger, or lost: what checks the page says so
        return f"![{node.get('alt', '')}]({node['uri']})"
    kind = guess_type(path.name)[0] or "image/png"
    content = b64encode(path.read_bytes()).decode("ascii")
    context.attachments[path.name] = {kind: content}
    return f"![{node.get('alt', '')}](attachment:{path.name})"
