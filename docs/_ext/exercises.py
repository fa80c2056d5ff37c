"""Exercises: numbered, with hints that open one at a time and a worked solution.

    :::{exercise} Count by hand
    :level: warm-up
    :minutes: 5
    :trains: counting weights
    How many weights ...?
    :::

    :::{hint}
    How many has one filter?
    :::

    :::{hint}
    And how many filters are there?
    :::

    :::{solution}
    One hundred.
    :::

An exercise is numbered in its chapter, over the pages in the order of the toctree; its
anchor is its title, so that a link stays when another exercise comes before it. A
second hint stands inside the first. ``{exercise-list}`` lists all exercises. Without
JavaScript a hint or a solution is a disclosure; in a notebook it is one too.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, ClassVar, NamedTuple

from docutils import nodes
from docutils.parsers.rst import directives
from notebooks.doctree_markdown import blocks, markdown
from notebooks.notebook_links import EXERCISE_MINUTES, Context
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

LEVELS = ("warm-up", "core", "stretch")
LISTING = "exercise-list"  # class of the paragraph that the list replaces


class Entry(NamedTuple):
    """What the list says of an exercise."""

    anchor: str
    title: str
    level: str
    minutes: int
    trains: str


class disclosure(nodes.General, nodes.Element):  # noqa: N801 - docutils' way
    """Content behind a summary, :attr:`summary`, that opens when asked."""


class Exercise(SphinxDirective):
    """A titled task, that says how hard it is, how long it takes, what it trains."""

    has_content = True
    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Any]] = {
        "level": lambda given: directives.choice(given, LEVELS),
        "minutes": directives.positive_int,
        "trains": directives.unchanged_required,
    }

    def run(self) -> list[nodes.Node]:
        """Make an admonition of the class ``exercise``, and note it for the list."""
        self.assert_has_content()
        if _chapter(self.env.docname) is None:
            raise self.error("an exercise stands in a chapter, NN-slug.md")
        for name in self.option_spec:
            if name not in self.options:
                raise self.error(f"an exercise says its {name}: add :{name}:")
        level, minutes, trains = (self.options[name] for name in self.option_spec)
        words, messages = self.state.inline_text(self.arguments[0], self.lineno)
        title = nodes.title("", "", *words)
        anchor = f"exercise-{nodes.make_id(title.astext())}"
        exercise = nodes.admonition(classes=["callout", "exercise"], names=[anchor])
        self.state.document.note_explicit_target(exercise)
        exercise += title
        facts = f"{level.capitalize()}, {minutes} minutes. Trains {trains}."
        exercise += nodes.paragraph("", facts, classes=["facts"])
        entry = Entry(anchor, title.astext(), level, minutes, trains)
        _noted(self.env)[self.env.docname].append(entry)
        said = self.env.metadata[self.env.docname]
        said[EXERCISE_MINUTES] = said.get(EXERCISE_MINUTES, 0) + minutes
        self.state.nested_parse(self.content, self.content_offset, exercise)
        return [exercise, *messages]


class Disclosed(SphinxDirective):
    """What is read only when asked for: a ``{hint}`` or a ``{solution}``."""

    has_content = True
    summaries: ClassVar = {"hint": "Show a hint", "solution": "Show a solution"}

    def run(self) -> list[nodes.Node]:
        """Make a disclosure."""
        self.assert_has_content()
        made = disclosure(summary=self.summaries[self.name], classes=[self.name])
        self.state.nested_parse(self.content, self.content_offset, made)
        return [made]


class ExerciseList(SphinxDirective):
    """Stands where the list of all exercises goes."""

    def run(self) -> list[nodes.Node]:
        """Make a paragraph to be replaced when all pages are read."""
        self.env.note_reread()  # whatever page has changed
        return [nodes.paragraph(classes=[LISTING])]


def _noted(env: BuildEnvironment) -> defaultdict[str, list[Entry]]:
    """Return the exercises of each page, in their order, as far as it is read."""
    if not hasattr(env, "exercises"):
        env.exercises = defaultdict(list)  # type: ignore[attr-defined]
    noted: defaultdict[str, list[Entry]] = env.exercises  # type: ignore[attr-defined]
    return noted


def _forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    _noted(env).pop(docname, None)


def _merge(
    app: Sphinx, env: BuildEnvironment, docnames: set[str], other: BuildEnvironment
) -> None:
    _noted(env).update({name: _noted(other)[name] for name in docnames})


def _numbered(env: BuildEnvironment) -> Iterator[tuple[str, str, Entry]]:
    """Yield the number ``2.3``, the page and the entry of each exercise, in order."""
    order = env.toctree_includes.get(str(env.config.root_doc), [])
    places = {docname: place for place, docname in enumerate(order)}
    pages = [name for name, entries in _noted(env).items() if entries]
    counts: defaultdict[int | None, int] = defaultdict(int)
    for page in sorted(pages, key=lambda name: (places.get(name, len(order)), name)):
        chapter = _chapter(page)
        for entry in _noted(env)[page]:
            counts[chapter] += 1
            yield f"{chapter}.{counts[chapter]}", page, entry


def _chapter(page: str) -> int | None:
    found = re.match(r"(?:.*/)?(\d+)-", page)
    return int(found[1]) if found else None


def _moved(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Name the pages to write again: a page that was read moved their numbers."""
    numbers: defaultdict[str, list[str]] = defaultdict(list)
    for number, page, _ in _numbered(env):
        numbers[page].append(number)
    before = getattr(env, "exercise_numbers", {})
    env.exercise_numbers = numbers  # type: ignore[attr-defined]
    return [page for page in numbers if numbers[page] != before.get(page)]


