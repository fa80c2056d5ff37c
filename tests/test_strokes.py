from itertools import pairwise

import numpy as np
import pytest
from PIL import Image
from scipy import ndimage

from cnnlesson.images.strokes import LETTERS, draw, letters, written_two

PICTURE = "docs/chapters/my-digit.png"


def slowly(line, shape, pen):
    """Sample each straight piece densely, and take the nearest sample."""
    drawn = np.zeros(shape)
    for (row, column), _ in np.ndenumerate(drawn):
        gaps = []
        for (x0, y0), (x1, y1) in pairwise(line):
            for along in np.linspace(0, 1, 2001):
                x, y = x0 + along * (x1 - x0), y0 + along * (y1 - y0)
                gaps.append(((column - x) ** 2 + (row - y) ** 2) ** 0.5)
        drawn[row, column] = min(max(pen / 2 - min(gaps) + 0.5, 0), 1)
    return drawn


def test_ink_falls_off_with_the_distance_from_the_line():
    line = [(1.0, 0.5), (4.5, 3.0), (2.0, 5.5)]
    found = draw([line], (7, 6), pen=1.6)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, slowly(line, (7, 6), 1.6), atol=1e-3)


def test_two_lines_are_what_either_draws():
    lines = [[(0, 0), (3, 0)], [(1, 4), (4, 2)]]
    both = draw(lines, (5, 6), pen=2)
    either = np.maximum(*(draw([line], (5, 6), pen=2) for line in lines))
    np.testing.assert_array_equal(both, either)


def test_a_dot_of_no_length_is_round():
    dot = draw([[(3, 2), (3, 2)]], (5, 7), pen=3)
    np.testing.assert_array_equal(dot, dot[::-1])
    np.testing.assert_array_equal(dot, dot[:, ::-1])


def test_bad_lines_and_pens_are_named():
    with pytest.raises(ValueError, match=r"two points .*got \[\(1, 2\)\]"):
        draw([[(1, 2)]], (5, 6), pen=1)
    with pytest.raises(ValueError, match="pen must be above 0, got 0"):
        draw([], (5, 6), pen=0)


def test_letters_look_as_mnist_lays_out_digits():
    written = letters(len(LETTERS) + 2, rng=np.random.default_rng(seed=1))
    assert written.shape == (len(LETTERS) + 2, 1, 28, 28)
    assert written.min() == 0
    assert written.max() == 1
    for ink in written[:, 0]:
        centre = ndimage.center_of_mass(ink)
        off = np.abs(np.subtract(centre, 14))
        assert off.max() <= 0.6 or (off.max() < 3 and ink[[0, -1]].any())
        rows, columns = np.nonzero(ink > 0.5)
        assert 17 <= max(np.ptp(rows), np.ptp(columns)) + 1 <= 22
        _, count = ndimage.label(ink > 0.2, structure=np.ones((3, 3)))
        assert count == 1  # nothing has come round to the other side


def test_letters_follow_each_other_and_no_two_are_equal():
    first = letters(3, rng=np.random.default_rng(seed=1))
    again = letters(3, rng=np.random.default_rng(seed=1))
    other = letters(3, rng=np.random.default_rng(seed=2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_letters_and_two_want_a_generator():
    with pytest.raises(TypeError, match="rng"):
        letters(1, rng=4)
    with pytest.raises(TypeError, match="rng"):
        written_two(rng=4)


def test_the_two_is_dark_on_paper_that_darkens_to_the_lower_right():
    two = written_two(rng=np.random.default_rng(seed=4)).astype(float)
    corners = [two[:20, :20].mean(), two[-20:, -20:].mean()]
    assert corners[0] > corners[1] + 20
    assert two.min() < 0.4 * corners[1]
    assert 0.05 < (two < 110).mean() < 0.25


def test_the_picture_of_the_chapter_is_this_two():
    with Image.open(PICTURE) as picture:
        shipped = np.asarray(picture)
    expected = written_two(rng=np.random.default_rng(seed=4))
    np.testing.assert_allclose(shipped, expected.astype(float), atol=1)
