import os
import tracemalloc

import numpy as np
import pytest
from gradcheck import adjoint_error, directional_error
from numpy.testing import assert_allclose, assert_array_equal
from scipy import ndimage, signal

from cnnlesson import _columns
from cnnlesson.conv import conv2d, conv2d_backward, conv2d_backward_params

CASES = int(os.environ.get("CNNLESSON_CASES", "2000"))  # 100,000 once a week
MODES = ["zeros", "circular", "reflect"]
TWISTED = {"stride": (2, 1), "padding": (1, 2), "dilation": (1, 2)}


@pytest.fixture
def case(rng):  # every axis has its own length, so a swapped axis cannot hide
    x = rng.standard_normal((5, 3, 8, 7))
    return x, rng.standard_normal((4, 3, 3, 2)), rng.standard_normal(4)


def random_case(rng, mode, *, centred=False):
    """Arrays and options that fit together, every option a pair of its own."""
    kernel, stride, dilation = rng.integers(1, 4, (3, 2))
    reach = dilation * (kernel - 1) + 1
    padding = rng.integers(0, (reach - 1) // 2 + 1 if centred else 4, 2)
    size = np.maximum(reach - 2 * padding, padding + 1) + rng.integers(0, 6, 2)
    images, channels, out_channels = rng.integers(1, 4, 3)
    x = rng.standard_normal((images, channels, *size))
    weight = rng.standard_normal((out_channels, channels, *kernel))
    pairs = {"stride": stride, "padding": padding, "dilation": dilation}
    options = {name: tuple(int(n) for n in pair) for name, pair in pairs.items()}
    return x, weight, options | {"padding_mode": mode}


def pixel(image, i, j, mode):
    """Look up a pixel that may lie in the padding."""
    height, width = image.shape
    if mode == "circular":
        return image[i % height, j % width]
    if mode == "reflect":
        i, j = (
            height - 1 - abs(height - 1 - abs(i)),
            width - 1 - abs(width - 1 - abs(j)),
        )
    return image[i, j] if 0 <= i < height and 0 <= j < width else 0.0


def conv2d_by_loops(x, weight, *, stride, padding, dilation, padding_mode):
    """The definition; shares no line with the library."""
    (sh, sw), (ph, pw), (dh, dw) = stride, padding, dilation
    _, channels, kh, kw = weight.shape
    height = len(range(-ph, x.shape[2] + ph - dh * (kh - 1), sh))
    width = len(range(-pw, x.shape[3] + pw - dw * (kw - 1), sw))
    out = np.zeros((len(x), len(weight), height, width))
    for b, f, p, q in np.ndindex(out.shape):
        for c, k, m in np.ndindex(channels, kh, kw):
            i, j = p * sh - ph + k * dh, q * sw - pw + m * dw
            out[b, f, p, q] += pixel(x[b, c], i, j, padding_mode) * weight[f, c, k, m]
    return out


def conv2d_by_scipy(x, weight, *, stride, padding, dilation, padding_mode):
    border = {"zeros": "constant", "circular": "wrap", "reflect": "mirror"}[
        padding_mode
    ]
    (dh, dw), (kh, kw) = dilation, weight.shape[2:]
    dense = (*weight.shape[:2], dh * (kh - 1) + 1, dw * (kw - 1) + 1)
    kernel = np.zeros(dense)
    kernel[:, :, ::dh, ::dw] = weight
    out = np.zeros((len(x), len(weight), *x.shape[2:]))
    for b, f, c in np.ndindex(*out.shape[:2], x.shape[1]):
        out[b, f] += ndimage.correlate(x[b, c], kernel[f, c], mode=border)
    rows, columns = (  # SciPy names a window by its centre pixel
        slice(k // 2 - p, k // 2 - p + n + 2 * p - k + 1, s)
        for k, n, p, s in zip(dense[2:], x.shape[2:], padding, stride, strict=True)
    )
    return out[:, :, rows, columns]


@pytest.mark.parametrize("mode", MODES)
def test_conv2d_is_the_definition(rng, mode):
    for _ in range(20):
        x, weight, options = random_case(rng, mode)
        expected = conv2d_by_loops(x, weight, **options)
        assert_allclose(conv2d(x, weight, **options), expected, atol=1e-12)


@pytest.mark.parametrize("mode", MODES)
def test_conv2d_agrees_with_scipy(rng, mode):
    for _ in range(100):
        x, weight, options = random_case(rng, mode, centred=True)
        expected = conv2d_by_scipy(x, weight, **options)
        assert_allclose(conv2d(x, weight, **options), expected, atol=1e-12)


def conv2d_by_correlate(x, weight, *, stride, padding, dilation, padding_mode):
    """Correlate all channels at once, densely, and keep every stride-th position."""
    border = {"zeros": "constant", "circular": "wrap", "reflect": "reflect"}
    widths = [(0, 0), (0, 0), *((p, p) for p in padding)]
    padded = np.pad(x, widths, mode=border[padding_mode])
    reach = (d * (k - 1) + 1 for d, k in zip(dilation, weight.shape[2:], strict=True))
    dense = np.zeros((*weight.shape[:2], *reach))
    dense[:, :, :: dilation[0], :: dilation[1]] = weight
    out = [
        [signal.correlate(image, kernel, "valid", "direct")[0] for kernel in dense]
        for image in padded
    ]
    return np.array(out)[:, :, :: stride[0], :: stride[1]]


def test_thousands_of_random_configurations_agree_with_scipy(rng, monkeypatch):
    for case in range(CASES):
        x, weight, options = random_case(rng, MODES[case % 3])
        for size, most in (("_CHUNK_BYTES", 20_000), ("_PIECE_BYTES", 2_000)):
            monkeypatch.setattr(_columns, size, int(rng.integers(1, most)))
        monkeypatch.setattr(_columns, "_WAYS", case % 2 * 8)  # without: by the buffer
        expected = conv2d_by_correlate(x, weight, **options)
        message = f"case {case}: x {x.shape}, weight {weight.shape}, {options}"
        out = conv2d(x, weight, **options)
        assert_allclose(out, expected, atol=1e-12, err_msg=message)
        y = rng.standard_normal(out.shape)
        d_x, d_weight, d_bias = conv2d_backward(y, x, weight, **options)
        assert adjoint_error(x, out, y, d_x) < 1e-12, message
        assert adjoint_error(weight, out, y, d_weight) < 1e-12, message
        again = conv2d_backward_params(y, x, weight, **options)
        assert_array_equal(again[0], d_weight, message)
        assert_array_equal(again[1], d_bias, message)


def test_bias_moves_one_channel_each(case):
    x, weight, bias = case
    moved = conv2d(x, weight, bias) - conv2d(x, weight)
    assert_allclose(moved, np.zeros_like(moved) + bias.reshape(4, 1, 1))


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("which", [0, 1, 2], ids=["x", "weight", "bias"])
def test_backward_matches_finite_differences(case, rng, which, mode):
    options = TWISTED | {"padding_mode": mode}
    y = rng.standard_normal(conv2d(*case, **options).shape)

    def loss(value):
        arguments = list(case)
        arguments[which] = value
        return np.vdot(y, conv2d(*arguments, **options))

    grad = conv2d_backward(y, *case[:2], **options)[which]
    assert directional_error(loss, grad, case[which], rng) < 1e-7


@pytest.mark.parametrize("mode", MODES)
def test_backward_is_the_adjoint(rng, mode):
    for _ in range(100):
        x, weight, options = random_case(rng, mode)
        out = conv2d(x, weight, **options)
        y = rng.standard_normal(out.shape)
        d_x, d_weight, d_bias = conv2d_backward(y, x, weight, **options)
        assert adjoint_error(x, out, y, d_x) < 1e-12
        assert adjoint_error(weight, out, y, d_weight) < 1e-12
        assert_allclose(d_bias, np.einsum("nfpq->f", y), atol=1e-12)


def test_one_integer_stands_for_a_pair(case):
    x, weight, bias = case
    one = {"stride": 2, "padding": 1, "dilation": 2}
    two = {name: (value, value) for name, value in one.items()}
    out = conv2d(x, weight, bias, **one)
    assert_array_equal(out, conv2d(x, weight, bias, **two))
    for a, b in zip(
        conv2d_backward(out, x, weight, **one),
        conv2d_backward(out, x, weight, **two),
        strict=True,
    ):
        assert_array_equal(a, b)


def forward_and_backward(x, weight, bias, **options):
    out = conv2d(x, weight, bias, **options)
    params = conv2d_backward_params(out, x, weight, **options)
    return [out, *conv2d_backward(out, x, weight, **options), *params]


@pytest.mark.parametrize("rows_at_a_time", [1, 2, 5])
def test_bands_of_rows_do_not_show(case, monkeypatch, rows_at_a_time):
    options = {"padding": 1, "stride": (2, 1)}
    whole = forward_and_backward(*case, **options)
    numbers = 2 * (3 * 2) + 4  # new lines of all channels and taps, what is made of it
    per_row = numbers * 8 * 5 * 8  # positions, images, bytes
    monkeypatch.setattr(_columns, "_CHUNK_BYTES", rows_at_a_time * per_row)
    for part, expected in zip(
        forward_and_backward(*case, **options), whole, strict=True
    ):
        assert_allclose(part, expected, atol=1e-12)


def test_what_lies_batch_last_is_not_copied(case):
    x = case[0]
    copied = _columns.batch_last(x)
    assert copied.flags.c_contiguous
    assert_array_equal(copied, x.transpose(1, 2, 3, 0))
    assert not np.shares_memory(copied, x)
    for rows in (slice(None), slice(1, 3)):
        again = _columns.batch_last(_columns.batch_first(copied)[:, :, rows])
        assert np.shares_memory(again, copied)
        assert np.shares_memory(_columns.batch_last(x[:1, :, rows]), x)


def test_gradients_of_kernels_lie_as_the_kernels_do(case):
    x, weight, _ = case
    _, d_weight, _ = conv2d_backward(conv2d(x, weight), x, weight)
    assert d_weight.flags.c_contiguous


MIB = 1 << 20


@pytest.mark.parametrize(
    ("images", "kernels", "options", "most"),
    [
        ((64, 64, 56, 56), (64, 64, 3, 3), {"padding": 1}, 64 * MIB),  # 49 are output
        ((1, 1, 512, 512), (1, 1, 3, 3), {}, 4 * MIB),
        ((8, 3, 224, 224), (64, 3, 7, 7), {"padding": 3, "stride": 2}, 30 * MIB),
    ],
    ids=["many", "one large", "large"],
)
def test_memory_is_that_of_the_output_and_little_more(images, kernels, options, most):
    x, weight = np.ones(images, np.float32), np.ones(kernels, np.float32)
    tracemalloc.start()
    conv2d(x, weight, **options)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < most


def test_an_image_gives_the_same_alone_and_in_a_batch(case):
    x, weight, bias = (array.astype(np.float32) for array in case)
    batch = conv2d(x, weight, bias, padding=1)
    for image, out in zip(x, batch, strict=True):
        assert_array_equal(conv2d(image[np.newaxis], weight, bias, padding=1)[0], out)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_layout_changes_nothing_and_dtype_stays(case, relaid, dtype):
    plain = [a.astype(dtype) for a in case]
    expected = forward_and_backward(*plain, **TWISTED)
    for got, want in zip(
        forward_and_backward(*map(relaid, plain), **TWISTED), expected, strict=True
    ):
        assert got.dtype == dtype
        assert_allclose(got, want, atol=1e-4 if dtype == np.float32 else 1e-12)


def test_inputs_are_left_alone_and_outputs_are_new(case):
    before = [a.copy() for a in case]
    arguments = [*case, conv2d(*case, padding=1)]
    before.append(arguments[3].copy())
    results = [*conv2d_backward(arguments[3], *case[:2], padding=1)]
    results += conv2d_backward_params(arguments[3], *case[:2], padding=1)
    for now, then in zip(arguments, before, strict=True):
        assert_array_equal(now, then)
        assert not any(np.shares_memory(now, result) for result in results)


def test_outputs_of_a_one_by_one_kernel_are_new():
    x, weight = np.ones((1, 1, 2, 3)), np.ones((1, 1, 1, 1))
    out = conv2d(x, weight)
    d_x, _, _ = conv2d_backward(out, x, weight)
    assert not np.shares_memory(out, x)
    assert not np.shares_memory(d_x, out)


def test_no_images_give_no_outputs_and_zero_gradients(case):
    x, weight, bias = case
    out, d_x, d_weight, d_bias, *_ = forward_and_backward(x[:0], weight, bias)
    assert out.shape == (0, 4, 6, 6)
    assert d_x.shape == (0, 3, 8, 7)
    assert_array_equal(d_weight, np.zeros_like(weight))
    assert_array_equal(d_bias, np.zeros(4))


def test_a_stride_beyond_the_image_leaves_one_window(case):
    x, weight, bias = case
    out, *grads = forward_and_backward(x, weight, bias, stride=(10**30, 10**9))
    assert out.shape == (5, 4, 1, 1)
    expected = forward_and_backward(x[:, :, :3, :2].copy(), weight, bias)
    assert_allclose(out, expected[0], atol=1e-12)
    assert_allclose(grads[1], expected[2], atol=1e-12)


def test_zeros_may_be_more_than_the_image_is_wide(case):
    x, weight, bias = case
    out = conv2d(x, weight, bias, padding=(9, 8))
    assert out.shape == (5, 4, 24, 22)
    assert_array_equal(out[:, :, 9:15, 8:14], conv2d(x, weight, bias))
    assert_array_equal(out[:, :, 0], np.zeros((5, 4, 22)) + bias[:, np.newaxis])


GOOD = {"x": np.ones((1, 3, 5, 6)), "weight": np.ones((4, 3, 3, 2))}
BAD = [
    ({"x": np.ones((5, 6))}, r"x must have axes \(N, C, H, W\), got shape \(5, 6\)"),
    ({"weight": np.ones((3, 2))}, r"weight must have axes \(F, C, K, L\), .*\(3, 2\)"),
    (
        {"weight": np.ones((4, 2, 3, 3))},
        r"x has 3 channels, weight expects 2: x \(1, 3, 5, 6\), weight \(4, 2, 3, 3\)",
    ),
    (
        {"padding": (0, 1), "dilation": 3},
        r"kernel of 3 px \(dilation 3, 7 px in all\) .*axis of 5 px with padding 0 "
        r"\(5 px in all\): x \(1, 3, 5, 6\), weight \(4, 3, 3, 2\)",
    ),
    ({"x": np.ones((1, 3, 0, 6))}, r"x has an empty axis: shape \(1, 3, 0, 6\)"),
    ({"x": np.ones((1, 0, 5, 6))}, r"x has an empty axis: shape \(1, 0, 5, 6\)"),
    ({"weight": np.ones((0, 3, 3, 2))}, r"weight has an empty axis: .*\(0, 3, 3, 2\)"),
    ({"stride": 0}, "stride must be at least 1, got 0"),
    ({"stride": (1, 2, 3)}, r"stride must be an integer or a pair, got \(1, 2, 3\)"),
    ({"padding": (1, -1)}, "padding must be at least 0, got -1"),
    ({"dilation": 0}, "dilation must be at least 1, got 0"),
    (
        {"padding_mode": "same"},
        "padding_mode .* 'zeros', 'circular', 'reflect', got 'same'",
    ),
    (
        {"padding": (0, 7), "padding_mode": "circular"},
        r"circular padding is at most \(5, 6\), got \(0, 7\): x \(1, 3, 5, 6\)",
    ),
    (
        {"padding": (5, 0), "padding_mode": "reflect"},
        r"reflect padding is at most \(4, 5\), got \(5, 0\): x \(1, 3, 5, 6\)",
    ),
]
BAD_TYPES = [
    ({"x": [[[[1.0]]]]}, "x must be an array of float32 or float64, got list"),
    ({"x": np.ma.ones((1, 3, 5, 6))}, "x must be an array of .*, got MaskedArray"),
    ({"x": np.ones((1, 3, 5, 6), int)}, "x must be an array of float.*, got int64"),
    ({"x": np.ones((1, 3, 5, 6), np.float16)}, "x must be an array .*, got float16"),
    ({"weight": np.ones((4, 3, 3, 2), object)}, "weight must be .*, got object"),
    (
        {"weight": np.ones((4, 3, 3, 2), np.float32)},
        "x is float64 but weight is float32",
    ),
    ({"stride": 1.5}, r"stride must be an integer, got 1\.5"),
    ({"padding": "same"}, "padding must be an integer, got 'same'"),
]


@pytest.mark.parametrize(
    ("error", "change", "message"),
    [(ValueError, *bad) for bad in BAD] + [(TypeError, *bad) for bad in BAD_TYPES],
)
def test_bad_input_is_named(error, change, message):
    with pytest.raises(error, match=message):
        conv2d(**GOOD | change)
    for back in (conv2d_backward, conv2d_backward_params):
        with pytest.raises(error, match=message):
            back(np.ones((1, 4, 3, 5)), **GOOD | change)


def test_bias_must_fit_the_output_channels():
    message = r"bias must have shape \(4,\), one per kernel of \(4, 3, .*got \(3,\)"
    with pytest.raises(ValueError, match=message):
        conv2d(**GOOD, bias=np.ones(3))
    with pytest.raises(TypeError, match=r"^bias must be an array of .*, got list"):
        conv2d(**GOOD, bias=[0.0] * 4)
    with pytest.raises(TypeError, match="x is float64 but bias is float32"):
        conv2d(**GOOD, bias=np.ones(4, np.float32))


def test_grad_must_have_the_shape_of_the_output():
    message = (
        r"grad must have shape \(1, 4, 3, 5\), .*x \(1, 3, 5, 6\), got \(1, 4, 5, 3\)"
    )
    with pytest.raises(ValueError, match=message):
        conv2d_backward(np.ones((1, 4, 5, 3)), **GOOD)
    with pytest.raises(TypeError, match="x is float64 but grad is float32"):
        conv2d_backward(np.ones((1, 4, 3, 5), np.float32), **GOOD)
