import os
import pickle
import subprocess
import sys
import time
from functools import partial

import numpy as np
import pytest
from bad_server import wait_for
from fuzzing import EXHAUSTIVE
from numpy.testing import assert_array_equal

from cnnlesson import checkpoints
from cnnlesson.data import DataError
from cnnlesson.layers import Flatten, Linear, ReLU
from cnnlesson.network import Sequential
from cnnlesson.optimizers import SGD, Adam
from cnnlesson.training import fit


def tiny_network(seed, hidden=5):
    rng = np.random.default_rng(seed)
    return Sequential(
        *(Flatten(), Linear(6, hidden, rng=rng), ReLU(), Linear(hidden, 3, rng=rng))
    )


@pytest.fixture
def data(rng):
    images = rng.standard_normal((40, 1, 3, 2)).astype(np.float32)
    return images, images[:, 0, :, 0].argmax(axis=1)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "run.npz"


def assert_equal_networks(one, other):
    for name, array in one.parameters().items():
        assert_array_equal(array, other.parameters()[name])


@pytest.mark.parametrize("bits", [np.random.PCG64, np.random.MT19937])
@pytest.mark.parametrize(
    "make", [partial(SGD, momentum=0.9), Adam], ids=["SGD", "Adam"]
)
def test_training_goes_on_as_if_it_had_never_stopped(make, bits, data, path):
    def train(network, optimizer, rng, epochs):
        options = {"batch_size": 16, "optimizer": optimizer, "rng": rng}
        return fit(network, *data, epochs=epochs, **options).loss

    network, optimizer = tiny_network(1), make(0.1)
    rng = np.random.Generator(bits(1))
    train(network, optimizer, rng, epochs=2)
    checkpoints.save(path, network, optimizer, rng=rng)
    expected = train(network, optimizer, rng, epochs=3)

    resumed, fresh = tiny_network(2), make(0.1)
    rng = np.random.Generator(bits(2))
    checkpoints.load(path, resumed, fresh, rng=rng)
    assert train(resumed, fresh, rng, epochs=3) == expected
    assert_equal_networks(resumed, network)


def test_a_network_alone_comes_back_alone(path):
    network, other = tiny_network(1), tiny_network(2)
    checkpoints.save(str(path), network)
    checkpoints.load(str(path), other)
    assert_equal_networks(network, other)
    with np.load(path, allow_pickle=False) as archive:
        assert sorted(archive) == [f"network/{n}" for n in sorted(network.state())]


def test_notes_come_back_and_training_does_not_ask_for_them(path):
    given = {"loss": np.array([2.5, 1.5]), "net": np.array("tiny")}
    checkpoints.save(path, tiny_network(1), notes=given)
    for place in (path, str(path)):
        found = checkpoints.notes(place)
        assert found.keys() == given.keys()
        for name, array in found.items():
            assert_array_equal(array, given[name])
    checkpoints.load(path, tiny_network(2))
    checkpoints.save(path, tiny_network(1))
    assert checkpoints.notes(path) == {}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((Linear,), "^network must be an instance of Sequential, got <class"),
        ((None,), "^network must be an instance of Sequential, got None"),
        ((tiny_network(1), 0.1), r"^optimizer must be an instance of Optimizer, got 0"),
    ],
)
def test_what_is_no_network_or_optimizer_is_named(arguments, message, path):
    checkpoints.save(path, tiny_network(1))
    before = path.read_bytes()
    for work in (checkpoints.save, checkpoints.load):
        with pytest.raises(TypeError, match=message):
            work(path, *arguments)
    assert path.read_bytes() == before


def test_a_seed_is_no_generator(path):
    with pytest.raises(TypeError, match=r"rng must be a numpy.random.Generator, got 7"):
        checkpoints.save(path, tiny_network(1), rng=7)
    checkpoints.save(path, tiny_network(1), rng=np.random.default_rng(7))
    with pytest.raises(TypeError, match=r"rng must be a numpy.random.Generator, got 7"):
        checkpoints.load(path, tiny_network(1), rng=7)


def test_equal_states_give_equal_files(path, tmp_path):
    other = tmp_path / "other.npz"
    for place in (path, other):
        rng = np.random.default_rng(3)
        checkpoints.save(place, tiny_network(1), Adam(0.1), rng=rng)
    assert path.read_bytes() == other.read_bytes()


