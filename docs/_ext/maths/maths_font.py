"""Which characters the maths font holds, as ``maths.css`` declares them."""

import re
from pathlib import Path

__all__ = ["FONT_CHARACTERS"]

_SHEET = Path(__file__).parents[2] / "_static" / "maths.css"


def _declared(css: str) -> frozenset[str]:
    """Return the characters of the sheet's one ``unicode-range``."""
    (ranges,) = re.findall(r"unicode-range:([^;]*);", css)
    pairs = re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", ranges)
    spans = (range(int(a, 16), int(b or a, 16) + 1) for a, b in pairs)
    return frozenset(chr(code) for span in spans for code in span)


FONT_CHARACTERS = _declared(_SHEET.read_text("utf-8"))
