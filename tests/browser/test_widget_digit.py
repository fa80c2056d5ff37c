"""The digit widget, used as a person would, against what the library reads."""

import numpy as np
import pytest
from digit_files import digit_files
from widget_page import number, said, settle, within

from cnnlesson.activations import softmax
from cnnlesson.datasets import prepare_digit
from cnnlesson.images.strokes import LETTERS, draw
from cnnlesson.network import Sequential, load

FILES = digit_files()
DIGITS = np.frombuffer(FILES["digits.bin"], np.uint8).reshape(20, 1, 28, 28)
DIGITS = np.divide(DIGITS, np.float32(255), dtype=np.float32)
NETWORKS = [load("lenet-shifted-0"), load("dense_network-0")]


def percent(share):
    if share >= 0.9995:
        return "> 99.9 %"
    return "< 0.1 %" if share < 0.0005 else f"{100 * share:.1f} %"


def assert_answers(page, image):
    """Compare every certainty that is shown with the library's for this image."""
    settle(page)
    read = """rows => rows.map(
        row => [...row.querySelectorAll(".share")].map(share => share.textContent))"""
    shown = page.widget.locator("tbody tr").evaluate_all(read)
    said = page.widget.locator("thead b").all_inner_texts()
    for place, network in enumerate(NETWORKS):
        shares = softmax(network.predict(image.reshape(1, 1, 28, 28)))[0]
        assert said[place] == str(shares.argmax())
        for share, row in zip(shares, shown, strict=True):
            near = {percent(share + nudge) for nudge in (-1e-5, 0, 1e-5)}
            assert row[place] in near


def drawn(page):
    """Return the lines of the drawing as its link writes them."""
    settle(page)
    link = page.locator(".widget-share").get_attribute("href")
    text = link.partition("drawing=")[2].partition("&")[0]
    lines = [line for line in text.split("-") if line]
    fours = [[line[i : i + 4] for i in range(0, len(line), 4)] for line in lines]
    return [[(int(f[:2], 36), int(f[2:], 36)) for f in line] for line in fours]


def prepared(lines):
    lines = [line if len(line) > 1 else line * 2 for line in lines]
    ink = draw(lines, (112, 112), pen=9).astype(np.float64)
    return prepare_digit(1 - ink)


def write(page, strokes):
    pad = page.locator(".pad")
    pad.hover()  # once it stands still
    box = pad.bounding_box()

    def place(x, y):
        size = box["width"]
        return box["x"] + (0.2 + 0.65 * x) * size, box["y"] + (0.15 + 0.7 * y) * size

    for line in strokes:
        page.mouse.move(*place(*line[0]))
        page.mouse.down()
        for point in line[1:]:
            page.mouse.move(*place(*point), steps=8)
        page.mouse.up()


@pytest.mark.parametrize("place", [0, 5, 9, 14, 19])
def test_a_picked_digit_is_read_as_in_python(open_widget, place):
    page = open_widget("digit")
    page.locator(".segments label").nth(place).click()
    assert_answers(page, DIGITS[place])
    assert said(page).startswith(f"A real {place // 2}:")
    assert page.complaints == []


def test_what_the_mouse_draws_is_made_ready_and_read_as_in_python(open_widget):
    page = open_widget("digit")
    write(page, [[(0.1, 0.1), (0.8, 0.1), (0.3, 1.0)]])
    lines = drawn(page)
    assert len(lines) == 1
    assert len(lines[0]) > 10
    assert_answers(page, prepared(lines))
    assert page.locator(".segments :checked").count() == 0
    write(page, [[(0.2, 0.55), (0.8, 0.55)]])
    assert len(drawn(page)) == 2
    assert_answers(page, prepared(drawn(page)))
    page.get_by_role("button", name="Undo").click()
    assert drawn(page) == lines
    page.get_by_role("button", name="Clear").click()
    assert drawn(page) == []
    assert_answers(page, np.zeros((28, 28), np.float32))
    assert said(page).startswith("An empty page:")
    assert page.complaints == []


