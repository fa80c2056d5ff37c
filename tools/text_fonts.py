"""Cuts the text fonts down to Latin, two weights and the features that pages use.

Run it after a change of these lists; the site and the figures need only the results::

    npm pack @fontsource-variable/literata@5.3.0 @fontsource-variable/inter@5.3.0 \
        @fontsource/inter@5.3.0
    # unpack all three into one folder, then
    pip install fonttools brotli
    python tools/text_fonts.py FOLDER

The pages take variable fonts from weight 400 to 700; Matplotlib cannot, and is given
two fixed ones. The same input gives the same bytes. Hinting is left out.
"""

import sys
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

ROOT = Path(__file__).parents[1]
PAGES, FIGURES = ROOT / "docs/_static/fonts", ROOT / "src/cnnlesson/figures/fonts"
BASIC = ["ccmp", "kern", "locl", "mark", "mkmk"]
FIGURES_OF_TEXT = ["lnum", "pnum"]


class Cut(NamedTuple):
    """One font file: from what, with which sha256, which features to keep."""

    source: str
    digest: str
    features: list[str]


CUTS = {
    PAGES / "literata-normal.woff2": Cut(
        "literata-latin-wght-normal.woff2",
        "9adbeac5b167fe5ad6c49d9e29aa0c76e2f1bb3b46bf4ebf12a9eca7d3525384",
        [*BASIC, *FIGURES_OF_TEXT, "liga", "onum", "tnum"],
    ),
    PAGES / "literata-italic.woff2": Cut(
        "literata-latin-wght-italic.woff2",
        "ab198d6616c7cc966f26a4a5b28a3977dc47439640f09d9b3361226bd465c404",
        [*BASIC, *FIGURES_OF_TEXT, "liga"],
    ),
    PAGES / "inter.woff2": Cut(
        "inter-latin-wght-normal.woff2",
        "3100e775e8616cd2611beecfa23a4263d7037586789b43f035236a2e6fbd4c62",
        [*BASIC, "tnum"],
    ),
    FIGURES / "Inter-Regular.ttf": Cut(
        "inter-latin-400-normal.woff2",
        "8909904ab6c872eb994093482a88a28eca2cd95912d7b6fecd72103b0dc07edc",
        ["kern"],
    ),
    FIGURES / "Inter-SemiBold.ttf": Cut(
        "inter-latin-600-normal.woff2",
        "f9a06e79cd3a2a20951c0f0e28f66dd0e6d3fda73911d640a2125c8fcb78f21a",
        ["kern"],
    ),
}


def cut(source: Path, target: Path, wanted: Cut) -> None:
    """Write to `target` what is wanted of the font file `source`.

    Raises
    ------
    ValueError
        If `source` is not the file this was made for.
    """
    digest = sha256(source.read_bytes()).hexdigest()
    if digest != wanted.digest:
        raise ValueError(f"{source} has sha256 {digest}, not {wanted.digest}")
    font = TTFont(source, recalcTimestamp=False)
    options = Options(layout_features=wanted.features, hinting=False, name_IDs=["*"])
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=font.getBestCmap())
    subsetter.subset(font)
    if "fvar" in font:
        instancer.instantiateVariableFont(font, {"wght": (400, 700)}, inplace=True)
    font.flavor = "woff2" if target.suffix == ".woff2" else None
    font.save(target)


if __name__ == "__main__":
    (folder,) = sys.argv[1:]
    for target, wanted in CUTS.items():
        (source,) = Path(folder).rglob(wanted.source)
        cut(source, target, wanted)
        print(f"{target.name}: {target.stat().st_size:,} bytes")
