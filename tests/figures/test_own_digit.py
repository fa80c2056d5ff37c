import numpy as np
from numpy.testing import assert_array_equal

from cnnlesson.figures import own_digit as figures


def test_both_pictures_are_drawn_as_they_are_and_described():
    photograph = np.linspace(0, 1, 12 * 9).reshape(12, 9)
    ready = np.zeros((6, 7))
    ready[1:4, 2:6] = 0.5
    fig = figures.made_ready(photograph, ready, "a network reads a 3")
    left, right = fig.axes
    for ax, image in ((left, photograph), (right, ready)):
        assert_array_equal(ax.images[0].get_array(), image)
        assert ax.images[0].get_clim() == (0, 1)
    assert left.get_xlabel() == "12 × 9 pixels"
    assert right.get_xlabel() == "6 × 7 pixels: a network reads a 3"
    assert "from row 1 to row 3 and from column 2 to column 5" in fig.alt
    assert "a network reads a 3." in fig.alt
    assert fig.svg() == fig.svg()
