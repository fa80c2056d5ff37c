"""The same numbers as PyTorch, forward and backward, over random configurations."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from cnnlesson import conv, dense, losses, pooling

torch = pytest.importorskip("torch", reason="PyTorch is optional; it is an oracle here")
functional = torch.nn.functional

SEEDS = pytest.mark.parametrize("seed", range(40))
TOLERANCE = {"rtol": 1e-10, "atol": 1e-10}  # float64 on both sides


def torch_gradients(function, *arrays):
    """Output of `function`, a random gradient for it, and what that gives per array."""
    tensors = [torch.from_numpy(array).requires_grad_() for array in arrays]
    out = function(*tensors)
    grad = torch.randn(out.shape, dtype=out.dtype, generator=torch.manual_seed(7))
    out.backward(grad)
    return out.detach().numpy(), grad.numpy(), [t.grad.numpy() for t in tensors]


def pairs(rng, low, high, count):
    return [tuple(map(int, pair)) for pair in rng.integers(low, high, (count, 2))]


@SEEDS
@pytest.mark.parametrize("mode", ["zeros", "circular", "reflect"])
def test_conv2d(seed, mode):
    rng = np.random.default_rng(seed)
    kernel, stride, dilation = pairs(rng, 1, 4, 3)
    (padding,) = pairs(rng, 0, 4, 1)
    images, channels, out_channels = map(int, rng.integers(1, 5, 3))
    size = [
        d * (k - 1) + 4 + int(rng.integers(6))
        for d, k in zip(dilation, kernel, strict=True)
    ]
    x = rng.standard_normal((images, channels, *size))
    weight = rng.standard_normal((out_channels, channels, *kernel))
    bias = rng.standard_normal(out_channels)

    def by_torch(x, weight, bias):
        (ph, pw), padded = padding, x
        if mode != "zeros":
            padded, ph, pw = functional.pad(x, (pw, pw, ph, ph), mode=mode), 0, 0
        return functional.conv2d(padded, weight, bias, stride, (ph, pw), dilation)

    out, grad, expected = torch_gradients(by_torch, x, weight, bias)
    options = {"stride": stride, "padding": padding, "dilation": dilation}
    options["padding_mode"] = mode
    assert_allclose(conv.conv2d(x, weight, bias, **options), out, **TOLERANCE)
    got = conv.conv2d_backward(grad, x, weight, **options)
    for gradient, want in zip(got, expected, strict=True):
        assert_allclose(gradient, want, **TOLERANCE)


@SEEDS
@pytest.mark.parametrize("ties", [False, True])
@pytest.mark.parametrize("name", ["max_pool2d", "avg_pool2d"])
def test_pooling(seed, ties, name):
    rng = np.random.default_rng(seed)
    kernel, stride = pairs(rng, 1, 5, 2)
    x = rng.standard_normal((3, 2, *rng.integers(5, 12, 2)))
    if ties:
        x = np.round(x)
    out, grad, (expected,) = torch_gradients(
        lambda x: getattr(functional, name)(x, kernel, stride), x
    )
    pool, back = getattr(pooling, name), getattr(pooling, f"{name}_backward")
    assert_allclose(pool(x, kernel, stride=stride), out, **TOLERANCE)
    assert_allclose(back(grad, x, kernel, stride=stride), expected, **TOLERANCE)


@SEEDS
@pytest.mark.parametrize("kind", ["max", "avg"])
def test_global_pooling(seed, kind):
    rng = np.random.default_rng(seed)
    x = np.round(rng.standard_normal((3, 2, *rng.integers(1, 8, 2))))
    adaptive = getattr(functional, f"adaptive_{kind}_pool2d")
    out, grad, (expected,) = torch_gradients(lambda x: adaptive(x, 1).flatten(1), x)
    pool = getattr(pooling, f"global_{kind}_pool2d")
    back = getattr(pooling, f"global_{kind}_pool2d_backward")
    assert_allclose(pool(x), out, **TOLERANCE)
    assert_allclose(back(grad, x), expected, **TOLERANCE)


@SEEDS
def test_linear(seed):
    rng = np.random.default_rng(seed)
    images, features, outputs = map(int, rng.integers(1, 20, 3))
    x = rng.standard_normal((images, features))
    weight = rng.standard_normal((outputs, features))
    bias = rng.standard_normal(outputs)
    out, grad, expected = torch_gradients(functional.linear, x, weight, bias)
    assert_allclose(dense.linear(x, weight, bias), out, **TOLERANCE)
    for gradient, want in zip(
        dense.linear_backward(grad, x, weight), expected, strict=True
    ):
        assert_allclose(gradient, want, **TOLERANCE)


@SEEDS
def test_cross_entropy(seed):
    rng = np.random.default_rng(seed)
    images, classes = map(int, rng.integers(1, 20, 2))
    logits = rng.standard_normal((images, classes)) * 10.0 ** rng.integers(0, 4)
    labels = rng.integers(0, classes, images)
    tensor = torch.from_numpy(logits).requires_grad_()
    expected = functional.cross_entropy(tensor, torch.from_numpy(labels))
    expected.backward()
    loss, d_logits = losses.cross_entropy(logits, labels)
    assert loss == pytest.approx(expected.item(), rel=1e-10, abs=1e-10)
    assert_allclose(d_logits, tensor.grad.numpy(), **TOLERANCE)


@SEEDS
def test_conv2d_in_single_precision(seed):
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((3, 4, 9, 10), dtype=np.float32)
    weight = rng.standard_normal((5, 4, 3, 2), dtype=np.float32)
    out, grad, expected = torch_gradients(functional.conv2d, x, weight)
    assert_allclose(conv.conv2d(x, weight), out, atol=1e-5)
    d_x, d_weight, _ = conv.conv2d_backward(grad, x, weight)
    assert_allclose(d_x, expected[0], atol=1e-5)
    assert_allclose(d_weight, expected[1], atol=1e-4)
