"""Every chapter keeps the promises CONTRIBUTING.md makes about its cells."""

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[1] / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
CELL = re.compile(r"^```\{code-cell\}[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
HEADER = re.compile(r"\A(---\n.*?^---\n|(?::[^\n]*\n)+)", re.MULTILINE | re.DOTALL)


def cells(page):
    for source in CELL.findall(page.read_text(encoding="utf-8")):
        header = HEADER.match(source)
        yield header[0] if header else "", HEADER.sub("", source).strip()


def shown(page):
    return [(head, body) for head, body in cells(page) if "remove-" not in head]


def test_the_pages_have_cells():
    assert sum(len(shown(page)) for page in PAGES) > 10


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(DOCS)))
def test_cells_are_short_enough_for_the_column(page):
    for _, body in shown(page):
        lines = [line for line in body.splitlines() if line.strip()]
        assert len(lines) <= 12, f"{len(lines)} lines; move it to src/:\n{body}"
        assert max(map(len, lines)) <= 84, f"a line is too long:\n{body}"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(DOCS)))
def test_figures_come_from_the_library_with_name_and_caption(page):
    for head, body in cells(page):
        assert "plt." not in body, f"plotting belongs in cnnlesson.figures:\n{body}"
        if body.splitlines()[-1].startswith("figures."):
            for promise in ("caption:", "name: fig-"):
                assert promise in head, f"figure without {promise}\n{body}"
