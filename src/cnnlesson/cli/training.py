"""``train``: epochs, each kept on the disk, so that nothing but one can be lost."""

import argparse
import sys
from dataclasses import fields
from pathlib import Path

import numpy as np
from tqdm import tqdm

from cnnlesson import checkpoints
from cnnlesson.cli.errors import RefusedError
from cnnlesson.cli.networks import AUGMENTATIONS, MODELS, checkpoint, splits
from cnnlesson.data import DataError, describe
from cnnlesson.optimizers import Adam
from cnnlesson.training import History, fit

__all__ = ["train"]

# What has to be the same when a run goes on. The epochs do not, nor do the workers.
_SETTINGS = ("model", "data", "seed", "batch_size", "rate", "augment")
_CURVES = tuple(field.name for field in fields(History))


def train(options: argparse.Namespace) -> int:
    """Train from the start, or on from the last whole epoch; return the exit code."""
    run = Run(options)
    try:
        run.go()
    except KeyboardInterrupt:
        print(f"\nStopped. {run.kept()}", file=sys.stderr)
        return 130
    except FloatingPointError as error:
        advice = "begin anew with a lower --rate, in another --out"
        print(f"\ncnnlesson train: {error}: {advice}", file=sys.stderr)
        return 1
    return 0


class Run:
    """A folder, its settings, and all that changes from epoch to epoch."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.path = checkpoint(options.out)
        self.settings = {key: getattr(options, key) for key in _SETTINGS}
        self.epochs, self.workers = options.epochs, options.workers
        self.history = History()
        _check_folder(options.out, self.path, options.resume)
        if options.resume:
            self._check_notes(checkpoints.notes(self.path))
        self.rng = np.random.default_rng(options.seed)
        self.network = MODELS[options.model](rng=self.rng)
        self.optimizer = Adam(options.rate)
        if options.resume:
            checkpoints.load(self.path, self.network, self.optimizer, rng=self.rng)

    @property
    def done(self) -> int:
        """How many epochs are complete."""
        return len(self.history.loss)

    def go(self) -> None:
        """Train the epochs that are missing, and save after each."""
        training, validation, _ = splits(self.settings["data"])
        if not self.path.exists():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._save()  # of no epoch: to see now whether the folder takes it
        if self.epochs > self.done:
            fit(
                self.network,
                *training,
                epochs=self.epochs - self.done,
                batch_size=self.settings["batch_size"],
                optimizer=self.optimizer,
                rng=self.rng,
                validation=validation,
                augment=AUGMENTATIONS[self.settings["augment"]],
                workers=self.workers,
                after_epoch=self._after_epoch,
                progress=True,
            )
        print(f"{self.done} epochs are done: {self.path}")

    def kept(self) -> str:
        """Say what there is of the run, and how it goes on."""
        if not self.path.exists():
            return "No epoch was begun, nothing is kept."
        done = len(checkpoints.notes(self.path)["loss"])  # what is on the disk counts
        return (
            f"{self.path} holds the state after {done} of {self.epochs} epochs; "
            "the same command with --resume goes on from there."
        )

    def _after_epoch(self, latest: History) -> None:
        curves = {name: getattr(self.history, name) for name in _CURVES}
        for name, curve in curves.items():
            curve.append(getattr(latest, name)[-1])
        self._save()
        loss, accuracy, _, validation = (curve[-1] for curve in curves.values())
        tqdm.write(
            f"epoch {self.done}/{self.epochs}: loss {loss:.4f}, accuracy "
            f"{accuracy:.2%}, on validation images {validation:.2%}"
        )

    def _save(self) -> None:
        notes = {key: np.array(value) for key, value in self.settings.items()}
        notes |= {name: np.array(getattr(self.history, name)) for name in _CURVES}
        rng = self.rng
        checkpoints.save(self.path, self.network, self.optimizer, rng=rng, notes=notes)

    def _check_notes(self, notes: dict[str, np.ndarray]) -> None:
        """Refuse another run than the one that goes on; take over its curves."""
        missing = {*_SETTINGS, *_CURVES} - notes.keys()
        if missing:
            raise RefusedError(f"{self.path} is of no run: it has no {sorted(missing)}")
        _check_shapes(self.path, notes)
        for key, value in self.settings.items():
            if notes[key].item() != value:
                raise RefusedError(
                    f"the run in {self.path.parent} has --{key.replace('_', '-')} "
                    f"{notes[key].item()}, not {value}: say the same to go on with it, "
                    "or name another --out to begin anew"
                )
        self.history = History(*(notes[name].tolist() for name in _CURVES))
        if self.done > self.epochs:
            raise RefusedError(
                f"the run in {self.path.parent} has {self.done} epochs already: "
                f"--epochs is how many it has in all, got {self.epochs}"
            )


def _check_shapes(path: Path, notes: dict[str, np.ndarray]) -> None:
    """Refuse what is no setting, or no number for each epoch that the loss has."""
    epochs = notes["loss"].size
    for name in _SETTINGS:
        if notes[name].ndim != 0:
            found = describe(notes[name])
            raise DataError(str(path), f"notes/{name}", "one value", found)
    for name in _CURVES:
        if notes[name].shape != (epochs,) or notes[name].dtype.kind not in "iuf":
            what, found = f"numbers ({epochs},)", describe(notes[name])
            raise DataError(str(path), f"notes/{name}", what, found)


def _check_folder(out: Path, path: Path, resume: bool) -> None:
    if out.exists() and not out.is_dir():
        raise RefusedError(f"--out {out} is a file, and has to be a folder")
    if resume and not path.is_file():
        raise RefusedError(f"--resume: there is no {path} to go on from")
    if path.exists() and not resume:
        raise RefusedError(
            f"{path} is there already: add --resume to go on with that run, or name "
            "another --out"
        )
