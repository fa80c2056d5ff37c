"""The command line, mostly as real processes: what a reader types, kills, resumes."""

import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from fuzzing import EXHAUSTIVE
from PIL import Image

import cnnlesson
from cnnlesson import checkpoints
from cnnlesson.cli import main, networks
from cnnlesson.cli.networks import checkpoint
from cnnlesson.datasets import Split, load_sample
from cnnlesson.network import dense_network, load
from cnnlesson.optimizers import Adam
from cnnlesson.training import evaluate, fit

SRC = Path(cnnlesson.__file__).parents[1]
EPOCHS = 20
TRAIN = ["train", "--model", "dense_network", "--seed", "3", "--rate", "0.003"]
KILLS = 100 if EXHAUSTIVE else 2  # they take two seconds each
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(SRC), "PYTHONUNBUFFERED": "1"}


def start(*arguments):
    """Start a process that gets signals on its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "cnnlesson", *map(str, arguments)],
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )


def finish(process):
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def train(out, epochs, *more):
    return finish(start(*TRAIN, "--epochs", epochs, "--out", out, *more))


def wait_for_epochs(process, count):
    """Read what the process says until so many epochs are complete."""
    for line in process.stdout:
        if line.startswith(f"epoch {count}/"):
            return
    pytest.fail(f"{process.args} ended: {process.stderr.read()}")


@pytest.fixture(autouse=True, scope="module")
def interruptible():
    """Let Ctrl-C through: what a shell starts in its background does not hear it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The bytes of a run that nothing interrupted."""
    out = tmp_path_factory.mktemp("whole")
    code, said, _ = train(out, EPOCHS)
    assert code == 0
    assert len(re.findall(rf"^epoch \d+/{EPOCHS}: loss", said, re.M)) == EPOCHS
    return checkpoint(out).read_bytes()


# -- Interrupted, and gone on with ----------------------------------------------
def test_interrupted_and_resumed_is_equal_to_the_last_byte(whole, tmp_path):
    process = start(*TRAIN, "--epochs", EPOCHS, "--out", tmp_path)
    wait_for_epochs(process, 2)
    process.send_signal(signal.SIGINT)
    code, _, err = finish(process)
    assert code == 130
    assert re.search(rf"holds the state after \d+ of {EPOCHS} epochs; .*--resume", err)
    assert "Traceback" not in err
    kept = checkpoint(tmp_path)
    assert 2 <= len(checkpoints.notes(kept)["loss"]) < EPOCHS
    code, said, _ = train(tmp_path, EPOCHS, "--resume", "--workers", "1")
    assert code == 0
    assert f"epoch 2/{EPOCHS}" not in said
    assert kept.read_bytes() == whole
    assert [path.name for path in tmp_path.iterdir()] == [kept.name]


@pytest.mark.parametrize("attempt", range(KILLS))
def test_killed_at_any_moment_and_resumed_is_equal_too(attempt, whole, tmp_path):
    moment = random.Random(attempt)
    process = start(*TRAIN, "--epochs", EPOCHS, "--out", tmp_path)
    if attempt:  # else while Python starts
        wait_for_epochs(process, 1)
    time.sleep(moment.uniform(0, 0.8))
    process.kill()
    finish(process)
    resume = ["--resume"] if checkpoint(tmp_path).exists() else []
    code, _, err = train(tmp_path, EPOCHS, *resume)
    assert code == 0, err
    assert checkpoint(tmp_path).read_bytes() == whole
    assert [path.name for path in tmp_path.iterdir()] == ["checkpoint.npz"]


_KILLED_WRITE = """
import os, sys
import numpy as np
from cnnlesson import checkpoints
from cnnlesson.network import dense_network

