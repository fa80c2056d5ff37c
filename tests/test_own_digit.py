import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from PIL import Image

from cnnlesson.datasets import DataError, load_sample, prepare_digit, read_picture
from cnnlesson.images.resize import enlarge
from cnnlesson.network import load
from cnnlesson.training import evaluate


@pytest.fixture(scope="module")
def digits():
    """200 test digits."""
    test = load_sample()[2]
    return test.images[:200].astype(np.float64), test.labels[:200]


def apart(one, other):
    """Mean difference of two pictures' grey levels."""
    return np.abs(one - other).mean()


def photographs(digits, *, noise=0.02, slope=0.3):
    """Draw digits large and off centre on grey paper, lit from the right."""
    large = enlarge(digits, 4)[:, 0]
    ink = np.pad(large, ((0, 0), (10, 40), (60, 20)))
    light = np.linspace(0.9 - slope, 0.9, ink.shape[-1])
    grain = np.random.default_rng(3).normal(0, noise, ink.shape)
    return (light * (1 - 0.7 * ink) + grain).clip(0, 1)


# -- Digits of MNIST come back ----------------------------------------------------
def test_mnist_is_as_the_notes_say():
    for images, _ in load_sample():
        rows = np.arange(28)
        ink = images[:, 0].astype(np.float64)
        mass = ink.sum(axis=(1, 2))
        for axis in (1, 2):
            centre = (ink.sum(axis=3 - axis) * rows).sum(axis=1) / mass
            assert_array_equal(np.round(centre), np.full(len(images), 14))
            used = ink.any(axis=3 - axis).sum(axis=1)
            assert used.max() <= 20


def test_a_digit_of_mnist_stays_as_it_is(digits):
    for digit in digits[0]:
        assert apart(prepare_digit(digit[0]), digit) < 0.005


@pytest.mark.parametrize("number", range(5))
def test_however_it_comes(digits, number):
    digit = digits[0][number, 0]
    expected = prepare_digit(digit)
    assert expected.shape == (1, 1, 28, 28)
    assert expected.dtype == np.float32
    assert (expected.min(), expected.max()) == (0, 1)
    levels = np.round(digit * 255).astype(np.uint8)
    ways = {
        "bytes": levels,
        "float32": digit.astype(np.float32),
        "dark on light": 1 - digit,
        "colour": np.repeat(digit[:, :, np.newaxis], 3, axis=2),
        "moved": np.pad(digit, ((11, 2), (0, 5))),
        "blocks": np.kron(digit, np.ones((7, 7))),
        "pale": 0.4 + 0.2 * digit,
        "backwards": np.flip(np.flip(digit).copy()),
        "columns first": np.asfortranarray(digit),
        "PIL": Image.fromarray(levels),
        "PIL, colour": Image.fromarray(levels).convert("RGB"),
        "PIL, palette": Image.fromarray(levels).convert("P"),
    }
    for way, picture in ways.items():
        assert_allclose(prepare_digit(picture), expected, atol=0.03, err_msg=way)


def test_the_picture_is_not_written_to(digits):
    digit = digits[0][0, 0].copy()
    before = digit.copy()
    digit.flags.writeable = False
    prepare_digit(digit)
    assert_array_equal(digit, before)


def test_photographed_digits_are_still_read(digits):
    images, labels = digits
    taken = np.concatenate([prepare_digit(p) for p in photographs(images)])
    assert apart(taken, images) < 0.05
    for name in ("small_cnn-1", "shift_cnn-1"):
        network = load(name)
        original = evaluate(network, images.astype(np.float32), labels).accuracy
        assert evaluate(network, taken, labels).accuracy > original - 0.03


def test_light_from_the_side_changes_little(digits):
    pairs = [photographs(digits[0][:10], slope=slope) for slope in (0, 0.5)]
    for pair in zip(*pairs, strict=True):
        even, uneven = (prepare_digit(picture)[0, 0] for picture in pair)
        # The centre falls on a whole pixel, and may just fall on the next one.
        steps = [(row, column) for row in (-1, 0, 1) for column in (-1, 0, 1)]
        moved = [np.roll(uneven, step, axis=(0, 1)) for step in steps]
        assert min(apart(even, other) for other in moved) < 0.03


def test_specks_of_dirt_are_left_out():
    paper = np.full((120, 100), 0.8)
    paper[30:90, 40:52] = 0.1
    clean = prepare_digit(paper)
    paper[5, 5] = paper[110:112, 90] = 0.0
    assert_array_equal(prepare_digit(paper), clean)


@pytest.mark.parametrize("across", [1, 30, 300])
def test_a_line_of_any_width_is_twenty_pixels_long(across):
    paper = np.ones((900, 700))
    paper[200:600, 50 : 50 + across] = 0
    rows, columns = np.nonzero(prepare_digit(paper)[0, 0])
    assert np.ptp(rows) + 1 == 20
    assert np.ptp(columns) + 1 == max(1, round(20 * across / 400))


