"""Windows that slide along an axis, and which pixels they see."""

from collections.abc import Iterator
from typing import NamedTuple

from cnnlesson._checks import IntOrPair, pair
from cnnlesson.arithmetic import output_shape


class Windows(NamedTuple):
    """Equal windows along one axis: `number` of them, from the `first` on.

    Tap ``t`` of window ``w`` sees pixel ``w * stride + t * dilation``.
    """

    size: int
    stride: int
    dilation: int
    number: int
    first: int = 0

    @property
    def outputs(self) -> slice:
        """Where the windows stand in the output."""
        return slice(self.first, self.first + self.number)

    @property
    def reach(self) -> int:
        """How many pixels there are from the first to the last they see."""
        return (self.number - 1) * self.stride + (self.size - 1) * self.dilation + 1

    @property
    def pixels(self) -> slice:
        """All pixels from the first to the last they see."""
        start = self.first * self.stride
        return slice(start, start + self.reach)

    def taps(self) -> Iterator[tuple[int, slice]]:
        """Yield each tap, and which of `pixels` it sees: one for each window."""
        for tap in range(self.size):
            start = tap * self.dilation
            stop = start + (self.number - 1) * self.stride + 1
            yield tap, slice(start, stop, self.stride)

    def lane_taps(self) -> Iterator[tuple[int, int, slice]]:
        """Yield each tap, and which of its `stride` lanes it sees, and what of it."""
        for tap in range(self.size):
            start, lane = divmod(tap * self.dilation, self.stride)
            yield tap, lane, slice(start, start + self.number)

    def of(self, others: "Windows") -> slice:
        """Where they are among other windows that they were cut from."""
        start = self.first - others.first
        return slice(start, start + self.number)

    def that_see(self, most: int) -> int:
        """Return how many windows see at most so many pixels, but at least 1."""
        return max(1, 1 + (most - 1 - (self.size - 1) * self.dilation) // self.stride)

    def bands(self, most: int) -> Iterator["Windows"]:
        """Cut them into pieces of at most so many windows."""
        for first in range(0, self.number, most):
            number = min(most, self.number - first)
            yield self._replace(first=self.first + first, number=number)


def windows(
    size: tuple[int, int],
    kernel_size: IntOrPair,
    *,
    stride: IntOrPair,
    padding: IntOrPair = 0,
    dilation: IntOrPair = 1,
) -> tuple[Windows, Windows]:
    """Check the options; return the windows down and across images of this size.

    A stride that no second window takes counts as 1: lanes are as wide as it.
    """
    kernel_size = pair("kernel_size", kernel_size)
    stride, dilation = pair("stride", stride), pair("dilation", dilation)
    out_size = output_shape(
        size, kernel_size, stride=stride, padding=padding, dilation=dilation
    )
    steps = (s if n > 1 else 1 for s, n in zip(stride, out_size, strict=True))
    down, across = map(Windows, kernel_size, steps, dilation, out_size)
    return down, across
