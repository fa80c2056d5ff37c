import numpy as np
import pytest

from cnnlesson.tables import Table


def test_numbers_are_written_with_commas_and_stand_at_the_right():
    table = Table(["what", "n"], [["dense", np.int64(1234567)], ["conv", -5]])
    assert table._repr_markdown_().splitlines() == [
        "| what | n |",
        "| :-- | --: |",
        "| dense | 1,234,567 |",
        "| conv | \N{MINUS SIGN}5 |",
    ]


def test_a_float_must_say_how_many_digits_it_means():
    with pytest.raises(TypeError, match=r"0\.123456 is neither text nor a whole"):
        Table(["share"], [[0.123456]])


def test_a_short_row_is_named():
    with pytest.raises(ValueError, match=r"row \['a'\] has 1 values, there are 2 head"):
        Table(["x", "y"], [["a"]])
