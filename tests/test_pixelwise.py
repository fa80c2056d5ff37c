import math

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import ndimage

from cnnlesson.layers import Conv2d, Flatten, Linear
from cnnlesson.losses import mse_loss
from cnnlesson.network import Sequential
from cnnlesson.optimizers import SGD, Adam
from cnnlesson.pixelwise import fit_pixels, iou, psnr

SHAPE = (30, 1, 6, 5)


@pytest.fixture
def shifted():
    """Noise, and the same moved by a pixel to the right: one 3 x 3 filter does it."""
    images = np.random.default_rng(3).random(SHAPE, dtype=np.float32)
    return images, ndimage.shift(images, (0, 0, 0, 1), order=0)


def run(data, *, seed=1, **options):
    rng = np.random.default_rng(seed)
    network = Sequential(Conv2d(1, 1, 3, padding=1, rng=rng))
    usual = {"epochs": 2, "batch_size": 7, "optimizer": Adam(0.03), "rng": rng}
    return network, fit_pixels(network, *data, **usual | options)


def test_it_learns_what_can_be_learned(shifted):
    network, losses = run(shifted, epochs=80)
    assert losses[0] > 0.05 > 1e-4 > losses[-1]
    kernel = network.layers[0].params["weight"][0, 0]
    assert_allclose(kernel, [[0, 0, 0], [1, 0, 0], [0, 0, 0]], atol=0.05)


def test_equal_generators_give_equal_networks_and_others_do_not(shifted):
    (one, first), (again, second), (_, third) = (
        run(shifted, seed=seed) for seed in (1, 1, 2)
    )
    assert_array_equal(one.layers[0].params["weight"], again.layers[0].params["weight"])
    assert first == second != third


def test_a_step_of_one_batch_goes_down_the_gradient(shifted):
    images, targets = shifted
    before, losses = run(shifted, epochs=1, batch_size=30, optimizer=SGD(1e-9))
    after, _ = run(shifted, epochs=1, batch_size=30, optimizer=SGD(0.5))
    loss, d_output = mse_loss(before.forward(images), targets)
    before.backward(d_output)
    assert losses == pytest.approx([loss], rel=1e-4)
    for name, gradient in before.gradients().items():
        step = after.parameters()[name] - before.parameters()[name]
        assert_allclose(step, -0.5 * gradient, atol=1e-6)


def test_the_loss_of_an_epoch_weighs_images_alike():
    images = np.array([0, 0, 3], np.float32).reshape(3, 1, 1, 1)
    network = Sequential(Conv2d(1, 1, 1, rng=np.random.default_rng(1)))
    network.layers[0].params["weight"][:] = 1
    options = {"optimizer": SGD(1e-12), "rng": np.random.default_rng(1)}
    zeros = np.zeros_like(images)
    losses = fit_pixels(network, images, zeros, epochs=1, batch_size=2, **options)
    assert losses == pytest.approx([3])


def test_divergence_is_named_and_leaves_no_trace(shifted):
    with pytest.raises(FloatingPointError, match=r"at step \d+: .* lower the rate"):
        run(shifted, epochs=50, optimizer=SGD(1e6))


@pytest.mark.parametrize(
    ("error", "change", "message"),
    [
        (ValueError, {"targets": np.ones((4, 1, 6, 4))}, r"targets must have shape"),
        (ValueError, {"targets": np.ones((3, 1, 6, 5))}, r"\(4, 1, 6, 5\).*\(3, 1, 6"),
        (TypeError, {"targets": np.ones((4, 1, 6, 5), np.float32)}, "targets is float"),
        (
            TypeError,
            {"targets": np.ones((4, 1, 6, 5), bool)},
            "targets must be .* bool",
        ),
        (TypeError, {"epochs": 1.5}, "epochs must be an integer, got 1.5"),
        (ValueError, {"batch_size": 0}, "batch_size must be at least 1, got 0"),
        (TypeError, {"rng": 1}, "rng must be a numpy.random.Generator, got 1"),
        (
            ValueError,
            {"targets": np.full((4, 1, 6, 5), np.nan)},
            "targets hold numbers that are NaN",
        ),
        (
            ValueError,
            {"images": np.ones((0, 1, 6, 5)), "targets": np.ones((0, 1, 6, 5))},
            r"nothing to train on: images \(0, 1, 6, 5\)",
        ),
    ],
)
def test_bad_input_is_named_and_nothing_is_trained(error, change, message):
    rng = np.random.default_rng(1)
    network = Sequential(Conv2d(1, 1, 3, padding=1, rng=rng)).astype(np.float64)
    before = network.state()
    good = {"images": np.ones((4, 1, 6, 5)), "targets": np.zeros((4, 1, 6, 5))}
    options = {"epochs": 1, "optimizer": Adam(0.1), "rng": rng}
    with pytest.raises(error, match=message):
        fit_pixels(network, **good | options | change)
    assert_array_equal(network.state()["0.weight"], before["0.weight"])


def test_any_shape_of_answer_will_do(rng):
    images = rng.random((6, 1, 3, 2))
    network = Sequential(Flatten(), Linear(6, 4, rng=rng)).astype(np.float64)
    options = {"epochs": 1, "optimizer": Adam(0.1), "rng": rng}
    assert len(fit_pixels(network, images, rng.random((6, 4)), **options)) == 1


def test_iou_is_the_definition(rng):
    mask, truth = rng.random((5, 2, 4, 3)) < 0.4, rng.random((5, 2, 4, 3)) < 0.6
    expected = []
    for one, other in zip(mask, truth, strict=True):
        a = {tuple(i) for i in np.argwhere(one)}
        b = {tuple(i) for i in np.argwhere(other)}
        expected.append(len(a & b) / len(a | b))
    assert_allclose(iou(mask, truth), expected)
    assert_allclose(iou(truth, mask), expected)


def test_iou_of_equal_of_strange_and_of_empty_masks():
    masks = np.array([[1, 1, 0], [1, 0, 0], [0, 0, 0], [0, 0, 0]], bool)
    truth = np.array([[1, 1, 0], [0, 0, 1], [0, 0, 0], [0, 1, 0]], bool)
    assert iou(masks, truth).tolist() == [1, 0, 1, 0]


def test_iou_wants_masks_of_one_shape():
    with pytest.raises(TypeError, match="mask must be boolean, got float64"):
        iou(np.ones((2, 3)), np.ones((2, 3), bool))
    with pytest.raises(ValueError, match=r"truth must have shape \(2, 3\)"):
        iou(np.ones((2, 3), bool), np.ones((2, 1), bool))


def test_psnr_gains_ten_for_a_tenth_of_the_error():
    truth = np.zeros((2, 1, 4, 3))
    assert psnr(truth + 0.1, truth) == pytest.approx(20)
    assert psnr(truth + 0.1 / math.sqrt(10), truth) == pytest.approx(30)
    assert psnr(truth, truth) == math.inf
