"""Windows that slide along an axis, and which pixels they see."""

import math
from collections.abc import Iterator
from typing import NamedTuple

from cnnlesson._checks import IntOrPair, pair
from cnnlesson.arithmetic import output_shape


class Windows(NamedTuple):
    """Equal windows along one axis.

    Tap ``t`` of window ``w`` sees pixel ``w * stride + t * dilation``.
    """

    size: int
    stride: int
    dilation: int
    number: int

    @property
    def reach(self) -> int:
        """How many pixels there are from the first to the last they see."""
        return (self.number - 1) * self.stride + (self.size - 1) * self.dilation + 1

    def taps(self) -> Iterator[tuple[int, slice]]:
        """Yield each tap, and which pixels it sees: one for each window."""
        for tap in range(self.size):
            start = tap * self.dilation
            stop = start + (self.number - 1) * self.stride + 1
            yield tap, slice(start, stop, self.stride)

    def bands(self, most: int) -> Iterator["Band"]:
        """Cut them into bands of at most so many windows.

        With a dilation of d a window sees every d-th pixel. So those that see the same
        ones are taken together: on these pixels alone they have no dilation.
        """
        apart = self.dilation // math.gcd(self.dilation, self.stride)
        stride = apart * self.stride // self.dilation
        for start in range(min(apart, self.number)):
            alike = range(start, self.number, apart)
            for some in (alike[i : i + most] for i in range(0, len(alike), most)):
                windows = Windows(self.size, stride, 1, len(some))
                outputs = slice(some.start, some.stop, some.step)
                yield Band(windows, outputs, some[0] * self.stride, self.dilation)


class Band(NamedTuple):
    """Some windows, where they stand among all, and which pixels they look at.

    These are every `step`-th from `start` on; on them, the windows have no dilation.
    """

    windows: Windows
    outputs: slice
    start: int
    step: int


def inside(start: int, step: int, number: int, length: int) -> tuple[slice, slice]:
    """Return which of some pixels lie on an axis of that length, and where.

    They are `number` pixels, every `step`-th from `start` on, which may lie before 0.
    """
    first = max(0, -(start // step))
    stop = max(first, min(number, (length - 1 - start) // step + 1))
    begin = start + first * step
    return slice(first, stop), slice(begin, begin + (stop - first) * step, step)


def windows(
    size: tuple[int, int],
    kernel_size: IntOrPair,
    *,
    stride: IntOrPair,
    padding: IntOrPair = 0,
    dilation: IntOrPair = 1,
) -> tuple[Windows, Windows]:
    """Check the options; return the windows down and across images of this size."""
    kernel_size = pair("kernel_size", kernel_size)
    stride, dilation = pair("stride", stride), pair("dilation", dilation)
    out_size = output_shape(
        size, kernel_size, stride=stride, padding=padding, dilation=dilation
    )
    down, across = map(Windows, kernel_size, stride, dilation, out_size)
    return down, across
