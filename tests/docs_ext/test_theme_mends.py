import re
from pathlib import Path

import furo
import nbformat
import pytest
from theme_mends import IN_TEMPLATES, focusable, unbroken, with_right_roles
from tiny_site import Site

TEMPLATES = Path(furo.__file__).parent / "theme" / "furo"


@pytest.mark.parametrize("text", IN_TEMPLATES)
def test_what_is_mended_stands_in_the_theme_once(text):
    found = [p.read_text("utf-8").count(text) for p in TEMPLATES.rglob("*.html")]
    assert sum(found) == 1


@pytest.mark.parametrize(
    ("code", "stops"),
    [
        ("short\n" * 9, False),
        ("short\n" + "x" * 35, True),
        ("x" * 34, False),
        ('<span class="long enough to count, if it did">x</span>' * 9, False),
        ("&lt;" * 34, False),
    ],
)
def test_the_keyboard_stops_at_wide_code(code, stops):
    html = f"<p>a</p><pre>{code}</pre>"
    assert ('<pre tabindex="0">' in focusable(html)) is stops
    assert focusable(html).replace(' tabindex="0"', "") == html


@pytest.mark.parametrize(
    ("html", "mended"),
    [
        ("<p>95 % of 28 × 28</p>", "<p>95~% of 28~×~28</p>"),
        ("<span>9</span> %, then", "<span>9</span>~%, then"),
        ("a % b, 7 %d", "a % b, 7 %d"),
        ("<pre>7 % 3 × 3</pre> 5 %", "<pre>7 % 3 × 3</pre> 5~%"),
        ('<code class="x">7 % 3</code>', '<code class="whole x">7 % 3</code>'),
        (
            f'<code class="x">{"a b " * 9}</code>',
            f'<code class="x">{"a b " * 9}</code>',
        ),
    ],
)
def test_a_number_keeps_its_unit_and_short_code_is_not_broken(html, mended):
    assert unbroken(html) == mended.replace("~", "\N{NO-BREAK SPACE}")


@pytest.fixture(scope="module")
def html(tmp_path_factory):
    """Return the pages of a site with a notebook, as it was saved."""
    root = tmp_path_factory.mktemp("mends")
    code = nbformat.v4.new_code_cell("x = 1", id="folded", execution_count=1)
    code.metadata = {"tags": ["hide-input"], "mystnb": {"code_prompt_show": "Set <x>"}}
    text = nbformat.v4.new_markdown_cell("# A\n\n## B\n\n## C", id="text")
    notebook = nbformat.v4.new_notebook(cells=[text, code])
    notebook.metadata = {"language_info": {"name": "python"}}
    conf = "html_theme = 'furo'\nnb_execution_mode = 'off'"
    site = Site(root, {"a": ""}, "theme_mends", conf=conf)
    (root / "docs" / "a").unlink()
    site.write("a.ipynb", nbformat.writes(notebook))
    assert site.build() == (0, [])
    return {p.name: p.read_text("utf-8") for p in (root / "build/html").glob("*.html")}


def test_side_bars_have_names_of_their_own(html):
    names = re.findall(r'<aside class="[^"]*" aria-label="([^"]*)"', html["a.html"])
    assert names == ["Site", "On this page"]
    assert html["a.html"].count("<aside") == 2


def test_the_search_page_has_a_heading(html):
    assert html["search.html"].count("<h1>Search</h1>") == 1


def test_a_folded_cell_is_called_what_it_says(html):
    folded = re.search(r"<details.*?</details>", html["a.html"], re.DOTALL)[0]
    assert folded.startswith(
        '<details class="folded above-input">\n<summary>Set &lt;x&gt;</summary>'
    )
    assert '<span class="n">x</span>' in folded


@pytest.mark.parametrize(("columns", "stops"), [(3, False), (4, True)])
def test_the_keyboard_stops_at_a_wide_table(columns, stops):
    head = '<th class="head">x</th>' * columns
    html = f'<div class="table-wrapper"><table>{head}</table></div><p>after</p>'
    assert ('<div tabindex="0" class="table-wrapper">' in focusable(html)) is stops
    assert focusable(html).replace('tabindex="0" ', "") == html


def test_captions_have_a_level_and_entries_the_role_of_their_list():
    caption = '<p class="caption" role="heading">'
    entry = '<div role="list"><div class="citation" role="doc-biblioentry">'
    assert with_right_roles(caption) == caption[:-1] + ' aria-level="2">'
    assert with_right_roles(entry).count('role="listitem"') == 1


def test_the_empty_corner_of_a_table_is_no_heading():
    corner = '<th class="head"><p></p></th><th class="head"><p>x</p></th>'
    mended = with_right_roles(corner)
    assert mended == '<td class="head"></td><th class="head"><p>x</p></th>'
