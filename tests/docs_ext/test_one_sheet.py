import re
from graphlib import CycleError

import pytest
from one_sheet import in_one_order, moved, with_one_sheet
from tiny_site import Site

CONF = """
html_theme = "furo"
html_css_files = ["folder/late.css"]
def setup(app):
    add = lambda app, page, *_: page == "sub/b" and app.add_css_file("b.css")
    app.connect("html-page-context", add)
html_static_path = ["docs/static"]
"""


@pytest.mark.parametrize(
    ("lists", "joined"),
    [
        ([["a", "b"], ["a", "b"]], ["a", "b"]),
        ([["a", "z"], ["a", "m", "z"]], ["a", "m", "z"]),
        ([["z", "b"], ["b", "a"]], ["z", "b", "a"]),
        ([[], ["only"]], ["only"]),
    ],
)
def test_the_order_is_that_of_every_page(lists, joined):
    assert in_one_order(lists) == joined


def test_pages_that_disagree_are_refused():
    with pytest.raises(CycleError):
        in_one_order([["a", "b"], ["b", "a"]])


@pytest.mark.parametrize(
    ("url", "becomes"),
    [
        ("url(x.woff2)", "url(sub/x.woff2)"),
        ("url('../x.svg')", "url(x.svg)"),
        ('url("data:image/svg+xml,a")', 'url("data:image/svg+xml,a")'),
        ("url(#gradient)", "url(#gradient)"),
    ],
)
def test_what_a_sheet_loads_is_found_from_its_new_place(url, becomes):
    assert moved(f"a {{ src: {url}; }}", "sub") == f"a {{ src: {becomes}; }}"


def test_a_page_without_sheets_stays_as_it_is():
    assert with_one_sheet("<head></head>", "1") == "<head></head>"


def test_every_page_of_a_site_has_all_rules_in_one_file(tmp_path):
    site = Site(tmp_path, {"a.md": "# A", "sub/b.md": "# B"}, "one_sheet", conf=CONF)
    site.write("static/b.css", "b { --of: page }")
    site.write("static/folder/late.css", "late { background: url(dot.svg) }")
    assert site.build() == (0, [])
    html = tmp_path / "build" / "html"
    for page, root in (("a.html", ""), ("sub/b.html", "../")):
        text = (html / page).read_text("utf-8")
        links = re.findall(r'rel="stylesheet" href="([^"]*)"', text)
        assert [link.partition("?")[0] for link in links] == [f"{root}_static/site.css"]
    css = (html / "_static" / "site.css").read_text("utf-8")
    assert css.index("--of: page") > css.index("sidebar")
    assert "background: url(folder/dot.svg)" in css
