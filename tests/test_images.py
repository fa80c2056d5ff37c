import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from cnnlesson import images

BATCH = (5, 2, 7, 6)  # every axis has its own length, so a swapped axis cannot hide


@pytest.fixture
def batch():
    return np.random.default_rng(1).random(BATCH, dtype=np.float32) + 0.1


def naive_translate(pictures, rows, columns, fill):
    """The definition, pixel by pixel; shares no line with the library."""
    out = np.full_like(pictures, fill)
    height, width = pictures.shape[-2:]
    for row, column in np.ndindex(height, width):
        if 0 <= row - rows < height and 0 <= column - columns < width:
            out[..., row, column] = pictures[..., row - rows, column - columns]
    return out


# -- Pictures -----------------------------------------------------------------
@pytest.mark.parametrize(
    "picture",
    [
        images.ring(),
        images.arrow(),
        images.step_edge(6),
        images.light_bar(9),
        images.bright_square((0, 3)),
    ],
    ids=["ring", "arrow", "step_edge", "light_bar", "bright_square"],
)
def test_a_picture_is_a_square_of_float64_between_black_and_white(picture):
    assert picture.dtype == np.float64
    assert picture.shape[0] == picture.shape[1]
    assert picture.min() >= 0
    assert picture.max() <= 1


def test_ring_is_symmetric_and_hollow():
    ring = images.ring()
    assert_array_equal(ring, np.rot90(ring))
    assert_array_equal(np.flatnonzero(ring[0]), [2, 3, 4])
    assert ring.sum() == 16
    assert ring[2:5, 2:5].sum() == 0


