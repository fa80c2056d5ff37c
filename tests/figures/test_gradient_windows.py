import numpy as np
from matplotlib.colors import to_hex

from cnnlesson.figures import gradient_windows as figures
from cnnlesson.figures._style import INPUT, KERNEL

ROW, WINDOW = np.array([3.0, 1, -1, 2, 5]), np.array([2.0, 0, -4])


def words(ax):
    return [text.get_text() for text in ax.texts if text.get_text()]


def test_the_window_stands_one_further_each_time():
    fig = figures.slide(
        ROW, WINDOW, names=("row", "window"), colours=("input", "kernel"), title="t"
    )
    (ax,) = fig.axes
    by_colour = {
        colour: [p.get_x() for p in ax.patches if to_hex(p.get_edgecolor()) == colour]
        for colour in (INPUT, KERNEL)
    }
    assert by_colour[INPUT] == [0, 1, 2, 3, 4] * 3
    assert by_colour[KERNEL] == [0, 1, 2, 1, 2, 3, 2, 3, 4]
    assert "3·2 + 1·0 + (−1)·(−4) =" in words(ax)
    assert [w for w in words(ax) if w in ("10", "−6", "−22")] == ["10", "−6", "−22"]
    assert "added: 10, −6, −22." in fig.alt


def test_a_pixel_meets_the_kernel_backwards():
    fig = figures.why_turned(np.array([7.0, 8, 9]), np.array([1.0, -2, 3]), 2)
    (ax,) = fig.axes
    at_pixel = [text.get_text() for text in ax.texts if text.get_position()[0] == 2.5]
    assert at_pixel == ["x", "9", "8", "7", "down the column: 9, 8, 7"]
    assert "8 × (−2)" in words(ax)
    assert "sum 14" in words(ax)  # 9 - 16 + 21
    assert "9, 8, 7: the kernel backwards" in fig.alt


def test_a_pixel_seen_at_fewer_places_than_the_kernel_has_taps():
    fig = figures.why_turned(np.array([7.0, 8, 9]), np.array([1.0, -2]), 2)
    assert "down the column: 9, 8" in words(fig.axes[0])
