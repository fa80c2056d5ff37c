import numpy as np
import pytest

from cnnlesson.arithmetic import output_size
from cnnlesson.figures import positions as figures


def placed(size, kernel_size, stride=1, padding=0, dilation=1):
    options = {"stride": stride, "padding": padding, "dilation": dilation}
    count = output_size(size, kernel_size, **options)
    return figures.Placing(size=size, kernel_size=kernel_size, count=count, **options)


def test_taps_stand_apart_and_move_by_the_stride():
    placing = placed(9, 3, stride=2, padding=1, dilation=2)
    assert [placing.taps(k) for k in range(placing.count)] == [
        [0, 2, 4],
        [2, 4, 6],
        [4, 6, 8],
        [6, 8, 10],
    ]
    assert placing.padded == 11
    assert placing.unseen == []
    assert placed(8, 3, stride=2).unseen == [7]
    assert placed(10, 2, stride=4).unseen == []
    assert placed(12, 2, stride=4).unseen == [10, 11]


def squares(collection):
    return sorted(
        tuple(map(float, path.vertices.min(axis=0))) for path in collection.get_paths()
    )


def test_the_tape_draws_a_row_of_taps_for_each_position():
    placing = placed(8, 3, stride=2, padding=1)
    fig = figures.tape(placing)
    outside, inside, *rows = fig.axes[0].collections
    assert [x for x, _ in squares(outside)] == [0, 9]
    assert [x for x, _ in squares(inside)] == list(range(1, 9))
    drawn = [[x for x, _ in squares(row)] for row in rows]
    assert drawn == [placing.taps(k) for k in range(4)]
    crosses = [line for line in fig.axes[0].lines if line.get_marker() == "x"]
    assert [float(c.get_xdata()[0]) for c in crosses] == [9.5]
    assert "the 4 positions" in fig.alt
    assert "1 squares at the end" in fig.alt


def test_nothing_is_crossed_where_everything_is_reached():
    fig = figures.tape(placed(5, 3))
    assert not [line for line in fig.axes[0].lines if line.get_marker() == "x"]
    assert "not reached" not in [t.get_text() for t in fig.axes[0].texts]


@pytest.mark.parametrize("options", [{}, {"stride": 2}, {"dilation": 2}])
def test_a_panel_has_a_dot_for_each_answer_and_a_square_for_each_tap(options):
    placing = placed(8, 3, padding=1, **options)
    fig = figures.grid({"row": [placing]}, ["column"])
    (ax,) = fig.axes
    dots = ax.lines[0].get_xydata()
    assert len(dots) == placing.count**2
    first = placing.taps(0)
    np.testing.assert_allclose(dots[0], [(first[0] + first[-1] + 1) / 2] * 2)
    taps = squares(ax.collections[2])
    assert taps == sorted((float(c), float(r)) for r in first for c in first)
    crosses = [line for line in ax.lines[1:] if line.get_marker() == "x"]
    lost = sum(len(line.get_xdata()) for line in crosses)
    assert lost == placing.padded**2 - (placing.padded - len(placing.unseen)) ** 2
    assert f"{placing.count} × {placing.count}" in [t.get_text() for t in ax.texts]


def test_all_panels_show_pixels_of_one_size():
    fig = figures.grid(
        {"a": [placed(8, 3), placed(8, 3, padding=2)]}, ["padding 0", "padding 2"]
    )
    spans = {float(np.ptp(ax.get_xlim())) for ax in fig.axes}
    assert spans == {12.0}
    assert "a: 6 by 6 positions with padding 0, 10 by 10" in fig.alt
