"""Finds the options of a question that are right: those that say what a cell glued."""

import re

__all__ = ["leading_number", "right_options"]

_NUMBER = re.compile(r"\s*([-+−]?)(\d[\d,]*(?:\.\d+)?)(?!\w)")


def leading_number(text: str) -> float | None:
    """Return the number that `text` begins with: 1024 of ``1,024 weights``."""
    found = _NUMBER.match(text)
    if not found:
        return None
    size = float(found[2].replace(",", ""))
    return -size if found[1] in {"-", "−"} else size


def right_options(options: list[str], answer: str, *, within: float = 0) -> list[int]:
    """Return the places of the `options` that begin with `answer`.

    A number is compared as one, whatever unit or word follows it, and may be off by
    `within`; words are compared without regard to capitals.
    """
    value = leading_number(answer) if _NUMBER.fullmatch(answer) else None
    if value is None:
        words = re.compile(rf"{re.escape(answer)}(?!\w)", re.IGNORECASE)
        return [k for k, option in enumerate(options) if words.match(option)]
    numbers = map(leading_number, options)
    return [
        k for k, n in enumerate(numbers) if n is not None and abs(n - value) <= within
    ]
