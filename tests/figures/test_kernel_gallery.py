import numpy as np

from cnnlesson.figures import kernel_gallery as figures

KERNELS = {"one": np.eye(3), "two": -2 * np.eye(3)}
ANSWERS = {"one": [np.zeros((4, 5)), np.ones((6, 6))], "two": [np.eye(4)] * 2}


def test_kernels_share_a_scale_and_answers_share_theirs():
    fig = figures.gallery(KERNELS, ["a", "b"], ANSWERS, limits=(-0.5, 0.5), signed=True)
    left, right = fig.axes[::3], [ax for k, ax in enumerate(fig.axes) if k % 3]
    assert {ax.images[0].get_clim() for ax in left} == {(-2, 2)}
    assert {ax.images[0].get_clim() for ax in right} == {(-0.5, 0.5)}
    titles = [ax.get_title(loc="left") for ax in fig.axes]
    assert titles == ["one", "a", "b", "two", "", ""]
    assert "one: 0.0 to 0.0, 1.0 to 1.0." in fig.alt


def test_each_answer_stands_in_its_row():
    fig = figures.gallery(KERNELS, ["a", "b"], ANSWERS)
    np.testing.assert_array_equal(fig.axes[2].images[0].get_array(), np.ones((6, 6)))
    np.testing.assert_array_equal(fig.axes[4].images[0].get_array(), np.eye(4))


def test_the_marks_stand_on_the_curve_at_the_steps_of_the_kernels():
    losses = np.geomspace(1, 1e-3, 31)
    kernels = {f"step {k}": np.full((3, 3), float(k)) for k in (0, 5, 30)}
    fig = figures.learned(kernels, losses, (0, 5, 30))
    above, below = fig.axes
    assert [t.get_text() for t in above.texts if "step" in t.get_text()] == list(
        kernels
    )
    curve, marks = below.lines
    np.testing.assert_array_equal(curve.get_ydata(), losses)
    np.testing.assert_array_equal(marks.get_ydata(), losses[[0, 5, 30]])
    assert below.get_yscale() == "log"
    assert {image.get_clim() for image in above.images} == {(-30, 30)}
    assert "from 1 to 0.001 in 30 steps" in fig.alt
