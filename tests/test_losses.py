import math

import numpy as np
import pytest
from gradcheck import directional_error
from numpy.testing import assert_allclose, assert_array_equal
from scipy import special

from cnnlesson.losses import cross_entropy


@pytest.fixture
def case(rng):
    return rng.standard_normal((5, 3)), np.array([2, 0, 1, 1, 2])


def test_loss_is_the_definition(case):
    logits, labels = case
    chosen = [
        math.exp(row[label]) / sum(map(math.exp, row))
        for row, label in zip(logits.tolist(), labels.tolist(), strict=True)
    ]
    loss, _ = cross_entropy(logits, labels)
    assert type(loss) is float
    assert loss == pytest.approx(-sum(map(math.log, chosen)) / 5, rel=1e-12)


def test_gradient_matches_finite_differences(case, rng):
    logits, labels = case
    _, grad = cross_entropy(logits, labels)
    error = directional_error(lambda v: cross_entropy(v, labels)[0], grad, logits, rng)
    assert error < 1e-7


def test_equal_scores_cost_the_logarithm_of_the_classes():
    loss, _ = cross_entropy(np.full((4, 10), 7.0), np.array([0, 3, 9, 9]))
    assert loss == pytest.approx(math.log(10))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_huge_scores_neither_overflow_nor_underflow(dtype):
    logits = np.array([[1e4, 0, -1e4], [-1e4, -1e4, -2e4]], dtype)
    loss, d_logits = cross_entropy(logits, np.array([2, 1]))
    assert loss == pytest.approx((2e4 + math.log(2)) / 2)
    assert_array_equal(d_logits, [[0.5, 0, -0.5], [0.25, -0.25, 0]])


def test_small_losses_keep_their_digits():
    logits = np.array([[30.0, 0.0]])
    loss, _ = cross_entropy(logits, np.array([0]))
    assert loss == pytest.approx(math.log1p(math.exp(-30)), rel=1e-3)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_layout_changes_nothing_and_dtype_stays(case, relaid, dtype):
    logits, labels = case[0].astype(dtype), case[1]
    expected_loss, expected = cross_entropy(logits, labels)
    loss, d_logits = cross_entropy(relaid(logits), relaid(labels))
    assert d_logits.dtype == dtype
    assert loss == pytest.approx(expected_loss, rel=1e-6)
    assert_allclose(d_logits, expected, rtol=1e-6)


@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.uint64])
def test_any_integer_labels_do(case, dtype):
    logits, labels = case
    loss, d_logits = cross_entropy(logits, labels.astype(dtype))
    assert loss == cross_entropy(logits, labels)[0]
    assert_allclose(d_logits.sum(axis=1), 0, atol=1e-12)
    expected = (special.softmax(logits, axis=1) - np.eye(3)[labels]) / 5
    assert_allclose(d_logits, expected, atol=1e-12)


def test_inputs_are_left_alone(case):
    before = [a.copy() for a in case]
    cross_entropy(*case)
    for now, then in zip(case, before, strict=True):
        assert_array_equal(now, then)


@pytest.mark.parametrize(
    ("error", "change", "message"),
    [
        (ValueError, {"labels": np.array([0, 3])}, r"from 0 to 2, got 3: .*\(2, 3\)"),
        (
            ValueError,
            {"labels": np.array([-1, 0])},
            "labels must be from 0 to 2, got -1",
        ),
        (TypeError, {"labels": np.array([0.0, 1.0])}, "labels must be .*, got float64"),
        (TypeError, {"labels": np.array([True, False])}, "labels must be .*, got bool"),
        (
            TypeError,
            {"labels": [0, 1]},
            "labels must be an array of integers, got list",
        ),
        (
            ValueError,
            {"labels": np.array([[0], [1]])},
            r"labels must have shape \(2,\), .* logits \(2, 3\), got \(2, 1\)",
        ),
        (ValueError, {"logits": np.ones(3)}, r"logits must have axes \(N, classes\)"),
        (ValueError, {"logits": np.ones((2, 0))}, "logits has an empty axis"),
        (TypeError, {"logits": np.ones((2, 3), int)}, "logits must be .*, got int64"),
        (
            ValueError,
            {"logits": np.ones((0, 3)), "labels": np.ones(0, int)},
            r"the loss of no images is undefined: logits \(0, 3\)",
        ),
    ],
)
def test_bad_input_is_named(error, change, message):
    good = {"logits": np.ones((2, 3)), "labels": np.array([0, 1])}
    with pytest.raises(error, match=message):
        cross_entropy(**good | change)
