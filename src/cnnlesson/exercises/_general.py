"""What can be said to any wrong result: of its form, its numbers, where it differs."""

import math
from collections.abc import Iterator

from cnnlesson.exercises._values import (
    Nested,
    agree,
    alike,
    flat,
    numbers,
    shape,
    words,
)

_OR_CUT = ", or `//` has cut off the fraction"


def form(sizes: tuple[int, ...]) -> str:
    """Write the shape of an answer as one says it: ``()`` is one number."""
    if not sizes:
        return "one number"
    if len(sizes) == 1:
        return f"a list of length {sizes[0]}"
    return f"a grid of shape {sizes}"


def hint(got: Nested, right: Nested) -> str:
    """Say what is the matter with `got`, as far as one sees it without the exercise."""
    if said := _of_form(got, right):
        return said
    cut = all(a == math.floor(b) for a, b in zip(flat(got), flat(right), strict=True))
    if not any(flat(got)) and (cut or shape(got)):
        return f"Nothing but 0: nothing is added up yet{_OR_CUT if cut else ''}."
    if cut:
        return "The fraction is cut off: `//` stands where `/` belongs."
    return _of_numbers(flat(got), flat(right))


def _of_form(got: Nested, right: Nested) -> str:
    is_, should = shape(got), shape(right)
    if is_ == should:
        return ""
    said = f"Your result is {form(is_)}; it should be {form(should)}."
    if sorted(is_) == sorted(should):
        swapped = len(is_) == 2
        return f"{said} {'Rows and columns' if swapped else 'Some axes'} are swapped."
    if alike(flat(got), flat(right)):
        return f"{said} The numbers are right, the brackets around them are not."
    return said


def _of_numbers(got: list[float], right: list[float]) -> str:
    if alike(got, right, 5.1e-3):
        return "Nearly. Hand back all the digits: it is rounded too early."
    if alike(got, [100 * value for value in right]):
        return "A hundred times too large: a share is not in per cent."
    if alike(got, [-value for value in right]):
        return "The right size, with the wrong sign."
    if alike(sorted(got), sorted(right)):
        return "The right numbers, in other places."
    return "This one the checker does not know by name. Do this case by hand."


def difference(got: Nested, right: Nested) -> Iterator[str]:
    """Yield what was expected and what came back, or where long ones first differ."""
    place = ""
    if len(words(right)) > 60 and shape(got) == shape(right):
        pairs = zip(numbers(got), numbers(right), strict=True)
        place, got, right = next(
            (p, a, b) for (p, a), (_, b) in pairs if not agree(a, b)
        )
    at = f" at {place}" if place else ""
    yield f"expected{at}: {words(right)}"
    yield f"came back{at}: {words(got)}"
