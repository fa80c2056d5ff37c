import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle
from numpy.testing import assert_array_equal

from cnnlesson.figures import where_cnns_are_used as figures
from cnnlesson.figures._style import INK, LOOK, OUTPUT


def words(ax):
    return [text.get_text() for text in ax.texts]


def colours(ax):
    return [to_hex(text.get_color()) for text in ax.texts]


def test_digits_are_named_and_mistakes_stand_out():
    images = np.random.default_rng(1).random((7, 4, 4))
    probabilities = np.full((7, 3), 0.1)
    probabilities[:, 1] = 0.8
    probabilities[6] = 0, 0, 1
    labels = np.array([1, 1, 0, 1, 1, 1, 2])
    fig = figures.named_digits(images, labels, probabilities)
    (ax,) = fig.axes
    for drawn, image in zip(ax.images, images, strict=True):
        assert_array_equal(drawn.get_array(), image)
    assert words(ax)[:3] == ["1\n80.0 %", "1\n80.0 %", "0, read as 1\n80.0 %"]
    assert words(ax)[6] == "2\nover 99.9 %"
    assert [c == LOOK for c in colours(ax)] == [False, False, True, *[False] * 4]
    left, _, _, top = np.array([image.get_extent() for image in ax.images]).T
    assert len(set(left)) == 5
    assert len(set(top)) == 2
    assert "6 are named right" in fig.alt
    assert "1 are named wrong, with 80.0 % to 80.0 %: a 0 as 1." in fig.alt


def test_masks_stand_below_their_photographs_with_their_overlap():
    photographs = np.random.default_rng(1).random((3, 5, 4))
    truth = photographs > 0.5
    answers = {"a\nrule": (photographs > 0.2, np.array([0.5, 0.25, 1.0]))}
    fig = figures.masks(photographs, answers, truth)
    (ax,) = fig.axes
    drawn = np.array([image.get_array() for image in ax.images])
    np.testing.assert_array_equal(drawn[:3], photographs)
    np.testing.assert_array_equal(drawn[3:6], photographs > 0.2)
    np.testing.assert_array_equal(drawn[6:], truth)
    assert words(ax) == ["0.50", "0.25", "1.00"]
    names = [label.get_text() for label in ax.get_yticklabels()]
    assert names == ["photograph", "a\nrule", "truth"]
    limits = {image.get_clim() for image in ax.images}
    assert limits == {(0, 1)}
    assert "a rule 0.50, 0.25, 1.00." in fig.alt


def test_enlargements_are_marked_where_they_were_misread():
    rows = {"tiny": np.zeros((2, 3, 3)), "large": np.ones((2, 12, 12))}
    read = {"large": np.array([4, 7])}
    fig = figures.enlargements(rows, read, np.array([4, 1]))
    (ax,) = fig.axes
    assert [image.get_array().shape for image in ax.images] == [(3, 3)] * 2 + [
        (12, 12)
    ] * 2
    assert words(ax) == ["read as 4", "read as 7"]
    assert colours(ax) == [INK, LOOK]
    assert "2 digits, 4, 1, each in 2 versions" in fig.alt
    assert "large: 4, 7." in fig.alt


@pytest.fixture
def two_pages():
    maps = np.random.default_rng(1).random((2, 4, 3))
    pages = np.random.default_rng(2).random((2, 22, 18))
    found = [np.array([[0, 1], [3, 2]]), np.array([[2, 0]])]
    names = [np.array([5, 6]), np.array([7])]
    truth = [np.array([5, 8]), np.array([-1])]
    return pages, maps, found, names, truth


def test_windows_are_outlined_where_they_were_found(two_pages):
    fig = figures.detections(*two_pages, window=10, stride=4)
    first, _, second, _ = fig.axes
    boxes = [
        (*p.get_xy(), p.get_width(), to_hex(p.get_edgecolor()), p.get_linestyle())
        for ax in (first, second)
        for p in ax.patches
        if isinstance(p, Rectangle)
    ]
    assert boxes == [
        (3.5, -0.5, 10, OUTPUT, "-"),
        (7.5, 11.5, 10, LOOK, "--"),
        (-0.5, 7.5, 10, LOOK, "--"),
    ]
    assert words(first) == ["5", "8, read as 6"]
    assert words(second) == ["off, read as 7"]
    assert "Page 1: 5, 8, read as 6. Page 2: off, read as 7." in fig.alt


def test_scores_are_drawn_where_the_middle_of_their_window_is(two_pages):
    fig = figures.detections(*two_pages, window=10, stride=4)
    left, right = fig.axes[:2]
    # The middle of the first window, 5 pixels in, is the middle of the first score.
    assert right.images[0].get_extent() == [2.5, 14.5, 18.5, 2.5]
    assert right.get_xlim() == left.get_xlim()
    assert right.get_ylim() == left.get_ylim()
    marks = [(*line.get_xydata()[0], line.get_marker()) for line in right.lines]
    assert marks == [(9, 5, "o"), (13, 17, "s")]


EVENTS = [(1980, "A", "first"), (2012, "B", "then"), (2013, "C", "at once")]


def test_events_lie_at_their_year_and_their_words_do_not_touch():
    fig = figures.timeline(EVENTS)
    (ax,) = fig.axes
    dots = [line for line in ax.lines if line.get_marker() == "o"]
    # The whole years from 1980 to 2010 are cut out, but for the height of the cut.
    assert [float(dot.get_ydata()[0]) for dot in dots] == [1980, 1986, 1987]
    ticks = [label.get_text() for label in ax.get_yticklabels()]
    assert ticks == ["1980", "2010", "2015"]
    said = ["1980  A", "first", "2012  B", "then", "2013  C", "at once"]
    assert words(ax) == [*said, "//", "30 years left out"]
    places = [text.xy[1] for text in ax.texts[:6:2]]
    assert places[0] == 1980
    assert places == sorted(places)
    assert np.diff(places).min() > 2
    assert 1980 <= min(places) <= max(places) <= 1989
    bottom, top = ax.get_ylim()
    assert top < 1980 < 1989 < bottom
    assert "1980 A; 2012 B; 2013 C. The longest pause is of 32 years." in fig.alt


@pytest.mark.parametrize("years", [(1980, 1981, 1982), (2008, 2009, 2010)])
def test_crowded_words_stay_beside_the_axis(years):
    (ax,) = figures.timeline([(year, "A", "a") for year in years]).axes
    places = [text.xy[1] for text in ax.texts[::2]]
    bottom, top = ax.get_ylim()
    assert top < min(places) < max(places) < bottom
    assert np.diff(places).min() > 1


def test_each_line_leads_from_its_year_to_its_words():
    fig = figures.timeline(EVENTS)
    (ax,) = fig.axes
    leads = [line.get_ydata() for line in ax.lines if len(line.get_ydata()) == 3]
    assert [lead[0] for lead in leads] == [1980, 1986, 1987]
    assert [lead[-1] for lead in leads] == [text.xy[1] for text in ax.texts[:6:2]]


def test_all_of_them_can_be_shown(two_pages):
    plates = [figures.timeline(EVENTS)]
    plates += [figures.detections(*two_pages, window=10, stride=4)]
    for plate in plates:
        assert plate.svg().startswith("<svg")
