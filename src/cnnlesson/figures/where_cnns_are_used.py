"""Figures of the chapter *Where CNNs are used*."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from cnnlesson.figures._draw import picture
from cnnlesson.figures._style import (
    INK,
    LOOK,
    MUTED,
    PAPER,
    SMALL,
    Plate,
    canvas,
    styled,
)
from cnnlesson.figures.detection import detections

__all__ = [
    "detections",
    "enlargements",
    "masks",
    "named_digits",
    "timeline",
]

BREAK = 4.0  # the height, in years, of what is cut out of the timeline
Note = tuple[str, str]  # words below a tile, and their colour


@styled
def named_digits(
    images: np.ndarray, labels: np.ndarray, probabilities: np.ndarray
) -> Plate:
    """Show digits with the name that a network gives them, and how sure it is.

    Parameters
    ----------
    images : ndarray, shape (N, H, W)
        Drawn five in a row.
    labels : ndarray of int, shape (N,)
        What they are.
    probabilities : ndarray, shape (N, classes)
    """
    named, sure = probabilities.argmax(axis=1), probabilities.max(axis=1)
    wrong = named != labels
    rows = [images[i : i + 5] for i in range(0, len(images), 5)]
    notes = [
        (f"{label}, read as {name}\n{_percent(share)}", LOOK)
        if name != label
        else (f"{name}\n{_percent(share)}", INK)
        for name, label, share in zip(named, labels, sure, strict=True)
    ]
    fig, ax = canvas(height=1.9 * len(rows))
    _tiles(ax, rows, [notes[i : i + 5] for i in range(0, len(images), 5)], lines=2)
    return fig.described(
        f"{len(images)} handwritten digits, each with the network's answer and its "
        f"certainty. {np.sum(~wrong)} are named right, with certainties from "
        f"{_percent(sure[~wrong].min())} to {_percent(sure[~wrong].max())}. "
        f"{wrong.sum()} are named wrong, with {_percent(sure[wrong].min())} to "
        f"{_percent(sure[wrong].max())}: "
        + "; ".join(
            f"a {label} as {name}"
            for name, label in zip(named[wrong], labels[wrong], strict=True)
        )
        + "."
    )


def _percent(share: float) -> str:
    """Write a share that is not whole without making it so by rounding."""
    return "over 99.9 %" if share > 0.9995 else f"{100 * share:.1f} %"


@styled
def masks(
    photographs: np.ndarray,
    answers: Mapping[str, tuple[np.ndarray, np.ndarray]],
    truth: np.ndarray,
) -> Plate:
    """Show photographs above the masks that several rules make of them.

    Parameters
    ----------
    photographs : ndarray, shape (N, H, W)
        Drawn in a row; four fit.
    answers : mapping of str to (ndarray of bool (N, H, W), ndarray of float (N,))
        For each rule, its masks, and their overlap with the truth.
    truth : ndarray of bool, shape (N, H, W)
    """
    rows = [photographs, *(mask for mask, _ in answers.values()), truth]
    notes = [[(f"{share:.2f}", INK) for share in ious] for _, ious in answers.values()]
    fig, ax = canvas(height=1.45 * len(rows))
    names = ["photograph", *answers, "truth"]
    _tiles(ax, rows, [[], *notes, []], names=names)
    return fig.described(
        f"{len(photographs)} photographs of digits on ruled paper in a shadow, and "
        "below each the pixels marked as ink. Overlap with the truth, from left to "
        "right: "
        + "; ".join(
            f"{name.replace(chr(10), ' ')} {', '.join(f'{v:.2f}' for v in ious)}"
            for name, (_, ious) in answers.items()
        )
        + "."
    )


@styled
def enlargements(
    rows: Mapping[str, np.ndarray], read: Mapping[str, np.ndarray], labels: np.ndarray
) -> Plate:
    """Show pictures in several versions, with what a network reads in each.

    Parameters
    ----------
    rows : mapping of str to ndarray, shape (N, H, W)
        Versions of the same N pictures, from the top; sizes may differ.
    read : mapping of str to ndarray of int, shape (N,)
        For some of the versions, the digits that were read in them.
    labels : ndarray of int, shape (N,)
        The digits they are.
    """
    notes: list[list[Note]] = [
        [
            (f"read as {digit}", INK if digit == label else LOOK)
            for digit, label in zip(read[name], labels, strict=True)
        ]
        if name in read
        else []
        for name in rows
    ]
    fig, ax = canvas(height=1.62 * len(rows))
    fig.set_layout_engine("constrained", w_pad=0.12)
    _tiles(ax, list(rows.values()), notes, names=list(rows))
    said = "; ".join(
        f"{name.replace(chr(10), ' ')}: {', '.join(map(str, digits))}"
        for name, digits in read.items()
    )
    return fig.described(
        f"{len(labels)} digits, {', '.join(map(str, labels))}, each in "
        f"{len(rows)} versions from top to bottom: "
        f"{', '.join(name.replace(chr(10), ' ') for name in rows)}. What a network "
        f"reads in them: {said}."
    )


def _tiles(
    ax: Axes,
    rows: Sequence[np.ndarray],
    notes: Sequence[Sequence[Note]],
    *,
    names: Sequence[str] = (),
    lines: int = 1,
) -> None:
    """Draw rows of pictures as unit squares, with `notes` of some `lines` below."""
    step = 1.02 + 0.2 * lines
    for row, (images, words) in enumerate(zip(rows, notes, strict=True)):
        for column, image in enumerate(images):
            left, top = 1.12 * column, step * row
            picture(ax, image).set_extent((left, left + 1, top + 1, top))
        for column, (text, colour) in enumerate(words):
            place = (1.12 * column + 0.5, step * row + 1.03)
            ax.text(*place, text, color=colour, ha="center", va="top", size=SMALL)
    wide = max(len(images) for images in rows)
    ax.set(xlim=(-0.01, 1.12 * wide - 0.1), ylim=(step * len(rows), -0.02))
    ax.set_aspect("equal")
    if names:
        ax.set_yticks([step * row + 0.5 for row in range(len(rows))], names)
        ax.tick_params(axis="y", length=0)


@styled
def timeline(events: Sequence[tuple[float, str, str]]) -> Plate:
    """Draw events along an axis of time, from the top down, its longest pause cut out.

    Parameters
    ----------
    events : sequence of (year, name, words)
        In order of time; `words` may have several lines.
    """
    years = np.array([year for year, _, _ in events])
    longest = int(np.diff(years).argmax())
    cut = 5 * np.ceil(years[longest] / 5), 5 * np.floor(years[longest + 1] / 5)
    left_out = max(cut[1] - cut[0] - BREAK, 0.0)

    def height(year: np.ndarray) -> np.ndarray:
        return np.where(year >= cut[1], year - left_out, year)

    first = 5 * np.floor(years.min() / 5)
    last = float(height(5 * np.ceil(years.max() / 5)))
    fig, ax = canvas(height=0.92 * len(events))
    heights = height(years)
    places = _spread(heights, (last - first) / len(events) * 0.78, first, last)
    for (year, name, words), at, place in zip(events, heights, places, strict=True):
        ax.plot([0, 0.5, 1.4], [at, place, place], color=MUTED, lw=1)
        ax.plot(0, at, "o", color=LOOK, ms=8, zorder=3, clip_on=False)
        options: dict[str, Any] = {"xycoords": "data", "textcoords": "offset points"}
        ax.annotate(
            f"{year:.0f}  {name}",
            (1.4, place),
            (5, 1),
            weight=600,
            va="bottom",
            **options,
        )
        ax.annotate(
            words, (1.4, place), (5, -1), va="top", size=SMALL, color=MUTED, **options
        )
    ax.set(xlim=(-0.05, 12), ylim=(last + 0.8, first - 0.8), xticks=[])
    shown = np.arange(first, last + left_out + 1, 5)
    shown = shown[(shown <= cut[0]) | (shown >= cut[1])]
    ax.set_yticks(height(shown), [f"{year:.0f}" for year in shown])
    if left_out:
        middle = cut[0] + BREAK / 2
        words = f"{cut[1] - cut[0]:.0f} years left out"
        note: dict[str, Any] = {
            "color": MUTED,
            "size": SMALL,
            "va": "center",
            "ha": "center",
        }
        ax.text(0, middle, "//", backgroundcolor=PAPER, **note)
        ax.text(0.25, middle, words, **(note | {"ha": "left"}))
    ax.spines["bottom"].set_visible(False)
    ax.set_ylabel("year")
    return fig.described(
        f"A time axis from {first:.0f} to {last + left_out:.0f} with {len(events)} "
        "events, the longest pause cut out: "
        + "; ".join(f"{year:.0f} {name}" for year, name, _ in events)
        + f". The longest pause is of {np.diff(years).max():.0f} years."
    )


def _spread(years: np.ndarray, gap: float, first: float, last: float) -> np.ndarray:
    """Move labels as little as needed for a `gap` between them, within the axis."""
    places = years.astype(float)
    for i in range(1, len(places)):
        places[i] = max(places[i], places[i - 1] + gap)
    places[-1] = min(places[-1], last)
    for i in range(len(places) - 2, -1, -1):
        places[i] = min(places[i], places[i + 1] - gap)
    return places
