"""What a page says, with lines: its prose, what its cells print, what it pastes."""

import re
from collections.abc import Iterator
from html import unescape

from docutils import nodes
from myst_nb.core.variables import format_plain_text

from gate.executed_pages import Cell, Page, plain

__all__ = ["code", "glued", "pasted", "printed", "prose"]

_GLUE = re.compile(r"\{glue:text\}`(?:([^`]+)::)?([^`:]+)(?::([^`]+))?`")
_ANSWER = re.compile(r"^:answer: *(\S+)", re.MULTILINE)  # of a question
_TAG = re.compile(r"<[^>]*>")
_REPLACED = "\N{OBJECT REPLACEMENT CHARACTER}"
_NOT_PROSE = (  # inside of it, and replaced
    nodes.literal,
    nodes.math,
    nodes.raw,
    nodes.reference,
    nodes.footnote_reference,
)


def prose(page: Page) -> Iterator[tuple[int | None, str]]:
    """Yield each block of text with the line it starts on, captions included."""
    for block in page.doctree.findall(nodes.TextElement):
        if isinstance(block, nodes.Inline | nodes.FixedTextElement):
            continue
        if isinstance(block, nodes.caption) or not _is_output(block):
            here = block.source == page.doctree["source"]  # not in a docstring
            yield page.line_of(block) if here else None, _words(block)


def code(page: Page) -> Iterator[str]:
    """Yield the code of the cells, and what the author wrote as code in the text."""
    for cell in page.cells:
        yield cell.source
    for block in page.doctree.findall(nodes.literal_block):
        if "source" not in block and not _is_output(block):  # source: of a library file
            yield block.astext()


def printed(page: Page) -> Iterator[tuple[int, str]]:
    """Yield what the cells put out in words, with the lines of the cells."""
    for cell in page.cells:
        for text in _outputs(cell):
            yield cell.line, plain(text)


def pasted(page: Page) -> Iterator[tuple[int | None, str]]:
    """Yield what glue puts on the page, with the line of the block it stands in."""
    for node in page.doctree.findall(nodes.Element):
        if _is_pasted(node) and not _is_output(node):
            yield page.line_of(node), node.astext()


def glued(page: Page) -> Iterator[tuple[str, str]]:
    """Yield each value the page pastes or asks for: its key and how it is shown."""
    env = page.app.env
    asked = [("", key, "") for key in _ANSWER.findall(page.source)]
    for path, key, spec in [*_GLUE.findall(page.source), *asked]:
        docname = page.docname
        if path:
            docname = env.path2doc(env.relfn2path(path, docname)[1]) or docname
        value = page.glued(docname).get(key, {}).get("text/plain")
        if value is not None:
            yield key, format_plain_text(value, spec or "s")


def _outputs(cell: Cell) -> Iterator[str]:
    for output in cell.outputs:
        if output.output_type == "stream" and output.name == "stdout":
            yield output.text
        elif output.output_type == "error" and "raises-exception" in cell.tags:
            yield "\n".join(output.traceback)
        for kind, data in output.get("data", {}).items():
            if kind == "text/html":
                yield unescape(_TAG.sub(" ", data))
            elif kind.startswith("text/"):
                yield data


def _words(node: nodes.Node) -> str:
    """Return the text of `node`; a mark and the line ends for what is not prose."""
    if isinstance(node, nodes.Text):
        return str(node)
    if isinstance(node, _NOT_PROSE) or _is_pasted(node):
        return _REPLACED + "\n" * node.astext().count("\n")
    return "".join(map(_words, node.children))


def _is_output(node: nodes.Node) -> bool:
    while node := node.parent:
        if node.get("nb_element") == "cell_code_output":
            return True
    return False


def _is_pasted(node: nodes.Node) -> bool:
    marks = {"pasted-text", "output"}
    return isinstance(node, nodes.Element) and bool(marks.intersection(node["classes"]))
