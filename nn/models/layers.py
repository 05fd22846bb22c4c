"""Neurons, and layers of neurons (L1.1, L3.1).

`w_ij` leads from input i to unit j; the matrix W of a layer has its units as rows, so that `w_ij` is W[j][i].
"""

from __future__ import annotations

import copy
import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, TypeAlias, cast

from autograd import Constant, Value, Vector, vector
from autograd.data import entries
from autograd.primitive import is_real
from autograd.primitives.vectors import dot
from autograd.shared.showing import came, counted
from nn.arguments import (
    Seed,
    absent,
    check_flag,
    check_sequence,
    check_whole,
    checked,
    finite_number,
    fixed,
    random_generator,
)
from nn.models.activations import Activation, activation_name, activation_row
from nn.models.initializers import Initializer, drawn, find_initializer
from nn.models.module import Container, Module
from nn.models.parameter_numbers import ParameterNumbers
from nn.models.slide_names import slide_name

__all__ = ["Inputs", "Layer", "Matrix", "Neuron", "input_vector", "input_vectors"]

MOST_LABELLED = 256
"""Units with more inputs leave their weights without labels: no picture shows so many, and they would fill memory."""

Inputs: TypeAlias = Sequence[Value | float] | Vector
Matrix: TypeAlias = Sequence[Sequence[float]]


def _weights(given: object, name: str) -> Vector:
    """Other Values as the weights, such as those of a unit to share them with."""
    if isinstance(given, Vector):
        return given
    if isinstance(given, (list, tuple)) and given and all(isinstance(each, Value) for each in given):
        return vector(given)
    raise TypeError(f"expected {name} to be Values, got {came(given)}: their numbers are assigned to w")


def _bias(given: object, name: str) -> Value:
    if isinstance(given, Value):
        return given
    raise TypeError(f"expected {name} to be a Value, got {came(given)}: its number is assigned to b")


