import sys
from subprocess import run

import numpy as np
import pytest
from matplotlib.cbook import get_sample_data
from numpy.testing import assert_allclose, assert_array_equal
from PIL import Image

from cnnlesson.datasets import DataError, load_sample, photo, photograph
from cnnlesson.images import translate


@pytest.fixture(scope="module")
def splits():
    return load_sample()


@pytest.fixture(scope="module")
def everything(splits):
    return np.concatenate([split.images for split in splits])


# -- The sample -----------------------------------------------------------------
def test_splits_are_arrays_for_a_network(splits):
    for split, count in zip(splits, (3500, 500, 1000), strict=True):
        assert split.images.shape == (count, 1, 28, 28)
        assert split.labels.shape == (count,)
        assert (split.images.dtype, split.labels.dtype) == (np.float32, np.int64)


def test_grey_levels_go_from_paper_to_ink(everything):
    assert (everything.min(), everything.max()) == (0, 1)
    levels = np.unique(everything) * np.float32(255)
    assert_allclose(levels, np.round(levels), atol=1e-4)
    assert everything[..., 0, :].max() == 0  # the margin of MNIST


def test_every_split_has_the_same_share_of_each_digit(splits):
    for split, per_class in zip(splits, (350, 50, 100), strict=True):
        assert_array_equal(np.bincount(split.labels), np.full(10, per_class))


def test_all_images_are_distinct(everything):
    assert len({image.tobytes() for image in everything}) == 5000


def test_no_image_is_in_two_splits(splits):
    train, validation, test = (
        {image.tobytes() for image in split.images} for split in splits
    )
    assert not train & validation
    assert not train & test
    assert not validation & test


def test_splits_are_shuffled(splits):
    for split in splits:
        # Sorted labels change 9 times; shuffled ones at nine places out of ten.
        changes = np.count_nonzero(np.diff(split.labels)) / len(split.labels)
        assert changes == pytest.approx(0.9, abs=0.05)


def test_labels_belong_to_their_images(splits):
    train, _, test = splits
    means = np.stack([train.images[train.labels == k].mean(axis=0) for k in range(10)])
    distances = ((test.images[:, np.newaxis] - means) ** 2).sum(axis=(2, 3, 4))
    assert (distances.argmin(axis=1) == test.labels).mean() > 0.75


def test_every_call_returns_the_same_in_fresh_arrays(splits):
    again = load_sample()
    for one, other in zip(splits, again, strict=True):
        assert_array_equal(one.images, other.images)
        assert_array_equal(one.labels, other.labels)
        assert not np.shares_memory(one.images, other.images)
        assert other.images.flags.writeable


def test_splits_share_no_memory(splits):
    for one, other in [(0, 1), (0, 2), (1, 2)]:
        assert not np.shares_memory(splits[one].images, splits[other].images)


@pytest.mark.parametrize("columns", [-4, 4])
def test_a_shift_sideways_by_four_pixels_costs_little_ink(everything, columns):
    ink = everything.sum(axis=(1, 2, 3))
    kept = translate(everything, 0, columns).sum(axis=(1, 2, 3)) / ink
    assert kept.mean() > 0.99


# -- The photograph -----------------------------------------------------------------
def test_photograph_is_the_top_square_of_matplotlibs():
    with get_sample_data("grace_hopper.jpg") as file:
        original = np.asarray(Image.open(file))
    square = np.moveaxis(original[:512] / 255, -1, 0)
    assert_array_equal(photograph(512, colour=True), square)


def test_photograph_is_grey_or_in_colour():
    grey, colour = photograph(64), photograph(64, colour=True)
    assert (grey.shape, colour.shape) == ((64, 64), (3, 64, 64))
    assert (grey.dtype, colour.dtype) == (np.float64, np.float64)
    red, green, blue = colour
    assert_allclose(grey, 0.299 * red + 0.587 * green + 0.114 * blue, atol=1e-12)
    assert grey.min() >= 0
    assert grey.max() <= 1


def test_photograph_is_the_right_way_up_and_in_the_right_colours():
    red, _, blue = photograph(8, colour=True)
    assert blue[0, -1] > red[0, -1] + 0.2  # the backdrop, above right, is blue
    assert red[3, 4] > blue[3, 4] + 0.1  # the face is not
    assert photograph(8)[-1, -1] < 0.2  # the uniform, below right, is dark


def test_smaller_photographs_are_means_of_larger_ones():
    large = photograph(128, colour=True)
    blocks = [large[:, i::2, j::2] for i in (0, 1) for j in (0, 1)]
    assert_allclose(photograph(64, colour=True), sum(blocks) / 4, atol=1e-12)


@pytest.mark.parametrize("size", [100, 600, 1024])
def test_photograph_size_divides_the_original(size):
    with pytest.raises(ValueError, match=f"size must divide 512, got {size}"):
        photograph(size)


def test_photograph_does_not_import_matplotlib():
    code = (
        "import sys; from cnnlesson.datasets import photograph; photograph(8);"
        "print('matplotlib' in sys.modules)"
    )
    done = run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


@pytest.mark.parametrize("spec", [None, "elsewhere"])
def test_a_matplotlib_without_the_picture_is_named(monkeypatch, tmp_path, spec):
    class Spec:
        submodule_search_locations = (str(tmp_path),)

    monkeypatch.setattr(photo, "find_spec", lambda _: spec and Spec)
    with pytest.raises(DataError, match=r"grace_hopper\.jpg: file: expected .* none"):
        photograph()


def test_a_picture_of_another_size_is_named(monkeypatch, tmp_path):
    class Spec:
        submodule_search_locations = (str(tmp_path),)

    path = tmp_path / photo._PATH
    path.parent.mkdir(parents=True)
    Image.new("RGB", (5, 4)).save(path)
    monkeypatch.setattr(photo, "find_spec", lambda _: Spec)
    with pytest.raises(DataError, match=r"shape: .*\(600, 512, 3\), found \(4, 5, 3\)"):
        photograph()


def test_reading_the_sample_does_not_import_what_downloads_need():
    code = (
        "import sys; from cnnlesson.datasets import load_sample; load_sample();"
        "print({'pooch', 'requests', 'tqdm'} & set(sys.modules))"
    )
    done = run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
