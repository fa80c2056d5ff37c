"""The look of every figure: paper, type, colour roles, and the words with it.

A figure function is decorated with :func:`styled`, starts in :func:`canvas` and ends
with ``fig.described(...)``. What it returns is a :class:`Plate`: it shows itself as
SVG in a notebook, and says in words, made from the same arrays, what it shows. The
site maps the light colours of the roles to the reader's theme.
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from functools import wraps
from html import escape
from importlib.resources import as_file, files
from io import BytesIO, StringIO
from typing import Any, Literal, ParamSpec, TypeVar, overload

import matplotlib as mpl
import numpy as np
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import QuadMesh
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from PIL import Image

from cnnlesson.figures._roles import ROLES

__all__ = [
    "GRID",
    "INK",
    "INPUT",
    "KERNEL",
    "LOOK",
    "MUTED",
    "OUTPUT",
    "PAPER",
    "SMALL",
    "TEXT",
    "WIDTH",
    "Plate",
    "canvas",
    "styled",
]

PAPER, INK, MUTED, GRID, INPUT, KERNEL, OUTPUT, LOOK = (
    ROLES[role][0]
    for role in ("paper", "ink", "muted", "grid", "input", "kernel", "output", "look")
)
WIDTH = 6.6  # inches: the text column at 96 px an inch
TEXT = 12.5  # points: the size of the prose there, still 9 px on a phone
SMALL = 12.0

for _weight in ("Regular", "SemiBold"):
    with as_file(files(__package__) / "fonts" / f"Inter-{_weight}.ttf") as _font:
        fontManager.addfont(_font)

SETTINGS: Any = {
    "axes.edgecolor": MUTED,
    "axes.facecolor": PAPER,
    "axes.grid": False,
    "axes.labelcolor": INK,
    "axes.labelsize": TEXT,
    "axes.linewidth": 0.8,
    "axes.prop_cycle": cycler(color=[INPUT, KERNEL, OUTPUT, LOOK]),
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlecolor": INK,
    "axes.titlelocation": "left",
    "axes.titlesize": TEXT,
    "axes.titleweight": 600,
    "figure.facecolor": PAPER,
    "font.family": "Inter",
    "font.size": TEXT,
    "grid.color": GRID,
    "hatch.linewidth": 0.8,
    "image.composite_image": False,  # pixels stay pixels: the SVG scales them
    "image.interpolation": "none",
    "lines.linewidth": 2.0,
    "mathtext.fontset": "custom",
    **dict.fromkeys(("mathtext.cal", "mathtext.it", "mathtext.rm"), "Inter"),
    "savefig.facecolor": PAPER,
    "svg.fonttype": "path",  # inside <img> text would take whatever font is there
    "svg.hashsalt": "cnnlesson",
    "text.color": INK,
    "xtick.color": MUTED,
    "xtick.labelcolor": INK,
    "xtick.labelsize": SMALL,
    "ytick.color": MUTED,
    "ytick.labelcolor": INK,
    "ytick.labelsize": SMALL,
}


_PNG_START = "data:image/png;base64,"
# Nothing asks for it, and two panels with the same picture would share it.
_IMAGE_ID = re.compile(r' id="image[0-9a-f]+"')
_PNG = re.compile(_PNG_START + r"([A-Za-z0-9+/=\s]+)")

P = ParamSpec("P")
T = TypeVar("T")


def styled(draw: Callable[P, T]) -> Callable[P, T]:
    """Run `draw` with the course's settings: what it makes takes them when made."""

    @wraps(draw)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        with mpl.rc_context(SETTINGS):
            return draw(*args, **kwargs)

    return run