class Neuron(Module):
    """One unit: `activation(⟨w, x⟩ + b)` (L1.1, L3.1).

    Args:
        nin: how many inputs, at least 1.
        activation: "linear" or None, or an operation on one number: by its name, such as "sigmoid", "tanh", "relu" or
            "step", or itself, as `autograd.sigmoid`.
        seed: a seed, or the `random.Random` to draw from; None for a new one each time.
        init: where the weights start: a name in `nn.INITIALIZERS`, or a function `(nin, nout, generator)` that gives a
            weight. The bias starts at 0.
        unit: the unit's number in its layer, for the names of its parameters; none for a unit that stands alone.
        layer: the layer's number, likewise.
        bias: whether there is a b; otherwise it is the constant 0, and no parameter.

    Raises:
        ValueError: if `nin` is below 1, or for an unknown activation or initializer.

    >>> neuron = Neuron(2, activation="sigmoid", seed=0)
    >>> [w.label for w in neuron.weights], neuron.bias.label
    (['w_1', 'w_2'], 'b')
    >>> 0 < neuron([1.0, -1.0]) < 1
    True
    """

    nin: int = fixed()
    layer: int | None
    activation: str = fixed()
    weights: Vector = checked(_weights)
    bias: Value = checked(_bias)

    def __init__(
        self,
        nin: int,
        activation: Activation = "sigmoid",
        seed: Seed = None,
        *,
        init: str | Initializer = "lecun",
        unit: int | None = None,
        layer: int | None = None,
        bias: bool = True,
    ) -> None:
        generator, draw = random_generator(seed), find_initializer(init)
        self.nin = nin = check_whole(nin, "nin")
        self.weights = vector(drawn(draw, nin, 1, generator, nin, lambda k: slide_name("w", k + 1, unit, layer=layer)))
        self.bias = Value(0.0) if check_flag(bias, "bias") else Constant(0.0)
        self.unit = None if unit is None else check_whole(unit, "unit")
        self._place(layer if layer is None else check_whole(layer, "layer"), activation_name(activation))

    def _place(self, layer: int | None, activation: str) -> None:
        """Takes the place's names, and its activation."""
        self.layer = layer
        object.__setattr__(self, "activation", activation)
        self._row = activation_row(activation)
        if self.nin <= MOST_LABELLED:
            for name, parameter in self.named_parameters().items():
                parameter.label = name
        self._sum_name = slide_name("z", self.unit, layer=layer)
        self._output_name = slide_name("h", self.unit, layer=layer)

    @property
    def has_bias(self) -> bool:
        """Whether the bias is a parameter."""
        return not self.bias.is_constant

    def __call__(self, inputs: Inputs) -> Value:
        """The unit's output.

        Args:
            inputs: one Value or number an input; numbers become Values labelled `x_1`, `x_2`, …

        Raises:
            ValueError: for a wrong number of inputs.
        """
        return self._output(input_vector(inputs, self.nin, self))

    def _output(self, inputs: Vector) -> Value:
        weighted_sum = self._sum(inputs)
        output = weighted_sum if self._row is None else Value.apply_primitive(self._row, (weighted_sum,))
        output.label = self._output_name
        return output

    def _sum(self, inputs: Vector) -> Value:
        bias = self.bias
        operands = (self.weights, inputs) if bias.is_constant else (self.weights, inputs, bias)
        result = Value.apply_primitive(dot, operands)
        result.label = self._sum_name
        return result

    @property
    def w(self) -> list[float]:
        """The numbers of the weights, one an input. New ones may be assigned, all together."""
        return ParameterNumbers(weight.data for weight in self.weights)

    @w.setter
    def w(self, w: Sequence[float]) -> None:
        self.set_weights(w, self.b)

    @property
    def b(self) -> float:
        """The number of the bias. A new one may be assigned."""
        return self.bias.data

    @b.setter
    def b(self, b: float) -> None:
        self.set_weights(self.w, b)

    def set_weights(self, w: Sequence[float], b: float = 0.0) -> None:
        """Sets the weights and the bias.

        Raises:
            TypeError: for what is no sequence of numbers; nothing has changed then.
            ValueError: unless there is one finite number an input; likewise.

        >>> AND = Neuron(2, activation="step")
        >>> AND.set_weights([1, 1], -1.5)
        >>> AND([1, 1]).data, AND([1, 0]).data
        (1.0, 0.0)
        """
        w = entries(w, "w", "numbers")
        if len(w) != self.nin:
            raise ValueError(f"expected {counted(self.nin, 'weight')} w for {self}, got {len(w)}")
        if not self.has_bias and finite_number(b, "b"):
            raise ValueError(f"expected b to be 0 for {self}, which has no bias, got {came(b)}")
        self.load_state_dict(dict(zip(self.named_parameters(), [*w, b])))

    def named_parameters(self) -> dict[str, Value]:
        names = [slide_name("w", i, self.unit, layer=self.layer) for i in range(1, self.nin + 1)]
        return dict(zip([*names, slide_name("b", self.unit, layer=self.layer)], self.parameters()))

    def parameters(self) -> list[Value]:
        return [*self.weights, self.bias] if self.has_bias else [*self.weights]

    def __repr__(self) -> str:
        return f"Neuron({self.nin}, activation={self.activation!r}{_without_bias(self.has_bias)})"


