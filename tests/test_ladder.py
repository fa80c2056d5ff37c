import numpy as np
import pytest
from scipy.signal import correlate

from cnnlesson import ladder
from cnnlesson.conv import conv2d

RUNGS = [ladder.loops, ladder.windows, ladder.columns]


def by_scipy(x, weight):
    """Cross-correlate with SciPy, over all channels at once."""
    out = [[correlate(image, kernel, "valid")[0] for kernel in weight] for image in x]
    return np.array(out)


@pytest.mark.parametrize("rung", [*RUNGS, conv2d])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_every_rung_computes_the_same(rung, dtype):
    rng = np.random.default_rng(seed=0)
    x = rng.normal(size=(2, 3, 7, 6)).astype(dtype)
    weight = rng.normal(size=(4, 3, 5, 2)).astype(dtype)
    out = rung(x, weight)
    assert out.dtype == dtype
    tolerance = 1e-12 if dtype == "float64" else 1e-5
    np.testing.assert_allclose(out, by_scipy(x, weight), atol=tolerance)


@pytest.mark.parametrize("rung", RUNGS)
def test_a_kernel_larger_than_the_image_is_refused(rung):
    with pytest.raises(ValueError, match="kernel"):
        rung(np.zeros((1, 1, 2, 2)), np.zeros((1, 1, 3, 3)))


@pytest.mark.parametrize("rung", RUNGS)
def test_channels_that_differ_are_refused_with_both_shapes(rung):
    message = r"x has 2 channels, weight expects 3: x \(1, 2, 4, 4\), weight \(1, 3, 3"
    with pytest.raises(ValueError, match=message):
        rung(np.zeros((1, 2, 4, 4)), np.zeros((1, 3, 3, 3)))
