"""Faults of a call (C): arguments that do not fit, or lie in memory in unusual ways.

Each fault is put into every public function of the arithmetic that it concerns, and
into each of its arrays in turn. No axis has the length of another.
"""

from collections.abc import Callable, Iterator, Set
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from layouts import LAYOUTS

from chaos.faults import Fault
from cnnlesson import activations, conv, dense, losses, pooling
from cnnlesson.layers import Flatten, Linear
from cnnlesson.network import Sequential
from cnnlesson.optimizers import SGD
from cnnlesson.training import evaluate, fit

_RNG = np.random.default_rng(53)
X, WEIGHT = _RNG.standard_normal((2, 3, 9, 11)), _RNG.standard_normal((4, 3, 3, 2))
ROWS, MATRIX = _RNG.standard_normal((5, 6)), _RNG.standard_normal((4, 6))
MAPS, POOLED = np.ones((2, 4, 7, 10)), np.ones((2, 3, 4, 5))
SCORES, LABELS = _RNG.standard_normal((5, 4)), np.array([0, 3, 1, 1, 2])
IMAGES = _RNG.standard_normal((5, 1, 3, 2)).astype(np.float32)
WINDOW = {"kernel_size": 2}

CONVOLUTIONS = {
    conv.conv2d: {"x": X, "weight": WEIGHT, "bias": np.ones(4)},
    conv.conv2d_backward: {"grad": MAPS, "x": X, "weight": WEIGHT},
    conv.conv2d_backward_params: {"grad": MAPS, "x": X, "weight": WEIGHT},
}
POOLS = {
    partial(pooling.max_pool2d, **WINDOW): {"x": X},
    partial(pooling.avg_pool2d, **WINDOW): {"x": X},
    partial(pooling.max_pool2d_backward, **WINDOW): {"grad": POOLED, "x": X},
    partial(pooling.avg_pool2d_backward, **WINDOW): {"grad": POOLED, "x": X},
}
GLOBAL_POOLS = {
    pooling.global_max_pool2d: {"x": X},
    pooling.global_avg_pool2d: {"x": X},
    pooling.global_max_pool2d_backward: {"grad": np.ones((2, 3)), "x": X},
    pooling.global_avg_pool2d_backward: {"grad": np.ones((2, 3)), "x": X},
}
DENSE = {
    dense.linear: {"x": ROWS, "weight": MATRIX, "bias": np.ones(4)},
    dense.linear_backward: {"grad": SCORES, "x": ROWS, "weight": MATRIX},
    dense.linear_backward_params: {"grad": SCORES, "x": ROWS, "weight": MATRIX},
}
LOSSES = {
    losses.cross_entropy: {"logits": SCORES, "labels": LABELS},
    losses.mse_loss: {"prediction": SCORES, "target": SCORES + 1},
}
OF_ANY_SHAPE = {
    activations.relu: {"x": X},
    activations.relu_backward: {"grad": np.ones_like(X), "x": X},
    partial(activations.softmax, axis=1): {"x": X},
}
Calls = dict[Callable[..., Any], dict[str, np.ndarray]]
Spoil = Callable[[np.ndarray], Any]


def name_of(function: Callable[..., Any]) -> str:
    return getattr(function, "func", function).__name__


OF_ONE_SHAPE = CONVOLUTIONS | POOLS | GLOBAL_POOLS | DENSE | LOSSES
ALL = OF_ONE_SHAPE | OF_ANY_SHAPE
FORWARD = {f: arrays for f, arrays in ALL.items() if "backward" not in name_of(f)}
ARRAYS = {key for arrays in ALL.values() for key in arrays}
FLOATS = ARRAYS - {"labels"}


def answer(what: str, call: Callable[[], Any]) -> str:
    """Say what a call returned or raised."""
    try:
        return f"{what} returned {repr(call())[:80]}"
    except Exception as error:
        return f"{what} raised {type(error).__name__}: {error}"


def spoiled(calls: Calls, keys: Set[str], **ways: Spoil) -> Iterator[str]:
    """Spoil each of the arrays `keys` of each call in each way; yield the answers."""
    for function, arrays in calls.items():
        for key in keys & arrays.keys():
            for how, spoil in ways.items():
                call = partial(function, **arrays | {key: spoil(arrays[key])})
                yield answer(f"{name_of(function)}: {key} {how}", call)


def with_option(calls: Calls, **options: Any) -> Iterator[str]:
    """Make each call with each of the options in turn; yield the answers."""
    for function, arrays in calls.items():
        for option, values in options.items():
            for value in values:
                call = partial(function, **arrays | {option: value})
                yield answer(f"{name_of(function)}: {option} {value}", call)


def not_finite() -> Iterator[str]:
    """Let one number be NaN or infinite: the training refuses it, a layer shows it."""
    for value in (np.nan, np.inf, -np.inf):
        yield from trained(images=with_value(IMAGES, value))
    for function, arrays in FORWARD.items():
        for key in FLOATS & arrays.keys():
            spoilt = arrays | {key: with_value(arrays[key], np.nan)}
            shown = any(np.isnan(part).any() for part in parts(function(**spoilt)))
            yield f"{name_of(function)}: NaN in {key} {'shows' if shown else 'is LOST'}"


