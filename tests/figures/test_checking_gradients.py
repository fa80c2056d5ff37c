import numpy as np
from matplotlib.colors import to_hex

from cnnlesson.figures import checking_gradients as figures
from cnnlesson.figures._style import INPUT, LOOK


def labels(axis):
    return [label.get_text() for label in axis.get_ticklabels()]


def words(ax):
    return [text.get_text() for text in ax.texts]


def test_the_best_step_of_the_first_way_is_circled():
    steps = np.array([1.0, 1e-2, 1e-4])
    errors = {"both": [0.1, 1e-7, 1e-5], "one": [0.2, 0.01, 0.0]}
    fig = figures.step_sizes(steps, errors)
    (ax,) = fig.axes
    both, one, circle = ax.lines
    np.testing.assert_array_equal(both.get_ydata(), errors["both"])
    assert one.get_ydata()[2] == figures.SMALLEST  # an error of 0 is still drawn
    assert both.get_linestyle() != one.get_linestyle()
    assert (circle.get_xdata()[0], circle.get_ydata()[0]) == (1e-2, 1e-7)
    assert ax.get_xscale() == ax.get_yscale() == "log"
    assert "both: smallest, 1e-07, at 1e-02" in fig.alt
    assert "10$^{-12}$" in labels(ax.xaxis)


def test_each_error_is_one_tick_in_its_strip():
    errors = {"good": np.array([1e-12, 0.0]), "bad one": np.array([1e-3, 1e-2, 0.1])}
    fig = figures.strips(errors, title="t", wrong=["bad one"], limit=1e-7)
    (ax,) = fig.axes
    good, bad = ax.collections
    assert [s[0][0] for s in good.get_segments()] == [1e-12, figures.SMALLEST]
    assert [s[0][0] for s in bad.get_segments()] == [1e-3, 1e-2, 0.1]
    assert to_hex(good.get_edgecolor()[0]) == INPUT
    assert to_hex(bad.get_edgecolor()[0]) == LOOK
    assert set(ax.lines[0].get_xdata()) == {1e-7}
    assert words(ax) == ["passes", "fails"]
    assert labels(ax.yaxis) == ["good", "bad one"]
    assert "bad one: 1e-03 to 1e-01" in fig.alt


def test_strips_without_a_limit_have_no_line():
    fig = figures.strips({"a": np.array([1e-9])}, title="t", wrong=[])
    assert not fig.axes[0].lines
    assert not words(fig.axes[0])


def test_lengths_start_at_the_input():
    norms = {"small": [0.01, 0.1, 1.0], "large": [100.0, 10.0, 1.0]}
    fig = figures.norms_by_layer(norms)
    (ax,) = fig.axes
    for line, values in zip(ax.lines, norms.values(), strict=True):
        np.testing.assert_array_equal(line.get_xydata().T, [[0, 1, 2], values])
    assert words(ax) == ["small", "large"]
    assert labels(ax.xaxis) == ["input", "1", "2"]
    low, high = ax.get_ylim()
    assert low <= 0.01
    assert high >= 100
    assert "small: 1.0e-02; large: 1.0e+02" in fig.alt
