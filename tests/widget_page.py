"""A small site with a page for each widget, and how to read what one shows."""

from pathlib import Path

from tiny_site import NOTEBOOK

STATIC = Path(__file__).parents[1] / "docs" / "_static"
CONF = f"""
html_theme = "furo"
html_static_path = [{str(STATIC)!r}]
html_favicon = {str(STATIC / "favicon.svg")!r}
html_css_files = ["course.css"]
html_math_renderer = "mathml"
"""
EXTENSIONS = ("maths.mathml", "figure_themes", "theme_mends", "content_policy")
NAMES = ("convolution", "cost", "digit", "receptive-field", "shift")
CELL = """
```{{code-cell}} python3
---
tags: [remove-input]
mystnb:
  figure:
    name: fig-{name}
    caption: What stands in for {name}.
---
from cnnlesson.figures import layer_costs

layer_costs.apart({{"weights": {{"dense": 1000, "shared": 9}}}})
```

```{{widget}} {name}
:figure: fig-{name}

Try it.
```

After {name}.
"""
PAGES = {
    f"{name}.md": f"{NOTEBOOK}---\n\n# {name}\n{CELL.format(name=name)}"
    for name in NAMES
}


def settle(page):
    """Wait until what was changed is shown: two frames."""
    page.evaluate(
        "new Promise(go => requestAnimationFrame(() => requestAnimationFrame(go)))"
    )


def said(page):
    settle(page)
    return page.widget.get_by_role("status").inner_text()


def number(text):
    return float(text.replace("\N{MINUS SIGN}", "-").replace(",", ""))


def within(grid, x, y):
    """Return the place at these shares of a grid's width and height, for a pointer."""
    box = grid.bounding_box()
    return {"x": x * box["width"], "y": y * box["height"]}
