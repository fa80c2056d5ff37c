"""Checkers of *Backpropagation through a CNN*: right, or which mistake it is."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from cnnlesson.conv import conv2d_backward

__all__ = ["check_conv1d_backward", "check_conv2d_backward"]

Backward = Callable[[np.ndarray, np.ndarray, np.ndarray, int], object]


def check_conv1d_backward(answer: Backward) -> str:
    """Try an answer in one dimension, and say in a sentence what is wrong with it.

    Parameters
    ----------
    answer : callable
        ``answer(grad, x, weight, stride)`` returns ``d_x, d_weight`` for arrays of
        shape (p,), (n,) and (k,).

    Returns
    -------
    str
        Begins with "Right" if nothing is wrong.

    Examples
    --------
    >>> check_conv1d_backward(lambda grad, x, weight, stride: (0 * x, 0 * weight))
    'd_x is all zeros, with stride 1: nothing is handed back yet.'
    """
    return _check(answer, [_case((1, 1, 1, 9), (1, 1, 1, 3), s) for s in (1, 2, 3)])


def check_conv2d_backward(answer: Backward) -> str:
    """Try an answer in two dimensions, and say in a sentence what is wrong with it.

    Parameters
    ----------
    answer : callable
        ``answer(grad, x, weight, stride)`` returns ``d_x, d_weight`` for arrays of
        shape (N, F, P, Q), (N, C, H, W) and (F, C, K, L).

    Returns
    -------
    str
        Begins with "Right" if nothing is wrong.

    Examples
    --------
    >>> check_conv2d_backward(lambda grad, x, weight, stride: None)
    'The answer should be a pair d_x, d_weight, got None.'
    """
    return _check(answer, [_case((2, 3, 8, 7), (4, 3, 3, 2), s) for s in (1, 2, 3)])


class _Case(NamedTuple):
    grad: np.ndarray
    x: np.ndarray
    weight: np.ndarray
    stride: int

    def windows(self, step: int) -> Iterator[tuple[int, np.ndarray, np.ndarray]]:
        """Yield for each place its image, pixels (C, K, L) and gradient (F,)."""
        height, width = self.weight.shape[2:]
        places = np.arange(self.x.size).reshape(self.x.shape)
        for n, p, q in np.ndindex(len(self.x), *self.grad.shape[2:]):
            rows, columns = slice(p * step, None), slice(q * step, None)
            seen = places[n, :, rows, columns][:, :height, :width]
            yield n, seen, self.grad[n, :, p, q]


def _case(size: tuple[int, ...], kernels: tuple[int, ...], stride: int) -> _Case:
    rng = np.random.default_rng(stride)
    x, weight = rng.normal(size=size), rng.normal(size=kernels)
    out = [(n - k) // stride + 1 for n, k in zip(size[2:], kernels[2:], strict=True)]
    return _Case(rng.normal(size=(size[0], kernels[0], *out)), x, weight, stride)


def _check(answer: Backward, cases: list[_Case]) -> str:
    flat = cases[0].x.shape[:3] == (1, 1, 1)
    for case in cases:
        given = [a.ravel() if flat else a.copy() for a in case[:3]]
        try:
            grad, x, weight = (a.copy() for a in given)
            result = answer(grad, x, weight, case.stride)
        except Exception as error:
            kind = type(error).__name__
            return f"With stride {case.stride} it raises {kind}: {error}"
        if not isinstance(result, tuple) or len(result) != 2:
            return f"The answer should be a pair d_x, d_weight, got {result!r}."
        expected = conv2d_backward(*case[:3], stride=case.stride)[:2]
        mistakes = _mistakes_in_x(case), _mistakes_in_weight(case)
        for k, name in enumerate(("d_x", "d_weight")):
            right = expected[k].reshape(given[k + 1].shape)
            hint = _hint(np.asarray(result[k]), right, mistakes[k])
            if hint:
                return f"{name} {hint[0]}, with stride {case.stride}: {hint[1]}."
    strides = ", ".join(str(case.stride) for case in cases[:-1])
    return f"Right, with strides {strides} and {cases[-1].stride}."


def _hint(
    got: np.ndarray, right: np.ndarray, mistakes: dict[tuple[str, str], np.ndarray]
) -> tuple[str, str] | None:
    """Return what is wrong and what to do about it, or nothing."""
    if got.shape != right.shape:
        return f"has shape {got.shape}", f"it should be {right.shape}"
    if np.allclose(got, right):
        return None
    for words, wrong in mistakes.items():
        if np.allclose(got, wrong.reshape(right.shape)):
            return words
    place = tuple(map(int, np.argwhere(~np.isclose(got, right))[0]))
    numbers = f"{got[place]:.3f} where {right[place]:.3f} should be"
    return "is wrong", f"at {place if len(place) > 1 else place[0]} it has {numbers}"


def _mistakes_in_x(case: _Case) -> dict[tuple[str, str], np.ndarray]:
    turned = case.weight[:, :, ::-1, ::-1]
    overwrite = ("keeps only the last window", "windows overlap, so add with +=")
    flip = ("uses the kernel turned", "each tap goes back to the pixel it read")
    step = ("forgets the stride", "window p begins at p * stride")
    last = ("keeps only the last kernel", "add what comes back from all of them")
    return {
        ("is all zeros", "nothing is handed back yet"): np.zeros(case.x.shape),
        overwrite: _scatter(case, case.weight, case.stride, add=False),
        flip: _scatter(case, turned, case.stride),
        step: _scatter(case, case.weight, 1),
        last: _scatter(case, case.weight, case.stride, kernels=slice(-1, None)),
        ("keeps only the last window of the last kernel", "add with +="): _scatter(
            case, case.weight, case.stride, add=False, kernels=slice(-1, None)
        ),
    }


def _mistakes_in_weight(case: _Case) -> dict[tuple[str, str], np.ndarray]:
    right = _collect(case, case.stride)
    last = case._replace(x=case.x[-1:], grad=case.grad[-1:])
    return {
        ("is all zeros", "nothing is collected yet"): np.zeros(case.weight.shape),
        ("is turned", "tap k saw the pixel k further on"): right[..., ::-1, ::-1],
        ("forgets the stride", "window p begins at p * stride"): _collect(case, 1),
        ("is the mean over images", "the loss has divided already"): right
        / len(case.x),
        ("is the mean over places", "every place adds up"): right
        / (case.grad[:, 0].size),
        ("has only the last image", "add up all images"): _collect(last, case.stride),
        ("has only the last place", "add up all places"): _collect(
            case, case.stride, add=False
        ),
    }


def _scatter(
    case: _Case,
    weight: np.ndarray,
    step: int,
    *,
    add: bool = True,
    kernels: slice = slice(None),
) -> np.ndarray:
    """Hand each gradient out to its window, onto what is there or over it."""
    d_x = np.zeros(case.x.size)
    for _, seen, grad in case.windows(step):
        share = np.tensordot(grad[kernels], weight[kernels], 1)
        d_x[seen] = add * d_x[seen] + share
    return d_x


def _collect(case: _Case, step: int, *, add: bool = True) -> np.ndarray:
    d_weight = np.zeros(case.weight.shape)
    for _, seen, grad in case.windows(step):
        d_weight = add * d_weight + np.multiply.outer(grad, case.x.ravel()[seen])
    return d_weight
