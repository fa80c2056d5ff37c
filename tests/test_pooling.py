import numpy as np
import pytest
from gradcheck import adjoint_error, away_from_ties, directional_error
from numpy.testing import assert_allclose, assert_array_equal

from cnnlesson import pooling
from cnnlesson.pooling import (
    avg_pool2d,
    avg_pool2d_backward,
    global_avg_pool2d,
    global_avg_pool2d_backward,
    global_max_pool2d,
    global_max_pool2d_backward,
    max_pool2d,
    max_pool2d_backward,
)

MAX = (max_pool2d, max_pool2d_backward)
AVG = (avg_pool2d, avg_pool2d_backward)
GLOBAL_MAX = (global_max_pool2d, global_max_pool2d_backward)
GLOBAL_AVG = (global_avg_pool2d, global_avg_pool2d_backward)
WINDOWED = pytest.mark.parametrize(("pool", "back"), [MAX, AVG], ids=["max", "avg"])
GLOBAL = pytest.mark.parametrize(
    ("pool", "back"), [GLOBAL_MAX, GLOBAL_AVG], ids=["max", "avg"]
)
SETTINGS = pytest.mark.parametrize(
    ("kernel_size", "stride"),
    [
        ((2, 2), None),
        ((3, 2), None),
        ((3, 4), (2, 1)),  # overlapping
        ((3, 2), (2, 2)),  # down only
        ((2, 3), (2, 2)),  # across only
        ((1, 2), (3, 4)),  # with gaps
        ((1, 1), None),
        ((9, 8), None),  # one window
    ],
)


@pytest.fixture
def x(rng):  # every axis has its own length
    return away_from_ties(rng, (5, 3, 9, 8))


def windows(shape, kernel_size, stride):
    """Yield each output index with the index of its window, by the definition."""
    (kh, kw), (sh, sw) = kernel_size, stride or kernel_size
    tops, lefts = range(0, shape[2] - kh + 1, sh), range(0, shape[3] - kw + 1, sw)
    for n, c, p, q in np.ndindex(*shape[:2], len(tops), len(lefts)):
        rows, columns = slice(tops[p], tops[p] + kh), slice(lefts[q], lefts[q] + kw)
        yield (n, c, p, q), (n, c, rows, columns)


def pool_by_loops(reduce, x, kernel_size, stride):
    found = {out: reduce(x[w]) for out, w in windows(x.shape, kernel_size, stride)}
    *_, last = found
    return np.array([*found.values()]).reshape([i + 1 for i in last])


def max_backward_by_loops(grad, x, kernel_size, stride):
    d_x = np.zeros_like(x)
    for out, w in windows(x.shape, kernel_size, stride):
        window = x[w]
        first = next(
            at for at in np.ndindex(window.shape) if window[at] == window.max()
        )
        d_x[w][first] += grad[out]
    return d_x


@SETTINGS
def test_pools_are_the_definition(x, kernel_size, stride):
    expected = pool_by_loops(np.max, x, kernel_size, stride)
    assert_array_equal(max_pool2d(x, kernel_size, stride=stride), expected)
    expected = pool_by_loops(np.mean, x, kernel_size, stride)
    assert_allclose(avg_pool2d(x, kernel_size, stride=stride), expected, atol=1e-12)


@SETTINGS
def test_among_equal_pixels_the_first_wins(rng, kernel_size, stride):
    x = rng.integers(0, 3, (4, 3, 9, 8)).astype(float)  # ties in nearly every window
    grad = rng.standard_normal(max_pool2d(x, kernel_size, stride=stride).shape)
    expected = max_backward_by_loops(grad, x, kernel_size, stride)
    d_x = max_pool2d_backward(grad, x, kernel_size, stride=stride)
    assert_allclose(d_x, expected, atol=1e-12)


@SETTINGS
@WINDOWED
def test_backward_matches_finite_differences(rng, x, pool, back, kernel_size, stride):
    y = rng.standard_normal(pool(x, kernel_size, stride=stride).shape)
    grad = back(y, x, kernel_size, stride=stride)

    def loss(value):
        return np.vdot(y, pool(value, kernel_size, stride=stride))

    assert directional_error(loss, grad, x, rng) < 1e-7


