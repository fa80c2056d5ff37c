"""Filters with a name: what each one answers to, and with which sign.

A kernel is ``(height, width)``, float64, and meant for cross-correlation, as in
:func:`cnnlesson.conv.conv2d` and in PyTorch: it is laid on the picture as printed,
not flipped. Weights that sum to 1 keep the brightness of an even patch, weights that
sum to 0 answer an even patch with 0. Each call returns a fresh array; as the `weight`
of a convolution from one channel to one it is ``kernel[np.newaxis, np.newaxis]``.
"""

import numpy as np

from cnnlesson._checks import integer

__all__ = [
    "box",
    "diagonal",
    "emboss",
    "gaussian",
    "identity",
    "laplacian",
    "prewitt_x",
    "sharpen",
    "sobel_x",
    "sobel_y",
]


def identity(size: int = 3) -> np.ndarray:
    """Leave the picture as it is: a single 1 in the centre. Sum 1.

    Parameters
    ----------
    size : int, default 3
        Side in pixels, odd.

    Returns
    -------
    ndarray, shape (size, size)

    Examples
    --------
    >>> identity(3)
    array([[0., 0., 0.],
           [0., 1., 0.],
           [0., 0., 0.]])
    """
    size = _odd(size)
    kernel = np.zeros((size, size))
    kernel[size // 2, size // 2] = 1.0
    return kernel


def box(size: int = 3) -> np.ndarray:
    """Blur: the plain mean of all pixels under the kernel. Sum 1.

    Parameters
    ----------
    size : int, default 3
        Side in pixels.

    Returns
    -------
    ndarray, shape (size, size)

    Examples
    --------
    >>> box(2)
    array([[0.25, 0.25],
           [0.25, 0.25]])
    """
    size = integer("size", size)
    return np.full((size, size), 1 / size**2)


def gaussian(size: int = 3) -> np.ndarray:
    """Blur like a bell: the binomial coefficients along each axis. Sum 1.

    They are the usual whole-number stand-in for a Gaussian, of variance
    ``(size - 1) / 4`` along each axis, in pixels squared.

    Parameters
    ----------
    size : int, default 3
        Side in pixels, odd.

    Returns
    -------
    ndarray, shape (size, size)

    Examples
    --------
    >>> 16 * gaussian(3)
    array([[1., 2., 1.],
           [2., 4., 2.],
           [1., 2., 1.]])
    """
    row = np.ones(1)
    for _ in range(_odd(size) - 1):
        row = np.convolve(row, [0.5, 0.5])
    return np.outer(row, row)


def sharpen() -> np.ndarray:
    """Exaggerate: the picture minus its :func:`laplacian`. Sum 1.

    Returns
    -------
    ndarray, shape (3, 3)

    Examples
    --------
    >>> sharpen()
    array([[ 0., -1.,  0.],
           [-1.,  5., -1.],
           [ 0., -1.,  0.]])
    """
    kernel: np.ndarray = identity() - laplacian()
    return kernel


def emboss() -> np.ndarray:
    """Make a relief: lighter where the picture brightens down and right. Sum 1.

    Returns
    -------
    ndarray, shape (3, 3)

    Examples
    --------
    >>> emboss()
    array([[-2., -1.,  0.],
           [-1.,  1.,  1.],
           [ 0.,  1.,  2.]])
    """
    return np.array([[-2.0, -1.0, 0.0], [-1.0, 1.0, 1.0], [0.0, 1.0, 2.0]])


def prewitt_x() -> np.ndarray:
    """Find vertical edges: positive where the right is lighter. Sum 0.

    Returns
    -------
    ndarray, shape (3, 3)

    References
    ----------
    .. [1] J. M. S. Prewitt, "Object enhancement and extraction", in *Picture
       Processing and Psychopictorics*, 1970.

    Examples
    --------
    >>> prewitt_x()
    array([[-1.,  0.,  1.],
           [-1.,  0.,  1.],
           [-1.,  0.,  1.]])
    """
    return np.outer([1.0, 1.0, 1.0], [-1.0, 0.0, 1.0])


def sobel_x() -> np.ndarray:
    """Find vertical edges, nearer rows counting double. Sum 0.

    Positive where the right is lighter.

    Returns
    -------
    ndarray, shape (3, 3)

    References
    ----------
    .. [1] I. Sobel and G. Feldman, "A 3x3 isotropic gradient operator for image
       processing", Stanford Artificial Intelligence Project, 1968.

    Examples
    --------
    >>> sobel_x()
    array([[-1.,  0.,  1.],
           [-2.,  0.,  2.],
           [-1.,  0.,  1.]])
    """
    return np.outer([1.0, 2.0, 1.0], [-1.0, 0.0, 1.0])


def sobel_y() -> np.ndarray:
    """Find horizontal edges, nearer columns counting double. Sum 0.

    Positive where below is lighter.

    Returns
    -------
    ndarray, shape (3, 3)
        The transpose of :func:`sobel_x`.

    Examples
    --------
    >>> sobel_y()
    array([[-1., -2., -1.],
           [ 0.,  0.,  0.],
           [ 1.,  2.,  1.]])
    """
    return sobel_x().T.copy()


def diagonal() -> np.ndarray:
    """Find edges at 45 degrees: positive where above right is lighter. Sum 0.

    The edge itself runs from the top left to the bottom right.

    Returns
    -------
    ndarray, shape (3, 3)

    Examples
    --------
    >>> diagonal()
    array([[ 0.,  1.,  1.],
           [-1.,  0.,  1.],
           [-1., -1.,  0.]])
    """
    return np.array([[0.0, 1.0, 1.0], [-1.0, 0.0, 1.0], [-1.0, -1.0, 0.0]])


def laplacian() -> np.ndarray:
    """Find edges and spots of any direction: four neighbours minus the centre.

    Positive on the dark side of an edge, negative on the light side. Sum 0.

    Returns
    -------
    ndarray, shape (3, 3)

    Examples
    --------
    >>> laplacian()
    array([[ 0.,  1.,  0.],
           [ 1., -4.,  1.],
           [ 0.,  1.,  0.]])
    """
    return np.array([[0.0, 1.0, 0.0], [1.0, -4.0, 1.0], [0.0, 1.0, 0.0]])


def _odd(size: int) -> int:
    size = integer("size", size)
    if size % 2 == 0:
        raise ValueError(f"size must be odd, to have a centre, got {size}")
    return size
