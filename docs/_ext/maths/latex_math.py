r"""Turns a formula written in LaTeX into MathML, or says what it did not understand.

latex2mathml does the reading. It passes over what it does not know without a word:
an unknown command becomes its own name, an unknown environment its content, a missing
brace nothing at all. So the source is checked before, :mod:`maths.mathml_tidy` mends
what browsers would set badly, and what comes out may hold only what browsers draw
(MathML Core) and what the site's font has.
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, tostring

from latex2mathml.converter import convert_to_element

from maths.mathml_tidy import tidy
from maths.maths_font import FONT_CHARACTERS

__all__ = ["LatexError", "to_mathml"]

_ENVIRONMENTS = {  # what an author writes: what latex2mathml calls it
    "aligned": "split",
    "gathered": "displaylines",
    **{name: name for name in ("array", "bmatrix", "cases", "matrix", "pmatrix")},
}
_ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{([^}]*)\}")
_LONE_UPRIGHT = re.compile(r"\\mathrm\s*\{\s*([A-Za-z])\s*\}")
# What would be lost, or shown as it stands, without a word.
_LOST = {
    r"(?<!\\)%": "a comment",
    r"\\(tag|label|nonumber|notag|verb|unicode|def|newcommand)\b": "a command of TeX",
    r"\\(text\w*|mbox)\s*\{[^}]*[{$]": "braces or maths within a text",
    r"\\operatorname\*?(?!\*?\{[A-Za-z]+\})": (
        r"\operatorname with more than letters (there is \argmax)"
    ),
}

_PADDING = {"width", "height", "depth", "lspace", "voffset"}
_SIZES = {"lspace", "rspace", "minsize", "maxsize"}
_ATTRIBUTES: dict[str, set[str]] = {
    "math": {"xmlns", "display"},
    "mfrac": {"linethickness"},
    "mi": {"mathvariant"},
    "mo": {"form", "fence", "stretchy", "movablelimits", "separator"} | _SIZES,
    "mpadded": _PADDING,
    "mspace": {"width"},
    "mstyle": {"displaystyle", "scriptlevel"},
    "mtable": {"displaystyle", "class"},
    "mtd": {"columnalign"},
    **{tag: set() for tag in ("mn", "mtext", "mrow", "mphantom", "msqrt", "mroot")},
    **{tag: set() for tag in ("msub", "msup", "msubsup", "mtr")},
    **{tag: set() for tag in ("munder", "mover", "munderover")},
}
_TOKENS = {"mi", "mn", "mo", "mtext"}
_NUMBER = re.compile(r"[\d.,]+")
_LENGTH = re.compile(r"-?\d*\.?\d+(em|ex|pt|px)|0")


class LatexError(ValueError):
    """A formula holds something that cannot be shown as it was meant."""


def to_mathml(latex: str, *, display: bool) -> str:
    r"""Return `latex` as a ``<math>`` element.

    Parameters
    ----------
    latex : str
        What stands between the dollar signs.
    display : bool
        Whether it stands on a line of its own. It may then have rows without saying
        ``aligned``, as Sphinx allows.

    Raises
    ------
    LatexError
        If anything in it is unknown, lost or not in the maths font.
    """
    shown = " ".join(latex.split())
    if faults := list(_source_faults(latex)):
        raise LatexError(f"{faults[0]} in: {shown}")
    if display and r"\\" in latex and r"\begin" not in latex:
        latex = rf"\begin{{aligned}}{latex}\end{{aligned}}"
    source = _ENVIRONMENT.sub(lambda m: rf"\{m[1]}{{{_ENVIRONMENTS[m[2]]}}}", latex)
    source = _LONE_UPRIGHT.sub(r"\\mathrm{ \1}", source)  # else it is set italic
    try:
        root = convert_to_element(source, display="block" if display else "inline")
    except Exception as error:  # one of its own dozen, IndexError, StopIteration
        raise LatexError(f"{type(error).__name__} in: {shown}") from error
    tidy(root)
    if faults := [fault for element in root.iter() for fault in _faults(element)]:
        raise LatexError(f"{faults[0]} in: {shown}")
    return tostring(root, encoding="unicode")


def _source_faults(latex: str) -> Iterator[str]:
    bare = re.sub(r"\\[{}]", "", latex)
    if bare.count("{") != bare.count("}"):
        yield "unbalanced braces"
    for pattern, name in _LOST.items():
        if re.search(pattern, bare):
            yield name
    for _, name in _ENVIRONMENT.findall(latex):
        if name not in _ENVIRONMENTS:
            yield f"environment {name!r}, not one of {', '.join(_ENVIRONMENTS)},"


def _faults(element: Element) -> Iterator[str]:
    """Yield what of `element` a browser would not draw as meant."""
    tag, text = element.tag, element.text or ""
    for name, value in element.attrib.items():
        if name not in _ATTRIBUTES.get(tag, ()):
            yield f"{name}={value!r} of <{tag}>, which browsers ignore,"
        if name in _PADDING | _SIZES and not _LENGTH.fullmatch(value):
            yield f"a length of {value!r}"
        if name == "mathvariant" and value != "normal":
            yield f"{value} {text!r}, which has no characters of its own,"
    if tag not in _ATTRIBUTES:
        yield f"<{tag}>, which browsers do not draw,"
    if (len(element) if tag in _TOKENS else text) or (tag == "mo" and not text):
        yield f"a wrongly nested <{tag}>"
    if tag == "mn" and not _NUMBER.fullmatch(text):
        yield f"the number {text!r}"
    if unknown := re.search(r"\\\w*|[&$#]", text):
        yield f"unknown {unknown[0]}"
    for char in sorted(set(text) - FONT_CHARACTERS):
        yield f"{char!r} (U+{ord(char):04X}), which the maths font lacks,"
