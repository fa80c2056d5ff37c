import re
from base64 import b64decode
from io import BytesIO
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from PIL import Image

from cnnlesson.figures import _style
from cnnlesson.figures._draw import (
    bars,
    decades,
    outline,
    picture,
    pixels,
    readable_on,
)
from cnnlesson.figures._roles import ROLES
from cnnlesson.figures._style import SETTINGS, canvas, styled

CSS = Path(__file__).parents[2] / "docs" / "_static" / "course.css"


@pytest.fixture(autouse=True)
def _settings():
    with mpl.rc_context(SETTINGS):
        yield


@styled
def one_panel(image=None, **options):
    fig, ax = canvas(width=3, titles=["title"])
    pixels(ax, np.eye(4, 3) if image is None else image, **options)
    return fig.described("A diagonal <line> of 3 pixels.")


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    ]
    return float(np.dot([0.2126, 0.7152, 0.0722], linear))


def contrast(a, b):
    high, low = sorted([luminance(a), luminance(b)], reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("role", sorted(set(ROLES) - {"paper", "grid"}))
def test_a_role_can_be_read_on_its_paper(role, theme):
    assert contrast(ROLES[role][theme], ROLES["paper"][theme]) >= 4.5


def test_no_role_is_a_grey_of_an_image():
    for light, _ in ROLES.values():
        assert len({light[1:3], light[3:5], light[5:7]}) > 1


def test_pages_and_figures_have_the_same_colours():
    css = CSS.read_text(encoding="utf-8")
    for role, (light, dark) in ROLES.items():
        found = re.findall(rf"--{role}: (#\w+);", css)
        assert found == [light, dark, dark], role


def test_a_plate_shows_itself_the_same_each_time_with_its_words_in_it():
    fig = one_panel()
    bundle = fig._repr_mimebundle_()
    assert bundle == fig._repr_mimebundle_()
    assert bundle["image/svg+xml"] == one_panel().svg()
    assert "<title>A diagonal &lt;line&gt; of 3 pixels.</title>" in fig.svg()


def shown_images(svg):
    found = re.findall(r"data:image/png;base64,([^\"]+)", svg)
    return [Image.open(BytesIO(b64decode(png))) for png in found]


def test_an_image_of_few_colours_is_kept_as_an_index_into_them(monkeypatch):
    plate = one_panel(np.linspace(0, 1, 200).reshape(10, 20))
    (small,) = shown_images(plate.svg())
    monkeypatch.setattr(_style, "_with_palette", str)
    (whole,) = shown_images(plate.svg())
    assert (small.mode, whole.mode) == ("P", "RGBA")
    np.testing.assert_array_equal(small.convert("RGBA"), whole)


def test_two_panels_may_show_the_same_picture():
    @styled
    def draw():
        fig, axes = canvas(columns=2)
        for ax in axes.flat:
            pixels(ax, np.eye(3))
        return fig.described("The same twice.")

    svg = draw().svg()
    ids = re.findall(r'\bid="([^"]*)"', svg)
    assert len(shown_images(svg)) == 2
    assert len(set(ids)) == len(ids)


def test_an_image_of_many_colours_stays_as_it_is():
    @styled
    def draw():
        fig, ax = canvas(width=3)
        picture(ax, np.random.default_rng(seed=0).random((20, 20, 3)))
        return fig.described("Noise.")

    (image,) = shown_images(draw().svg())
    assert image.mode == "RGBA"


def test_a_plate_without_words_is_refused():
    fig, ax = canvas()
    pixels(ax, np.eye(3))
    with pytest.raises(ValueError, match="the figure has no description"):
        fig.svg()


def test_an_empty_panel_is_refused():
    fig, axes = canvas(1, 2, titles=["full", "blank"])
    pixels(axes[0], np.eye(3))
    with pytest.raises(ValueError, match="axes 'blank' of the figure is empty"):
        fig.described("Two panels.").svg()


@pytest.mark.parametrize("draw", [pixels, picture, lambda ax, x: ax.plot(x[0])])
def test_a_value_that_is_not_finite_is_refused(draw):
    fig, ax = canvas()
    draw(ax, np.array([[0.0, np.nan]]))
    with pytest.raises(ValueError, match="holds values not finite"):
        fig.described("Nothing.").svg()


def test_pixel_numbers_are_readable_on_their_pixel():
    fig = one_panel(np.linspace(0, 1, 12).reshape(4, 3), numbers=".1f")
    (ax,) = fig.axes
    (drawn,) = ax.images
    assert [t.get_text() for t in ax.texts][:3] == ["0.0", "0.1", "0.2"]
    cells = drawn.to_rgba(drawn.get_array()).reshape(-1, 4)
    for text, rgba in zip(ax.texts, cells, strict=True):
        colour = "#" + "".join(f"{round(255 * c):02x}" for c in rgba[:3])
        assert contrast(text.get_color(), colour) >= 4.5
        assert text.get_color() == readable_on(rgba)


def test_a_number_that_rounds_to_zero_has_no_sign():
    limits = {"limits": (-2, 2), "signed": True}
    values = np.array([[-0.0, -0.04, -1.0]])
    texts = one_panel(values, numbers=".1f", **limits).axes[0].texts
    assert [text.get_text() for text in texts] == ["0.0", "0.0", "\N{MINUS SIGN}1.0"]


def test_a_signed_image_needs_limits_around_zero():
    with pytest.raises(ValueError, match=r"limits \(0.0, 1.0\) of a signed image"):
        one_panel(signed=True)


def test_row_zero_is_at_the_top_and_the_outline_covers_its_pixels():
    _, ax = canvas()
    pixels(ax, np.eye(4, 3))
    box = outline(ax, (1, 2), (3, 1))
    assert ax.get_ylim() == (4, 0)
    assert (box.get_xy(), box.get_height(), box.get_width()) == ((2, 1), 3, 1)


def test_bars_carry_their_numbers():
    _, ax = canvas()
    bars(ax, ["a", "b"], [1000, 20])
    assert [t.get_text() for t in ax.texts] == ["1,000", "20"]


def test_settings_come_with_the_decorator():
    with (
        mpl.rc_context({"svg.hashsalt": None}),
        pytest.raises(RuntimeError, match="@sty"),
    ):
        canvas()


@pytest.mark.parametrize(
    ("limits", "step", "expected"),
    [
        ((0.5, 2e4), 1, ["1", "10", "100", "1,000", "10,000"]),
        ((2e-4, 3), 2, ["0.01", "1"]),
        ((1e-7, 20), 3, ["10$^{-6}$", "10$^{-3}$", "1"]),
    ],
)
def test_powers_of_ten_are_written_out_where_they_are_short(limits, step, expected):
    _, ax = styled(canvas)(1)
    ax.set(xscale="log", xlim=limits)
    usual = ax.xaxis.get_ticklabels()[0].get_size()
    decades(ax.xaxis, step=step)
    labels = ax.xaxis.get_ticklabels()
    assert [label.get_text() for label in labels] == expected
    assert len(ax.xaxis.get_minorticklocs()) == 0
    raised = "$" in expected[0]
    assert (labels[0].get_size() > usual) == raised
