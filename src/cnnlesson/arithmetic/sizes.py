"""How large the output of a layer is, and how much of the image a neuron sees."""

from collections.abc import Iterable
from typing import NamedTuple

from cnnlesson._checks import IntOrPair, integer, pair


def output_size(
    size: int, kernel_size: int, *, stride: int = 1, padding: int = 0, dilation: int = 1
) -> int:
    """Count the positions a kernel takes along one axis.

    Parameters
    ----------
    size, kernel_size : int
        Length of the input axis and of the kernel, in pixels.
    stride : int, default 1
        Pixels the kernel moves between two positions.
    padding : int, default 0
        Pixels added at *each* end of the axis.
    dilation : int, default 1
        Pixels from one tap of the kernel to the next; 1 is a dense kernel.

    Returns
    -------
    int
        ``(size + 2 * padding - dilation * (kernel_size - 1) - 1) // stride + 1``.

    Raises
    ------
    ValueError, TypeError
        If the kernel does not fit; if a number is too small or not an integer.

    References
    ----------
    .. [1] V. Dumoulin and F. Visin, "A guide to convolution arithmetic for
       deep learning", 2016. https://arxiv.org/abs/1603.07285

    Examples
    --------
    >>> output_size(28, kernel_size=5)
    24
    >>> output_size(28, kernel_size=5, stride=2, padding=2)
    14
    """
    size, kernel_size = integer("size", size), integer("kernel_size", kernel_size)
    stride, dilation = integer("stride", stride), integer("dilation", dilation)
    padded = size + 2 * integer("padding", padding, least=0)
    reach = dilation * (kernel_size - 1) + 1
    if reach > padded:
        raise ValueError(
            f"kernel of {kernel_size} px (dilation {dilation}, {reach} px in all) does "
            f"not fit an axis of {size} px with padding {padding} ({padded} px in all)"
        )
    return (padded - reach) // stride + 1


def output_shape(
    size: IntOrPair,
    kernel_size: IntOrPair,
    *,
    stride: IntOrPair = 1,
    padding: IntOrPair = 0,
    dilation: IntOrPair = 1,
) -> tuple[int, int]:
    """Apply :func:`output_size` to height and width; a pair is (height, width).

    Examples
    --------
    >>> output_shape((28, 20), kernel_size=5, stride=(1, 2))
    (24, 8)
    """
    height, width = (
        output_size(n, k, stride=s, padding=p, dilation=d)
        for n, k, s, p, d in zip(
            pair("size", size),
            pair("kernel_size", kernel_size),
            pair("stride", stride),
            pair("padding", padding, least=0),
            pair("dilation", dilation),
            strict=True,
        )
    )
    return height, width


class ReceptiveField(NamedTuple):
    """Pixels of one axis that an output value sees, and its step to the next value."""

    #: How many pixels it sees, from the first to the last.
    size: int
    #: How many pixels further the next value looks.
    stride: int


def receptive_field(
    layers: Iterable[tuple[int, int] | tuple[int, int, int]],
) -> ReceptiveField:
    """Follow one output value back through a stack of layers, along one axis.

    Parameters
    ----------
    layers : iterable of (kernel_size, stride) or (kernel_size, stride, dilation)
        From the input up; pooling counts like convolution.

    Returns
    -------
    ReceptiveField
        From ``size = stride = 1``, each layer adds ``dilation * (kernel_size - 1)``
        of the strides below it to `size`, then multiplies `stride` by its own.

    References
    ----------
    .. [1] A. Araujo, W. Norris and J. Sim, "Computing receptive fields of
       convolutional neural networks", Distill, 2019.
       https://doi.org/10.23915/distill.00021

    Examples
    --------
    >>> receptive_field([(3, 1), (3, 1), (3, 1)])
    ReceptiveField(size=7, stride=1)
    """
    size, step = 1, 1
    for layer in layers:
        if not (isinstance(layer, tuple | list) and len(layer) in (2, 3)):
            wanted = "(kernel_size, stride) or (kernel_size, stride, dilation)"
            raise ValueError(f"a layer must be {wanted}, got {layer!r}")
        kernel_size, stride, dilation = (*layer, 1)[:3]
        gaps = integer("kernel_size", kernel_size) - 1
        size += integer("dilation", dilation) * gaps * step
        step *= integer("stride", stride)
    return ReceptiveField(size, step)
