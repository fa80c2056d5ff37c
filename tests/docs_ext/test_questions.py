import json
import re

import pytest
from questions.right_option import leading_number, right_options
from tiny_site import NOTEBOOK, Site, line_of

EXTENSIONS = ("questions.progress", "notebooks.chapter_notebooks")
CELL = """
```{code-cell} python3
:tags: [remove-cell]
from myst_nb import glue
for name, value in {"ratio": "64", "way": "Down", "count": format(2**10, ",")}.items():
    glue(name, value, display=False)
```
"""
PAGE = f"""{NOTEBOOK}notebook: asked
---

# Asked

:::{{predict}}
:answer: ratio

Each side grows eight times.

How many times more?

8 times
: That is one *side*.

{{glue:text}}`ratio` times
: Two sides grow.

512 times
: That is a cube, $a^3$.
:::

:::{{predict}}
:answer: way

Up or down?

up & away
: No.

down
: Yes.
:::

:::{{predict}}
:answer: count
:within: 24

How many?

{{glue:text}}`count`
: Two to the tenth.

−512
: One factor is missing.
:::

:::{{predict}} at leisure
Why?
:::
{CELL}
"""
INDEX = """# Index

Chapters
: A list without marks.

{doc}`chapters/asked`, 5 minutes
: Asks.

{doc}`chapters/silent`, 5 minutes
: Does not.

```{toctree}
chapters/asked
chapters/silent
```
"""


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,024 weights", 1024),
        ("0.5", 0.5),
        ("−8", -8),
        ("-8.25 %", -8.25),
        ("3 of 4", 3),
        ("8x", None),
        ("about 8", None),
        ("", None),
    ],
)
def test_the_number_a_text_begins_with(text, number):
    assert leading_number(text) == number


@pytest.mark.parametrize(
    ("options", "answer", "within", "right"),
    [
        (["8 times", "64 times"], "64", 0, [1]),
        (["64 times", "64.0", "6", "640"], "64", 0, [0, 1]),
        (["63", "66"], "64", 1, [0]),
        (["Up, at once", "down", "upwards"], "up", 0, [0]),
        (["4 of 6", "6 of 6"], "4 of 6", 0, [0]),
        (["`x * (y > 0)`", "x * (y > 0) too"], "x * (y > 0)", 0, [1]),
        (["none of them"], "0", 0, []),
    ],
)
def test_the_right_options_begin_with_the_answer(options, answer, within, right):
    assert right_options(options, answer, within=within) == right


def test_without_a_margin_a_number_is_exact_and_words_after_one_count():
    assert right_options(["63", "64 cm", "65"], "64") == [1]
    assert right_options(["3 of 4", "3 ideas", "3"], "3 ideas") == [1]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    root = tmp_path_factory.mktemp("asked")
    silent = "# Silent\n\nNothing.\n"
    pages = {"chapters/asked.md": PAGE, "chapters/silent.md": silent}
    site = Site(root, pages, *EXTENSIONS)
    site.write("index.md", INDEX)
    assert site.build() == (0, [])
    return root / "build" / "html"


@pytest.fixture(scope="module")
def html(site):
    return (site / "chapters/asked.html").read_text("utf-8")


def boxes(html):
    return re.findall(r'<div class="callout predict question.*?</details>', html, re.S)


def test_a_question_has_a_group_of_options_named_by_its_words(html):
    first, second, _ = boxes(html)
    (group,) = re.findall(r'<fieldset class="guess" aria-labelledby="([^"]+)">', first)
    assert re.search(f'<p id="{group}">How many times more\\?</p>', first)
    values = re.findall(
        r'<input type="radio" name="predict-ratio" value="(.*?)">', first
    )
    assert values == ["8 times", "64 times", "512 times"]
    assert 'value="up &amp; away"' in second


def test_the_glued_value_chooses(html):
    for box, right in zip(boxes(html), ("64", "down", "1,024"), strict=True):
        (chosen,) = re.findall(r'<dt class="right">(.*?)</dt>', box)
        assert re.sub("<[^>]*>", "", chosen).startswith(right)
        assert len(re.findall("<strong>Right.</strong>", box)) == 1
        assert box.index('<dt class="right">') < box.index("<strong>Right.</strong>")


def test_a_number_is_typed_and_its_options_are_not_listed(html):
    *_, number = boxes(html)
    assert 'data-numbers="1024 -512"' in number
    assert 'data-within="24"' in number
    assert '<input type="number"' in number
    assert "radio" not in number
    assert "−512" not in number[: number.index("<details")]


def test_a_question_to_think_about_stays_a_callout(html):
    (callout,) = re.findall(
        r'<div class="callout predict admonition">.*?</div>', html, re.S
    )
    assert "Predict: at leisure" in callout
    assert "answers" not in callout


