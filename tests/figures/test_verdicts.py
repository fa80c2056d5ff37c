import numpy as np
import pytest
from matplotlib.colors import to_hex

from cnnlesson.figures import verdicts as figures
from cnnlesson.figures._style import PAPER


@pytest.fixture
def confusions():
    return np.array([[90, 3, 0], [1, 80, 9], [0, 0, 70]])


def test_confusions_are_written_and_only_mistakes_are_shaded(confusions):
    fig = figures.confusion_matrix(confusions)
    (ax,) = fig.axes
    shades = np.asarray(ax.images[0].get_array())
    np.testing.assert_array_equal(shades, confusions * (1 - np.eye(3)))
    written = {tuple(t.get_position()): t.get_text() for t in ax.texts}
    wanted = {(c, r): str(n) for (r, c), n in np.ndenumerate(confusions) if n or r == c}
    assert written == wanted
    frames = [to_hex(patch.get_facecolor()) for patch in ax.patches]
    assert frames == [PAPER] * 3


def test_confusions_are_told_from_the_most_frequent_on(confusions):
    alt = figures.confusion_matrix(confusions).alt
    assert "240 of 253 images read right; beside it 13 mistakes." in alt
    assert "1 taken for 2 9 times, 0 taken for 1 3 times, 1 taken for 0 1 times." in alt
    assert figures.confusion_matrix(np.diag([4, 5])).alt.endswith("frequent: none.")


def test_mistakes_are_five_in_a_row_with_answer_and_label():
    rng = np.random.default_rng(seed=1)
    images = rng.random((7, 4, 3))
    shares = np.full((7, 3), 0.1)
    shares[:, 2] = 0.8
    fig = figures.worst_mistakes(images, np.array([0, 1] * 3 + [0]), shares)
    (ax,) = fig.axes
    for drawn, image in zip(ax.images, images, strict=True):
        np.testing.assert_array_equal(drawn.get_array(), image)
    corners = {tuple(np.round(im.get_extent()[:1], 2)) for im in ax.images}
    assert len(corners) == 5
    assert ax.texts[1].get_text() == "1, read as 2\n80.0 %"
    assert "a 0 as 2, a 1 as 2" in fig.alt


def test_each_bin_shows_certainty_share_and_interval():
    bins = [("low", 8, 0.5, 0.25, 0.1, 0.6), ("high", 92, 0.99, 1.0, 0.96, 1.0)]
    fig = figures.reliability(bins)
    (ax,) = fig.axes
    drawn = [line.get_xdata() for line in ax.lines[:6]]
    wanted = [[10, 60], [25], [50], [96, 100], [100], [99]]
    for found, values in zip(drawn, wanted, strict=True):
        np.testing.assert_allclose(found, values)
    assert [t.get_text() for t in ax.texts][:2] == ["8", "92"]
    assert "low: 8 images, 50 % sure, 25 % right, with an interval from 10 to 60 %" in (
        fig.alt
    )


@pytest.mark.parametrize(
    ("threshold", "shares"), [(0.2, ["75 %", "50 %"]), (0.8, ["50 %", "0 %"])]
)
def test_the_shares_that_pass_are_written(threshold, shares):
    groups = {"digits": np.array([0.1, 0.5, 0.9, 1.0]), "noise": np.array([0.0, 0.3])}
    fig = figures.familiarity(groups, threshold=threshold, measure="likeness")
    (ax,) = fig.axes
    for marks, values in zip(ax.collections, groups.values(), strict=True):
        np.testing.assert_array_equal(marks.get_offsets()[:, 0], values)
    assert [t.get_text() for t in ax.texts][:2] == shares
    assert ax.texts[2].get_position()[0] == threshold
    assert ax.texts[2].get_ha() == "left"  # it stands over those that pass
    assert f"noise: {shares[1]} of 2 pass." in fig.alt
