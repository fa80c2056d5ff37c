import numpy as np
from matplotlib.offsetbox import AnnotationBbox

from cnnlesson.figures import decoys as figures


def test_best_answers_stand_at_their_values_beside_what_was_shown():
    rng = np.random.default_rng(seed=1)
    pictures = {"a": rng.random((5, 4)), "b": rng.random((5, 4))}
    filters = {"one": np.ones((2, 3)), "two": np.array([[2.0, -3.0], [0.0, 1.0]])}
    best = {"one": [1.0, 0.5], "two": [0.9, -0.2]}
    fig = figures.best_answers(pictures, filters, best)
    (ax,) = fig.axes
    dots = [line.get_xdata().tolist() for line in ax.lines[:2]]
    assert dots == [[1.0, 0.5], [0.9, -0.2]]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["a", "b"]
    shown = [a for a in ax.artists if isinstance(a, AnnotationBbox)]
    for box, image in zip(shown, [*pictures.values(), *filters.values()], strict=True):
        np.testing.assert_array_equal(box.offsetbox.get_data(), image)
    limits = [(a.offsetbox.image.norm.vmin, a.offsetbox.image.norm.vmax) for a in shown]
    assert limits == [(0, 1), (0, 1), (-3, 3), (-3, 3)]
    assert "two: a 0.90, b -0.20." in fig.alt
