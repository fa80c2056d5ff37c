"""Pages with several digits, and windows cut out of them."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from cnnlesson._checks import array, floats, integer
from cnnlesson._rng import generator

__all__ = ["Scene", "scatter", "windows"]


class Scene(NamedTuple):
    """A picture with several objects, and the truth about them."""

    #: float32 (H, W), from 0 (paper) to 1 (ink).
    image: np.ndarray
    #: int (K, 2), row and column of the top left corner of each object.
    corners: np.ndarray
    #: int (K,), what the objects are.
    labels: np.ndarray


def scatter(
    images: np.ndarray,
    labels: np.ndarray,
    *,
    rng: np.random.Generator,
    count: int = 4,
    size: int = 84,
    apart: int = 22,
) -> Scene:
    """Lay a few of the images on an empty page, at random places.

    Parameters
    ----------
    images : ndarray of float, shape (N, 1, H, W)
        Objects, 0 where there is nothing.
    labels : ndarray of int, shape (N,)
    rng : numpy.random.Generator
        Chooses the objects and their places.
    count : int, default 4
        Objects on the page.
    size : int, default 84
        Side of the page, in pixels.
    apart : int, default 22
        Two corners differ by at least so many pixels, along rows or columns.

    Returns
    -------
    Scene

    Raises
    ------
    ValueError, TypeError
        If an option makes no sense, or so many objects do not find a place.

    Examples
    --------
    >>> from cnnlesson.datasets import load_sample
    >>> scene = scatter(*load_sample()[0], rng=np.random.default_rng(1))
    >>> scene.image.shape, scene.corners.shape, scene.labels.shape
    ((84, 84), (4, 2), (4,))
    """
    images, rng = floats("images", images, "N 1 H W"), generator(rng)
    count, size = integer("count", count), integer("size", size, max(images.shape[2:]))
    labels = array("labels", labels)
    if not count <= len(images) == len(labels):
        raise ValueError(
            f"{count} objects need as many images, and a label for each: "
            f"images {images.shape}, labels {labels.shape}"
        )
    chosen = rng.choice(len(images), count, replace=False)
    height, width = images.shape[2:]
    apart = integer("apart", apart, 0)
    corners = _places(rng, count, (size - height, size - width), apart)
    page = np.zeros((size, size), images.dtype)
    for (row, column), image in zip(corners, images[chosen, 0], strict=True):
        under = page[row : row + height, column : column + width]
        np.maximum(under, image, out=under)
    return Scene(page, corners, labels[chosen])


def _places(
    rng: np.random.Generator, count: int, last: tuple[int, int], apart: int
) -> np.ndarray:
    """Draw corners until `count` of them are `apart`; start again if stuck."""
    for _ in range(1000):
        tried = rng.integers(0, last, (50, 2), endpoint=True)
        kept: list[np.ndarray] = []
        for corner in tried:
            if all(np.abs(corner - other).max() >= apart for other in kept):
                kept.append(corner)
            if len(kept) == count:
                return np.array(kept)
    raise ValueError(
        f"{count} objects, {apart} pixels apart, find no place: corners up to {last}"
    )


def windows(
    scenes: Sequence[Scene],
    *,
    rng: np.random.Generator,
    size: int = 28,
    near: int = 2,
    far: int = 6,
    background: int = 10,
) -> tuple[np.ndarray, np.ndarray]:
    """Cut windows out of scenes, to train a network that says what is in the middle.

    For each object of a scene, one window that is off its place by up to `near` pixels,
    with its label; and one that is off every object by `far` or more, which
    gets the label `background`.

    Parameters
    ----------
    scenes : sequence of Scene
    rng : numpy.random.Generator
        Draws the windows.
    size : int, default 28
        Side of a window, in pixels.
    near, far : int
        In pixels, along rows and columns. What lies between the two is not used.
    background : int, default 10
        The label of windows without an object in their middle.

    Returns
    -------
    images : ndarray, shape (2 * K, 1, size, size)
        For K objects in all scenes.
    labels : ndarray of int, shape (2 * K,)

    Raises
    ------
    ValueError, TypeError
        If there are no scenes, or an option makes no sense.

    Examples
    --------
    >>> empty = Scene(np.zeros((40, 40)), np.array([[0, 0]]), np.array([7]))
    >>> images, labels = windows([empty], rng=np.random.default_rng(1))
    >>> images.shape, labels
    ((2, 1, 28, 28), array([ 7, 10]))
    """
    near, size, rng = integer("near", near, 0), integer("size", size), generator(rng)
    far = integer("far", far, near + 1)
    if not scenes:
        raise ValueError("there are no scenes to cut windows out of")
    cut, labels = [], []
    for scene in scenes:
        last = np.array(scene.image.shape) - size
        if last.min() < 0:
            raise ValueError(f"size {size} is beyond a scene of {scene.image.shape}")
        around = scene.corners + rng.integers(-near, near + 1, scene.corners.shape)
        empty = _empty_places(rng, scene.corners, last, far)
        for row, column in np.concatenate([np.clip(around, 0, last), empty]):
            cut.append(scene.image[row : row + size, column : column + size])
        labels += [scene.labels, np.full(len(empty), background)]
    return np.array(cut)[:, np.newaxis], np.concatenate(labels)


def _empty_places(
    rng: np.random.Generator, corners: np.ndarray, last: np.ndarray, far: int
) -> np.ndarray:
    """Draw as many corners as there are, each `far` from all of them."""
    tried = rng.integers(0, last, (100 * len(corners), 2), endpoint=True)
    away = np.abs(tried[:, np.newaxis] - corners).max(axis=2).min(axis=1) >= far
    empty: np.ndarray = tried[away][: len(corners)]
    if len(empty) < len(corners):
        raise ValueError(f"no place is {far} pixels from all objects at {corners}")
    return empty
