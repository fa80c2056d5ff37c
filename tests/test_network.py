import numpy as np
import pytest
from gradcheck import directional_error
from numpy.testing import assert_allclose, assert_array_equal

from cnnlesson.arithmetic import Cost
from cnnlesson.data import DataError
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
from cnnlesson.losses import cross_entropy
from cnnlesson.network import (
    Sequential,
    dense_network,
    lenet,
    load,
    named,
    shift_cnn,
    small_cnn,
)

NAMED = {dense_network: 12_730, small_cnn: 12_810, shift_cnn: 12_883, lenet: 61_706}
DIGIT = (1, 28, 28)


def every_layer(mode, head, rng):
    """Build a network with every layer there is, but for the other heads."""
    options = {"padding_mode": mode, "rng": rng}
    heads = {
        "flatten": [Flatten(), Linear(18, 4, rng=rng)],
        "average": [GlobalAvgPool2d(), Linear(3, 4, rng=rng)],
        "max": [GlobalMaxPool2d(), Linear(3, 4, rng=rng)],
    }
    return Sequential(
        Conv2d(2, 4, (3, 2), padding=(1, 2), dilation=(1, 2), **options),
        ReLU(),
        MaxPool2d(2, stride=(2, 1)),
        Conv2d(4, 5, 3, stride=(1, 2), padding=1, **options),
        ReLU(),
        AvgPool2d((2, 1)),
        Conv2d(5, 3, (1, 2), **options),
        *heads[head],
    )


def gradient_errors(network, x, labels, rng):
    """Doubt each parameter's gradient, and the input's, by finite differences."""
    network = network.astype(np.float64)
    for bias in (a for name, a in network.parameters().items() if "bias" in name):
        bias += rng.normal(0, 0.1, bias.shape)  # zero hides what they are added to
    _, d_logits = cross_entropy(network.forward(x), labels)
    d_x = network.backward(d_logits)
    points = {"input": (x, d_x)}
    for name, grad in network.gradients().items():
        points[name] = network.parameters()[name], grad
    for name, (at, grad) in points.items():

        def loss(value, at=at):
            before = at.copy()
            at[...] = value
            result, _ = cross_entropy(network.forward(x), labels)
            at[...] = before
            return result

        yield name, directional_error(loss, grad, at, rng)


@pytest.mark.parametrize("head", ["flatten", "average", "max"])
@pytest.mark.parametrize("mode", ["zeros", "circular", "reflect"])
def test_gradients_of_a_network_of_every_layer(mode, head, rng):
    network = every_layer(mode, head, rng)
    x, labels = rng.standard_normal((3, 2, 10, 6)), np.array([0, 3, 1])
    errors = dict(gradient_errors(network, x, labels, rng))
    assert len(errors) == 9
    assert max(errors.values()) < 1e-7, errors


@pytest.mark.parametrize("build", NAMED)
def test_gradients_of_the_named_networks(build, rng):
    x, labels = rng.standard_normal((2, *DIGIT)), np.array([7, 2])
    errors = dict(gradient_errors(build(rng=rng), x, labels, rng))
    assert max(errors.values()) < 1e-7, errors


def test_lenet_is_that_of_pytorch(rng):
    torch = pytest.importorskip("torch")
    nn = torch.nn
    ours, x = lenet(rng=rng), rng.standard_normal((4, *DIGIT)).astype(np.float32)
    theirs = nn.Sequential(
        *(nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten()),
        *(nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU()),
        nn.Linear(84, 10),
    )
    state = {name: torch.from_numpy(array) for name, array in ours.state().items()}
    theirs.load_state_dict(state)  # the same names and shapes, too
    logits, labels = theirs(torch.from_numpy(x)), np.array([3, 1, 4, 1])
    nn.functional.cross_entropy(logits, torch.from_numpy(labels)).backward()
    assert_allclose(ours.forward(x), logits.detach(), rtol=1e-4, atol=1e-5)
    ours.backward(cross_entropy(ours.forward(x), labels)[1])
    for name, parameter in theirs.named_parameters():
        assert_allclose(ours.gradients()[name], parameter.grad, rtol=1e-3, atol=1e-6)


@pytest.mark.parametrize(("build", "count"), NAMED.items())
def test_named_networks_have_the_parameters_of_the_contract(build, count, rng):
    network = build(rng=rng)
    assert network.parameter_count == network.total_cost(DIGIT).parameters == count
    logits = network.forward(np.zeros((3, *DIGIT), dtype=np.float32))
    assert (logits.shape, logits.dtype) == ((3, 10), np.float32)


CONV = "Conv2d ReLU MaxPool2d"


