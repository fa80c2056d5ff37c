"""How a page is made wrong, and what the build has to say of it.

Caught is what fails the build with a message that names the page, a line of what was
added, and the rule that saw it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from chaos.copies import append, build, built_copy
from chaos.guards import WITHOUT

PAGE = "docs/chapters/01-first.md"


@dataclass(frozen=True)
class PageFault:
    """A text at the end of a page, what is said of it, and the rule that does."""

    id: str
    what: str
    text: str
    says: str
    rule: str  # as Sphinx writes it behind a warning
    has_line: bool = True
    alone: bool = True  # no other rule would see it

    def missed(self, folder: Path) -> str:
        """Build a page with the fault; return what was said, if it was not seen."""
        said, unseen = build_with([self], folder)
        return said if unseen else ""

    def is_named(self, said: str, lines: Iterable[int]) -> bool:
        """Tell whether the build failed, and said where and why."""
        line = f":(?:{'|'.join(map(str, lines))})" if self.has_line else ""
        start = rf"01-first\.md{line}: (?:WARNING|ERROR): "
        until_rule = rf"(?:(?!WARNING: |ERROR: )[\s\S])*?\[{re.escape(self.rule)}\]"
        found = re.search(f"{start}[^\n]*{self.says}{until_rule}", said)
        return bool(found) and not said.startswith("exit 0\n")


def build_with(
    faults: Iterable[PageFault], folder: Path, *, without: Iterable[str] = ()
) -> tuple[str, list[PageFault]]:
    """Put `faults` on a page, take rules out, and build it.

    Returns what was said, and the faults that it does not name.
    """
    root = built_copy(folder)
    for rule in without:
        append(root / "conf.py", f"\n{WITHOUT[rule]}\n")
    page, places = root / PAGE, []
    text = page.read_text("utf-8")
    for fault in faults:
        first = text.count("\n") + 1
        text += f"\n{fault.text}\n"
        places.append((fault, range(first, text.count("\n") + 1)))
    page.write_text(text, "utf-8")
    said = build(root)
    return said, [fault for fault, lines in places if not fault.is_named(said, lines)]


def cell(code: str, options: str = "") -> str:
    """Write a cell; `options` as in the page, ``:tags: [...]``."""
    return f"```{{code-cell}} python3\n{options}\n{code}\n```"
