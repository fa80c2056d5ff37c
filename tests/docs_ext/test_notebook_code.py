import pytest
from gate.executed_pages import Cell
from nbformat.v4 import new_code_cell, new_output
from notebooks.code_names import (
    defined,
    imports_first,
    made,
    statements,
    used,
    wanted_before,
)
from notebooks.notebook_code import needed


def kept(*sources, also=(), shows=False):
    """Return what stays of `sources`; those that start with ``#hidden`` are hidden."""
    cells = [Cell(i, 1, 1, new_code_cell(text)) for i, text in enumerate(sources)]
    if shows:
        cells[0].node.outputs = [new_output("execute_result", {"text/plain": "1"})]
    hidden = {cell.index for cell in cells if cell.source.startswith("#hidden")}
    found = needed(cells, hidden=hidden, also=also)
    return [cell.source.replace("#hidden\n", "") for cell in found]


@pytest.mark.parametrize(
    "made",
    [
        "import wanted",
        "import package.module as wanted",
        "import wanted.part",
        "from package import wanted",
        "def wanted(): ...",
        "class wanted: ...",
        "wanted = 1",
        "first, (wanted, *rest) = 1, (2,)",
        "wanted: int = 1",
        "if True:\n    wanted = 1",
        "wanted[0] = 1",
        "wanted.shape = 1",
        "wanted.append(1)",
        "wanted.part[0].append(1)",
        "np.add.at(wanted, 0, 1)",
        "history = fit(wanted, 1)",
        "losses = [train_step(wanted, x) for x in 'ab']",
    ],
)
def test_a_hidden_statement_stays_if_later_code_needs_what_it_makes(made):
    assert kept(f"#hidden\n{made}", "other = 1", "print(wanted)")[0] == made
    assert len(kept(f"#hidden\n{made}", "other = 1", 'print("wanted", other)')) == 2


def test_only_the_statements_that_are_needed_stay():
    hidden = "#hidden\nimport a\n\n# why\nb = a.c\nsay('b', b)\nd = b"
    assert kept(hidden, "print(b)") == ["import a\n\n# why\nb = a.c", "print(b)"]


def test_what_a_kept_statement_needs_stays_too():
    cells = ["#hidden\na = 1", "#hidden\nb = a", "#hidden\nc = a", "b"]
    assert kept(*cells) == ["a = 1", "b = a", "b"]


def test_names_that_code_after_the_cells_needs_are_needed():
    assert kept("#hidden\na = 1", "#hidden\nb = 2", also={"b"}) == ["b = 2"]


def test_a_hidden_cell_is_not_needed_before_it_runs():
    assert kept("print(late)", "#hidden\nlate = 1") == ["print(late)"]


def test_a_name_that_is_set_anew_is_not_needed_before():
    assert kept("#hidden\na = 1", "a = 2\nprint(a)") == ["a = 2\nprint(a)"]
    assert len(kept("#hidden\na = 1", "a = a + 1")) == 2
    assert len(kept("#hidden\na = 1", "a += 1")) == 2
    assert len(kept("#hidden\na = [1]", "a[0] = 1")) == 2
    assert len(kept("#hidden\na = 1", "if b:\n    a = 2", "print(a)")) == 3


@pytest.mark.parametrize(
    "later",
    [
        "for key in 'ab':\n    print(key)",
        "print([key for key in 'c'])",
        "def function(key):\n    return key",
        "for x in 'ab':\n    key = x\n    print(key)",
        "key.attribute",
    ],
)
def test_a_name_is_looked_up_in_its_own_scope(later):
    expected = 2 if later == "key.attribute" else 1
    assert len(kept("#hidden\nkey = 1", later)) == expected


def test_what_only_says_or_shows_something_changes_nothing():
    assert kept("#hidden\nsay(wanted)", "wanted") == ["wanted"]
    assert kept("#hidden\nnp.draw(wanted)", "wanted", shows=True) == ["wanted"]


def test_shown_cells_stay_whatever_they_hold():
    shown = ["%matplotlib inline", "if x = 1: pass", "1"]
    assert kept(*shown) == shown


def test_a_hidden_cell_keeps_its_count_and_loses_its_output():
    node = new_code_cell("a = 1", execution_count=7)
    node.outputs = [new_output("stream", text="said")]
    (cell,) = needed([Cell(0, 1, 1, node)], hidden={0}, also={"a"})
    assert (cell.node.execution_count, cell.node.outputs) == (7, [])


def test_statements_are_cut_with_their_comments():
    source = "# one\na = 1  # and so\n\n# two\nb = (\n    2\n)\n%magic\nc = 3\n# end"
    assert statements(source) == [
        "# one\na = 1  # and so\n",
        "\n# two\nb = (\n    2\n)\n",
        "%magic\n",
        "c = 3\n",
    ]


def test_functions_are_told_from_values():
    source = "import a.b\nfrom c import d as e\nf = 1\n\ndef g(): ...\n\nclass H: ..."
    assert defined(source) == {"a", "e", "g", "H"}
    assert made(source) == {"a", "e", "f", "g", "H"}


def test_what_a_function_looks_up_outside_counts():
    source = "def f(x):\n    return [x + y + z for y in x]\nw = f"
    assert used(source) == {"z", "f"}
    assert wanted_before(source, {"w", "v"}) == {"z", "v"}


def test_imports_go_to_the_top_once_each():
    sources = ["import a\nx = a.x\ny = 1", "import a\nfrom b import c", "print(x)"]
    expected = "import a\nfrom b import c\n\nx = a.x\ny = 1\n\nprint(x)"
    assert imports_first(sources) == expected
