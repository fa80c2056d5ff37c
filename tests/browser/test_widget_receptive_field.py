"""The receptive-field explorer, used by hand, against the library's numbers."""

import numpy as np
import pytest
from widget_page import said, settle

from cnnlesson import arithmetic, kernels
from cnnlesson.conv import conv2d


def shown_field(page):
    settle(page)
    read = "rows => rows.map(r => r.querySelector('.sees').textContent)"
    return [int(text) for text in page.widget.locator("tbody tr").evaluate_all(read)]


VGG = [(3, 1)] * 2 + [(2, 2)] + [(3, 1)] * 2 + [(2, 2)]
VGG += ([(3, 1)] * 3 + [(2, 2)]) * 3
RESNET = [(7, 2), (3, 2), *[(3, 1)] * 4, *([(3, 2), *[(3, 1)] * 3] * 3)]
STACKS = {
    "three of 3 × 3": [(3, 1)] * 3,
    "two and pooling, three times": [(3, 1), (3, 1), (2, 2)] * 3,
    "dilations 1, 2, 4": [(3, 1, 1), (3, 1, 2), (3, 1, 4)],
    "LeNet-5": [(5, 1), (2, 2), (5, 1), (2, 2), (5, 1)],
    "VGG-16": VGG,
    "ResNet-18": RESNET,
}


@pytest.mark.parametrize("name", STACKS)
def test_fields_are_those_of_the_library(open_widget, name):
    page = open_widget("receptive-field")
    page.get_by_role("combobox", name="Layers").select_option(label=name)
    layers = STACKS[name]
    wanted = [arithmetic.receptive_field(layers[: i + 1]) for i in range(len(layers))]
    assert shown_field(page) == [field.size for field in wanted]
    side, step = wanted[-1]
    assert f"sees {side} by {side} pixels; the next one sees {step} further" in said(
        page
    )
    assert page.complaints == []


def test_what_a_pixel_counts_is_what_the_library_says(open_widget):
    page = open_widget("receptive-field")
    maps = np.eye(81).reshape(-1, 1, 9, 9)
    for _ in range(3):
        maps = conv2d(maps, kernels.box()[None, None], padding=1)
    shares = 100 * maps[:, 0, 4, 4].reshape(9, 9)
    words = f"middle counts for {shares[4, 4]:.2f} %, a corner for {shares[1, 1]:.2f} %"
    assert words in said(page)
    middle = shares[2:7, 2:7].sum()
    assert shares[3:6, 3:6].sum() < 50 < middle
    assert "the 5 by 5 in the middle" in said(page)


def test_random_networks_are_measured(open_widget):
    page = open_widget("receptive-field")
    page.get_by_role("radio", name="random").check()
    page.get_by_text("Measured, 30 random networks").wait_for()
    assert "Half of what counts lies in the 5 by 5 in the middle." in said(page)


def test_a_stack_is_built_seen_through_and_walked_over_by_keys(open_widget):
    page = open_widget("receptive-field")
    page.locator("summary").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Kind").select_option("m")
    page.get_by_label("Window").select_option("2")
    page.get_by_label("Stride").select_option("2")
    page.get_by_role("button", name="Add on top").press("Enter")
    layers = [*[(3, 1)] * 3, (2, 2)]
    assert shown_field(page)[-1] == arithmetic.receptive_field(layers).size
    assert "the next one sees 2 further on" in said(page)
    page.get_by_role("slider").focus()
    page.keyboard.press("Home")
    assert "sees 3 by 3 pixels" in said(page)
    page.locator('.pixel-grid[role="application"]').focus()
    page.keyboard.press("Home")
    page.keyboard.press("PageUp")
    page.keyboard.press("ArrowRight")
    assert said(page).startswith("Output pixel 0, 1 ")
    page.get_by_role("button", name="Remove the top").click()
    assert len(shown_field(page)) == 3
