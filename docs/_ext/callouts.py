"""The four callouts of the course: predict, try, misconception, in-short.

Each is an admonition of its own class, told apart by shape and word, not by colour:

    :::{predict}
    More, or fewer?
    :::
"""

from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.application import Sphinx

TITLES = {
    "predict": "Predict",
    "try": "Try it",
    "misconception": "Misconception",
    "in-short": "In short",
}


class Callout(Directive):
    """An admonition with a fixed title, or that title and what the author adds."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Any]] = {}

    def run(self) -> list[nodes.Node]:
        """Parse title and content as MyST."""
        self.assert_has_content()
        title = ": ".join([TITLES[self.name], *self.arguments])
        callout = nodes.admonition(classes=["callout", self.name])
        words, messages = self.state.inline_text(title, self.lineno)
        callout += nodes.title(title, "", *words)
        self.state.nested_parse(self.content, self.content_offset, callout)
        return [callout, *messages]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives."""
    for name in TITLES:
        app.add_directive(name, Callout)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
