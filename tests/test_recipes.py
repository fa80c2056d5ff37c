import numpy as np
import pytest
from numpy.testing import assert_array_equal

from cnnlesson import recipes
from cnnlesson.datasets import load_sample
from cnnlesson.images import random_shift
from cnnlesson.network import dense_network
from cnnlesson.optimizers import Adam
from cnnlesson.recipes import RECIPES, Recipe, train
from cnnlesson.training import fit


@pytest.fixture
def quick(monkeypatch):
    """Add a recipe that takes a blink, with settings all unlike the defaults."""
    recipe = Recipe(dense_network, epochs=2, batch_size=500, rate=0.01)
    monkeypatch.setattr(recipes, "RECIPES", {"quick": recipe})
    return recipe


def test_train_is_the_recipe_on_the_training_images(quick):
    images, labels = load_sample()[0]
    rng = np.random.default_rng(3)
    expected = dense_network(rng=rng)
    fit(
        expected,
        images,
        labels,
        epochs=2,
        batch_size=500,
        optimizer=Adam(0.01),
        rng=rng,
    )
    found = train("quick", seed=3).parameters()
    assert found.keys() == expected.parameters().keys()
    for name, array in expected.parameters().items():
        assert_array_equal(found[name], array)


def test_another_seed_is_another_network(quick):
    one, other = (train("quick", seed=seed).parameters() for seed in (1, 2))
    assert not np.array_equal(one["1.weight"], other["1.weight"])


def test_train_augments_if_the_recipe_says_so(monkeypatch):
    limits = []

    def augment(images, rng):
        limits.append(len(images))
        return random_shift(images, rng, limit=2)

    recipe = Recipe(dense_network, epochs=1, batch_size=1000, augment=augment)
    monkeypatch.setattr(recipes, "RECIPES", {"augmented": recipe})
    train("augmented", seed=0)
    assert limits == [1000, 1000, 1000, 500]


def test_train_shows_the_network_the_view_of_its_recipe(monkeypatch):
    seen = []

    def record(images, rng):
        seen.append(images.mean(axis=(0, 1)))
        return images

    negative = Recipe(dense_network, 1, 3500, augment=record, view=lambda x: 1 - x)
    monkeypatch.setattr(recipes, "RECIPES", {"negative": negative})
    train("negative", seed=0)
    images, _ = load_sample()[0]
    np.testing.assert_allclose(seen[0], 1 - images.mean(axis=(0, 1)), rtol=1e-4)


def test_a_shuffle_is_one_order_for_all_images_and_loses_no_pixel():
    images = np.random.default_rng(1).random((5, 1, 4, 6), dtype=np.float32)
    before, other = images.copy(), recipes.shuffled(images)
    assert_array_equal(images, before)
    assert (other.shape, other.dtype) == (images.shape, images.dtype)
    places = [list(images[0].ravel()).index(value) for value in other[0].ravel()]
    assert sorted(places) == list(range(24))
    assert places != sorted(places)
    assert_array_equal(other.reshape(5, 24), images.reshape(5, 24)[:, places])


def test_shifted_and_turned_move_as_far_as_their_recipes_say():
    images = np.zeros((400, 1, 11, 9), dtype=np.float32)
    images[:, :, 5, 4] = 1
    moved = recipes.shifted(images, np.random.default_rng(1))
    rows, columns = np.argwhere(moved)[:, 2:].T
    assert (set(rows), set(columns)) == ({3, 4, 5, 6, 7}, {2, 3, 4, 5, 6})
    hand = np.zeros((400, 1, 21, 21), dtype=np.float32)
    hand[:, :, 0, 10] = 1  # points up, as on a clock: 10 pixels from the centre
    turned = recipes.turned(hand, np.random.default_rng(1))
    rows, columns = np.argwhere(turned)[:, 2:].T
    assert rows.max() == 5  # 10 - 10 cos 60 degrees
    assert (columns.min(), columns.max()) == (1, 19)  # 10 -/+ 10 sin 60 degrees


def test_the_recipe_of_the_course_is_one_for_all_networks():
    assert list(RECIPES)[:3] == ["dense_network", "small_cnn", "shift_cnn"]
    for name, recipe in RECIPES.items():
        kind, _, variant = name.partition("-")
        assert (recipe.build.__name__, recipe.rate) == (kind, 2e-3)
        if variant.isdigit():  # few images: seen more often, in batches no larger
            assert recipe.count == int(variant)
            assert recipe.epochs > 5
            assert recipe.batch_size <= 64
            continue
        assert (recipe.batch_size, recipe.count) == (64, None)
        lengths = {"lenet-shifted": (40, 1e-4)}
        lengths["dense_network-patient"] = (60, None)
        if variant == "longer":
            lengths[name] = (15, 1e-4)
        if variant in ("longer", "patient"):
            variant = ""
        assert (recipe.epochs, recipe.last_rate) == lengths.get(name, (5, None))
        changed = {recipe.augment, recipe.view} - {None}
        assert {change.__name__ for change in changed} == ({variant} - {""})


def test_the_rate_falls_along_half_a_cosine_to_the_last_epoch(monkeypatch):
    recipe = Recipe(dense_network, epochs=4, rate=0.9, last_rate=0.1)
    rates = [recipe.rate_in(e) for e in range(4)]
    assert rates == pytest.approx([0.9, 0.7, 0.3, 0.1])  # at 0, 60, 120, 180 degrees
    steady = Recipe(dense_network, epochs=3, rate=0.8)
    assert [steady.rate_in(e) for e in range(3)] == [0.8] * 3
    rates = []

    class Noting(Adam):
        def step(self, params, grads):
            rates.append(self.rate)
            super().step(params, grads)

    monkeypatch.setattr(recipes, "Adam", Noting)
    falling = Recipe(dense_network, 3, 3500, 0.01, last_rate=0.001)
    monkeypatch.setattr(recipes, "RECIPES", {"falling": falling})
    train("falling", seed=0)
    assert rates == pytest.approx([0.01, 0.0055, 0.001])


def test_workers_change_no_bit_of_a_recipe(quick):
    one, other = (train("quick", seed=1, workers=w).parameters() for w in (1, 2))
    for name, array in one.items():
        assert_array_equal(other[name], array)


def test_unknown_recipes_and_seeds_are_named():
    with pytest.raises(ValueError, match=r"one of 'dense_network', .* got 'resnet'"):
        train("resnet", seed=0)
    with pytest.raises(ValueError, match="seed must be at least 0, got -1"):
        train("small_cnn", seed=-1)


def test_train_uses_the_first_images_if_the_recipe_says_how_many(monkeypatch):
    seen = []

    def record(network, images, labels, **options):
        seen.append((images, labels))

    monkeypatch.setattr(recipes, "fit", record)
    recipe = Recipe(dense_network, count=70)
    monkeypatch.setattr(recipes, "RECIPES", {"few": recipe})
    train("few", seed=0)
    images, labels = load_sample()[0]
    assert_array_equal(seen[0][0], images[:70])
    assert_array_equal(seen[0][1], labels[:70])
