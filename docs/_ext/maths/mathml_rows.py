"""Mends a row of MathML: what belongs together in it, and the gaps between.

latex2mathml leaves the gaps to the browser, which knows operators only. TeX also puts
thin spaces around the names of functions, and none between a sign and its number.
"""

import unicodedata
from xml.etree.ElementTree import Element

__all__ = ["BARS", "SCRIPTS", "mended_row", "row"]

BARS = frozenset("|‖")
SCRIPTS = frozenset({"msub", "msup", "msubsup", "munder", "mover", "munderover"})
_SIGNS = set("+−±∓")
_THIN = "0.167em"


def row(*children: Element) -> Element:
    """Return a row of `children`."""
    element = Element("mrow")
    element.extend(children)
    return element


def mended_row(children: list[Element]) -> list[Element]:
    r"""Return what a row of `children`, mended themselves, is to hold."""
    shown = [c for c in children if c.text or "form" not in c.attrib]  # not \left.
    return _spaced(_fenced(_joined(shown)))


def _joined(children: list[Element]) -> list[Element]:
    r"""Join what came in pieces: the letters of ``\mathrm{out}``, and ``12{,}810``."""
    out: list[Element] = []
    for child in children:
        if out and _is_upright(child) and _is_upright(out[-1]):
            out[-1].text = f"{out[-1].text}{child.text}"
        elif child.tag == "mn" and _ends_in_comma(out):
            out.pop()
            out[-1].text = f"{out[-1].text},{child.text}"
        else:
            out.append(child)
    return out


def _is_upright(element: Element) -> bool:
    return element.get("mathvariant") == "normal" and (element.text or "").isascii()


def _ends_in_comma(elements: list[Element]) -> bool:
    tags = [element.tag for element in elements[-2:]]
    return tags == ["mn", "mrow"] and "".join(elements[-1].itertext()) == ","


def _fenced(children: list[Element]) -> list[Element]:
    """Give a matrix and its brackets a row: else they grow with the whole line."""
    out: list[Element] = []
    for child in children:
        out.append(child)
        if [element.tag for element in out[-3:]] == ["mo", "mtable", "mo"]:
            bare = not (out[-3].attrib or out[-1].attrib)
            if bare and _category(out[-3]) == "Ps" and _category(out[-1]) == "Pe":
                out[-3:] = [row(*out[-3:])]
    return out


def _spaced(children: list[Element]) -> list[Element]:
    out: list[Element] = []
    for child in children:
        if out and _needs_gap(out[-1], child):
            out.append(Element("mspace", width=_THIN))
        if out and child.text in _SIGNS and _awaits_operand(out[-1]):
            child.set("form", "prefix")
        out.append(child)
    return out


def _needs_gap(left: Element, right: Element) -> bool:
    if _is_function(right):
        closed = _category(left) == "Pe"
        return closed or _is_function(left) or left.tag not in {"mo", "mspace"}
    opened = right.tag == "mrow" and len(right) > 0 and right[0].tag == "mo"
    return _is_function(left) and not opened and right.tag not in {"mo", "mspace"}


def _is_function(element: Element) -> bool:
    while element.tag in SCRIPTS:
        element = element[0]
    named = element.tag == "mi" and "mathvariant" not in element.attrib
    several = len(element.text or "") > 1
    return several and (named or "movablelimits" in element.attrib)


def _awaits_operand(element: Element) -> bool:
    closing = _category(element) == "Pe" or element.text in {*BARS, "!"}
    return element.tag == "mo" and not closing and not _is_function(element)


def _category(element: Element) -> str:
    text = element.text or ""
    return unicodedata.category(text) if len(text) == 1 else ""
