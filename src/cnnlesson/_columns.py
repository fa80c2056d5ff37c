"""The columns of a convolution: copied from the images, and added up again.

Arrays are *called* (N, C, H, W), but here they *lie* batch last, in memory as
(C, H, W, N): the same pixel of all images side by side. What one tap of the kernel
sees along a row of windows is then one long piece, sooner copied than many short ones,
and one product of matrices serves all images.

A row of windows sees K lines of pixels, and the next row mostly the same ones. So a
line is copied for the L taps *across* alone, and the lines are laid one below the
other: the columns of a row of windows are K lines of that memory, and those of the next
row begin a stride further down.
"""

import math
from collections.abc import Iterator
from itertools import product

import numpy as np
from numpy.lib.stride_tricks import as_strided

from cnnlesson._plan import Plan
from cnnlesson._windows import Band, Windows, inside

# Of lines, and of what is made of them, at a time; fixed, so that results never vary.
_CHUNK_BYTES = 1 << 22

# A cache has so many places for numbers that lie a multiple of so many bytes apart.
_WAYS, _PAGE = 8, 1 << 12
_LINE_BYTES = 64  # which a cache fetches together
_PIECE_BYTES = 1 << 19  # of what is laid anew at a time


def batch_first(maps: np.ndarray) -> np.ndarray:
    """See (C, H, W, N) as (N, C, H, W)."""
    return maps.transpose(3, 0, 1, 2)


def batch_last(maps: np.ndarray) -> np.ndarray:
    """Return (N, C, H, W) as (C, H, W, N), copied if they do not lie so.

    A processor keeps what lies a power of two apart in the same few places of its
    cache: the same pixel of 64 images of 32 by 32 would drive itself out. There a piece
    at a time goes through a buffer in which they lie an odd number of lines apart.
    """
    seen = maps.transpose(1, 2, 3, 0)
    if len(maps) == 1 or maps.strides[0] == maps.itemsize:
        return seen
    if len(maps) * math.gcd(maps.strides[0], _PAGE) <= _WAYS * _PAGE:
        return np.ascontiguousarray(seen)
    laid = np.empty(seen.shape, seen.dtype)
    channel, row = maps[:, :1].nbytes, maps[:, :1, :1].nbytes
    line = _LINE_BYTES // maps.itemsize
    fit = (max(1, _PIECE_BYTES // max(1, size)) for size in (channel, row))
    for some in product(*map(_pieces, maps.shape[1:3], fit)):
        piece = maps[:, *some]
        length = math.prod(piece.shape[1:])
        room = line * (length // line + 1 | 1)
        apart = np.empty((len(piece), room), piece.dtype)[:, :length]
        apart = apart.reshape(piece.shape)
        apart[...] = piece
        laid[some] = apart.transpose(1, 2, 3, 0)
    return laid


def rows(maps: np.ndarray, band: Band) -> np.ndarray:
    """Return what some rows of windows made of (F, P, Q, N), as (p, F, Q * N)."""
    some = maps[:, band.outputs].swapaxes(0, 1)
    return some.reshape(*some.shape[:2], math.prod(some.shape[2:]))


def flat(weight: np.ndarray) -> np.ndarray:
    """Return kernels (F, C, K, L) as filters for columns, (F, K * C * L)."""
    return weight.swapaxes(1, 2).reshape(len(weight), weight[0].size)


def unflat(filters: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Return filters (F, K * C * L) shaped like `weight`."""
    kernels, channels, height, width = weight.shape
    by_line = filters.reshape(kernels, height, channels, width)
    return np.ascontiguousarray(by_line.swapaxes(1, 2))


def lines(x: np.ndarray, plan: Plan) -> Iterator[tuple[Band, np.ndarray]]:
    """Yield some rows of windows, and the lines (h, C, L, Q, N) that they see.

    How many depends on shapes alone. All share one memory.
    """
    bands = list(plan.down.bands(_fit(x, plan)))
    most = max(band.windows.reach for band in bands)
    memory = np.zeros((most, *_line_shape(x, plan)), x.dtype)
    for band in bands:
        some = memory[: band.windows.reach]
        within, of_image = _lines_inside(band, x.shape[2], plan)
        some[: within.start] = some[within.stop :] = 0
        image = batch_last(x[:, :, of_image]).swapaxes(0, 1)
        for j, windows, pixels in _taps_across(x.shape[3], plan):
            some[within, :, j, windows] = image[:, :, pixels]
        yield band, some


def columns(some: np.ndarray, windows: Windows) -> np.ndarray:
    """See lines (h, C, L, Q, N) as columns (p, K * C * L, Q * N), which overlap."""
    taps, row = math.prod(some.shape[1:3]), math.prod(some.shape[3:])
    shape = len(some) - windows.size + 1, windows.size * taps, row
    strides = [step * some.itemsize for step in (taps * row, row, 1)]
    return as_strided(some, shape, strides)[:: windows.stride]


def add_up(d_some: np.ndarray, d_x: np.ndarray, band: Band, plan: Plan) -> None:
    """Add every entry of some lines to the pixel of (C, H, W, N) it was copied from."""
    within, of_image = _lines_inside(band, d_x.shape[1], plan)
    d_image = d_x[:, of_image].swapaxes(0, 1)
    for j, windows, pixels in _taps_across(d_x.shape[2], plan):
        d_image[:, :, pixels] += d_some[within, :, j, windows]


def _lines_inside(band: Band, height: int, plan: Plan) -> tuple[slice, slice]:
    """Return which lines of a band lie on the image, and which of its rows they are."""
    start = band.start - plan.zeros[0]
    return inside(start, band.step, band.windows.reach, height)


def _taps_across(width: int, plan: Plan) -> Iterator[tuple[int, slice, slice]]:
    """Yield each tap, the windows in which it lies on the image, and on which pixels.

    What it sees beyond the border is zero, and stays so.
    """
    across = plan.across
    for j in range(across.size):
        start = j * across.dilation - plan.zeros[1]
        yield j, *inside(start, across.stride, across.number, width)


def _line_shape(x: np.ndarray, plan: Plan) -> tuple[int, ...]:
    """Return (C, L, Q, N): one line of pixels, as each tap across sees it."""
    return x.shape[1], plan.across.size, plan.across.number, len(x)


def _fit(x: np.ndarray, plan: Plan) -> int:
    """Return how many rows of windows to look at together."""
    images, kernels, _, width = plan.out_shape
    line, made = math.prod(_line_shape(x, plan)), kernels * width * images
    each = (plan.down.stride * line + made) * x.itemsize
    return max(1, _CHUNK_BYTES // max(1, each))


def _pieces(length: int, size: int) -> Iterator[slice]:
    return (slice(first, first + size) for first in range(0, length, size))
