import numpy as np
import pytest

from cnnlesson.conv import conv2d
from cnnlesson.equivariance import equivariance_error


@pytest.fixture
def case(rng):
    return rng.standard_normal((2, 3, 6, 8)), rng.standard_normal((4, 3, 3, 3))


@pytest.mark.parametrize("shift", [0, 1, 5, -2])
def test_a_circular_convolution_moves_along(case, shift):
    x, weight = case

    def f(x):
        return conv2d(x, weight, padding=1, padding_mode="circular")

    assert equivariance_error(f, x, shift) < 1e-15


def test_zeros_at_the_border_do_not(case):
    x, weight = case
    expected = conv2d(np.roll(x, 2, axis=-1), weight, padding=1)
    still = conv2d(x, weight, padding=1)
    gap = np.linalg.norm(expected - np.roll(still, 2, axis=-1))
    found = equivariance_error(lambda x: conv2d(x, weight, padding=1), x, 2)
    assert found == pytest.approx(gap / np.linalg.norm(still))
    assert found > 0.1


def test_an_odd_shift_takes_the_nearer_of_two_moves():
    x = np.array([[[[1.0, 5.0, 2.0, 5.0]]]])
    found = equivariance_error(lambda x: x[..., ::2], x, 1, stride=2)
    assert found == pytest.approx(np.hypot(4, 3) / np.hypot(1, 2))
    step = np.array([[[[0.0, 0.0, 1.0, 1.0]]]])  # moved by 1: [1, 0], as by half
    assert equivariance_error(
        lambda x: x[..., ::2], step, 1, stride=2
    ) == pytest.approx(0.0)


def test_the_width_of_the_output_must_fit_the_stride():
    with pytest.raises(ValueError, match=r"W / stride = 4 / 2 .*f\(x\) \(1, 1, 1, 4\)"):
        equivariance_error(np.square, np.ones((1, 1, 1, 4)), 1, stride=2)
