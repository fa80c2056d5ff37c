"""Tables of numbers that read well in a page, in a notebook and at a prompt."""

from collections.abc import Iterable, Sequence

__all__ = ["Table"]


class Table:
    """Rows under headings; whole numbers take commas, numbers stand at the right.

    Parameters
    ----------
    headings : sequence of str
        One a column.
    rows : iterable of sequence of str or int
        As long as `headings`. A float is refused: it must say how many of its digits
        mean something, as in ``f"{share:.3f}"``.

    Raises
    ------
    ValueError
        If a row is longer or shorter than `headings`.
    TypeError
        If a value is neither text nor a whole number.

    Examples
    --------
    >>> Table(["layer", "weights"], [["dense", 77070336], ["conv", 13824]])
    layer |    weights
    ------|-----------
    dense | 77,070,336
    conv  |     13,824
    """

    def __init__(self, headings: Sequence[str], rows: Iterable[Sequence[str | int]]):
        self.headings = list(headings)
        self.rows = [[_text(value) for value in row] for row in rows]
        for row in self.rows:
            if len(row) != len(self.headings):
                raise ValueError(
                    f"row {row} has {len(row)} values, there are "
                    f"{len(self.headings)} headings {self.headings}"
                )
        self._right = [
            bool(self.rows)
            and all(row[i][:1] in "0123456789.\N{MINUS SIGN}" for row in self.rows)
            for i in range(len(self.headings))
        ]

    def _repr_markdown_(self) -> str:
        rule = ["--:" if right else ":--" for right in self._right]
        lines = [self.headings, rule, *self.rows]
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)

    def __repr__(self) -> str:
        columns = zip(self.headings, *self.rows, strict=True)
        widths = [max(map(len, column)) for column in columns]
        lines = [
            " | ".join(
                text.rjust(width) if right else text.ljust(width)
                for text, width, right in zip(line, widths, self._right, strict=True)
            )
            for line in [self.headings, *self.rows]
        ]
        return "\n".join([lines[0], "-|-".join("-" * w for w in widths), *lines[1:]])


def _text(value: str | int) -> str:
    if isinstance(value, str):
        return value
    try:
        return f"{value.__index__():,}".replace("-", "\N{MINUS SIGN}")
    except AttributeError:
        raise TypeError(f"{value!r} is neither text nor a whole number") from None
