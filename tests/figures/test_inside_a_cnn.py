import numpy as np
import pytest

from cnnlesson.figures import inside_a_cnn as figures


def test_a_sheet_keeps_its_images_apart():
    images = np.arange(1.0, 19.0).reshape(3, 2, 3)
    sheet = figures.sheet(images, 2)
    assert sheet.shape == (5, 7)
    np.testing.assert_array_equal(sheet[:2, 4:], images[1])
    np.testing.assert_array_equal(sheet[3:, :3], images[2])
    assert not sheet[2].any()
    assert not sheet[:, 3].any()
    assert not sheet[3:, 4:].any()


def test_kernels_before_and_after_have_one_symmetric_scale():
    rng = np.random.default_rng(seed=1)
    before, after = rng.normal(size=(2, 16, 3, 2))
    fig = figures.kernels_before_and_after(before, 2 * after)
    panels = fig.axes[:2]
    limits = {ax.images[0].get_clim() for ax in panels}
    ((low, high),) = limits
    assert low == -high == -max(np.abs(before).max(), 2 * np.abs(after).max())
    drawn = np.asarray(panels[1].images[0].get_array())
    np.testing.assert_array_equal(drawn[:3, :2], 2 * after[0])
    np.testing.assert_array_equal(drawn[4:7, 3:5], 2 * after[9])


def test_only_the_images_of_a_sheet_are_drawn():
    rng = np.random.default_rng(seed=3)
    kernels = rng.normal(size=(11, 3, 2))
    ax = figures.kernels_before_and_after(kernels, kernels).axes[0]
    (drawn,), (frames,) = ax.images, ax.patches
    assert frames.get_path().vertices[::5].tolist()[:2] == [[-0.5, -0.5], [2.5, -0.5]]
    clip, to_screen = drawn.get_clip_path().get_transformed_path_and_affine()
    shown = clip.transformed(to_screen).transformed(ax.transData.inverted())
    inside = [[1.4, 2.4], [4.4, 6.4], [7.4, 6.4]]  # the last pixels of three images
    assert shown.contains_points(inside).all()
    outside = [[2, 1], [1, 3], [10, 5], [22, 6]]  # between them, and after the last
    assert not shown.contains_points(outside).any()


@pytest.fixture
def path():
    rng = np.random.default_rng(seed=2)
    digits = rng.random((3, 6, 5))
    maps = [rng.random((8, 4, 3)) - 0.25 for _ in digits]
    scores = np.eye(10)[[7, 0, 4]]
    layers = {"maps": maps, "scores": list(scores)}
    return digits, maps, figures.maps_by_layer(list(digits), layers)


def test_each_column_follows_one_digit(path):
    digits, maps, fig = path
    axes = np.reshape(fig.axes, (3, 3))
    for column, (digit, map_) in enumerate(zip(digits, maps, strict=True)):
        top, middle, bottom = axes[:, column]
        np.testing.assert_array_equal(top.images[0].get_array(), digit)
        sheet = np.asarray(middle.images[0].get_array())
        np.testing.assert_array_equal(sheet[5:, 4:7], map_[5])
        heights = [bar.get_height() for bar in bottom.patches]
        assert heights == list(np.eye(10)[[7, 0, 4][column]])


def test_maps_of_a_layer_have_one_scale(path):
    _, maps, fig = path
    axes = np.reshape(fig.axes, (3, 3))
    limits = {ax.images[0].get_clim() for ax in axes[1]}
    assert limits == {(0, max(m.max() for m in maps))}
    assert "the largest scores are those of 7, 0, 4." in fig.alt
    empty = ", ".join(f"{100 * np.mean(m <= 0):.0f} %" for m in maps)
    assert f"maps: 8 maps of 4 by 3, black in {empty} of their pixels." in fig.alt


def test_own_digit_shows_picture_preparation_and_answer():
    rng = np.random.default_rng(seed=3)
    photograph, prepared = rng.random((9, 7)), rng.random((5, 4))
    shares = np.full(10, 0.05)
    shares[6] = 0.55
    fig = figures.own_digit(photograph, prepared, shares)
    left, middle, right = fig.axes
    np.testing.assert_array_equal(left.images[0].get_array(), photograph)
    np.testing.assert_array_equal(middle.images[0].get_array(), prepared)
    assert [bar.get_width() for bar in right.patches] == list(shares)
    assert "the largest 0.550 for the 6." in fig.alt