def test_shape_and_place_by_hand():
    """A bar of 4 x 8 px becomes 10 x 20, and its centre of mass is at (14, 14)."""
    paper = np.zeros((17, 21))
    paper[3:7, 9:17] = 0.5
    expected = np.zeros((28, 28))
    expected[10:20, 4:24] = 1  # means 9.5 + 0.5 = 14.5 - 0.5: half a pixel is left
    found = prepare_digit(paper)[0, 0]
    assert_array_equal(found > 0.5, expected > 0.5)


# -- What is refused --------------------------------------------------------------
def blank(rng):
    return (0.7 + rng.normal(0, 0.01, (90, 80))).clip(0, 1)


@pytest.mark.parametrize(
    ("picture", "error", "message"),
    [
        (np.ones((30, 40)), ValueError, "picture has no ink: .* differs by 0.000 of"),
        (np.zeros((30, 40), np.uint8), ValueError, "picture has no ink"),
        (blank(np.random.default_rng(1)), ValueError, "picture has no ink"),
        (
            np.add.outer(np.linspace(0, 0.4, 30), np.linspace(0, 0.5, 40)),
            ValueError,
            "picture has no ink",
        ),
        (np.ones((30,)), ValueError, r"picture must be \(H, W\) or .*, got \(30,\)"),
        (np.ones((1, 1, 28, 28)), ValueError, r"got \(1, 1, 28, 28\)"),
        (np.ones((9, 9, 4)), ValueError, r"got \(9, 9, 4\)"),
        (np.ones((0, 9)), ValueError, r"picture has no pixels: shape \(0, 9\)"),
        (np.full((9, 9), 200.0), ValueError, "must be from 0 to 1, got 200 to 200"),
        (np.full((9, 9), np.nan), ValueError, "must be from 0 to 1, got nan"),
        (np.full((9, 9), -0.1), ValueError, "must be from 0 to 1, got -0.1"),
        (np.ones((9, 9), int), TypeError, "uint8, float32 or float64, got int64"),
        (np.ones((9, 9), bool), TypeError, "uint8, float32 or float64, got bool"),
        ([[0.0]], TypeError, "uint8, float32 or float64, got list"),
    ],
)
def test_what_is_no_picture_of_a_digit_is_named(picture, error, message):
    with pytest.raises(error, match=message):
        prepare_digit(picture)


# -- Files ------------------------------------------------------------------------
@pytest.fixture
def ramp():
    """A picture of 8 x 16 pixels of which no two corners are alike."""
    levels = np.zeros((8, 16), np.uint8)
    levels[:4, :8], levels[:4, 8:], levels[4:, :8] = 250, 180, 90
    return levels


def test_a_picture_file_is_read(tmp_path, ramp):
    Image.fromarray(ramp).save(tmp_path / "it.png")
    found = read_picture(tmp_path / "it.png")
    assert found.dtype == np.float64
    assert_allclose(found, ramp / 255, atol=1e-12)
    assert_array_equal(read_picture(str(tmp_path / "it.png")), found)


def test_a_picture_file_is_turned_as_the_camera_was(tmp_path, ramp):
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned: show it a quarter turn clockwise
    Image.fromarray(ramp).save(tmp_path / "it.jpg", exif=exif, quality=95)
    found = read_picture(tmp_path / "it.jpg")
    assert_allclose(found, np.rot90(ramp, -1) / 255, atol=0.05)


def test_what_is_transparent_is_white(tmp_path):
    picture = Image.new("RGBA", (3, 2), (0, 0, 0, 0))
    picture.putpixel((1, 0), (0, 0, 0, 255))
    picture.save(tmp_path / "it.png")
    assert_allclose(read_picture(tmp_path / "it.png"), [[1, 0, 1], [1, 1, 1]])


def test_a_file_that_is_missing_or_no_picture_is_named(tmp_path, ramp):
    with pytest.raises(FileNotFoundError, match=r"none\.png"):
        read_picture(tmp_path / "none.png")
    path = tmp_path / "it.png"
    Image.fromarray(ramp).save(path)
    for body in (b"", b"<html>", path.read_bytes()[:60]):
        path.write_bytes(body)
        with pytest.raises(DataError, match=r"it\.png: contents: expected a picture"):
            read_picture(path)


@pytest.mark.parametrize(
    ("size", "message"),
    [
        ((10_000, 6_400), "truncated"),  # it was unpacked, as far as it goes
        ((3, 21_333_334), "have at most 64,000,000 pixels, got 3 x 21,333,334"),
    ],
)
def test_a_picture_too_large_is_refused_before_it_is_unpacked(tmp_path, size, message):
    path = tmp_path / "it.png"
    Image.new("1", size).save(path)
    path.write_bytes(path.read_bytes()[:60])
    with pytest.raises(DataError, match=rf"it\.png: contents: .*{message}"):
        read_picture(path)


def test_a_pil_image_too_large_is_refused():
    with pytest.raises(ValueError, match=r"picture must have .* got 3 x 21,333,334"):
        prepare_digit(Image.new("1", (3, 21_333_334)))
