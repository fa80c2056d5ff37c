"""A question in the doctree, and how it is written: on a page, and in a notebook."""

from html import escape
from typing import Any, cast

from docutils import nodes
from notebooks.doctree_markdown import blocks, inline, markdown
from notebooks.notebook_links import Context
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from questions.right_option import leading_number

__all__ = ["question"]

_SUMMARY = "Show the answers"


class question(nodes.Admonition, nodes.Element):  # noqa: N801 - docutils' way
    """A title, the words of the question, and a definition list: the options.

    It has the attributes ``answer``, what it asks for and is called by; ``page``; and
    ``within``, how far off a number may be, if one is to be typed.
    """

    @property
    def words(self) -> list[nodes.Element]:
        """The title, and what is asked."""
        return cast(list[nodes.Element], self.children[:-1])

    @property
    def options(self) -> list[tuple[nodes.Element, nodes.Element]]:
        """Each option with the reason why one may choose it."""
        items = cast(nodes.Element, self.children[-1]).children
        return [tuple(item.children) for item in items]  # type: ignore[misc]


def visit_question(writer: HTML5Translator, node: question) -> None:
    """Write the words, something to choose or to type in, and the answers."""
    data = {"data-page": node["page"], "data-question": node["answer"]}
    if "within" in node:
        numbers = [leading_number(option.astext()) or 0 for option, _ in node.options]
        data["data-numbers"] = " ".join(f"{number:.12g}" for number in numbers)
        data["data-within"] = f"{node['within']:g}"
    writer.body.append(writer.starttag(node, "div", CLASS="admonition", **data))
    _write(writer, node.words)
    _write_guess(writer, node)
    writer.body.append(f'<details class="answers"><summary>{_SUMMARY}</summary>\n')
    _write(writer, node.children[-1:])
    writer.body.append("</details>\n</div>\n")
    raise nodes.SkipNode


def _write_guess(writer: HTML5Translator, node: question) -> None:
    name, text = node["ids"][0], node.words[-1]["ids"][0]
    if "within" in node:
        field = f'<input type="number" step="any" aria-labelledby="{text}">'
        writer.body.append(f'<div class="guess">{field}</div>\n')
        return
    writer.body.append(f'<fieldset class="guess" aria-labelledby="{text}">\n')
    for option, _ in node.options:
        value = escape(option.astext())
        button = f'<input type="radio" name="{name}" value="{value}">'
        writer.body.append(f"<label>{button} <span>")
        _write(writer, option.children)
        writer.body.append("</span></label>\n")
    writer.body.append("</fieldset>\n")


def _write(writer: HTML5Translator, children: Any) -> None:
    for child in children:
        child.walkabout(writer)


@markdown.register
def _in_a_notebook(node: question, context: Context) -> str:
    title, *words = node.words
    options = [(inline(option, context), why) for option, why in node.options]
    listed = "" if "within" in node else "\n".join(f"- {words}" for words, _ in options)
    asked = [f"**{inline(title, context)}**", blocks(words, context), listed]
    quoted = "\n\n".join(filter(None, asked)).replace("\n", "\n> ")
    answers = "\n".join(
        f"- **{words}**: " + blocks(why.children, context).replace("\n", "\n  ")
        for words, why in options
    )
    details = f"<details><summary>{_SUMMARY}</summary>\n\n{answers}\n\n</details>"
    return f"> {quoted}\n\n{details}".replace("> \n", ">\n")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the node."""
    app.add_node(question, html=(visit_question, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
