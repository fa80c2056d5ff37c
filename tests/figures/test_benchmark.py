import numpy as np
import pytest

from cnnlesson.figures import benchmark as figures

STEPS = [
    {"name": "slow", "seconds": 1.5, "peak_bytes": 3 << 20},
    {"name": "quick", "seconds": 0.0025, "peak_bytes": 20 << 20},
]


def test_ratios_lie_on_their_side_of_the_line_from_the_top_down():
    fig = figures.ratios([("a", 0.5), ("b", 1.25)], other="them")
    (ax,) = fig.axes
    stems, points = ax.lines[0:4:2], ax.lines[1:4:2]
    assert [list(line.get_xdata()) for line in stems] == [[1, 0.5], [1, 1.25]]
    assert [line.get_xdata()[0] for line in points] == [0.5, 1.25]
    assert [line.get_ydata()[0] for line in points] == [1, 0]
    assert points[0].get_color() != points[1].get_color()
    assert points[0].get_marker() != points[1].get_marker()
    low, high = ax.get_xlim()
    assert low < 0.5 < 1.25 < high
    assert ax.get_xscale() == "log"
    assert "a: 0.50. b: 1.25." in fig.alt


def test_a_side_without_problems_still_shows_the_line():
    fig = figures.ratios([("a", 0.5)], other="them")
    low, high = fig.axes[0].get_xlim()
    assert low < 0.5 < 1 < high
    fig.svg()


def test_rungs_have_their_seconds_and_bytes():
    fig = figures.rungs(STEPS)
    for ax, values in zip(fig.axes, ([1500, 2.5], [3, 20]), strict=True):
        assert [bar.get_width() for bar in ax.patches] == pytest.approx(values)
        heights = [bar.get_y() for bar in ax.patches]
        assert np.diff(heights) < 0
    assert [text.get_text() for text in fig.axes[0].texts] == ["1,500", "2.5"]
    assert "slow: 1,500 ms and 3.0 MiB." in fig.alt
    fig.svg()
