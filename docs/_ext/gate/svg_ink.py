"""Tells whether a figure shows something besides its axes.

Matplotlib clips what stands for data to the axes: lines, bars, points, meshes, images.
Paper, spines, ticks and titles are not clipped. So what is clipped, has an extent and
a colour is the ink of a figure.
"""

import re
from base64 import b64decode
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any
from xml.etree import ElementTree as ET

from PIL import Image

__all__ = ["png_is_blank", "svg_is_blank"]

_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_POINT = re.compile(r"-?[\d.]+ -?[\d.]+")
_PAINT = re.compile(r"(fill|stroke): (none|#\w+)")


def svg_is_blank(svg: str) -> bool:
    """Return whether a figure of Matplotlib has no ink, or one flat area of it."""
    if 'id="axes_' not in svg:
        return False
    lines: set[object] = set()
    areas: set[object] = set()
    for axes in ET.fromstring(svg).iter(f"{_SVG}g"):
        if axes.get("id", "").startswith("axes_"):
            for element, is_area in _clipped(axes, clipped=False, mesh=False):
                (areas if is_area else lines).update(_paint(element, is_area))
    return not lines and len(areas) < 2


def png_is_blank(data: str) -> bool:
    """Return whether all pixels of a PNG, in base 64, have the same colour."""
    return len(_pixels(b64decode(data))) < 2


def _clipped(
    group: ET.Element, *, clipped: bool, mesh: bool
) -> Iterator[tuple[ET.Element, bool]]:
    """Yield what is clipped in `group`, and whether it fills an area with colours."""
    clipped |= "clip-path" in group.attrib
    mesh |= group.get("id", "").startswith("QuadMesh")
    if clipped and group.tag in {f"{_SVG}{tag}" for tag in ("path", "use", "image")}:
        yield group, mesh or group.tag == f"{_SVG}image"
    for child in group:
        yield from _clipped(child, clipped=clipped, mesh=mesh)


def _paint(element: ET.Element, is_area: bool) -> Iterable[object]:
    if element.tag == f"{_SVG}image":
        return _pixels(b64decode(element.get(_HREF, "").partition("base64,")[2]))
    points = set(_POINT.findall(element.get("d", "")))
    if element.tag == f"{_SVG}path" and len(points) < 2:
        return set()  # a line through NaN, a bar without a height
    paints = {"fill": "#000000", "stroke": "none"}  # unless it says otherwise
    paints |= _PAINT.findall(element.get("style", ""))
    if is_area:  # the lines between pixels do not count, their values do
        del paints["stroke"]
    return set(paints.values()) - {"none"}


def _pixels(png: bytes) -> set[Any]:
    with Image.open(BytesIO(png)) as image:
        colours = image.convert("RGBA").getcolors(image.width * image.height)
    return {colour for _, colour in colours or []}
