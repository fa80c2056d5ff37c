"""Mends the MathML of latex2mathml so that browsers set it the way TeX would.

Browsers draw MathML Core: they take spaces and stretching from a dictionary of
operators, know one value of ``mathvariant``, and ignore what older MathML said in
attributes of tables. Each rule below says what it mends.
"""

import html
import re
import unicodedata
from contextlib import suppress
from xml.etree.ElementTree import Element

from maths.mathml_rows import BARS, SCRIPTS, mended_row, row

__all__ = ["tidy"]

_ROWS = {"math", "mrow", "mtd", "msqrt", "mstyle", "mpadded", "mphantom"}
_WITH_LIMITS = {"msub": "munder", "msup": "mover", "msubsup": "munderover"}
_LIMIT_NAMES = {"inf", "lim", "max", "min", "sup"}
_BIG = set("∑∏∐⋂⋃⋀⋁⨀⨁⨂")
_ORDINARY = set("∂∇∞∅∀∃⊤⊥∠…⋯⋮⋱")  # operators to Unicode, letters to TeX
_UPRIGHT = set("∇ΓΔΘΛΞΠΣΥΦΨΩ")  # browsers would slant them
_PRIMES = set("′″‴")
_ACCENTS = set("^~¯\u2015→←ˇ˙¨˘˚")
_NARROW = {"¯": "‾"}  # the marks that the font has in the right size,
_WIDE = {"^": "\u0302", "~": "\u0303", "\u2015": "‾"}  # and those that grow
_GAPS = {"/": "0", ":": "0.278em"}
_SPACES = {
    "thinmathspace": "0.167em",
    "thickmathspace": "0.278em",
    "negativethinmathspace": "-0.167em",
    "negativemediummathspace": "-0.222em",
    "negativethickmathspace": "-0.278em",
}


def tidy(element: Element) -> None:
    """Mend `element` and all below it, in place, the deepest first."""
    for child in element:
        tidy(child)
    element.text = html.unescape(element.text) if element.text else None
    if element.tag in {"mi", "mn", "mo"}:
        _mend_symbol(element)
    elif element.tag == "mspace":
        width = element.get("width", "")
        element.set("width", _SPACES.get(width, width))
    elif element.tag == "mtable":
        element.attrib.pop("rowspacing", None)
        if element.attrib.pop("columnspacing", None) == "0em":
            element.set("class", "aligned")
    elif element.tag in SCRIPTS:
        _mend_script(element)
    elif element.tag in _ROWS:
        element[:] = mended_row(list(element))


def _mend_symbol(symbol: Element) -> None:
    text = symbol.text or ""
    kind = unicodedata.category(text) if len(text) == 1 else ""
    if text in _ORDINARY:
        symbol.tag = "mi"
    elif symbol.tag == "mi" and kind in {"Ps", "Pe"}:
        symbol.tag = "mo"
        symbol.set("stretchy", "false")  # \lfloor without \left
    elif text in {":", ";"} or kind == "Sm":
        symbol.tag = "mo"  # as a mi, ± and ⟹ would stand without their spaces
    elif symbol.tag == "mo" and text[:1].isalpha() and text != "mod":
        _mend_function(symbol)
    if symbol.tag != "mo":
        _mend_letters(symbol)
        return
    symbol.attrib.pop("mathvariant", None)  # there is no bold plus
    if text in _GAPS:
        symbol.attrib.update(lspace=_GAPS[text], rspace=_GAPS[text])
    elif text in BARS and "form" not in symbol.attrib:
        # Else they stretch to the height of the line, with gaps at both sides.
        symbol.attrib.update(stretchy="false", lspace="0", rspace="0")


def _mend_function(name: Element) -> None:
    """Take away the gaps that a name has as an operator; a row gives it TeX's."""
    if "movablelimits" in name.attrib or name.text in _LIMIT_NAMES:
        name.attrib.update(movablelimits="true", lspace="0", rspace="0")
    else:
        name.tag = "mi"


def _mend_letters(symbol: Element) -> None:
    """Write bold and the like in the characters that Unicode has for them."""
    text, variant = symbol.text or "", symbol.get("mathvariant")
    if variant is None and text in _UPRIGHT:
        symbol.set("mathvariant", "normal")
    elif variant == "italic" and len(text) == 1:
        del symbol.attrib["mathvariant"]  # as it is without
    elif variant not in {None, "normal"}:
        styled = [_styled(char, variant or "") for char in text]
        if all(styled):
            symbol.text = "".join(styled)
            del symbol.attrib["mathvariant"]


def _styled(char: str, variant: str) -> str:
    """Return a bold, script or other `char`, or nothing if there is none."""
    style = variant.upper().replace("BOLD-", "BOLD ")
    name = re.sub("LATIN |GREEK | LETTER", "", unicodedata.name(char, ""))
    for prefix in ("MATHEMATICAL ", ""):  # script B is older than its fellows
        with suppress(KeyError):
            return unicodedata.lookup(f"{prefix}{style} {name}")
    return ""


def _mend_script(script: Element) -> None:
    base, last = script[0], script[-1]
    for small in script[1:]:
        for operator in small.iterfind("mo"):  # TeX has no gaps in small print
            operator.attrib.update(lspace="0", rspace="0")
    if "minsize" in base.attrib:
        script[0] = row(base, Element("mi"))  # it grows in a row only, not alone
    if base.text in _BIG or "movablelimits" in base.attrib:
        # Where there is no room for limits, browsers set them at the side.
        script.tag = _WITH_LIMITS.get(script.tag, script.tag)
    elif last.text in _PRIMES and script.tag in {"msup", "msubsup"}:
        _mend_prime(script, last)
    elif last.text in _ACCENTS and script.tag in {"mover", "munder"}:
        narrow = "accent" in script.attrib or "stretchy" in last.attrib
        script.attrib.clear()  # a mark set as an accent runs into tall letters
        last.text = (_NARROW if narrow else _WIDE).get(last.text or "", last.text)
        last.attrib = {"stretchy": "false" if narrow else "true"}


def _mend_prime(script: Element, prime: Element) -> None:
    """Set a prime on the line: the font's is raised already."""
    base = script[0]
    if script.tag == "msubsup":
        base = Element("msub")
        base[:] = script[:-1]
    script.tag = "mrow"
    script[:] = [base, prime]
