"""Answering questions with mouse and keyboard, and what the browser keeps of it."""

from importlib.resources import files
from pathlib import Path

import pytest
from tiny_site import NOTEBOOK, Site

STATIC = Path(__file__).parents[2] / "docs" / "_static"
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
CONF = f"""
html_theme = "furo"
html_static_path = [{str(STATIC)!r}]
html_css_files = ["course.css"]
html_favicon = {str(STATIC / "favicon.svg")!r}
"""
PAGE = f"""{NOTEBOOK}---

# Asked

:::{{predict}}
:answer: ratio

How many times more?

8 times
: That is one *side*.

64 times
: Two sides grow.

512 times
: That is a cube.
:::

:::{{predict}}
:answer: count
:within: 24

How many?

{{glue:text}}`count`
: Two to the tenth.

512
: One factor is missing.
:::

```{{code-cell}} python3
:tags: [remove-cell]
from myst_nb import glue
glue("ratio", "64", display=False)
glue("count", f"{{2**10:,}}", display=False)
```
"""
INDEX = """# Index

{doc}`chapters/asked`, 5 minutes
: Asks.

```{toctree}
chapters/asked
```
"""
KEY = "cnnlesson.answers:chapters/asked"
DENY = """Object.defineProperty(window, "localStorage", {
    get() { throw new DOMException("denied", "SecurityError"); }
});"""


@pytest.fixture(scope="module")
def site(browser, tmp_path_factory):
    """Build the site; `browser` first, so that nothing is built where there is none."""
    root = tmp_path_factory.mktemp("questions")
    extensions = ("questions.progress", "theme_mends", "content_policy")
    site = Site(root, {"chapters/asked.md": PAGE}, *extensions, conf=CONF)
    site.write("index.md", INDEX)
    assert site.build() == (0, [])
    return root / "build" / "html"


@pytest.fixture(scope="module")
def served(site, serve):
    return serve(site)


@pytest.fixture
def page(served, open_page):
    page = open_page(f"{served}/chapters/asked.html")
    yield page
    assert page.complaints == []


def box(page, name):
    return page.locator(f"#predict-{name}")


def said(page, name):
    return box(page, name).locator("[role=status]").inner_text()


def kept(page):
    return page.evaluate("key => JSON.parse(localStorage.getItem(key))", KEY)


def choose(page, words):
    ratio = box(page, "ratio")
    ratio.get_by_label(words).check()
    ratio.get_by_role("button", name="Check").click()


def type_in(page, number):
    page.get_by_role("spinbutton", name="How many?").fill(number)
    box(page, "count").get_by_role("button", name="Check").click()


def test_a_wrong_choice_is_explained_and_may_be_changed(page):
    answers = box(page, "ratio").locator("details")
    assert not answers.is_visible()
    choose(page, "8 times")
    assert said(page, "ratio") == "Not this one. That is one side."
    assert kept(page) == {"ratio": "8 times"}
    choose(page, "64 times")
    assert said(page, "ratio") == "Right. Two sides grow."
    assert kept(page) == {"ratio": "64 times"}
    answers.locator("summary").click()
    assert answers.get_by_text("That is a cube.").is_visible()


def test_checking_nothing_asks_for_an_answer(page):
    for name, words in (
        ("ratio", "Choose an answer first."),
        ("count", "Type a number first."),
    ):
        box(page, name).get_by_role("button", name="Check").click()
        assert said(page, name) == words
    assert kept(page) is None


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("1000", "Right. Two to the tenth."),
        ("1048", "Right. Two to the tenth."),
        ("512", "Not this one. One factor is missing."),
        ("999.5", "Not this one. It is more than that."),
        ("1049", "Not this one. It is less than that."),
    ],
)
def test_a_number_is_right_within_its_range(page, number, words):
    type_in(page, number)
    assert said(page, "count") == words


