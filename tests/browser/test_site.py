"""The built site in a browser: every page, wide and narrow, light and dark."""

from importlib.resources import files

import pytest
from built_site import ROOT
from fuzzing import EXHAUSTIVE

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")


def pages():
    names = [p.relative_to(ROOT / "docs") for p in (ROOT / "docs").rglob("*.md")]
    return sorted(str(name.with_suffix(".html").as_posix()) for name in names)


def looks():
    """Every page wide and light, and narrow and dark; weekly in the other two as well.

    Most of axe's time goes to colours: in a change it sees them in one look a page.
    """
    every = [(1280, "light"), (390, "dark"), (1280, "dark"), (390, "light")]
    for turn, name in enumerate(pages()):
        for place, look in enumerate(every if EXHAUSTIVE else every[:2]):
            yield name, *look, bool(EXHAUSTIVE) or place == turn % 2


@pytest.mark.parametrize(("name", "width", "scheme", "colours"), list(looks()))
def test_a_page_is_whole_and_accessible(site, open_page, name, width, scheme, colours):
    options = {"color_scheme": scheme, "bypass_csp": True}
    page = open_page(f"{site}/{name}", width=width, **options)
    assert page.complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate(AXE)
    rules = {"color-contrast": {"enabled": colours}}
    found = page.evaluate(
        "rules => axe.run(document, {resultTypes: ['violations'], rules})"
        ".then(result => result.violations)",
        rules,
    )
    assert [(v["id"], v["nodes"][0]["html"]) for v in found] == []


@pytest.mark.parametrize("name", ["index.html", "chapters/01-what-are-cnns.html"])
def test_nothing_is_asked_of_another_origin(site, open_page, name):
    page = open_page(f"{site}/{name}")
    asked = page.evaluate("performance.getEntries().map(entry => entry.name)")
    others = [a for a in asked if a.startswith("http") and not a.startswith(site)]
    assert others == []
    assert any(a.endswith(".woff2") for a in asked)


def test_a_page_opens_from_the_file_system(site, open_page):
    page = open_page((ROOT / "build/html/chapters/01-what-are-cnns.html").as_uri())
    assert page.complaints == []
    widths = page.evaluate("[...document.images].map(image => image.naturalWidth)")
    assert len(widths) > 5
    assert min(widths) > 0


def test_a_page_reads_without_scripts(site, open_page):
    name = "chapters/01-what-are-cnns.html"
    page = open_page(f"{site}/{name}", java_script_enabled=False)
    text = page.inner_text("article")
    assert "77,070,848" in text
    assert page.locator("article img").count() > 5


def test_the_search_finds_a_chapter(site, open_page):
    page = open_page(f"{site}/search.html?q=sawtooth")
    page.wait_for_selector('ul.search li a[href*="chapters/01-put-to-the-test"]')
    assert page.complaints == []
