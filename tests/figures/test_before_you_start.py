import numpy as np
import pytest
from drawn import texts
from matplotlib.colors import to_hex

from cnnlesson.figures import before_you_start as figures
from cnnlesson.figures._style import INPUT, LOOK


def test_the_frame_holds_the_pixels_that_are_written_out():
    image = np.arange(12 * 9).reshape(12, 9) / 107
    fig = figures.pixel_values(image, (4, 2), size=3)
    whole, part = fig.axes
    window = image[4:7, 2:5]
    np.testing.assert_array_equal(part.images[0].get_array(), window)
    assert texts(part) == [f"{value:.1f}" for value in window.flat]
    assert [t.get_text() for t in part.get_yticklabels()] == ["4", "5", "6"]
    assert [t.get_text() for t in part.get_xticklabels()] == ["2", "3", "4"]
    assert whole.patches[0].get_bbox().bounds == (2, 4, 3, 3)
    assert "rows 4 to 6 and columns 2 to 4" in fig.alt


def test_channels_are_drawn_on_one_scale():
    photograph = np.stack([np.full((4, 5), level) for level in (0.2, 0.5, 0.9)])
    fig = figures.channels(photograph)
    colour, *grey = (ax.images[0] for ax in fig.axes)
    np.testing.assert_array_equal(colour.get_array()[3, 4], [0.2, 0.5, 0.9])
    assert colour.get_array().shape == (4, 5, 3)
    assert [image.get_array()[0, 0] for image in grey] == [0.2, 0.5, 0.9]
    assert {image.get_clim() for image in grey} == {(0.0, 1.0)}
    assert "0.20, 0.50, 0.90" in fig.alt


def test_products_and_their_sum_stand_beside_the_pixels():
    weight = np.array([[0.5, -1.0, 0.0], [1.0, 0.25, -0.5]])
    light, dark = np.ones((2, 3)), np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    fig = figures.weighted_sum({"light": light, "dark": dark}, weight)
    products = [fig.axes[place].images[0] for place in (2, 6)]
    np.testing.assert_array_equal(products[0].get_array(), weight)
    np.testing.assert_array_equal(products[1].get_array(), weight * dark)
    assert products[0].get_clim() == (-1, 1)
    assert texts(fig.axes[3]) == ["+0.2"]
    assert texts(fig.axes[7]) == ["−1.5"]
    assert [ax.get_ylabel() for ax in fig.axes[::4]] == ["light", "dark"]
    assert "For dark the products add up to −1.5." in fig.alt


def test_relu_cuts_off_the_marked_sums():
    fig = figures.relu_curve({"left": -2.0, "right": 3.0})
    (ax,) = fig.axes
    _, _, curve, *marked = ax.lines
    np.testing.assert_array_equal(np.maximum(curve.get_xdata(), 0), curve.get_ydata())
    points = [(*line.get_xdata(), *line.get_ydata()) for line in marked]
    assert points == [(-2, 0), (3, 3)]
    assert texts(ax) == ["left: −2.0 becomes 0", "right: +3.0 becomes 3"]


@pytest.mark.parametrize("label", [0, 4, 9])
def test_score_bars_mark_the_right_digit(label):
    scores = np.linspace(-1, 2, 10)
    chances = np.exp(scores) / np.exp(scores).sum()
    fig = figures.score_bars(scores, chances, label)
    left, right = fig.axes
    for ax, heights in ((left, scores), (right, chances)):
        np.testing.assert_allclose([bar.get_height() for bar in ax.patches], heights)
        colours = [to_hex(bar.get_facecolor()) for bar in ax.patches]
        assert [c == LOOK for c in colours] == [d == label for d in range(10)]
        assert set(colours) == {LOOK, INPUT}
    (mark,) = right.texts
    assert mark.get_text() == f"{chances[label]:.2f}"
    assert mark.xy[1] >= chances[label]
    assert f"the right digit, {label}, has {chances[label]:.2f}" in fig.alt
