import itertools

import pytest

from cnnlesson._windows import Windows, inside

SOME = list(
    itertools.starmap(
        Windows, itertools.product((1, 2, 3), (1, 2, 4, 5), (1, 2, 3, 4), (1, 2, 4, 7))
    )
)


def seen(some, *, number=None):
    """Each window's pixels, by the definition."""
    taps, number = range(some.size), some.number if number is None else number
    return [[w * some.stride + t * some.dilation for t in taps] for w in range(number)]


@pytest.mark.parametrize("some", SOME)
def test_windows_see_what_their_definition_says(some):
    by_window = seen(some)
    assert some.reach == 1 + max(map(max, by_window))
    by_tap = [[*range(some.reach)[pixels]] for _, pixels in some.taps()]
    assert by_tap == [*map(list, zip(*by_window, strict=True))]
    assert [tap for tap, _ in some.taps()] == [*range(some.size)]


@pytest.mark.parametrize("most", [1, 2, 3, 9])
@pytest.mark.parametrize("some", SOME)
def test_bands_hold_all_windows_once_without_dilation(some, most):
    found = {}
    for windows, outputs, start, step in some.bands(most):
        assert windows.number <= most
        assert windows.dilation == 1
        places = range(some.number)[outputs]
        pixels = [[start + step * p for p in window] for window in seen(windows)]
        assert not found.keys() & {*places}
        found |= zip(places, pixels, strict=True)
    assert [found[place] for place in range(some.number)] == seen(some)


@pytest.mark.parametrize("some", SOME)
def test_windows_that_see_the_same_pixels_are_in_one_band(some):
    offsets = {window * some.stride % some.dilation for window in range(some.number)}
    assert len(list(some.bands(99))) == len(offsets)


@pytest.mark.parametrize("most", [1, 2, 3, 9])
def test_without_dilation_bands_are_as_large_as_may_be(most):
    numbers = [band.windows.number for band in Windows(3, 2, 1, 8).bands(most)]
    assert numbers == [most] * (8 // most) + [8 % most] * (8 % most > 0)


def test_which_pixels_lie_on_an_axis_and_where():
    for start, step, number, length in itertools.product(
        range(-7, 8), (1, 2, 3), (1, 2, 5), (1, 2, 6)
    ):
        all_of_them = [start + step * k for k in range(number)]
        which, where = inside(start, step, number, length)
        on = [k for k, pixel in enumerate(all_of_them) if 0 <= pixel < length]
        assert [*range(number)[which]] == on
        assert [*range(length)[where]] == [all_of_them[k] for k in on]
