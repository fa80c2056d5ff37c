import numpy as np
import pytest
from matplotlib.colors import to_hex

from cnnlesson.figures import blind_checks as figures
from cnnlesson.figures._style import LOOK


def bent(x):
    return np.where(x < 3, x, 3 + 2 * (x - 3))


@pytest.fixture
def kink():
    return figures.Kink(bent, at=3.0, nudged=1.5, library=2.0)


def test_the_chord_joins_the_two_nudges(kink):
    fig = figures.kinks({"a kink": kink}, nudge=0.5)
    (ax,) = fig.axes
    curve, chord, slope, here = ax.lines
    np.testing.assert_allclose(chord.get_xdata(), [2.5, 3.5])
    low = bent(np.array([3 - 1.9 * 0.5]))[0]
    np.testing.assert_allclose(chord.get_ydata(), [2.5 - low, 4 - low])
    rise, run = np.ptp(slope.get_ydata()), np.ptp(slope.get_xdata())
    assert rise / run == pytest.approx(2)
    assert here.get_xdata() == [3]
    assert curve.get_ydata().min() == 0
    words = [text.get_text() for text in ax.texts]
    assert words == ["nudging: 1.5", "library: 2"]
    assert "a kink: nudging says 1.5, the library says 2." in fig.alt


def test_two_kinks_share_their_heights(kink):
    flat = figures.Kink(lambda x: np.maximum(x, 0), at=0.0, nudged=0.5, library=0.0)
    fig = figures.kinks({"one": kink, "two": flat}, nudge=0.5)
    left, right = fig.axes
    assert left.get_ylim() == right.get_ylim()


def test_missed_bugs_are_filled_and_said():
    checks = {"first": [True, False, True], "second": [True, True, True]}
    fig = figures.scoreboard(["a", "b\nc", "d"], checks, title="t")
    (ax,) = fig.axes
    words = [text.get_text() for text in ax.texts]
    assert words == ["caught", "missed", "caught", "caught", "caught", "caught"]
    filled = [to_hex(box.get_facecolor()) == LOOK for box in ax.patches]
    assert filled == [False, True, False, False, False, False]
    places = [text.get_position() for text in ax.texts]
    assert places[1] == (1.5, 0.5)
    assert [t.get_text() for t in ax.get_yticklabels()] == ["first", "second"]
    assert "first misses b c; second misses nothing." in fig.alt
