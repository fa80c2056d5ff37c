import json
import os
import sqlite3
from contextlib import closing

import pytest
from gate import kernel_runs
from nbformat.v4 import new_code_cell, new_output
from tiny_site import NOTEBOOK, Site, line_of

HANGS = f"""{NOTEBOOK}mystnb: {{execution_timeout: 1}}
---

# Hangs

```{{code-cell}} python3
import os, pathlib, time
pathlib.Path("kernel.pid").write_text(str(os.getpid()))
```

```{{code-cell}} python3
time.sleep(600)
```

```{{code-cell}} python3
:tags: [raises-exception]
print("not reached")
```
"""
DIES = f"""{NOTEBOOK}---

# Dies

```{{code-cell}} python3
first = 1
```

```{{code-cell}} python3
:tags: [remove-cell]
import os
os._exit(1)
```
"""
UNKNOWN = """---
file_format: mystnb
kernelspec: {name: no-such-kernel}
---

# Unknown

```{code-cell} python3
first = 1
```
"""
PAGES = {"01-hangs.md": HANGS, "02-dies.md": DIES, "03-unknown.md": UNKNOWN}
FAULTS = {
    "01-hangs.md": (
        "time.sleep",
        "the cell failed with CellTimeoutError: A cell timed",
    ),
    "02-dies.md": ("import os", "the cell failed with DeadKernelError: Kernel died"),
    "03-unknown.md": ("first = 1", "NoSuchKernel: No such kernel named no-such-kernel"),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return Site(tmp_path_factory.mktemp("dead"), PAGES, "gate.cell_errors")


@pytest.fixture(scope="module")
def built(site):
    return site.build()


@pytest.mark.parametrize("page", PAGES)
def test_a_kernel_that_ends_early_is_reported_with_its_cell(built, page):
    status, warned = built
    text, message = FAULTS[page]
    (fault,) = [w for w in warned if w.page == page and w.rule == "gate.raised"]
    assert status == 1
    assert fault.line == line_of(PAGES[page], text)
    assert message in fault.message


@pytest.mark.skipif(os.name == "nt", reason="asking for a process would end it")
def test_a_kernel_that_hangs_is_ended(site, built):
    pid = int((site.root / "docs" / "kernel.pid").read_text("utf-8"))
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_cells_that_never_ran_are_not_blamed(built):
    assert not [w for w in built[1] if w.rule == "gate.raises-no-more"]


def test_an_interrupt_by_the_time_limit_keeps_its_place():
    stopped = new_output("error", ename="KeyboardInterrupt", traceback=["at line 7"])
    cell = new_code_cell(outputs=[new_output("stream", text="before"), stopped])
    kernel_runs.leave(TimeoutError("too long\nthe cell was"), cell)
    kept, error = cell.outputs
    assert kept.text == "before"
    assert (error.ename, error.evalue) == ("TimeoutError", "too long")
    assert error.traceback == ["at line 7"]


def test_outputs_are_whole_when_they_come_in_pieces_and_from_the_cache(tmp_path):
    pieces = (
        "import time\nfor n in range(3):\n    print(n, flush=True); time.sleep(0.2)"
    )
    page = f"{NOTEBOOK}---\n\n# Kept\n\n```{{code-cell}} python3\n{pieces}\n```\n"
    site = Site(tmp_path, {"kept.md": page}, "gate.cell_errors")
    for text in (page, f"{page}\nMore words.\n"):
        site.write("kept.md", text)
        assert site.build("-D", "nb_execution_mode=cache") == (0, [])
        executed = tmp_path / "build" / "jupyter_execute" / "kept.ipynb"
        cell = json.loads(executed.read_text("utf-8"))["cells"][1]
        assert [output["text"] for output in cell["outputs"]] == [["0\n", "1\n", "2\n"]]


@pytest.mark.parametrize("mode", ["cache", "force"])
def test_the_cache_is_there_before_a_page_asks_for_it(tmp_path, mode):
    site = Site(tmp_path, {"words.md": "# Only words\n"}, "gate.cell_errors")
    assert site.build("-D", f"nb_execution_mode={mode}") == (0, [])
    made = tmp_path / "build" / ".jupyter_cache" / "global.db"
    assert made.exists() == (mode == "cache")
    if mode == "cache":
        with closing(sqlite3.connect(made)) as database:
            tables = database.execute("SELECT name FROM sqlite_master").fetchall()
        assert ("nbcache",) in tables
