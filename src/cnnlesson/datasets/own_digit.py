"""Your own digit: from a picture of paper to what a network of MNIST was trained on."""

import os

import numpy as np
import scipy
from PIL import Image, ImageOps

from cnnlesson.data import DataError
from cnnlesson.datasets.photo import LUMA
from cnnlesson.datasets.sources import SIDE

__all__ = ["prepare_digit", "read_picture"]

_MOST = 64_000_000  # pixels; a picture of so many takes gigabytes to make grey
_BOX = 20  # pixels: what the longer side of each digit of MNIST has
_CENTRE = 14  # row and column of the pixel that holds each digit's centre of mass
_LARGEST = 512  # pixels: a longer picture is reduced first
_SAMPLED = 64  # pixels along a side that the paper's brightness is fitted to
_FAINTEST = 0.1  # of full brightness: what differs less from the paper is no ink
_SPECK = 0.01  # of the largest stroke's area: what is smaller is dirt
_HALO = 0.05  # of the ink: what lenses and compression leave around a stroke
_STEP = 0.5 / 255  # half a grey level


def read_picture(path: str | os.PathLike[str]) -> np.ndarray:
    """Read a picture file, upright as the camera was held, as grey levels.

    Parameters
    ----------
    path : path-like
        A JPEG, PNG or whatever else Pillow reads. What is transparent becomes white.

    Returns
    -------
    ndarray of float64, shape (H, W)
        From 0 (black) to 1 (white).

    Raises
    ------
    OSError
        If the file is not there, or may not be read.
    DataError
        If it is no picture, or a damaged one, or of more than 64 million pixels.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     Image.new("RGB", (3, 2), "white").save(f"{folder}/paper.png")
    ...     read_picture(f"{folder}/paper.png")
    array([[1., 1., 1.],
           [1., 1., 1.]])
    """
    with open(path, "rb") as file:
        try:
            with Image.open(file) as picture:
                return _grey(picture)
        except Exception as error:  # each format of Pillow has its own
            name = os.fspath(path)
            raise DataError(name, "contents", "a picture", error) from error


def prepare_digit(picture: "np.ndarray | Image.Image") -> np.ndarray:
    """Make of a picture of one handwritten digit what MNIST would have made of it.

    The paper's brightness is taken off, also where it changes from side to side;
    what differs from it is ink, be it darker or lighter. The smallest box around
    the ink is scaled so that its longer side has 20 pixels, by taking means, and
    laid into 28 x 28 pixels with the ink's centre of mass on the pixel (14, 14).

    Parameters
    ----------
    picture : ndarray, shape (H, W) or (H, W, 3), or PIL image
        Bytes, or floats from 0 to 1, of any size: one digit, paper around it, and
        nothing else. More than half of the picture should be paper.

    Returns
    -------
    ndarray of float32, shape (1, 1, 28, 28)
        From 0 (paper) to 1 (ink): a batch of one.

    Raises
    ------
    TypeError
        If `picture` is an array of neither bytes nor floats.
    ValueError
        If it has another shape, a value beyond 0 to 1, or no ink; if it is a PIL image
        of more than 64 million pixels.

    Notes
    -----
    MNIST's digits were black and white before they were scaled [1]_. The position of
    the centre was read off the digits: all 5,000 that ship have it on this pixel.
    MNIST did not change how thick a line is, and neither does this: draw with a
    thick pen, or small.

    References
    ----------
    .. [1] Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, "Gradient-based learning
       applied to document recognition", 1998, section III.A.
       https://doi.org/10.1109/5.726791

    Examples
    --------
    >>> paper = np.full((300, 200), 0.9)
    >>> paper[60:260, 80:120] = 0.2  # a one
    >>> one = prepare_digit(paper)
    >>> one.shape, np.flatnonzero(one[0, 0].any(axis=1)).size
    ((1, 1, 28, 28), 20)
    """
    ink = _ink(_reduced(_levels(picture)))
    rows, columns = (np.flatnonzero(ink.any(axis=axis)) for axis in (1, 0))
    digit = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return _centred(_scaled(digit, _BOX)).astype(np.float32)[np.newaxis, np.newaxis]


def _grey(picture: Image.Image) -> np.ndarray:
    if picture.width * picture.height > _MOST:  # known before anything is unpacked
        size = f"{picture.width:,} x {picture.height:,}"
        raise ValueError(f"picture must have at most {_MOST:,} pixels, got {size}")
    upright = ImageOps.exif_transpose(picture).convert("RGBA")
    white = Image.new("RGBA", upright.size, "white")
    return _levels(np.asarray(Image.alpha_composite(white, upright).convert("RGB")))


