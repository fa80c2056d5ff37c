"""``evaluate`` and ``predict``: what a trained network makes of images."""

import argparse
import os

import numpy as np

from cnnlesson.activations import softmax
from cnnlesson.cards import accuracy_interval, evidence, likeness
from cnnlesson.cli.errors import RefusedError
from cnnlesson.cli.networks import Known, find, splits
from cnnlesson.datasets import prepare_digit, read_picture
from cnnlesson.training import evaluate as measure

__all__ = ["evaluate", "predict"]

_RARE = 0.05  # share of real digits that are allowed to look like none


def evaluate(options: argparse.Namespace) -> int:
    """Print loss and accuracy with its interval; return the exit code."""
    known = find(options.network)
    data = options.data or known.data
    _, validation, test = splits(data)
    images, labels = validation if options.split == "validation" else test
    loss, accuracy = measure(known.network, known.view(images), labels)
    right = round(accuracy * len(labels))
    low, high = accuracy_interval(right, len(labels))
    print(
        f"{options.network} on the {options.split} images of {data}: {right:,} of "
        f"{len(labels):,} right, {accuracy:.2%} (95 % interval {low:.2%} to "
        f"{high:.2%}), loss {loss:.4f}"
    )
    return 0


def predict(options: argparse.Namespace) -> int:
    """Print the digit of a picture, and how sure the network is; return the code."""
    known = find(options.network)
    if known.data == "fashion-mnist":
        raise RefusedError(f"{options.network} has learned clothes and no digits")
    digit = prepare_digit(read_picture(options.image))
    logits = known.network.predict(known.view(digit))
    shares = softmax(logits)[0]
    print(f"{os.fspath(options.image)}: {shares.argmax()}")
    for place in np.argsort(-shares, kind="stable")[:3]:
        share = float(shares[place])
        print(f"  {place}  {_percent(share):>12}  {'█' * round(30 * share)}")
    found, least = _likeness(known, digit)
    if found < least:
        print(
            "But it does not look like a digit: its likeness to the nearest digit of "
            f"the training is {found:.2f}, and {1 - _RARE:.0%} of real digits have "
            f"{least:.2f} or more."
        )
    return 0


def _likeness(known: Known, digit: np.ndarray) -> tuple[float, float]:
    """Return that of a picture, and what the digits set aside for validation have."""

    def seen(images: np.ndarray) -> np.ndarray:
        return evidence(known.network, known.view(images))

    training, validation, _ = splits("sample")
    examples = seen(training.images)
    least = np.quantile(likeness(seen(validation.images), examples), _RARE)
    return float(likeness(seen(digit), examples)[0]), float(least)


def _percent(share: float) -> str:
    """Write a share that is neither all nor nothing without making it so."""
    if share > 0.99995:
        return "over 99.99%"
    return "under 0.01%" if share < 0.00005 else f"{share:.2%}"
