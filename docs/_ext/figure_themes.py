"""Gives the figures of the course their words, their size and a dark theme.

A figure comes as SVG in the light colours of its roles, with its description as its
title. In notebooks it stays so. On the site the colours of the roles become variables
that follow the theme; the colours of data stay what they are.
"""

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

from cnnlesson.figures._themed import STYLE, themed

__all__ = ["themed"]

logger = logging.getLogger(__name__)

_BUILDERS = {"html", "dirhtml", "singlehtml"}
_SVG = "{http://www.w3.org/2000/svg}"
_PIXELS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "in": 96.0}  # of CSS, in one unit
_MADE_BY_MATPLOTLIB = '<g id="figure_1">'


def _describe(app: Sphinx, doctree: nodes.document) -> None:
    """Give each SVG its title as alternative text, and its size."""
    for image in doctree.findall(nodes.image):
        path = Path(app.env.relfn2path(image["uri"], app.env.docname)[1])
        if path.suffix != ".svg" or not path.is_file():
            continue
        root = ET.fromstring(path.read_text("utf-8"))
        title = root.findtext(f"{_SVG}title")
        if title and not image.get("alt"):
            image["alt"] = " ".join(title.split())
        if not {"width", "height", "scale"} & set(image.attributes):
            image.attributes.update(_size(root))


def _size(root: ET.Element) -> dict[str, str]:
    """Return width and height of an SVG in pixels of CSS, if it says them."""
    box = root.get("viewBox", "").replace(",", " ").split()[2:]
    size = {}
    for side, length in zip(("width", "height"), box, strict=False):
        stated = re.fullmatch(r"([\d.]+)(px|pt|in|)", root.get(side, length))
        if stated:
            size[side] = str(round(float(stated[1]) * _PIXELS[stated[2]]))
    return size


def _theme_all(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or app.builder.name not in _BUILDERS:
        return
    users = {name: sorted(docs) for docs, name in app.env.images.values()}
    for path in sorted(Path(app.outdir, "_images").glob("*.svg")):
        svg = path.read_text("utf-8")
        if _MADE_BY_MATPLOTLIB not in svg or STYLE in svg:
            continue
        try:
            path.write_text(themed(svg), "utf-8", newline="\n")
        except ValueError as error:
            place = (users.get(path.name) or [path.name])[0]
            message = f"a figure cannot have a theme: {error}"
            logger.error(message, location=place, type="figures", subtype="theme")
            app.statuscode = 1


def setup(app: Sphinx) -> dict[str, Any]:
    """Describe figures when a page is read, theme them when the site is written."""
    app.add_css_file("figures.css")
    app.connect("doctree-read", _describe, priority=400)  # before images are collected
    app.connect("build-finished", _theme_all)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
