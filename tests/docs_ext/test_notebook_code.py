import pytest
from gate.executed_pages import Cell
from nbformat.v4 import new_code_cell
from notebooks.notebook_code import needed, portable


def kept(*sources):
    """Return which of `sources` stay; those that start with ``#hidden`` are hidden."""
    cells = [Cell(i, 1, 1, new_code_cell(text)) for i, text in enumerate(sources)]
    hidden = {cell.index for cell in cells if cell.source.startswith("#hidden")}
    return [cell.index for cell in needed(cells, hidden=hidden)]


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
        "%config InlineBackend.figure_formats = []\nwanted = 1",
    ],
)
def test_a_hidden_cell_stays_if_a_later_one_needs_what_it_makes(made):
    assert kept(f"#hidden\n{made}", "other = 1", "print(wanted)") == [0, 1, 2]
    assert kept(f"#hidden\n{made}", "other = 1", 'print("wanted", other)') == [1, 2]


def test_what_a_kept_cell_needs_stays_too():
    assert kept("#hidden\na = 1", "#hidden\nb = a", "#hidden\nc = a", "b") == [0, 1, 3]


def test_a_hidden_cell_is_not_needed_before_it_runs():
    assert kept("print(late)", "#hidden\nlate = 1") == [0]


def test_a_variable_of_a_loop_is_no_reason_to_stay():
    assert kept("#hidden\nfor key in 'ab': glue(key)", "[key for key in 'c']") == [1]


def test_shown_cells_stay_whatever_they_hold():
    assert kept("%matplotlib inline", "if x = 1: pass", "1") == [0, 1, 2]


def test_glue_is_replaced_by_a_stand_in_that_takes_the_same_arguments():
    source = "import math\nfrom myst_nb import glue\nglue('two', 2, display=False)"
    names = {}
    exec(portable(source), names)
    assert "myst_nb" not in portable(source)
    assert names["glue"]("three", 3) is None
    assert "math" in names
