"""The convolution explorer, used as a person would, against the library's numbers."""

import re

import numpy as np
import pytest
from widget_page import number, said, settle, within
from widgets import pictures

from cnnlesson import arithmetic, kernels
from cnnlesson.conv import conv2d

HAND = np.array(
    [
        [0, 0, 1, 3, 4],
        [0, 1, 2, 4, 4],
        [1, 0, 3, 4, 2],
        [0, 2, 4, 3, 1],
        [2, 3, 4, 1, 0],
    ],
    dtype=float,
)
KERNEL = np.array([[1.0, 2, 0], [0, -1, 0], [0, 0, -2]])


def written(page, label):
    """Return the numbers in the pixels of the grid whose label begins so."""
    settle(page)
    grid = page.widget.locator(f'.pixel-grid[aria-label^="{label}"]')
    texts = grid.locator("text").all_text_contents()
    return [number(text) for text in texts if text]


def value_of(page, term):
    """Return what stands beside a term in the list of counts."""
    settle(page)
    return page.widget.locator(f'dt:has-text("{term}") + dd').inner_text()


def answers_of(image, kernel, **options):
    return conv2d(np.asarray(image)[None, None], kernel[None, None], **options)[0, 0]


def test_the_output_is_that_of_the_library(open_widget):
    page = open_widget("convolution")
    assert written(page, "Output") == answers_of(HAND, KERNEL).ravel().tolist()
    assert written(page, "Pixels") == HAND[0:3, 1:4].ravel().tolist()
    assert written(page, "Products") == (HAND[0:3, 1:4] * KERNEL).ravel().tolist()
    assert "Row 0, column 1: 9 products add up to −8" in said(page)
    assert page.complaints == []


def test_a_weight_is_changed_and_the_kernel_turned(open_widget):
    page = open_widget("convolution")
    page.get_by_label("weight in row 1, column 1").fill("3.5")
    kernel = KERNEL.copy()
    kernel[1, 1] = 3.5
    assert written(page, "Output") == pytest.approx(
        answers_of(HAND, kernel).ravel(), abs=0.051
    )
    page.locator("summary").click()
    page.get_by_role("radio", name="turned").check()
    turned = answers_of(HAND, kernel[::-1, ::-1])
    assert written(page, "Output") == pytest.approx(turned.ravel(), abs=0.051)
    page.get_by_label("weight in row 0, column 0").fill("4")  # the last, as it is
    kernel[2, 2] = 4
    page.get_by_role("radio", name="as it is").check()
    assert written(page, "Output") == pytest.approx(
        answers_of(HAND, kernel).ravel(), abs=0.051
    )
    assert page.get_by_label("weight in row 2, column 2").input_value() == "4"


@pytest.mark.parametrize("mode", ["zeros", "reflect", "circular"])
def test_all_options_agree_with_the_library(open_widget, mode):
    options = {"stride": 2, "padding": 2, "dilation": 2}
    link = "&".join(f"{name}={value}" for name, value in options.items())
    at = (5, 9)
    place = f"row={at[0]}&column={at[1]}&kernel=0,1,1,-1,0,1,-1,-1,0"
    link = f"#widget-convolution?image=photograph&channels=3&mode={mode}&{link}&{place}"
    page = open_widget("convolution", link)
    photograph = np.array(pictures()["pictures"]["photograph"]) / 255
    weight = np.repeat(kernels.diagonal()[None, None], 3, axis=1)
    wanted = conv2d(photograph[None], weight, padding_mode=mode, **options)[0, 0]
    assert f"27 products add up to {wanted[at]:.2f}".replace("-", "−") in said(page)
    size = arithmetic.output_size(28, 3, **options)
    cost = arithmetic.conv2d_cost(3, 1, 3, 28, **options, bias=False)
    assert value_of(page, "Output size").endswith(f"= {size}")
    assert value_of(page, "Weights").endswith(f"= {cost.parameters}")
    assert value_of(page, "Multiply-adds").endswith(f"= {cost.multiply_adds:,}")
    assert page.locator("label:has-text('Kernel') select").input_value() != ""


def test_every_named_kernel_is_the_library_s(open_widget):
    page = open_widget("convolution", "#widget-convolution?image=digit&row=12&column=9")
    menu = page.locator("label:has-text('Kernel') select")
    digit = np.array(pictures()["pictures"]["digit"][0]) / 255
    for place, rows in enumerate(pictures()["kernels"].values()):
        menu.select_option(value=str(place))
        wanted = answers_of(digit, np.array(rows))
        got = number(re.search("add up to (−?[0-9.]+)", said(page))[1].rstrip("."))
        assert got == pytest.approx(wanted[12, 9], abs=0.0051)
        assert menu.input_value() == str(place)


