import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import ndimage

from cnnlesson import kernels

SUM_ONE = ["identity", "box", "gaussian", "sharpen", "emboss"]
SUM_ZERO = ["sobel_x", "sobel_y", "prewitt_x", "diagonal", "laplacian"]


@pytest.fixture
def picture():
    return np.random.default_rng(2).random((7, 6))


def named(name):
    return getattr(kernels, name)()


def response(kernel, picture):
    return ndimage.correlate(picture, kernel, mode="constant")


def test_every_kernel_is_in_one_of_the_lists():
    assert sorted(SUM_ONE + SUM_ZERO) == kernels.__all__


@pytest.mark.parametrize("name", SUM_ONE)
def test_an_even_patch_keeps_its_brightness(name):
    assert named(name).sum() == pytest.approx(1, abs=1e-15)


@pytest.mark.parametrize("name", SUM_ZERO)
def test_an_even_patch_gives_no_response(name):
    assert named(name).sum() == 0


@pytest.mark.parametrize("name", SUM_ONE + SUM_ZERO)
def test_kernels_are_float64_and_fresh(name):
    kernel = named(name)
    assert kernel.dtype == np.float64
    kernel[:] = 9
    assert named(name).max() < 9


@pytest.mark.parametrize(
    ("name", "oracle"),
    [
        ("sobel_x", lambda x: ndimage.sobel(x, axis=1, mode="constant")),
        ("sobel_y", lambda x: ndimage.sobel(x, axis=0, mode="constant")),
        ("prewitt_x", lambda x: ndimage.prewitt(x, axis=1, mode="constant")),
        ("laplacian", lambda x: ndimage.laplace(x, mode="constant")),
        ("box", lambda x: ndimage.uniform_filter(x, 3, mode="constant")),
        ("sharpen", lambda x: x - ndimage.laplace(x, mode="constant")),
        ("identity", lambda x: x),
    ],
)
def test_kernel_is_scipys_filter(name, oracle, picture):
    assert_allclose(response(named(name), picture), oracle(picture), atol=1e-14)


@pytest.mark.parametrize("size", [1, 3, 5])
def test_gaussian_is_the_box_of_two_over_and_over(size):
    expected = np.ones((1, 1))
    for _ in range(size - 1):
        padded = np.pad(expected, 1)
        expected = ndimage.correlate(padded, kernels.box(2), mode="constant")[1:, 1:]
    assert_allclose(kernels.gaussian(size), expected, atol=1e-15)


@pytest.mark.parametrize("size", [3, 5, 7])
def test_gaussian_has_the_variance_it_says(size):
    offsets = np.arange(size) - size // 2
    marginal = kernels.gaussian(size).sum(axis=0)
    assert marginal @ offsets**2 == pytest.approx((size - 1) / 4)


@pytest.mark.parametrize("size", [1, 2, 4])
def test_box_is_the_mean_of_any_size(size):
    assert_array_equal(kernels.box(size), np.full((size, size), size**-2.0))


@pytest.mark.parametrize(
    ("name", "lighter"),  # row and column of the corner that is lighter
    [
        ("sobel_x", (0, 1)),
        ("prewitt_x", (0, 1)),
        ("sobel_y", (1, 0)),
        ("emboss", (1, 1)),
        ("diagonal", (-1, 1)),
    ],
)
def test_sign_tells_where_it_is_lighter(name, lighter):
    rows, columns = np.mgrid[-1:2, -1:2]
    slope = lighter[0] * rows + lighter[1] * columns
    assert (named(name) * slope).sum() > 0


@pytest.mark.parametrize("name", ["sobel_x", "prewitt_x"])
def test_vertical_edge_kernels_ignore_horizontal_edges(name):
    rows = np.mgrid[-1:2, -1:2][0]
    assert (named(name) * rows).sum() == 0


def test_diagonal_ignores_the_other_diagonal():
    rows, columns = np.mgrid[-1:2, -1:2]
    assert (kernels.diagonal() * (rows + columns)).sum() == 0


@pytest.mark.parametrize("make", [kernels.identity, kernels.gaussian])
def test_a_kernel_with_a_centre_has_an_odd_side(make):
    with pytest.raises(ValueError, match="size must be odd, to have a centre, got 4"):
        make(4)


@pytest.mark.parametrize("make", [kernels.identity, kernels.gaussian, kernels.box])
def test_a_side_is_a_positive_integer(make):
    with pytest.raises(ValueError, match="size must be at least 1, got 0"):
        make(0)
    with pytest.raises(TypeError, match=r"size must be an integer, got 3\.0"):
        make(3.0)
