import numpy as np

from cnnlesson.figures import three_ideas as figures

KERNEL = np.array([[-1.0, 0.0], [0.0, 2.0], [0.5, 1.0]])


def shown(ax):
    return np.asarray(ax.images[0].get_array())


def test_a_line_is_drawn_for_each_weight():
    fig = figures.dense_and_local(np.eye(5, 4), corner=(1, 2), kernel_size=2)
    drawn = [ax.collections[-1].get_segments() for ax in fig.axes]
    assert [len(lines) for lines in drawn] == [20, 4]
    starts = {tuple(line[0]) for line in drawn[1]}
    assert starts == {(2.5, 1.5), (3.5, 1.5), (2.5, 2.5), (3.5, 2.5)}
    (window,) = fig.axes[1].patches
    assert (window.get_xy(), window.get_width()) == ((2, 1), 2)
    assert [ax.texts[0].get_text() for ax in fig.axes] == ["20 weights", "4 weights"]


def test_each_window_is_outlined_like_its_answer():
    answers = np.arange(8.0).reshape(2, 4)
    corners = [(0, 0), (1, 2), (0, 3)]
    fig = figures.sliding(np.eye(4, 5), KERNEL, answers, corners)
    image, _, right = fig.axes
    for window, pixel in zip(image.patches, right.patches, strict=True):
        assert window.get_xy() == pixel.get_xy()
        assert window.get_edgecolor() == pixel.get_edgecolor()
        assert window.get_linestyle() == pixel.get_linestyle()
        assert (window.get_height(), window.get_width()) == KERNEL.shape
    assert "6.00 at (1, 2)" in fig.alt


def test_the_sums_are_those_of_the_products_shown():
    patches = [np.full(KERNEL.shape, level) for level in (0.0, 0.5, 1.0)]
    fig = figures.windows(patches, KERNEL, [(0, 0), (1, 1), (2, 2)])
    sums = [shown(ax).sum() for ax in fig.axes[3:]]
    np.testing.assert_allclose(sums, [0, 1.25, 2.5])
    titles = [ax.get_title(loc="left") for ax in fig.axes[3:]]
    assert titles == ["sum 0.00", "sum 1.25", "sum 2.50"]
    assert len({ax.images[0].get_clim() for ax in fig.axes[3:]}) == 1


def test_relu_keeps_the_positive_answers_on_the_same_scale():
    answers = np.array([[1.0, 0.0, -2.0]] * 3)
    fig = figures.answers_and_relu(np.eye(3, 4), answers)
    _, before, after = fig.axes
    np.testing.assert_array_equal(shown(after), np.maximum(answers, 0))
    assert before.images[0].get_clim() == after.images[0].get_clim() == (-2, 2)
    assert "1.0, 0.0, -2.0" in fig.alt


def test_the_matrix_is_drawn_whole_with_zero_in_the_middle():
    matrix = np.array([[1.0, 0.0, -3.0]] * 2)
    fig = figures.tied_matrix(matrix)
    np.testing.assert_array_equal(shown(fig.axes[0]), matrix)
    assert fig.axes[0].images[0].get_clim() == (-3, 3)
    assert "4 of 6 entries are not zero" in fig.alt


def test_peaks_are_marked_where_the_answers_are_largest():
    maps = [np.zeros((3, 4)), np.zeros((3, 4))]
    maps[0][2, 1], maps[1][0, 3] = 0.5, 1.0
    fig = figures.peaks([np.eye(4, 5)] * 2, maps)
    marks = [tuple(map(float, ax.lines[0].get_xydata()[0])) for ax in fig.axes[2:]]
    assert marks == [(1.5, 2.5), (3.5, 0.5)]
    assert [ax.get_title(loc="left") for ax in fig.axes[2:]] == [
        "peak 0.50",
        "peak 1.00",
    ]
