"""What the digit widget computes, in Node, against the library."""

import json
from pathlib import Path

import digit_files
import numpy as np
import pytest
from node_runs import run_node

from cnnlesson.activations import softmax
from cnnlesson.cards import likeness
from cnnlesson.datasets import load_sample, prepare_digit
from cnnlesson.images.strokes import LETTERS, draw
from cnnlesson.network import Sequential, load

HERE = Path(__file__).parent
WEIGHTS = HERE.parents[2] / "docs" / "_static" / "weights"
NETWORKS = ("lenet-shifted-0", "dense_network-0", "small_cnn-0", "shift_cnn-0")


@pytest.fixture(scope="module")
def files():
    return digit_files.digit_files()


def drawings(rng):
    """Yield letters and scrawls, drawn and made ready."""
    for number, strokes in enumerate(LETTERS.values()):
        side, pen = 112, float(rng.uniform(4, 14))
        corner, scale = rng.uniform(8, 40, size=2), rng.uniform(20, 60)
        drawn = [np.rint(corner + scale * np.array(line)) for line in strokes]
        yield drawn, side + number, pen
    for number in range(30):
        count, side = int(rng.integers(1, 5)), int(rng.integers(20, 130))
        drawn = [
            rng.integers(0, side, size=(rng.integers(2, 9), 2)) for _ in range(count)
        ]
        yield drawn, side, 2.0 + number % 9


def drawing_cases(rng):
    for drawn, side, pen in drawings(rng):
        lines = [np.asarray(line).astype(int).tolist() for line in drawn]
        ink = draw(lines, (side, side), pen=pen).astype(np.float64)
        if (ink > 0).mean() > 0.4:
            continue  # more than half must be paper, or paper is taken for ink
        ready = prepare_digit(1 - ink)
        yield {
            "drawn": lines,
            "side": side,
            "pen": pen,
            "ink": ink.ravel().tolist(),
            "ready": ready.ravel().tolist(),
        }


def test_the_widget_reads_as_the_library_reads(tmp_path, rng, files):
    images = load_sample()[2].images[:100]
    lenet = load("lenet-shifted-0")
    examples = np.frombuffer(files["examples.bin"], np.uint8).reshape(-1, 16, 5, 5)
    maps = Sequential(*lenet.layers[:6]).predict(images)
    networks = {
        name.partition("-")[0]: {
            "file": str(WEIGHTS / f"{name}.safetensors"),
            "shares": softmax(load(name).predict(images)).tolist(),
        }
        for name in NETWORKS
    }
    cases = {
        "digits": np.rint(255 * images.reshape(100, -1)).astype(int).tolist(),
        "networks": networks,
        "examples": examples.ravel().tolist(),
        "likeness": likeness(maps, examples.astype(np.float32)).tolist(),
        "drawings": list(drawing_cases(rng)),
    }
    run_node(HERE / "digit.test.mjs", cases, tmp_path)


def test_digits_to_pick_are_test_images_two_of_each(files):
    facts = json.loads(files["digits.json"])
    assert facts["labels"] == sorted([*range(10)] * 2)
    picked = np.frombuffer(files["digits.bin"], np.uint8).reshape(-1, 1, 28, 28)
    test = load_sample()[2]
    levels = np.rint(255 * test.images).astype(np.uint8)
    for image, label in zip(picked, facts["labels"], strict=True):
        (place,) = np.flatnonzero((levels == image).all(axis=(1, 2, 3)))
        assert test.labels[place] == label


def test_as_many_validation_digits_pass_as_is_said_and_few_strangers(files):
    facts = json.loads(files["digits.json"])
    assert len(files["examples.bin"]) == facts["examples"] * 400 < 260_000
    examples = np.frombuffer(files["examples.bin"], np.uint8).reshape(-1, 16, 5, 5)
    body = Sequential(*load(digit_files.NETWORK).layers[:6])
    known = examples.astype(np.float32)
    found = likeness(body.predict(load_sample()[1].images), known)
    assert (found >= facts["least"]).mean() == pytest.approx(facts["passing"], abs=2e-3)
    noise = np.random.default_rng(0).random((100, 1, 28, 28), dtype=np.float32)
    assert (likeness(body.predict(noise), known) < facts["least"]).all()