def test_keys_alone_draw(open_widget):
    page = open_widget("digit")
    page.locator(".pad").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Space")
    for key in ["ArrowDown"] * 9:
        page.keyboard.press(key)
    page.keyboard.press("Space")
    page.keyboard.press("ArrowLeft")
    lines = drawn(page)
    assert lines == [[(56, y) for y in range(52, 89, 4)]]
    assert_answers(page, prepared(lines))
    assert said(page).startswith("Your drawing: LeNet-5 says")


def test_a_finger_draws_and_picks(open_widget):
    page = open_widget("digit", width=390, has_touch=True)
    page.locator(".pad").tap()
    assert len(drawn(page)) == 1
    page.locator(".segments label").nth(3).tap()
    assert_answers(page, DIGITS[3])


def test_what_is_covered_is_black_for_the_networks(open_widget):
    page = open_widget("digit")
    page.locator(".segments label").nth(8).click()
    ready = page.get_by_role("application", name="prepared")
    ready.click(position=within(ready, 14.5 / 28, 14.5 / 28))
    covered = DIGITS[8].copy()
    covered[:, 10:18, 10:18] = 0
    assert_answers(page, covered)
    page.keyboard.press("ArrowRight")
    covered = DIGITS[8].copy()
    covered[:, 10:18, 11:19] = 0
    assert_answers(page, covered)
    assert "partly covered" in said(page)
    page.keyboard.press("Space")
    assert_answers(page, DIGITS[8])


@pytest.mark.parametrize("letter", ["K", "M", "H"])
def test_a_letter_does_not_look_like_a_digit(open_widget, letter):
    page = open_widget("digit")
    assert "looks like a digit" in page.locator(".verdict").inner_text()
    write(page, LETTERS[letter])
    assert "does not look like a digit" in said(page)
    assert "does not look like a digit" in page.locator(".verdict").inner_text()


@pytest.mark.parametrize(
    ("stage", "keys", "place", "end"),
    [
        ("conv1", ["ArrowRight"], (0, 1), 1),
        ("conv2", ["PageDown", "End"], (15, 9, 9), 4),
        ("dense1", ["ArrowDown", "ArrowRight"], (16,), 8),
        ("scores", ["ArrowDown"], (5,), 12),
    ],
)
def test_a_number_says_what_made_it(open_widget, stage, keys, place, end):
    page = open_widget("digit", "#widget-digit?inside=yes&stage=pool1&at=0&picked=12")
    page.locator(f".{stage} .pixel-grid").focus()
    for key in keys:
        page.keyboard.press(key)
    settle(page)
    before = Sequential(*NETWORKS[0].layers[:end]).predict(DIGITS[12:13])[0]
    wanted = before[0][place] if stage == "conv1" else before[place]
    shown = page.locator(".origin p b").nth(1).inner_text()
    assert number(shown) == pytest.approx(float(wanted), abs=0.0051)
    assert page.complaints == []


def test_pooling_says_the_largest(open_widget):
    page = open_widget("digit", "#widget-digit?inside=yes&stage=pool1&at=0&picked=12")
    page.locator(".pool2 .pixel-grid").click()
    settle(page)
    assert "the largest of the four is" in page.locator(".origin p").first.inner_text()
    assert not page.locator(".factors .gone").first.is_visible()


def test_nothing_large_is_loaded_before_it_is_in_sight(widgets, open_page):
    page = open_page("about:blank")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.add_init_script(
        "addEventListener('DOMContentLoaded',"
        " () => { document.body.style.paddingTop = '3000px'; })"
    )
    page.goto(f"{widgets}/digit.html", wait_until="networkidle")
    assert not [a for a in asked if "weights" in a or a.endswith(".bin")]
    page.locator("cnn-digit").scroll_into_view_if_needed()
    page.wait_for_selector("cnn-digit[data-on]")
    assert sum("weights" in a for a in asked) == 2
