"""Make the trained weights: networks that a chapter need not wait for."""

import platform

import numpy as np
from data_files import save

from cnnlesson.data import manifest
from cnnlesson.datasets import load_sample
from cnnlesson.recipes import RECIPES, Recipe, train
from cnnlesson.training import evaluate

# File name -> recipe and seed. What is not here the chapters train themselves.
SEEDS = {
    "dense_network": (1, 2),
    "small_cnn": (0, 1, 2),
    "shift_cnn": (0, 1, 2),
    "small_cnn-shifted": (1, 2),
    "shift_cnn-shifted": (1, 2),
    "small_cnn-shuffled": (0, 1, 2),
    "shift_cnn-shuffled": (0, 1, 2),
    "small_cnn-turned": (1,),
    "small_cnn-300": (0, 1, 2),
    "small_cnn-1000": (0, 1, 2),
}
WEIGHTS = {
    f"{recipe}-{seed}": (recipe, seed)
    for recipe, seeds in SEEDS.items()
    for seed in seeds
}


def make_weights(name: str) -> None:
    """Train the network called `name`, one of `WEIGHTS`, and save what it learned."""
    recipe, seed = WEIGHTS[name]
    network = train(recipe, seed=seed)
    _, validation, _ = load_sample()
    shown = RECIPES[recipe].shown(validation.images)
    accuracy = evaluate(network, shown, validation.labels).accuracy
    sample = manifest()["mnist_sample.npz"]["sha256"]
    facts = {
        "maker": f"python tools/make_data.py weights --only {name}",
        "settings": {"seed": seed, **settings(RECIPES[recipe])},
        "validation_accuracy": round(accuracy, 4),
        "licence": "MIT",
        "attribution": "The cnnlesson contributors",
        "source": f"cnnlesson.recipes.train on mnist_sample.npz, SHA-256 {sample}",
    }
    save(f"weights/{name}.npz", network.state(), facts)
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
        "augment": getattr(recipe.augment, "__name__", None),
        "view": getattr(recipe.view, "__name__", None),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "machine": platform.machine(),
        "blas_threads": 1,
        **part,
    }