def _levels(picture: "np.ndarray | Image.Image") -> np.ndarray:
    """Return grey levels (H, W) from 0 to 1, or say why `picture` has none."""
    if isinstance(picture, Image.Image):
        return _grey(picture)
    dtype = getattr(picture, "dtype", type(picture).__name__)
    if getattr(dtype, "name", None) not in ("uint8", "float32", "float64"):
        raise TypeError(f"picture must be of uint8, float32 or float64, got {dtype}")
    if picture.ndim not in (2, 3) or picture.shape[2:] not in ((), (3,)):
        raise ValueError(f"picture must be (H, W) or (H, W, 3), got {picture.shape}")
    if picture.size == 0:
        raise ValueError(f"picture has no pixels: shape {picture.shape}")
    levels = picture / (255.0 if dtype == np.uint8 else 1.0)
    if not (levels.min() >= 0 and levels.max() <= 1):
        low, high = levels.min(), levels.max()
        raise ValueError(f"picture must be from 0 to 1, got {low:.3g} to {high:.3g}")
    grey: np.ndarray = levels @ LUMA if levels.ndim == 3 else levels
    return grey.astype(np.float64)


def _reduced(levels: np.ndarray) -> np.ndarray:
    return _scaled(levels, _LARGEST) if max(levels.shape) > _LARGEST else levels


def _ink(levels: np.ndarray) -> np.ndarray:
    """Return the share of ink in each pixel, 0 to 1, and 0 for paper and its grain."""
    rest = levels - _paper(levels)
    # 4 standard deviations of the paper's grain, of which the median says 1 / 1.48.
    grain = max(4 * 1.48 * float(np.median(np.abs(rest))), _STEP)
    darker = rest[rest < -grain].sum() + rest[rest > grain].sum() < 0
    ink = -rest if darker else rest
    ink[~_strokes(ink > grain)] = 0.0
    level = np.percentile(ink[ink > 0], 98) if ink.any() else 0.0
    if level < _FAINTEST:
        raise ValueError(
            f"picture has no ink: of the paper it differs by {level:.3f} of full "
            f"brightness, and ink should by {_FAINTEST} at least"
        )
    return np.where(ink > _HALO * level, np.minimum(ink / level, 1.0), 0.0)


def _paper(levels: np.ndarray) -> np.ndarray:
    """Fit a plane to the brightness of the paper: of the half that fits it best."""
    rows, columns = (np.linspace(-1, 1, size) for size in levels.shape)
    down, right = np.meshgrid(rows, columns, indexing="ij")
    terms = np.stack([np.ones(levels.shape), down, right])
    step = -(-max(levels.shape) // _SAMPLED)  # more pixels fit no better
    some, values = terms[:, ::step, ::step].reshape(3, -1).T, levels[::step, ::step]
    fitting = np.ones(values.size, dtype=bool)
    for _ in range(10):
        plane = np.linalg.lstsq(some[fitting], values.ravel()[fitting], rcond=None)[0]
        off = np.abs(values.ravel() - some @ plane)
        fitting = off <= np.median(off)
    paper: np.ndarray = np.tensordot(plane, terms, 1)
    return paper


def _strokes(ink: np.ndarray) -> np.ndarray:
    """Keep the connected pieces of a mask that are no specks of dirt."""
    pieces, count = scipy.ndimage.label(ink, structure=np.ones((3, 3)))
    areas = np.bincount(pieces.ravel(), minlength=count + 1)
    areas[0] = 0
    large = (areas > 0) & (areas >= _SPECK * areas.max())
    strokes: np.ndarray = large[pieces]
    return strokes


def _scaled(levels: np.ndarray, longer: int) -> np.ndarray:
    """Scale so that the longer side has so many pixels: means of what falls on each."""
    factor = longer / max(levels.shape)
    height, width = (max(1, round(size * factor)) for size in levels.shape)
    how = Image.Resampling.BOX if factor < 1 else Image.Resampling.BILINEAR
    picture = Image.fromarray(levels.astype(np.float32))
    return np.asarray(picture.resize((width, height), how), dtype=np.float64)


def _centred(digit: np.ndarray) -> np.ndarray:
    """Lay a digit into the square, its centre of mass on the middle pixel."""
    canvas = np.zeros((SIDE, SIDE))
    means = scipy.ndimage.center_of_mass(digit)
    corner = [
        min(max(_CENTRE - round(mean), 0), SIDE - size)
        for mean, size in zip(means, digit.shape, strict=True)
    ]
    rows, columns = (slice(c, c + n) for c, n in zip(corner, digit.shape, strict=True))
    canvas[rows, columns] = digit
    return canvas