def test_the_window_follows_the_pointer(open_widget):
    page = open_widget("convolution")
    image = page.locator('.pixel-grid[aria-label^="Image"]')
    image.hover(position=within(image, 0.5, 0.5))
    page.mouse.down()
    assert said(page).startswith("Row 1, column 1:")
    image.hover(position=within(image, 0.9, 0.9))
    assert said(page).startswith("Row 2, column 2: 9 products add up to 8")
    page.mouse.up()
    image.hover(position={"x": 5, "y": 5})
    assert said(page).startswith("Row 2, column 2:")
    output = page.locator('.pixel-grid[aria-label^="Output"]')
    output.click(position={"x": 5, "y": 5})
    assert said(page).startswith("Row 0, column 0: 9 products add up to −7")


def test_the_window_follows_a_finger(open_widget):
    page = open_widget("convolution", width=390, has_touch=True, is_mobile=True)
    image = page.locator('.pixel-grid[aria-label^="Image"]')
    image.tap(position=within(image, 0.9, 0.9))
    assert said(page).startswith("Row 2, column 2:")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_keys_alone_reach_everything(open_widget):
    page = open_widget("convolution")
    page.locator('.pixel-grid[aria-label^="Image"]').focus()
    for key, wanted in [
        ("ArrowDown", "Row 1, column 1"),
        ("End", "Row 1, column 2"),
        ("PageDown", "Row 2, column 2"),
        ("ArrowRight", "Row 2, column 2"),
        ("Home", "Row 2, column 0"),
        ("PageUp", "Row 0, column 0"),
    ]:
        page.keyboard.press(key)
        assert said(page).startswith(wanted)
    page.locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")  # into Stride
    page.keyboard.press("ArrowRight")
    assert value_of(page, "Output size").endswith("= 2")
    reached = set()
    page.locator("cnn-convolution select").first.focus()
    for _ in range(40):
        reached.add(
            page.evaluate(
                "document.activeElement.closest('cnn-convolution')"
                " && (document.activeElement.name || document.activeElement.className"
                " || document.activeElement.tagName)"
            )
        )
        page.keyboard.press("Tab")
    assert {"SELECT", "play", "SUMMARY", "widget-share", "on-light"} <= reached
    options = {f"widget-convolution-{name}" for name in ("padding", "mode", "turned")}
    assert options <= reached


def test_one_s_own_drawing(open_widget):
    page = open_widget("convolution")
    page.locator("label:has-text('Image') select").select_option("draw")
    page.locator('.pixel-grid[aria-label^="Drawing"]').focus()
    for key in ("Home", "PageUp", "ArrowRight", "ArrowDown", " "):
        page.keyboard.press(key)  # paints pixel 1, 1
    drawing = np.zeros((12, 12))
    for i in range(2, 10):
        drawing[i, i] = drawing[i, 11 - i] = 1
    drawing[1, 1] = 1
    assert said(page).startswith("Row 0, column 0:")
    sums = {(r, c): v for (r, c), v in np.ndenumerate(answers_of(drawing, KERNEL))}
    page.locator('.pixel-grid[aria-label^="Output"]').focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
        place = tuple(
            map(int, re.match(r"Row (\d+), column (\d+)", said(page)).groups())
        )
        text = f"add up to {sums[place]:g}".replace("-", "−")
        assert text in said(page)
    grid = page.locator('.pixel-grid[aria-label^="Drawing"]')
    grid.click(position=within(grid, 0.5 / 12, 0.5 / 12))  # pixel 0, 0
    settle(page)
    link = page.locator(".widget-share").get_attribute("href")
    assert "drawing=800400204" in link
    other = open_widget("convolution", link)
    assert said(other) == said(page)


def test_the_output_fills_step_by_step(open_widget):
    page = open_widget("convolution")
    page.get_by_role("button", name="Step").click()
    assert written(page, "Output") == [-7]
    page.get_by_role("button", name="Step").click()
    assert written(page, "Output") == [-7, -8]
    page.get_by_role("button", name="Slide").click()
    page.wait_for_function(
        "() => document.querySelector('.play').textContent == 'Slide'"
    )
    assert len(written(page, "Output")) == 9
