"""Finds the cells tagged ``exercise`` in the chapters, each with its solution."""

import ast
import re
from pathlib import Path
from typing import NamedTuple

CHAPTERS = Path(__file__).parents[1] / "docs" / "chapters"
CELL = re.compile(r"^```\{code-cell\}[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
HEADER = re.compile(r"\A(---\n.*?^---\n|(?::[^\n]*\n)+)", re.MULTILINE | re.DOTALL)
SOLUTION = re.compile(r"^:::\{solution\}\n(.*?)^:::", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


class Starter(NamedTuple):
    """A cell, without its last line, and that line, which calls the checker."""

    page: str
    source: str
    check: str
    solution: str  # the code in the solution that comes next

    @property
    def name(self):
        return f"{self.page}-{self.check.partition('(')[0]}"


def starters():
    for page in sorted(CHAPTERS.glob("*.md")):
        text = page.read_text(encoding="utf-8")
        for cell in CELL.finditer(text):
            header = HEADER.match(cell[1])
            if header and re.search(r"\bexercise\b", header[0]):
                *source, check = ast.parse(HEADER.sub("", cell[1])).body
                solution = SOLUTION.search(text, cell.end())
                yield Starter(
                    page.stem,
                    "\n".join(map(ast.unparse, source)),
                    ast.unparse(check),
                    "\n".join(CODE.findall(solution[1])) if solution else "",
                )
