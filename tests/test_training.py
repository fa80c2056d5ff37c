import functools
import io
import itertools
import math

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from cnnlesson.layers import Conv2d, Flatten, GlobalAvgPool2d, Linear, MaxPool2d, ReLU
from cnnlesson.losses import cross_entropy
from cnnlesson.network import Sequential
from cnnlesson.optimizers import SGD, Adam
from cnnlesson.training import Evaluation, batches, evaluate, fit, train_step

SHAPE = (1, 6, 5)


def tiny_cnn(rng):
    return Sequential(
        Conv2d(1, 3, 3, padding=1, rng=rng),
        *(ReLU(), MaxPool2d(2), Flatten()),
        Linear(3 * 3 * 2, 4, rng=rng),
    )


@pytest.fixture
def quarters():
    """Dim noise with one bright pixel; the label says in which quarter it is."""
    rng = np.random.default_rng(3)
    images = rng.uniform(0, 0.2, (70, *SHAPE)).astype(np.float32)
    rows, columns = rng.integers(0, 6, 70), rng.integers(0, 4, 70)
    images[np.arange(70), 0, rows, columns] = 1
    return images, 2 * (rows > 2) + (columns > 1)


def run(data, *, seed=1, **options):
    """Train a tiny network, for two epochs with Adam unless the options say else."""
    rng = np.random.default_rng(seed)
    usual = {"epochs": 2, "batch_size": 16, "optimizer": Adam(0.02), "rng": rng}
    network = tiny_cnn(rng)
    return network, fit(network, *data, **usual | options)


def assert_equal_networks(one, other):
    for name, array in one.parameters().items():
        assert_array_equal(array, other.parameters()[name])


def test_fit_learns_what_can_be_learned(quarters):
    network, history = run(quarters, epochs=30)
    assert evaluate(network, *quarters).accuracy == 1
    assert history.loss[0] > math.log(2) > 0.1 > history.loss[-1]
    assert history.accuracy[0] < 0.8 < 0.98 < history.accuracy[-1]


def test_equal_generators_give_equal_networks_and_others_do_not(quarters):
    (one, first), (again, second) = run(quarters), run(quarters)
    assert_equal_networks(one, again)
    assert first == second
    other, _ = run(quarters, rng=np.random.default_rng(2))  # another order alone
    assert (other.parameters()["0.weight"] != one.parameters()["0.weight"]).any()


def test_two_calls_go_on_where_one_would_be(quarters):
    once, history = run(quarters, epochs=3)
    rng, optimizer = np.random.default_rng(1), Adam(0.02)
    twice, losses = tiny_cnn(rng), []
    options = {"batch_size": 16, "optimizer": optimizer, "rng": rng}
    for epochs in (1, 2):
        losses += fit(twice, *quarters, epochs=epochs, **options).loss
    assert_equal_networks(once, twice)
    assert losses == history.loss


@pytest.mark.parametrize("batch_size", [16, 64, 70, 1000])
def test_history_is_the_mean_over_images_not_over_batches(batch_size, quarters):
    before = tiny_cnn(np.random.default_rng(1))
    standing = SGD(1e-30)  # so the network stays as it is
    _, history = run(quarters, epochs=3, optimizer=standing, batch_size=batch_size)
    loss, accuracy = evaluate(before, *quarters)
    assert_allclose(history.loss, [loss] * 3, rtol=1e-5)
    assert_allclose(history.accuracy, [accuracy] * 3, rtol=1e-12)
    assert standing.steps == 3 * math.ceil(70 / batch_size)


def test_validation_is_looked_at_and_not_learned_from(quarters):
    plain, without = run(quarters)
    images, labels = quarters
    other = images[:30], (labels[:30] + 1) % 4
    watched, history = run(quarters, validation=other)
    assert_equal_networks(plain, watched)
    assert (history.loss, history.accuracy) == (without.loss, without.accuracy)
    assert (without.validation_loss, without.validation_accuracy) == ([], [])
    assert len(history.validation_loss) == len(history.validation_accuracy) == 2
    last = Evaluation(history.validation_loss[-1], history.validation_accuracy[-1])
    assert last == evaluate(watched, *other)


def test_train_step_goes_down_the_gradient_once(quarters):
    images, labels = quarters
    network = tiny_cnn(np.random.default_rng(1)).astype(np.float64)
    images = images.astype(np.float64)
    before, logits = network.state(), network.forward(images)
    loss, d_logits = cross_entropy(logits, labels)
    network.backward(d_logits)
    expected = {n: before[n] - 0.25 * g for n, g in network.gradients().items()}
    seen = train_step(network, images, labels, SGD(0.25))
    assert seen == pytest.approx((loss, np.mean(logits.argmax(axis=1) == labels)))
    for name, array in network.parameters().items():
        assert_allclose(array, expected[name], rtol=0, atol=1e-14)