@SETTINGS
def test_average_backward_is_the_adjoint(rng, x, kernel_size, stride):
    out = avg_pool2d(x, kernel_size, stride=stride)
    y = rng.standard_normal(out.shape)
    d_x = avg_pool2d_backward(y, x, kernel_size, stride=stride)
    assert adjoint_error(x, out, y, d_x) < 1e-12


def test_global_pools_are_pools_of_one_window(rng, x):
    whole = x.shape[2:]
    assert_array_equal(global_max_pool2d(x), max_pool2d(x, whole)[:, :, 0, 0])
    assert_allclose(global_avg_pool2d(x), avg_pool2d(x, whole)[:, :, 0, 0])
    x = np.round(x)  # ties
    grad = rng.standard_normal(x.shape[:2])
    for (_, back_global), (_, back) in [(GLOBAL_MAX, MAX), (GLOBAL_AVG, AVG)]:
        expected = back(grad[:, :, np.newaxis, np.newaxis], x, whole)
        assert_allclose(back_global(grad, x), expected)


@GLOBAL
def test_global_backward_matches_finite_differences(rng, x, pool, back):
    y = rng.standard_normal(pool(x).shape)
    grad = back(y, x)
    assert directional_error(lambda value: np.vdot(y, pool(value)), grad, x, rng) < 1e-7


def test_what_the_way_forward_found_serves_the_way_back(rng, x):
    found = max_pool2d(x, 2)
    grad = rng.standard_normal(found.shape)
    once = max_pool2d_backward(grad, x, 2, largest=found)
    assert_array_equal(once, max_pool2d_backward(grad, x, 2))
    other = np.full_like(found, np.inf)  # no pixel is as large: the last gets it all
    lost = max_pool2d_backward(grad, x, 2, largest=other)
    rows, pixels = (slice(1, 2 * size, 2) for size in found.shape[2:])
    assert_array_equal(lost[:, :, rows, pixels], grad)
    with pytest.raises(
        ValueError, match=r"largest must have shape .*, that of grad, got"
    ):
        max_pool2d_backward(grad, x, 2, largest=found[:1])


def test_one_integer_stands_for_a_pair(x):
    out = max_pool2d(x, 3, stride=2)
    assert_array_equal(out, max_pool2d(x, (3, 3), stride=(2, 2)))


@pytest.mark.parametrize("fit", [0.5, 1, 2, 7])
@pytest.mark.parametrize(
    "layout",
    ["images", "turned", "channels last", "channels first", "one image", "batch last"],
)
def test_a_chunk_is_what_fits_of_what_lies_outermost(rng, monkeypatch, layout, fit):
    x, axis = rng.standard_normal((5, 3, 2, 4)), 0
    if layout == "turned":  # what is turned round lies as far apart
        x = x[::-1]
    elif layout == "channels last":
        x = rng.standard_normal((5, 4, 2, 3)).transpose(0, 3, 2, 1)
    elif layout == "channels first":
        x, axis = rng.standard_normal((5, 3, 2, 4)).swapaxes(0, 1), 1
    elif layout == "one image":
        x, axis = rng.standard_normal((1, 5, 2, 4)), 1
    elif layout == "batch last":
        x, axis = rng.standard_normal((5, 2, 4, 3)).transpose(3, 0, 1, 2)[:, ::-1], 1
    whole = list(all_forward_and_backward(x))
    monkeypatch.setattr(pooling, "_CHUNK_BYTES", int(fit * x.nbytes / 5))
    seen = [x[some] for some in pooling._chunks(x)]
    sizes = {0.5: [1] * 5, 1: [1] * 5, 2: [2, 2, 1], 7: [5]}[fit]
    assert [part.shape[axis] for part in seen] == sizes
    assert_array_equal(np.concatenate(seen, axis), x)
    for part, expected in zip(all_forward_and_backward(x), whole, strict=True):
        assert_array_equal(part, expected)


def all_forward_and_backward(x):
    for pool, back in (MAX, AVG):
        out = pool(x, (2, 3), stride=2)
        yield from (out, back(out, x, (2, 3), stride=2))
    for pool, back in (GLOBAL_MAX, GLOBAL_AVG):
        out = pool(x)
        yield from (out, back(out, x))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_layout_changes_nothing_and_dtype_stays(x, relaid, dtype):
    plain = x.astype(dtype)
    for got, want in zip(
        all_forward_and_backward(relaid(plain)),
        all_forward_and_backward(plain),
        strict=True,
    ):
        assert got.dtype == dtype
        assert_allclose(got, want, atol=1e-4 if dtype == np.float32 else 1e-12)


