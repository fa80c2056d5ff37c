import itertools
import subprocess
import sys

import pytest

from cnnlesson.arithmetic import (
    Cost,
    ReceptiveField,
    conv2d_cost,
    linear_cost,
    local_cost,
    memory_bytes,
    output_shape,
    output_size,
    receptive_field,
)

HUGE = 10**30 + 1  # no float and no 64-bit integer holds it


@pytest.mark.parametrize("size", range(1, 13))
def test_output_size_counts_positions(size):
    for kernel_size, padding, stride, dilation in itertools.product(
        range(1, 6), range(3), range(1, 4), range(1, 4)
    ):
        options = {"padding": padding, "stride": stride, "dilation": dilation}
        starts = range(-padding, size + padding, stride)
        last_taps = [start + dilation * (kernel_size - 1) for start in starts]
        fitting = [last for last in last_taps if last < size + padding]
        if fitting:
            assert output_size(size, kernel_size, **options) == len(fitting)
        else:
            with pytest.raises(ValueError, match="does not fit"):
                output_size(size, kernel_size, **options)


def test_output_shape_keeps_height_and_width_apart():
    options = {"stride": (1, 2), "padding": (0, 1), "dilation": (2, 1)}
    assert output_shape((10, 20), (3, 5), **options) == (6, 9)
    assert output_shape(10, 3, stride=2) == (4, 4)


def test_kernel_too_large_says_by_how_much():
    message = r"kernel of 3 px \(dilation 2, 5 px in all\).* 2 px with padding 1 \(4 px"
    with pytest.raises(ValueError, match=message):
        output_size(2, kernel_size=3, padding=1, dilation=2)


@pytest.mark.parametrize(
    ("name", "least"),
    [("size", 1), ("kernel_size", 1), ("stride", 1), ("padding", 0), ("dilation", 1)],
)
def test_output_size_refuses_what_is_no_count_of_pixels(name, least):
    good = {"size": 9, "kernel_size": 3}
    with pytest.raises(ValueError, match=f"{name} must be at least {least}, got -1"):
        output_size(**good | {name: -1})
    with pytest.raises(TypeError, match=rf"{name} must be an integer, got 1\.5"):
        output_size(**good | {name: 1.5})


def test_pair_of_three_is_refused():
    with pytest.raises(ValueError, match=r"stride must be .* a pair, got \(1, 2, 3\)"):
        output_shape(9, 3, stride=(1, 2, 3))


@pytest.mark.parametrize(
    ("cost", "parameters"),
    [
        (linear_cost(150_528, 512), 77_070_848),
        (linear_cost(150_528, 512, bias=False), 77_070_336),
        (conv2d_cost(3, 512, 3, 224, bias=False), 13_824),
        (local_cost(3, 512, 3, 224, bias=False), 681_302_016),
        (conv2d_cost(3, 64, 3, 224), 1_792),
        (conv2d_cost(1, 6, 5, 28, padding=2), 156),  # LeNet-5, from here on
        (conv2d_cost(6, 16, 5, 14), 2_416),
        (linear_cost(400, 120), 48_120),
        (linear_cost(120, 84), 10_164),
        (linear_cost(84, 10), 850),
    ],
)
def test_published_parameter_counts(cost, parameters):
    assert cost.parameters == parameters


def count_by_loops(shared, in_channels, out_channels, kernel, size, **options):
    """Visit every product of the layer, and remember which weight it used."""
    weights, biases, outputs, products = set(), set(), set(), 0
    positions = list(
        itertools.product(*map(range, output_shape(size, kernel, **options)))
    )
    for f, position in itertools.product(range(out_channels), positions):
        owner = (f, None if shared else position)
        outputs.add((f, position))
        biases.add(owner)
        for tap in itertools.product(range(in_channels), *map(range, kernel)):
            weights.add((owner, tap))
            products += 1
    return len(weights), len(biases), products, len(outputs)


@pytest.mark.parametrize(
    ("count", "shared"), [(conv2d_cost, True), (local_cost, False)]
)
def test_costs_count_every_product(count, shared):
    layer = (2, 3, (4, 1), (9, 7))
    options = {"stride": (1, 2), "padding": (1, 0), "dilation": (2, 1)}
    weights, biases, products, outputs = count_by_loops(shared, *layer, **options)
    assert count(*layer, **options) == Cost(weights + biases, products, outputs)
    bare = count(*layer, **options, bias=False)
    assert bare == Cost(weights, products, outputs)


def test_costs_add_up_to_a_network():
    layers = [linear_cost(784, 16), linear_cost(16, 10)]
    assert sum(layers, Cost()) == Cost(12_730, 12_704, 26)
    with pytest.raises(TypeError, match="unsupported operand"):
        layers[0] + 1


def test_counts_are_exact_at_any_size():
    assert linear_cost(HUGE, HUGE, bias=False).parameters == HUGE**2
    assert output_size(HUGE, 2, stride=2) == 5 * 10**29
    assert conv2d_cost(1, 1, 1, HUGE).multiply_adds == HUGE**2


@pytest.mark.parametrize("count", [conv2d_cost, local_cost])
def test_costs_refuse_a_kernel_that_does_not_fit(count):
    with pytest.raises(ValueError, match=r"kernel of 5 px .* axis of 4 px"):
        count(1, 1, 5, (9, 4))
    with pytest.raises(ValueError, match="in_channels must be at least 1, got 0"):
        count(0, 1, 3, 9)


def test_linear_cost_refuses_half_a_feature():
    with pytest.raises(TypeError, match=r"in_features must be an integer, got 0\.5"):
        linear_cost(0.5, 3)


@pytest.mark.parametrize(
    ("training", "numbers"),
    [
        (None, 100 + 3 * 7),
        ("sgd", 2 * 100 + 2 * 3 * 7),
        ("sgd_momentum", 3 * 100 + 2 * 3 * 7),
        ("adam", 4 * 100 + 2 * 3 * 7),
    ],
)
def test_memory_counts_every_number_kept(training, numbers):
    cost = Cost(parameters=100, multiply_adds=5, activations=7)
    kept = memory_bytes(cost, training=training, batch_size=3, itemsize=8)
    assert kept == 8 * numbers


def test_memory_refuses_an_unknown_optimizer():
    message = r"training must be one of None, .*'adam', got 'Adam'"
    with pytest.raises(ValueError, match=message):
        memory_bytes(Cost(), training="Adam")


VGG16 = [(3, 1), (3, 1), (2, 2)] * 2 + [(3, 1), (3, 1), (3, 1), (2, 2)] * 3
LENET5 = [(5, 1), (2, 2), (5, 1), (2, 2), (5, 1)]


@pytest.mark.parametrize(
    ("layers", "size", "stride"),
    [
        ([], 1, 1),
        ([(3, 1)] * 3, 7, 1),
        (LENET5[:3], 14, 2),
        (LENET5[:4], 16, 4),
        (LENET5, 32, 4),
        (VGG16, 212, 32),
        ([(3, 2, 2), (3, 1, 4)], 21, 2),  # 1 + 2*2*1 + 4*2*2
    ],
)
def test_receptive_fields(layers, size, stride):
    assert receptive_field(iter(layers)) == ReceptiveField(size, stride)


def test_receptive_field_refuses_a_layer_of_one_number():
    with pytest.raises(
        ValueError, match=r"a layer must be \(kernel_size, .*got \(3,\)"
    ):
        receptive_field([(3,)])


def test_arithmetic_needs_nothing_but_the_standard_library():
    code = "import sys, cnnlesson.arithmetic; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