def test_script_and_look_are_loaded_where_they_are_needed(site, html):
    pages = [
        html,
        *(
            (site / n).read_text("utf-8")
            for n in ("index.html", "chapters/silent.html")
        ),
    ]
    for name in ("questions.js", "questions.css"):
        assert [name in page for page in pages] == [True, True, False]


def test_the_landing_page_counts_the_questions(site):
    index = (site / "index.html").read_text("utf-8")
    marks = re.findall(
        r'<span class="progress" data-page="(.*?)" data-questions="(.*?)">(.*?)<', index
    )
    assert marks == [("chapters/asked", "ratio way count", "3 questions")]
    assert index.count('class="clear-answers"') == 1
    assert index.index("Does not.") < index.index('class="clear-answers"')


def test_a_notebook_asks_and_folds_the_answers_away(site):
    notebook = json.loads((site / "notebooks/asked.ipynb").read_text("utf-8"))
    text = "\n".join("".join(cell["source"]) for cell in notebook["cells"])
    question, _, rest = text.partition("<details>")
    assert (
        "> How many times more?\n>\n> - 8 times\n> - 64 times\n> - 512 times"
        in question
    )
    assert "> \n" not in text
    answers, _, rest = rest.partition("</details>")
    assert "- **8 times**: That is one *side*." in answers
    assert "- **64 times**: **Right.** Two sides grow." in answers
    assert "- **512 times**: That is a cube, $a^3$." in answers
    number = rest[rest.index("How many?") : rest.rindex("<details>")]
    assert "1,024" not in number


WRONG = {
    ":answer: way\n\nUp?\n\nup\n: No.\n\nleft\n: No.": "one option is to be right",
    ":answer: way\n\nUp?\n\ndown\n: No.\n\ndown, too\n: No.": "but 2 of",
    ":answer: ratio\n\nHow many?\n\n64\n: Yes.\n\n64.0\n: No.": "but 2 of",
    ":answer: ratio\n:within: 2\n\nMany?\n\n64\n: Yes.\n\n63\n: No.": "but 2 of",
    ":answer: ratio\n:within: 2\n\nMany?\n\n64\n: Yes.\n\nfew\n: No.": "a number",
    ":answer: lost\n\nUp?\n\nup\n: No.\n\nleft\n: No.": "no cell glues 'lost'",
    "Up?\n\nup\n: No.\n\ndown\n: Yes.": "says what answers it",
    ":answer: way\n\nUp or down?": "ends in two options or more",
    ":answer: way\n\nUp?\n\ndown\n: Yes.": "ends in two options or more",
    ":answer: way\n\nUp?\n\nup\n: No.\n\ndown\n: Yes.\n\nSo?": "ends in two options",
    ":answer: way\n\nUp?\n\nup\n: - No.\n\ndown\n: Yes.": "why one may choose 'up'",
    ":answer: way\n\nUp?\n\nup\n:\n\ndown\n: Yes.\n\nleft\n: No.": "without a reason?",
    ":answer: way\n\nUp?\n\nleft\n\nup\n: No.\n\ndown\n: Yes.": "reason? 'left'",
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_no_question_fails_the_build(text, tmp_path):
    page = f"{NOTEBOOK}---\n\n# Wrong\n\n:::{{predict}}\n{text}\n:::\n{CELL}"
    status, warned = Site(tmp_path, {"page.md": page}, *EXTENSIONS).build()
    assert status == 1
    assert WRONG[text] in warned[0].message
    assert warned[0].line == line_of(page, "{predict}")


def test_a_page_asks_for_a_value_once(tmp_path):
    asks = ":::{predict}\n:answer: way\n\nUp?\n\nup\n: No.\n\ndown\n: Yes.\n:::\n"
    page = f"{NOTEBOOK}---\n\n# Twice\n\n{asks}\n{asks}\n{CELL}"
    status, (warned, *_) = Site(tmp_path, {"page.md": page}, *EXTENSIONS).build()
    assert status == 1
    assert "another question of the page asks for 'way'" in warned.message


def test_a_right_option_is_not_typed(tmp_path):
    asks = ":::{predict}\n:answer: count\n\nMany?\n\n1,024\n: Yes.\n\n512\n: No.\n:::\n"
    page = f"{NOTEBOOK}---\n\n# Typed\n\n{asks}\n{CELL}"
    site = Site(tmp_path, {"page.md": page}, *EXTENSIONS, "gate.page_checks")
    status, (warned,) = site.build()
    assert status == 1
    assert warned.message.startswith("1,024 is typed, but the page computes it")
