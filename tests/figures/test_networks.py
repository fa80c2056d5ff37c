import numpy as np
import pytest
from matplotlib.colors import to_rgba
from matplotlib.patches import Rectangle

from cnnlesson.figures import networks as figures
from cnnlesson.figures._style import INPUT, KERNEL, OUTPUT

STAGES = [((1, 9, 7), 0), ((3, 6, 5), 40), ((3, 3, 2), 0), ((4,), 76)]


@pytest.fixture
def drawn():
    image = np.linspace(0, 1, 63).reshape(9, 7)
    fig = figures.drawn_to_scale(image, {"one": STAGES, "other": STAGES[:2]})
    fig.svg()
    return fig


def test_maps_are_drawn_to_scale_and_vectors_as_dots(drawn):
    ax = drawn.axes[0]
    boxes = [p for p in ax.patches if isinstance(p, Rectangle) and p.get_zorder() == 2]
    sizes = np.array([(box.get_height(), box.get_width()) for box in boxes])
    expected = [(9, 7), *[(6, 5)] * 3, *[(3, 2)] * 3]
    np.testing.assert_allclose(sizes / sizes[0, 0] * 9, expected)
    (dots,) = ax.collections
    assert len(dots.get_offsets()) == 4


def test_sizes_and_parameters_are_written(drawn):
    written = [text.get_text() for text in drawn.axes[0].texts]
    assert written == ["1 × 9 × 7", "3 × 6 × 5", "40", "3 × 3 × 2", "4", "76"]
    assert drawn.axes[0].get_title(loc="left") == "one: 116 parameters"
    assert "other: 1 x 9 x 7, then 3 x 6 x 5; parameters 40." in drawn.alt


def test_stages_do_not_overlap(drawn):
    ax = drawn.axes[0]
    centres = [text.get_position()[0] for text in ax.texts if text.get_va() == "top"]
    widths = np.array([0.8 * 7, 0.8 * 5 + 5, 0.8 * 2 + 5, 1.7])
    lefts = centres - widths / 2
    for left, width, following in zip(lefts, widths, [*lefts[1:], 131], strict=True):
        assert left + width < following


def test_the_path_shows_activations_and_marks_the_likeliest_class():
    hidden, chances = np.array([0.0, 4.0, 1.0]), np.array([0.2, 0.1, 0.6, 0.1])
    weight = np.array([[1, -2, 3], [-4, 1, 2], [2, 2, -1], [-1, -3, 4]])
    fig = figures.signal_path(np.eye(6, 5), hidden, chances, weight)
    (ax,) = fig.axes
    lines, near, far = ax.collections
    np.testing.assert_array_equal(near.get_array(), [0, 1, 0.25])
    np.testing.assert_array_equal(far.get_array(), chances)
    # From neuron to class, in the order of the neurons.
    assert len(lines.get_segments()) == 3 * 4
    np.testing.assert_allclose(lines.get_linewidths(), 0.4 * np.abs(weight.T).ravel())
    kernel, other = to_rgba(KERNEL), to_rgba(INPUT)
    expected = [kernel if value > 0 else other for value in weight.T.ravel()]
    np.testing.assert_allclose(lines.get_colors(), expected)
    marked = [t.get_text() for t in ax.texts if t.get_color() == OUTPUT]
    assert marked == ["2: 0.60"]
    assert "2 of the 3 neurons are above zero" in fig.alt


def test_a_network_that_is_silent_is_drawn_black():
    fig = figures.signal_path(np.eye(6, 5), np.zeros(3), np.full(4, 0.25), np.eye(4, 3))
    _, near, _ = fig.axes[0].collections
    assert not near.get_array().any()
