import itertools

import pytest

from cnnlesson._windows import Windows, windows

SOME = [
    Windows(size, stride, dilation, number, first)
    for size, stride, dilation, number, first in itertools.product(
        (1, 2, 3), (1, 2, 5), (1, 3), (1, 2, 4), (0, 3)
    )
]


def seen(some):
    """Each window's pixels by the definition, counted from the first that any sees."""
    at = range(some.first, some.first + some.number)
    taps = range(some.size)
    start = some.first * some.stride
    return [[w * some.stride + t * some.dilation - start for t in taps] for w in at]


@pytest.mark.parametrize("some", SOME)
def test_windows_see_what_their_definition_says(some):
    by_window, last = seen(some), max(map(max, seen(some)))
    assert some.pixels == slice(some.first * some.stride, some.pixels.start + last + 1)
    pixels = range(last + 1)
    by_tap = [[*pixels[inside]] for _, inside in some.taps()]
    assert by_tap == [*map(list, zip(*by_window, strict=True))]
    for (tap, lane, inside), expected in zip(some.lane_taps(), by_tap, strict=True):
        assert [*range(lane, last + 1, some.stride)[inside]] == expected, tap


@pytest.mark.parametrize("some", SOME)
def test_as_many_are_taken_as_see_so_many_pixels(some):
    for most in range(1, 40):
        count = some.that_see(most)
        assert some._replace(number=count + 1).reach > most
        assert count == 1 or some._replace(number=count).reach <= most


@pytest.mark.parametrize("most", [1, 2, 3, 4, 9])
def test_bands_are_all_windows_in_order(most):
    some = Windows(3, 2, 1, 4, first=5)
    bands = list(some.bands(most))
    assert max(band.number for band in bands) == min(most, 4)
    assert [w for band in bands for w in seen_from(band)] == seen_from(some)
    inside = [[*range(4)[band.of(some)]] for band in bands]
    assert list(itertools.chain(*inside)) == [0, 1, 2, 3]


def seen_from(some):
    return [*range(100)[some.outputs]]


def test_a_stride_that_no_second_window_takes_counts_as_one():
    down, across = windows((9, 8), (3, 2), stride=(7, 10**30))
    assert (down.stride, across.stride) == (1, 1)
    assert windows((9, 8), 2, stride=6)[0] == Windows(2, 6, 1, 2)
