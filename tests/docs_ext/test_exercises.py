"""Numbers run on over the pages of a chapter, with parallel reading and rebuilds."""

import re

import pytest
from tiny_site import Site

EXERCISE = """
:::{{exercise}} {title}
:level: core
:minutes: 5
:trains: counting
How many?
:::
"""
HINTS = """
:::{hint}
The first one.
:::

:::{hint}
The second one.
:::

:::{solution}
A hundred.
:::
"""
PAGES = {
    "chapters/02-zebra.md": "# Zebra\n"
    + EXERCISE.format(title="Stripes")
    + HINTS
    + EXERCISE.format(title="Legs"),
    "chapters/02-ant.md": "# Ant\n" + EXERCISE.format(title="Six `legs`"),
    "chapters/03-owl.md": "# Owl\n" + EXERCISE.format(title="Eyes"),
    "list.md": "# List\n\n```{exercise-list}\n```\n",
}


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path, PAGES, "exercises")


def titles(site, folder="build"):
    found = []
    for page in ("02-zebra", "02-ant", "03-owl"):
        html = (site.root / folder / "html/chapters" / f"{page}.html").read_text(
            "utf-8"
        )
        found += re.findall(r"Exercise (\d\.\d)</a>: (\w+)", html)
    return found


NUMBERED = [("2.1", "Stripes"), ("2.2", "Legs"), ("2.3", "Six"), ("3.1", "Eyes")]


def test_numbers_follow_the_toctree_and_a_rebuild_of_one_page(site):
    assert site.build("-j", "2") == (0, [])
    assert titles(site) == NUMBERED
    listed = (site.root / "build/html/list.html").read_text("utf-8")
    assert re.findall(r'href="(\S+?)"[^>]*>(\d\.\d [\w ]+)', listed) == [
        ("chapters/02-zebra.html#exercise-stripes", "2.1 Stripes"),
        ("chapters/02-zebra.html#exercise-legs", "2.2 Legs"),
        ("chapters/02-ant.html#exercise-six-legs", "2.3 Six legs"),
        ("chapters/03-owl.html#exercise-eyes", "3.1 Eyes"),
    ]
    site.write("chapters/02-zebra.md", "# Zebra\n" + EXERCISE.format(title="Legs"))
    assert site.build() == (0, [])
    assert titles(site) == [("2.1", "Legs"), ("2.2", "Six"), ("3.1", "Eyes")]
    assert "2.2 Six legs" in (site.root / "build/html/list.html").read_text("utf-8")


def test_a_second_hint_stands_inside_the_first_and_the_solution_beside(site):
    assert site.build() == (0, [])
    html = (site.root / "build/html/chapters/02-zebra.html").read_text("utf-8")
    pattern = (
        r'<details class="hint">\s*<summary>Show a hint.*The first one.*'
        r'<details class="hint">\s*<summary>Show another hint.*The second one.*'
        r'</details>\s*</details>\s*<details class="solution">.*A hundred'
    )
    assert re.search(pattern, html, re.DOTALL)
    assert 'id="exercise-stripes"' in html
    assert "Core, 5 minutes. Trains counting." in html


@pytest.mark.parametrize("option", ["level", "minutes", "trains"])
def test_an_exercise_without_its_facts_fails(tmp_path, option):
    text = re.sub(rf":{option}:.*\n", "", EXERCISE.format(title="Stripes"))
    status, warned = Site(tmp_path, {"02-a.md": f"# A\n{text}"}, "exercises").build()
    assert status == 1
    assert f"an exercise says its {option}: add :{option}:" in warned[0].message


def test_an_exercise_stands_in_a_chapter(tmp_path):
    page = "# A\n" + EXERCISE.format(title="Stripes")
    status, warned = Site(tmp_path, {"about.md": page}, "exercises").build()
    assert status == 1
    assert "an exercise stands in a chapter" in warned[0].message
