"""Make the trained weights: networks that a chapter need not wait for."""

import platform
from pathlib import Path

import numpy as np
from data_files import safetensors_bytes, save

from cnnlesson.cards import measure
from cnnlesson.data import manifest
from cnnlesson.datasets import load_sample
from cnnlesson.recipes import RECIPES, Recipe, train
from cnnlesson.training import evaluate

# File name -> recipe and seed. What is not here the chapters train themselves.
SEEDS = {
    "dense_network": (0, 1, 2),
    "small_cnn": (0, 1, 2),
    "shift_cnn": (0, 1, 2),
    "small_cnn-shifted": (1, 2),
    "shift_cnn-shifted": (1, 2),
    "small_cnn-shuffled": (0, 1, 2),
    "shift_cnn-shuffled": (0, 1, 2),
    "small_cnn-turned": (1,),
    "small_cnn-300": (0, 1, 2),
    "small_cnn-1000": (0, 1, 2),
    "dense_network-patient": (0, 1, 2),
    "dense_network-longer": (0, 1, 2),
    "small_cnn-longer": (0, 1, 2),
    "lenet-shifted": (0, 1, 2),
}
WEIGHTS = {
    f"{recipe}-{seed}": (recipe, seed)
    for recipe, seeds in SEEDS.items()
    for seed in seeds
}


# What the site shows in the browser, and where it has it from.
BROWSER = ("dense_network-0", "small_cnn-0", "shift_cnn-0", "lenet-shifted-0")
BROWSER_FOLDER = Path(__file__).parents[1] / "docs" / "_static" / "weights"


def make_weights(name: str) -> None:
    """Train the network called `name`, one of `WEIGHTS`, and save what it learned.

    The validation images are what the recipes were chosen on; the test images are
    looked at here, for the card, and nowhere before.
    """
    recipe, seed = WEIGHTS[name]
    network = train(recipe, seed=seed, workers=2)
    _, validation, test = load_sample()
    view, noise = RECIPES[recipe].shown, np.random.default_rng(0)
    accuracy = evaluate(network, view(validation.images), validation.labels).accuracy
    sample = manifest()["mnist_sample.npz"]["sha256"]
    facts = {
        "maker": f"python tools/make_data.py weights --only {name}",
        "settings": {"seed": seed, **settings(RECIPES[recipe])},
        "validation_accuracy": round(accuracy, 4),
        "card": measure(network, *test, view=view, rng=noise),
        "licence": "MIT",
        "attribution": "The cnnlesson contributors",
        "source": f"cnnlesson.recipes.train on mnist_sample.npz, SHA-256 {sample}",
    }
    save(f"weights/{name}.npz", network.state(), facts)
    if name in BROWSER:
        BROWSER_FOLDER.mkdir(parents=True, exist_ok=True)
        path = BROWSER_FOLDER / f"{name}.safetensors"
        path.write_bytes(safetensors_bytes(network.state()))
    print(f"weights/{name}.npz: {accuracy:.1%} of the validation images are right")


def settings(recipe: Recipe) -> dict[str, object]:
    """List what decides the result, to its last bit, beside the seed."""
    part = {} if recipe.count is None else {"count": recipe.count}
    return {
        "network": recipe.build.__name__,
        "epochs": recipe.epochs,
        "batch_size": recipe.batch_size,
        "optimizer": "Adam",
        "rate": recipe.rate,
        "last_rate": recipe.last_rate,
        "augment": getattr(recipe.augment, "__name__", None),
        "view": getattr(recipe.view, "__name__", None),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "machine": platform.machine(),
        **part,
    }
