"""What a hostile call is told: the name of the argument, and what it was."""

import re

import numpy as np
import pytest

from cnnlesson import activations, checkpoints, gradients, images, pixelwise, recipes
from cnnlesson._checks import integer, number, pair
from cnnlesson.arithmetic import linear_cost, memory_bytes
from cnnlesson.cards import evidence, likeness
from cnnlesson.equivariance import equivariance_error
from cnnlesson.images.peaks import pair_up, peaks
from cnnlesson.images.scenes import Scene, scatter, windows
from cnnlesson.images.strokes import draw
from cnnlesson.layers import Conv2d, Flatten
from cnnlesson.network import Sequential, dense_network, load
from cnnlesson.network.convolutional import to_convolutional
from cnnlesson.optimizers import SGD, Adam
from cnnlesson.parallel import chunks
from cnnlesson.training import evaluate, fit

RNG = np.random.default_rng(1)
NETWORK = dense_network(rng=RNG)
X = np.ones((2, 1, 28, 28), np.float32)
SCENE = Scene(np.zeros((20, 30)), np.array([[0, 0]]), np.array([7]))
FIT = {"epochs": 1, "optimizer": SGD(0.1), "rng": RNG}


def flat_backward(grad):
    layer = Flatten()
    layer.forward(X)
    return layer.backward(grad)


NO_ARRAY = [  # a call, and its message after "must be an array"
    (lambda: activations.relu(np.ma.ones(3)), "x", " of float32 or float64"),
    (lambda: Flatten().forward([[1.0]]), "x", " of float32 or float64"),
    (lambda: flat_backward([[1.0]]), "grad", " of float32 or float64"),
    (lambda: NETWORK.predict([[1.0]]), "images", " of float32 or float64"),
    (lambda: evidence(NETWORK, []), "images", " of float32 or float64"),
    (lambda: likeness(X, [X]), "examples", " of float32 or float64"),
    (lambda: recipes.shuffled([1.0]), "images", " of float32 or float64"),
    (lambda: equivariance_error(abs, 3, shift=1), "x", " of float32 or float64"),
    (
        lambda: peaks([[0.5]], threshold=0.1, radius=1),
        "scores",
        " of float32 or float64",
    ),
    (lambda: pair_up([[1, 2]], np.ones((1, 2)), reach=1), "found", ""),
    (lambda: pixelwise.iou([True], np.array([True])), "mask", " of booleans"),
    (lambda: images.translate([[1, 2]], 1), "images", ""),
    (lambda: images.random_shift([[1, 2]], RNG, limit=1), "images", ""),
    (lambda: images.rotate([[1.0, 2.0]], 10), "images", " of float32 or float64"),
    (lambda: scatter(X, [1, 2], rng=RNG), "labels", ""),
]


@pytest.mark.parametrize(("call", "name", "of"), NO_ARRAY, ids=range(len(NO_ARRAY)))
def test_what_is_no_array_is_named(call, name, of):
    with pytest.raises(TypeError, match=rf"^{name} must be an array{of}, got \w+$"):
        call()


NO_NUMBER = {
    "rate": lambda odd: Adam(odd),
    "momentum": lambda odd: SGD(0.1, momentum=odd),
    "beta1": lambda odd: Adam(0.1, beta1=odd),
    "beta2": lambda odd: Adam(0.1, beta2=odd),
    "eps": lambda odd: Adam(0.1, eps=odd),
    "degrees": lambda odd: images.rotate(X, odd),
    "fill": lambda odd: images.translate(X, 1, fill=odd),
    "factor": lambda odd: images.rescale(X, odd),
    "rows": lambda odd: images.roll(X, rows=odd),
    "columns": lambda odd: images.roll(X, columns=odd),
    "limit": lambda odd: images.random_rotation(X, RNG, limit=odd),
    "pen": lambda odd: draw([], (3, 4), pen=odd),
    "dark": lambda odd: images.light_bar(dark=odd),
    "light": lambda odd: images.step_edge(light=odd),
    "threshold": lambda odd: peaks(X[0, 0], threshold=odd, radius=1),
}


@pytest.mark.parametrize("name", NO_NUMBER)
@pytest.mark.parametrize("odd", ["three", None, [1.0], np.ones(1)], ids=repr)
def test_what_is_no_number_is_named(name, odd):
    message = f"^{name} must be a number, got {re.escape(repr(odd))}$"
    with pytest.raises(TypeError, match=message):
        NO_NUMBER[name](odd)


@pytest.mark.parametrize("rate", [np.float32(0.5), 1, True])
def test_any_real_number_will_do(rate):
    assert type(number("rate", rate)) is float
    assert SGD(rate).rate == rate