def test_each_epoch_is_announced_with_the_history_so_far(quarters):
    seen = []

    def note(history):
        seen.append((list(history.loss), list(history.validation_accuracy)))

    _, history = run(quarters, epochs=3, after_epoch=note, validation=quarters)
    assert [len(loss) for loss, _ in seen] == [1, 2, 3]
    assert seen[-1] == (history.loss, history.validation_accuracy)


def test_a_batch_beyond_all_images_is_one_step_of_all(quarters):
    standing, moving = SGD(1e-30), SGD(0.1)
    run(quarters, epochs=3, optimizer=standing, batch_size=10_000)
    assert standing.steps == 3
    one, _ = run(quarters, epochs=1, optimizer=moving, batch_size=70)
    other, _ = run(quarters, epochs=1, optimizer=SGD(0.1), batch_size=10_000)
    assert_equal_networks(one, other)


def test_evaluate_counts_and_averages():
    network = Sequential(Flatten(), Linear(3, 3, rng=np.random.default_rng(1)))
    network = network.astype(np.float64)
    network.load_state({"1.weight": np.eye(3), "1.bias": np.zeros(3)})
    odds = np.array([[1, 1, 2], [4, 2, 2], [1, 6, 3], [2, 5, 3]])
    loss, accuracy = evaluate(network, np.log(odds), np.array([2, 1, 1, 0]))
    assert loss == pytest.approx(-np.mean(np.log([2 / 4, 2 / 8, 6 / 10, 2 / 10])))
    assert accuracy == 2 / 4


@pytest.mark.parametrize("batch_size", [1, 3, 7, 8])
def test_batches_hold_each_image_once_with_its_label(batch_size, rng):
    images, labels = np.arange(14.0).reshape(7, 2), np.arange(7)
    found = list(batches(images, labels, batch_size=batch_size, rng=rng))
    sizes = [len(y) for _, y in found]
    assert sizes == [len(range(7)[i : i + batch_size]) for i in range(0, 7, batch_size)]
    for x, y in found:
        assert_array_equal(x, images[y])
    assert sorted(itertools.chain(*(y for _, y in found))) == list(labels)


def test_batches_come_in_a_new_order_each_time(rng):
    images = np.arange(50)
    orders = [next(batches(images, images, batch_size=50, rng=rng))[0] for _ in "ab"]
    assert (orders[0] != orders[1]).any()
    assert (orders[0] != images).any()


def test_batches_refuse_what_does_not_fit(rng):
    images, labels = np.ones((5, 2)), np.arange(4)
    with pytest.raises(ValueError, match="5 images but 4 labels"):
        next(batches(images, labels, batch_size=2, rng=rng))
    with pytest.raises(ValueError, match="batch_size must be at least 1, got -1"):
        next(batches(images, images, batch_size=-1, rng=rng))


def test_augment_changes_each_batch_with_the_generator(quarters):
    seen = []

    def blank(images, rng):
        seen.append((len(images), rng.random()))
        return np.zeros_like(images)

    network, history = run(quarters, epochs=1, augment=blank)
    assert [size for size, _ in seen] == [16, 16, 16, 16, 6]
    assert len({number for _, number in seen}) == 5
    assert not network.gradients()["0.weight"].any()  # nothing was there to be seen
    assert history.loss[0] > 1


@pytest.mark.parametrize(("terminal", "shown"), [(False, False), (True, True)])
def test_progress_is_silent_where_there_is_no_terminal(
    terminal, shown, quarters, monkeypatch
):
    stderr = io.StringIO()
    stderr.isatty = lambda: terminal
    monkeypatch.setattr("sys.stderr", stderr)
    run(quarters)
    assert stderr.getvalue() == ""
    run(quarters, progress=True)
    assert ("10/10" in stderr.getvalue()) == bool(stderr.getvalue()) == shown


def test_images_and_labels_stay_as_they_are(quarters):
    for array in quarters:
        array.flags.writeable = False
    run(quarters, validation=quarters)


def test_an_image_of_any_size_will_do_where_the_network_takes_it(rng):
    network = Sequential(
        *(Conv2d(1, 2, 3, rng=rng), ReLU(), GlobalAvgPool2d(), Linear(2, 4, rng=rng))
    )
    images, labels = np.ones((3, 1, 9, 4), dtype=np.float32), np.array([0, 1, 3])
    options = {"epochs": 1, "optimizer": SGD(0.1), "rng": rng}
    assert fit(network, images, labels, **options).loss[0] > 0


