import pytest

from cnnlesson import ladder
from cnnlesson.recorded import checked, ladder_record

RECORD = {
    "problem": "one image",
    "machine": "a machine",
    "date": "2026-01-01",
    "versions": {"NumPy": "2"},
    "ladder": [{"name": "loops", "seconds": 1.0, "peak_bytes": 8}],
}


def test_what_ships_is_whole_and_names_the_rungs():
    record = ladder_record()
    names = [rung["name"] for rung in record["ladder"]]
    assert names == ["loops", "windows", "columns", "chunks"]
    assert all(hasattr(ladder, name) for name in names[:3])
    assert min(rung["seconds"] for rung in record["ladder"]) > 0
    assert min(rung["peak_bytes"] for rung in record["ladder"]) > 0


@pytest.mark.parametrize("key", RECORD)
def test_a_record_that_lacks_something_is_refused(key):
    with pytest.raises(ValueError, match=f"lacks {key}"):
        checked({k: v for k, v in RECORD.items() if k != key})


def test_a_rung_that_lacks_something_is_refused():
    rungs = [{"name": "loops", "seconds": 1.0}]
    with pytest.raises(ValueError, match="lacks ladder: peak_bytes"):
        checked(RECORD | {"ladder": rungs})