class Layer(Container):
    """Several units on the same inputs: `h = σ(W·x + b)` with one row of W a unit (L3.1).

    Args:
        nin: how many inputs.
        nout: how many units.
        activation: that of every unit.
        seed: a seed, or the `random.Random` to draw from.
        init: where the weights start, as for `Neuron`.
        layer: the layer's number, for the names of its parameters.
        bias: whether there is a b.

    Raises:
        ValueError: if `nin` or `nout` is below 1, or for an unknown activation or initializer.

    >>> [h.label for h in Layer(2, 3, seed=0)([1.0, -1.0])]
    ['h_1', 'h_2', 'h_3']
    """

    nin: int = fixed()
    nout: int = fixed()
    activation: str = fixed()
    has_bias: bool = fixed()
    neurons: list[Neuron]
    parts: list[Neuron]

    def __init__(
        self,
        nin: int,
        nout: int,
        activation: Activation = "sigmoid",
        seed: Seed = None,
        *,
        init: str | Initializer = "lecun",
        layer: int | None = None,
        bias: bool = True,
    ) -> None:
        generator, draw = random_generator(seed), find_initializer(init)
        self.nin, self.nout = nin, nout = check_whole(nin, "nin"), check_whole(nout, "nout")
        self.layer = None if layer is None else check_whole(layer, "layer")
        self.activation, self.has_bias = activation_name(activation), check_flag(bias, "bias")
        options: dict[str, Any] = {"layer": layer, "bias": bias, "init": lambda nin, _, g: draw(nin, nout, g)}
        self.parts = self.neurons = [
            Neuron(nin, self.activation, generator, unit=unit, **options) for unit in range(1, nout + 1)
        ]

    def __call__(self, inputs: Inputs) -> list[Value]:
        """The outputs of the units.

        Raises:
            ValueError: for a wrong number of inputs.
        """
        return self._outputs(input_vector(inputs, self.nin, self))

    def _outputs(self, inputs: Vector) -> list[Value]:
        return [neuron._output(inputs) for neuron in self.neurons]

    def _sums(self, inputs: Vector) -> list[Value]:
        return [neuron._sum(inputs) for neuron in self.neurons]

    @property
    def W(self) -> list[list[float]]:  # noqa: N802 - the slides' name
        """The numbers of the weights as the slides' matrix, one row a unit. A new one may be assigned, as a whole."""
        return ParameterNumbers(neuron.w for neuron in self.neurons)

    @W.setter
    def W(self, W: Matrix) -> None:  # noqa: N802
        self.set_weights(W, self.b)

    @property
    def b(self) -> list[float]:
        """The numbers of the biases, one a unit. New ones may be assigned, all together."""
        return ParameterNumbers(neuron.b for neuron in self.neurons)

    @b.setter
    def b(self, b: Sequence[float]) -> None:
        self.load_state_dict(self.state_of(self.W, b))

    def set_weights(self, W: Matrix, b: Sequence[float] | None = None) -> None:
        """Sets the weights to the matrix W, one row a unit, and the biases to b, or to 0.

        Raises:
            TypeError: for what is no sequence, or no number in it; nothing has changed then.
            ValueError: for a wrong shape, or what is not a finite number; likewise.
        """
        self.load_state_dict(self.state_of(W, [0.0] * self.nout if b is None else b))

    def state_of(self, W: Matrix, b: Sequence[float]) -> dict[str, float]:
        """The `state_dict` that has the matrix W, one row a unit, and the biases b.

        Raises:
            TypeError: for what is no sequence.
            ValueError: for a wrong shape.
        """
        number = self.layer or ""
        W = [entries(row, f"W{number}[{j}]", "numbers") for j, row in enumerate(entries(W, f"W{number}", "rows"))]
        b = entries(b, f"b{number}", "numbers")
        if len(W) != self.nout or any(len(row) != self.nin for row in W):
            lengths = " or ".join(map(str, sorted({len(row) for row in W})))
            raise ValueError(
                f"expected W{number} to have {counted(self.nout, 'row')} of {counted(self.nin, 'number')}, "
                f"got {counted(len(W), 'row')} of {lengths}"
            )
        if len(b) != self.nout:
            raise ValueError(f"expected b{number} to have {counted(self.nout, 'number')}, got {len(b)}")
        if any(b) and not self.has_bias:
            raise ValueError(f"expected b{number} to be 0 for {self}, which has no biases, got {came(b)}")
        kept = [(*row, bias) if self.has_bias else row for row, bias in zip(W, b)]
        return dict(zip(self.named_parameters(), [number for numbers in kept for number in numbers]))

    def placed(self, layer: int | None, activation: str) -> Layer:
        """A layer of the same parameters, with another number, and an activation that may be another.

        >>> sums = Layer(2, 1, activation="linear", init="zeros")
        >>> sums.placed(3, "sigmoid")([1.0, 2.0])[0].label, sums([1.0, 2.0])[0].label
        ('h_1^(3)', 'h_1')
        """
        other = copy.copy(self)
        other.layer = layer
        object.__setattr__(other, "activation", activation)
        other.parts = other.neurons = [copy.copy(neuron) for neuron in self.neurons]
        for neuron in other.neurons:
            neuron._place(layer, activation)
        return other

    def __repr__(self) -> str:
        return f"Layer({self.nin}, {self.nout}, activation={self.activation!r}{_without_bias(self.has_bias)})"


