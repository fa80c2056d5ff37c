import numpy as np
import pytest

from cnnlesson.figures import side_by_side as figures


def test_accuracies_stand_above_their_counts():
    reading = {"a": [0.7, 0.91], "b": [0.8, 0.95]}
    fig = figures.accuracy_by_examples([100, 1000], reading)
    (ax,) = fig.axes
    for line, values in zip(ax.lines, reading.values(), strict=True):
        np.testing.assert_array_equal(line.get_xdata(), [100, 1000])
        np.testing.assert_array_equal(line.get_ydata(), values)
    assert [t.get_text() for t in ax.texts] == ["70", "91", "a", "80", "95", "b"]
    assert ax.get_xscale() == "log"
    assert "b: 80 % with 100, 95 % with 1,000." in fig.alt
    fig.svg()


def test_scores_share_one_symmetric_scale():
    one = np.arange(12.0).reshape(3, 4) - 3
    fig = figures.scores_by_place({"zeros": one, "circular": np.zeros((3, 4))})
    left, right, _ = fig.axes
    for ax, scores in ((left, one), (right, np.zeros((3, 4)))):
        (drawn,) = ax.images
        np.testing.assert_array_equal(drawn.get_array(), scores)
        assert drawn.get_clim() == (-8, 8)
        np.testing.assert_array_equal(ax.lines[0].get_xdata(), [2, 2])
    assert "zeros: 1.5 on average where the dot is left, 3.5 where" in fig.alt
    fig.svg()


def test_each_pair_is_outlined_and_its_maximum_below():
    rows = {"as it is": (np.array([0.0, 1, 0, 0]), np.array([1.0, 0]))}
    rows["moved"] = np.array([0.0, 0, 1, 0]), np.array([0.0, 1])
    fig = figures.pooled_rows(rows)
    top, other, bottom, _ = fig.axes
    assert [t.get_text() for t in top.texts] == ["0", "1", "0", "0"]
    assert [t.get_text() for t in bottom.texts] == ["1", "0"]
    assert [p.get_x() for p in top.patches] == [0, 2]
    assert {p.get_width() for p in top.patches} == {2}
    assert other.get_title(loc="left") == "moved"
    assert "moved: 0 0 1 0 becomes 0 1." in fig.alt
    fig.svg()


def test_filters_and_their_difference_have_one_scale(rng):
    before = rng.normal(size=(16, 3, 3))
    after = before + 0.1
    fig = figures.filters_before_and_after(before, after)
    sheets = [ax.images[0].get_array() for ax in fig.axes[:3]]
    np.testing.assert_array_equal(sheets[0][4:7, 8:11], before[6])
    np.testing.assert_allclose(sheets[2][12:, 12:], 0.1)
    limit = max(np.abs(before).max(), np.abs(after).max())
    for ax in fig.axes[:3]:
        assert ax.images[0].get_clim() == pytest.approx((-limit, limit))
    moved = 100 * 0.1 * 12 / np.linalg.norm(before)
    assert f"has {moved:.0f} % of the size" in fig.alt
    fig.svg()
