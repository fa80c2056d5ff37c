import math

import numpy as np
import pytest
from gradcheck import away_from_ties, directional_error
from numpy.testing import assert_array_equal

from cnnlesson.activations import relu
from cnnlesson.conv import conv2d
from cnnlesson.dense import linear
from cnnlesson.layers import (
    AvgPool2d,
    Conv2d,
    Flatten,
    GlobalAvgPool2d,
    GlobalMaxPool2d,
    Linear,
    MaxPool2d,
    ReLU,
)
from cnnlesson.pooling import (
    avg_pool2d,
    global_avg_pool2d,
    global_max_pool2d,
    max_pool2d,
)

IMAGE = (3, 7, 6)  # every axis has its own length, so a swapped axis cannot hide
TWISTED = {"stride": (2, 1), "padding": (1, 2), "dilation": (1, 2)}
POOL = {"kernel_size": (3, 2), "stride": (2, 1)}


def twisted(mode):
    return {**TWISTED, "padding_mode": mode}


def conv(**options):
    """Return a layer of these options, and the function it should be."""
    return (
        lambda rng: Conv2d(3, 4, (3, 2), **options, rng=rng),
        lambda x, weight, bias: conv2d(x, weight, bias, **options),
    )


# Layer, the function it stands for, and one image's shape before and after.
CASES = {
    "conv": (*conv(), IMAGE, (4, 5, 5)),
    "conv zeros": (*conv(**twisted("zeros")), IMAGE, (4, 4, 8)),
    "conv circular": (*conv(**twisted("circular")), IMAGE, (4, 4, 8)),
    "conv reflect": (*conv(**twisted("reflect")), IMAGE, (4, 4, 8)),
    "linear": (lambda rng: Linear(5, 4, rng=rng), linear, (5,), (4,)),
    "max": (lambda _: MaxPool2d(2), lambda x: max_pool2d(x, 2), IMAGE, (3, 3, 3)),
    "max, overlapping": (
        lambda _: MaxPool2d(**POOL),
        lambda x: max_pool2d(x, **POOL),
        IMAGE,
        (3, 3, 5),
    ),
    "average": (lambda _: AvgPool2d(2), lambda x: avg_pool2d(x, 2), IMAGE, (3, 3, 3)),
    "average, overlapping": (
        lambda _: AvgPool2d(**POOL),
        lambda x: avg_pool2d(x, **POOL),
        IMAGE,
        (3, 3, 5),
    ),
    "global max": (lambda _: GlobalMaxPool2d(), global_max_pool2d, IMAGE, (3,)),
    "global average": (lambda _: GlobalAvgPool2d(), global_avg_pool2d, IMAGE, (3,)),
    "relu": (lambda _: ReLU(), relu, IMAGE, IMAGE),
    "flatten": (lambda _: Flatten(), lambda x: x.reshape(2, 126), IMAGE, (126,)),
}


@pytest.fixture(params=CASES.values(), ids=CASES)
def case(request, rng):
    make, function, before, after = request.param
    return make(rng), function, away_from_ties(rng, (2, *before)), after


def as_float64(layer, rng):
    layer.params = {
        name: rng.standard_normal(a.shape) for name, a in layer.params.items()
    }
    return layer


def test_forward_is_the_function_with_the_layers_options(case, rng):
    layer, function, x, _ = case
    as_float64(layer, rng)
    assert_array_equal(layer.forward(x), function(x, *layer.params.values()))


def test_shape_and_activations_are_those_of_the_output(case, rng):
    layer, _, x, after = case
    out = as_float64(layer, rng).forward(x)
    assert out.shape[1:] == layer.output_shape(x.shape[1:]) == after
    cost = layer.cost(x.shape[1:])
    free = isinstance(layer, ReLU | Flatten)  # in place, and another name
    assert cost.activations == (0 if free else math.prod(after))
    assert cost.parameters == sum(array.size for array in layer.params.values())
    taps = layer.params["weight"][0].size if layer.params else 0
    assert cost.multiply_adds == taps * math.prod(after)


