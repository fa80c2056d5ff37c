"""The columns of a convolution: copied from the images, and added up again.

Arrays are *called* (N, C, H, W), but here they *lie* batch last, in memory as
(C, H, W, N): the same pixel of all images side by side. What one tap of the kernel
sees along a row of windows is then one long piece, sooner copied than many short ones,
and one product of matrices serves all images.

With a stride of s a tap sees every s-th pixel of a row. So each row is dealt into s
*lanes*, as cards to s players, and what a tap sees is a piece of one lane.
"""

import math
from collections.abc import Iterator
from itertools import product

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from cnnlesson._plan import Plan
from cnnlesson._windows import Windows

# Of columns, and of lanes, at a time; fixed, so that results never vary.
_CHUNK_BYTES = 1 << 20


def batch_last(maps: np.ndarray) -> np.ndarray:
    """See (N, C, H, W) as (C, H, W, N)."""
    return maps.transpose(1, 2, 3, 0)


def batch_first(maps: np.ndarray) -> np.ndarray:
    """See (C, H, W, N) as (N, C, H, W)."""
    return maps.transpose(3, 0, 1, 2)


def rows(maps: np.ndarray, down: Windows) -> np.ndarray:
    """Return what some rows of windows made of (F, P, Q, N), as (F, p * Q * N)."""
    some = maps[:, down.outputs]
    return some.reshape(len(some), math.prod(some.shape[1:]))


def columns(x: np.ndarray, plan: Plan) -> Iterator[tuple[Windows, np.ndarray]]:
    """Yield some rows of windows, and their columns (C * K * L + 1, p * Q * N).

    How many depends on shapes alone. All share one memory; the caller may write to it.
    """
    (images, channels, _, _), (down, across, *_) = x.shape, plan
    taps, row = channels * down.size * across.size, across.number * images
    fit = max(1, _CHUNK_BYTES // max(1, taps * row * x.itemsize))
    memory = np.empty((taps + 1, min(fit, down.number) * row), x.dtype)
    memory[-1] = 1  # for the bias
    height = _CHUNK_BYTES // max(1, math.prod(_lanes_shape(x, plan, 1)) * x.itemsize)
    for slab in down.bands(down.that_see(height)):
        seen = _down_windows(_deal(x, plan, slab), slab)
        for band in slab.bands(fit):
            part = memory[:, : band.number * row]
            _copy(seen[:, :, band.of(slab)], part[:-1], band, across)
            yield band, part


def add_up(
    d_columns: np.ndarray, d_lanes: np.ndarray, down: Windows, across: Windows
) -> None:
    """Add every entry of some columns to the pixel it was copied from (col2im)."""
    taps = _taps(d_columns, down, across, images=d_lanes.shape[-1])
    seen = d_lanes[:, down.pixels]
    for (i, rows), (j, lane, pixels) in product(down.taps(), across.lane_taps()):
        seen[:, rows, lane, pixels] += taps[:, i, j]


def zero_lanes(x: np.ndarray, plan: Plan) -> np.ndarray:
    """Return lanes for all rows of the padded images, (C, H, stride, length, N)."""
    return np.zeros(_lanes_shape(x, plan, x.shape[2] + 2 * plan.zeros[0]), x.dtype)


def take_back(lanes: np.ndarray, x: np.ndarray, plan: Plan) -> np.ndarray:
    """Return the pixels of all lanes as images shaped like `x`, without padding."""
    channels, height, stride, length, images = lanes.shape
    padded = lanes.swapaxes(2, 3).reshape(channels, height, length * stride, images)
    (above, left), (*_, height, width) = plan.zeros, x.shape
    return batch_first(padded[:, above : above + height, left : left + width])


def _deal(x: np.ndarray, plan: Plan, down: Windows) -> np.ndarray:
    """Return the lanes of the rows that some windows see, zeros beyond the border."""
    channels, height, stride, length, images = _lanes_shape(x, plan, down.reach)
    padded = np.zeros((channels, height, length * stride, images), x.dtype)
    (above, left), first = plan.zeros, down.pixels.start
    inside = slice(max(0, first - above), max(0, first - above + height))
    some = batch_last(x[:, :, inside])
    top = max(0, above - first)
    padded[:, top : top + some.shape[1], left : left + some.shape[2]] = some
    dealt = padded.reshape(channels, height, length, stride, images).swapaxes(2, 3)
    return np.ascontiguousarray(dealt)


def _lanes_shape(x: np.ndarray, plan: Plan, height: int) -> tuple[int, ...]:
    """Return (C, height, stride, length, N): so many rows of the padded images."""
    width, stride = x.shape[3] + 2 * plan.zeros[1], plan.across.stride
    return x.shape[1], height, stride, -(-width // stride), len(x)


def _down_windows(lanes: np.ndarray, down: Windows) -> np.ndarray:
    """See the lanes (C, h, s, q, N) as rows of windows, (C, K, P, s, q, N)."""
    each = 1 + (down.size - 1) * down.dilation
    view = sliding_window_view(lanes, each, axis=1)
    return np.moveaxis(view[:, :: down.stride, ..., :: down.dilation], -1, 1)


def _copy(
    seen: np.ndarray, columns: np.ndarray, down: Windows, across: Windows
) -> None:
    """Copy what each tap sees (im2col)."""
    taps = _taps(columns, down, across, images=seen.shape[-1])
    for j, lane, pixels in across.lane_taps():
        taps[:, :, j] = seen[:, :, :, lane, pixels]


def _taps(
    columns: np.ndarray, down: Windows, across: Windows, *, images: int
) -> np.ndarray:
    """See columns (C * K * L, p * Q * N) as (C, K, L, p, Q, N)."""
    sizes = down.size, across.size, down.number, across.number
    return columns.reshape(len(columns) // (down.size * across.size), *sizes, images)
