import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import ndimage

from cnnlesson import images

BATCH = (5, 2, 7, 6)  # every axis has its own length, so a swapped axis cannot hide


@pytest.fixture
def batch(rng):
    return rng.random(BATCH)


# -- roll ---------------------------------------------------------------------
def test_roll_moves_whole_pixels_around(batch):
    moved = images.roll(batch, rows=3, columns=-8)
    for row, column in np.ndindex(7, 6):
        here = moved[..., (row + 3) % 7, (column - 8) % 6]
        assert_array_equal(here, batch[..., row, column])


@pytest.mark.parametrize(("rows", "columns"), [(0.5, 0), (0, 0.25), (1.5, -2.75)])
def test_roll_by_a_fraction_moves_a_wave_by_that_fraction(rows, columns):
    down, across = np.mgrid[:9, :8]

    def wave(rows, columns):
        phase = 2 * (down - rows) / 9 + 3 * (across - columns) / 8
        return 0.3 + np.cos(2 * np.pi * phase)

    assert_allclose(images.roll(wave(0, 0), rows, columns), wave(rows, columns))


def test_fractions_add_up(batch):
    odd = batch[..., :, :5]  # an odd number of columns has no wave of two pixels
    twice = images.roll(images.roll(odd, columns=0.5), columns=0.5)
    assert_allclose(twice, images.roll(odd, columns=1), atol=1e-15)


@pytest.mark.parametrize("columns", [0, 2, 0.5])
def test_roll_keeps_the_dtype_and_its_input(batch, columns):
    small, before = batch.astype(np.float32), batch.astype(np.float32)
    moved = images.roll(small, columns=columns)
    assert moved.dtype == np.float32
    assert not np.shares_memory(moved, small)
    assert_array_equal(small, before)


def test_roll_refuses_what_it_cannot_move(batch):
    with pytest.raises(ValueError, match="columns must be finite, got nan"):
        images.roll(batch, columns=np.nan)
    with pytest.raises(TypeError, match="images must be an array of float32"):
        images.roll(np.ones((3, 4), dtype=int))
    with pytest.raises(ValueError, match=r"\(\.\.\., H, W\), got shape \(4,\)"):
        images.roll(np.ones(4))


# -- rescale ------------------------------------------------------------------
def test_rescale_samples_the_picture_about_its_centre(batch):
    scaled = images.rescale(batch, 1.6)
    rows = 3 + (np.arange(7) - 3) / 1.6
    columns = 2.5 + (np.arange(6) - 2.5) / 1.6
    places = np.meshgrid(rows, columns, indexing="ij")
    for place in np.ndindex(5, 2):
        expected = ndimage.map_coordinates(batch[place], places, order=1)
        assert_allclose(scaled[place], expected)


def test_rescale_by_one_changes_nothing(batch):
    assert_array_equal(images.rescale(batch, 1), batch)


def test_rescale_shrinks_to_the_middle():
    shrunk = images.rescale(np.ones((12, 16)), 0.5)
    filled = np.argwhere(shrunk == 1)
    assert_array_equal([filled.min(axis=0), filled.max(axis=0)], [[3, 4], [8, 11]])


@pytest.mark.parametrize("factor", [0, -1, np.inf, np.nan])
def test_rescale_names_a_factor_that_is_none(batch, factor):
    with pytest.raises(ValueError, match=f"above 0, got {factor}"):
        images.rescale(batch, factor)


# -- random_rotation ----------------------------------------------------------
def test_random_rotation_turns_each_picture_by_an_angle_of_its_own(batch):
    turned = images.random_rotation(batch, np.random.default_rng(3), limit=40)
    angles = np.random.default_rng(3).uniform(-40, 40, 5)
    assert len(set(angles)) == 5
    for picture, angle, found in zip(batch, angles, turned, strict=True):
        assert_array_equal(found, images.rotate(picture, angle))


def test_no_rotation_is_none(batch, rng):
    assert_allclose(images.random_rotation(batch, rng, limit=0), batch)


def test_random_rotation_refuses_what_it_cannot_turn(batch, rng):
    with pytest.raises(ValueError, match=r"limit must be at least 0 .* got -1"):
        images.random_rotation(batch, rng, limit=-1)
    with pytest.raises(ValueError, match=r"axes \(N, C, H, W\), got shape \(2, 7, 6\)"):
        images.random_rotation(batch[0], rng, limit=5)
    with pytest.raises(TypeError, match=r"rng must be a numpy\.random\.Generator"):
        images.random_rotation(batch, 3, limit=5)