def test_a_failing_write_leaves_the_old_checkpoint(path, tmp_path, monkeypatch):
    network, other = tiny_network(1), tiny_network(2)
    checkpoints.save(path, network)

    def full(_):
        raise OSError("No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        checkpoints.save(path, other)
    checkpoints.load(path, other)
    assert_equal_networks(network, other)
    assert list(tmp_path.iterdir()) == [path]


def test_the_file_takes_its_name_only_when_it_is_whole(path, monkeypatch):
    seen = []

    def look(descriptor):
        seen.append((path.exists(), os.fstat(descriptor).st_size > 0))

    monkeypatch.setattr(os, "fsync", look)
    checkpoints.save(path, tiny_network(1))
    assert seen == [(False, True)]
    assert path.exists()


@pytest.mark.parametrize("odd", [np.nan, -np.inf])
def test_a_run_that_has_diverged_does_not_replace_the_good_one(path, odd):
    network = tiny_network(1)
    checkpoints.save(path, network)
    good = path.read_bytes()
    network.parameters()["3.weight"][2, 1] = odd
    with pytest.raises(DataError, match=r"run\.npz: network/3\.weight: .*finite"):
        checkpoints.save(path, network)
    assert path.read_bytes() == good


def test_what_a_killed_save_leaves_is_no_checkpoint_and_the_next_one_takes_its_place(
    path, monkeypatch
):
    class KilledError(BaseException):
        pass

    def killed(*_):
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", killed)
        patch.setattr(type(path), "unlink", lambda *_, **__: None)  # nobody tidies up
        with pytest.raises(KilledError):
            checkpoints.save(path, tiny_network(1))
    assert [p.suffix for p in path.parent.iterdir()] == [".part"]
    checkpoints.save(path, tiny_network(1))
    assert [*path.parent.iterdir()] == [path]


def test_a_checkpoint_that_unpacks_to_more_than_the_file_is_refused(path):
    zeros = {"network/0.weight": np.zeros((2000, 2000))}
    np.savez_compressed(path, **zeros)
    with pytest.raises(DataError, match=r"run\.npz: .*expected at most"):
        checkpoints.notes(path)


def test_an_array_of_no_part_is_named(path):
    np.savez(path, **{"weights/1.bias": np.zeros(5)})
    message = (
        r"run\.npz: weights/1\.bias: "
        r"expected an array of network, optimizer, rng, notes, found this name$"
    )
    with pytest.raises(DataError, match=message):
        checkpoints.load(path, tiny_network(1))


def test_notes_that_would_have_to_be_pickled_are_refused(path):
    checkpoints.save(path, tiny_network(1))
    before = path.read_bytes()
    with pytest.raises(ValueError, match="allow_pickle"):
        checkpoints.save(path, tiny_network(1), notes={"odd": np.array([None])})
    assert path.read_bytes() == before


def test_another_ending_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"path must end in .npz, got '.*run\.pkl'"):
        checkpoints.save(tmp_path / "run.pkl", tiny_network(1))
    assert list(tmp_path.iterdir()) == []


def test_a_missing_file_is_a_missing_file(path):
    with pytest.raises(FileNotFoundError, match=r"run\.npz"):
        checkpoints.load(path, tiny_network(1))


@pytest.mark.parametrize("keep", [0, 10, 500, -30])
def test_damaged_files_are_named(keep, path):
    network = tiny_network(1)
    checkpoints.save(path, network)
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(ValueError, match=r"run\.npz: contents: expected an und"):
        checkpoints.load(path, network)


class Canary:
    """Leaves a trace when it is unpickled."""

    def __reduce__(self):
        return os.mkdir, (self.trace,)


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ("pickle", "contents: .*not a zip"),
        ("object array", "1.bias: .*never unpickled"),
    ],
)
def test_nothing_is_ever_unpickled(how, message, path, tmp_path):
    canary, trace = Canary(), tmp_path / "trace"
    canary.trace = str(trace)
    if how == "pickle":
        path.write_bytes(pickle.dumps(canary))
    else:
        np.savez(path, **{"network/1.bias": np.array([canary], dtype=object)})
    with pytest.raises(DataError, match=message):
        checkpoints.load(path, tiny_network(1))
    assert not trace.exists()


