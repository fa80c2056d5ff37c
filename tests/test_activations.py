import numpy as np
import pytest
from gradcheck import away_from_ties, directional_error
from numpy.testing import assert_allclose, assert_array_equal
from scipy import special

from cnnlesson.activations import relu, relu_backward, softmax


def test_relu_by_hand():
    x = np.array([[-2.0, -0.0, 0.0], [1e-300, 3.0, np.inf]])
    assert_array_equal(relu(x), [[0, 0, 0], [1e-300, 3, np.inf]])
    assert_array_equal(relu_backward(x + 1, x), [[0, 0, 0], [1, 4, np.inf]])


def test_relu_backward_matches_finite_differences(rng):
    x = away_from_ties(rng, (2, 3, 4, 5))
    y = rng.standard_normal(x.shape)
    grad = relu_backward(y, x)
    assert directional_error(lambda value: np.vdot(y, relu(value)), grad, x, rng) < 1e-7


@pytest.mark.parametrize("axis", [-1, 0, 1, 2])
def test_softmax_agrees_with_scipy(rng, axis):
    x = rng.standard_normal((4, 3, 5))
    assert_allclose(softmax(x, axis=axis), special.softmax(x, axis=axis), atol=1e-14)
    assert_array_equal(softmax(x), softmax(x, axis=2))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_softmax_is_stable_at_huge_scores(dtype):
    scores = np.array([[1e4, 1e4, -1e4], [-1e4, -1e4, -1e4]], dtype)
    assert_allclose(softmax(scores), [[0.5, 0.5, 0], [1 / 3, 1 / 3, 1 / 3]], rtol=1e-6)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_layout_changes_nothing_and_dtype_stays(rng, relaid, dtype):
    x, grad = rng.standard_normal((2, 4, 3, 5)).astype(dtype)
    for got, want in [
        (relu(relaid(x)), relu(x)),
        (relu_backward(relaid(grad), relaid(x)), relu_backward(grad, x)),
        (softmax(relaid(x), axis=1), softmax(x, axis=1)),
    ]:
        assert got.dtype == dtype
        assert_allclose(got, want, rtol=1e-6)


def test_inputs_are_left_alone_and_outputs_are_new(rng):
    x, grad = 1 + rng.random((2, 4, 3))  # all positive: ReLU changes nothing
    before = x.copy(), grad.copy()
    for result in (relu(x), relu_backward(grad, x), softmax(x)):
        result += 1
    assert_array_equal(x, before[0])
    assert_array_equal(grad, before[1])


def test_no_images_give_no_outputs():
    x = np.ones((0, 3))
    for result in (relu(x), relu_backward(x, x), softmax(x)):
        assert result.shape == (0, 3)


def test_bad_input_is_named():
    with pytest.raises(TypeError, match=r"x must be an array of float.*, got int64"):
        relu(np.arange(3))
    with pytest.raises(TypeError, match=r"x must be an array of float.*, got object"):
        softmax(np.array([None]))
    with pytest.raises(TypeError, match=r"^x must be an array of float.*, got list"):
        relu_backward(np.ones(3), [1.0])
    with pytest.raises(ValueError, match=r"grad must have shape \(2, 3\), .*\(3,\)"):
        relu_backward(np.ones(3), np.ones((2, 3)))
    with pytest.raises(TypeError, match="x is float64 but grad is float32"):
        relu_backward(np.ones(3, np.float32), np.ones(3))


def test_softmax_names_an_axis_that_is_not_there():
    with pytest.raises(ValueError, match=r"x has nothing along axis 2: shape \(2, 3\)"):
        softmax(np.ones((2, 3)), axis=2)
    with pytest.raises(ValueError, match="axis must be at least -2, got -3"):
        softmax(np.ones((2, 3)), axis=-3)
    with pytest.raises(ValueError, match=r"x has nothing along axis 0: shape \(0, 3\)"):
        softmax(np.ones((0, 3)), axis=0)
    with pytest.raises(TypeError, match=r"axis must be an integer, got 0\.5"):
        softmax(np.ones((2, 3)), axis=0.5)
