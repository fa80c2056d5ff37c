"""What every function asks of its arguments, and how it says no.

Arrays are only looked at, so that `arithmetic` can import this room without NumPy.
"""

import numbers
import operator
from collections.abc import Collection
from typing import TYPE_CHECKING, SupportsIndex, TypeAlias

if TYPE_CHECKING:
    import numpy as np

IntOrPair: TypeAlias = int | tuple[int, int]


def instance(name: str, value: object, kind: type) -> None:
    """Refuse a `value` that is no `kind`."""
    if not isinstance(value, kind):
        raise TypeError(f"{name} must be an instance of {kind.__name__}, got {value!r}")


def one_of(name: str, value: object, words: Collection[str | None]) -> None:
    """Refuse a `value` that is none of these words."""
    if not isinstance(value, str | None) or value not in words:
        listed = ", ".join(map(repr, words))
        raise ValueError(f"{name} must be one of {listed}, got {value!r}")


def number(name: str, value: float) -> float:
    """Return `value` as a plain float; that it lies in some range is left to check."""
    if not isinstance(value, numbers.Real):
        raise TypeError(f"{name} must be a number, got {value!r}")
    return float(value)


def integer(name: str, value: SupportsIndex, least: int | None = 1) -> int:
    """Return `value` as a plain integer of at least `least`."""
    try:
        number = operator.index(value)
    except TypeError:
        raise TypeError(f"{name} must be an integer, got {value!r}") from None
    if least is not None and number < least:
        raise ValueError(f"{name} must be at least {least}, got {number}")
    return number


def pair(name: str, value: IntOrPair, least: int = 1) -> tuple[int, int]:
    """Return an integer, or a pair (height, width), as a pair."""
    if not isinstance(value, tuple | list):
        return (integer(name, value, least),) * 2
    if len(value) != 2:
        raise ValueError(f"{name} must be an integer or a pair, got {value!r}")
    return integer(name, value[0], least), integer(name, value[1], least)


def array(name: str, value: "np.ndarray", of: str = "") -> "np.ndarray":
    """Return `value`, an array; one with a mask is none: no function looks at masks."""
    if not hasattr(value, "dtype") or hasattr(value, "mask"):
        found = type(value).__name__
        raise TypeError(f"{name} must be an array{of and ' of ' + of}, got {found}")
    return value


def floats(name: str, value: "np.ndarray", axes: str | None = None) -> "np.ndarray":
    """Return `value`, an array of float32 or float64, in the machine's byte order.

    `axes` names its axes, as in ``"N C H W"``; only a first one of images, N, may be
    empty.
    """
    wanted = "float32 or float64"
    dtype = array(name, value, wanted).dtype
    if dtype.kind != "f" or dtype.itemsize not in (4, 8):
        raise TypeError(f"{name} must be an array of {wanted}, got {dtype}")
    shape = value.shape
    if axes is not None and len(shape) != len(axes.split()):
        named = ", ".join(axes.split())
        raise ValueError(f"{name} must have axes ({named}), got shape {shape}")
    first = 1 if axes is None or axes.startswith("N") else 0
    if 0 in shape[first:]:
        raise ValueError(f"{name} has an empty axis: shape {shape}")
    return value if dtype.isnative else value.astype(dtype.newbyteorder("="))


def same_dtype(**arrays: "np.ndarray") -> None:
    """Refuse to mix float32 and float64: promotion doubles time and memory unseen."""
    first, *others = arrays
    for name in others:
        kind, other = arrays[first].dtype, arrays[name].dtype
        if other != kind:
            raise TypeError(f"{first} is {kind} but {name} is {other}: convert one")


def same_shape(
    name: str, value: "np.ndarray", shape: tuple[int, ...], why: str
) -> None:
    """Refuse a `value` of any other shape, and say `why` it must be this one."""
    if value.shape != shape:
        raise ValueError(f"{name} must have shape {shape}, {why}, got {value.shape}")


def gradient(
    grad: "np.ndarray", x: "np.ndarray", shape: tuple[int, ...]
) -> "np.ndarray":
    """Return `grad`, checked to have the `shape` of the output and the dtype of `x`."""
    grad = floats("grad", grad)
    same_dtype(x=x, grad=grad)
    same_shape("grad", grad, shape, f"that of the output for x {x.shape}")
    return grad
