"""What only a browser shows of maths, themes and the policy, on a small site."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from tiny_site import Site

from cnnlesson.figures._roles import ROLES

STATIC = Path(__file__).parents[2] / "docs" / "_static"
CONF = f"""
html_theme = "furo"
html_math_renderer = "mathml"
html_static_path = [{str(STATIC)!r}]
html_favicon = {str(STATIC / "favicon.svg")!r}
"""
PAGE = """# Weights of a $k \\times k$ window

Its size is $H - k + 1$, its weights are $w_1$; so (as in $a$) an $n$-fold sum of
$x_{i,j}$, and the loss $L$, with $\\alpha$, $\\beta$, and $\\gamma$: see {eq}`long`.

$$
\\text{output size} = \\frac{\\text{input size} - \\text{kernel size} + 2 \\cdot
\\text{padding}}{\\text{stride}} + 1 = \\frac{28 - 5 + 2 \\cdot 2}{1} + 1
$$ (long)

$$
\\left\\lfloor \\frac{\\frac{a}{b}}{\\frac{c}{d}} \\right\\rfloor = \\lfloor x \\rfloor
$$ (tall)

:::{figure} plate.svg
A plate.
:::

```{list-table}
:widths: 20 80

* - a
  - b
```
"""
PLATE = f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 60">
<title>Paper with ink in one half</title><defs></defs>
<g id="figure_1"><path style="fill: {ROLES["paper"][0]}" d="M0 0h90v60h-90z"/>
<path style="fill: {ROLES["ink"][0]}" d="M45 0h45v60h-45z"/></g></svg>
"""
EXTENSIONS = ("maths.mathml", "figure_themes", "theme_mends", "content_policy")


@pytest.fixture(scope="module")
def site(browser, tmp_path_factory):
    """Build the site; `browser` first, so that nothing is built where there is none."""
    root = tmp_path_factory.mktemp("site")
    site = Site(root, {"sub/page.md": PAGE}, *EXTENSIONS, conf=CONF)
    site.write("sub/plate.svg", PLATE)
    assert site.build() == (0, [])
    return root / "build" / "html"


@pytest.fixture(scope="module")
def served(site, serve):
    return serve(site)


@pytest.fixture(params=["served", "opened from the disk"])
def root(request, site, served):
    """Return the address of the site on a server, and the one on the disk."""
    return served if request.param == "served" else site.as_uri()


def box(page, selector):
    return page.locator(selector).first.bounding_box()


def colours(page):
    """Return the colours that the two halves of the figure have on the screen."""
    shot = Image.open(BytesIO(page.locator("figure img").screenshot())).convert("RGB")
    places = [(shot.width // 4, shot.height // 2), (3 * shot.width // 4, 9)]
    return ["#{:02x}{:02x}{:02x}".format(*shot.getpixel(place)) for place in places]


@pytest.mark.parametrize("path", ["index.html", "sub/page.html", "search.html"])
def test_pages_open_without_a_complaint(root, open_page, path):
    assert open_page(f"{root}/{path}").complaints == []


def test_the_search_finds_and_shows_what_it_found(served, open_page):
    page = open_page(f"{served}/search.html?q=plate")
    page.locator("#search-results p.context").wait_for()
    assert page.locator("#search-results li a").count() == 1
    assert page.complaints == []


def test_the_policy_holds(root, open_page):
    page = open_page(f"{root}/sub/page.html")
    page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.ran = true";
            document.body.append(script);
            document.body.setAttribute("style", "opacity: 0.5");
        }"""
    )
    assert page.evaluate("window.ran") is None
    assert page.evaluate("getComputedStyle(document.body).opacity") == "1"
    assert len(page.complaints) == 2


def test_formulas_have_their_own_font(root, open_page):
    loaded = "[...document.fonts].filter(f => f.status == 'loaded').map(f => f.family)"
    assert "STIX Two Math" in open_page(f"{root}/sub/page.html").evaluate(loaded)


def test_brackets_grow_with_what_they_hold_if_asked(served, open_page):
    page = open_page(f"{served}/sub/page.html")
    brackets = page.locator("mo", has_text="⌊").all()
    tall, plain = [bracket.bounding_box()["height"] for bracket in brackets]
    assert tall > 2.5 * plain


@pytest.mark.parametrize("system", ["light", "dark"])
def test_figures_follow_the_reader_and_then_the_switch(root, open_page, system):
    sides = {"light": 0, "dark": 1}
    expected = {
        theme: [ROLES["paper"][side], ROLES["ink"][side]]
        for theme, side in sides.items()
    }
    other = "dark" if system == "light" else "light"
    page = open_page(f"{root}/sub/page.html", color_scheme=system)
    assert colours(page) == expected[system]
    page.locator(".theme-toggle-content .theme-toggle").click()
    assert page.evaluate("document.body.dataset.theme") == other
    assert colours(page) == expected[other]
    page.reload()
    assert colours(page) == expected[other]


def test_figures_are_light_on_paper(served, open_page):
    page = open_page(f"{served}/sub/page.html", color_scheme="dark")
    page.locator(".theme-toggle-content .theme-toggle").click()
    page.locator(".theme-toggle-content .theme-toggle").click()
    assert page.evaluate("document.body.dataset.theme") == "dark"
    page.emulate_media(media="print", color_scheme="light")
    assert colours(page) == [ROLES["paper"][0], ROLES["ink"][0]]


def test_a_figure_has_its_room_before_it_comes(served, open_page):
    page = open_page("about:blank", width=390)
    page.route("**/plate.svg", lambda route: None)  # it never comes
    page.goto(f"{served}/sub/page.html", wait_until="domcontentloaded")
    room = box(page, "figure img")
    assert room["width"] / room["height"] == pytest.approx(90 / 60, rel=0.02)


def test_a_wide_formula_scrolls_by_itself_with_its_number_in_sight(served, open_page):
    page = open_page(f"{served}/sub/page.html", width=390)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    formula = page.locator(".formula").first
    widths = formula.evaluate("e => [e.scrollWidth, e.clientWidth]")
    assert widths[0] > widths[1] + 100
    number = box(page, ".eqno")
    assert number["x"] + number["width"] <= 390
    formula.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("e => e.scrollLeft > 9", arg=formula.element_handle())


def test_numbers_stand_in_one_column_at_the_middle_of_their_formulas(served, open_page):
    page = open_page(f"{served}/sub/page.html")
    of_text = """e => {
        const range = document.createRange();
        range.selectNodeContents(e);
        return range.getBoundingClientRect().toJSON();
    }"""
    numbers = [n.evaluate(of_text) for n in page.locator(".eqno").all()]
    formulas = [f.bounding_box() for f in page.locator(".formula").all()]
    rights = [n["x"] + n["width"] for n in numbers]
    assert rights[0] == pytest.approx(rights[1], abs=0.5)
    for number, formula in zip(numbers, formulas, strict=True):
        assert number["x"] >= formula["x"] + formula["width"]
        middles = [b["y"] + b["height"] / 2 for b in (number, formula)]
        assert middles[0] == pytest.approx(middles[1], abs=1)


def test_no_width_parts_a_formula_from_its_comma(served, open_page):
    page = open_page(f"{served}/sub/page.html")
    parted = page.evaluate(
        """() => {
            const spans = [...document.querySelectorAll("p .maths-unbroken")];
            const found = [];
            for (let width = 150; width < 400; width += 3) {
                document.querySelector("article").style.width = `${width}px`;
                for (const span of spans)
                    if (span.getClientRects().length > 1) found.push(width);
            }
            return [spans.length, found];
        }"""
    )
    assert parted == [9, []]
