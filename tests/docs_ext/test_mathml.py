import re
from types import SimpleNamespace

import pytest
from docutils import nodes
from docutils.utils import new_document
from maths import mathml
from tiny_site import Site, line_of

PAGE = """# The size $n$ of it

See {eq}`eq-size`: an input of $n$, and ($k$) of a $k$-fold; *the $m$*.

$$
n - k + 1
$$ (eq-size)

$$
y = x
$$

$$
\\text{output size} = \\frac{\\text{input size} - \\text{kernel size}}{\\text{stride}}
$$
"""
FAULTY = """# Faulty

Good $x$ and bad $\\nonsense{x}$.

$$
\\frac{1}{2
$$
"""
FURO = "html_theme = 'furo'\nhtml_math_renderer = 'mathml'"


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    site = Site(
        tmp_path_factory.mktemp("maths"), {"a.md": PAGE}, "maths.mathml", conf=FURO
    )
    assert site.build() == (0, [])
    return (site.root / "build" / "html" / "a.html").read_text("utf-8")


def test_a_reference_leads_to_the_one_equation_of_its_number(page):
    links = re.findall(r'<a class="([a-z ]+)" href="#equation-eq-size".*?</a>', page)
    assert links == ["reference internal", "eqno"]
    assert len(re.findall(r'href="#equation-eq-size"[^>]*>\(1\)', page)) == 2
    assert page.count('id="equation-eq-size"') == 1


def test_ids_are_used_once(page):
    ids = re.findall(r'\sid="([^"]*)"', page)
    assert len(ids) == len(set(ids))


def test_formulas_in_titles_are_formulas_in_contents_too(page):
    for place in (r"<h1>", r'<a class="current reference internal" href="#">'):
        assert re.search(rf"{place}The size <math[^>]*><mrow><mi>n</mi>", page)


def test_only_a_wide_formula_stops_the_keyboard(page):
    stops = re.findall(r'<div class="formula"( tabindex="0")?>', page)
    assert stops == ["", "", ' tabindex="0"']


def test_a_formula_keeps_to_what_is_written_against_it(page):
    spans = re.findall(r'<span class="maths-unbroken">(.*?)</span>', page)
    assert [re.sub("<[^>]*>", "", span) for span in spans] == ["n,", "(k)", "k-"]


def test_what_is_not_against_a_formula_stays_where_it_was(page):
    paragraph = re.search(r"<p>See .*</p>", page)[0]
    words = re.sub("<[^>]*>", "", paragraph)
    assert words == "See (1): an input of n, and (k) of a k-fold; the m."


def test_every_faulty_formula_is_reported_with_its_line(tmp_path):
    pages = {"a.md": FAULTY, "b.md": "# B\n\n$\\alsonot$\n"}
    status, warned = Site(tmp_path, pages, "maths.mathml", conf=FURO).build()
    assert status == 1
    assert [(w.page, w.line, w.rule) for w in warned] == [
        ("a.md", line_of(FAULTY, "nonsense"), "maths.latex"),
        ("a.md", line_of(FAULTY, "frac") - 1, "maths.latex"),
        ("b.md", 3, "maths.latex"),
    ]
    assert "unknown \\nonsense in: \\nonsense{x}" in warned[0].message
    written = (tmp_path / "build" / "html" / "a.html").read_text("utf-8")
    assert '<code class="maths-error">\\nonsense{x}</code>' in written


@pytest.mark.parametrize(
    ("kind", "builder", "status"), [("html", "html", 1), ("latex", "latex", 0)]
)
def test_a_faulty_formula_fails_the_build_without_warnings_as_errors(
    kind, builder, status
):
    app = SimpleNamespace(builder=SimpleNamespace(format=kind), statuscode=0)
    document = new_document("a.md")
    document += nodes.math("", "\\nonsense")
    mathml.check_formulas(app, document, "a")
    assert app.statuscode == status
