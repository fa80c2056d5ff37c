import math

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from cnnlesson.optimizers import SGD, Adam

SHAPES = {"0.weight": (4, 3), "0.bias": (4,)}


def sgd_by_loops(weight, grads, *, rate, momentum):
    """The definition, for one number."""
    velocity = 0.0
    for grad in grads:
        velocity = momentum * velocity + grad
        weight -= rate * velocity
    return weight


def adam_by_loops(weight, grads, *, rate, beta1, beta2, eps):
    """Algorithm 1 of Kingma and Ba, line by line, for one number."""
    m, v = 0.0, 0.0
    for t, g in enumerate(grads, start=1):
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        m_hat = m / (1 - beta1**t)
        v_hat = v / (1 - beta2**t)
        weight -= rate * m_hat / (math.sqrt(v_hat) + eps)
    return weight


ADAM = {"beta1": 0.7, "beta2": 0.8, "eps": 0.1}  # unlike each other and the defaults
CASES = {
    "sgd": (SGD, sgd_by_loops, {"rate": 0.3}, {"momentum": 0.0}),
    "momentum": (SGD, sgd_by_loops, {"rate": 0.3, "momentum": 0.6}, {}),
    "adam": (Adam, adam_by_loops, {"rate": 0.3, **ADAM}, {}),
    "adam as it comes": (
        *(Adam, adam_by_loops, {"rate": 0.3}),
        {"beta1": 0.9, "beta2": 0.999, "eps": 1e-8},
    ),
}


@pytest.fixture(params=CASES.values(), ids=CASES)
def case(request):
    return request.param


def random_arrays(rng, dtype=np.float64):
    return {n: rng.standard_normal(shape).astype(dtype) for n, shape in SHAPES.items()}


def test_steps_are_the_definition_for_each_number(case, rng):
    kind, by_loops, options, defaults = case
    optimizer, params = kind(**options), random_arrays(rng)
    start = {name: array.copy() for name, array in params.items()}
    grads = [random_arrays(rng) for _ in range(5)]
    for grad in grads:
        optimizer.step(params, grad)
    for name, array in params.items():
        for at in np.ndindex(array.shape):
            history = [grad[name][at] for grad in grads]
            expected = by_loops(start[name][at], history, **options, **defaults)
            assert array[at] == pytest.approx(expected, rel=1e-12)
    assert optimizer.steps == 5


@pytest.mark.parametrize(
    ("make", "theirs", "options"),
    [
        (lambda: SGD(0.3, momentum=0.6), "SGD", {"momentum": 0.6}),
        (lambda: Adam(0.3, **ADAM), "Adam", {"betas": (0.7, 0.8), "eps": 0.1}),
    ],
    ids=["SGD", "Adam"],
)
def test_steps_are_those_of_pytorch(make, theirs, options, rng):
    torch = pytest.importorskip("torch")
    ours, params = make(), random_arrays(rng)
    tensors = {name: torch.tensor(array) for name, array in params.items()}
    optimizer = getattr(torch.optim, theirs)(tensors.values(), lr=0.3, **options)
    for _ in range(5):
        grads = random_arrays(rng)
        ours.step(params, grads)
        for name, tensor in tensors.items():
            tensor.grad = torch.from_numpy(grads[name])
        optimizer.step()
    for name, array in params.items():
        assert_allclose(array, tensors[name].numpy(), rtol=1e-12)


def test_gradients_stay_and_so_does_float32(case, rng):
    kind, _, options, _ = case
    optimizer = kind(**options | {"rate": np.float64(0.3)})
    params, grads = random_arrays(rng, np.float32), random_arrays(rng, np.float32)
    for grad in grads.values():
        grad.flags.writeable = False
    for _ in range(2):
        optimizer.step(params, grads)
    arrays = [*params.values(), *optimizer.averages.values()]
    assert {array.dtype for array in arrays} == {np.dtype(np.float32)}


@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e3])
def test_the_first_step_of_adam_is_as_long_as_the_rate(scale):
    params, grads = {"w": np.array([1.0, 1.0])}, {"w": scale * np.array([2.0, -5.0])}
    Adam(0.01).step(params, grads)
    assert_allclose(params["w"], [0.99, 1.01], rtol=1e-6)


def test_a_new_optimizer_goes_on_from_the_state(case, rng):
    kind, _, options, _ = case
    grads = [random_arrays(rng) for _ in range(5)]
    params, one, other = random_arrays(rng), kind(**options), kind(**options)
    for grad in grads[:2]:
        one.step(params, grad)
    resumed = {name: array.copy() for name, array in params.items()}
    state = one.state()
    for grad in grads[2:]:
        one.step(params, grad)
    other.step(random_arrays(rng), grads[0])  # and forgets whom it served before
    other.load_state(state)
    before = {name: array.copy() for name, array in state.items()}
    for grad in grads[2:]:
        other.step(resumed, grad)
    for name, array in state.items():
        assert_array_equal(array, before[name])
    assert one.steps == other.steps == 5
    for name in params:
        assert_array_equal(resumed[name], params[name])