@pytest.mark.parametrize(
    ("build", "layers", "last_maps"),
    [
        (dense_network, "Flatten Linear ReLU Linear", None),
        (small_cnn, f"{CONV} {CONV} Flatten Linear", (32, 11, 11)),
        (shift_cnn, f"{CONV} {CONV} Conv2d ReLU GlobalMaxPool2d Linear", (27, 7, 7)),
        (lenet, f"{CONV} {CONV} Flatten{2 * ' Linear ReLU'} Linear", (16, 10, 10)),
    ],
)
def test_named_networks_have_the_layers_of_the_contract(build, layers, last_maps, rng):
    rows = build(rng=rng).summary(DIGIT)
    assert [type(row.layer).__name__ for row in rows] == layers.split()
    maps = [row.output_shape for row in rows if isinstance(row.layer, Conv2d)]
    assert maps[-1:] == ([last_maps] if last_maps else [])


@pytest.mark.parametrize("build", NAMED)
def test_summary_says_what_each_layer_really_gives(build, rng):
    network, x = build(rng=rng), np.zeros((1, *DIGIT), dtype=np.float32)
    rows = network.summary(DIGIT)
    assert [row.layer for row in rows] == network.layers
    for row in rows:
        x = row.layer.forward(x)
        assert row.output_shape == x.shape[1:]
    assert network.output_shape(DIGIT) == (10,)


def test_lenet_costs_what_its_paper_counts(rng):
    costs = [row.cost for row in lenet(rng=rng).summary(DIGIT)]
    counts = [cost.parameters for cost in costs if cost.parameters]
    assert counts == [156, 2_416, 48_120, 10_164, 850]
    macs = [cost.multiply_adds for cost in costs if cost.multiply_adds]
    assert macs == [28 * 28 * 6 * 25, 10 * 10 * 16 * 150, 400 * 120, 120 * 84, 840]


def pooled_once(kernel_size, features, rng):
    return Sequential(
        *(Conv2d(1, 16, kernel_size, rng=rng), ReLU(), MaxPool2d(2)),
        *(Conv2d(16, 32, kernel_size, rng=rng), ReLU(), Flatten()),
        Linear(features, 10, rng=rng),
    )


def test_costs_of_the_networks_that_are_compared(rng):
    dense = Sequential(
        *(Flatten(), Linear(784, 128, rng=rng), ReLU(), Linear(128, 10, rng=rng))
    )
    assert dense.total_cost(DIGIT) == Cost(101_770, 101_632, 138)
    three = pooled_once(3, 32 * 11 * 11, rng).total_cost(DIGIT)
    assert three == Cost(43_530, 693_632, 17_402)
    five = pooled_once(5, 32 * 8 * 8, rng).total_cost(DIGIT)
    assert five == Cost(33_738, 1_070_080, 13_578)


def test_summary_refuses_layers_that_do_not_fit(rng):
    network = Sequential(Flatten(), Linear(700, 10, rng=rng))
    with pytest.raises(ValueError, match=r"Linear\(700, 10\) .*\(700,\), got \(784,\)"):
        network.summary(DIGIT)


def test_parameters_are_the_layers_own(rng):
    network = small_cnn(rng=rng)
    assert list(network.parameters()) == [
        *("0.weight", "0.bias", "3.weight", "3.bias", "7.weight", "7.bias")
    ]
    network.parameters()["7.bias"][2] = 5
    assert network.layers[7].params["bias"][2] == 5
    assert network.gradients() == {}


def test_state_is_a_copy_that_load_state_brings_back(rng):
    network, other = small_cnn(rng=rng), small_cnn(rng=rng)
    x = rng.standard_normal((2, *DIGIT)).astype(np.float32)
    state, before = network.state(), network.forward(x)
    for array in network.parameters().values():
        array += 1
    other.load_state(state)
    assert_array_equal(other.forward(x), before)
    state["0.bias"][:] = 7
    assert_array_equal(other.forward(x), before)


@pytest.mark.parametrize(
    ("change", "kind", "message"),
    [
        ({"1.bias": None}, ValueError, r"'1.bias'.*, got \['1.weight', "),
        ({"9.bias": np.ones(3)}, ValueError, r"'3.bias'\], got .*'9.bias'"),
        ({"1.bias": np.ones(10)}, ValueError, r"1.bias .*\(16,\), .*got \(10,\)"),
        ({"3.bias": np.full(10, np.nan)}, ValueError, "3.bias has .* NaN"),
        ({"3.bias": np.ones(10, dtype=int)}, TypeError, "3.bias must be .*float.*int"),
    ],
)
def test_states_that_do_not_fit_are_refused(change, kind, message, rng):
    network = dense_network(rng=rng)
    before = network.state()
    changed = {name: array + 1 for name, array in before.items()} | change
    wrong = {name: array for name, array in changed.items() if array is not None}
    with pytest.raises(kind, match=message):
        network.load_state(wrong)
    for name, array in network.parameters().items():
        assert_array_equal(array, before[name])