def _open_one_at_a_time(app: Sphinx, doctree: nodes.document) -> None:
    """Move a hint that follows another into that one."""
    hints = [d for d in doctree.findall(disclosure) if "hint" in d["classes"]]
    for hint in reversed(hints):
        before = hint.parent[hint.parent.index(hint) - 1]
        if before in hints and hint.parent.index(hint):
            hint.parent.remove(hint)
            hint["summary"] = "Show another hint"
            before.append(hint)


def _resolve(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Write the numbers into the titles, and the list where it goes."""
    numbers = {
        entry.anchor: number
        for number, page, entry in _numbered(app.env)
        if page == docname
    }
    for exercise in doctree.findall(nodes.admonition):
        if "exercise" in exercise["classes"]:
            anchor = exercise["ids"][0]
            number = nodes.Text(f"Exercise {numbers.get(anchor, '')}")
            link = nodes.reference("", "", number, internal=True, refid=anchor)
            title = next(exercise.findall(nodes.title))
            title[:0] = [link, nodes.Text(": ")]
    for place in list(doctree.findall(nodes.paragraph)):
        if LISTING in place["classes"]:
            place.replace_self(_listing(app, docname))


def _listing(app: Sphinx, docname: str) -> list[nodes.Node]:
    chapters: defaultdict[str, list[nodes.Node]] = defaultdict(list)
    for number, page, entry in _numbered(app.env):
        url = app.builder.get_relative_uri(docname, page)
        words = nodes.Text(f"{number} {entry.title}")
        link = nodes.reference(
            "", "", words, internal=True, refuri=f"{url}#{entry.anchor}"
        )
        facts = nodes.Text(f", {entry.level}, {entry.minutes} minutes")
        chapters[number.partition(".")[0]].append(
            nodes.definition_list_item(
                "",
                nodes.term("", "", link, facts),
                nodes.definition("", nodes.paragraph("", entry.trains)),
            )
        )
    made: list[nodes.Node] = []
    for chapter, items in chapters.items():
        made.append(nodes.rubric("", f"Chapter {chapter}"))
        made.append(nodes.definition_list("", *items, classes=[LISTING]))
    return made


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
    app.add_directive("hint", Disclosed, override=True)
    app.add_directive("solution", Disclosed)
    app.add_directive("exercise-list", ExerciseList)
    app.connect("env-purge-doc", _forget)
    app.connect("env-merge-info", _merge)
    app.connect("env-updated", _moved)
    app.connect("doctree-read", _open_one_at_a_time)
    app.connect("doctree-resolved", _resolve)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": 1}
