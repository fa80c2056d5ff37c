"""What the page of conventions says of PyTorch, asked of PyTorch."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from cnnlesson import conventions
from cnnlesson.arithmetic import output_size
from cnnlesson.conv import conv2d

torch = pytest.importorskip("torch", reason="PyTorch is optional; it is an oracle here")
functional = torch.nn.functional
RNG = np.random.default_rng(seed=0)
X, WEIGHT = RNG.normal(size=(2, 3, 8, 7)), RNG.normal(size=(4, 3, 3, 5))


def theirs(x, weight, **options):
    tensors = torch.from_numpy(x), torch.from_numpy(weight)
    return functional.conv2d(*tensors, **options).numpy()


def test_axes_and_cross_correlation():
    assert_allclose(theirs(X, WEIGHT), conv2d(X, WEIGHT), atol=1e-12)


def test_a_layer_has_our_layout_and_a_bias_unless_told_otherwise():
    layer = torch.nn.Conv2d(3, 4, (3, 5))
    assert tuple(layer.weight.shape) == (4, 3, 3, 5)
    assert tuple(layer.bias.shape) == (4,)
    assert tuple(torch.nn.Linear(6, 2).weight.shape) == (2, 6)


@pytest.mark.parametrize("stride", [1, 2, 3])
def test_positions_are_rounded_down(stride):
    for size in range(3, 12):
        x = np.zeros((1, 1, size, size))
        out = theirs(x, np.zeros((1, 1, 3, 3)), stride=stride, padding=1)
        assert out.shape[-1] == output_size(size, 3, stride=stride, padding=1)


def test_pooling_can_round_up():
    x = torch.zeros(1, 1, 5, 5)
    assert functional.max_pool2d(x, 2).shape[-1] == output_size(5, 2, stride=2) == 2
    assert functional.max_pool2d(x, 2, ceil_mode=True).shape[-1] == 3


def test_dilation_one_is_dense_and_zero_is_refused():
    assert_array_equal(theirs(X, WEIGHT, dilation=1), theirs(X, WEIGHT))
    with pytest.raises(RuntimeError, match="dilation should be greater than zero"):
        theirs(X, WEIGHT, dilation=0)


# PyTorch says once that it copies; what it computes is the point here.
@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")
def test_same_with_stride_one_is_that_of_keras():
    for kernel_size in ((3, 5), (2, 4)):
        weight = RNG.normal(size=(4, 3, *kernel_size))
        padded = conventions.pad_same(X, kernel_size)
        assert_allclose(
            theirs(X, weight, padding="same"), conv2d(padded, weight), atol=1e-12
        )


def test_same_with_a_stride_is_refused():
    layer = torch.nn.Conv2d
    with pytest.raises(ValueError, match="not supported for strided convolutions"):
        layer(3, 4, 3, stride=2, padding="same")


def test_padding_one_with_stride_two_is_not_the_same_of_keras():
    weight = RNG.normal(size=(1, 3, 3, 3))
    x = RNG.normal(size=(1, 3, 8, 8))
    keras = conv2d(conventions.pad_same(x, 3, stride=2), weight, stride=2)
    pytorch = theirs(x, weight, stride=2, padding=1)
    assert keras.shape == pytorch.shape == (1, 1, 4, 4)
    assert np.abs(keras - pytorch).max() > 0.1


@pytest.mark.parametrize("mode", ["zeros", "reflect", "circular"])
def test_padding_modes_have_our_names(mode):
    layer = torch.nn.Conv2d(3, 4, 3, padding=2, padding_mode=mode, dtype=torch.float64)
    weight, bias = (p.detach().numpy() for p in (layer.weight, layer.bias))
    expected = layer(torch.from_numpy(X)).detach().numpy()
    got = conv2d(X, weight, bias, padding=2, padding_mode=mode)
    assert_allclose(got, expected, atol=1e-12)
