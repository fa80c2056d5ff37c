"""Times that were measured once, on one machine: a page shows them, no page measures.

A measurement differs each time, so a page that took its own would be another page on
every build. ``tools/record_ladder.py`` measures and writes the file that is read here.
"""

import json
from importlib.resources import files
from typing import Any

__all__ = ["ladder_record"]

_KEYS = ("problem", "machine", "date", "versions", "ladder")
_RUNG = ("name", "seconds", "peak_bytes")


def ladder_record() -> dict[str, Any]:
    """Read the times and the memory of the rungs of :mod:`cnnlesson.ladder`.

    Returns
    -------
    dict
        ``"problem"``, ``"machine"``, ``"date"``, ``"versions"`` (name to version) and
        ``"ladder"``, a list of ``{"name", "seconds", "peak_bytes"}`` in their order.

    Raises
    ------
    ValueError
        If the file lacks one of these.

    Examples
    --------
    >>> [rung["name"] for rung in ladder_record()["ladder"]]
    ['loops', 'windows', 'columns', 'chunks']
    """
    text = files("cnnlesson").joinpath("recorded_ladder.json").read_text("utf-8")
    return checked(json.loads(text))


def checked(record: dict[str, Any]) -> dict[str, Any]:
    """Return `record` if nothing is missing in it."""
    missing = [key for key in _KEYS if not record.get(key)]
    for rung in record.get("ladder", []):
        missing += [f"ladder: {key}" for key in _RUNG if key not in rung]
    if missing:
        raise ValueError(f"the recorded ladder lacks {', '.join(missing)}")
    return record
