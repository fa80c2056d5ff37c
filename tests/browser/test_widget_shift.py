"""The shift explorer, used as a person would, against the library's numbers."""

import numpy as np
import pytest
from digit_files import digit_files
from widget_page import said, settle, within

from cnnlesson import kernels
from cnnlesson.activations import relu, softmax
from cnnlesson.conv import conv2d
from cnnlesson.equivariance import equivariance_error
from cnnlesson.images import translate
from cnnlesson.network import load
from cnnlesson.pooling import max_pool2d

FOUR = np.frombuffer(digit_files()["digits.bin"], np.uint8).reshape(20, 1, 1, 28, 28)[8]
FOUR = np.divide(FOUR, np.float32(255), dtype=np.float32)
NETWORKS = [load(f"{kind}-0") for kind in ("dense_network", "small_cnn", "shift_cnn")]


def feature_map(x):
    kernel = kernels.sobel_x()[None, None].astype(np.float32)
    return relu(conv2d(x, kernel, padding=1, padding_mode="circular"))


def written(error):
    if error < 1e-6:
        return "0 %"
    return f"{100 * error:.{1 if error < 0.095 else 0}f} %"


def facts(page):
    settle(page)
    read = (
        "nodes => nodes.map(n => [...n.querySelectorAll('b')].map(b => b.textContent))"
    )
    return page.widget.locator(".fact").evaluate_all(read)[1:]


def assert_moved(page, x):
    wanted = max_pool2d(feature_map(FOUR), 2)
    error = equivariance_error(
        lambda image: max_pool2d(feature_map(image), 2), FOUR, x, stride=2
    )
    full, half = facts(page)
    assert full == [f"{feature_map(FOUR).max():.2f}".rstrip("0"), "0 %"]
    assert half[1] == written(error)
    now = max_pool2d(feature_map(np.roll(FOUR, x, axis=-1)), 2)
    assert float(half[0]) == pytest.approx(float(now.max()), abs=0.0051)
    assert wanted.max() == pytest.approx(float(now.max()))


def assert_read(page, x, y=0):
    for _ in range(9):  # the networks answer in the frames that follow
        settle(page)
    texts = page.locator(".chart").nth(1).locator("li b").all_inner_texts()
    image = translate(FOUR, rows=y, columns=x)
    for network, text in zip(NETWORKS, texts, strict=True):
        shares = softmax(network.predict(image))[0]
        assert text.startswith(f"reads {shares.argmax()}, ")
        shown = float(text.split()[-2])
        assert shown == pytest.approx(100 * float(shares.max()), abs=0.11)


def test_arrow_keys_move_it_and_every_odd_pixel_jumps(open_widget):
    page = open_widget("shift")
    page.get_by_role("application", name="Image").focus()
    assert_moved(page, 0)
    for x in (1, 2, 3, 4):
        page.keyboard.press("ArrowRight")
        assert_moved(page, x)
        assert_read(page, x)
    page.keyboard.press("ArrowUp")
    assert_read(page, 4, -1)
    assert said(page).startswith("Moved by 4 to the right and 1 up:")
    assert page.complaints == []


@pytest.mark.parametrize("touch", [False, True])
def test_it_is_dragged(open_widget, touch):
    page = open_widget("shift", has_touch=touch)
    image = page.get_by_role("application", name="Image")
    if touch:
        image.tap(position=within(image, 10.5 / 28, 10.5 / 28))
        assert facts(page)[0][1] == "0 %"
        return
    image.hover(position=within(image, 10.5 / 28, 10.5 / 28))
    page.mouse.down()
    image.hover(position=within(image, 7.5 / 28, 10.5 / 28))
    page.mouse.up()
    assert_moved(page, -3)
    assert said(page).startswith("Moved by 3 to the left:")


def test_borders_of_zeros_spoil_what_was_exact(open_widget):
    page = open_widget("shift", "#widget-shift?picture=-1&x=3")
    assert facts(page)[0][1] == "0 %"
    page.get_by_label("zeros").check(force=True)
    assert float(facts(page)[0][1].split()[0]) > 5
    assert not page.locator(".chart").nth(1).is_visible()


def test_the_curves_are_whole_after_a_while(open_widget):
    page = open_widget("shift")
    page.get_by_role("slider", name="Across").focus()
    page.keyboard.press("End")
    for _ in range(40):  # of two frames: an answer each
        settle(page)
    assert_read(page, 6)
    curves = page.locator(".curves path.curve")
    assert [len(c.get_attribute("d").split("L")) for c in curves.all()] == [13] * 6