IMAGES, LABELS = np.ones((5, *SHAPE), dtype=np.float32), np.array([0, 1, 2, 3, 0])
WRONG = {
    "nothing": (
        {"images": IMAGES[:0], "labels": LABELS[:0]},
        ValueError,
        r"at least one: images \(0, 1, 6, 5\), labels \(0,\)",
    ),
    "lengths": (
        {"labels": LABELS[:4]},
        ValueError,
        r"as many images as labels.*\(5, 1, 6, 5\), labels \(4,\)",
    ),
    "integers": (
        {"images": IMAGES.astype(np.uint8)},
        TypeError,
        "images must be an array of float32 or float64, got uint8",
    ),
    "float64": (
        {"images": IMAGES.astype(float)},
        TypeError,
        "images is float64 but 0.weight is float32",
    ),
    "NaN": ({"images": IMAGES * np.nan}, ValueError, "images hold .* NaN"),
    "one image": ({"images": IMAGES[0]}, ValueError, "needs as many images as labels"),
    "channels": (
        {"images": IMAGES.repeat(2, axis=1)},
        ValueError,
        r"Conv2d\(1, 3, .* got \(2, 6, 5\)",
    ),
    "size": (
        {"images": IMAGES.repeat(2, axis=2)},
        ValueError,
        r"Linear\(18, 4\) .* got \(36,\)",
    ),
    "class": ({"labels": LABELS + 1}, ValueError, "labels must be .* 0 to 3, got 4"),
    "float labels": ({"labels": LABELS / 1}, TypeError, "labels .*integers, got float"),
}


@pytest.mark.parametrize(("change", "kind", "message"), WRONG.values(), ids=WRONG)
@pytest.mark.parametrize("use", ["training", "validation"])
def test_data_that_do_not_fit_are_refused_before_any_step(use, change, kind, message):
    right, optimizer = {"images": IMAGES, "labels": LABELS}, SGD(0.1)
    data = {"training": right, "validation": right, use: right | change}
    validation = tuple(data["validation"].values())
    with pytest.raises(kind, match=message) as error:
        run(data["training"].values(), validation=validation, optimizer=optimizer)
    assert use in str(error.value) or "images" not in message
    assert optimizer.steps == 0


@pytest.mark.parametrize(("change", "kind", "message"), WRONG.values(), ids=WRONG)
def test_data_that_do_not_fit_are_not_evaluated(change, kind, message):
    data = {"images": IMAGES, "labels": LABELS} | change
    network = tiny_cnn(np.random.default_rng(1))
    with pytest.raises(kind, match=message):
        evaluate(network, *data.values())


@pytest.mark.parametrize(
    ("options", "kind", "message"),
    [
        ({"epochs": 0}, ValueError, "epochs must be at least 1, got 0"),
        ({"epochs": 1.5}, TypeError, "epochs must be an integer, got 1.5"),
        ({"batch_size": 0}, ValueError, "batch_size must be at least 1, got 0"),
        ({"rng": 1}, TypeError, "rng must be .*Generator, got 1: make one with"),
        ({"rng": np.random}, TypeError, "rng must be .*Generator, got <module"),
        (
            {"augment": lambda images, rng: images[:, :, 1:]},
            ValueError,
            r"augment must have shape \(16, 1, 6, 5\), .*got \(16, 1, 5, 5\)",
        ),
    ],
)
def test_options_that_make_no_sense_are_refused(options, kind, message, quarters):
    with pytest.raises(kind, match=message):
        run(quarters, **options)


@pytest.mark.parametrize("make", [functools.partial(SGD, momentum=0.9), SGD, Adam])
def test_divergence_is_reported_with_its_step_and_advice(make, quarters):
    optimizer = make(1e30)
    message = r"loss is (nan|inf) at step \d+: .* diverged; lower the rate of .*1e\+30"
    with pytest.raises(FloatingPointError, match=message) as error:
        run(quarters, optimizer=optimizer)
    assert f"at step {optimizer.steps + 1}:" in str(error.value)
    assert 1 <= optimizer.steps <= 4


@pytest.mark.parametrize("bias", [1e20, 5e6])
def test_a_loss_that_is_finite_and_absurd_is_divergence_too(quarters, bias):
    network = tiny_cnn(np.random.default_rng(1))
    network.parameters()["4.bias"][:] = [0, bias, -bias, 3]  # as after dead ReLUs
    with pytest.raises(
        FloatingPointError, match=r"loss is \d.*e\+\d\d at step 1: .*SGD"
    ):
        train_step(network, *quarters, SGD(0.1))


def test_a_network_that_has_diverged_is_not_evaluated(quarters):
    network = tiny_cnn(np.random.default_rng(1))
    for array in network.parameters().values():
        array[...] = 3e38
    with pytest.raises(FloatingPointError, match=r"loss is (nan|inf) in evaluation"):
        evaluate(network, *quarters)
