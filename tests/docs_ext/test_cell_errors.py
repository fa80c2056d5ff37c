import pytest
from gate import cell_errors
from tiny_site import NOTEBOOK, Site, line_of

FIRST = f"""{NOTEBOOK}---

# First

```{{code-cell}} python3
---
tags: [remove-cell]
---
def inverse(x):
    return 1 / x

inverse(2)
answer = inverse(0)
```

```{{code-cell}} python3
print(answer)
```

```{{code-cell}} python3
:tags: [remove-output]
import warnings
warnings.warn("too small")
```

```{{code-cell}} python3
if x = 1: pass  # no Python
```

```{{code-cell}} python3
:tags: [raises-exception]

inverse(0.0)
```

```{{code-cell}} python3
:tags: [raises-exception]
inverse(4)
```

```{{code-cell}} python3
print("fine")
```
"""
SECOND = f"""{NOTEBOOK}---

# Second

```{{code-cell}} python3
raise LookupError("as broken as the first")
```
"""
FAULTS = {
    ("01-first.md", "answer = inverse(0)"): (
        "gate.raised",
        "the cell failed with ZeroDivisionError: division by zero",
    ),
    ("01-first.md", "print(answer)"): (
        "gate.raised",
        "the cell failed with NameError: name 'answer' is not defined",
    ),
    ("01-first.md", 'warnings.warn("too small")'): ("gate.stderr", "wrote to stderr"),
    ("01-first.md", "if x = 1"): ("gate.raised", "the cell failed with SyntaxError"),
    ("01-first.md", "inverse(4)"): (
        "gate.raises-no-more",
        "tagged raises-exception and raised none",
    ),
    ("02-second.md", "LookupError"): ("gate.raised", "as broken as the first"),
}
PAGES = {"01-first.md": FIRST, "02-second.md": SECOND}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    conf = """import os
from gate import cell_errors
cell_errors.RULES.pop(os.environ.get("WITHOUT"), 0)"""
    pages = {f"chapters/{name}": page for name, page in PAGES.items()}
    root = tmp_path_factory.mktemp("broken")
    return Site(root, pages, "gate.cell_errors", conf=conf)


@pytest.fixture(scope="module")
def built(site):
    return site.build()


def test_every_broken_cell_of_every_chapter_is_reported_once(built):
    status, warned = built
    places = [(name, line_of(PAGES[name], text)) for name, text in FAULTS]
    assert status == 1
    assert sorted((w.page, w.line) for w in warned) == sorted(places)


@pytest.mark.parametrize("place", FAULTS, ids=lambda place: place[1])
def test_a_report_has_line_rule_error_and_source(built, place):
    name, text = place
    (fault,) = [w for w in built[1] if w[:2] == (name, line_of(PAGES[name], text))]
    rule, message = FAULTS[place]
    assert fault.rule == rule
    assert message in fault.message
    assert f"\n  > {text}" in fault.message or f"\n  > raise {text}" in fault.message
    assert "\x1b" not in fault.message


@pytest.mark.parametrize("rule", cell_errors.RULES)
def test_without_its_rule_a_fault_gets_through(site, built, rule):
    _, warned = site.build(out=f"without-{rule}", WITHOUT=rule)
    assert warned == [w for w in built[1] if w.rule != f"gate.{rule}"] != built[1]
