"""Figures of *From loops to speed*: matrices, im2col, and the ladder timed."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from cnnlesson.figures._blocks import arrow, block, board, frame, note
from cnnlesson.figures._draw import decades
from cnnlesson.figures._style import (
    INK,
    INPUT,
    KERNEL,
    LOOK,
    OUTPUT,
    SMALL,
    TEXT,
    Plate,
    canvas,
    styled,
)

__all__ = ["im2col", "ladder", "matrix_product", "shared_lines"]


@styled
def matrix_product(
    matrix: np.ndarray, image: np.ndarray, answers: np.ndarray, row: int
) -> Plate:
    """Draw answers = matrix @ pixels, with one row and its answer outlined.

    Parameters
    ----------
    matrix : ndarray, shape (outputs, inputs)
        Zero wherever a pixel is not under the kernel.
    image : ndarray, shape (inputs,)
        Flattened, from 0.
    answers : ndarray, shape (outputs,)
    row : int
        The output to outline.
    """
    outputs, inputs = matrix.shape
    fig, ax = board(inputs + 4.2, outputs + 4.6)
    top = float(np.abs(matrix).max())
    block(ax, image[None], (1.1, 0), limits=(0, image.max()))
    note(ax, f"the {inputs} pixels, row after row", (0.5, 0), colour=INPUT)
    block(ax, matrix, (4.0, 0), limits=(-top, top), signed=True)
    words = f"the matrix: {outputs} rows, {inputs} columns"
    note(ax, words, (3.4, 0), colour=KERNEL)
    peak = float(np.abs(answers).max())
    place = (4.0, inputs + 1.7)
    block(ax, answers[:, None], place, limits=(-peak, peak), signed=True)
    note(ax, "answers", (3.4, inputs + 4.2), colour=OUTPUT, ha="right")
    note(ax, "=", (4.5 + row, inputs + 0.85), ha="center", size=1.2 * TEXT)
    frame(ax, (4.0 + row, 0), (1, inputs), colour=LOOK)
    frame(ax, (4.0 + row, inputs + 1.7), (1, 1), colour=LOOK)
    used = int(np.count_nonzero(matrix[row]))
    return fig.described(
        f"A strip of {inputs} pixels above a matrix of {outputs} rows and {inputs} "
        f"columns, {np.count_nonzero(matrix)} of {matrix.size} entries not zero. Row "
        f"{row} is outlined: its {used} weights, times the pixels above them, add up "
        f"to answer {row}, {answers[row]:.2f}."
    )


@styled
def im2col(
    image: np.ndarray,
    columns: np.ndarray,
    filters: np.ndarray,
    answers: np.ndarray,
    *,
    shape: tuple[int, int],
    window: int,
    pixel: tuple[int, int],
) -> Plate:
    """Draw windows copied into the rows of a matrix, times filters, giving answers.

    Parameters
    ----------
    image : ndarray, shape (H, W)
        Whole numbers, all different, so that one sees where each has gone.
    columns : ndarray, shape (windows, taps)
    filters : ndarray, shape (taps, kernels)
    answers : ndarray, shape (windows, kernels)
    shape : (int, int)
        Of a kernel.
    window : int
        The window to outline, with its row and its answers.
    pixel : (row, column)
        The pixel to circle, wherever it was copied to.
    """
    (height, width), (rows, taps), kernels = (
        image.shape,
        columns.shape,
        filters.shape[1],
    )
    fig, ax = board(width + taps + 2 * kernels + 4.6, max(height, rows) + 1.4)
    left = {"m": width + 1.6, "f": width + taps + 2.6}
    left["a"] = left["f"] + kernels + 1.1
    grey: dict[str, Any] = {"limits": (0.0, float(image.max())), "numbers": ".0f"}
    block(ax, image, (1.1, 0), name="image", colour=INPUT, **grey)
    block(ax, columns, (1.1, left["m"]), name="windows", colour=INPUT, **grey)
    top = float(np.abs(filters).max())
    look: dict[str, Any] = {"limits": (-top, top), "signed": True, "numbers": ".0f"}
    block(ax, filters, (1.1, left["f"]), name="kernels", colour=KERNEL, **look)
    peak = float(np.abs(answers).max())
    look["limits"] = (-peak, peak)
    block(ax, answers, (1.1, left["a"]), name="answers", colour=OUTPUT, **look)
    arrow(ax, 1.1 + height / 2, (width + 0.35, left["m"] - 0.35))
    for sign, at in (("×", left["f"] - 0.5), ("=", left["a"] - 0.55)):
        note(ax, sign, (1.1 + taps / 2, at), ha="center", size=1.3 * TEXT)
    across = width - shape[1] + 1
    corner = divmod(window, across)
    frame(ax, (1.1 + corner[0], corner[1]), shape, colour=LOOK)
    frame(ax, (1.1 + window, left["m"]), (1, taps), colour=LOOK)
    frame(ax, (1.1 + window, left["a"]), (1, kernels), colour=LOOK)
    copies = np.argwhere(columns == image[pixel])
    _ring(ax, [(1.6 + pixel[0], 0.5 + pixel[1])])
    _ring(ax, [(1.6 + r, left["m"] + 0.5 + c) for r, c in copies])
    return fig.described(
        f"An image of {height} by {width} pixels; its {rows} windows of {shape[0]} by "
        f"{shape[1]}, each copied into a row of {taps} numbers; times {kernels} "
        f"kernels, a column each; gives {rows} by {kernels} answers. Window {window} "
        f"is outlined with its row and its answers. The pixel {pixel} is circled: it "
        f"was copied {len(copies)} times."
    )


def _ring(ax: Axes, places: Sequence[tuple[float, float]]) -> None:
    y, x = np.transpose(places)
    ax.plot(x, y, "o", mfc="none", mec=LOOK, ms=21, mew=2, zorder=4)


@styled
def shared_lines(image: np.ndarray, lines: np.ndarray, height: int) -> Plate:
    """Draw lines of pixels, copied for the taps across, and which windows share them.

    Parameters
    ----------
    image : ndarray, shape (H, W)
        Whole numbers, all different, so that one sees where each has gone.
    lines : ndarray, shape (H, L, Q)
        Of each line of `image`, what each tap across sees.
    height : int
        Of the kernel: so many lines make the columns of a row of windows. The first
        window is framed, and the column it is.
    """
    count, taps, across = lines.shape
    left = image.shape[1] + 4.0
    fig, ax = board(left + across + 5.4, count * taps + 1.4)
    grey: dict[str, Any] = {"limits": (0.0, float(image.max())), "numbers": ".0f"}
    block(ax, image, (1.1, 0), name="image", colour=INPUT, **grey)
    arrow(ax, 1.1 + len(image) / 2, (image.shape[1] + 0.35, left - 2.1))
    block(ax, lines.reshape(-1, across), (1.1, left), name="in memory", **grey)
    for line in range(count):
        top = 1.1 + line * taps
        note(ax, f"line {line}", (top + taps / 2, left - 0.25), ha="right")
        frame(ax, (top, left), (taps, across), colour=INK)
    rows = count - height + 1
    frame(ax, (1.1, 0), (height, taps), colour=KERNEL, style="--")
    frame(ax, (1.1, left), (height * taps, 1), colour=KERNEL, style="--")
    for row in range(rows):
        top, side = 1.1 + row * taps + 0.1, left + across + 0.4 + 0.5 * row
        bottom = top + height * taps - 0.2
        edge = [side, side + 0.3, side + 0.3, side]
        ax.plot(edge, [top, top, bottom, bottom], color=LOOK, lw=2.5)
        place = (top + (0.6 if row < rows / 2 else height * taps - 0.8), side + 0.5)
        note(ax, f"windows of row {row}", place, colour=LOOK)
    return fig.described(
        f"An image of {image.shape[0]} by {image.shape[1]} pixels and, in memory, its "
        f"{count} lines one below the other, each in {taps} copies of {across} "
        f"numbers, a copy for each tap across. Brackets show {rows} rows of windows: "
        f"each takes {height} lines that follow one another, and neighbours share "
        f"{height - 1}."
    )


@styled
def ladder(seconds: Mapping[str, float], peak_bytes: Mapping[str, int]) -> Plate:
    """Compare the rungs of a ladder by their time and by the memory they needed.

    Parameters
    ----------
    seconds : mapping of str to float
        One rung a name, from the top.
    peak_bytes : mapping of str to int
        For the same names.
    """
    fig, axes = canvas(1, 2, height=0.5 * len(seconds) + 1.2, sharey=True)
    fig.set_layout_engine("constrained", wspace=0.1)
    _stems(axes[0], seconds, "milliseconds", [1e3 * s for s in seconds.values()])
    _stems(axes[1], peak_bytes, "MiB at most", [b / 2**20 for b in peak_bytes.values()])
    axes[0].set_yticks(range(len(seconds)), seconds)
    axes[0].set_ylim(len(seconds) - 0.4, -0.5)
    return fig.described(
        "The rungs of the ladder. "
        + " ".join(
            f"{name}: {1e3 * time:,.1f} ms, {peak_bytes[name] / 2**20:,.1f} MiB."
            for name, time in seconds.items()
        )
        + " Both axes are logarithmic."
    )


def _stems(
    ax: Axes, names: Mapping[str, float], unit: str, values: Sequence[float]
) -> None:
    rows = np.arange(len(names))
    low = 10 ** np.floor(np.log10(min(values)) - 0.01)
    ax.hlines(rows, low, values, color=INPUT, lw=3)
    ax.plot(values, rows, "o", color=INPUT, ms=9, clip_on=False)
    for row, value in zip(rows, values, strict=True):
        text = f"{value:,.0f}" if value >= 100 else f"{value:.1f}"
        place = (value, float(row))
        look: dict[str, Any] = {
            "textcoords": "offset points",
            "va": "center",
            "size": SMALL,
        }
        ax.annotate(text, place, (9, 0), color=INK, **look)
    ax.set(xscale="log", xlabel=unit, xlim=(low, max(values)))
    decades(ax.xaxis)
    ax.set_xlim(low, 12 * max(values))  # room for the last number, without a mark
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
