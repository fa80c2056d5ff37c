import numpy as np
import pytest

from cnnlesson.figures import landing as figures


def test_the_three_answers_share_one_scale_around_zero():
    maps = [np.full((4, 5), value) for value in (-1.0, 0.5, 2.0)]
    fig = figures.filtered(np.eye(4, 5), maps, ["a", "b", "c"])
    _, *scales = [ax.images[0].get_clim() for ax in fig.axes]
    assert len(set(scales)) == 1
    assert scales[0] == pytest.approx((-2.0, 2.0))
    assert "a at most 1.0, b at most 0.5, c at most 2.0" in fig.alt


def test_what_is_drawn_is_as_near_as_its_levels():
    photograph = np.linspace(0, 1, 20).reshape(4, 5)
    maps = [photograph * scale for scale in (-1.0, 0.5, 2.0)]
    fig = figures.filtered(photograph, maps, ["a", "b", "c"])
    drawn = [np.asarray(ax.images[0].get_array()) for ax in fig.axes]
    assert np.abs(drawn[0] - photograph).max() <= 1 / 64
    _, limit = fig.axes[1].images[0].get_clim()
    for shown, answer in zip(drawn[1:], maps, strict=True):
        assert np.abs(shown - np.clip(answer, -limit, limit)).max() <= limit / 32 + 1e-9
