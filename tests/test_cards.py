import math

import numpy as np
import pytest
from scipy import optimize, stats
from scipy.spatial import distance

from cnnlesson.cards import accuracy_interval, evidence, likeness, measure
from cnnlesson.layers import Flatten, Linear
from cnnlesson.network import (
    Sequential,
    dense_network,
    lenet,
    shift_cnn,
    small_cnn,
)


@pytest.mark.parametrize(("right", "count"), [(1, 7), (970, 1000), (3, 3), (0, 50)])
def test_the_interval_is_where_the_normal_test_does_not_reject(right, count):
    def off(truth):  # in standard deviations, less those that 95 % of samples keep
        sigma = math.sqrt(truth * (1 - truth) / count)
        return abs(right / count - truth) - stats.norm.ppf(0.975) * sigma

    low, high = accuracy_interval(right, count)
    share, tiny = right / count, 1e-12
    if right:
        assert low == pytest.approx(optimize.brentq(off, tiny, share - tiny))
    else:
        assert low == 0
    if right < count:
        assert high == pytest.approx(optimize.brentq(off, share + tiny, 1 - tiny))
    else:
        assert high == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((3, 0), "count must be at least 1, got 0"),
        ((-1, 3), "right must be at least 0, got -1"),
        ((4, 3), "right must be at most count, 3, got 4"),
    ],
)
def test_counts_that_make_no_sense_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        accuracy_interval(*arguments)


def test_likeness_is_the_cosine_of_the_smallest_angle(rng):
    images, examples = rng.random((4, 1, 3, 5)), rng.random((6, 1, 3, 5))
    images[2] = 7 * examples[5]
    angles = [
        [1 - distance.cosine(x.ravel(), example.ravel()) for example in examples]
        for x in images
    ]
    found = likeness(images, examples)
    np.testing.assert_allclose(found, np.max(angles, axis=1), rtol=1e-12)
    assert found[2] == pytest.approx(1)


@pytest.mark.parametrize("build", [small_cnn, shift_cnn, lenet, dense_network])
def test_evidence_is_what_the_first_dense_layer_is_shown(rng, build):
    network = build(rng=rng)
    images = rng.random((3, 1, 28, 28), dtype=np.float32)
    first = next(la for la in network.layers if isinstance(la, Linear))
    seen = evidence(network, images).reshape(3, -1)
    network.forward(images)
    np.testing.assert_array_equal(first.forward(seen), first.forward(first._x))


def test_a_network_without_a_dense_layer_has_no_evidence(rng):
    with pytest.raises(ValueError, match=r"no dense layer: Sequential\("):
        evidence(Sequential(Flatten()), rng.random((3, 1, 5, 4)))


def test_black_looks_like_nothing(rng):
    assert likeness(np.zeros((1, 1, 3, 5)), rng.random((6, 1, 3, 5))) == [0]


def test_images_of_another_size_are_refused():
    with pytest.raises(ValueError, match=r"examples must have shape \(1, 1, 3, 5\)"):
        likeness(np.ones((2, 1, 3, 5)), np.ones((2, 1, 5, 3)))


def test_a_card_counts_what_it_says(rng):
    """A network that names the row of the brightest pixel, on images we laid out."""
    weight = np.zeros((3, 3 * 8))
    weight.reshape(3, 3, 8)[range(3), range(3)] = 10
    network = Sequential(Flatten(), Linear(24, 3, rng=rng)).astype(np.float64)
    network.load_state({"1.weight": weight, "1.bias": np.array([0.1, 0, 0])})
    images = np.zeros((4, 1, 3, 8))
    images[range(4), 0, [0, 1, 2, 2], [1, 1, 1, 5]] = 1
    labels = np.array([0, 2, 2, 2])
    card = measure(network, images, labels, view=lambda x: x, rng=rng)
    assert (card["parameters"], card["images"], card["right"]) == (75, 4, 3)
    # The last leaves at the right after two pixels; then the bias says 0.
    assert card["by_shift"] == [3, 3, 3, 2, 2, 2, 2]
    assert card["confusions"] == [[2, 1, 1]]
    assert 1 / 3 < card["noise"] <= 1


def test_a_card_measures_what_the_network_is_shown(rng):
    network = Sequential(Flatten(), Linear(24, 3, rng=rng)).astype(np.float64)
    seen = []

    def view(images):
        seen.append(images.shape)
        return images

    measure(network, np.ones((4, 1, 3, 8)), np.zeros(4, int), view=view, rng=rng)
    assert seen == [(4, 1, 3, 8)] * 8 + [(1000, 1, 3, 8)]
