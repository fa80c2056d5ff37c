from base64 import b64encode
from io import BytesIO, StringIO

import matplotlib.pyplot as plt
import numpy as np
import pytest
from gate.svg_ink import png_is_blank, svg_is_blank

NOTHING = np.full((3, 4), np.nan)
BLANK = {
    "axes alone": lambda ax: ax.set(title="A title", xlabel="x"),
    "image of NaN": lambda ax: ax.imshow(NOTHING),
    "mesh of NaN": lambda ax: ax.pcolormesh(NOTHING, edgecolors="#5a636d"),
    "line of NaN": lambda ax: ax.plot([np.nan, np.nan], "o-"),
    "bars of NaN": lambda ax: ax.bar([0, 1], [np.nan, np.nan]),
    "constant image": lambda ax: ax.imshow(np.ones((3, 4))),
    "constant mesh": lambda ax: ax.pcolormesh(np.ones((3, 4)), edgecolors="#5a636d"),
}
DRAWN = {
    "image": lambda ax: ax.imshow(np.eye(3, 4)),
    "mesh": lambda ax: ax.pcolormesh(np.eye(3, 4), edgecolors="#5a636d"),
    "black and white mesh": lambda ax: ax.pcolormesh(np.eye(3, 4), cmap="gray"),
    "line": lambda ax: ax.plot([0, 1], [2, 3]),
    "points": lambda ax: ax.scatter([0, 1], [2, 3], color="black"),
    "black bars": lambda ax: ax.bar([0, 1], [2, 3], color="black"),
    "band": lambda ax: ax.fill_between([0, 1], [2, 3], [3, 5]),
    "a constant image with an outline": lambda ax: (
        ax.imshow(np.ones((3, 4))),
        ax.add_patch(plt.Rectangle((0, 0), 1, 2, fill=False)),
    ),
}


def drawn(draw, kind, **options):
    fig, ax = plt.subplots()
    draw(ax)
    out = StringIO() if kind == "svg" else BytesIO()
    fig.savefig(out, format=kind, **options)
    plt.close(fig)
    return out.getvalue()


@pytest.mark.parametrize("draw", BLANK.values(), ids=BLANK)
def test_a_figure_without_data_is_blank(draw):
    assert svg_is_blank(drawn(draw, "svg"))


@pytest.mark.parametrize("draw", DRAWN.values(), ids=DRAWN)
def test_a_figure_with_data_is_not(draw):
    assert not svg_is_blank(drawn(draw, "svg"))


def test_another_drawing_is_not_judged():
    assert not svg_is_blank('<svg xmlns="http://www.w3.org/2000/svg"/>')


def test_a_png_of_one_colour_is_blank():
    def hidden(ax):
        ax.set_axis_off()

    blank, shown = (drawn(draw, "png", dpi=20) for draw in (hidden, DRAWN["line"]))
    assert png_is_blank(b64encode(blank).decode())
    assert not png_is_blank(b64encode(shown).decode())