def test_gradients_match_finite_differences(case, rng):
    layer, _, x, after = case
    as_float64(layer, rng)
    seed = rng.standard_normal((2, *after))
    assert layer.grads == {}
    layer.forward(x)
    d_x = layer.backward(seed)
    grads, params = layer.grads, layer.params

    def loss_of_x(value):
        return np.vdot(seed, layer.forward(value))

    assert directional_error(loss_of_x, d_x, x, rng) < 1e-7
    assert grads.keys() == params.keys()
    for name, grad in grads.items():

        def loss(value, name=name):
            layer.params = params | {name: value}
            return np.vdot(seed, layer.forward(x))

        assert directional_error(loss, grad, params[name], rng) < 1e-7


def test_everything_is_float32_unless_asked_otherwise(case):
    layer, _, x, after = case
    out = layer.forward(x.astype(np.float32))
    d_x = layer.backward(np.ones((2, *after), dtype=np.float32))
    arrays = [out, d_x, *layer.params.values(), *layer.grads.values()]
    assert {array.dtype for array in arrays} == {np.dtype(np.float32)}


def test_a_second_pass_replaces_the_gradients(case, rng):
    layer, _, x, after = case
    as_float64(layer, rng).forward(x)
    seed = rng.standard_normal((2, *after))
    layer.backward(seed)
    first = layer.grads
    layer.backward(seed)
    for name, grad in layer.grads.items():
        assert_array_equal(grad, first[name])


def test_gradients_by_the_parameters_alone_are_the_same(case, rng):
    layer, _, x, after = case
    as_float64(layer, rng).forward(x)
    seed = rng.standard_normal((2, *after))
    layer.backward(seed)
    expected, layer.grads = layer.grads, {}
    assert layer.backward_params(seed) is None
    assert layer.grads.keys() == expected.keys()
    for name, grad in layer.grads.items():
        assert_array_equal(grad, expected[name])


def test_inputs_are_never_written_to(case, rng):
    layer, _, x, after = case
    as_float64(layer, rng)
    grad = rng.standard_normal((2, *after))
    x.flags.writeable = grad.flags.writeable = False
    layer.forward(x)
    layer.backward(grad)


def test_backward_needs_a_forward(case):
    layer, _, _, after = case
    with pytest.raises(RuntimeError) as error:
        layer.backward(np.ones((2, *after)))
    assert str(error.value) == f"{layer!r}.backward called before forward"


def test_a_twin_remembers_nothing(case, rng):
    layer, _, x, after = case
    declared = set(vars(layer))
    as_float64(layer, rng).forward(x)
    layer.backward(rng.standard_normal((2, *after)))
    twin = layer.twin()
    assert set(vars(layer)) == set(vars(twin)) == declared
    assert twin.params is layer.params
    kept = [name for name, value in vars(twin).items() if isinstance(value, np.ndarray)]
    assert (kept, twin.grads) == ([], {})


@pytest.mark.parametrize(
    ("make", "fan_in"),
    [
        (lambda rng: Conv2d(20, 300, (3, 4), rng=rng), 240),
        (lambda rng: Linear(240, 300, rng=rng), 240),
    ],
    ids=["conv", "linear"],
)
def test_initial_weights_are_those_of_he_and_follow_the_generator(make, fan_in):
    first, again, other = (make(np.random.default_rng(seed)) for seed in (1, 1, 2))
    weight = first.params["weight"]
    assert weight.std() == pytest.approx(math.sqrt(2 / fan_in), rel=0.02)
    assert abs(weight.mean()) < 4 * weight.std() / math.sqrt(weight.size)
    assert not first.params["bias"].any()
    assert_array_equal(weight, again.params["weight"])
    assert (weight != other.params["weight"]).any()


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        (lambda rng: Conv2d(1, 6, 5, rng=rng), "Conv2d(1, 6, kernel_size=5)"),
        (
            lambda rng: Conv2d(3, 4, (3, 2), **twisted("circular"), rng=rng),
            "Conv2d(3, 4, kernel_size=(3, 2), stride=(2, 1), padding=(1, 2), "
            "dilation=(1, 2), padding_mode='circular')",
        ),
        (lambda rng: Conv2d(3, 4, 3, padding=1, rng=rng),
         "Conv2d(3, 4, kernel_size=3, padding=1)"),
        (lambda rng: Linear(784, 16, rng=rng), "Linear(784, 16)"),
        (lambda _: MaxPool2d(2), "MaxPool2d(kernel_size=2)"),
        (lambda _: AvgPool2d(3, stride=2), "AvgPool2d(kernel_size=3, stride=2)"),
        (lambda _: GlobalMaxPool2d(), "GlobalMaxPool2d()"),
    ],
)  # fmt: skip
def test_repr_says_what_is_not_usual(layer, expected, rng):
    assert repr(layer(rng)) == expected