def with_value(array: np.ndarray, value: float) -> np.ndarray:
    changed = array.copy()
    changed.flat[array.size // 2] = value
    return changed


def parts(result: Any) -> tuple[Any, ...]:
    return result if isinstance(result, tuple) else (result,)


def relaid() -> Iterator[str]:
    """Lay out all arrays of a call in another way; compare, and look for traces."""
    for function, arrays in ALL.items():
        plain = parts(function(**arrays))
        for layout, lay_out in LAYOUTS.items():
            given = {key: lay_out(array) for key, array in arrays.items()}
            found = parts(function(**given))
            close = all(map(np.allclose, found, plain))
            kept = all(np.array_equal(given[key], arrays[key]) for key in arrays)
            same = "the same" if close and len(found) == len(plain) else "ANOTHER"
            left = "left" if kept else "WROTE INTO"
            yield f"{name_of(function)}: {layout} gave {same} result, {left} its input"


def network() -> Sequential:
    return Sequential(Flatten(), Linear(6, 4, rng=np.random.default_rng(1)))


def train(images: np.ndarray, labels: np.ndarray, **options: Any) -> str:
    """Train a network for some epochs; return the answer."""
    given = {"epochs": 9, "optimizer": SGD(0.1), "rng": np.random.default_rng(1)}
    fitted = partial(fit, network(), images, labels, **given | options)
    return answer("fit", lambda: fitted().loss)


def trained(images: np.ndarray = IMAGES, labels: np.ndarray = LABELS) -> Iterator[str]:
    """Train on what is given, and evaluate on it; yield the answers."""
    yield train(images, labels)
    yield answer("evaluate", partial(evaluate, network(), images, labels))


def wrong_labels() -> Iterator[str]:
    """Give labels that name no class, or are no integers."""
    for labels in (LABELS + 1, LABELS - 1, LABELS / 1):
        yield from trained(labels=labels)
        yield answer("cross_entropy", partial(losses.cross_entropy, SCORES, labels))


def huge() -> Iterator[str]:
    """Let scores be so large that their exponentials are not."""
    scores = SCORES * 1e4
    yield answer("softmax", lambda: np.isfinite(activations.softmax(scores)).all())
    loss = partial(losses.cross_entropy, scores, LABELS)
    yield answer("cross_entropy", lambda: np.isfinite(loss()[0]))


def fault(
    id: str, what: str, answers: Callable[[], Iterator[str]], expects: str
) -> Fault:
    def inject(folder: Path) -> list[str]:
        return list(answers())

    return Fault(id, what, inject, expects)


SHAPES = r"(?s:.*)\([\d, ]*\)"
CALL_FAULTS = [
    fault(
        *("F40", "NaN and infinity in the input", not_finite),
        r"raised ValueError: .* hold numbers that are NaN or infinite|NaN in \w+ shows",
    ),
    fault(
        *("F41", "a batch of no images"),
        partial(spoiled, LOSSES, ARRAYS, empty=lambda a: a[:0]),
        rf"raised ValueError: {SHAPES}",
    ),
    fault(
        *("F42", "an array of another type"),
        partial(
            spoiled,
            *(ALL, FLOATS),
            int=lambda a: a.astype(np.int16),
            object=lambda a: a.astype(object),
            half=lambda a: a.astype(np.float16),
            text=lambda a: a.astype(str),
            list=lambda a: a.tolist(),
        ),
        r": (\w+) .*raised TypeError: \1 must be an array of .*, got \S+$",
    ),
    fault(
        *("F43", "an axis too few, or too many"),
        partial(
            spoiled, OF_ONE_SHAPE, ARRAYS, cut=lambda a: a[0], more=lambda a: a[None]
        ),
        rf"raised ValueError: \w+ must have {SHAPES}",
    ),
    fault(
        *("F44", "channels or features that do not match"),
        partial(spoiled, CONVOLUTIONS | DENSE, {"x", "weight"}, cut=lambda a: a[:, 1:]),
        rf"raised ValueError: {SHAPES}{SHAPES}",
    ),
    fault(
        *("F45", "a kernel larger than the image with its padding"),
        partial(with_option, CONVOLUTIONS, dilation=[7]),
        rf"raised ValueError: .*kernel of 3 px .*9 px{SHAPES}",
    ),
    fault(
        *("F46", "a stride of nothing, backwards, or in parts"),
        partial(with_option, CONVOLUTIONS | POOLS, stride=[0, -1, 1.5, (1, 0)]),
        r"raised (?:Value|Type)Error: stride must be (?:at least 1|an integer), got",
    ),
    fault(
        *("F47", "a padding below zero"),
        partial(with_option, CONVOLUTIONS, padding=[-1, (0, -2)]),
        "raised ValueError: padding must be at least 0, got -",
    ),
    fault(
        *("F48", "arrays that lie otherwise in memory, or may not be written"),
        *(relaid, "gave the same result, left its input"),
    ),
    fault(
        *("F49", "labels that name no class, or are no integers", wrong_labels),
        "raised (?:Value|Type)Error: labels must be ",
    ),
    fault(
        *("F50", "a batch larger than all data"),
        lambda: iter([train(IMAGES, LABELS, batch_size=99, epochs=1)]),
        r"returned \[[\d.]+\]$",
    ),
    fault(
        *("F51", "a rate that makes the training diverge"),
        lambda: iter([train(IMAGES, LABELS, optimizer=SGD(1e30))]),
        r"raised FloatingPointError: .* diverged; lower the rate of .*1e\+30",
    ),
    fault("F52", "scores of ten thousand", huge, "returned np.True_"),
]
