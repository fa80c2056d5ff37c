"""What the widget that reads digits loads from the site: real digits, and examples.

Digits of the test images, to be picked; and the last maps of training images, to say
whether a picture looks like a digit: as many as a browser may load, a byte a number.
"""

import json

import numpy as np

from cnnlesson import datasets
from cnnlesson.cards import evidence, likeness
from cnnlesson.network import load

__all__ = ["EXAMPLES", "NETWORK", "PASSING", "digit_files"]

NETWORK = "lenet-shifted-0"
EXAMPLES = 600  # training images whose maps are written
PASSING = 0.95  # share of the validation digits that look like digits
_OF_EACH = 2  # digits of each class to be picked


def digit_files() -> dict[str, bytes]:
    """Return the files by name.

    ``digits.bin`` has 28 rows of 28 bytes for each of 20 test images, two of each
    class, sorted; ``examples.bin`` the last maps of each example, from 0 to 255 for
    its largest; ``digits.json`` says how large they are, and how much a picture must
    be like the nearest example to look like a digit.
    """
    train, validation, test = datasets.load_sample()
    network = load(NETWORK)
    maps = evidence(network, train.images[:EXAMPLES])
    levels = np.rint(255 * maps / maps.max(axis=1, keepdims=True))
    known = likeness(evidence(network, validation.images), levels.astype(np.float32))
    picked = [
        image for d in range(10) for image in test.images[test.labels == d][:_OF_EACH]
    ]
    facts = {
        "labels": np.repeat(np.arange(10), _OF_EACH).tolist(),
        "examples": EXAMPLES,
        "passing": PASSING,
        "least": float(np.quantile(known, 1 - PASSING)),
    }
    return {
        "digits.bin": np.rint(255 * np.array(picked)).astype(np.uint8).tobytes(),
        "examples.bin": levels.astype(np.uint8).tobytes(),
        "digits.json": f"{json.dumps(facts)}\n".encode(),
    }
