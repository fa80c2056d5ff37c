import numpy as np
import pytest
from numpy.testing import assert_allclose

from cnnlesson.layers import Conv2d, Flatten, GlobalMaxPool2d, Linear, MaxPool2d, ReLU
from cnnlesson.network import Sequential, dense_network
from cnnlesson.network.convolutional import to_convolutional

SHAPE = (2, 9, 11)


@pytest.fixture
def network(rng):
    """One that shrinks maps by a stride, a pool and borders; two dense layers."""
    return Sequential(
        *(Conv2d(2, 5, (3, 2), rng=rng), ReLU(), MaxPool2d(2)),
        *(Conv2d(5, 4, 2, rng=rng), ReLU(), Flatten()),
        *(Linear(4 * 2 * 4, 7, rng=rng), ReLU(), Linear(7, 3, rng=rng)),
    ).astype(np.float64)


def test_on_its_own_size_the_answer_is_the_same(network, rng):
    images = rng.standard_normal((6, *SHAPE))
    maps = to_convolutional(network, SHAPE).forward(images)
    assert maps.shape == (6, 3, 1, 1)
    assert_allclose(maps[:, :, 0, 0], network.forward(images), rtol=1e-12)


def test_on_a_larger_image_it_is_that_of_every_window(network, rng):
    image = rng.standard_normal((1, 2, 15, 15))
    maps = to_convolutional(network, SHAPE).forward(image)
    assert maps.shape == (1, 3, 4, 3)
    for row, column in np.ndindex(4, 3):
        window = image[:, :, 2 * row :, 2 * column :][:, :, :9, :11]
        assert_allclose(
            maps[..., row, column], network.forward(window), rtol=1e-10, atol=1e-12
        )


def test_a_dense_network_becomes_filters_as_large_as_its_images(rng):
    dense = dense_network(rng=rng)
    sliding = to_convolutional(dense, (1, 28, 28))
    assert sliding.parameter_count == dense.parameter_count
    assert sliding.layers[0].params["weight"].shape == (16, 1, 28, 28)
    assert sliding.output_shape((1, 30, 29)) == (10, 3, 2)


def test_the_two_share_no_parameter(network):
    sliding = to_convolutional(network, SHAPE)
    for array in sliding.parameters().values():
        array += 1
    twin = to_convolutional(network, SHAPE)
    for name, array in sliding.parameters().items():
        assert_allclose(array - twin.parameters()[name], 1, rtol=1e-9)


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        ([ReLU()], "network has no Flatten to slide"),
        ([GlobalMaxPool2d(), Flatten()], r"GlobalMaxPool2d\(\) has no window to slide"),
    ],
)
def test_what_cannot_slide_is_named(layers, message):
    with pytest.raises(ValueError, match=message):
        to_convolutional(Sequential(*layers), SHAPE)


def test_an_image_shape_that_does_not_fit_is_named(network):
    with pytest.raises(ValueError, match="takes an input of shape"):
        to_convolutional(network, (2, 9, 13))
