import numpy as np
import pytest
from gradcheck import directional_error
from numpy.testing import assert_allclose, assert_array_equal

from cnnlesson.losses import mse_loss

SHAPE = (5, 2, 4, 3)


@pytest.fixture
def case(rng):
    return rng.standard_normal(SHAPE), rng.standard_normal(SHAPE)


def test_loss_is_the_definition(case):
    squares = [(p - t) ** 2 for p, t in zip(*(a.ravel() for a in case), strict=True)]
    loss, _ = mse_loss(*case)
    assert type(loss) is float
    assert loss == pytest.approx(sum(squares) / len(squares), rel=1e-12)


def test_gradient_matches_finite_differences(case, rng):
    prediction, target = case
    _, grad = mse_loss(prediction, target)
    error = directional_error(lambda v: mse_loss(v, target)[0], grad, prediction, rng)
    assert error < 1e-7


def test_many_small_errors_are_not_lost_in_float32():
    zeros = np.zeros((1, 1, 3000, 2000), np.float32)
    loss, d_prediction = mse_loss(zeros + np.float32(0.1), zeros)
    assert loss == pytest.approx(float(np.float32(0.1)) ** 2, rel=1e-12)
    assert d_prediction.dtype == np.float32


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_layout_changes_nothing_and_inputs_are_left_alone(case, relaid, dtype):
    prediction, target = (a.astype(dtype) for a in case)
    before = prediction.copy()
    expected_loss, expected = mse_loss(prediction, target)
    loss, d_prediction = mse_loss(relaid(prediction), relaid(target))
    assert_array_equal(prediction, before)
    assert d_prediction.dtype == dtype
    assert loss == pytest.approx(expected_loss, rel=1e-6)
    assert_allclose(d_prediction, expected, rtol=1e-6)


@pytest.mark.parametrize(
    ("error", "change", "message"),
    [
        (
            ValueError,
            {"target": np.ones((2, 1))},
            r"target must have shape \(2, 3\), that of the prediction, got \(2, 1\)",
        ),
        (TypeError, {"target": np.ones((2, 3), np.float32)}, "float64 but target is"),
        (TypeError, {"prediction": np.ones((2, 3), int)}, "prediction must be .*int64"),
        (TypeError, {"target": np.ones((2, 3), bool)}, "target must be .*, got bool"),
        (
            ValueError,
            {"prediction": np.ones((0, 3)), "target": np.ones((0, 3))},
            r"the loss of nothing is undefined: shape \(0, 3\)",
        ),
    ],
)
def test_bad_input_is_named(error, change, message):
    good = {"prediction": np.ones((2, 3)), "target": np.zeros((2, 3))}
    with pytest.raises(error, match=message):
        mse_loss(**good | change)