OTHER = [
    (
        TypeError,
        lambda: evidence(dense_network, X),
        "network must be an instance of Sequential, got <function dense_network",
    ),
    (
        TypeError,
        lambda: to_convolutional("lenet", (1, 28, 28)),
        "network must be an instance of Sequential, got 'lenet'",
    ),
    (
        ValueError,
        lambda: memory_bytes(linear_cost(2, 3), training=["sgd"]),
        "training must be one of None, 'sgd', 'sgd_momentum', 'adam', got ['sgd']",
    ),
    (
        TypeError,
        lambda: checkpoints.save("a.npz", X),
        "network must be an instance of Sequential,",
    ),
    (
        TypeError,
        lambda: checkpoints.load("a.npz", X),
        "network must be an instance of Sequential,",
    ),
    (
        TypeError,
        lambda: checkpoints.save("a.npz", NETWORK, RNG),
        "optimizer must be an instance of Optimizer, got Generator",
    ),
    (
        TypeError,
        lambda: checkpoints.load("a.npz", NETWORK, rng=3),
        "rng must be a numpy.random.Generator, got 3",
    ),
    (
        TypeError,
        lambda: checkpoints.save("a.npz", NETWORK, rng=3),
        "rng must be a numpy.random.Generator, got 3",
    ),
    (
        TypeError,
        lambda: fit(dense_network, X, np.array([1, 2]), **FIT),
        "network must be an instance of Sequential, got <function dense_network",
    ),
    (
        TypeError,
        lambda: fit(NETWORK, X, np.array([1, 2]), **FIT | {"optimizer": SGD}),
        "optimizer must be an instance of Optimizer, got <class",
    ),
    (
        TypeError,
        lambda: pixelwise.fit_pixels(NETWORK, X, X, **FIT | {"optimizer": SGD}),
        "optimizer must be an instance of Optimizer, got <class",
    ),
    (
        TypeError,
        lambda: pixelwise.fit_pixels(None, X, X, **FIT),
        "network must be an instance of Sequential, got None",
    ),
    (
        ValueError,
        lambda: evaluate(NETWORK, X, 3),
        "evaluation needs as many images as labels, and at least one: images "
        "(2, 1, 28, 28), labels ()",
    ),
    (
        TypeError,
        lambda: gradients.directional_error(np.sum, X, X, rng=0),
        "rng must be a numpy.random.Generator, got 0",
    ),
    (
        TypeError,
        lambda: equivariance_error(abs, X, shift=0.5),
        "shift must be an integer, got 0.5",
    ),
    (ValueError, lambda: chunks(0, NETWORK), "count must be at least 1, got 0"),
    (ValueError, lambda: load(3), "name must be one of ['dense_network', "),
    (
        TypeError,
        lambda: NETWORK.summary(784),
        "input_shape must be an instance of tuple, got 784",
    ),
    (
        ValueError,
        lambda: Conv2d(1, 2, 3, rng=RNG).output_shape(28),
        "Conv2d(1, 2, kernel_size=3) takes an input of shape (1, H, W), got 28",
    ),
    (
        ValueError,
        lambda: flat_backward(np.ones((2, 783), np.float32)),
        "grad must have shape (2, 784), that of the output for x (2, 1, 28, 28), got "
        "(2, 783)",
    ),
    (
        ValueError,
        lambda: NETWORK.predict(np.array(2.5)[np.newaxis][:0]),
        "there is nothing to predict: images (0,)",
    ),
    (
        ValueError,
        lambda: scatter(X, np.array([1, 2]), rng=RNG, count=3, size=84),
        "3 objects need as many images, and a label for each: images (2, 1, 28, 28), "
        "labels (2,)",
    ),
    (
        TypeError,
        lambda: scatter(X, np.array([1, 2]), rng=RNG, count=2, apart="far"),
        "apart must be an integer, got 'far'",
    ),
    (
        ValueError,
        lambda: windows([SCENE], rng=RNG, size=21),
        "size 21 is beyond a scene of (20, 30)",
    ),
    (
        ValueError,
        lambda: draw([], (3, 4, 5), pen=1),
        "shape must be an integer or a pair, got (3, 4, 5)",
    ),
    (
        ValueError,
        lambda: images.bright_square((1, 2, 3)),
        "position must be an integer or a pair, got (1, 2, 3)",
    ),
]


@pytest.mark.parametrize(("error", "call", "message"), OTHER, ids=range(len(OTHER)))
def test_what_does_not_fit_is_named(error, call, message):
    with pytest.raises(error, match=f"^{re.escape(message)}"):
        call()


def test_an_integer_may_come_as_any_kind_of_one():
    layer = Conv2d(True, np.int8(2), np.array(3), rng=RNG)
    assert layer.params["weight"].shape == (2, 1, 3, 3)
    assert type(integer("size", np.int8(-2), None)) is int
    assert pair("size", [3, np.uint8(4)]) == (3, 4)
    assert linear_cost(4, 3, bias="yes") == linear_cost(4, 3)


def test_no_images_are_no_error_of_numpy():
    assert recipes.shuffled(X[:0]).shape == (0, 1, 28, 28)
    assert likeness(X[:0], X).shape == (0,)
    assert Sequential(Flatten()).forward(X[:0]).shape == (0, 784)
