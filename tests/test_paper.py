import numpy as np
import pytest
from numpy.testing import assert_array_equal

from cnnlesson.images.paper import ruled_paper

INK = (40, 1, 24, 31)
HALVES = slice(None, 12), slice(-12, None)


def photograph(ink, seed=1):
    return ruled_paper(ink, rng=np.random.default_rng(seed))


def test_blank_paper_has_a_shadow_and_thin_lines():
    blank = photograph(np.zeros(INK))
    assert blank.shape == INK
    quarters = [blank[:, 0, i, j] for i in HALVES for j in HALVES]
    light = [quarter.mean(axis=(1, 2)) for quarter in quarters]
    assert (np.ptp(light, axis=0) > 0.2).all()
    rows = blank[:, 0].mean(axis=2)
    darker = rows[:, 1:-1] < 0.8 * np.minimum(rows[:, :-2], rows[:, 2:])
    for lines in darker:
        assert set(np.diff(np.flatnonzero(lines))) == {6}


def test_each_photograph_has_its_own_shadow_and_lines():
    blank = photograph(np.zeros(INK))[:, 0]
    quarters = [blank[:, i, j].mean(axis=(1, 2)) for i in HALVES for j in HALVES]
    first = {int(image.mean(axis=1)[:6].argmin()) for image in blank}
    assert first == set(range(6))
    assert set(np.argmax(quarters, axis=0)) == {0, 1, 2, 3}


def test_ink_darkens_its_own_pixels_alone():
    ink = np.zeros(INK)
    ink[:, 0, 5:9, 7:20] = 1
    gap = photograph(np.zeros(INK)) - photograph(ink)  # the same shadow, lines, noise
    assert (gap[ink == 0] == 0).all()
    assert (gap[ink == 1] > 0).all()


def test_no_threshold_tells_ink_from_paper():
    ink = np.zeros(INK)
    ink[:, 0, 5:9, 7:20] = 1
    seen = photograph(ink)
    assert np.quantile(seen[ink == 1], 0.95) > np.quantile(seen[ink == 0], 0.1)


def test_the_same_generator_gives_the_same_in_the_dtype_of_the_ink():
    ink = np.zeros((3, 1, 12, 10), np.float32)
    assert photograph(ink).dtype == np.float32
    assert_array_equal(photograph(ink), photograph(ink))
    assert (photograph(ink) != photograph(ink, seed=2)).any()


@pytest.mark.parametrize(
    ("ink", "rng", "error", "message"),
    [
        (np.zeros((2, 3, 8, 9)), np.random.default_rng(1), ValueError, "one channel"),
        (
            np.zeros((8, 9)),
            np.random.default_rng(1),
            ValueError,
            r"axes \(N, 1, H, W\)",
        ),
        (np.zeros((2, 1, 8, 9), bool), np.random.default_rng(1), TypeError, "got bool"),
        (np.zeros((2, 1, 8, 9)), 1, TypeError, "rng must be a numpy.random.Generator"),
    ],
)
def test_bad_input_is_named(ink, rng, error, message):
    with pytest.raises(error, match=message):
        ruled_paper(ink, rng=rng)
