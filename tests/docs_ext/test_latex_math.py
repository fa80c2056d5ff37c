import re
from xml.etree import ElementTree as ET

import pytest
from maths import latex_math
from maths.latex_math import LatexError, to_mathml

MATHML = "{http://www.w3.org/1998/Math/MathML}"


def parsed(latex, display=True):
    return ET.fromstring(to_mathml(latex, display=display))


def row(latex, display=True):
    """Return what the formula holds: (tag, text) of each element of its one row."""
    (outer,) = parsed(latex, display)
    return [(e.tag.removeprefix(MATHML), e.text) for e in outer]


def first(latex, tag, display=True):
    return parsed(latex, display).find(f".//{MATHML}{tag}")


def operator(latex, text):
    (found,) = [e for e in parsed(latex).iter(f"{MATHML}mo") if e.text == text]
    return found.attrib


@pytest.mark.parametrize(
    ("latex", "message"),
    [
        (r"\foo x", r"unknown \\foo in: \\foo x"),
        (r"\arg z", r"unknown \\arg"),
        (r"a & b", "unknown &"),
        (r"\begin{align} a &= b \end{align}", "environment 'align', not one of align"),
        (r"\frac{a}{b", "unbalanced braces"),
        (r"a}", "unbalanced braces"),
        (r"x^2^3", "DoubleSuperscripts"),
        (r"\left( x", "MissingRight"),
        (r"x_", "MissingSuperScriptOrSubscript"),
        (r"\begin{cases} a", "MissingEnd"),
        ("", "NoAvailableTokens"),
        (r"\text{all $x$}", "maths within a text"),
        (r"\text{a {b} c}", "braces or maths within a text"),
        (r"90% of x", "a comment"),
        (r"a \label{here}", "a command of TeX"),
        (r"\operatorname{arg\,max}", r"more than letters \(there is \\argmax\)"),
        (r"\boxed{x}", "<menclose>"),
        (r"\textbf{x}", "mathvariant='bold' of <mtext>"),
        (r"\mathfrak{xyz}", r"'\U0001d535'.* which the maths font lacks"),
        (r"\mathcal{αβ}", "script 'α', which has no characters of its own"),
        (r"\color{red} x", "mathcolor='red'"),
        (r"\style{color:red}{x}", "style='color:red'"),
        (r"\href{x}{y}", "href='x'"),
        (r"\begin{array}{c|c} a & b \end{array}", "columnlines"),
        (r"\xrightarrow{f}", r"a length of '\+0.833em'"),
        (r"\hspace{3mu}", "a length of '3mu'"),
        (r"\mathbin{+}", "a wrongly nested <mo>"),
        (r"3mm", "the number '3mm'"),
        (r"\clubsuit", r"'♣' \(U\+2663\), which the maths font lacks"),
    ],
)
@pytest.mark.parametrize("display", [True, False])
def test_what_would_be_lost_or_misdrawn_is_refused(latex, message, display):
    with pytest.raises(LatexError, match=message):
        to_mathml(latex, display=display)


def test_rows_need_no_environment_on_a_line_of_their_own_only():
    bare = to_mathml(r"a &= b \\ c &= d", display=True)
    assert bare == to_mathml(
        r"\begin{aligned}a &= b \\ c &= d\end{aligned}", display=True
    )
    with pytest.raises(LatexError, match="linebreak"):
        to_mathml(r"a \\ b", display=False)


def test_aligned_rows_meet_at_their_ampersands():
    table = first(r"\begin{aligned} a &= b \\ &= c \end{aligned}", "mtable")
    assert table.attrib == {"displaystyle": "true", "class": "aligned"}
    sides = [[cell.get("columnalign") for cell in line] for line in table]
    assert sides == [["right", "left"], ["right", "left"]]


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"\log p", "mi:log mspace mi:p"),
        (r"2\log p", "mn:2 mspace mi:log mspace mi:p"),
        (r"\log(p)", "mi:log mo:( mi:p mo:)"),
        (r"-\log p", "mo:− mi:log mspace mi:p"),
        (r"(a)\log p", "mo:( mi:a mo:) mspace mi:log mspace mi:p"),
        (r"\log_2 n", "msub mspace mi:n"),
        (r"\log\left(p\right)", "mi:log mrow"),
        (r"\operatorname{softmax}(z)", "mi:softmax mo:( mi:z mo:)"),
        (r"\max_i x", "munder mspace mi:x"),
        (r"\max\log p", "mo:max mspace mi:log mspace mi:p"),
        (r"\mathrm{ReLU}\, x", "mrow mspace mi:x"),
        (r"12{,}810", "mn:12,810"),
        (r"(12,810)", "mo:( mn:12 mo:, mn:810 mo:)"),
        (r"a \pm b \implies c", "mi:a mo:± mi:b mo:⟹ mi:c"),
        (r"\partial f", "mi:∂ mi:f"),
        (r"n \to \infty", "mi:n mo:→ mi:∞"),
        (r"a \bmod b", "mi:a mo:mod mi:b"),
        (r"\left. x \right)", "mrow"),
    ],
)
def test_names_numbers_and_operators_are_told_apart(latex, expected):
    found = [f"{tag}:{text}" if text else tag for tag, text in row(latex)]
    assert found == expected.split()