network = dense_network(rng=np.random.default_rng(1))
checkpoints.save(sys.argv[1], network)
os.fsync = lambda descriptor: os.kill(os.getpid(), 9)  # all is written but the name
network.parameters()["1.bias"][:] = 7
checkpoints.save(sys.argv[1], network)
"""


def test_a_write_that_is_killed_leaves_the_old_checkpoint(tmp_path):
    path = tmp_path / "checkpoint.npz"
    command = [sys.executable, "-c", _KILLED_WRITE, str(path)]
    assert subprocess.run(command, env=ENVIRONMENT).returncode == -signal.SIGKILL
    network = dense_network(rng=np.random.default_rng(2))
    checkpoints.load(path, network)
    assert (network.parameters()["1.bias"] == 0).all()


def test_a_run_goes_on_to_a_larger_total(whole, tmp_path):
    assert train(tmp_path, 5)[0] == 0
    code, said, _ = train(tmp_path, EPOCHS, "--resume")
    assert code == 0
    assert said.splitlines()[0].startswith(f"epoch 6/{EPOCHS}: ")
    assert checkpoint(tmp_path).read_bytes() == whole


def test_the_run_is_that_of_the_library(whole, tmp_path):
    path = tmp_path / "whole.npz"
    path.write_bytes(whole)
    training, validation, _ = load_sample()
    rng = np.random.default_rng(3)
    network = dense_network(rng=rng)
    options = {"optimizer": Adam(0.003), "rng": rng, "validation": validation}
    history = fit(network, *training, epochs=EPOCHS, **options)
    kept, notes = dense_network(rng=rng), checkpoints.notes(path)
    checkpoints.load(path, kept)
    for name, array in network.parameters().items():
        np.testing.assert_array_equal(kept.parameters()[name], array)
    assert notes["loss"].tolist() == history.loss
    assert notes["validation_accuracy"].tolist() == history.validation_accuracy


# -- In this process: refused, diverged, measured ----------------------------------
@pytest.fixture(scope="module")
def short(tmp_path_factory):
    """The folder of a run of two epochs; no test changes it."""
    out = tmp_path_factory.mktemp("short")
    assert main([*TRAIN, "--epochs", "2", "--out", str(out)]) == 0
    return out


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ([], r"is there already: add --resume to go on"),
        (["--resume", "--seed", "4"], "has --seed 3, not 4: say the same"),
        (["--resume", "--model", "small_cnn"], "has --model dense_network, not small"),
        (["--resume", "--batch-size", "32"], "has --batch-size 64, not 32"),
        (["--resume", "--rate", "0.01"], r"has --rate 0\.003, not 0\.01"),
        (["--resume", "--augment", "shifted"], "has --augment none, not shifted"),
        (["--resume", "--data", "mnist"], "has --data sample, not mnist"),
        (["--resume", "--epochs", "1"], "has 2 epochs already: .*in all, got 1"),
    ],
)
def test_what_does_not_go_with_the_run_is_refused(more, message, short, capsys):
    before = checkpoint(short).read_bytes()
    assert main([*TRAIN, "--epochs", "9", "--out", str(short), *more]) == 2
    assert re.search(message, capsys.readouterr().err)
    assert checkpoint(short).read_bytes() == before


def test_a_run_that_is_complete_stays_as_it_is(short, capsys):
    before = checkpoint(short).stat().st_mtime_ns
    assert main([*TRAIN, "--epochs", "2", "--out", str(short), "--resume"]) == 0
    assert capsys.readouterr().out.startswith("2 epochs are done: ")
    assert checkpoint(short).stat().st_mtime_ns == before


def test_an_out_that_is_a_file_is_refused(tmp_path, capsys):
    out = tmp_path / "file"
    out.write_text("mine")
    assert main([*TRAIN, "--epochs", "1", "--out", str(out)]) == 2
    assert "is a file, and has to be a folder" in capsys.readouterr().err
    assert out.read_text() == "mine"


def test_resuming_nothing_is_refused(tmp_path, capsys):
    out = tmp_path / "new"
    assert main([*TRAIN, "--epochs", "1", "--out", str(out), "--resume"]) == 2
    assert "there is no" in capsys.readouterr().err
    assert not out.exists()


def test_a_checkpoint_of_something_else_is_refused(tmp_path, capsys):
    network = dense_network(rng=np.random.default_rng(1))
    checkpoints.save(checkpoint(tmp_path), network)
    assert main([*TRAIN, "--epochs", "1", "--out", str(tmp_path), "--resume"]) == 2
    assert "is of no run: it has no [" in capsys.readouterr().err
    assert main(["evaluate", str(tmp_path)]) == 1
    assert "notes: expected those of cnnlesson train" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("note", "value", "message"),
    [
        ("loss", 0.5, r"notes/loss: expected numbers \(1,\), found float64 \(\)"),
        ("loss", [[1.0, 2.0]], r"notes/loss: expected numbers \(2,\), .* \(1, 2\)"),
        ("accuracy", [0.5], r"notes/accuracy: expected numbers \(2,\), .* \(1,\)"),
        ("validation_loss", ["a", "b"], r"notes/validation_loss: .* found <U1 \(2,\)"),
        ("seed", [3, 4], r"notes/seed: expected one value, found int64 \(2,\)"),
        ("model", ["dense_network"], r"notes/model: expected one value, found <U13"),
    ],
)
def test_notes_of_another_shape_are_named(
    note, value, message, tmp_path, short, capsys
):
    notes = checkpoints.notes(checkpoint(short)) | {note: np.array(value)}
    network = dense_network(rng=np.random.default_rng(1))
    checkpoints.save(checkpoint(tmp_path), network, notes=notes)
    assert main([*TRAIN, "--epochs", "9", "--out", str(tmp_path), "--resume"]) == 1
    assert re.search(rf"checkpoint\.npz: {message}", capsys.readouterr().err)


def test_a_seed_that_no_checkpoint_can_keep_is_refused_before_any_work(tmp_path):
    out = tmp_path / "new"
    with pytest.raises(SystemExit, match="2"):
        main([*TRAIN, "--epochs", "1", "--out", str(out), "--seed", "1" + "0" * 20])
    assert not out.exists()


def test_a_damaged_checkpoint_is_named(tmp_path, short, capsys):
    checkpoint(tmp_path).write_bytes(checkpoint(short).read_bytes()[:-3000])
    assert main([*TRAIN, "--epochs", "9", "--out", str(tmp_path), "--resume"]) == 1
    assert "checkpoint.npz: " in capsys.readouterr().err


def test_a_folder_that_takes_nothing_is_noticed_before_the_first_epoch(
    tmp_path, capsys, monkeypatch
):
    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert main([*TRAIN, "--epochs", "1", "--out", str(tmp_path)]) == 1
    captured = capsys.readouterr()
    assert "No space left" in captured.err
    assert "epoch" not in captured.out


def test_divergence_names_step_and_cure_and_is_no_success(tmp_path, capsys):
    arguments = ["train", "--model", "small_cnn", "--rate", "1e30", "--epochs", "2"]
    assert main([*arguments, "--out", str(tmp_path)]) == 1
    message = r"at step \d+: training has diverged; lower the rate of Adam\(1e\+30"
    assert re.search(message, capsys.readouterr().err)
    assert len(checkpoints.notes(checkpoint(tmp_path))["loss"]) == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "arguments are required: COMMAND"),
        (["train"], "arguments are required: --model, --epochs, --out"),
        (
            [*TRAIN, "--out", "x", "--epochs", "0"],
            "--epochs: must be at least 1, got 0",
        ),
        (
            [*TRAIN, "--out", "x", "--epochs", "two"],
            "must be a whole number, got 'two'",
        ),
        (
            [*TRAIN, "--out", "x", "--epochs", "1", "--rate", "0"],
            "--rate: must be a finite number above 0, got 0",
        ),
        *(
            (
                [*TRAIN, "--out", "x", "--epochs", "1", "--rate", rate],
                f"--rate: must be a finite number above 0, got {rate}",
            )
            for rate in ("-1", "inf", "nan", "1e999")
        ),
        (
            [*TRAIN, "--out", "x", "--epochs", "1", "--rate", "fast"],
            "must be a number, got 'fast'",
        ),
        *(
            (
                [*TRAIN, "--out", "x", "--epochs", "1", option, str(2**63)],
                f"{option}: must be below 9,223,372,036,854,775,808, got 9223",
            )
            for option in ("--seed", "--batch-size", "--epochs", "--workers")
        ),
        ([*TRAIN, "--out", "x", "--epochs", "1", "--seed", "-1"], "at least 0, got -1"),
        ([*TRAIN, "--model", "resnet"], "invalid choice: 'resnet'"),
        ([*TRAIN, "--data", "cats"], "invalid choice: 'cats'"),
    ],
)
def test_arguments_that_make_no_sense_are_named(arguments, message, capsys):
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("command", ["train", "evaluate", "predict"])
def test_help_has_an_example(command, capsys):
    with pytest.raises(SystemExit, match="0"):
        main([command, "--help"])
    assert f"  python -m cnnlesson {command} " in capsys.readouterr().out


@pytest.mark.parametrize(("split", "place"), [("validation", 1), ("test", 2)])
def test_evaluate_counts_what_evaluate_counts(split, place, capsys):
    assert main(["evaluate", "small_cnn-1", "--split", split]) == 0
    images, labels = load_sample()[place]
    accuracy = evaluate(load("small_cnn-1"), images, labels).accuracy
    right = round(accuracy * len(labels))
    said = capsys.readouterr().out
    assert f"{right:,} of {len(labels):,} right, {accuracy:.2%} (95 % interval" in said


def test_evaluate_shows_a_network_what_it_was_trained_on(capsys):
    assert main(["evaluate", "small_cnn-shuffled-1"]) == 0
    share = float(re.search(r"right, ([\d.]+)%", capsys.readouterr().out)[1])
    assert share > 80  # of digits that are not shuffled it reads a tenth


def test_evaluate_takes_a_run(short, capsys):
    assert main(["evaluate", str(short)]) == 0
    best = checkpoints.notes(checkpoint(short))["validation_accuracy"][-1]
    assert f"{best:.2%} (95 % interval" in capsys.readouterr().out


def test_an_unknown_network_is_refused_with_those_there_are(capsys):
    assert main(["evaluate", "small_cnn"]) == 2
    error = capsys.readouterr().err
    assert "'small_cnn' is neither the folder of a run" in error
    assert "small_cnn-1" in error


def test_whole_sets_come_from_fetch(tmp_path, capsys, monkeypatch):
    asked = []

    def tiny(name):
        asked.append(name)
        return tuple(
            Split(part.images[:40], part.labels[:40]) for part in load_sample()
        )

    monkeypatch.setattr(networks, "fetch", tiny)
    arguments = ["--model", "dense_network", "--data", "fashion-mnist", "--epochs", "1"]
    assert main(["train", *arguments, "--out", str(tmp_path)]) == 0
    assert main(["evaluate", str(tmp_path), "--split", "test"]) == 0
    assert asked == ["fashion-mnist"] * 2
    assert "on the test images of fashion-mnist: " in capsys.readouterr().out
    assert main(["predict", "any.png", "--network", str(tmp_path)]) == 2
    assert "has learned clothes and no digits" in capsys.readouterr().err


# -- A digit of one's own -----------------------------------------------------------
def draw(path, ink):
    """Save a digit as dark ink on light paper, eight times as large."""
    large = np.kron(ink, np.ones((8, 8)))
    grey = np.pad(230 - 200 * large, 40, constant_values=230)
    Image.fromarray(grey.astype(np.uint8)).save(path)
    return str(path)


def test_predict_reads_digits(tmp_path, capsys):
    images, labels = load_sample()[1]
    right = warned = 0
    for image, label in zip(images[:40, 0], labels[:40], strict=True):
        assert main(["predict", draw(tmp_path / "digit.png", image)]) == 0
        lines = capsys.readouterr().out.splitlines()
        right += lines[0].endswith(f"digit.png: {label}")
        warned += "does not look like a digit" in lines[-1]
        shares = [float(re.search(r"([\d.]+)%", line)[1]) for line in lines[1:4]]
        assert shares == sorted(shares, reverse=True)
    assert right >= 36
    assert warned <= 4


def test_predict_says_when_a_picture_is_no_digit(tmp_path, capsys):
    stripes = np.zeros((28, 28))
    stripes[::6] = stripes[:, ::6] = 1
    assert main(["predict", draw(tmp_path / "grid.png", stripes)]) == 0
    said = capsys.readouterr().out
    assert re.search(r"does not look like a digit: its likeness .* is 0\.\d\d", said)


@pytest.mark.parametrize(
    ("payload", "message"),
    [(None, "No such file"), (b"no picture", "contents: expected a picture")],
)
def test_predict_names_what_is_no_picture(payload, message, tmp_path, capsys):
    path = tmp_path / "it.png"
    if payload is not None:
        path.write_bytes(payload)
    assert main(["predict", str(path)]) == 1
    assert message in capsys.readouterr().err


def test_predict_says_that_there_is_nothing_on_the_paper(tmp_path, capsys):
    assert main(["predict", draw(tmp_path / "it.png", np.zeros((28, 28)))]) == 1
    assert "picture has no ink" in capsys.readouterr().err
