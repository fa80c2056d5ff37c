import numpy as np
import pytest
from numpy.testing import assert_array_equal

from cnnlesson.images.scenes import Scene, scatter, windows


@pytest.fixture
def stamps():
    """Ten filled rectangles 5 x 4, each of its own grey, labelled by it."""
    greys = np.arange(1, 11)
    return np.full((10, 1, 5, 4), 0.1) * greys.reshape(-1, 1, 1, 1), greys


def test_what_is_laid_is_found_where_the_scene_says(stamps, rng):
    scene = scatter(*stamps, rng=rng, count=3, size=20, apart=6)
    assert scene.image.shape == (20, 20)
    expected = np.zeros((20, 20))
    for (row, column), label in zip(scene.corners, scene.labels, strict=True):
        expected[row : row + 5, column : column + 4] = 0.1 * label
    np.testing.assert_allclose(scene.image, expected)
    assert len(set(scene.labels.tolist())) == 3


def test_corners_are_apart_and_reach_every_border(stamps, rng):
    scenes = [scatter(*stamps, rng=rng, count=2, size=12, apart=5) for _ in range(300)]
    corners = np.array([scene.corners for scene in scenes])
    steps = np.abs(corners[:, 0] - corners[:, 1])
    assert steps.max(axis=1).min() == 5
    assert steps.min() == 0
    assert (corners.min(axis=(0, 1)) == 0).all()
    assert_array_equal(corners.max(axis=(0, 1)), [7, 8])


def test_where_objects_overlap_the_brighter_is_seen(rng):
    images = np.array([0.2, 0.9]).reshape(2, 1, 1, 1) * np.ones((2, 1, 6, 6))
    labels = np.array([2, 9])
    scene = scatter(images, labels, rng=rng, count=2, size=8, apart=1)
    row, column = scene.corners[scene.labels.tolist().index(9)]
    assert (scene.image[row : row + 6, column : column + 6] == 0.9).all()


def test_windows_show_objects_near_their_middle_and_empty_places(rng):
    image = np.zeros((40, 50))
    image[10:15, 20:24] = 1
    scene = Scene(image, np.array([[8, 17]]), np.array([7]))
    cut, labels = windows([scene] * 200, rng=rng, size=10, near=2, far=5)
    assert cut.shape == (400, 1, 10, 10)
    assert_array_equal(labels.reshape(200, 2), [[7, 10]] * 200)
    tops = {int(window[0].any(axis=1).argmax()) for window in cut[labels == 7]}
    lefts = {int(window[0].any(axis=0).argmax()) for window in cut[labels == 7]}
    assert tops == set(range(5))
    assert lefts == set(range(1, 6))
    centred = image[8:18, 17:27]
    assert all((window[0] != centred).any() for window in cut[labels == 10])


def test_windows_stay_on_the_page(rng):
    scene = Scene(np.ones((20, 24)), np.array([[0, 14], [10, 0]]), np.array([1, 2]))
    cut, labels = windows([scene] * 50, rng=rng, size=10)
    assert (cut == 1).all()
    assert np.bincount(labels).tolist() == [0, 50, 50, 0, 0, 0, 0, 0, 0, 0, 100]


def test_a_window_may_lie_in_the_last_corner(rng):
    image = np.arange(20.0 * 24).reshape(20, 24)
    scene = Scene(image, np.array([[10, 14]]), np.array([1]))
    cut, _ = windows([scene], rng=rng, size=10, near=0)
    assert_array_equal(cut[0, 0], image[10:, 14:])


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"size": 4}, ValueError, "size must be at least 5, got 4"),
        ({"count": 0}, ValueError, "count must be at least 1, got 0"),
        ({"count": 9, "size": 10, "apart": 6}, ValueError, "9 objects, 6 pixels apart"),
        ({"rng": None}, TypeError, "rng must be a numpy.random.Generator"),
    ],
)
def test_bad_scenes_are_named(stamps, rng, change, error, message):
    with pytest.raises(error, match=message):
        scatter(*stamps, **{"rng": rng, "size": 20, "apart": 5} | change)


@pytest.mark.parametrize(
    ("scenes", "change", "message"),
    [
        ([], {}, "there are no scenes"),
        (1, {"near": 6}, "far must be at least 7, got 6"),
        (1, {"far": 30}, "no place is 30 pixels from all objects"),
    ],
)
def test_bad_windows_are_named(rng, scenes, change, message):
    one = Scene(np.zeros((30, 30)), np.array([[1, 1]]), np.array([3]))
    with pytest.raises(ValueError, match=message):
        windows([one] * scenes if scenes else [], **{"rng": rng, "size": 10} | change)