class Plate(Figure):
    """A figure that shows itself as one SVG and says in words what it shows.

    Attributes
    ----------
    alt : str
        The description, in one to three sentences with the numbers that matter.
        A plate without one cannot be shown.
    """

    alt: str = ""

    def described(self, alt: str) -> "Plate":
        """Set the description and return the plate, to end a figure function with."""
        self.alt = " ".join(alt.split())
        return self

    @styled
    def svg(self) -> str:
        """Return the drawing as SVG text, the same bytes each time.

        Raises
        ------
        ValueError
            If nothing says what the figure shows, an axes is empty, or an artist
            holds a value that is not finite: a picture of NaN looks like a picture.
        """
        _refuse_blank(self)
        out = StringIO()
        self.draw_without_rendering()
        self.set_layout_engine("none")  # laid out once: each call the same bytes
        nothing = dict.fromkeys(("Date", "Creator", "Type", "Format"))
        self.savefig(out, format="svg", metadata=nothing)
        head, body = out.getvalue().split(">", 1)[1].split("<defs>", 1)
        start = head[head.index("<svg") :].rstrip()
        body = _PNG.sub(lambda png: _PNG_START + _with_palette(png[1]), body)
        body = _IMAGE_ID.sub("", body)
        return f"{start}\n <title>{escape(self.alt)}</title>\n <defs>{body}"

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> dict[str, str]:
        return {"image/svg+xml": self.svg()}


def _with_palette(png: str) -> str:
    """Return an image with few colours as an index into them, a third of the bytes."""
    rgba = np.asarray(Image.open(BytesIO(b64decode(png))).convert("RGBA"))
    colours, index = np.unique(rgba.reshape(-1, 4), axis=0, return_inverse=True)
    if len(colours) > 256 or (colours[:, 3] < 255).any():
        return png
    small = Image.fromarray(index.reshape(rgba.shape[:2]).astype(np.uint8), "P")
    small.putpalette(colours[:, :3].tobytes())
    out = BytesIO()
    small.save(out, "png", optimize=True)
    return b64encode(out.getvalue()).decode()


def _refuse_blank(fig: Plate) -> None:
    if not fig.alt:
        raise ValueError("the figure has no description: end with fig.described(...)")
    for ax in fig.axes:
        if not (ax.has_data() or ax.texts or ax.tables):
            raise ValueError(
                f"axes {ax.get_title(loc='left')!r} of the figure is empty"
            )
        for artist in ax.get_children():
            if isinstance(artist, AxesImage | QuadMesh):
                values = artist.get_array()
            elif isinstance(artist, Line2D):
                values = np.asarray(artist.get_ydata(), dtype=float)
            else:
                continue
            whole: np.ndarray = np.ma.filled(np.ma.asarray(values, dtype=float), np.nan)
            if not np.isfinite(whole).all():
                raise ValueError(f"{type(artist).__name__} holds values not finite")


# Typed twice, so that the caller of a single axes is given an Axes, not an array.
@overload
def canvas(
    rows: Literal[1] = 1, columns: Literal[1] = 1, **options: Any
) -> tuple[Plate, Axes]: ...
@overload
def canvas(rows: int, columns: int = 1, **options: Any) -> tuple[Plate, np.ndarray]: ...
def canvas(
    rows: int = 1,
    columns: int = 1,
    *,
    width: float = WIDTH,
    height: float | None = None,
    titles: Sequence[str] | None = None,
    **grid: Any,
) -> tuple[Plate, Any]:
    """Return an empty plate of `rows` x `columns` axes, owned by the caller alone.

    Parameters
    ----------
    rows, columns : int
        At most three columns: a phone shows the row 360 px wide.
    width, height : float
        Inches; by default the text column, and square panels.
    titles : sequence of str, optional
        One a panel, row by row.
    **grid
        Passed on to :meth:`matplotlib.figure.Figure.subplots`.

    Returns
    -------
    fig : Plate
    axes : Axes, or ndarray of Axes of shape (rows, columns) or, for one row, (columns,)
    """
    if height is None:
        height = rows * (width / columns + (0.35 if titles else 0.0))
    if mpl.rcParams["svg.hashsalt"] != SETTINGS["svg.hashsalt"]:
        raise RuntimeError("canvas() belongs in a function decorated with @styled")
    fig = Plate(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(fig)  # a canvas of its own, unknown to pyplot
    axes = fig.subplots(rows, columns, **grid)
    flat = np.ravel(axes)
    for ax, title in zip(flat, titles or [""] * len(flat), strict=True):
        ax.set_title(title)
    return fig, axes
