import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import FancyBboxPatch

from cnnlesson.figures import backpropagation as figures
from cnnlesson.figures._style import LOOK, MUTED

X, WEIGHT = np.array([2.0, 5, 1, -3, 4]), np.array([1.0, -2])
Z, TARGET = np.correlate(X, WEIGHT), np.array([1.0, 4, 2, -1])
D_A = np.maximum(Z, 0) - TARGET
D_Z = D_A * (Z > 0)
D_X = np.convolve(D_Z, WEIGHT)


def words(ax):
    return [text.get_text() for text in ax.texts if text.get_text()]


def boxes(ax):
    return [p for p in ax.patches if isinstance(p, FancyBboxPatch)]


@pytest.fixture
def forward():
    return figures.forward_graph(X, WEIGHT, Z, TARGET, 12.5)


@pytest.fixture
def backward():
    return figures.backward_graph(WEIGHT, Z, TARGET, d_a=D_A, d_z=D_Z, d_x=D_X)


def test_there_is_a_box_for_each_number(forward, backward):
    for fig in (forward, backward):
        (ax,) = fig.axes
        assert len(boxes(ax)) == 5 + 4 + 4 + 1


def test_every_box_holds_its_value(forward):
    (ax,) = forward.axes
    found = {t.get_position(): t.get_text() for t in ax.texts}
    assert [found[i, 0] for i in range(5)] == ["2", "5", "1", "−3", "4"]
    assert [found[j + 0.5, 1] for j in range(4)] == ["−8", "3", "7", "−11"]
    assert [found[j + 0.5, 2] for j in range(4)] == ["0", "3", "7", "0"]
    assert found[2, 3] == "12.5"
    assert "target −1" in words(ax)
    assert "2, 5, 1, −3, 4" in forward.alt


def test_each_edge_says_what_it_multiplies_with(forward, backward):
    (ax,) = forward.axes
    assert words(ax).count("×1") == words(ax).count("×−2") == 4
    (ax,) = backward.axes
    assert words(ax).count("×1") == 4 + 2  # a weight of 1, and two open ReLUs
    assert words(ax).count("×0") == 2
    assert "3 − 4" in words(ax)  # an activation and its target
    assert "0 − (−1)" in words(ax)


def test_sums_are_written_where_two_edges_meet(backward):
    (ax,) = backward.axes
    found = {(*t.get_position(), t.get_va()): t.get_text() for t in ax.texts}
    for i in range(1, 4):
        left, right = WEIGHT[1] * D_Z[i - 1], WEIGHT[0] * D_Z[i]
        total = f"{left + right:g}".replace("-", "−")
        assert found[i, 0, "top"] == total == f"{D_X[i]:g}".replace("-", "−")
    assert found[2, 0, "bottom"] == "2 + 5"
    assert found[3, 0, "bottom"] == "−10 + 0"
    assert "2 + 5 = 7" in backward.alt
    assert "closed 2 of its 4 ways" in backward.alt


def test_gradients_go_up_and_closed_ways_are_dashed(backward):
    (ax,) = backward.axes
    arrows = [t for t in ax.texts if getattr(t, "arrow_patch", None)]
    assert len(arrows) == 8 + 4 + 4
    assert all(arrow.xyann[1] > arrow.xy[1] for arrow in arrows)  # tail below head
    dashed = [a for a in arrows if a.arrow_patch.get_linestyle() != "-"]
    assert {a.xy[0] for a in dashed} == {0.5, 3.5}
    edges = {to_hex(a.arrow_patch.get_edgecolor()) for a in arrows}
    assert edges == {LOOK, MUTED}
