"""What a CNN of the budget's exercises costs, counted right or with a mistake."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

Sizes = Sequence[tuple[int, int]]  # filters and side of the kernels, of each stage


class Layer(NamedTuple):
    """What a convolution, or the dense layer at the end, is made of."""

    depth: int  # numbers in the input, at each tap
    taps: int
    filters: int
    places: int
    side: int  # of the map that leaves the stage


def layers_of(
    sizes: Sizes,
    *,
    side_after: Callable[[int, int], int] = lambda side, k: side - k + 1,
    halved: Callable[[int], int] = lambda side: side // 2,
    head: Callable[[int], int] = lambda side: side**2,
) -> Iterator[Layer]:
    """Yield all layers of a CNN for 28 by 28 pixels; options are for mistakes."""
    depth, side = 1, 28
    for filters, k in sizes:
        side = side_after(side, k)
        yield Layer(depth, k * k, filters, side * side, halved(side))
        depth, side = filters, halved(side)
    yield Layer(depth, head(side), 10, 1, 1)


def total(layers: Iterable[Layer]) -> tuple[int, int]:
    """Return parameters and multiply-adds."""
    every = list(layers)
    return (
        sum(n.filters * (n.depth * n.taps + 1) for n in every),
        sum(n.filters * n.depth * n.taps * n.places for n in every),
    )


def bill(sizes: Sizes) -> tuple[int, int]:
    """Return parameters and multiply-adds of a CNN, counted right."""
    return total(layers_of(sizes))


def work(
    sizes: Sizes,
    *,
    places: Callable[[Layer], int] = lambda layer: layer.places,
    biased: bool = False,
    head: bool = True,
) -> int:
    """Count the multiply-adds; options are for mistakes in the convolutions."""
    *convs, last = layers_of(sizes)
    count = sum(n.filters * (n.depth * n.taps + biased) * places(n) for n in convs)
    return count + head * last.filters * last.depth * last.taps


def parameters(sizes: Sizes, *, biases: bool = True, deep: bool = True) -> int:
    """Count the parameters; without `deep` each kernel looks at one map only."""
    *convs, head = layers_of(sizes)
    depths = [layer.depth if deep else 1 for layer in convs]
    weights = sum(n.filters * d * n.taps for n, d in zip(convs, depths, strict=True))
    biased = sum(n.filters for n in [*convs, head])
    return weights + head.filters * head.depth * head.taps + biases * biased