@pytest.mark.parametrize(
    ("make", "kinds"),
    [
        (lambda: SGD(1), []),
        (lambda: SGD(1, momentum=0.5), ["velocity"]),
        (lambda: Adam(1), ["mean", "square"]),
    ],
    ids=["SGD", "momentum", "Adam"],
)
def test_state_names_an_average_of_each_kind_per_parameter(make, kinds, rng):
    optimizer = make()
    assert list(optimizer.state()) == ["steps"]
    params = random_arrays(rng)
    optimizer.step(params, params)
    shapes = {name: array.shape for name, array in optimizer.state().items()}
    averages = {f"{k}.{n}": shape for k in kinds for n, shape in SHAPES.items()}
    assert shapes == {"steps": (), **averages}


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: SGD(0), "rate must be .* above 0, got 0"),
        (lambda: Adam(-1e-3), "rate must be .* above 0, got -0.001"),
        (lambda: Adam(math.nan), "rate must be a finite number .*, got nan"),
        (lambda: SGD(math.inf), "rate must be a finite number .*, got inf"),
        (lambda: SGD(1, momentum=1), "momentum must be .* below 1, got 1"),
        (lambda: SGD(1, momentum=-0.1), "momentum must be at least 0 .*, got -0.1"),
        (lambda: Adam(1, beta1=1.5), "beta1 must be .* below 1, got 1.5"),
        (lambda: Adam(1, beta2=-1), "beta2 must be at least 0 .*, got -1"),
        (lambda: Adam(1, eps=0), "eps must be .* above 0, got 0"),
    ],
)
def test_impossible_settings_are_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize(
    ("grads", "message"),
    [
        ({}, r"differ in \['0.bias', '0.weight'\]; .*once backward has run"),
        ({"0.bias": (4,), "0.weight": (3, 4)}, r"0.weight has .*\(4, 3\) .*\(3, 4\)"),
        ({**SHAPES, "1.bias": (1,)}, r"differ in \['1.bias'\]"),
    ],
)
def test_gradients_that_do_not_fit_move_nothing(grads, message, rng):
    params, optimizer = random_arrays(rng), SGD(0.1)
    before = {name: array.copy() for name, array in params.items()}
    with pytest.raises(ValueError, match=message):
        optimizer.step(params, {name: np.ones(shape) for name, shape in grads.items()})
    assert optimizer.steps == 0
    for name, array in params.items():
        assert_array_equal(array, before[name])


def test_an_optimizer_with_a_memory_serves_one_network(rng):
    optimizer, mine, grads = Adam(0.1), random_arrays(rng), random_arrays(rng)
    optimizer.step(mine, grads)
    for _ in range(2):  # the refusal leaves no trace
        with pytest.raises(ValueError, match="make a new optimizer for each network"):
            optimizer.step(random_arrays(rng), grads)
    optimizer.step(mine, grads)
    half = mine | {"0.bias": mine["0.bias"].copy()}
    with pytest.raises(ValueError, match="make a new optimizer for each network"):
        optimizer.step(half, grads)
    plain = SGD(0.1)
    for _ in range(2):
        plain.step(random_arrays(rng), grads)
    assert (optimizer.steps, plain.steps) == (2, 2)


def test_parameters_that_are_exchanged_in_the_same_dictionary_are_others(rng):
    optimizer, params = Adam(0.1), random_arrays(rng)
    optimizer.step(params, params)
    params["0.bias"] = params["0.bias"].copy()
    with pytest.raises(ValueError, match="make a new optimizer for each network"):
        optimizer.step(params, params)


def test_settings_are_plain_numbers():
    optimizer = SGD(np.float32(0.5), momentum=np.float64(0.25))
    assert repr(optimizer) == "SGD(0.5, momentum=0.25)"
    assert type(optimizer.rate) is type(optimizer.momentum) is float


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({}, r"Adam\(1.0, .*keeps \['steps', 'mean', 'square'\], but .* has \[\]"),
        ({"steps": 2, "velocity.0.bias": [1.0]}, r"but .* has \['steps', 'velocity.0"),
    ],
)
def test_states_of_another_optimizer_are_refused(state, message):
    optimizer = Adam(1)
    with pytest.raises(ValueError, match=message):
        optimizer.load_state({name: np.array(value) for name, value in state.items()})
    assert list(optimizer.state()) == ["steps"]


@pytest.mark.parametrize(
    ("steps", "kind", "message"),
    [
        (-1, ValueError, "steps must be at least 0, got -1"),
        (2.7, TypeError, r"steps must be an integer, got array\(2.7\)"),
        ([3], TypeError, r"steps must be an integer, got array\(\[3\]\)"),
    ],
)
def test_steps_that_nobody_took_are_refused(steps, kind, message):
    optimizer = SGD(1, momentum=0.5)
    state = {"steps": np.array(4), "velocity.w": np.ones(3)}
    optimizer.load_state(state)
    with pytest.raises(kind, match=message):
        optimizer.load_state({"steps": np.array(steps)})
    assert optimizer.state().keys() == state.keys()
    assert optimizer.steps == 4
    optimizer.load_state({"steps": np.array(0)})
    assert type(optimizer.steps) is int


@pytest.mark.parametrize("shape", [(3,), None], ids=["another shape", "missing"])
def test_averages_of_another_network_are_refused(shape, rng):
    params = {"w": np.ones((2, 3)), "b": np.ones(2)}
    averages = {"velocity.w": (2, 3), "velocity.b": shape}
    state = {name: np.ones(size) for name, size in averages.items() if size}
    optimizer = SGD(1, momentum=0.5)
    optimizer.load_state({"steps": np.array(3), **state})
    with pytest.raises(ValueError, match=r"averages \['velocity.b'\] do not fit"):
        optimizer.step(params, params)
