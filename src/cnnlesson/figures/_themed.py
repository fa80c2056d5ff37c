"""A figure as a page shows it: its role colours follow the reader's theme."""

import re

from cnnlesson.figures._roles import ROLES

__all__ = ["STYLE", "themed"]

_ROLE_OF = {light: role for role, (light, _) in ROLES.items()}
_ROLE_COLOUR = re.compile(rf"(?:{'|'.join(_ROLE_OF)})(?![0-9a-f])")
_SCALED_IMAGE = re.compile(
    r'transform="matrix\((\S+)[^"]*" style="image-rendering[^"]*"'
)
_BLOW_UP = 2.0  # from here on pixels are there to be seen


def _variables(side: int) -> str:
    return ";".join(f"--{role}:{colours[side]}" for role, colours in ROLES.items())


#: What stands in a figure that has a theme.
STYLE = (
    f"<style>:root{{{_variables(0)}}}"
    f"@media (prefers-color-scheme:dark){{:root{{{_variables(1)}}}}}</style>"
)


def themed(svg: str) -> str:
    """Return a figure whose role colours follow the reader's theme.

    A picture drawn at about its own size or smaller is smoothed, too: the squares of
    its pixels are not what it shows.

    Raises
    ------
    ValueError
        If the figure has none of the colours.
    """
    head, opening, body = svg.partition("<defs>")
    body, found = _ROLE_COLOUR.subn(lambda m: f"var(--{_ROLE_OF[m[0]]})", body)
    if not found:
        raise ValueError("no colour of a role in it, so it did not begin in canvas()")
    return head + STYLE + opening + _SCALED_IMAGE.sub(_smoothed, body)


def _smoothed(image: re.Match[str]) -> str:
    if abs(float(image[1])) >= _BLOW_UP:
        return image[0]
    return image[0].partition(" style=")[0]
