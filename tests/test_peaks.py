import numpy as np
import pytest
from numpy.testing import assert_array_equal

from cnnlesson.images.peaks import pair_up, peaks


def test_each_heap_has_one_peak_the_highest_first():
    scores = np.zeros((7, 9))
    scores[1, 1:4] = 0.7, 0.8, 0.7
    scores[5, 7], scores[6, 8] = 0.9, 0.85
    assert_array_equal(peaks(scores, threshold=0.5, radius=1), [[5, 7], [1, 2]])


def test_what_is_struck_out_reaches_as_far_as_the_radius():
    line = np.array([[0.9, 0.6, 0.6, 0.8]])
    assert peaks(line, threshold=0.5, radius=2).tolist() == [[0, 0], [0, 3]]
    assert peaks(line, threshold=0.5, radius=3).tolist() == [[0, 0]]
    assert len(peaks(line, threshold=0.5, radius=0)) == 4
    assert peaks(line.T, threshold=0.5, radius=2).tolist() == [[0, 0], [3, 0]]


def test_a_score_has_to_be_above_the_threshold():
    assert peaks(np.full((3, 4), 0.5), threshold=0.5, radius=1).shape == (0, 2)


def test_scores_below_zero_and_the_input_are_left_alone():
    scores = np.array([[-1.0, -5.0, -2.0]])
    assert peaks(scores, threshold=-3, radius=1).tolist() == [[0, 0], [0, 2]]
    assert scores.tolist() == [[-1, -5, -2]]


@pytest.mark.parametrize("scores", [np.zeros(5), np.array([[0.1, np.nan]])])
def test_bad_scores_are_named(scores):
    with pytest.raises(ValueError, match=r"scores must be \(H, W\) without NaN"):
        peaks(scores, threshold=0.5, radius=1)


def test_a_negative_radius_is_named():
    with pytest.raises(ValueError, match="radius must be at least 0, got -1"):
        peaks(np.zeros((3, 4)), threshold=0.5, radius=-1)


def test_each_takes_the_nearest_that_is_left():
    found = np.array([[0, 0], [1, 1], [30, 30]])
    true = np.array([[0, 3], [0, 1]])
    assert pair_up(found, true, reach=4).tolist() == [1, 0, -1]


def test_the_reach_counts_along_rows_and_columns():
    true = np.array([[10, 10]])
    for offset, expected in [((4, -4), 0), ((5, 0), -1), ((0, 5), -1)]:
        assert pair_up(true + offset, true, reach=4).tolist() == [expected]


def test_there_may_be_none_of_either():
    none, one = np.empty((0, 2), int), np.array([[1, 2]])
    assert pair_up(none, one, reach=4).tolist() == []
    assert pair_up(one, none, reach=4).tolist() == [-1]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"found": np.zeros(2)}, r"found must be \(K, 2\), got shape \(2,\)"),
        ({"true": np.zeros((4, 3))}, r"true must be \(K, 2\), got shape \(4, 3\)"),
        ({"reach": -1}, "reach must be at least 0, got -1"),
    ],
)
def test_bad_pairs_are_named(change, message):
    good = {"found": np.zeros((4, 2)), "true": np.zeros((3, 2)), "reach": 1}
    with pytest.raises(ValueError, match=message):
        pair_up(**good | change)
