"""The code of a solution without a checker runs, and what it asserts holds.

Of those with a checker ``test_exercise_cells.py`` proves more: they are accepted.
"""

import ast

import pytest
from exercise_cells import CELL, CHAPTERS, CODE, HEADER, SOLUTION, starters

from cnnlesson import datasets

# whose solutions need only what the page imports, and the digits
PAGES = [
    "01-what-are-cnns.md",
    "01-put-to-the-test.md",
    "03-pooling-layers.md",
    "04-building-a-cnn.md",
]
CHECKED = {starter.solution for starter in starters()}


def solutions(page):
    """Yield the code of each solution that shows some and has no checker."""
    for solution in SOLUTION.findall((CHAPTERS / page).read_text(encoding="utf-8")):
        code = "\n".join(CODE.findall(solution))
        if code and code not in CHECKED:
            yield code


def imported(page):
    """Return what the cells of `page` import, as a namespace."""
    names = {}
    for cell in CELL.findall((CHAPTERS / page).read_text(encoding="utf-8")):
        source = HEADER.sub("", cell)
        for node in ast.parse(source).body:
            if isinstance(node, ast.Import | ast.ImportFrom):
                exec(ast.unparse(node), names)
    return names


CASES = [(page, code) for page in PAGES for code in solutions(page)]


def test_solutions_are_found():
    assert len(CASES) >= 2


@pytest.mark.parametrize(("page", "code"), CASES, ids=range(len(CASES)))
def test_the_code_of_a_solution_runs_and_asserts_something(page, code):
    assert any(isinstance(node, ast.Assert) for node in ast.walk(ast.parse(code)))
    names = imported(page)
    names["train"], names["validation"], names["test"] = datasets.load_sample()
    exec(code, names)
