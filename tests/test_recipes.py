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


def test_the_recipe_of_the_course_is_one_for_all_networks():
    assert list(RECIPES) == ["dense_network", "small_cnn", "shift_cnn"]
    for name, recipe in RECIPES.items():
        assert recipe.build.__name__ == name
        assert (recipe.epochs, recipe.batch_size, recipe.rate) == (5, 64, 2e-3)
        assert recipe.augment is None


def test_unknown_recipes_and_seeds_are_named():
    with pytest.raises(ValueError, match=r"one of dense_network, .* got 'resnet'"):
        train("resnet", seed=0)
    with pytest.raises(ValueError, match="seed must be at least 0, got -1"):
        train("small_cnn", seed=-1)
