"""Optimizers: how a gradient becomes a step, and what is remembered between steps."""

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping

import numpy as np

from cnnlesson._checks import integer, number

__all__ = ["SGD", "Adam", "Optimizer"]

Arrays = Mapping[str, np.ndarray]


class Optimizer(ABC):
    """What :class:`SGD` and :class:`Adam` share: a rate, a step count and averages.

    An optimizer serves one network, for what it remembers belongs to that one.

    Attributes
    ----------
    rate : float
        Learning rate.
    steps : int
        Steps taken so far.
    averages : dict of str to ndarray
        Running averages, each of the shape of its parameter. They are called
        ``"KIND.PARAMETER"``, such as ``"velocity.0.weight"``.
    """

    def __init__(self, rate: float, kinds: tuple[str, ...]) -> None:
        self.rate = _positive("rate", rate)
        self.steps = 0
        self.averages: dict[str, np.ndarray] = {}
        self._kinds = kinds
        self._served: Arrays = {}

    def step(self, params: Arrays, grads: Arrays) -> None:
        """Move every array of `params` in place, against its gradient.

        Parameters
        ----------
        params, grads : mapping of str to ndarray
            The same names and shapes in both, as
            :meth:`cnnlesson.network.Sequential.parameters` and
            :meth:`~cnnlesson.network.Sequential.gradients` give them.

        Raises
        ------
        ValueError
            If names or shapes differ, or the averages belong to other parameters.
            Nothing has moved then.
        """
        _check_alike(params, grads)
        if self.averages:
            self._check_served(params)
        self._served = dict(params)
        self.steps += 1
        for name, param in params.items():
            param -= self._move(name, grads[name])

    @abstractmethod
    def _move(self, name: str, grad: np.ndarray) -> np.ndarray:
        """Return what is to be subtracted from the parameter `name`."""

    def _average(self, kind: str, name: str, like: np.ndarray) -> np.ndarray:
        """Return the running average of that kind, which starts at zero."""
        key = f"{kind}.{name}"
        if key not in self.averages:
            self.averages[key] = np.zeros_like(like)
        return self.averages[key]

    def _check_served(self, params: Arrays) -> None:
        served = self._served or params  # load_state leaves open whom it will serve
        if any(served.get(name) is not param for name, param in params.items()):
            raise ValueError(
                f"{self!r} has already trained other parameters and remembers their "
                "gradients: make a new optimizer for each network"
            )
        fits = {f"{k}.{n}": p.shape for k in self._kinds for n, p in params.items()}
        has = {key: average.shape for key, average in self.averages.items()}
        if has != fits:
            odd = sorted({key for key, _ in has.items() ^ fits.items()})
            raise ValueError(f"the averages {odd} do not fit the parameters")

    def state(self) -> dict[str, np.ndarray]:
        """Return copies of all that changes from step to step.

        With it and the parameters, training goes on exactly as if it had never
        stopped. The rate and the other settings are not part of it.
        """
        copies = {key: average.copy() for key, average in self.averages.items()}
        return {"steps": np.array(self.steps), **copies}

    def load_state(self, arrays: Arrays) -> None:
        """Take over what :meth:`state` of an equal optimizer returned.

        Raises
        ------
        ValueError
            If ``"steps"`` is missing or below 0, or this optimizer keeps no such
            average. Nothing has changed then.
        TypeError
            If ``"steps"`` is not an integer.
        """
        averages = {key: array for key, array in arrays.items() if key != "steps"}
        kinds = {key.partition(".")[0] for key in averages}
        if "steps" not in arrays or not kinds <= set(self._kinds):
            raise ValueError(
                f"{self!r} keeps {['steps', *self._kinds]}, "
                f"but the state has {sorted(arrays)}"
            )
        self.steps = integer("steps", arrays["steps"], least=0)
        self.averages = {key: array.copy() for key, array in averages.items()}
        self._served = {}


