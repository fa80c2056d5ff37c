"""The page of conventions, row by row: what SciPy calls what we do, and converters."""

import math
from itertools import product

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import ndimage, signal

from cnnlesson import conventions
from cnnlesson.arithmetic import output_size
from cnnlesson.conv import conv2d

RNG = np.random.default_rng(seed=0)
IMAGE, KERNEL = RNG.normal(size=(9, 7)), RNG.normal(size=(3, 5))  # all sides differ


def ours(image, kernel, **options):
    return conv2d(image[None, None], kernel[None, None], **options)[0, 0]


# -- SciPy ---------------------------------------------------------------------
def test_correlate2d_is_what_a_layer_computes():
    expected = signal.correlate2d(IMAGE, KERNEL, mode="valid")
    assert_allclose(ours(IMAGE, KERNEL), expected, atol=1e-12)


def test_convolve2d_is_a_layer_with_the_turned_kernel():
    expected = signal.convolve2d(IMAGE, KERNEL, mode="valid")
    assert_allclose(ours(IMAGE, conventions.turn(KERNEL)), expected, atol=1e-12)
    assert np.abs(ours(IMAGE, KERNEL) - expected).max() > 0.1


def test_which_functions_turn_the_kernel():
    kernel = KERNEL[:, 1:4]  # 3 by 3, so that the middle is not in question
    kept, turned = (
        ours(IMAGE, kernel, padding=1),
        ours(IMAGE, conventions.turn(kernel), padding=1),
    )
    for correlate in (signal.correlate2d, signal.correlate):
        assert_allclose(correlate(IMAGE, kernel, mode="same"), kept, atol=1e-12)
    for convolve in (signal.convolve2d, signal.convolve):
        assert_allclose(convolve(IMAGE, kernel, mode="same"), turned, atol=1e-12)
    zeros = {"mode": "constant"}
    assert_allclose(ndimage.correlate(IMAGE, kernel, **zeros), kept, atol=1e-12)
    assert_allclose(ndimage.convolve(IMAGE, kernel, **zeros), turned, atol=1e-12)


def test_full_pads_by_one_less_than_the_kernel():
    expected = signal.correlate2d(IMAGE, KERNEL, mode="full")
    assert_allclose(ours(IMAGE, KERNEL, padding=(2, 4)), expected, atol=1e-12)


@pytest.mark.parametrize(
    ("boundary", "numpy_mode", "our_mode"),
    [
        ("fill", "constant", "zeros"),
        ("wrap", "wrap", "circular"),
        ("symm", "symmetric", None),
    ],
)
def test_same_and_the_borders_of_signal(boundary, numpy_mode, our_mode):
    expected = signal.correlate2d(IMAGE, KERNEL, mode="same", boundary=boundary)
    padded = np.pad(IMAGE, [(1, 1), (2, 2)], mode=numpy_mode)
    assert_allclose(ours(padded, KERNEL), expected, atol=1e-12)
    if our_mode:
        options = {"padding": (1, 2), "padding_mode": our_mode}
        assert_allclose(ours(IMAGE, KERNEL, **options), expected, atol=1e-12)


@pytest.mark.parametrize(
    ("mode", "our_mode"),
    [("constant", "zeros"), ("wrap", "circular"), ("mirror", "reflect")],
)
def test_the_borders_of_ndimage(mode, our_mode):
    expected = ndimage.correlate(IMAGE, KERNEL, mode=mode)
    options = {"padding": (1, 2), "padding_mode": our_mode}
    assert_allclose(ours(IMAGE, KERNEL, **options), expected, atol=1e-12)


def test_reflect_of_ndimage_is_another_one():
    theirs = ndimage.correlate(IMAGE, KERNEL, mode="reflect")
    options = {"padding": (1, 2), "padding_mode": "reflect"}
    assert np.abs(ours(IMAGE, KERNEL, **options) - theirs).max() > 0.1
    repeated = np.pad(IMAGE, [(1, 1), (2, 2)], mode="symmetric")
    assert_allclose(ours(repeated, KERNEL), theirs, atol=1e-12)


def test_same_of_an_even_kernel_depends_on_the_function():
    kernel = np.array([[1.0, 2.0, 3.0, 4.0]])
    row = np.arange(1.0, 7.0)[None]
    assert conventions.same_padding(6, 4) == (1, 2)
    keras = ours(conventions.pad_same(row[None, None], (1, 4))[0, 0], kernel)
    assert_array_equal(keras, signal.correlate2d(row, kernel, mode="same"))
    others = signal.correlate(row, kernel, mode="same", method="direct")
    assert_array_equal(others, ndimage.correlate(row, kernel, mode="constant"))
    by_convolution = signal.convolve2d(row, conventions.turn(kernel), mode="same")
    assert_array_equal(others, by_convolution)
    assert_array_equal(others, ours(np.pad(row, [(0, 0), (2, 1)]), kernel))
    assert np.abs(others - keras).max() > 1


