"""Exercises with a title and minutes, and worked solutions hidden until asked for.

    :::{exercise} Count by hand
    :minutes: 5
    How many weights ...?
    :::

    :::{solution}
    One hundred.
    :::

Without JavaScript a solution is a disclosure; in a notebook it is one too.
"""

from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import Directive, directives
from notebooks.doctree_markdown import blocks, markdown
from notebooks.notebook_links import Context
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator


class disclosure(nodes.General, nodes.Element):  # noqa: N801 - docutils' way
    """Content behind a summary, :attr:`summary`, that opens when asked."""


class Exercise(Directive):
    """A titled exercise; ``:minutes:`` says how long it takes."""

    has_content = True
    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Any]] = {"minutes": directives.positive_int}

    def run(self) -> list[nodes.Node]:
        """Make an admonition of the class ``exercise``."""
        self.assert_has_content()
        minutes = self.options.get("minutes")
        if minutes is None:
            raise self.error("an exercise says how long it takes: add :minutes:")
        words, messages = self.state.inline_text(
            f"Exercise: {self.arguments[0]} ({minutes} min)", self.lineno
        )
        exercise = nodes.admonition(classes=["callout", "exercise"])
        exercise += nodes.title("", "", *words)
        self.state.nested_parse(self.content, self.content_offset, exercise)
        return [exercise, *messages]


class Solution(Directive):
    """The worked answer to the exercise before it."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Make a disclosure."""
        self.assert_has_content()
        solution = disclosure(summary="Show a solution", classes=["solution"])
        self.state.nested_parse(self.content, self.content_offset, solution)
        return [solution]


def visit_disclosure(writer: HTML5Translator, node: disclosure) -> None:
    """Open the element that every browser can open and close."""
    writer.body.append(writer.starttag(node, "details"))
    writer.body.append(f"<summary>{node['summary']}</summary>\n")


def depart_disclosure(writer: HTML5Translator, node: disclosure) -> None:
    """Close it."""
    writer.body.append("</details>\n")


@markdown.register
def _in_a_notebook(node: disclosure, context: Context) -> str:
    body = blocks(node.children, context)
    return f"<details><summary>{node['summary']}</summary>\n\n{body}\n\n</details>"


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives and their node."""
    app.add_node(disclosure, html=(visit_disclosure, depart_disclosure))
    app.add_directive("exercise", Exercise)
    app.add_directive("solution", Solution)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
