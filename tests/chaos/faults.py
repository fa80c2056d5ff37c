"""What a fault is: harm done in a folder of its own, and what has to be said then."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


class NotInjectedError(Exception):
    """This machine lacks what the fault needs; the message says what."""


@dataclass(frozen=True)
class Fault:
    """One way to go wrong.

    `inject` does the harm and returns what was answered, in words: exit status,
    messages, errors. The fault is caught if each answer holds what `expects`, a
    regular expression, describes.
    """

    id: str
    what: str
    inject: Callable[[Path], list[str]]
    expects: str

    def missed(self, folder: Path) -> str:
        """Inject the fault in an empty folder; return the answers not expected."""
        answers = self.inject(folder) or ["nothing was answered"]
        return "\n".join(a for a in answers if not re.search(self.expects, a))
