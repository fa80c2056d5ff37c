import pytest

from cnnlesson.figures import benchmark as figures

GROUPS = {"forward": {"a": 0.5, "b": 1.25}, "backward": {"a": 0.8}}


@pytest.fixture
def drawn():
    fig = figures.ratios(GROUPS, other="them")
    fig.svg()
    return fig


def test_ratios_lie_on_their_side_of_the_line_from_the_top_down(drawn):
    (ax,) = drawn.axes
    _, *lines = ax.lines  # without the line at 1
    stems, points = lines[::2], lines[1::2]
    assert [list(line.get_xdata()) for line in stems] == [[1, 0.5], [1, 1.25], [1, 0.8]]
    assert [line.get_xdata()[0] for line in points] == [0.5, 1.25, 0.8]
    assert [line.get_ydata()[0] for line in points] == [1, 2, 4]
    bottom, top = ax.get_ylim()
    assert bottom > 4 > 1 > top
    assert points[0].get_color() != points[1].get_color()
    assert points[0].get_marker() != points[1].get_marker()
    low, high = ax.get_xlim()
    assert low < 0.5 < 1.25 < high
    assert ax.get_xscale() == "log"


def test_a_row_of_its_own_names_each_kind_of_work(drawn):
    labels = drawn.axes[0].get_yticklabels()
    assert [t.get_text() for t in labels] == ["forward", "a", "b", "backward", "a"]
    weights = [t.get_fontweight() for t in labels]
    assert weights[0] == weights[3] == 600
    assert {weights[k] for k in (1, 2, 4)} != {600}


def test_the_ratios_are_said(drawn):
    assert "for 3 problems" in drawn.alt
    assert "forward: a 0.50, b 1.25. backward: a 0.80." in drawn.alt


def test_a_side_without_problems_still_shows_the_line():
    fig = figures.ratios({"forward": {"a": 0.5}}, other="them")
    low, high = fig.axes[0].get_xlim()
    assert low < 0.5 < 1 < high
    fig.svg()
