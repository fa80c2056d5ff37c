import numpy as np
import pytest

from cnnlesson.figures import convolution_operation as figures

IMAGE = np.arange(25.0).reshape(5, 5) % 7
KERNEL = np.array([[1.0, 2.0, 0.0], [0.0, -1.0, 0.0], [0.0, 0.0, -2.0]])
ANSWERS = np.arange(-4.0, 5.0).reshape(3, 3)


def words(ax):
    return [text.get_text() for text in ax.texts]


def shown(image):
    return np.asarray(image.get_array())


def test_the_products_are_those_of_the_window_and_add_up_to_the_sum():
    fig = figures.by_hand(IMAGE, KERNEL, ANSWERS, corner=(1, 2))
    image, _, answers, window, kernel, products, total = fig.axes[0].images
    np.testing.assert_array_equal(shown(image), IMAGE)
    np.testing.assert_array_equal(shown(window), IMAGE[1:4, 2:5])
    np.testing.assert_array_equal(shown(products), IMAGE[1:4, 2:5] * KERNEL)
    assert shown(total).item() == shown(products).sum()
    assert shown(kernel).shape == (3, 3)
    assert answers.get_clim() == products.get_clim() == total.get_clim()
    assert f"= {shown(total).item():.0f}, the answer at (1, 2)" in fig.alt


def test_window_and_answer_are_outlined_at_the_same_place():
    fig = figures.by_hand(IMAGE, KERNEL, ANSWERS, corner=(1, 2))
    (ax,) = fig.axes
    left, _, top, _ = ax.images[2].get_extent()  # of the answers
    corners = [box.get_xy() for box in ax.patches]
    assert corners[0] == (2, pytest.approx(1.9))
    assert corners[3] == (left + 2, pytest.approx(ax.images[2].get_extent()[3] + 1))
    assert top > 0
    sides = [(b.get_height(), b.get_width()) for b in ax.patches]
    assert sides == [(3, 3), (3, 3), (1, 1), (1, 1)]


def test_the_description_says_whether_the_layer_turned_the_kernel():
    spot = np.zeros((5, 5))
    spot[2, 2] = 1
    turned = figures.which_way_round(spot, KERNEL, KERNEL[::-1, ::-1], KERNEL)
    assert "is the kernel turned by 180 degrees" in turned.alt
    assert "reads -2, 0, 0, the kernel's 1, 2, 0" in turned.alt
    plain = figures.which_way_round(spot, KERNEL, KERNEL, KERNEL)
    assert "is not the kernel turned" in plain.alt
    blocks = [shown(image) for image in turned.axes[0].images]
    np.testing.assert_array_equal(blocks[2], KERNEL[::-1, ::-1])
    np.testing.assert_array_equal(blocks[3], KERNEL)
    written = words(turned.axes[0])
    assert written[-1] == "as it is"  # below the last block
    assert written.count("turned") == 1
    assert len(turned.axes[0].patches) == 1
    assert "turned" not in words(plain.axes[0])


def test_numbers_are_written_with_a_minus_sign_and_no_minus_zero():
    fig = figures.which_way_round(np.eye(5), -0.0 * KERNEL + KERNEL, KERNEL, KERNEL)
    written = words(fig.axes[0])
    assert "\N{MINUS SIGN}2" in written
    assert not {"-2", "-0", "\N{MINUS SIGN}0"} & set(written)


def test_the_true_border_is_outlined():
    padded = {"zeros": np.zeros((10, 12)), "wrap": np.ones((10, 12))}
    fig = figures.borders(padded, padding=2)
    for ax in fig.axes:
        (box,) = ax.patches
        assert box.get_xy() == (1.5, 1.5)
        assert (box.get_height(), box.get_width()) == (6, 8)
    assert "wrap: the corner has the grey level 1.00" in fig.alt


def test_parts_and_sum_share_one_scale():
    parts = np.random.default_rng(0).normal(size=(3, 5, 6))
    fig = figures.channel_by_channel(
        np.ones((3, 7, 8)), np.ones((3, 3, 3)), parts, parts.sum(axis=0)
    )
    assert len(fig.axes) == 8
    limits = {ax.images[0].get_clim() for ax in fig.axes[3:7]}
    ((low, high),) = limits
    assert low == -high
    np.testing.assert_array_equal(shown(fig.axes[6].images[0]), parts.sum(axis=0))


def test_the_sum_stands_beside_the_photograph_in_colour():
    colour = np.random.default_rng(0).random((3, 7, 8))
    parts = np.ones((3, 5, 6))
    fig = figures.channel_by_channel(colour, np.ones((3, 3, 3)), parts, parts.sum(0))
    last = fig.axes[-1]
    assert last.get_title(loc="left") == "in colour"
    np.testing.assert_array_equal(shown(last.images[0]), np.moveaxis(colour, 0, -1))


def test_the_signed_mix_has_zero_in_the_middle():
    signed = np.array([[0.5, -0.8]])
    pictures = [np.zeros((3, 1, 2)), np.ones((1, 2)), signed]
    fig = figures.mixes(["colour", "grey", "mix"], pictures)
    assert shown(fig.axes[0].images[0]).shape == (1, 2, 3)
    assert fig.axes[2].images[0].get_clim() == (-0.8, 0.8)
    assert "mix: from -0.80 to 0.50" in fig.alt
