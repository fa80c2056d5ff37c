import numpy as np
import pytest

from cnnlesson.figures import loops_to_speed as figures
from cnnlesson.figures import two_layers


def shown(image):
    return np.asarray(image.get_array())


def test_row_and_answer_are_outlined_at_one_height():
    matrix = np.zeros((3, 7))
    matrix[1, 2:4] = 5, -1
    fig = figures.matrix_product(matrix, np.arange(7.0), np.arange(3.0), row=1)
    (ax,) = fig.axes
    strip, drawn, answers = ax.images
    assert (shown(strip).shape, shown(answers).shape) == ((1, 7), (3, 1))
    np.testing.assert_array_equal(shown(drawn), matrix)
    long, short = ax.patches
    assert long.get_y() == short.get_y() == drawn.get_extent()[3] + 1
    assert (long.get_width(), short.get_width()) == (7, 1)
    assert "2 of 21 entries not zero" in fig.alt
    assert "its 2 weights" in fig.alt


def test_the_circled_pixel_is_circled_in_every_copy():
    image = np.array([[3.0, 9, 4, 7], [8, 1, 6, 2], [5, 12, 10, 11]])
    windows = np.lib.stride_tricks.sliding_window_view(image, (2, 2)).reshape(6, 4)
    filters = np.array([[1.0, 0], [0, 1], [2, 0], [0, -3]])
    fig = figures.im2col(
        image,
        windows,
        filters,
        windows @ filters,
        shape=(2, 2),
        window=4,
        pixel=(1, 2),
    )
    (ax,) = fig.axes
    original, copies = (line.get_xydata() for line in ax.lines)
    np.testing.assert_allclose(original, [[2.5, 2.6]])
    left, _, _, top = ax.images[1].get_extent()
    found = {(int(y - top), int(x - left)) for x, y in copies}
    assert found == {tuple(map(int, p)) for p in np.argwhere(windows == 6)}
    in_image, in_rows, in_answers = ax.patches
    assert in_image.get_xy() == (1, pytest.approx(2.1))  # window 4: row 1, column 1
    assert in_rows.get_y() == in_answers.get_y() == top + 4
    assert "it was copied 4 times" in fig.alt


def test_a_bracket_spans_the_lines_of_its_row_of_windows():
    image = np.arange(20.0).reshape(4, 5)
    lines = np.lib.stride_tricks.sliding_window_view(image, 3, axis=1)
    fig = figures.shared_lines(image, lines, 2)  # 3 taps across, 2 down
    (ax,) = fig.axes
    np.testing.assert_array_equal(shown(ax.images[1])[3:6], lines[1])
    top = ax.images[1].get_extent()[3]
    spans = [line.get_ydata() - top for line in ax.lines]
    assert [(round(y.min()), round(y.max())) for y in spans] == [
        (0, 6),
        (3, 9),
        (6, 12),
    ]
    framed = [box.get_y() - top for box in ax.patches]
    assert framed == pytest.approx([0, 3, 6, 9, 0, 0])
    in_image, in_memory = ax.patches[-2:]
    assert (in_image.get_height(), in_image.get_width()) == (2, 3)
    assert (in_memory.get_height(), in_memory.get_width()) == (6, 1)
    assert (
        "each takes 2 lines that follow one another, and neighbours share 1" in fig.alt
    )


def test_the_rungs_stand_at_their_times_and_bytes():
    seconds = {"loops": 1.5, "columns": 0.02}
    fig = figures.ladder(seconds, {"loops": 3 << 20, "columns": 200 << 20})
    times, memory = fig.axes
    assert times.lines[0].get_xdata() == pytest.approx([1500, 20])
    assert memory.lines[0].get_xdata() == pytest.approx([3, 200])
    assert [t.get_text() for t in times.texts] == ["1,500", "20.0"]
    assert times.get_xscale() == memory.get_xscale() == "log"
    ticks = [label.get_text() for label in times.get_xticklabels()]
    assert ticks == ["10", "100", "1,000"]  # none beyond the largest
    assert [label.get_text() for label in times.get_yticklabels()] == list(seconds)
    assert "loops: 1,500.0 ms, 3.0 MiB." in fig.alt


def test_two_kernels_and_the_one_for_both_share_a_scale():
    fig = two_layers.stacked(np.eye(3), 2 * np.eye(3), 3 * np.eye(5))
    (ax,) = fig.axes
    assert {image.get_clim() for image in ax.images} == {(-3, 3)}
    assert [shown(image).shape for image in ax.images] == [(3, 3), (3, 3), (5, 5)]
    assert "3 0 0 0 0" in fig.alt


def test_every_pixel_with_a_share_has_a_dot():
    small, large = np.zeros((7, 7)), np.zeros((7, 7))
    small[3, 3], large[2:5, 2:5] = 0.5, 0.1
    fig = two_layers.fields({"one": small, "two": large})
    assert [len(ax.lines[0].get_xdata()) for ax in fig.axes] == [1, 9]
    assert {ax.images[0].get_clim() for ax in fig.axes} == {(0, 0.5)}
    assert fig.axes[1].get_title(loc="left") == "two: 3 × 3"
    assert "two: 3 by 3 pixels, the middle one with 10.0 %" in fig.alt