@pytest.mark.parametrize(
    ("latex", "form"), [("x = -1", "prefix"), ("x - 1", None), ("(x) - 1", None)]
)
def test_a_minus_after_an_operator_is_a_sign(latex, form):
    assert operator(latex, "−").get("form") == form


def test_bars_and_floors_stretch_only_where_asked():
    assert first(r"\lVert x \rVert", "mo").get("stretchy") == "false"
    assert first(r"|x|", "mo").get("lspace") == "0"
    assert first(r"\lfloor x \rfloor", "mo").attrib == {"stretchy": "false"}
    assert first(r"\left\lfloor x \right\rfloor", "mo").get("stretchy") == "true"


def test_a_matrix_keeps_its_brackets_to_itself():
    outer = row(r"K = \begin{bmatrix} 1 & 2 \end{bmatrix} x")
    assert [tag for tag, _ in outer] == ["mi", "mo", "mrow", "mi"]


@pytest.mark.parametrize(
    ("latex", "text", "variant"),
    [
        (r"\mathbf{x}", "𝐱", None),
        (r"\mathbf{xy}", "𝐱", None),
        (r"\boldsymbol{\theta}", "𝜽", None),
        (r"\mathcal{B}", "ℬ", None),
        (r"\mathcal{LB}", "ℒ", None),
        (r"\mathit{x}", "𝑥", None),
        (r"\mathrm{d}", "d", "normal"),
        (r"x_{\mathrm{out}}", "x", None),
        (r"\Delta", "Δ", "normal"),
        (r"\nabla", "∇", "normal"),
        (r"\theta", "θ", None),
    ],
)
def test_letters_have_the_shape_that_was_asked_for(latex, text, variant):
    letter = first(latex, "mi")
    assert (letter.text, letter.get("mathvariant")) == (text, variant)


def test_letters_of_one_word_are_one_word():
    assert first(r"\mathrm{out}", "mi").text == "out"
    assert [e.text for e in parsed(r"\Delta\Theta").iter(f"{MATHML}mi")] == ["Δ", "Θ"]


@pytest.mark.parametrize("display", [True, False])
@pytest.mark.parametrize(
    ("latex", "tag"),
    [
        (r"\left(\sum_i x\right)", "munder"),
        (r"\frac{1}{\sum_{k=1}^C z}", "munderover"),
        (r"\sqrt{\prod^n x}", "mover"),
        (r"\operatorname*{argmax}_c z", "munder"),
    ],
)
def test_big_operators_leave_the_place_of_limits_to_the_browser(latex, tag, display):
    assert first(latex, tag, display) is not None


def test_small_print_has_no_gaps():
    assert operator(r"\sum_{u=0} u", "=") == {"lspace": "0", "rspace": "0"}
    assert operator("x = 0", "=") == {}


def test_a_prime_stands_on_the_line():
    assert row("f'(x)")[0] == ("mrow", None)
    both = parsed("x'_i")[0][0]
    assert [e.tag for e in both] == [f"{MATHML}msub", f"{MATHML}mi"]
    assert "".join(both.itertext()) == "xi′"


@pytest.mark.parametrize(
    ("latex", "mark", "grows"),
    [
        (r"\hat y", "^", "false"),
        (r"\widehat{xy}", "\u0302", "true"),
        (r"\bar x", "‾", "false"),
        (r"\overline{AB}", "‾", "true"),
        (r"\vec v", "→", "false"),
        (r"\overrightarrow{AB}", "→", "true"),
        (r"\tilde x", "~", "false"),
    ],
)
def test_accents_grow_only_if_they_are_wide(latex, mark, grows):
    assert operator(latex, mark) == {"stretchy": grows}
    assert first(latex, "mover").attrib == {}


def test_a_large_bracket_with_an_exponent_stays_large():
    base = first(r"\bigl( x \bigr)^2", "msup")[0]
    assert [e.tag for e in base] == [f"{MATHML}mo", f"{MATHML}mi"]


def test_markup_within_a_text_stays_text():
    mathml = to_mathml(r"\text{<script>} < 1", display=False)
    assert "<script" not in mathml
    assert "&lt;script&gt;" in mathml


def test_a_character_that_the_font_lacks_is_refused(monkeypatch):
    to_mathml("x", display=False)
    without = latex_math.FONT_CHARACTERS - {"x"}
    monkeypatch.setattr(latex_math, "FONT_CHARACTERS", without)
    with pytest.raises(LatexError, match=re.escape("'x' (U+0078)")):
        to_mathml("x", display=False)


def test_the_font_has_what_browsers_put_for_letters():
    # A browser draws <mi>x</mi> as the italic x of Unicode, and h as Planck's constant.
    letters = {chr(code) for code in range(0x1D434, 0x1D468)} - {"\U0001d455"}
    assert letters | {"ℎ"} <= latex_math.FONT_CHARACTERS