class SGD(Optimizer):
    r"""Stochastic gradient descent, with momentum if wanted.

    For each parameter :math:`w` with gradient :math:`g`, rate :math:`\eta` and
    momentum :math:`\mu`: :math:`v \leftarrow \mu v + g`, then
    :math:`w \leftarrow w - \eta v`. PyTorch writes it the same way.

    Parameters
    ----------
    rate : float
        Learning rate, above 0.
    momentum : float, default 0.0
        Share of the last step that is carried on, at least 0 and below 1.

    References
    ----------
    .. [1] B. T. Polyak, "Some methods of speeding up the convergence of iteration
       methods", 1964. https://doi.org/10.1016/0041-5553(64)90137-5

    Examples
    --------
    >>> params, grads = {"w": np.array([1.0, 2.0])}, {"w": np.array([10.0, -10.0])}
    >>> SGD(0.1).step(params, grads)
    >>> params["w"]
    array([0., 3.])
    """

    def __init__(self, rate: float, *, momentum: float = 0.0) -> None:
        super().__init__(rate, ("velocity",) if momentum else ())
        self.momentum = _share("momentum", momentum)

    def _move(self, name: str, grad: np.ndarray) -> np.ndarray:
        if not self.momentum:
            return self.rate * grad
        velocity = self._average("velocity", name, grad)
        velocity[...] = self.momentum * velocity + grad
        return self.rate * velocity

    def __repr__(self) -> str:
        return f"SGD({self.rate}, momentum={self.momentum})"


class Adam(Optimizer):
    r"""Adam: each weight's step is scaled by the size of its own past gradients.

    With :math:`m \leftarrow \beta_1 m + (1-\beta_1) g` and
    :math:`v \leftarrow \beta_2 v + (1-\beta_2) g^2`, which start at zero and are
    corrected for that by :math:`\hat m = m / (1-\beta_1^t)` and
    :math:`\hat v = v / (1-\beta_2^t)` at step :math:`t`:
    :math:`w \leftarrow w - \eta\, \hat m / (\sqrt{\hat v} + \epsilon)`.

    Parameters
    ----------
    rate : float
        Learning rate, above 0: about the length of a step in each weight.
    beta1, beta2 : float, default 0.9 and 0.999
        Share of the old average in the new one, at least 0 and below 1.
    eps : float, default 1e-8
        Keeps the division finite, above 0.

    References
    ----------
    .. [1] D. P. Kingma and J. Ba, "Adam: a method for stochastic optimization",
       2015, algorithm 1. https://arxiv.org/abs/1412.6980

    Examples
    --------
    >>> params, grads = {"w": np.array([1.0, 2.0])}, {"w": np.array([10.0, -0.1])}
    >>> Adam(0.1).step(params, grads)
    >>> params["w"].round(6)  # the first step is as long as the rate
    array([0.9, 2.1])
    """

    def __init__(
        self,
        rate: float,
        *,
        beta1: float = 0.9,
        beta2: float = 0.999,
        eps: float = 1e-8,
    ) -> None:
        super().__init__(rate, ("mean", "square"))
        self.beta1, self.beta2 = _share("beta1", beta1), _share("beta2", beta2)
        self.eps = _positive("eps", eps)

    def _move(self, name: str, grad: np.ndarray) -> np.ndarray:
        mean = self._average("mean", name, grad)
        square = self._average("square", name, grad)
        mean[...] = self.beta1 * mean + (1 - self.beta1) * grad
        square[...] = self.beta2 * square + (1 - self.beta2) * grad**2
        mean_hat = mean / (1 - self.beta1**self.steps)
        square_hat = square / (1 - self.beta2**self.steps)
        return self.rate * mean_hat / (np.sqrt(square_hat) + self.eps)

    def __repr__(self) -> str:
        options = f"beta1={self.beta1}, beta2={self.beta2}, eps={self.eps}"
        return f"Adam({self.rate}, {options})"


def _positive(name: str, value: float) -> float:
    if not 0 < number(name, value) < math.inf:
        raise ValueError(f"{name} must be a finite number above 0, got {value}")
    return float(value)


def _share(name: str, value: float) -> float:
    if not 0 <= number(name, value) < 1:
        raise ValueError(f"{name} must be at least 0 and below 1, got {value}")
    return float(value)


def _check_alike(params: Arrays, grads: Arrays) -> None:
    if params.keys() != grads.keys():
        raise ValueError(
            "params and grads must have the same names, they differ in "
            f"{sorted(params.keys() ^ grads.keys())}; "
            "gradients exist once backward has run"
        )
    for name, param in params.items():
        if grads[name].shape != param.shape:
            raise ValueError(
                f"parameter {name} has shape {param.shape} "
                f"but its gradient has {grads[name].shape}"
            )
