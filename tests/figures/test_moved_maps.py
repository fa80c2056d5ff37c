import numpy as np

from cnnlesson.figures import moved_maps as figures


def test_each_row_shows_its_maps_on_one_scale_with_the_largest_marked():
    rng = np.random.default_rng(seed=3)
    images = rng.random((3, 24, 22))
    maps, halves = 5 * rng.random((3, 24, 22)), 4 * rng.random((3, 12, 11))
    fig = figures.step_by_step(images, maps, halves, [0.0, 0.456, 0.0])
    axes = np.reshape(fig.axes, (3, 3))
    for step, panels in enumerate(axes):
        shown = [ax.images[0].get_array() for ax in panels]
        for got, wanted in zip(shown, (images, maps, halves), strict=True):
            np.testing.assert_array_equal(got, wanted[step])
        tops = [ax.images[0].get_clim() for ax in panels]
        assert tops == [(0, 1), (0, maps.max()), (0, halves.max())]
        for ax, values, shift in zip(panels[1:], (maps, halves), (0.5, 0), strict=True):
            (box,) = ax.patches
            row, column = np.unravel_index(values[step].argmax(), values[step].shape)
            assert box.get_xy() == (column - shift, row - shift)
            assert (box.get_width(), box.get_height()) == (1, 1)
    assert [ax.get_xlabel() for ax in axes[:, 2]] == [
        "off by 0 %",
        "off by 46 %",
        "off by 0 %",
    ]
    assert f"Moved by 1: largest value {maps[1].max():.2f} in the map" in fig.alt
