import numpy as np
from matplotlib.colors import to_hex

from cnnlesson.figures import turned as figures
from cnnlesson.figures._style import INK, LOOK


def test_each_pose_has_its_answer():
    pictures = {"moved": np.eye(4, 5), "turned": np.eye(4, 5)[::-1]}
    fig = figures.poses(pictures, [1.0, 0.254])
    for ax, picture in zip(fig.axes, pictures.values(), strict=True):
        np.testing.assert_array_equal(ax.images[0].get_array(), picture)
    assert [ax.get_xlabel() for ax in fig.axes] == ["answer 1.00", "answer 0.25"]
    assert "moved: 1.00; turned: 0.25." in fig.alt
    fig.svg()


def test_answers_are_drawn_against_angle_and_size():
    by_angle = {"one": [1, 0.3, 0.6], "best": [1, 0.5, 1]}
    fig = figures.answers_by_angle_and_size(
        [0, 90, 180], by_angle, [0.5, 1, 2], [0.2, 1, 0.4]
    )
    left, right = fig.axes
    for line, values in zip(left.lines, by_angle.values(), strict=True):
        np.testing.assert_array_equal(line.get_ydata(), values)
    np.testing.assert_array_equal(right.lines[0].get_xdata(), [0.5, 1, 2])
    assert left.get_ylim() == right.get_ylim()
    assert "one: 1 at 0 degrees, at least 0.30, 0.60 at 180." in fig.alt
    assert "size: 0.20 at 0.5, 1 at 1, 0.40 at 2." in fig.alt
    fig.svg()


def test_another_digit_is_marked():
    digits = np.arange(24.0).reshape(3, 4, 2) / 23
    fig = figures.digits_read(digits, [6, 9, 6], label=6)
    (ax,) = fig.axes
    np.testing.assert_array_equal(ax.images[0].get_array()[:, 2:4], digits[1])
    colours = [to_hex(text.get_color()) for text in ax.texts]
    assert [text.get_text() for text in ax.texts] == ["6", "9", "6"]
    assert colours == [INK, LOOK, INK]
    assert "It reads: 6, 9, 6." in fig.alt
    fig.svg()
