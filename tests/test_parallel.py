import functools
import itertools
import os
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from threadpoolctl import threadpool_info, threadpool_limits

import cnnlesson
from cnnlesson.layers import Conv2d, Flatten, Linear, MaxPool2d, ReLU
from cnnlesson.losses import cross_entropy
from cnnlesson.network import Sequential, dense_network
from cnnlesson.optimizers import SGD, Adam
from cnnlesson.parallel import chunks, crew, pass_up_and_down
from cnnlesson.training import evaluate, fit

SHAPE = (2, 7, 6)


def tiny_cnn(seed=1):
    rng = np.random.default_rng(seed)
    return Sequential(
        Conv2d(2, 3, 3, padding=1, rng=rng),
        *(ReLU(), MaxPool2d(2), Flatten()),
        *(Linear(3 * 3 * 3, 5, rng=rng), ReLU(), Linear(5, 4, rng=rng)),
    )


@pytest.fixture
def data(rng):
    images = rng.standard_normal((150, *SHAPE)).astype(np.float32)
    return images, rng.integers(0, 4, 150)


@pytest.mark.parametrize("count", [1, 5, 31, 32, 33, 64, 65, 100, 1000])
def test_chunks_hold_each_image_once_and_are_alike(count):
    parts = chunks(count, tiny_cnn())
    assert [i for part in parts for i in range(count)[part]] == list(range(count))
    sizes = [len(range(count)[part]) for part in parts]
    assert max(sizes) <= 32
    assert max(sizes) - min(sizes) <= 1
    assert len(sizes) == -(-count // 32)


def test_a_batch_of_nothing_is_refused():
    with pytest.raises(ValueError, match=r"^count must be at least 1, got 0"):
        chunks(0, tiny_cnn())


def test_a_network_without_convolution_keeps_its_batch_whole(rng):
    assert chunks(1000, dense_network(rng=rng)) == [slice(0, 1000)]


@pytest.mark.parametrize("count", [7, 64, 150])
def test_a_chunked_pass_is_that_of_the_whole_batch(count, data):
    images, labels = data[0][:count].astype(np.float64), data[1][:count]
    whole, network = (tiny_cnn().astype(np.float64) for _ in "ab")
    logits = whole.forward(images)
    expected, d_logits = cross_entropy(logits, labels)
    whole.backward(d_logits)
    loss, accuracy = pass_up_and_down(network, images, labels)
    assert loss == pytest.approx(expected, rel=1e-14)
    assert accuracy == pytest.approx(np.mean(logits.argmax(axis=1) == labels))
    assert network.gradients().keys() == whole.gradients().keys()
    for name, gradient in network.gradients().items():
        assert_allclose(gradient, whole.gradients()[name], rtol=0, atol=1e-15)


@pytest.mark.parametrize(("count", "chunked"), [(32, False), (33, True), (100, True)])
def test_one_chunk_is_not_handed_to_a_crew(count, chunked, data):
    handed = []

    def run(function, *parts):
        handed.append(len(parts[0]))
        return map(function, *parts)

    pass_up_and_down(tiny_cnn(), data[0][:count], data[1][:count], run=run)
    assert handed == ([-(-count // 32)] if chunked else [])


@pytest.mark.parametrize(
    "make", [functools.partial(SGD, momentum=0.9), Adam], ids=["SGD", "Adam"]
)
def test_workers_change_no_bit(make, data):
    networks, histories, states = [], [], []
    for workers in (1, 2, 3):
        network, optimizer = tiny_cnn(), make(0.01)
        rng = np.random.default_rng(5)
        options = {"optimizer": optimizer, "rng": rng, "workers": workers}
        histories.append(fit(network, *data, epochs=3, batch_size=70, **options))
        networks.append(network.parameters())
        states.append(optimizer.state())
    assert histories[0] == histories[1] == histories[2]
    for first, *others in (networks, states):
        for other, (name, array) in itertools.product(others, first.items()):
            assert_array_equal(other[name], array)


def test_each_number_of_blas_threads_gives_the_same_bits(data):
    found = []
    for threads in (1, 2):
        network = dense_network(rng=np.random.default_rng(1))
        images = np.resize(data[0], (150, 1, 28, 28))
        with threadpool_limits(threads, user_api="blas"):
            options = {"epochs": 2, "optimizer": Adam(0.01)}
            fit(network, images, data[1], rng=np.random.default_rng(2), **options)
        found.append(network.parameters())
    for name, array in found[0].items():
        assert_array_equal(found[1][name], array)


def test_a_crew_works_side_by_side_and_in_order():
    meeting = threading.Barrier(2, timeout=20)  # breaks if one of two never comes

    def meet(number):
        meeting.wait()
        return number, threading.current_thread().name

    with crew(2) as run:
        numbers, names = zip(*run(meet, range(6)), strict=True)
    assert numbers == tuple(range(6))
    assert len(set(names)) == 2
    assert threading.current_thread().name not in names


def test_within_a_crew_blas_has_one_thread_and_after_it_as_many_as_before():
    def threads():
        return [
            lib["num_threads"] for lib in threadpool_info() if lib["user_api"] == "blas"
        ]

    before = threads()
    with crew(2):
        assert set(threads()) == {1}
    assert threads() == before


@pytest.mark.parametrize(
    ("workers", "kind", "message"),
    [(0, ValueError, "workers must be at least 1, got 0"), (1.5, TypeError, "integer")],
)
def test_workers_that_make_no_sense_are_refused(workers, kind, message, data, rng):
    options = {"epochs": 1, "optimizer": SGD(0.1), "rng": rng}
    with pytest.raises(kind, match=message):
        fit(tiny_cnn(), *data, workers=workers, **options)


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_in_a_thread_arrives_and_no_thread_stays(workers, data):
    before = threading.active_count()
    options = {"rng": np.random.default_rng(1), "workers": workers, "epochs": 3}
    with pytest.raises(FloatingPointError, match=r"diverged; lower the rate of SGD"):
        fit(tiny_cnn(), *data, optimizer=SGD(1e30), **options)
    assert threading.active_count() == before


def test_numbers_that_overflow_are_told_by_the_loss_alone(data):
    network = tiny_cnn()
    for array in network.parameters().values():
        array *= 1e30
    with crew(2) as run:
        loss, _ = pass_up_and_down(network, *data, run=run)
    assert not np.isfinite(loss)


def test_threads_never_write_to_the_data(data):
    for array in data:
        array.flags.writeable = False
    rng = np.random.default_rng(1)
    fit(tiny_cnn(), *data, epochs=1, optimizer=SGD(0.1), rng=rng, workers=2)


def test_training_goes_down_with_threads_too(data):
    network, (images, labels) = tiny_cnn(), data
    before = evaluate(network, images[:40], labels[:40]).loss
    options = {"optimizer": Adam(0.01), "rng": np.random.default_rng(1)}
    fit(network, images[:40], labels[:40], epochs=150, workers=2, **options)
    assert evaluate(network, images[:40], labels[:40]).loss < 0.2 * before


# -- Twins, and gradients for the parameters alone --------------------------------
def test_a_twin_shares_parameters_and_no_memory(data):
    network = tiny_cnn()
    pass_up_and_down(network, data[0][:3], data[1][:3])  # so that there is a memory
    twin = network.twin()
    for name, array in network.parameters().items():
        assert twin.parameters()[name] is array
    network.forward(data[0][:3])
    with pytest.raises(RuntimeError, match="before forward"):
        twin.backward(np.zeros((3, 4), dtype=np.float32))
    assert twin.gradients() == {}


def test_gradients_of_a_twin_are_added(data):
    network = tiny_cnn()
    pass_up_and_down(network, data[0][:9], data[1][:9])
    twin = network.twin()
    pass_up_and_down(twin, data[0][9:20], data[1][9:20])
    expected = {n: g + twin.gradients()[n] for n, g in network.gradients().items()}
    network.add_gradients(twin)
    for name, gradient in network.gradients().items():
        assert_array_equal(gradient, expected[name])


@pytest.mark.parametrize("below", [(), (ReLU(),), (MaxPool2d(1), ReLU())])
def test_gradients_for_the_parameters_alone_are_the_same(below, data):
    network = Sequential(*below, *tiny_cnn().layers)
    d_logits = np.random.default_rng(2).standard_normal((6, 4)).astype(np.float32)
    network.forward(data[0][:6])
    network.backward(d_logits)
    expected = network.gradients()
    network.backward_params(d_logits)
    for name, gradient in network.gradients().items():
        assert gradient is not expected[name]
        assert_array_equal(gradient, expected[name])


def test_what_lies_below_the_parameters_is_left_out(data, monkeypatch):
    network = Sequential(ReLU(), *tiny_cnn().layers)
    monkeypatch.setattr(network.layers[0], "backward", None)
    pass_up_and_down(network, data[0][:6], data[1][:6])
    assert network.gradients().keys() == network.parameters().keys()


def test_a_network_that_learns_nothing_has_nothing_to_do(data):
    network = Sequential(ReLU(), Flatten())
    network.backward_params(network.forward(data[0]))
    assert network.gradients() == {}


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have their own ways")
def test_steps_use_the_memory_of_the_steps_before():
    script = """
import resource, numpy as np
from cnnlesson.network import small_cnn
from cnnlesson.optimizers import SGD
from cnnlesson.parallel import crew
from cnnlesson.training import train_step

rng = np.random.default_rng(1)
network, optimizer = small_cnn(rng=rng), SGD(0.01)
images = rng.random((64, 1, 28, 28), dtype=np.float32)
labels = rng.integers(0, 10, 64)

def pages(steps, run):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(steps):
        train_step(network, images, labels, optimizer, run=run)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

with crew(1) as run:
    print(pages(3, run), pages(10, run))
"""
    environment = {**os.environ, "PYTHONPATH": str(Path(cnnlesson.__file__).parents[1])}
    command = [sys.executable, "-c", script]
    run = subprocess.run(command, env=environment, capture_output=True, check=True)
    first, later = map(int, run.stdout.split())
    assert later < first / 3  # as many steps as filled memory once would fill it thrice