@pytest.mark.parametrize("size", [2, 5, 8])
def test_step_edge_has_exactly_one_step(size):
    image = images.step_edge(size, dark=0.25, light=0.75)
    steps = np.diff(image, axis=1)
    assert_array_equal(np.count_nonzero(steps, axis=1), np.ones(size))
    assert_array_equal(steps[:, size // 2 - 1], np.full(size, 0.5))
    assert (image[0, 0], image[0, -1]) == (0.25, 0.75)


@pytest.mark.parametrize("size", [4, 7, 8])
def test_light_bar_goes_up_once_and_down_once_at_the_same_distance(size):
    image = images.light_bar(size, dark=0.25, light=0.75)
    assert_array_equal(image, image[:, ::-1])
    for row in np.diff(image, axis=1):
        assert row[row != 0].tolist() == [0.5, -0.5]


def test_default_edges_are_those_of_the_chapter():
    assert_array_equal(images.step_edge()[3], [0.3] * 4 + [0.9] * 4)
    assert_array_equal(images.light_bar()[3], [0.3] * 2 + [0.9] * 4 + [0.3] * 2)


@pytest.mark.parametrize("draw", [images.step_edge, images.light_bar])
@pytest.mark.parametrize("levels", [(0.9, 0.3), (0.5, 0.5), (-0.1, 0.5), (0.5, 1.1)])
def test_grey_levels_out_of_order_are_named(draw, levels):
    dark, light = levels
    with pytest.raises(ValueError, match=rf"got dark {dark}, light {light}"):
        draw(dark=dark, light=light)


@pytest.mark.parametrize(
    ("draw", "size", "least"), [(images.step_edge, 1, 2), (images.light_bar, 3, 4)]
)
def test_a_canvas_too_small_for_its_edges_is_refused(draw, size, least):
    with pytest.raises(ValueError, match=f"size must be at least {least}, got {size}"):
        draw(size)


@pytest.mark.parametrize("position", [(0, 0), (8, 0), (0, 8), (8, 8), (1, 6)])
def test_bright_square_stands_whole_at_its_position(position):
    white = np.argwhere(images.bright_square(position))
    assert_array_equal(white.min(axis=0), position)
    assert_array_equal(white.max(axis=0) - white.min(axis=0), [1, 1])
    assert len(white) == 4


def test_bright_square_takes_canvas_and_side():
    image = images.bright_square((1, 2), size=6, side=3)
    assert image.shape == (6, 6)
    assert image.sum() == image[1:4, 2:5].sum() == 9


@pytest.mark.parametrize("position", [(9, 0), (0, 9)])
def test_bright_square_does_not_leave_the_canvas(position):
    with pytest.raises(ValueError, match=r"leaves a canvas of 10 px.* 0 to 8"):
        images.bright_square(position)


def test_bright_square_does_not_wrap_around():
    with pytest.raises(ValueError, match="position must be at least 0, got -1"):
        images.bright_square((0, -1))


def test_arrow_has_a_shaft_and_a_triangle_that_points_right():
    arrow = images.arrow()
    assert_array_equal(arrow, arrow[::-1])
    heights = arrow.sum(axis=0)
    assert heights[heights > 0].tolist() == [2, 2, 2, 2, 2, 6, 4, 2]
    white = np.argwhere(arrow)
    assert_array_equal(white.min(axis=0), [3, 2])
    assert_array_equal(white.max(axis=0), [8, 9])


def test_pictures_are_fresh():
    images.ring()[:] = 5
    images.arrow()[:] = 5
    assert images.ring().max() == images.arrow().max() == 1


# -- Moves --------------------------------------------------------------------
@pytest.mark.parametrize("rows", [-6, -2, 0, 3])
@pytest.mark.parametrize("columns", [-1, 0, 2, 5])
def test_translate_is_the_definition(batch, rows, columns):
    moved = images.translate(batch, rows, columns, fill=0.5)
    assert moved.dtype == batch.dtype
    assert_array_equal(moved, naive_translate(batch, rows, columns, 0.5))


def test_translate_fills_with_black_unless_told(batch):
    assert images.translate(batch, 2, 0)[..., :2, :].max() == 0


@pytest.mark.parametrize(
    ("rows", "columns", "message"),
    [
        (7, 0, "rows must be at most 6, got 7"),
        (-7, 0, "rows must be at least -6, got -7"),
        (0, 6, "columns must be at most 5, got 6"),
        (0, -6, "columns must be at least -5, got -6"),
    ],
)
def test_translate_leaves_something(batch, rows, columns, message):
    with pytest.raises(ValueError, match=message):
        images.translate(batch, rows, columns)


def test_half_a_pixel_is_refused(batch):
    with pytest.raises(TypeError, match=r"rows must be an integer, got 0\.5"):
        images.translate(batch, 0.5, 0)


@pytest.mark.parametrize("step", [(3, 2), (-3, -2), (3, -2), (0, 0)])
def test_shift_moves_every_pixel_of_the_arrow(step):
    moved = images.shift(images.arrow(), *step)
    white = np.argwhere(images.arrow())
    assert_array_equal(np.argwhere(moved), white + step)


@pytest.mark.parametrize(
    ("step", "lost"), [((4, 0), 1), ((-4, 0), 1), ((0, 3), 2), ((0, -3), 2)]
)
def test_shift_refuses_to_push_pixels_off_the_canvas(step, lost):
    with pytest.raises(ValueError, match=rf"pushes {lost} non-zero .* \(12, 12\)"):
        images.shift(images.arrow(), *step)


def test_shift_counts_negative_pixels_too():
    with pytest.raises(ValueError, match="pushes 2 non-zero pixels"):
        images.shift(np.array([[0.0, -1.0], [0.0, 1.0]]), 0, 1)


def test_random_shift_draws_each_picture_and_direction_on_its_own(batch):
    pictures = np.repeat(batch[:1], 200, axis=0)
    moved = images.random_shift(pictures, np.random.default_rng(3), limit=1)
    candidates = [
        naive_translate(batch[0], rows, columns, 0)
        for rows in (-1, 0, 1)
        for columns in (-1, 0, 1)
    ]
    counts = [sum(np.array_equal(m, c) for m in moved) for c in candidates]
    assert sum(counts) == 200
    assert min(counts) > 8  # 22 expected of each of the nine


def test_random_shift_is_of_shape_and_type_and_repeats_with_its_seed(batch):
    first, again, other = (
        images.random_shift(batch, np.random.default_rng(seed), limit=2)
        for seed in (4, 4, 5)
    )
    assert (first.shape, first.dtype) == (BATCH, np.float32)
    assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_random_shift_by_nothing_is_a_copy(batch):
    moved = images.random_shift(batch, np.random.default_rng(0), limit=0)
    assert_array_equal(moved, batch)
    assert not np.shares_memory(moved, batch)


def test_random_shift_wants_a_batch_a_limit_and_a_generator():
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match=r"must be \(N, C, H, W\), got shape \(7, 7\)"):
        images.random_shift(images.ring(), rng, limit=1)
    with pytest.raises(ValueError, match="limit must be at least 0, got -1"):
        images.random_shift(np.ones(BATCH), rng, limit=-1)
    with pytest.raises(
        TypeError, match=r"rng must be a numpy\.random\.Generator, got 3"
    ):
        images.random_shift(np.ones(BATCH), 3, limit=1)


@pytest.mark.parametrize("quarters", [-1, 0, 1, 2])
def test_rotate_by_right_angles_is_exact_and_counter_clockwise(quarters):
    pictures = np.random.default_rng(6).random((2, 3, 5, 5))
    turned = images.rotate(pictures, 90 * quarters)
    assert_allclose(turned, np.rot90(pictures, quarters, axes=(-2, -1)), atol=1e-12)


def test_rotate_blends_neighbours_bilinearly():
    picture = np.zeros((3, 3), dtype=np.float32)
    picture[1, 2] = 1  # one white pixel, right of the centre
    turned = images.rotate(picture, 45)
    near = np.sqrt(0.5)
    assert turned.dtype == np.float32
    # The corner looks √2 to the right of the centre, the top at (-√½, √½) from it.
    assert turned[0, 2] == pytest.approx(2 - np.sqrt(2), abs=1e-6)
    assert turned[0, 1] == pytest.approx(near * (1 - near), abs=1e-6)
    assert turned[1, 1] == 0


def test_rotate_stays_between_black_and_white():
    for degrees in range(0, 360, 15):
        turned = images.rotate(images.arrow(), degrees)
        assert turned.min() >= 0
        assert turned.max() <= 1 + 1e-12


def test_rotate_refuses_what_it_cannot_turn():
    with pytest.raises(TypeError, match=r"images must be an array .*, got uint8"):
        images.rotate(np.ones((3, 4), dtype=np.uint8), 10)
    with pytest.raises(ValueError, match="degrees must be finite, got nan"):
        images.rotate(images.ring(), float("nan"))


@pytest.mark.parametrize("move", [images.shift, images.translate, images.rotate])
def test_a_move_wants_rows_and_columns(move):
    step = (10,) if move is images.rotate else (0, 1)
    with pytest.raises(ValueError, match=r"must be \(\.\.\., H, W\), got shape \(3,\)"):
        move(np.ones(3), *step)


@pytest.mark.parametrize(
    "move",
    [
        lambda x: images.translate(x, 1, 2),
        lambda x: images.rotate(x, 30),
        lambda x: images.random_shift(x, np.random.default_rng(0), limit=2),
        lambda x: images.shift(np.pad(x, [(0, 0), (0, 0), (2, 2), (2, 2)]), 1, 2),
    ],
    ids=["translate", "rotate", "random_shift", "shift"],
)
def test_moves_leave_their_input_alone(move, batch):
    before = batch.copy()
    batch.flags.writeable = False
    result = move(batch)
    assert_array_equal(batch, before)
    assert result.flags.writeable