@pytest.mark.parametrize(
    ("load", "message"),
    [
        (
            lambda path: checkpoints.load(path, tiny_network(1, hidden=4)),
            r"run.npz: network/1.bias: expected float32 \(4,\), found float32 \(5,\)",
        ),
        (
            lambda path: checkpoints.load(path, Sequential(ReLU())),
            r"run.npz: network/1.bias: expected no such array, found float32 \(5,\)",
        ),
        (
            lambda path: checkpoints.load(path, tiny_network(1), Adam(0.1)),
            r"run.npz: optimizer: expected a state that fits, found one that does not: "
            r"Adam.* has \['steps', 'velocity.1.bias', ",
        ),
        (
            lambda path: checkpoints.load(
                path, tiny_network(1), rng=np.random.default_rng(1)
            ),
            r"parts: expected \['network', 'rng'\], found \['network', 'optimizer'\]",
        ),
    ],
    ids=["shape", "layers", "optimizer", "rng"],
)
def test_what_does_not_fit_is_named_with_file_and_key(load, message, path, data):
    network, optimizer = tiny_network(1), SGD(0.1, momentum=0.9)
    rng = np.random.default_rng(1)
    fit(network, *data, epochs=1, optimizer=optimizer, rng=rng)
    checkpoints.save(path, network, optimizer)
    with pytest.raises(DataError, match=message):
        load(path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda average: average[:-1],
            r"velocity.1.bias: expected float32 \(5,\), .*4,",
        ),
        (lambda average: average.astype(float), r"velocity.1.bias: .* found float64"),
        (lambda average: average * np.nan, r"velocity.1.bias: .*finite"),
    ],
    ids=["shape", "dtype", "nan"],
)
def test_averages_that_do_not_fit_the_parameters_are_named(change, message, path, data):
    network, optimizer = tiny_network(1), SGD(0.1, momentum=0.9)
    fit(network, *data, epochs=1, optimizer=optimizer, rng=np.random.default_rng(1))
    checkpoints.save(path, network, optimizer)
    with np.load(path) as file:
        arrays = dict(file)
    key = "optimizer/velocity.1.bias"
    np.savez(path, **arrays | {key: change(arrays[key])})
    with pytest.raises(DataError, match=rf"run\.npz: optimizer/{message}"):
        checkpoints.load(path, network, optimizer)


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        (-1, "run.npz: optimizer: .* steps must be at least 0, got -1"),
        (2.7, r"optimizer/steps: expected int64 \(\), found float64 \(\)"),
    ],
)
def test_steps_that_nobody_took_are_named(steps, message, path):
    checkpoints.save(path, tiny_network(1), SGD(0.1))
    with np.load(path) as file:
        arrays = dict(file)
    np.savez(path, **arrays | {"optimizer/steps": np.array(steps)})
    with pytest.raises(DataError, match=message):
        checkpoints.load(path, tiny_network(1), SGD(0.1))


def test_another_kind_of_generator_is_refused(path):
    checkpoints.save(path, tiny_network(1), rng=np.random.default_rng(1))
    other = np.random.Generator(np.random.MT19937(1))
    with pytest.raises(ValueError, match=r"run.npz: rng: .* state must be .*MT19937"):
        checkpoints.load(path, tiny_network(1), rng=other)


SAVES_FOR_EVER = """
import sys
import numpy as np
from cnnlesson import checkpoints
from cnnlesson.layers import Linear
from cnnlesson.network import Sequential

networks = [Sequential(Linear(99, 50, rng=np.random.default_rng(s))) for s in (1, 2)]
while True:
    for network in networks:
        checkpoints.save(sys.argv[1], network)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_whenever_it_is_killed_a_checkpoint_can_be_loaded(path, rng):
    made = [np.random.default_rng(seed) for seed in (1, 2)]
    known = [Sequential(Linear(99, 50, rng=seeded)).state() for seeded in made]
    other = Sequential(Linear(99, 50, rng=rng))
    for _ in range(100 if EXHAUSTIVE else 3):
        command = [sys.executable, "-c", SAVES_FOR_EVER, str(path)]
        with subprocess.Popen(command) as process:
            wait_for(path.exists)
            time.sleep(rng.uniform(0, 0.05))
            process.kill()
        checkpoints.load(path, other)
        path.unlink()
        found = other.state()
        assert any(
            all(np.array_equal(found[key], state[key]) for key in found)
            for state in known
        )
