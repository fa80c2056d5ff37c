"""The cost explorer, used as a person would, against the library's numbers."""

import numpy as np
import pytest
from widget_page import number, said, settle

from cnnlesson import arithmetic


def python_costs(side, channels, units, kernel, *, equal, bias):
    outputs = units * arithmetic.output_size(side, kernel) ** 2
    convolution = (channels, units, kernel, side)
    wide = outputs if equal else units
    return {
        "dense": arithmetic.linear_cost(side * side * channels, wide, bias=bias),
        "local": arithmetic.local_cost(*convolution, bias=bias),
        "convolution": arithmetic.conv2d_cost(*convolution, bias=bias),
    }


def shown_costs(page):
    settle(page)
    read = """tables => tables.map(t => [...t.querySelectorAll("tr")].map(
        row => row.querySelector(".value").textContent))"""
    return page.widget.locator("table").evaluate_all(read)


@pytest.mark.parametrize(
    ("preset", "layer"),
    [
        ("28 × 28 grey, 128", (28, 1, 128, 3, False, True)),
        ("512 × 512 RGB, 1,024", (512, 3, 1024, 3, False, True)),
        ("224 × 224 RGB, 512, equal outputs", (224, 3, 512, 3, True, False)),
        ("224 × 224 RGB, 512, ordinary", (224, 3, 512, 3, False, False)),
    ],
)
def test_costs_are_those_of_the_library(open_widget, preset, layer):
    page = open_widget("cost")
    page.get_by_label("As on this page").select_option(label=preset)
    *numbers, equal, bias = layer
    costs = python_costs(*numbers, equal=equal, bias=bias).values()
    shown = shown_costs(page)
    assert shown[0] == [f"{c.parameters:,}" for c in costs]
    assert shown[1] == [f"{c.multiply_adds:,}" for c in costs]
    assert shown[2] == [f"{c.activations:,}" for c in costs]
    for cost, text in zip(costs, shown[3], strict=True):
        size, unit = text.split()
        wanted = arithmetic.memory_bytes(cost, training="adam")
        power = ["B", "KiB", "MiB", "GiB", "TiB"].index(unit)
        assert float(size.replace(",", "")) == pytest.approx(
            wanted / 1024**power, abs=0.051
        )
    assert page.complaints == []


def test_sliders_move_by_keys_and_say_what_they_are(open_widget):
    page = open_widget("cost")
    slider = page.get_by_role("slider", name="Image, pixels")
    slider.focus()
    page.keyboard.press("End")
    costs = python_costs(512, 3, 512, 3, equal=True, bias=False).values()
    assert shown_costs(page)[0] == [f"{c.parameters:,}" for c in costs]
    assert slider.get_attribute("aria-valuetext") == "512 × 512"
    assert page.get_by_label("As on this page").input_value() == ""
    ratio = arithmetic.linear_cost(512 * 512 * 3, 1).parameters / (27 + 0)
    assert "times fewer parameters than the dense layer" in said(page)
    assert ratio > 1


def test_bars_are_as_long_as_the_logarithm(open_widget):
    page = open_widget("cost", reduced_motion="reduce")
    read = """bars => bars.map(b => b.getBoundingClientRect().width
        / b.parentElement.getBoundingClientRect().width)"""
    settle(page)
    widths = page.widget.locator(".bar").evaluate_all(read)
    values = [number(v) for table in shown_costs(page)[:3] for v in table]
    assert widths[:9] == pytest.approx(np.log10(values) / 18, abs=0.01)
