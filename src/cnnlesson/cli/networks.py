"""What a command can name: networks, data, ways to move images, runs on the disk."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np

from cnnlesson import checkpoints, network, recipes
from cnnlesson._batches import Augment
from cnnlesson.cli.errors import RefusedError
from cnnlesson.data import DataError, manifest
from cnnlesson.datasets import SOURCES, Split, fetch, load_sample
from cnnlesson.network import Sequential
from cnnlesson.network.named import NAMED

__all__ = ["AUGMENTATIONS", "DATA", "MODELS", "Known", "checkpoint", "find", "splits"]

MODELS = NAMED
DATA = ("sample", *SOURCES)
AUGMENTATIONS: Mapping[str, Augment | None] = {
    "none": None,
    "shifted": recipes.shifted,
    "turned": recipes.turned,
}


class Known(NamedTuple):
    """A trained network and what is known of its training."""

    network: Sequential
    #: What it was trained on, one of :data:`DATA`.
    data: str
    #: What the network is shown of images.
    view: Callable[[np.ndarray], np.ndarray]


def splits(data: str) -> tuple[Split, Split, Split]:
    """Return training, validation and test images of one of :data:`DATA`."""
    return load_sample() if data == "sample" else fetch(data)


def checkpoint(out: Path) -> Path:
    """Where the run in the folder `out` keeps its state."""
    return out / "checkpoint.npz"


def find(name: str) -> Known:
    """Load a run by its folder, or a network that comes with the course by its name."""
    path = checkpoint(Path(name))
    if path.is_file():
        return _of_run(path)
    shipped = [file for file in manifest() if file.startswith("weights/")]
    if f"weights/{name}.npz" in shipped:
        recipe = recipes.RECIPES[name.rpartition("-")[0]]
        return Known(network.load(name), "sample", recipe.shown)
    names = ", ".join(file.removeprefix("weights/")[: -len(".npz")] for file in shipped)
    raise RefusedError(
        f"{name!r} is neither the folder of a run, with a {path.name} in it, nor one "
        f"of {names}"
    )


def _of_run(path: Path) -> Known:
    notes = checkpoints.notes(path)
    model, data = str(notes.get("model")), str(notes.get("data"))
    if model not in MODELS or data not in DATA:
        found = f"model {model}, data {data}"
        raise DataError(str(path), "notes", "those of cnnlesson train", found)
    built = MODELS[model](rng=np.random.default_rng(0))  # for its shapes alone
    checkpoints.load(path, built)
    return Known(built, data, lambda images: images)
