import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import ndimage

from cnnlesson.images.resize import enlarge, shrink

BATCH = (5, 2, 4, 6)


@pytest.fixture
def batch():
    return np.random.default_rng(1).random(BATCH, dtype=np.float32)


def test_shrink_averages_blocks(batch):
    small = shrink(batch, 2)
    assert small.shape == (5, 2, 2, 3)
    assert small.dtype == batch.dtype
    for n, c, i, j in np.ndindex(small.shape):
        block = batch[n, c, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2]
        assert small[n, c, i, j] == pytest.approx(block.mean())


@pytest.mark.parametrize(
    ("method", "order"), [("nearest", 0), ("linear", 1), ("cubic", 3)]
)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_enlarge_is_scipys_zoom_of_each_picture(batch, method, order, dtype):
    larger = enlarge(batch.astype(dtype), 3, method=method)
    assert larger.dtype == dtype
    for index in np.ndindex(BATCH[:2]):
        expected = ndimage.zoom(
            batch[index].astype(float), 3, order=order, mode="nearest", grid_mode=True
        )
        assert_allclose(larger[index], expected.clip(0, 1), atol=1e-6)


@pytest.mark.parametrize("method", ["nearest", "linear", "cubic"])
def test_an_even_picture_stays_even(method):
    grey = np.full((1, 1, 3, 4), 0.3)
    assert_allclose(enlarge(grey, 4, method=method), 0.3)


def test_nearest_is_undone_by_shrinking(batch):
    assert_allclose(shrink(enlarge(batch, 3, method="nearest"), 3), batch, rtol=1e-6)


def test_cubic_is_cut_off_at_black_and_white():
    edge = np.repeat([[0.0, 1.0]], 3, axis=1).reshape(1, 1, 1, 6)
    larger = enlarge(np.repeat(edge, 3, axis=2), 4)
    assert larger.min() == 0
    assert larger.max() == 1


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: shrink(np.ones((1, 1, 4, 6)), 4), ValueError, "factor 4 must divide"),
        (lambda: shrink(np.ones((4, 6)), 2), ValueError, r"axes \(N, C, H, W\)"),
        (lambda: shrink(np.ones((1, 1, 4, 6), int), 2), TypeError, "got int64"),
        (lambda: enlarge(np.ones((1, 1, 4, 6)), 0), ValueError, "factor must be at"),
        (
            lambda: enlarge(np.ones((1, 1, 4, 6)), 2, method="best"),
            ValueError,
            "method must be one of 'nearest', 'linear', 'cubic', got 'best'",
        ),
    ],
)
def test_bad_input_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()
