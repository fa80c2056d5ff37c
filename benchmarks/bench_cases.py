"""What is measured: the same operation by cnnlesson, PyTorch and others.

Another group is one more function that yields cases, named in :data:`GROUPS`. Epochs
of training are none: they take turns by the step, in ``bench_epochs``.
"""

import itertools
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
import torch
from scipy import signal

from cnnlesson import conv, pooling

OURS, TORCH, CHANNELS_LAST = "cnnlesson", "PyTorch", "PyTorch, channels last"
BATCH_LAST = "cnnlesson, batch last"


class Case(NamedTuple):
    """One problem, and those who solve it."""

    group: str
    name: str
    problem: str
    contestants: dict[str, Callable[[], Any]]


class Shape(NamedTuple):
    """Images (N, C, H, W) and kernels (F, C, K, L)."""

    images: tuple[int, int, int, int]
    kernels: tuple[int, int, int, int]
    stride: int
    padding: int

    def __str__(self) -> str:
        text = f"{times(self.images)} with {times(self.kernels)}"
        text += f", stride {self.stride}" if self.stride > 1 else ""
        return text + (f", padding {self.padding}" if self.padding else "")


SHAPES = {
    "a": Shape((64, 1, 28, 28), (16, 1, 3, 3), 1, 0),
    "b": Shape((64, 16, 14, 14), (32, 16, 3, 3), 1, 1),
    "c": Shape((32, 3, 64, 64), (32, 3, 3, 3), 1, 1),
    "d": Shape((8, 64, 56, 56), (64, 64, 3, 3), 1, 1),
    "e": Shape((64, 1, 28, 28), (6, 1, 5, 5), 1, 0),
    "f": Shape((8, 3, 224, 224), (64, 3, 7, 7), 2, 3),
}
POOLED = {"g": (64, 16, 28, 28), "h": (64, 32, 14, 14)}


def times(shape: tuple[int, ...]) -> str:
    return "×".join(map(str, shape))


def draw(*shape: int) -> np.ndarray:
    """Return numbers that are the same each time."""
    return np.random.default_rng(seed=1).standard_normal(shape, dtype=np.float32)


def tensors(*arrays: np.ndarray, last: bool = False) -> list[torch.Tensor]:
    """Return the arrays as tensors of their own, images with channels last if asked."""
    layout = torch.channels_last if last else torch.contiguous_format
    return [
        torch.tensor(a).contiguous(memory_format=layout)
        if a.ndim == 4
        else torch.tensor(a)
        for a in arrays
    ]


def batch_last(images: np.ndarray) -> np.ndarray:
    """Return the same images, laid in memory as our layers hand them on."""
    return np.ascontiguousarray(images.transpose(1, 2, 3, 0)).transpose(3, 0, 1, 2)


def forward(shapes: dict[str, Shape] = SHAPES) -> Iterator[Case]:
    for name, shape in shapes.items():
        x, weight, bias = draw(*shape.images), draw(*shape.kernels), draw(len_of(shape))
        options: Any = {"stride": shape.stride, "padding": shape.padding}

        def theirs(last: bool, a: Any = (x, weight, bias), o: Any = options) -> Any:
            x, weight, bias = tensors(*a, last=last)
            convolve = torch.nn.functional.conv2d
            return torch.no_grad()(lambda: convolve(x, weight, bias, **o))

        contestants = {
            OURS: bound(conv.conv2d, x, weight, bias, **options),
            BATCH_LAST: bound(conv.conv2d, batch_last(x), weight, bias, **options),
            TORCH: theirs(last=False),
            CHANNELS_LAST: theirs(last=True),
        }
        yield Case("forward", name, str(shape), contestants)


def backward(shapes: dict[str, Shape] = SHAPES) -> Iterator[Case]:
    for name, shape in shapes.items():
        yield gradients("backward", name, shape, with_input=True)


def first_layer(shapes: dict[str, Shape] = SHAPES) -> Iterator[Case]:
    for name, shape in shapes.items():
        if shape.images[1] <= 3:  # grey or in colour: data, not the maps of a layer
            yield gradients("first layer", name, shape, with_input=False)


