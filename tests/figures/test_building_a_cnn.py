import numpy as np
import pytest

from cnnlesson.figures import building_a_cnn as figures

LOSS = {"training": [1.5, 0.5, 0.25], "validation": [1.0, 0.6, 0.7]}
RIGHT = {"training": [0.5, 0.8, 0.9], "validation": [0.6, 0.75, 0.8]}


def test_both_curves_are_drawn_by_epoch_and_the_choice_is_marked():
    fig = figures.training_curves(LOSS, RIGHT, chosen=2)
    left, right = fig.axes
    for ax, lines, factor in ((left, LOSS, 1), (right, RIGHT, 100)):
        mark, *curves = ax.lines
        assert set(mark.get_xdata()) == {2}
        for curve, values in zip(curves, lines.values(), strict=True):
            np.testing.assert_allclose(curve.get_ydata(), np.multiply(values, factor))
            assert list(curve.get_xdata()) == [1, 2, 3]
    assert "validation: loss 1.00 to 0.70, read right 60 to 80 %." in fig.alt
    assert "Epoch 2 is marked as chosen." in fig.alt


@pytest.fixture
def sick():
    healthy, wild = [2.5, 1.0, 0.5, 0.4], [2.5, 40.0, 2.3, 2.3]
    curves = {"healthy": healthy, "wild": wild, "flat": [2.3] * 4, "slow": [2.5] * 4}
    return curves, figures.ailments(curves, guessing=2.3, ceiling=4)


def test_all_panels_have_one_scale_and_the_healthy_curve_behind(sick):
    curves, fig = sick
    drawn = fig.axes
    assert {ax.get_ylim() for ax in drawn} == {(0, 4)}
    for ax, (name, values) in zip(drawn, curves.items(), strict=True):
        assert ax.get_title(loc="left") == name
        np.testing.assert_array_equal(ax.lines[-1].get_ydata(), values)
        if name != "healthy":
            np.testing.assert_array_equal(ax.lines[1].get_ydata(), curves["healthy"])


def test_what_is_cut_off_is_written(sick):
    _, fig = sick
    written = {
        ax.get_title(loc="left"): [t.get_text() for t in ax.texts] for ax in fig.axes
    }
    assert written["wild"] == ["up to 40"]
    assert written["flat"] == []
    assert "wild: from 2.50 over at most 40.00" in fig.alt