# -- Keras ---------------------------------------------------------------------
CASES = list(product(range(1, 13), range(1, 6), range(1, 4), range(1, 4)))


def test_same_makes_as_many_positions_as_documented():
    for n, k, s, d in CASES:
        before, after = conventions.same_padding(n, k, stride=s, dilation=d)
        padded = n + before + after
        assert output_size(padded, k, stride=s, dilation=d) == math.ceil(n / s)
        assert after - before in (0, 1)
        if before + after:  # one pixel less is one position less
            starts = range(0, padded - 1, s)
            fits = sum(start + d * (k - 1) < padded - 1 for start in starts)
            assert fits < math.ceil(n / s)


def test_valid_rounds_up_another_quotient_and_so_is_ours():
    for n, k, s, d in CASES:
        reach = d * (k - 1) + 1
        if reach <= n:
            documented = math.ceil((n - reach + 1) / s)
            assert documented == output_size(n, k, stride=s, dilation=d)


def test_same_by_the_definition_of_tensorflow():
    """Sum over the taps, with zeros outside, from `before` left of each start."""
    x, weight = RNG.normal(size=(2, 3, 7, 8)), RNG.normal(size=(4, 3, 3, 2))
    stride, dilation = (2, 3), (1, 2)
    padded = conventions.pad_same(x, (3, 2), stride=stride, dilation=dilation)
    out = conv2d(padded, weight, stride=stride, dilation=dilation)
    befores = [
        conventions.same_padding(n, k, stride=s, dilation=d)[0]
        for n, k, s, d in zip((7, 8), (3, 2), stride, dilation, strict=True)
    ]
    assert out.shape == (2, 4, 4, 3)
    for image, kernel, i, j in np.ndindex(out.shape):
        total = 0.0
        for channel, u, v in np.ndindex(3, 3, 2):
            row = i * 2 + u - befores[0]
            column = j * 3 + 2 * v - befores[1]
            if 0 <= row < 7 and 0 <= column < 8:
                total += x[image, channel, row, column] * weight[kernel, channel, u, v]
        assert out[image, kernel, i, j] == pytest.approx(total, abs=1e-12)


def test_layouts_go_there_and_back():
    x, weight = RNG.normal(size=(2, 3, 4, 5)), RNG.normal(size=(6, 3, 2, 1))
    there = conventions.to_keras_images(x)
    assert there[1, 2, 4, 0] == x[1, 0, 2, 4]
    assert_array_equal(conventions.from_keras_images(there), x)
    turned = conventions.to_keras_kernel(weight)
    assert turned[1, 0, 2, 5] == weight[5, 2, 1, 0]
    assert_array_equal(conventions.from_keras_kernel(turned), weight)
    for array in (there, turned):
        assert array.flags.c_contiguous


@pytest.mark.parametrize("dtype", ["<f4", ">f4"])
def test_what_is_converted_is_new_even_where_nothing_moves(dtype):
    array = np.zeros((1, 1, 1, 1), dtype)
    for convert in (
        conventions.to_keras_images,
        conventions.from_keras_images,
        conventions.to_keras_kernel,
        conventions.from_keras_kernel,
    ):
        assert not np.shares_memory(convert(array), array)


def test_the_sum_in_their_layout_is_ours():
    x, weight = RNG.normal(size=(2, 3, 5, 4)), RNG.normal(size=(6, 3, 2, 3))
    images, kernel = conventions.to_keras_images(x), conventions.to_keras_kernel(weight)
    windows = np.lib.stride_tricks.sliding_window_view(images, (2, 3), axis=(1, 2))
    theirs = np.einsum("nhwckl,klcf->nhwf", windows, kernel)
    back = conventions.from_keras_images(theirs)
    assert_allclose(back, conv2d(x, weight), atol=1e-12)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: conventions.to_keras_images(np.zeros((2, 3))), r"x must have axes"),
        (lambda: conventions.from_keras_images(np.zeros(3)), r"\(N, H, W, C\), got"),
        (lambda: conventions.to_keras_kernel(np.zeros((1, 2))), r"\(F, C, K, L\)"),
        (lambda: conventions.from_keras_kernel(np.zeros((1, 2))), r"\(K, L, C, F\)"),
        (lambda: conventions.turn(np.zeros(3)), r"at least 2 axes, got shape \(3,\)"),
        (lambda: conventions.same_padding(0, 3), "size must be at least 1, got 0"),
        (
            lambda: conventions.same_padding(3, 3, dilation=0),
            "dilation must be at least 1, got 0",
        ),
    ],
)
def test_what_does_not_fit_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_turning_copies():
    kernel = np.array([[1.0, 2.0]])
    conventions.turn(kernel)[0, 0] = 7
    assert_array_equal(kernel, [[1, 2]])
