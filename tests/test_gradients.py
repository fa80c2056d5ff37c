"""The public checks, against functions whose gradients are known on paper.

The rest of the tests keep to checks of their own (gradcheck.py): were these the only
ones, a mistake here would pass every gradient of the library.
"""

from functools import partial

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from cnnlesson.gradients import (
    adjoint_error,
    directional_error,
    numerical_gradient,
    relative_error,
)

RNG = np.random.default_rng(0)


def bowl(x):
    return float((x**3).sum() + x[0, 0] * x[1, 2])


def slope_of_bowl(x):
    slope = 3 * x**2
    slope[0, 0] += x[1, 2]
    slope[1, 2] += x[0, 0]
    return slope


@pytest.fixture
def x(rng):
    return rng.standard_normal((2, 3))


def test_numerical_gradient_is_the_one_on_paper(x):
    before = x.copy()
    got = numerical_gradient(bowl, x)
    assert_allclose(got, slope_of_bowl(x), rtol=1e-7)
    assert_array_equal(x, before)
    assert not np.shares_memory(got, x)


def test_each_number_is_nudged_alone_by_eps_both_ways(x):
    seen = []
    numerical_gradient(lambda moved: seen.append(moved - x) or 0.0, x, eps=0.25)
    for place, up, down in zip(np.ndindex(x.shape), seen[::2], seen[1::2], strict=True):
        expected = np.zeros(x.shape)
        expected[place] = 0.25
        assert_allclose(up, expected, atol=1e-15)
        assert_allclose(down, -expected, atol=1e-15)


def test_the_error_falls_with_the_square_of_the_step(x):
    errors = [
        np.abs(numerical_gradient(bowl, x, eps=eps) - slope_of_bowl(x)).max()
        for eps in (1e-2, 1e-3)
    ]
    assert_allclose(errors, [1e-4, 1e-6], rtol=1e-3)  # x**3: exactly eps squared


def test_numerical_gradient_of_a_scalar_array():
    assert_allclose(numerical_gradient(lambda x: float(x**2), np.array(3.0)), 6.0)


def test_relative_error_is_relative_to_the_longer():
    a, b = np.array([3.0, 4.0]), np.array([0.0, 0.0])
    assert relative_error(a, b) == relative_error(b, a) == 1
    assert relative_error(a, a) == relative_error(b, b) == 0
    assert relative_error(a, -a) == 2
    assert relative_error(a, 2 * a) == 0.5
    assert relative_error(a / 1000, a / 500) == 0.5
    assert type(relative_error(a, b)) is float


def test_a_right_gradient_passes_in_any_direction(x, rng):
    errors = [directional_error(bowl, slope_of_bowl(x), x, rng=rng) for _ in range(50)]
    assert max(errors) < 1e-8


def test_one_wrong_number_shows_in_every_direction(x, rng):
    wrong = slope_of_bowl(x)
    wrong[1, 0] *= 1.01
    errors = [directional_error(bowl, wrong, x, rng=rng) for _ in range(50)]
    assert min(errors) > 1e-6


def test_a_directional_error_is_relative_to_gradient_and_direction(x):
    grad = slope_of_bowl(x) / 100
    claimed = 3 * grad
    found = directional_error(
        lambda at: np.vdot(grad, at), claimed, x, rng=np.random.default_rng(5)
    )
    v = np.random.default_rng(5).standard_normal(x.shape)
    lengths = np.linalg.norm(claimed) * np.linalg.norm(v)
    assert_allclose(found, abs(2 * np.vdot(grad, v)) / lengths, rtol=1e-6)


def test_a_gradient_of_zero_is_all_wrong(x, rng):
    assert directional_error(bowl, np.zeros_like(x), x, rng=rng) == 1
    assert directional_error(lambda x: 0.0, np.zeros_like(x), x, rng=rng) == 0


def test_the_transpose_is_the_adjoint_and_nothing_else(rng):
    a = rng.standard_normal((4, 3))
    x, y = rng.standard_normal(3), rng.standard_normal(4)
    assert adjoint_error(x, a @ x, y, a.T @ y) < 1e-15
    assert type(adjoint_error(x, a @ x, y, a.T @ y)) is float
    wrong = a.T.copy()
    wrong[2, 1] += 1e-9
    assert 1e-12 < adjoint_error(x, a @ x, y, wrong @ y) < 1e-8
    assert adjoint_error(x, a @ x, y, np.zeros(3)) > 0.01
    assert adjoint_error(x, np.zeros(4), y, np.zeros(3)) == 0


def test_an_adjoint_error_is_relative_to_the_longer_pair():
    x, y = np.array([3.0, 4.0]), np.array([0.0, 2.0])
    assert adjoint_error(x, y, y, x) == 21 / 25
    assert adjoint_error(y, x, x, y) == 21 / 25


@pytest.mark.parametrize(
    ("check", "names"),
    [
        (relative_error, ["a", "b"]),
        (adjoint_error, ["x", "forward_x", "y", "backward_y"]),
        (partial(directional_error, bowl, rng=RNG), ["at", "grad"]),
        (partial(numerical_gradient, bowl), ["at"]),
    ],
    ids=["relative", "adjoint", "directional", "numerical"],
)
def test_each_array_is_named_that_is_none_or_of_another_dtype(check, names):
    arrays = {name: np.ones((2, 3)) for name in names}
    for name in names:
        with pytest.raises(TypeError, match=f"^{name} must be an array of float32 or"):
            check(**arrays | {name: [1.0]})
        if len(names) > 1:
            with pytest.raises(TypeError, match=rf"\b{name} is float32.* convert one"):
                check(**arrays | {name: np.ones((2, 3), np.float32)})


def test_bad_arguments_are_named():
    x, wide = np.ones((2, 3)), np.ones((3, 2))
    with pytest.raises(ValueError, match="eps must be above 0, got 0"):
        numerical_gradient(bowl, x, eps=0)
    with pytest.raises(ValueError, match=r"eps must be above 0, got -0\.1"):
        directional_error(bowl, x, x, rng=RNG, eps=-0.1)
    with pytest.raises(TypeError, match=r"^eps must be a number, got 'small'"):
        numerical_gradient(bowl, x, eps="small")
    with pytest.raises(TypeError, match=r"rng must be a numpy\.random\.Generator"):
        directional_error(bowl, x, x, rng=5)
    message = r"grad must have shape \(2, 3\), that of at, got \(3, 2\)"
    with pytest.raises(ValueError, match=message):
        directional_error(bowl, wide, x, rng=RNG)
    with pytest.raises(ValueError, match=r"b must have .* that of a, got \(3, 2\)"):
        relative_error(x, wide)
    with pytest.raises(ValueError, match=r"backward_y .*that of x, got \(3, 2\)"):
        adjoint_error(x, x, x, wide)
    with pytest.raises(ValueError, match=r"y must have .*that of forward_x, got"):
        adjoint_error(x, wide, x, x)
