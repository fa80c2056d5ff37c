import numpy as np

from cnnlesson.figures import pooling_layers as figures
from cnnlesson.figures._style import LOOK

GRID = np.array([[1.0, 3, 2, 0], [5, 3, 0, 6], [8, 2, 7, 7], [1, 5, 4, 2]])


def shown(ax):
    return np.asarray(ax.images[0].get_array())


def words(ax):
    return [text.get_text() for text in ax.texts]


def test_the_means_are_written_as_sums_of_four():
    largest, mean = np.array([[5.0, 6], [8, 7]]), np.array([[3.0, 2], [4, 5]])
    fig = figures.pooled_by_hand(GRID, largest, mean)
    grid, top, middle = fig.axes
    assert words(top) == ["5", "6", "8", "7"]
    assert words(middle) == ["12 / 4 = 3", "8 / 4 = 2", "16 / 4 = 4", "20 / 4 = 5"]
    marked = [p for ax in fig.axes for p in ax.patches if p.get_edgecolor()[0] > 0.5]
    sizes = [(p.get_width(), p.get_height(), p.get_xy()) for p in marked]
    assert sizes == [(2, 2, (0, 0)), (1, 1, (0, 0)), (1, 1, (0, 0))]
    assert len({ax.images[0].get_clim() for ax in fig.axes}) == 1
    np.testing.assert_array_equal(shown(grid), GRID)
    assert "largest of each are 5, 6, 8, 7; the means are 3, 2, 4, 5" in fig.alt


def test_small_pictures_share_a_scale_and_one_pixel_is_written_out():
    images = {"a": np.eye(4, 5), "b": np.full((2, 3), 0.25), "c": np.array([[0.5]])}
    fig = figures.shrunk(images)
    for ax, (title, image) in zip(fig.axes, images.items(), strict=True):
        assert ax.get_title(loc="left") == title
        np.testing.assert_array_equal(shown(ax), image)
        assert ax.images[0].get_clim() == (0, 1)
    assert [words(ax) for ax in fig.axes] == [[], [], ["0.50"]]
    assert "b: 2 by 3, grey levels from 0.25 to 0.25." in fig.alt


def test_old_and_new_winners_are_told_apart_by_shape():
    before, after = np.zeros((2, 2, 5), dtype=bool)
    before[0, 1] = before[1, 2] = True
    after[0, 1] = after[1, 4] = True
    fig = figures.winners(np.full((2, 5), 0.5), before, after)
    left, right = fig.axes
    rings = [(ln.get_marker(), ln.get_xydata().tolist()) for ln in right.lines[1::2]]
    assert rings == [("o", [[1.5, 0.5]]), ("s", [[4.5, 1.5]])]
    assert left.lines[-1].get_xydata().tolist() == [[1.5, 0.5], [2.5, 1.5]]
    assert right.lines[-1].get_markeredgecolor() == LOOK
    corners = [[p.get_xy() for p in ax.patches] for ax in fig.axes]
    assert corners == [[(0, 0), (2, 0)], [(1, 0), (3, 0)]]
    assert right.get_xlabel() == "1 win again, 1 are new"
    assert "1 of the 2 winners in place; 1 are new and 1 have lost" in fig.alt


def test_gradients_share_one_scale_with_zero_in_the_middle():
    grad = np.array([[8.0, -4], [4, 12]])
    through = np.zeros((4, 4))
    through[1, 0], through[1, 3], through[2, 0], through[2, 2] = 8, -4, 4, 12
    shared = np.kron(grad / 4, np.ones((2, 2)))
    fig = figures.gradient_maps(GRID, grad, {"max": through, "mean": shared})
    for ax, values in zip(fig.axes[1:], (grad, through, shared), strict=True):
        np.testing.assert_array_equal(shown(ax), values)
        assert ax.images[0].get_clim() == (-12, 12)
    assert words(fig.axes[1]) == ["8", "\N{MINUS SIGN}4", "4", "12"]
    assert "max: the gradient reaches 4 of 16 pixels, between -4 and 12, 20" in fig.alt
    assert "mean: the gradient reaches 16 of 16" in fig.alt
