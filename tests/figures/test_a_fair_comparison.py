import numpy as np
import pytest

from cnnlesson.figures import a_fair_comparison as figures

RESULTS = {
    "still": {"dense": np.array([0.9, 0.92]), "CNN": np.array([0.96, 0.97])},
    "moved": {"CNN": np.array([0.6, 0.7])},
}


def test_every_seed_is_a_mark_and_every_mean_a_line_and_a_number():
    fig = figures.seeds_by_condition(RESULTS, low=0.5)
    for ax, (name, networks) in zip(fig.axes, RESULTS.items(), strict=True):
        assert ax.get_title(loc="left") == name
        lines, marks = ax.lines[::2], ax.lines[1::2]
        for line, mark, runs in zip(lines, marks, networks.values(), strict=True):
            np.testing.assert_allclose(mark.get_xdata(), 100 * runs)
            np.testing.assert_allclose(line.get_xdata(), 100 * runs.mean())
        numbers = [t.get_text() for t in ax.texts]
        assert numbers == [f"{100 * runs.mean():.1f}" for runs in networks.values()]
    still, moved = fig.axes
    assert still.get_xlim() == moved.get_xlim()
    assert still.get_xlim()[0] == 50
    colours = [ax.lines[at].get_color() for ax, at in ((still, 3), (moved, 1))]
    assert colours[0] == colours[1] != still.lines[1].get_color()
    assert "moved: CNN 65.0 % on average, from 60.0 to 70.0 %." in fig.alt


def test_learning_curves_have_means_and_ranges():
    runs = np.array([[0.8, 0.9, 0.95], [0.7, 0.9, 0.97]])
    fig = figures.accuracy_by_examples([300, 1000, 3500], {"CNN": runs})
    (ax,) = fig.axes
    np.testing.assert_allclose(ax.lines[0].get_ydata(), 100 * runs.mean(axis=0))
    band = ax.collections[0].get_paths()[0].vertices
    assert {70.0, 80.0, 95.0, 97.0} <= set(np.round(band[:, 1], 6))
    assert ax.get_xscale() == "log"
    assert "2 seeds. CNN: 75 % with 300, 90 % with 1,000, 96 % with 3,500." in fig.alt


def test_each_cost_has_its_own_scale_from_zero():
    costs = {"weights": {"a": 4.0, "b": 1.0}, "work": {"a": 20.5, "b": 1500.0}}
    fig = figures.cost_bars(costs)
    for ax, (kind, numbers) in zip(fig.axes, costs.items(), strict=True):
        assert ax.get_title(loc="left") == kind
        assert [bar.get_width() for bar in ax.patches] == list(numbers.values())
        low, high = ax.get_xlim()
        assert low == 0
        assert high == pytest.approx(1.22 * max(numbers.values()))
    assert "work: a 20.5, b 1,500." in fig.alt
