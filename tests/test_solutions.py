"""The code that a solution shows runs, and what it asserts holds.

Of an exercise with a checker ``test_exercise_cells.py`` proves more: it is accepted.
"""

import ast

import pytest
from exercise_cells import CELL, CHAPTERS, CODE, HEADER, SOLUTION, starters

PAGES = [  # whose solutions need only what the page imports
    "01-put-to-the-test.md",
    "01-what-are-cnns.md",
    "03-pooling-layers.md",
]


def solutions(page):
    """Yield the code of each solution that shows some and that no checker judges."""
    judged = {starter.solution for starter in starters()}
    for solution in SOLUTION.findall((CHAPTERS / page).read_text(encoding="utf-8")):
        code = "\n".join(CODE.findall(solution))
        if code and code not in judged:
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
    assert len(CASES) >= 5


@pytest.mark.parametrize(("page", "code"), CASES, ids=range(len(CASES)))
def test_the_code_of_a_solution_runs_and_asserts_something(page, code):
    assert any(isinstance(node, ast.Assert) for node in ast.walk(ast.parse(code)))
    names = imported(page)
    names["test"] = names["datasets"].load_sample()[2]
    exec(code, names)
