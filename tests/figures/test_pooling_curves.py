import numpy as np

from cnnlesson.figures import pooling_curves as figures


def test_each_window_has_its_line_and_its_name_at_the_end():
    changes = {"none": [0.0, 0.6, 1.0], "2 by 2": [0.0, 0.5, 0.9], "all": [0.0] * 3}
    fig = figures.change_by_shift(range(3), changes)
    (ax,) = fig.axes
    for line, change in zip(ax.lines, changes.values(), strict=True):
        np.testing.assert_array_equal(line.get_ydata(), change)
    assert len({(ln.get_linestyle(), ln.get_marker()) for ln in ax.lines}) == 3
    assert [text.get_text() for text in ax.texts] == list(changes)
    assert [text.xy for text in ax.texts] == [(2, 1.0), (2, 0.9), (2, 0.0)]
    assert "2 by 2: 0.50 at 1, 0.90 at 2." in fig.alt


def test_runs_are_drawn_as_their_mean_and_range():
    runs = np.array([[0.9, 0.6, 0.2], [0.8, 0.4, 0.2]])
    fig = figures.accuracy_by_noise([0.0, 0.2, 0.4], {"max": runs, "mean": runs + 0.05})
    (ax,) = fig.axes
    np.testing.assert_allclose(ax.lines[0].get_ydata(), [0.85, 0.5, 0.2])
    band = ax.collections[0].get_paths()[0].vertices
    assert (band[:, 1].min(), band[:, 1].max()) == (0.2, 0.9)
    assert "max: 0.85 without noise, 0.50 at 0.2, 0.20 at 0.4." in fig.alt
    assert "mean of 2 runs" in fig.alt
