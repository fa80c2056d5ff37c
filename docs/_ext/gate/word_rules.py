"""Two rules of the gate about words: what no reader should see, and typed numbers."""

import re
import sys
from collections.abc import Iterator, Mapping

from gate.executed_pages import Fault, Page
from gate.page_words import code, glued, pasted, printed, prose

__all__ = ["flaws", "typed_numbers"]

_PATH = "a path of the machine that built the page"
_FLAWS = {
    "a NumPy value is not rounded": (
        r"\bnp\.(?:float|int|uint|bool|str)\w*\([^()]*\)|\bnp\.(?:True|False)_"
        r"|\barray\([^()]*dtype=\w+\)|\d\.\d{12,}"
    ),
    "an object shows its address": r"<[^<>]* at 0x[0-9a-f]+>",
    _PATH: (
        r"(?<![\w/.:~])/(?:home|root|tmp|Users|private|var|usr|opt)/\w\S*"
        r"|\b[A-Z]:\\\w\S*|(?<=File )~[/\\]\S+"  # so IPython shortens a home
    ),
}
_FLAWS_OF_PROSE = _FLAWS | {"LaTeX outside of a formula": r"\\[A-Za-z]{2,}"}
_FLAWS_OF_OUTPUTS = _FLAWS | {
    "a value is not a number": r"\b(?:nan|inf)\b",
    "Python warns": r"\b[A-Z]\w+Warning\b",
}
_NUMBER = re.compile(r"(?<![\w.])(?<!\w-)\d+(?:[,_]\d{3})*(?:\.\d+)?(?!\w|\.\d)")
_YEAR = re.compile(r"(?:19|20)\d\d")


def flaws(page: Page) -> Iterator[Fault]:
    """Words that no reader should see."""
    for line, text in prose(page):
        for name, found, row in _search(_FLAWS_OF_PROSE, text):
            yield line and line + row, f"{name}: {found}"
    in_outputs = _FLAWS_OF_OUTPUTS | {_PATH: f"{_FLAWS[_PATH]}|{_own_folders(page)}"}
    for line, text in [*printed(page), *pasted(page)]:
        for name, pattern in in_outputs.items():
            if seen := re.search(pattern, text):  # one will do of a traceback's many
                yield line, f"in an output, {name}: {seen[0]}"


def typed_numbers(page: Page) -> Iterator[Fault]:
    """A number of the prose that the page computes, and so should be glued.

    A number that stands in code of the page as well is given, not computed. One that is
    the same by chance is best written as a formula, ``$0.99$``, which is not looked at.
    """
    computed = _computed(page)
    for line, text in prose(page):
        for match in _NUMBER.finditer(text):
            holder = computed.get(_without_commas(match[0]))
            if holder and _is_telling(match[0]):
                row = text.count("\n", 0, match.start())
                message = (
                    f"{match[0]} is typed, but the page computes it: {holder} "
                    "(glue it, or make it a formula if it is another number)"
                )
                yield line and line + row, message


def _own_folders(page: Page) -> str:
    """Match what lies in the project or beside its Python, wherever that is."""
    folders = {str(page.app.confdir), sys.prefix}
    return rf"(?<![\w/.:~])(?:{'|'.join(map(re.escape, folders))})[/\\]\S*"


def _computed(page: Page) -> dict[str, str]:
    """Return the numbers the page computes, each with the place that holds it."""
    holders: dict[str, str] = {}
    for line, text in printed(page):
        holders |= dict.fromkeys(_numbers(text), f"the cell at line {line} prints it")
    for key, text in glued(page):
        holders |= dict.fromkeys(_numbers(text), f"it is glued as {key!r}")
    for text in code(page):
        for number in _numbers(text):
            holders.pop(number, None)
    return holders


def _numbers(text: str) -> list[str]:
    return [_without_commas(number) for number in _NUMBER.findall(text)]


def _without_commas(number: str) -> str:
    return number.replace(",", "").replace("_", "")


def _is_telling(number: str) -> bool:
    """Return whether `number` is too particular to stand in the text by chance."""
    if _YEAR.fullmatch(number):
        return False
    return "." in number or len(_without_commas(number).strip("0")) >= 3


def _search(flaws: Mapping[str, str], text: str) -> Iterator[tuple[str, str, int]]:
    """Yield the name of each flaw in `text`, how it reads, and the row it is in."""
    for name, pattern in flaws.items():
        for match in re.finditer(pattern, text):
            yield name, match[0], text.count("\n", 0, match.start())
