"""Questions before the cell that answers them. A cell chooses the right option.

    :::{predict}
    :answer: ratio

    The side grows eight times. How many times more parameters?

    8
    : That is the side. A picture also grows in height.

    64
    : Eight times as wide and eight times as high.
    :::

``:answer:`` names what a cell of the page glued as text. The option that begins with
it is right; if none or several do, the build fails. With ``:within: 5`` the reader
types a number, which is right if it is off by no more; the options are then the right
number and the mistakes that have an explanation of their own. A question without
options stays a callout to think about.

Without scripts the options can be read and ticked, and the answers stand in a
disclosure. ``_static/questions.js`` checks the guess.
"""

from collections.abc import Sequence
from typing import Any, ClassVar, cast

from callouts import Callout
from docutils import nodes
from gate.executed_pages import Page
from myst_nb.core.variables import format_plain_text
from sphinx.application import Sphinx
from sphinx.util import logging

from questions.question_node import question
from questions.right_option import leading_number, right_options

__all__ = ["asked"]

logger = logging.getLogger(__name__)

_ENDS = ("?", ".", ")")  # of a question; an option without a reason has none


def asked(env: Any, docname: str) -> list[str]:
    """Return the names of the questions on a page, which are what answers them."""
    return list(env.metadata[docname].get("questions", []))


class Predict(Callout):
    """A question whose options, if it has any, are a definition list at its end."""

    option_spec: ClassVar[dict[str, Any]] = {"answer": str.strip, "within": float}

    def run(self) -> list[nodes.Node]:
        """Make a question, or a callout if there is nothing to choose from."""
        callout, *messages = cast(list[nodes.Element], super().run())
        lists = [n for n in callout.children if isinstance(n, nodes.definition_list)]
        if not lists and not self.options:
            return [callout, *messages]
        self._check(callout.children, lists)
        made = question("", *callout.children, **callout.attributes, **self.options)
        made.source, made.line = self.state_machine.get_source_and_line(self.lineno)
        made["classes"].append("question")
        made["ids"] = [nodes.make_id(f"predict-{made['answer']}")]
        made.words[-1]["ids"] = [f"{made['ids'][0]}-text"]
        return [made, *messages]

    def _check(
        self, blocks: Sequence[nodes.Node], lists: Sequence[nodes.Element]
    ) -> None:
        """Refuse what is no question, and note down the name of one that is."""
        answer = self.options.get("answer")
        if not answer:
            raise self.error("a question with options says what answers it: :answer:")
        if len(lists) != 1 or blocks[-1] is not lists[0] or len(lists[0]) < 2:
            raise self.error("a question ends in two options or more: a word, : why")
        for option, reason in (item.children for item in lists[0]):
            if not isinstance(next(iter(reason.children), None), nodes.paragraph):
                raise self.error(f"say why one may choose {option.astext()!r}")
        if not (words := blocks[-2].astext().rstrip()).endswith(_ENDS):
            raise self.error(f"a question, or an option without a reason? {words!r}")
        env = self.state.document.settings.env
        names = env.metadata[env.docname].setdefault("questions", [])
        if answer in names:
            raise self.error(f"another question of the page asks for {answer!r}")
        names.append(answer)


def _choose(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Let the glued value of each question choose the option that is right."""
    glued = Page(app, docname, doctree).glued()
    for node in doctree.findall(question):
        node["page"] = docname
        value = glued.get(node["answer"], {}).get("text/plain")
        fault = _mark(node, value and format_plain_text(value, "s"))
        if fault:
            logger.warning(fault, location=node, type="question", subtype="answer")


def _mark(node: question, answer: str | None) -> str | None:
    """Say of one option that it is right; return what is wrong if that cannot be."""
    if answer is None:
        return f"no cell glues {node['answer']!r}, which is to answer"
    options = [option.astext() for option, _ in node.options]
    if "within" in node and None in map(leading_number, options):
        return f"with :within: every option is a number: {options}"
    right = right_options(options, answer, within=node.get("within", 0))
    if len(right) != 1:
        return (
            f"one option is to be right, {answer!r}, but {len(right)} of {options} are"
        )
    option, reason = node.options[right[0]]
    option["classes"].append("right")
    start = cast(nodes.Element, reason.children[0])
    start.insert(0, [nodes.strong("", "Right."), nodes.Text(" ")])
    return None


def setup(app: Sphinx) -> dict[str, Any]:
    """Take over the directive of the callouts; choose before a notebook is written."""
    app.setup_extension("callouts")
    app.setup_extension("questions.question_node")
    app.add_directive("predict", Predict, override=True)
    app.connect("doctree-resolved", _choose, priority=400)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
