import re
import shutil
from pathlib import Path

import pytest
from policed_page import META, PolicedPage
from tiny_site import Site

STATIC = Path(__file__).parents[2] / "docs" / "_static"


def policed(head="", body="", root=""):
    html = f"<html><head><title>T</title>{head}</head>\n<body>{body}</body></html>"
    return PolicedPage(html, root=root)


def test_the_policy_comes_before_all_else_in_the_head():
    assert policed().text.split("<title>")[0] == f"<html><head>\n{META}"


def test_a_style_sheet_moves_into_a_file_and_is_linked_in_its_place():
    page = policed("<link a><style>p { color: red }</style><link b>", root="../../")
    ((name, content),) = page.files.items()
    assert content == "p { color: red }"
    link = f'<link a><link rel="stylesheet" href="../../{name}"><link b>'
    assert link in page.text
    assert "<style" not in page.text
    assert page.faults == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<p style="width: 1%">a</p>', '<p class="{}">a</p>'),
        ('<p id="b" class="c" style="width: 1%">', '<p id="b" class="{} c">'),
        ("<p style='width: 1%' class='c'>", "<p class='{} c'>"),
        ('<path style="width: 1%"/>', '<path class="{}"/>'),
        ('<img alt="a > b" style="width: 1%">', '<img class="{}" alt="a > b">'),
    ],
)
def test_a_style_of_an_element_becomes_a_class(before, after):
    page = policed(body=before)
    (content,) = page.files.values()
    name = re.fullmatch(r"\.(inline-\w{8})\.\1 { width: 1% }", content)[1]
    assert f"<body>{after.format(name)}" in page.text
    assert page.text.count("</head>") == 1


def test_what_looks_like_a_style_in_text_stays():
    text = '<pre>&lt;p style=&quot;a: b&quot;&gt; and style="a"</pre>\n<!-- <style> -->'
    page = policed(body=text)
    assert f"<body>{text}" in page.text
    assert page.files == {}


def test_the_same_content_has_the_same_name_on_every_page():
    first, second = policed(body='<p style="a: b">'), policed(body='<b style="a: b">')
    assert first.files == second.files != {}
    other = policed(body='<p style="a: c">')
    assert not set(other.files) & set(first.files)


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<script>alert( 1 )\n</script>", r"a script inline: alert\( 1 \)"),
        ('<script type="module">import "a"</script>', "a script inline"),
        ('<p onclick="go()">', "a script in an attribute in <p onclick"),
        ('<a href=" javascript:go()">', "a script in an attribute"),
        ('<script src="https://a.org/b.js"></script>', r"another origin \(https://a"),
        ('<img src="//a.org/b.png">', "another origin"),
        ('<link rel="stylesheet" href="http://a.org/b.css">', "another origin"),
        ('<link rel="shortcut icon" href="http://a.org/b">', "another origin"),
        ('<link rel="preconnect" href="https://a.org">', "another origin"),
        ('<link rel="dns-prefetch" href="//a.org">', "another origin"),
        ('<meta http-equiv="Refresh" content="0; https://a.org">', "nobody chose"),
        ('<form action="https://a.org">', "another origin"),
        ('<iframe src="a.html"></iframe>', "<iframe> in"),
        ('<base href="a">', "<base> in"),
    ],
)
def test_what_would_run_or_load_from_elsewhere_is_a_fault(body, fault):
    page = policed(body=body)
    (found,) = page.faults
    assert re.search(fault, found)
    assert body in page.text


@pytest.mark.parametrize(
    "body",
    [
        '<script src="../_static/a.js?v=1"></script>',
        '<img src="data:image/png;base64,AA">',
        '<a href="https://a.org">',
        '<link rel="canonical" href="https://a.org">',
    ],
)
def test_files_of_the_site_and_links_to_others_are_no_fault(body):
    assert policed(body=body).faults == []


PAGE = """# A table

```{list-table}
:widths: 30 70

* - a
  - b
```
"""
EXTENSIONS = ("theme_mends", "content_policy")
FURO = f"html_theme = 'furo'\nhtml_static_path = [{str(STATIC)!r}]"


def html_of(folder):
    return {p.relative_to(folder): p.read_text("utf-8") for p in folder.rglob("*.html")}


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    root = tmp_path_factory.mktemp("policy")
    pages = {"sub/a.md": PAGE, "b.md": "# Another\n"}
    site = Site(root, pages, *EXTENSIONS, conf=FURO)
    assert site.build(SOURCE_DATE_EPOCH="1735689600") == (0, [])
    return site


def test_no_page_of_a_site_carries_anything_inline(tiny):
    site = tiny.root / "build" / "html"
    pages = html_of(site)
    assert {Path("index.html"), Path("search.html"), Path("sub/a.html")} <= set(pages)
    for path, html in pages.items():
        assert html.count(META) == 1
        assert not re.search(r"<style|<script>|<[^>]*\sstyle=", html), path
        links = re.findall(r'(?:src|href)="([^"]*/inline-[^"]*)"', html)
        assert {Path(link).suffix for link in links} == {".css"}
        assert all((site / path).parent.joinpath(link).is_file() for link in links)
    sheets = (site / "_static").glob("inline-*.css")
    assert any("{ width: 30.0% }" in sheet.read_text("utf-8") for sheet in sheets)


def test_two_builds_are_the_same_to_the_byte(tiny):
    assert tiny.build(folder="two", SOURCE_DATE_EPOCH="1735689600") == (0, [])
    one, two = (tiny.root / folder / "html" for folder in ("build", "two"))
    files = [p.relative_to(one) for p in one.rglob("*") if p.is_file()]
    assert files
    assert [f for f in files if (one / f).read_bytes() != (two / f).read_bytes()] == []


def test_a_page_written_earlier_is_left_alone(tiny):
    shutil.copytree(tiny.root / "build", tiny.root / "again")
    tiny.write("sub/a.md", PAGE + "\nMore.\n")
    assert tiny.build(folder="again") == (0, [])
    pages = html_of(tiny.root / "again" / "html")
    assert "More." in pages[Path("sub/a.html")]
    assert {html.count(META) for html in pages.values()} == {1}


def test_a_preview_has_no_policy(tiny):
    assert tiny.build(folder="preview", CNNLESSON_PREVIEW="1") == (0, [])
    pages = html_of(tiny.root / "preview" / "html")
    assert not any("Content-Security-Policy" in html for html in pages.values())


def test_a_script_in_a_page_fails_the_build_with_its_page(tmp_path):
    pages = {"sub/a.md": "# A\n\n<script>alert(1)</script>\n"}
    status, warned = Site(tmp_path, pages, *EXTENSIONS, conf=FURO).build()
    (fault,) = warned
    assert status == 1
    assert (fault.page, fault.rule) == ("a.md", "policy.page")
    assert fault.message == "not allowed on a page: a script inline: alert(1)"