def gradients(group: str, name: str, shape: Shape, *, with_input: bool) -> Case:
    """Return the case of all gradients, or of those by kernels and bias alone."""
    x, weight = draw(*shape.images), draw(*shape.kernels)
    options: Any = {"stride": shape.stride, "padding": shape.padding}
    grad = draw(*conv.conv2d(x, weight, **options).shape)
    ours = conv.conv2d_backward if with_input else conv.conv2d_backward_params

    def theirs(last: bool) -> Callable[[], Any]:
        step, margin = [shape.stride] * 2, [shape.padding] * 2
        more = step, margin, [1, 1], False, [0, 0], 1, [with_input, True, True]
        arrays = tensors(grad, x, weight, last=last)
        back = torch.ops.aten.convolution_backward
        return lambda: [
            d for d in back(*arrays, [len_of(shape)], *more) if d is not None
        ]

    contestants = {
        OURS: bound(ours, grad, x, weight, **options),
        BATCH_LAST: bound(ours, batch_last(grad), batch_last(x), weight, **options),
        TORCH: theirs(last=False),
        CHANNELS_LAST: theirs(last=True),
    }
    return Case(group, name, str(shape), contestants)


def pools(shapes: dict[str, tuple[int, int, int, int]] = POOLED) -> Iterator[Case]:
    kinds = {"max": max_both_ways, "average": average_both_ways}
    for (name, shape), (kind, ours) in itertools.product(shapes.items(), kinds.items()):
        x = draw(*shape)
        grad = draw(*pooling.max_pool2d(x, 2).shape)
        contestants = {
            OURS: bound(ours, x, grad),
            BATCH_LAST: bound(ours, batch_last(x), batch_last(grad)),
            TORCH: theirs_pool(kind, *tensors(x, grad)),
            CHANNELS_LAST: theirs_pool(kind, *tensors(x, grad, last=True)),
        }
        problem = f"{times(shape)}, {kind} of 2×2, forward and backward"
        yield Case("pooling", f"{name} {kind}", problem, contestants)


def max_both_ways(x: np.ndarray, grad: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    out = pooling.max_pool2d(x, 2)
    return out, pooling.max_pool2d_backward(grad, x, 2, largest=out)


def average_both_ways(x: np.ndarray, grad: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return pooling.avg_pool2d(x, 2), pooling.avg_pool2d_backward(grad, x, 2)


def theirs_pool(kind: str, x: torch.Tensor, grad: torch.Tensor) -> Callable[[], Any]:
    aten, size, none = torch.ops.aten, [2, 2], [0, 0]

    def largest() -> Any:
        out, where = aten.max_pool2d_with_indices(x, size, size)
        back = aten.max_pool2d_with_indices_backward
        return out, back(grad, x, size, size, none, [1, 1], False, where)

    def mean() -> Any:
        rest = size, size, none, False, True, None
        return aten.avg_pool2d(x, *rest), aten.avg_pool2d_backward(grad, x, *rest)

    return largest if kind == "max" else mean


def one_image(size: int = 512) -> Iterator[Case]:
    """One grey image and one kernel: what a reader of chapter 2 writes loops for."""
    image, kernel = draw(size, size), draw(3, 3)
    x, weight = image[np.newaxis, np.newaxis], kernel[np.newaxis, np.newaxis]
    tensor, kernels = tensors(x, weight)
    contestants: dict[str, Callable[[], Any]] = {
        OURS: lambda: conv.conv2d(x, weight)[0, 0],
        TORCH: lambda: torch.nn.functional.conv2d(tensor, kernels)[0, 0],
        "SciPy": lambda: signal.correlate2d(image, kernel, "valid"),
        "double loop": lambda: double_loop(image, kernel),
    }
    yield Case("one image", f"{size}×{size}", f"{size}×{size} with 3×3", contestants)


def double_loop(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Visit every position of the kernel, as one does without a library."""
    height, width = kernel.shape
    rows, columns = image.shape[0] - height + 1, image.shape[1] - width + 1
    out = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            out[i, j] = np.sum(image[i : i + height, j : j + width] * kernel)
    return out


def len_of(shape: Shape) -> int:
    return shape.kernels[0]


def bound(
    function: Callable[..., Any], *args: Any, **options: Any
) -> Callable[[], Any]:
    return lambda: function(*args, **options)


GROUPS = (forward, backward, first_layer, pools, one_image)
