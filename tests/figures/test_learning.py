import numpy as np
import pytest
from drawn import points, texts

from cnnlesson.figures import learning as figures


def test_the_loss_is_marked_where_it_was_asked_for():
    fig = figures.loss_of_probability([0.25, 1.0])
    (ax,) = fig.axes
    curve, *marks = ax.lines
    np.testing.assert_allclose(np.exp(-curve.get_ydata()), curve.get_xdata())
    assert points(marks[0]) == [(0.25, pytest.approx(1.3863, abs=1e-4))]
    assert texts(ax) == ["0.25: loss 1.39", "1: loss 0.00"]


def test_descent_draws_the_slope_through_its_start():
    values = np.linspace(-2, 2, 9)
    steps = [-1.5, -0.75, -0.375]
    fig = figures.descent(values, values**2, steps, np.square(steps), slope=-3.0)
    (ax,) = fig.axes
    curve, tangent, dots = ax.lines
    assert points(curve) == list(zip(values, values**2, strict=True))
    assert points(dots) == [(s, s**2) for s in steps]
    (x0, y0), (x1, y1) = points(tangent)
    assert (y1 - y0) / (x1 - x0) == pytest.approx(-3)
    assert y0 - 3 * (-1.5 - x0) == pytest.approx(2.25)
    assert texts(ax) == ["slope −3.000", "start", "after 2 steps"]


def test_losses_begin_before_the_first_epoch():
    losses = {"seen": [2.4, 1.0, 0.5], "unseen": [2.3, 1.2, 0.9]}
    fig = figures.loss_by_epoch(losses, guessing=2.0)
    (ax,) = fig.axes
    seen, unseen, guessing = ax.lines
    assert points(seen) == [(0, 2.4), (1, 1.0), (2, 0.5)]
    assert points(unseen)[-1] == (2, 0.9)
    assert set(guessing.get_ydata()) == {2.0}
    assert texts(ax) == ["seen: 0.50", "unseen: 0.90", "guessing: 2.00"]
    assert seen.get_linestyle() != unseen.get_linestyle()


def test_weights_are_compared_on_one_scale():
    rng = np.random.default_rng(seed=1)
    before, after = (rng.normal(0, spread, (16, 5, 3)) for spread in (0.1, 0.5))
    fig = figures.weight_images(before, after)
    drawn = [ax.images[0] for ax in fig.axes[:2]]
    low, high = drawn[0].get_clim()
    assert drawn[1].get_clim() == (low, high)
    assert low == -high
    for image, weights in zip(drawn, (before, after), strict=True):
        sheet = image.get_array()
        assert sheet.shape == (4 * 5, 4 * 3)
        np.testing.assert_allclose(sheet[5:10, 6:9], weights[6], atol=high / 16 + 1e-12)
    assert f"{before.std():.3f} before, {after.std():.3f} after" in fig.alt
