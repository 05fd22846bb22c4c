"""The network of the slides (L3): neurons, layers of neurons, and layers of layers.

The index convention, said once: `w_ij` leads from input i to unit j, as on the scalar slides. The matrix of a layer has
its units as rows, so that `w_ij` is its entry W[j][i]. A superscript counts the layers from 1.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from typing import TypeAlias

from autograd import PRIMITIVES, Value, Vector, vector
from autograd.primitives import dot
from nn.losses import softmax
from nn.module import Container, Module

__all__ = ["MLP", "Inputs", "Layer", "Neuron", "count_parameters"]

MOST_LABELLED = 256
"""Units with more inputs leave their weights without labels: no picture shows so many, and they would fill memory."""

Inputs: TypeAlias = Sequence[Value | float] | Vector


class Neuron(Module):
    """One unit: `activation(⟨w, x⟩ + b)` (L1.1, L3.1).

    The weights start uniformly distributed with variance 1/nin, which keeps the variance of what passes through (LeCun
    et al., "Efficient BackProp", 1998); the bias starts at 0.

    Args:
        nin: how many inputs, at least 1.
        activation: "linear", or the name of an operation on one number, such as "sigmoid", "tanh", "relu", "step".
        seed: a seed, or the `random.Random` to draw from; None for a new one each time.
        unit: the unit's number in its layer, for the names of its parameters; none for a unit that stands alone.
        layer: the layer's number, likewise.

    Raises:
        ValueError: if `nin` is below 1, or for an unknown activation.

    >>> neuron = Neuron(2, activation="sigmoid", seed=0)
    >>> [w.label for w in neuron.weights], neuron.bias.label
    (['w_1', 'w_2'], 'b')
    >>> 0 < neuron([1.0, -1.0]) < 1
    True
    """

    def __init__(
        self,
        nin: int,
        activation: str = "sigmoid",
        seed: int | random.Random | None = None,
        *,
        unit: int | None = None,
        layer: int | None = None,
    ) -> None:
        generator = _generator(seed)
        bound = math.sqrt(3.0 / _count(nin, "nin"))
        self.activation = activation
        self._activate = _activation(activation)
        self.unit = unit
        self.layer = layer
        self.weights = vector([Value(generator.uniform(-bound, bound)) for _ in range(nin)])
        self.bias = Value(0.0)
        if nin <= MOST_LABELLED:
            for name, parameter in self.named_parameters().items():
                parameter.label = name
        self._sum_name = _name("z", unit, layer=layer)
        self._output_name = _name("h", unit, layer=layer)

    def __call__(self, inputs: Inputs) -> Value:
        """The unit's output.

        Args:
            inputs: one Value or number an input; numbers become Values labelled `x_1`, `x_2`, …

        Raises:
            ValueError: for a wrong number of inputs.
        """
        return self._output(_input_vector(inputs, len(self.weights.values), self))

    def _output(self, inputs: Vector) -> Value:
        result: Value = dot(self.weights, inputs, self.bias)
        if self._activate is not None:
            result.label = self._sum_name
            result = self._activate(result)
        result.label = self._output_name
        return result

    def named_parameters(self) -> dict[str, Value]:
        names = [_name("w", i, self.unit, layer=self.layer) for i in range(1, len(self.weights) + 1)]
        return dict(zip([*names, _name("b", self.unit, layer=self.layer)], self.parameters()))

    def parameters(self) -> list[Value]:
        return [*self.weights, self.bias]

    def __repr__(self) -> str:
        return f"Neuron({len(self.weights)}, activation={self.activation!r})"


class Layer(Container):
    """Several units on the same inputs: `h = σ(W·x + b)` with one row of W a unit (L3.1).

    Args:
        nin: how many inputs.
        nout: how many units.
        activation: that of every unit.
        seed: a seed, or the `random.Random` to draw from.
        layer: the layer's number, for the names of its parameters.

    Raises:
        ValueError: if `nin` or `nout` is below 1, or for an unknown activation.

    >>> [h.label for h in Layer(2, 3, seed=0)([1.0, -1.0])]
    ['h_1', 'h_2', 'h_3']
    """

    def __init__(
        self,
        nin: int,
        nout: int,
        activation: str = "sigmoid",
        seed: int | random.Random | None = None,
        *,
        layer: int | None = None,
    ) -> None:
        generator = _generator(seed)
        units = range(1, _count(nout, "nout") + 1)
        self.parts = self.neurons = [Neuron(nin, activation, generator, unit=unit, layer=layer) for unit in units]

    def __call__(self, inputs: Inputs) -> list[Value]:
        """The outputs of the units.

        Raises:
            ValueError: for a wrong number of inputs.
        """
        return self._outputs(_input_vector(inputs, len(self.neurons[0].weights), self))

    def _outputs(self, inputs: Vector) -> list[Value]:
        return [neuron._output(inputs) for neuron in self.neurons]

    def __repr__(self) -> str:
        first = self.neurons[0]
        return f"Layer({len(first.weights)}, {len(self.neurons)}, activation={first.activation!r})"


class MLP(Container):
    """A multilayer perceptron (L3.1, L3.3, L3.4): layer upon layer, each fed with the outputs of the one before.

    Args:
        nin: how many inputs.
        nouts: how many units each layer has, the last one being the output.
        activation: that of the hidden layers.
        output: that of the last layer, or "softmax", which turns its sums into probabilities.
        seed: a seed, or the `random.Random` to draw from.

    Raises:
        ValueError: if a size is below 1, if there is no layer, or for an unknown activation.

    >>> model = MLP(2, [4, 1], activation="sigmoid", output="sigmoid", seed=0)
    >>> model
    MLP(2, [4, 1], activation='sigmoid', output='sigmoid')
    >>> len(model.parameters()), 0 < model([0.0, 1.0]) < 1
    (17, True)
    """

    def __init__(
        self,
        nin: int,
        nouts: Sequence[int],
        activation: str = "sigmoid",
        output: str = "linear",
        seed: int | random.Random | None = None,
    ) -> None:
        if not nouts:
            raise ValueError("expected at least one layer in nouts, got none")
        _activation(activation)  # refused even where no hidden layer would use it
        generator = _generator(seed)
        activations = [activation] * (len(nouts) - 1) + ["linear" if output == "softmax" else output]
        sizes = zip((nin, *nouts), nouts, activations)
        self.parts = self.layers = [
            Layer(before, after, function, generator, layer=number)
            for number, (before, after, function) in enumerate(sizes, start=1)
        ]
        self.activation = activation
        self.output = output

    def __call__(self, inputs: Inputs) -> Value | list[Value]:
        """The output: a Value if there is one, otherwise a list of Values.

        Raises:
            ValueError: for a wrong number of inputs.
        """
        values = _input_vector(inputs, len(self.layers[0].neurons[0].weights), self)
        for layer in self.layers:
            values = Vector(tuple(layer._outputs(values)))
        outputs = softmax(values) if self.output == "softmax" else list(values)
        return outputs[0] if len(outputs) == 1 else outputs

    def __repr__(self) -> str:
        sizes = [len(layer.neurons) for layer in self.layers]
        nin = len(self.layers[0].neurons[0].weights)
        return f"MLP({nin}, {sizes}, activation={self.activation!r}, output={self.output!r})"


def count_parameters(nin: int, nouts: Sequence[int]) -> int:
    """How many parameters `MLP(nin, nouts)` has, without building it (L3.5).

    >>> count_parameters(2, [1024, 512, 3])
    529411
    """
    return sum((_count(before, "nin") + 1) * _count(after, "nouts") for before, after in zip((nin, *nouts), nouts))


def _input_vector(inputs: Inputs, count: int, model: Module) -> Vector:
    """The inputs as Values; numbers among them get a name each, and a gradient like any other leaf.

    Raises:
        ValueError: unless there are `count`, as `model` expects.
    """
    if len(inputs) != count:
        raise ValueError(f"expected {count} inputs for {model}, got {len(inputs)}")
    if isinstance(inputs, Vector):
        return inputs
    named = enumerate(inputs, start=1)
    return Vector(tuple(x if isinstance(x, Value) else Value(x, label=f"x_{i}") for i, x in named))


def _name(letter: str, *indices: int | None, layer: int | None = None) -> str:
    numbers = [str(index) for index in indices if index is not None]
    separator = "," if any(len(number) > 1 for number in numbers) else ""
    superscript = "" if layer is None else f"^({layer})"
    return f"{letter}_{separator.join(numbers)}{superscript}" if numbers else f"{letter}{superscript}"


def _activation(name: str) -> Callable[[Value], Value] | None:
    """The method of Values of that name; None for "linear", which does nothing."""
    if name == "linear":
        return None
    known = sorted(row.name for row in PRIMITIVES.values() if row.vectors == (False,))
    if name not in known:
        raise ValueError(f"unknown activation {name!r}: expected 'linear' or one of {', '.join(known)}")
    method: Callable[[Value], Value] = getattr(Value, name)
    return method


def _generator(seed: int | random.Random | None) -> random.Random:
    return seed if isinstance(seed, random.Random) else random.Random(seed)


def _count(number: int, name: str) -> int:
    if not isinstance(number, int) or number < 1:
        raise ValueError(f"expected {name} to be a whole number of at least 1, got {number!r}")
    return number