def test_astype_gives_a_copy(rng):
    network = small_cnn(rng=rng)
    x = rng.standard_normal((2, *DIGIT))
    network.backward(network.forward(x.astype(np.float32)))
    double = network.astype(np.float64)
    assert double.gradients() == {}
    assert network.gradients()
    with pytest.raises(RuntimeError, match="before forward"):
        double.backward(np.zeros((2, 10)))
    logits = double.forward(x)
    assert logits.dtype == np.float64
    assert_allclose(network.forward(x.astype(np.float32)), logits, atol=1e-5)
    double.parameters()["0.weight"][:] = 0
    assert network.parameters()["0.weight"].dtype == np.float32
    assert network.parameters()["0.weight"].all()


@pytest.mark.parametrize("batch_size", [1, 3, 7, 20])
def test_predict_is_forward_in_pieces(batch_size, rng):
    network = small_cnn(rng=rng)
    images = rng.standard_normal((7, *DIGIT)).astype(np.float32)
    logits = network.predict(images, batch_size=batch_size)
    assert_allclose(logits, network.forward(images), rtol=1e-4, atol=1e-6)


def test_predict_refuses_what_it_cannot_do(rng):
    network = dense_network(rng=rng)
    with pytest.raises(
        ValueError, match=r"nothing to predict: images \(0, 1, 28, 28\)"
    ):
        network.predict(np.ones((0, *DIGIT), dtype=np.float32))
    with pytest.raises(ValueError, match="batch_size must be at least 1, got 0"):
        network.predict(np.ones((2, *DIGIT), dtype=np.float32), batch_size=0)


def test_backward_returns_the_gradient_of_the_input(rng):
    network = Sequential(Flatten(), Linear(6, 2, rng=rng)).astype(np.float64)
    network.forward(np.zeros((4, 1, 3, 2)))
    d_x = network.backward(np.tile([1.0, 0.0], (4, 1)))
    weight = network.parameters()["1.weight"]
    assert_array_equal(d_x, np.tile(weight[0].reshape(1, 3, 2), (4, 1, 1, 1)))


def test_gradients_by_the_parameters_alone_are_the_same(rng):
    network = Sequential(
        Flatten(), Linear(6, 4, rng=rng), ReLU(), Linear(4, 2, rng=rng)
    ).astype(np.float64)
    network.forward(rng.standard_normal((5, 1, 2, 3)))
    seed = rng.standard_normal((5, 2))
    network.backward(seed)
    expected = network.gradients()
    for layer in network.layers:
        layer.grads = {}
    assert network.backward_params(seed) is None
    assert network.gradients().keys() == expected.keys()
    for name, grad in network.gradients().items():
        assert_array_equal(grad, expected[name])


def test_a_network_without_parameters_has_no_gradients():
    network = Sequential(Flatten(), ReLU())
    network.forward(np.ones((2, 1, 1, 3)))
    network.backward_params(np.ones((2, 3)))
    assert network.gradients() == {}


def test_backward_needs_a_forward():
    with pytest.raises(RuntimeError, match=r"^ReLU\(\).backward called before forward"):
        Sequential(Flatten(), ReLU()).backward(np.ones((2, 3)))


def test_networks_that_cannot_be_are_refused():
    relu = ReLU()
    with pytest.raises(ValueError, match="at least one layer, got none"):
        Sequential()
    with pytest.raises(
        TypeError, match=r"layer 1 must be a Layer, got <class .*ReLU'>"
    ):
        Sequential(Flatten(), ReLU)
    with pytest.raises(
        ValueError, match=r"layer 2 is the same .* layer 0: .* ReLU\(\)"
    ):
        Sequential(relu, Flatten(), relu)


def test_repr_lists_the_layers_by_place(rng):
    network = Sequential(Flatten(), Linear(6, 2, rng=rng))
    assert repr(network) == "Sequential(\n  (0): Flatten()\n  (1): Linear(6, 2)\n)"


def test_load_builds_the_network_of_the_name(rng, monkeypatch):
    trained = small_cnn(rng=rng)
    files = {"weights/small_cnn-7.npz": trained.state()}
    monkeypatch.setattr(named, "read", files.__getitem__)
    loaded = load("small_cnn-7")
    assert repr(loaded) == repr(trained)
    for name, array in loaded.parameters().items():
        assert_array_equal(array, trained.parameters()[name])


def test_load_refuses_names_nobody_trained():
    with pytest.raises(ValueError, match=r"'lenet'.*a hyphen and a seed, got 'vgg-1'"):
        load("vgg-1")
    with pytest.raises(DataError, match=r"weights/lenet-999999\.npz"):
        load("lenet-999999")
