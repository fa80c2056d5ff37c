"""Builds small sites with the extensions of the real one, in a process of their own."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

EXTENSIONS = Path(__file__).parents[1] / "docs" / "_ext"
CONF = """
import sys
sys.path.insert(0, {path!r})
extensions = ["myst_nb", {extensions}]
html_theme = "basic"
nitpicky = True
numfig = True
numfig_secnum_depth = 0
myst_enable_extensions = ["attrs_block", "colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
nb_execution_mode = "force"
nb_execution_allow_errors = True
nb_merge_streams = True
{conf}
"""
NOTEBOOK = """---
file_format: mystnb
kernelspec: {name: python3}
"""
_WARNING = re.compile(r"(\S+?):(?:(\d+):)? (?:WARNING|ERROR): (.*)")
_RULE = re.compile(r" \[([a-z]+\.[\w-]+)\]")


class Warned(NamedTuple):
    """One warning of Sphinx; `rule` is what stands behind it in brackets."""

    page: str
    line: int | None
    message: str
    rule: str


class Site:
    """A folder with sources; `build` may run often, into different folders."""

    def __init__(self, root, pages, *extensions, conf=""):
        self.root = root
        names = ", ".join(map(repr, extensions))
        text = CONF.format(path=str(EXTENSIONS), extensions=names, conf=conf)
        (root / "conf.py").write_text(text, "utf-8")
        listed = "".join(f"{name.removesuffix('.md')}\n" for name in pages)
        self.write("index.md", f"# Index\n\n```{{toctree}}\n{listed}```\n")
        for name, page in pages.items():
            self.write(name, page)

    def write(self, name, text):
        path = self.root / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def build(self, *options, folder="build", out="html", **environ):
        """Return exit status and warnings.

        Into a second `out` of one `folder` all pages are written anew, but no cell
        runs: what was read is still there.
        """
        at = self.root / folder
        command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going"]
        command += ["-c", self.root, "-d", at / "doctrees", *options]
        done = subprocess.run(
            [*map(str, command), str(self.root / "docs"), str(at / out)],
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **environ},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        return done.returncode, _warned(done.stderr)


def _warned(log):
    """Split `log` into warnings: one may go on over lines, up to its rule."""
    found = []
    for line in log.splitlines():
        if match := _WARNING.match(line):
            page = Path(match[1]).name
            found.append([page, match[2] and int(match[2]), match[3]])
        elif found:
            found[-1][2] += f"\n{line}"
    return [Warned(*place, *_rule(message)) for *place, message in found]


def _rule(message):
    rule = _RULE.search(message)
    return (message[: rule.start()], rule[1]) if rule else (message, "")


def line_of(page, text):
    """Return the line of `page` on which `text` stands, the only one."""
    (line,) = [n for n, row in enumerate(page.splitlines(), 1) if text in row]
    return line
