import re

import pytest
from figure_themes import themed
from tiny_site import Site

from cnnlesson.figures._roles import ROLES
from cnnlesson.figures._style import canvas, styled

INK, PAPER = ROLES["ink"], ROLES["paper"]
PNG = "iVBORw0KGgo="


def plot(body, title="Bars", **size):
    size = " ".join(f'{name}="{value}"' for name, value in size.items())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 60" {size}>'
        f"<title>{title}</title><defs></defs>"
        f'<g id="figure_1">{body}</g></svg>'
    )


INKED = f'<path style="fill: {INK[0]}"/>'


def image(scale):
    style = "image-rendering:crisp-edges;image-rendering:pixelated"
    return f'<image transform="matrix({scale} 0 0 {scale} 4 5)" style="{style}"/>'


def test_colours_of_roles_follow_the_theme():
    svg = themed(plot(INKED))
    assert '<path style="fill: var(--ink)"/>' in svg
    style = re.search("<style>(.*?)</style>", svg)[1]
    light, dark = style.split("@media (prefers-color-scheme:dark)")
    assert f"--ink:{INK[0]}" in light
    assert f"--paper:{PAPER[1]}" in dark


def test_all_else_stays_as_it_is():
    kept = [
        '<path style="fill: #ffffff"/>',
        '<path style="fill: #808080"/>',
        f'<use href="{INK[0]}0123"/>',  # a name that begins as a colour does
    ]
    svg = themed(plot(INKED + "".join(kept), title=f"A line in {INK[0]}"))
    assert all(part in svg for part in kept)
    assert f"<title>A line in {INK[0]}</title>" in svg


@pytest.mark.parametrize(
    ("scale", "sharp"), [(8.27, True), (2.0, True), (1.9, False), (-0.5, False)]
)
def test_only_pixels_blown_up_have_sharp_edges(scale, sharp):
    assert ("pixelated" in themed(plot(INKED + image(scale)))) is sharp


def test_a_figure_without_roles_is_refused():
    with pytest.raises(ValueError, match="no colour of a role"):
        themed(plot('<path style="fill: #123456"/>'))


def test_what_the_library_draws_can_be_themed():
    @styled
    def figure():
        fig, ax = canvas(height=2.0)
        ax.plot([1, 2], [3, 4])
        return fig.described("A line from 3 to 4.")

    svg = themed(figure().svg())
    assert {"var(--paper)", "var(--ink)", "var(--input)"} <= set(
        re.findall(r"var\(--\w+\)", svg)
    )
    assert not [light for light, _ in ROLES.values() if f": {light}" in svg]


PAGE = """# Figures

:::{figure} bars.svg
:name: fig-bars

Its caption.
:::

![given words](bars.svg) and a drawing ![](drawing.svg){height=7}
"""
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 20"/>'
INLINE = 'myst_enable_extensions.append("attrs_inline")'


def site(root, body):
    built = Site(root, {"chapters/a.md": PAGE}, "figure_themes", conf=INLINE)
    built.write(
        "chapters/bars.svg",
        plot(body, "Bars &amp;\n more", width="90pt", height="60pt"),
    )
    built.write("chapters/drawing.svg", DRAWING)
    return built


def test_an_image_has_words_and_size_and_its_file_two_themes(tmp_path):
    tiny = site(tmp_path, INKED)
    assert tiny.build() == (0, [])
    html = (tmp_path / "build/html/chapters/a.html").read_text("utf-8")
    assert re.findall("<img (.*?) />", html.replace("../_images/", "")) == [
        'alt="Bars &amp; more" height="80" src="bars.svg" width="120"',
        'alt="given words" height="80" src="bars.svg" width="120"',
        'alt="" height="7" src="drawing.svg"',
    ]
    images = tmp_path / "build/html/_images"
    assert "var(--ink)" in (images / "bars.svg").read_text("utf-8")
    assert (images / "drawing.svg").read_text("utf-8") == DRAWING


def test_a_figure_that_is_not_ours_in_colour_fails_the_build_with_its_page(tmp_path):
    status, warned = site(tmp_path, "").build()
    assert status == 1
    (fault,) = warned
    assert (fault.page, fault.rule) == ("a.md", "figures.theme")
    assert "no colour of a role" in fault.message
