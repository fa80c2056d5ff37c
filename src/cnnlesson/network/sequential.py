"""Layers in a row: passes, parameters by name, shapes and costs."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from cnnlesson._checks import floats, instance, integer, same_shape
from cnnlesson.arithmetic import Cost
from cnnlesson.layers import Layer


class LayerSummary(NamedTuple):
    """One line of :meth:`Sequential.summary`, for one image."""

    #: The layer itself.
    layer: Layer
    #: Shape of what leaves it, without the batch.
    output_shape: tuple[int, ...]
    #: What it costs.
    cost: Cost


class Sequential:
    """Layers in a row, each fed with the output of the one before.

    Parameters
    ----------
    *layers : Layer
        At least one, from the input up; each stands in one place of one network,
        for it remembers what passed through it.

    Attributes
    ----------
    layers : list of Layer

    Raises
    ------
    TypeError
        If something else than a layer is among them.
    ValueError
        If there is none, or one stands in two places.

    Examples
    --------
    >>> from cnnlesson.layers import Flatten, Linear
    >>> linear = Linear(784, 16, rng=np.random.default_rng(1))
    >>> network = Sequential(Flatten(), linear)
    >>> network.forward(np.zeros((3, 1, 28, 28), dtype=np.float32)).shape
    (3, 16)
    """

    def __init__(self, *layers: Layer) -> None:
        if not layers:
            raise ValueError("a network needs at least one layer, got none")
        for place, layer in enumerate(layers):
            if not isinstance(layer, Layer):
                raise TypeError(f"layer {place} must be a Layer, got {layer!r}")
            if layers.index(layer) < place:
                raise ValueError(
                    f"layer {place} is the same object as layer "
                    f"{layers.index(layer)}: make a second {layer!r}"
                )
        self.layers = list(layers)

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Return the output for a batch `x` (N, C, H, W), such as logits (N, classes).

        Each layer remembers its input for :meth:`backward`.
        """
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, grad: np.ndarray) -> np.ndarray:
        """Turn the loss's gradient by the output into that by the input.

        Those by the parameters are in :meth:`gradients` then.

        Raises
        ------
        RuntimeError
            If :meth:`forward` has not run.
        """
        for layer in reversed(self.layers):
            grad = layer.backward(grad)
        return grad

    def backward_params(self, grad: np.ndarray) -> None:
        """Turn the loss's gradient by the output into those by the parameters alone.

        A training step needs no more; they are in :meth:`gradients` then. It leaves
        out what :meth:`backward` does below the parameters of the first layer that
        has any.

        Raises
        ------
        RuntimeError
            If :meth:`forward` has not run.
        """
        learned = [place for place, layer in enumerate(self.layers) if layer.params]
        if learned:
            first, *others = self.layers[learned[0] :]
            for layer in reversed(others):
                grad = layer.backward(grad)
            first.backward_params(grad)

    def twin(self) -> "Sequential":
        """Return a network with these very parameters, and a memory of its own.

        What moves the parameters of one moves those of the other. The two can pass
        different batches at the same time.
        """
        return Sequential(*(layer.twin() for layer in self.layers))

    def add_gradients(self, twin: "Sequential") -> None:
        """Add the gradients of a :meth:`twin` to those of this network."""
        for layer, other in zip(self.layers, twin.layers, strict=True):
            for name, grad in other.grads.items():
                layer.grads[name] += grad

    def parameters(self) -> dict[str, np.ndarray]:
        """Return the parameters themselves, as ``"0.weight"``, ``"0.bias"``, ..."""
        return _by_place([layer.params for layer in self.layers])

    def gradients(self) -> dict[str, np.ndarray]:
        """Return the gradients of the last :meth:`backward`, under the same names."""
        return _by_place([layer.grads for layer in self.layers])

    @property
    def parameter_count(self) -> int:
        """How many numbers the network has to learn."""
        return sum(array.size for array in self.parameters().values())

    def state(self) -> dict[str, np.ndarray]:
        """Return copies of the parameters, for :meth:`load_state`."""
        return {name: array.copy() for name, array in self.parameters().items()}

    def load_state(self, arrays: Mapping[str, np.ndarray]) -> None:
        """Write `arrays` into the parameters, each under its name.

        Raises
        ------
        ValueError
            If a name is missing or superfluous, a shape is another, or a number is
            NaN or infinite. No parameter has changed then.
        """
        params = self.parameters()
        if params.keys() != arrays.keys():
            raise ValueError(
                f"the parameters are called {list(params)}, got {list(arrays)}"
            )
        for name, param in params.items():
            array = floats(name, arrays[name])
            same_shape(name, array, param.shape, "as in the network")
            if not np.isfinite(array).all():
                raise ValueError(f"{name} has numbers that are NaN or infinite")
        for name, param in params.items():
            param[...] = arrays[name]

    def astype(self, dtype: type[np.floating]) -> "Sequential":
        """Return a copy of the network that computes in `dtype`, float32 or float64.

        What passed through this network is not copied.
        """
        network = self.twin()
        for layer in network.layers:
            layer.params = {k: v.astype(dtype) for k, v in layer.params.items()}
        return network

    def summary(self, input_shape: tuple[int, ...]) -> list[LayerSummary]:
        """List layers with their output shapes and costs for one image.

        Parameters
        ----------
        input_shape : tuple of int
            Of one image, such as ``(1, 28, 28)``.

        Raises
        ------
        ValueError
            If a layer does not take what the one before gives.
        """
        instance("input_shape", input_shape, tuple)
        rows = []
        for layer in self.layers:
            cost, input_shape = layer.cost(input_shape), layer.output_shape(input_shape)
            rows.append(LayerSummary(layer, input_shape, cost))
        return rows

    def output_shape(self, input_shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return the shape of the output for one image's, such as ``(10,)``."""
        return self.summary(input_shape)[-1].output_shape

    def total_cost(self, input_shape: tuple[int, ...]) -> Cost:
        """Count parameters, multiply-adds and activations of all layers together."""
        return sum((row.cost for row in self.summary(input_shape)), Cost())

    def predict(self, images: np.ndarray, *, batch_size: int = 500) -> np.ndarray:
        """Return the output for many images, at most `batch_size` at a time.

        Parameters
        ----------
        images : ndarray, shape (N, C, H, W)
            At least one.
        batch_size : int, default 500
            A smaller one needs less memory.

        Returns
        -------
        ndarray, shape (N, classes)
            Logits; ``.argmax(axis=1)`` is the class.
        """
        if floats("images", images).size == 0:
            raise ValueError(f"there is nothing to predict: images {images.shape}")
        step = integer("batch_size", batch_size)
        starts = range(0, len(images), step)
        return np.concatenate([self.forward(images[i : i + step]) for i in starts])

    def __repr__(self) -> str:
        lines = [f"  ({place}): {layer!r}\n" for place, layer in enumerate(self.layers)]
        return f"Sequential(\n{''.join(lines)})"


def _by_place(dicts: list[dict[str, np.ndarray]]) -> dict[str, np.ndarray]:
    return {
        f"{place}.{name}": array
        for place, arrays in enumerate(dicts)
        for name, array in arrays.items()
    }