def test_new_arrays_lie_in_memory_as_the_images_do(x, relaid):
    images = relaid(x)
    for made in all_forward_and_backward(images):
        if made.ndim == 4:
            alike = np.empty_like(images, shape=made.shape)
            assert made.strides == alike.strides


@WINDOWED
def test_layout_of_the_gradient_changes_nothing(rng, x, relaid, pool, back):
    grad = rng.standard_normal(pool(x, 2).shape)
    assert_array_equal(back(relaid(grad), x, 2), back(grad, x, 2))


def test_inputs_are_left_alone_and_outputs_are_new(x):
    before = x.copy()
    for pool, back in (MAX, AVG):
        out = pool(x, 1)  # a window of one pixel copies the image
        kept = out.copy()
        d_x = back(out, x, 1)
        assert_array_equal(out, kept)
        assert not np.shares_memory(out, x)
        assert not np.shares_memory(d_x, out)
    for pool, back in (GLOBAL_MAX, GLOBAL_AVG):
        out = pool(x)
        d_x = back(out, x)
        assert d_x.flags.writeable
        assert not np.shares_memory(d_x, out)
    assert_array_equal(x, before)


@WINDOWED
def test_all_that_is_made_lies_in_memory_as_the_images_do(x, pool, back):
    batch_last = np.ascontiguousarray(x.transpose(1, 2, 3, 0)).transpose(3, 0, 1, 2)
    out = pool(batch_last, 2)
    for made in (out, back(out, batch_last, 2)):
        assert made.transpose(1, 2, 3, 0).flags.c_contiguous


@WINDOWED
def test_no_images_give_no_outputs(x, pool, back):
    out = pool(x[:0], (2, 4))
    assert out.shape == (0, 3, 4, 2)
    assert back(out, x[:0], (2, 4)).shape == (0, 3, 9, 8)


@GLOBAL
def test_no_images_give_no_global_outputs(x, pool, back):
    assert pool(x[:0]).shape == (0, 3)
    assert back(pool(x[:0]), x[:0]).shape == (0, 3, 9, 8)


GOOD = {"x": np.ones((1, 2, 5, 6)), "kernel_size": 2, "stride": None}
BAD = [
    (
        ValueError,
        {"x": np.ones((5, 6))},
        r"x must have axes \(N, C, H, W\), .*\(5, 6\)",
    ),
    (TypeError, {"x": np.ones((1, 2, 5, 6), int)}, "x must be an array .* got int64"),
    (ValueError, {"kernel_size": (6, 6)}, "kernel of 6 px .* an axis of 5 px"),
    (ValueError, {"kernel_size": 0}, "kernel_size must be at least 1, got 0"),
    (TypeError, {"kernel_size": 2.0}, r"kernel_size must be an integer, got 2\.0"),
    (ValueError, {"stride": (1, 0)}, "stride must be at least 1, got 0"),
    (TypeError, {"stride": 0.5}, r"stride must be an integer, got 0\.5"),
]


@WINDOWED
@pytest.mark.parametrize(("error", "change", "message"), BAD)
def test_bad_input_is_named(pool, back, error, change, message):
    with pytest.raises(error, match=message):
        pool(**GOOD | change)
    with pytest.raises(error, match=message):
        back(np.ones((1, 2, 2, 3)), **GOOD | change)


@WINDOWED
def test_grad_must_have_the_shape_of_the_output(x, pool, back):
    message = (
        r"grad must have shape \(5, 3, 4, 4\), .*x \(5, 3, 9, 8\), got \(5, 3, 4\)"
    )
    with pytest.raises(ValueError, match=message):
        back(pool(x, 2)[:, :, :, 0], x, 2)


@GLOBAL
def test_global_pools_name_bad_input(x, pool, back):
    with pytest.raises(ValueError, match=r"x has an empty axis: shape \(5, 3, 9, 0\)"):
        pool(x[..., :0])
    for odd in (x[0], x[:, :, :, 0]):
        for call in (lambda: pool(odd), lambda: back(pool(x), odd)):  # noqa: B023
            with pytest.raises(
                ValueError, match=r"^x must have axes \(N, C, H, W\), got"
            ):
                call()
    with pytest.raises(
        ValueError, match=r"grad must have shape \(5, 3\), .*got \(3,\)"
    ):
        back(pool(x)[0], x)
