"""Cuts the maths font down to the characters that ``docs/_static/maths.css`` names.

Run it after a change of that list; the site needs only the result::

    npm pack @fontsource/stix-two-math@5.3.0
    tar -xzf fontsource-stix-two-math-5.3.0.tgz
    pip install fonttools brotli
    PYTHONPATH=docs/_ext python tools/subset_fonts.py \
        package/files/stix-two-math-latin-400-normal.woff2

The same input gives the same bytes. The pieces that brackets, roots and bars grow from
come with them, through the font's MATH table. Hinting is left out: it would make up a
quarter of the file, for screens of which few are left.
"""

import sys
from hashlib import sha256
from pathlib import Path

from fontTools import subset
from maths.maths_font import FONT_CHARACTERS

SOURCE_SHA256 = "8b2a6834cfe1f4e0f3724ffa59fe92000013fc5a4c41e6a3f438006c26c60f0d"
TARGET = Path(__file__).parents[1] / "docs/_static/fonts/stix-two-math.woff2"


def cut(source: Path, target: Path) -> None:
    """Write to `target` what the site needs of the font file `source`.

    Raises
    ------
    ValueError
        If `source` is not the file this was made for, or lacks a character.
    """
    digest = sha256(source.read_bytes()).hexdigest()
    if digest != SOURCE_SHA256:
        raise ValueError(f"{source} has sha256 {digest}, not {SOURCE_SHA256}")
    options = subset.Options(flavor="woff2", hinting=False)
    font = subset.load_font(str(source), options)
    held = set(map(chr, font.getBestCmap()))
    if missing := sorted(FONT_CHARACTERS - held):
        names = ", ".join(f"U+{ord(char):04X}" for char in missing)
        raise ValueError(f"maths.css names characters the font never had: {names}")
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=list(map(ord, FONT_CHARACTERS)))
    subsetter.subset(font)
    subset.save_font(font, str(target), options)


if __name__ == "__main__":
    (path,) = sys.argv[1:]
    cut(Path(path), TARGET)
    print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes")