for _name, _instead in {"W": "neuron.w", "weight": "neuron.w"}.items():
    setattr(Neuron, _name, absent(_name, _instead))
for _name, _instead in {"w": "layer.W", "weight": "layer.W", "weights": "layer.W", "bias": "layer.b"}.items():
    setattr(Layer, _name, absent(_name, _instead))


def _without_bias(has_bias: bool) -> str:
    return "" if has_bias else ", bias=False"


def input_vector(inputs: Inputs, count: int, model: Module, names: Sequence[str] | None = None) -> Vector:
    """The inputs as Values; numbers among them get a name each, and a gradient like any other leaf.

    Args:
        inputs: Values and numbers.
        count: how many there must be.
        model: who asks for that many.
        names: what to call them; None for `x_1`, `x_2`, …

    Raises:
        TypeError: for a number alone, or many samples, saying what to write; for what is no number among them.
        ValueError: unless there are `count`, as `model` expects; for NaN among them.
    """
    if not isinstance(inputs, Vector):
        _check_sample(inputs, count, model)
    if len(inputs) != count:
        raise ValueError(f"expected {counted(count, 'input')} for {model}, got {len(inputs)}")
    if isinstance(inputs, Vector):
        return inputs
    named = zip(inputs, names or _numbered(count))
    try:
        return Vector(tuple(x if isinstance(x, Value) else Value(x, label=name) for x, name in named))
    except (TypeError, ValueError):
        for place, x in enumerate(inputs):
            if not isinstance(x, Value) and not (is_real(x) and math.isinf(x)):
                finite_number(x, f"inputs[{place}]")
        raise


def input_vectors(inputs: Sequence[Inputs], count: int, model: Module) -> list[Vector]:
    """The inputs of several positions, as `input_vector` makes Values of each.

    Raises:
        TypeError, ValueError: as `input_vector` does; for what is no sequence of them.
    """
    return [input_vector(x, count, model) for x in entries(inputs, "inputs", "rows of numbers, one a position")]


@lru_cache(maxsize=64)
def _numbered(count: int) -> tuple[str, ...]:
    return tuple(f"x_{i}" for i in range(1, count + 1))


def _check_sample(inputs: object, count: int, model: Module) -> None:
    """Raises TypeError for a number alone, or for many samples."""
    if isinstance(inputs, (int, float, Value)):
        raise TypeError(f"expected inputs to be a sequence of numbers, got {came(inputs)}: write [{inputs!r}]")
    check_sequence(inputs, "inputs", "numbers")
    first = next(iter(cast("Inputs", inputs)), None)
    if hasattr(first, "__len__") and not isinstance(first, (str, bytes)):
        raise TypeError(
            f"expected inputs to be one sample of {counted(count, 'number')} for {model}, got many samples: write "
            "model.predict(X) for their numbers, or [model(x) for x in X] for their graphs"
        )
