import numpy as np
import pytest

from cnnlesson.figures import put_to_the_test as figures


def test_errors_are_drawn_and_their_names_do_not_touch():
    errors = {"a": [0.0, 0.5, 0.0], "b": [0.0, 0.1, 0.005], "c": [0.0, 0.3, 0.2]}
    fig = figures.error_by_shift(range(3), errors)
    (ax,) = fig.axes
    for line, values in zip(ax.lines, errors.values(), strict=True):
        np.testing.assert_array_equal(line.get_ydata(), values)
    heights = sorted(text.get_position()[1] for text in ax.texts)
    assert min(np.diff(heights)) >= 0.05
    assert "a: 0.00 to 0.50, 0.50 at 1 and 0.00 at 2." in fig.alt


def test_each_bar_is_split_by_its_counts():
    fig = figures.shares({"x": (1, 3), "y": (9, 1)}, ("left", "right"))
    (ax,) = fig.axes
    widths = [bar.get_width() for bar in ax.patches]
    assert widths == pytest.approx([0.25, 0.9, 0.75, 0.1])
    written = [text.get_text() for text in ax.texts]
    assert written == ["25.0 %", "75.0 %", "90.0 %", "10.0 %", "left", "right"]
    assert "y: 9 and 1, 90.0 % and 10.0 %." in fig.alt


def test_the_trained_angles_are_shaded():
    accuracy = {"upright": [1.0, 0.5, 0.2], "turned": [0.9, 0.9, 0.3]}
    fig = figures.accuracy_by_angle([0, 30, 60], accuracy, trained=30)
    (ax,) = fig.axes
    (shade,) = ax.patches
    assert (shade.get_x(), shade.get_width()) == (0, 30)
    for line, values in zip(ax.lines, accuracy.values(), strict=True):
        np.testing.assert_array_equal(line.get_ydata(), values)
    assert "turned: 0.90 upright, 0.30 at worst, 0.30 at 60." in fig.alt