def test_the_keyboard_suffices(page):
    page.locator("#predict-ratio input").first.focus()
    for key in ("ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    assert said(page, "ratio") == "Not this one. That is a cube."
    for key in ("ArrowUp", "Tab", "Space"):
        page.keyboard.press(key)
    assert said(page, "ratio") == "Right. Two sides grow."
    for key in ("Tab", "Tab", *"1024", "Enter"):  # over the answers
        page.keyboard.press(key)
    assert said(page, "count") == "Right. Two to the tenth."


def test_answers_are_there_again_and_nothing_moves(page):
    fresh = page.evaluate("document.body.scrollHeight")
    choose(page, "8 times")
    type_in(page, "1024")
    page.reload()
    assert page.get_by_label("8 times").is_checked()
    assert page.get_by_role("spinbutton").input_value() == "1024"
    befores = page.locator(".question .before").all_inner_texts()
    once = "This was your answer before"
    assert befores == [f"{once}.", f"{once}, and it is right."]
    assert page.evaluate("document.body.scrollHeight") == fresh


@pytest.mark.parametrize(
    "stored", ["[]", "7", "null", "{", '{"ratio": ["<b>"], "count": "x", "gone": 1}']
)
def test_a_store_that_is_not_ours_does_no_harm(page, stored):
    page.evaluate("pair => localStorage.setItem(...pair)", [KEY, stored])
    page.reload()
    assert page.locator(".question :checked").count() == 0
    choose(page, "64 times")
    assert said(page, "ratio") == "Right. Two sides grow."
    assert kept(page)["ratio"] == "64 times"


def test_the_landing_page_counts_and_clears(page, served):
    page.goto(f"{served}/index.html")
    mark = page.locator(".progress")
    before = mark.bounding_box()
    assert mark.inner_text() == "2 questions"
    page.goto(f"{served}/chapters/asked.html")
    choose(page, "8 times")
    page.evaluate("localStorage.setItem('somebody else', 'stays')")
    page.goto(f"{served}/index.html")
    assert mark.inner_text() == "1 of 2 questions answered"
    after = mark.bounding_box()
    assert [before[k] for k in ("x", "y", "height")] == [
        after[k] for k in ("x", "y", "height")
    ]
    page.get_by_role("button", name="Clear my answers").click()
    assert mark.inner_text() == "2 questions"
    assert page.get_by_role("status").inner_text() == "Your answers are cleared."
    assert page.evaluate("Object.keys(localStorage)") == ["somebody else"]


def test_where_storage_is_denied_questions_are_answered_all_the_same(served, open_page):
    page = open_page("about:blank")
    page.add_init_script(DENY)
    page.goto(f"{served}/chapters/asked.html")
    assert not page.evaluate("localStorage instanceof Storage")
    choose(page, "64 times")
    assert said(page, "ratio") == "Right. Two sides grow."
    page.goto(f"{served}/index.html")
    page.get_by_role("button", name="Clear my answers").click()
    assert page.locator(".progress").inner_text() == "2 questions"
    assert page.complaints == []


def test_without_scripts_all_can_be_read(served, open_page):
    page = open_page(f"{served}/chapters/asked.html", java_script_enabled=False)
    ratio = box(page, "ratio")
    assert ratio.locator("label").all_inner_texts() == [
        "8 times",
        "64 times",
        "512 times",
    ]
    assert page.get_by_role("button", name="Check").count() == 0
    ratio.get_by_text("Show the answers").click()
    assert ratio.get_by_text("Right. Two sides grow.").is_visible()
    page.goto(f"{served}/index.html")
    assert page.locator(".progress").inner_text() == "2 questions"
    assert not page.locator(".clear-answers").is_visible()


def test_scripts_move_nothing(served, open_page):
    options = [{}, {"java_script_enabled": False}]
    pages = [open_page(f"{served}/chapters/asked.html", **o) for o in options]
    boxes = [[q.bounding_box() for q in p.locator(".question").all()] for p in pages]
    assert boxes[0] == boxes[1]


def test_a_page_opened_from_the_disk_answers_too(site, open_page):
    page = open_page((site / "chapters/asked.html").as_uri())
    choose(page, "8 times")
    assert said(page, "ratio") == "Not this one. That is one side."
    assert page.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_a_page_with_questions_is_accessible(served, open_page, scheme, width):
    options = {"color_scheme": scheme, "bypass_csp": True, "width": width}
    page = open_page(f"{served}/chapters/asked.html", **options)
    choose(page, "8 times")
    box(page, "ratio").locator("summary").click()
    type_in(page, "3")
    for address in (None, f"{served}/index.html"):
        if address:
            page.goto(address)
        page.evaluate(AXE)
        found = page.evaluate("axe.run('article').then(result => result.violations)")
        assert [(v["id"], v["nodes"][0]["html"]) for v in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
