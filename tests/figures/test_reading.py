import numpy as np
import pytest
from drawn import points, texts
from matplotlib.colors import to_hex

from cnnlesson.figures import reading as figures
from cnnlesson.figures._style import LOOK


def test_shares_are_drawn_with_their_mean_and_its_error():
    fig = figures.shares_of_parts(np.array([0.9, 0.8, 1.0]), error=0.02)
    (ax,) = fig.axes
    mean, dots = ax.lines
    assert points(mean) == [(0.5, pytest.approx(90)), (3.5, pytest.approx(90))]
    np.testing.assert_allclose(dots.get_ydata(), [90, 80, 100])
    band = ax.collections[0].get_paths()[0].get_extents()
    np.testing.assert_allclose((band.ymin, band.ymax), (88, 92))
    assert texts(ax) == ["90", "80", "100", "all of them:\n90.0 % ± 2.0"]
    assert "from 80 % to 100 %" in fig.alt


def test_mistakes_show_the_guess_and_the_right_digit():
    chances = np.full((3, 10), 0.02)
    chances[[0, 1, 2], [7, 0, 4]] = 0.82
    images = np.arange(3 * 6 * 5).reshape(3, 6, 5) / 89
    fig = figures.mistakes(images, np.array([9, 7, 3]), chances)
    titles = [ax.get_title(loc="left") for ax in fig.axes[:3]]
    assert titles == ["9, read as 7", "7, read as 0", "3, read as 4"]
    for top, bottom, image, label in zip(
        fig.axes[:3], fig.axes[3:], images, (9, 7, 3), strict=True
    ):
        np.testing.assert_array_equal(top.images[0].get_array(), image)
        marked = [to_hex(bar.get_facecolor()) == LOOK for bar in bottom.patches]
        assert np.flatnonzero(marked) == [label]
        assert texts(bottom) == ["0.82", "0.02"]
    assert "9, read as 7 with probability 0.82; the right digit got 0.02." in fig.alt
