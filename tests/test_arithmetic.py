import itertools
import re
import subprocess
import sys
from dataclasses import FrozenInstanceError

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


SIZES = {"size": 9, "kernel_size": 3, "stride": 1, "padding": 0, "dilation": 1}
CONV = {"in_channels": 2, "out_channels": 3, **SIZES}
COUNTS = {
    output_size: SIZES,
    output_shape: SIZES,
    conv2d_cost: CONV,
    local_cost: CONV,
    linear_cost: {"in_features": 4, "out_features": 3},
    memory_bytes: {"batch_size": 1, "itemsize": 4},
    receptive_field: {"kernel_size": 3, "stride": 1, "dilation": 1},
}


def call(count, arguments):
    if count is receptive_field:
        return count([tuple(arguments.values())])
    return count(*[Cost(100, 5, 7)] * (count is memory_bytes), **arguments)


@pytest.mark.parametrize(
    ("count", "name"),
    [(count, name) for count, good in COUNTS.items() for name in good],
)
def test_what_is_no_count_is_named(count, name):
    least = 0 if name == "padding" else 1
    with pytest.raises(ValueError, match=rf"^{name} must be at least {least}, got -1$"):
        call(count, COUNTS[count] | {name: -1})
    for odd in (1.5, "3", None, float("nan")):
        with pytest.raises(TypeError, match=f"^{name} must be an integer, got {odd!r}"):
            call(count, COUNTS[count] | {name: odd})


@pytest.mark.parametrize("count", COUNTS)
def test_options_left_out_have_their_usual_values(count):
    usual = {"stride": 1, "padding": 0, "dilation": 1, "batch_size": 1, "itemsize": 4}
    given = {n: v for n, v in COUNTS[count].items() if n not in usual}
    if count is receptive_field:
        given["stride"] = 1
    assert call(count, given) == call(count, COUNTS[count])


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


def test_a_cost_does_not_change_and_so_can_be_looked_up():
    cost = Cost(100, 5, 7)
    with pytest.raises(FrozenInstanceError):
        cost.parameters = 200
    assert {cost: "a layer"}[Cost(100, 5, 7)] == "a layer"


def test_counts_are_exact_at_any_size():
    assert linear_cost(HUGE, HUGE, bias=False).parameters == HUGE**2
    assert output_size(HUGE, 2, stride=2) == 5 * 10**29
    assert conv2d_cost(1, 1, 1, HUGE).multiply_adds == HUGE**2


@pytest.mark.parametrize("count", [conv2d_cost, local_cost])
def test_costs_refuse_a_kernel_that_does_not_fit(count):
    with pytest.raises(ValueError, match=r"kernel of 5 px .* axis of 4 px"):
        count(1, 1, 5, (9, 4))


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
    names = "None, 'sgd', 'sgd_momentum', 'adam'"
    message = f"training must be one of {names}, got 'Adam'"
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


@pytest.mark.parametrize("layer", [(3,), (3, 1, 1, 1), 3, "31", None])
def test_receptive_field_says_what_a_layer_is(layer):
    wanted = r"\(kernel_size, stride\) or \(kernel_size, stride, dilation\)"
    message = f"^a layer must be {wanted}, got {re.escape(repr(layer))}$"
    with pytest.raises(ValueError, match=message):
        receptive_field([layer])


def test_memory_is_that_of_a_cost():
    with pytest.raises(
        TypeError, match=r"^cost must be an instance of Cost, got 12730$"
    ):
        memory_bytes(12_730)


def test_arithmetic_needs_nothing_but_the_standard_library():
    code = "import sys, cnnlesson.arithmetic; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