@pytest.mark.parametrize(
    ("make", "kind", "message"),
    [
        (lambda rng: Conv2d(0, 4, 3, rng=rng), ValueError, "in_channels .* 1, got 0"),
        (lambda rng: Conv2d(1, 4.0, 3, rng=rng), TypeError, "out_channels .* got 4.0"),
        (
            lambda rng: Conv2d(1, 4, (3, 3, 3), rng=rng),
            ValueError,
            "kernel_size .*pair",
        ),
        (lambda rng: Conv2d(1, 4, 3, stride=0, rng=rng), ValueError, "stride .* got 0"),
        (lambda rng: Conv2d(1, 4, 3, padding=-1, rng=rng), ValueError, "padding .* -1"),
        (lambda rng: Conv2d(1, 4, 3, dilation=0, rng=rng), ValueError, "dilation .* 0"),
        (
            lambda rng: Conv2d(1, 4, 3, padding_mode="same", rng=rng),
            ValueError,
            "padding_mode must be one of 'zeros', 'circular', 'reflect', got 'same'",
        ),
        (lambda _: Conv2d(1, 4, 3, rng=1), TypeError, "rng must be .*Generator, got 1"),
        (lambda _: Linear(9, 4, rng=np.random), TypeError, "rng must be .*module"),
        (lambda rng: Linear(9, 0, rng=rng), ValueError, "out_features .* got 0"),
        (lambda rng: Linear(9.0, 4, rng=rng), TypeError, "in_features .* got 9.0"),
        (lambda _: MaxPool2d(0), ValueError, "kernel_size .* got 0"),
        (lambda _: AvgPool2d(2, stride=1.5), TypeError, "stride .* got 1.5"),
    ],
)
def test_impossible_layers_are_refused(make, kind, message, rng):
    with pytest.raises(kind, match=message):
        make(rng)


@pytest.mark.parametrize("ask", ["output_shape", "cost"])
@pytest.mark.parametrize(
    ("name", "shape", "message"),
    [
        ("conv", (2, 7, 6), r"Conv2d\(3, .*shape \(3, H, W\), got \(2, 7, 6\)"),
        ("conv", (7, 6), r"shape \(3, H, W\), got \(7, 6\)"),
        ("conv", (3, 2, 6), "kernel of 3 px .*axis of 2 px"),
        ("linear", (4,), r"Linear\(5, 4\) takes .*shape \(5,\), got \(4,\)"),
        ("linear", (5, 1, 1), r"shape \(5,\), got \(5, 1, 1\)"),
        ("max", (9,), r"MaxPool2d.* shape \(C, H, W\), got \(9,\)"),
        ("average", (3, 1, 6), "kernel of 2 px .*axis of 1 px"),
        ("global max", (9,), r"GlobalMaxPool2d.* shape \(C, H, W\), got \(9,\)"),
    ],
)
def test_shapes_that_do_not_fit_are_refused(ask, name, shape, message, rng):
    layer = CASES[name][0](rng)
    with pytest.raises(ValueError, match=message):
        getattr(layer, ask)(shape)
