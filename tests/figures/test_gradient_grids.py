import numpy as np
from matplotlib.patches import Rectangle
from scipy.signal import convolve2d

from cnnlesson.figures import gradient_grids as figures

KERNEL = np.array([[1.0, 2], [0, -1], [4, 5]])
GRAD = np.array([[1.0, 0, 2], [3, -1, 7]])


def shown(ax):
    return np.asarray(ax.images[0].get_array())


def words(ax):
    return [text.get_text() for text in ax.texts]


def marks(ax):
    """Corners (row, column) of the thin frames inside of pixels."""
    thin = [p for p in ax.patches if isinstance(p, Rectangle) and p.get_width() < 1]
    return {(int(p.get_y()), int(p.get_x())) for p in thin}


def test_the_three_panels_hold_what_they_say():
    framed = np.pad(GRAD, [(2, 2), (1, 1)])
    d_x = convolve2d(GRAD, KERNEL)
    fig = figures.full_convolution(
        framed, KERNEL[::-1, ::-1], d_x, corners=[(0, 0), (1, 2)]
    )
    left, middle, right = fig.axes
    np.testing.assert_array_equal(shown(left), framed)
    np.testing.assert_array_equal(shown(middle), KERNEL[::-1, ::-1])
    np.testing.assert_array_equal(shown(right), d_x)
    assert len({ax.images[0].get_clim() for ax in fig.axes}) == 1
    assert words(left) == ["1", "0", "2", "3", "−1", "7"]  # none in the frame
    assert marks(left) == {(2, 1), (2, 2), (2, 3), (3, 1), (3, 2), (3, 3)}
    windows = [p for p in left.patches if p.get_width() == 2]
    assert [p.get_xy() for p in windows] == [(0, 0), (2, 1)]
    pixels = [p for p in right.patches if p.get_width() == 1]
    for window, pixel in zip(windows, pixels, strict=True):
        assert window.get_xy() == pixel.get_xy()
        assert window.get_linestyle() == pixel.get_linestyle()
    assert f"The window at (1, 2) gives {d_x[1, 2]:g}." in fig.alt


def test_zeros_put_between_by_the_stride_carry_no_number():
    spread = np.zeros((3, 5))
    spread[::2, ::2] = GRAD
    framed = np.pad(spread, [(2, 2), (1, 1)])
    fig = figures.full_convolution(
        framed, KERNEL[::-1, ::-1], convolve2d(spread, KERNEL), stride=2
    )
    left = fig.axes[0]
    assert words(left) == ["1", "0", "2", "3", "−1", "7"]
    assert marks(left) == {(r, c) for r in (2, 4) for c in (1, 3, 5)}


def test_those_who_get_a_gradient_are_framed():
    x = np.array([[1.0, -2, 3], [-4, 5, -6]])
    grad = np.array([[4.0, -3, 2], [1, -1, 7]])
    fig = figures.passed_on({"ReLU": (x, grad, grad * (x > 0)), "all": (x, grad, grad)})
    above, _, middle, _, below, _ = fig.axes
    assert marks(above) == marks(below) == {(0, 0), (0, 2), (1, 1)}
    np.testing.assert_array_equal(shown(below), [[4, 0, 2], [0, -1, 0]])
    assert middle.images[0].get_clim() == below.images[0].get_clim() == (-7, 7)
    assert above.images[0].get_clim() == (-6, 6)
    assert "ReLU: 3 of 6 pixels get some of it." in fig.alt
    assert "−0" not in words(below)
