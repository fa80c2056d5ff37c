"""Make the trained weights: networks that a chapter need not wait for."""

import platform

import numpy as np
from data_files import save

from cnnlesson.data import manifest
from cnnlesson.datasets import load_sample
from cnnlesson.recipes import RECIPES, Recipe, train
from cnnlesson.training import evaluate

# File name -> recipe and seed. Seed 0 is trained by the chapters themselves.
WEIGHTS = {
    f"{recipe}-{seed}": (recipe, seed)
    for recipe in ("dense_network", "small_cnn", "shift_cnn")
    for seed in (1, 2)
}


def make_weights(name: str) -> None:
    """Train the network called `name`, one of `WEIGHTS`, and save what it learned."""
    recipe, seed = WEIGHTS[name]
    network = train(recipe, seed=seed)
    _, validation, _ = load_sample()
    accuracy = evaluate(network, *validation).accuracy
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
    return {
        "network": recipe.build.__name__,
        "epochs": recipe.epochs,
        "batch_size": recipe.batch_size,
        "optimizer": "Adam",
        "rate": recipe.rate,
        "augment": repr(recipe.augment) if recipe.augment else None,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "machine": platform.machine(),
        "blas_threads": 1,
    }
