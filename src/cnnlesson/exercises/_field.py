"""The task to say how far a neuron sees, through strides and dilations."""

from cnnlesson.exercises.task import Mistake, Task

__all__ = ["FIELD"]

Layers = list[tuple[int, int, int]]


def _field(layers: Layers) -> int:
    side, step = 1, 1
    for k, s, d in layers:
        side += d * (k - 1) * step
        step *= s
    return side


def _own_stride(layers: Layers) -> int:
    side, step = 1, 1
    for k, s, d in layers:
        step *= s
        side += d * (k - 1) * step
    return side


def _whole_kernels(layers: Layers) -> int:
    side, step = 1, 1
    for k, s, d in layers:
        side += d * k * step
        step *= s
    return side


def _strides_added(layers: Layers) -> int:
    side, step = 1, 1
    for k, s, d in layers:
        side += d * (k - 1) * step
        step += s
    return side


def _last_stride(layers: Layers) -> int:
    steps = [1, *(s for _, s, _ in layers)]
    return 1 + sum(d * (k - 1) * s for (k, _, d), s in zip(layers, steps, strict=False))


FIELD = Task(
    "layers",
    _field,
    [
        ([(3, 1, 1)],),
        ([(2, 2, 1)],),
        ([(3, 1, 2)],),
        ([(3, 1, 1), (2, 1, 1)],),
        ([(2, 2, 1), (3, 1, 1)],),
        ([(2, 2, 1), (2, 2, 1), (3, 1, 1)],),
        ([(3, 1, 1), (3, 2, 1), (5, 3, 2), (3, 1, 4), (2, 2, 1)],),
    ],
    [
        Mistake(
            "whole kernels added",
            "The windows of neighbours overlap. How much further than one tap does a "
            "kernel reach?",
            lambda layers: sum(d * k for k, _, d in layers),
        ),
        Mistake(
            "the first tap again",
            "The first tap of a kernel stands on pixels that are counted already. How "
            "much further do the others reach?",
            _whole_kernels,
        ),
        Mistake(
            "starts from nothing",
            "Your count begins with no pixel. Before the first layer a value sees one.",
            lambda layers: _field(layers) - 1,
        ),
        Mistake(
            "strides ignored",
            "Behind a stride two neighbours are further apart in the image.",
            lambda layers: _field([(k, 1, d) for k, _, d in layers]),
        ),
        Mistake(
            "its own stride",
            "The stride of a layer moves its windows apart. It does not make them "
            "larger.",
            _own_stride,
        ),
        Mistake(
            "the last stride only",
            "Two strides one after the other multiply.",
            _last_stride,
        ),
        Mistake(
            "strides added",
            "You add the strides up. In a map whose neighbours lie 3 pixels apart, how "
            "far is a step of 2?",
            _strides_added,
        ),
        Mistake(
            "dilation from 0",
            "With dilation 1 the taps are neighbours. You leave a gap between them.",
            lambda layers: _field([(k, s, d + 1) for k, s, d in layers]),
        ),
        Mistake(
            "dilation ignored",
            "Dilated taps are further apart, and so the kernel reaches further.",
            lambda layers: _field([(k, s, 1) for k, s, _ in layers]),
        ),
    ],
)
