import numpy as np
import pytest
from gradcheck import adjoint_error, directional_error
from numpy.testing import assert_allclose, assert_array_equal

from cnnlesson.dense import linear, linear_backward, linear_backward_params


@pytest.fixture
def case(rng):  # every axis has its own length
    x, weight = rng.standard_normal((5, 3)), rng.standard_normal((4, 3))
    return x, weight, rng.standard_normal(4)


def test_linear_is_the_definition(case):
    x, weight, bias = case
    expected = np.zeros((5, 4))
    for n, o in np.ndindex(5, 4):
        expected[n, o] = bias[o] + sum(x[n, i] * weight[o, i] for i in range(3))
    assert_allclose(linear(x, weight, bias), expected, atol=1e-12)
    assert_allclose(linear(x, weight), expected - bias, atol=1e-12)


@pytest.mark.parametrize("which", [0, 1, 2], ids=["x", "weight", "bias"])
def test_backward_matches_finite_differences(case, rng, which):
    y = rng.standard_normal((5, 4))

    def loss(value):
        arguments = list(case)
        arguments[which] = value
        return np.vdot(y, linear(*arguments))

    grad = linear_backward(y, *case[:2])[which]
    assert directional_error(loss, grad, case[which], rng) < 1e-7


def test_backward_is_the_adjoint(case, rng):
    x, weight, _ = case
    y = rng.standard_normal((5, 4))
    d_x, d_weight, _ = linear_backward(y, x, weight)
    assert adjoint_error(x, linear(x, weight), y, d_x) < 1e-12
    assert adjoint_error(weight, linear(x, weight), y, d_weight) < 1e-12


def test_the_gradients_of_the_parameters_alone_are_the_same(case, rng):
    x, weight, _ = case
    grad = rng.standard_normal((len(x), len(weight)))
    alone, (_, *both) = (
        linear_backward_params(grad, x, weight),
        linear_backward(grad, x, weight),
    )
    for one, other in zip(alone, both, strict=True):
        assert_array_equal(one, other)


def forward_and_backward(x, weight, bias, grad):
    return [linear(x, weight, bias), *linear_backward(grad, x, weight)]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_layout_changes_nothing_and_dtype_stays(case, rng, relaid, dtype):
    plain = [a.astype(dtype) for a in (*case, rng.standard_normal((5, 4)))]
    expected = forward_and_backward(*plain)
    for got, want in zip(
        forward_and_backward(*map(relaid, plain)), expected, strict=True
    ):
        assert got.dtype == dtype
        assert_allclose(got, want, atol=1e-5 if dtype == np.float32 else 1e-12)


def test_the_gradient_by_the_input_lies_in_memory_as_the_input_does(case, rng):
    x, weight, _ = case
    batch_last = np.asfortranarray(x)
    d_x, *_ = linear_backward(rng.standard_normal((5, 4)), batch_last, weight)
    assert d_x.T.flags.c_contiguous


def test_inputs_are_left_alone(case, rng):
    arguments = [*case, rng.standard_normal((5, 4))]
    before = [a.copy() for a in arguments]
    forward_and_backward(*arguments)
    for now, then in zip(arguments, before, strict=True):
        assert_array_equal(now, then)


def test_no_images_give_no_outputs_and_zero_gradients(case):
    x, weight, bias = case
    out = linear(x[:0], weight, bias)
    d_x, d_weight, d_bias = linear_backward(out, x[:0], weight)
    assert out.shape == (0, 4)
    assert d_x.shape == (0, 3)
    assert_array_equal(d_weight, np.zeros((4, 3)))
    assert_array_equal(d_bias, np.zeros(4))


GOOD = {"x": np.ones((5, 3)), "weight": np.ones((4, 3))}


@pytest.mark.parametrize(
    ("error", "change", "message"),
    [
        (
            ValueError,
            {"x": np.ones(3)},
            r"x must have axes \(N, in_features\), .*\(3,\)",
        ),
        (
            ValueError,
            {"weight": np.ones((3, 4))},
            r"x has 3 features, weight expects 4: x \(5, 3\), weight \(3, 4\)",
        ),
        (
            ValueError,
            {"weight": np.ones(3)},
            r"^weight must have axes \(out_features, in_features\), got shape \(3,\)",
        ),
        (TypeError, {"weight": [1.0]}, "^weight must be an array .* got list"),
        (TypeError, {"x": np.ones((5, 3), int)}, "x must be an array .* got int64"),
        (TypeError, {"x": np.ones((5, 3), object)}, "x must be an array .* got object"),
        (TypeError, {"weight": np.ones((4, 3), np.float32)}, "weight is float32"),
    ],
)
def test_bad_input_is_named(error, change, message):
    with pytest.raises(error, match=message):
        linear(**GOOD | change)
    with pytest.raises(error, match=message):
        linear_backward(np.ones((5, 4)), **GOOD | change)


def test_bias_must_fit_the_outputs():
    message = r"bias must have shape \(4,\), one per row of weight \(4, 3\), got \(1,\)"
    with pytest.raises(ValueError, match=message):
        linear(**GOOD, bias=np.ones(1))
    with pytest.raises(TypeError, match=r"^bias must be an array of .*, got list"):
        linear(**GOOD, bias=[1.0])
    with pytest.raises(TypeError, match="x is float64 but bias is float32"):
        linear(**GOOD, bias=np.ones(4, np.float32))


def test_grad_must_have_the_shape_of_the_output():
    message = r"grad must have shape \(5, 4\), .* x \(5, 3\), got \(1, 4\)"
    with pytest.raises(ValueError, match=message):
        linear_backward(np.ones((1, 4)), **GOOD)
    with pytest.raises(ValueError, match=r"grad must have shape"):
        linear_backward_params(np.ones((1, 4)), **GOOD)
