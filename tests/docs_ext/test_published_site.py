import re

import pytest
from docutils.core import publish_doctree
from published_site import description, from_root, sitemap
from tiny_site import Site

PAGES = {
    "a": "# A\n\nThe first *paragraph*. It says it all.\n\nThe second.",
    "b/deep": "---\nmyst:\n  html_meta:\n    description: In words.\n---\n\n# B\n\nNo.",
    "404": "---\norphan: true\n---\n\n# Lost\n\n[Back](a.md), [in](#lost).",
}


def built(root, address):
    root.mkdir()
    site = Site(
        root,
        {},
        "published_site",
        "theme_mends",
        "content_policy",
        conf=(f"html_theme = 'furo'\nhtml_baseurl = {address!r}"),
    )
    for name, text in PAGES.items():
        site.write(f"{name}.md", text)
    site.write("index.md", "# Index\n\n```{toctree}\na\nb/deep\n```\n")
    assert site.build() == (0, [])
    return root / "build" / "html"


@pytest.fixture(scope="module")
def hosted(tmp_path_factory):
    """Return a site whose address has a path."""
    root = tmp_path_factory.mktemp("published") / "site"
    return built(root, "https://example.org/course/")


def test_a_page_without_a_description_gets_its_first_paragraph(hosted):
    page = (hosted / "a.html").read_text("utf-8")
    wanted = '<meta name="description" content="The first paragraph. It says it all.">'
    assert page.count(wanted) == 1 == page.count('name="description"')


def test_a_description_that_is_given_stays_the_only_one(hosted):
    page = (hosted / "b" / "deep.html").read_text("utf-8")
    assert re.findall(r'content="([^"]*)" name="description"', page) == ["In words."]
    assert page.count('name="description"') == 1


def test_the_sitemap_names_every_page_but_the_one_for_lost_readers(hosted):
    found = re.findall("<loc>(.*?)</loc>", (hosted / "sitemap.xml").read_text("utf-8"))
    names = ["a.html", "b/deep.html", "index.html"]
    assert found == [f"https://example.org/course/{name}" for name in names]


def test_pages_say_where_they_are_at_home(hosted):
    page = (hosted / "b" / "deep.html").read_text("utf-8")
    home = "https://example.org/course/b/deep.html"
    assert f'<link rel="canonical" href="{home}">' in page


def test_every_link_of_the_page_for_lost_readers_starts_at_the_root(hosted):
    page = (hosted / "404.html").read_text("utf-8")
    links = re.findall(r'(?:href|src|action|data-content_root)="([^"]*)"', page)
    local = [x for x in links if not x.startswith(("#", "https:", "data:"))]
    assert "/course/a.html" in local
    assert any(x.startswith("/course/_static/inline-") for x in local)
    assert all(x.startswith("/course/") for x in local)


def test_without_an_address_there_is_no_sitemap_and_the_root_is_the_servers(tmp_path):
    out = built(tmp_path / "site", "")
    assert not (out / "sitemap.xml").exists()
    assert 'href="/a.html"' in (out / "404.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Title\n=====\n\nShort.", "Short."),
        ("One two. " * 30, ("One two. " * 22).strip()),
        ("x" * 300, "x" * 199 + "…"),
        ("", ""),
    ],
)
def test_a_description_ends_with_a_sentence(text, expected):
    assert description(publish_doctree(text)) == expected


def test_links_that_have_a_place_keep_it():
    kept = '<a href="#a"><a href="/b"><a href="https://c"><img src="data:d">'
    assert from_root(kept, "/x/") == kept
    assert from_root('<a href="../e">', "/x/") == '<a href="/x/../e">'


def test_addresses_are_escaped():
    assert "a%20%26.html" in sitemap("https://example.org/", ["a &.html"])
