import time

import numpy as np
import pytest

from cnnlesson import _cells
from cnnlesson._cells import Session, packages
from cnnlesson.figures._style import canvas, styled


@pytest.fixture
def shown():
    return []


@pytest.fixture
def session(shown):
    return Session(lambda kind, content: shown.append((kind, content)))


# -- what a cell shows -----------------------------------------------------------------


def test_what_is_printed_and_what_stands_last_come_in_order(session, shown):
    assert session.run("print('one')\nprint('two')\n3", cell="cell 1")
    kinds, texts = zip(*shown, strict=True)
    assert set(kinds) == {"text"}
    assert "".join(texts) == "one\ntwo\n3\n"


@pytest.mark.parametrize("code", ["None", "x = 3", "print", "", "# words"])
def test_only_a_value_at_the_end_is_shown(session, shown, code):
    assert session.run(code, cell="cell 1")
    assert shown == ([("text", f"{print!r}\n")] if code == "print" else [])


def test_display_shows_several_values_anywhere(session, shown):
    session.run("for n in (1, 2): display(n, 'x')\nn = 0", cell="cell 1")
    assert [content for _, content in shown] == ["1\n", "'x'\n", "2\n", "'x'\n"]


def test_standard_error_is_shown_too(session, shown):
    session.run("import sys; print('careful', file=sys.stderr)", cell="cell 1")
    assert shown == [("text", "careful\n")]


def test_a_table_of_the_course_is_shown_as_one(session, shown):
    code = "from cnnlesson.tables import Table\nTable(['layer', 'n'], [['conv', 1234]])"
    session.run(code, cell="cell 1")
    assert shown == [("table", "| layer | n |\n| :-- | --: |\n| conv | 1,234 |")]


@styled
def bars():
    fig, ax = canvas(width=3, height=2)
    ax.plot([1, 2], [3, 5])
    return fig.described("A line that rises.")


def test_a_figure_of_the_course_follows_the_readers_theme(session, shown):
    session._names["bars"] = bars
    session.run("bars()", cell="cell 1")
    ((kind, svg),) = shown
    assert kind == "figure"
    assert "prefers-color-scheme:dark" in svg
    assert "<title>A line that rises.</title>" in svg


def test_what_the_reader_draws_with_pyplot_is_shown_once(session, shown, monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "agg")
    code = "from matplotlib import pyplot\nfig, ax = pyplot.subplots()\nprint('drawn')"
    session.run(code, cell="cell 1")
    session.run("print('next')", cell="cell 2")
    figures = [i for i, (kind, _) in enumerate(shown) if kind == "figure"]
    assert len(figures) == 1
    assert shown[figures[0]][1].rstrip().endswith("</svg>")
    before, after = shown[: figures[0]], shown[figures[0] + 1 :]
    assert "".join(text for _, text in before) == "drawn\n"
    assert "".join(text for _, text in after) == "next\n"


# -- errors ----------------------------------------------------------------------------


def test_an_error_is_shown_as_python_shows_it_without_what_ran_the_cell(session, shown):
    session.run("def f(x):\n    return 1 / x", cell="cell 1")
    assert not session.run("print('so far')\nf(0)", cell="cell 2")
    (_, printed), (kind, trace) = shown
    assert (printed, kind) == ("so far\n", "error")
    lines = [line.strip() for line in trace.splitlines() if line.strip(" ~^")]
    assert lines == [
        "Traceback (most recent call last):",
        'File "cell 2", line 2, in <module>',
        "f(0)",
        'File "cell 1", line 2, in f',
        "return 1 / x",
        "ZeroDivisionError: division by zero",
    ]


@pytest.mark.parametrize(
    ("code", "last"),
    [
        ("size =", "SyntaxError: invalid syntax"),
        ("raise SystemExit('bye')", "SystemExit: bye"),
        ("def f(): f()\nf()", "RecursionError: maximum recursion depth exceeded"),
        ("import no_such_thing", "No module named 'no_such_thing'"),
    ],
)
def test_whatever_is_raised_is_shown_and_the_session_goes_on(
    session, shown, code, last
):
    assert not session.run(code, cell="cell 1")
    ((kind, trace),) = shown
    assert kind == "error"
    assert last in trace.splitlines()[-1]
    assert _cells.__file__ not in trace
    assert session.run("1", cell="cell 2")


# -- names -----------------------------------------------------------------------------


def test_cells_share_their_names_and_one_that_is_alone_does_not(session, shown):
    session.run("n = 28", cell="cell 1")
    assert not session.run("n", cell="cell 2", alone=True)
    assert session.run("k = 5", cell="cell 2", alone=True)
    assert not session.run("k", cell="cell 3")
    assert session.run("n", cell="cell 3")
    assert shown[-1] == ("text", "28\n")


# -- much output -----------------------------------------------------------------------


def test_output_comes_while_the_cell_runs_but_not_line_by_line(session, shown):
    session._names["seen"] = lambda: len(shown)
    session.run(
        "import time\nfor n in range(4000): print(n)\ntime.sleep(0.2)\nprint('!')\n"
        "assert 0 < seen() < 400",
        cell="cell 1",
    )
    assert "".join(text for _, text in shown).split()[-2:] == ["3999", "!"]


def test_output_without_end_is_cut(session, shown):
    began = time.monotonic()
    session.run("for _ in range(300_000): print('again')", cell="cell 1")
    text = "".join(content for _, content in shown)
    assert text.endswith("\n… and more, cut here.\n")
    assert len(text) < _cells._MOST + 100
    assert time.monotonic() - began < 30


# -- packages --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("import math, json", []),
        ("import numpy as np\nfrom PIL import Image", ["PIL", "numpy"]),
        ("import numpy.linalg", ["numpy"]),
        ("def f():\n    import torch", ["torch"]),
        ("from cnnlesson import tables", []),
        ("from cnnlesson.tables import Table", []),
        ("import cnnlesson.arithmetic", []),
        ("from cnnlesson import conv", ["numpy"]),
        ("from cnnlesson.figures._roles import ROLES", []),
        ("from cnnlesson.images.moves import translate", ["numpy", "scipy"]),
        ("import nothing(", []),
    ],
)
def test_packages_are_found_through_the_course(code, expected):
    assert packages(code) == expected


def test_the_packages_of_figures_are_all_that_drawing_needs():
    found = packages("from cnnlesson.figures import convolution_operation")
    assert {"matplotlib", "numpy"} <= set(found)
    assert np.__name__ in found
