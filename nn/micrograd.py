"""A door for programs written against micrograd: its `Neuron`, `Layer` and `MLP`, on this engine.

`from nn.micrograd import MLP` stands where `from micrograd.nn import MLP` stood. `docs/coming_from_micrograd.md` says
what is the same, what differs, and why.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TypeAlias, cast

from autograd import Value as AnyValue
from autograd import Vector
from autograd.micrograd import Value
from autograd.primitives.piecewise import relu
from autograd.primitives.vectors import dot
from nn.models.module import Module

if TYPE_CHECKING:
    from nn.models.outputs import ValueOrValuesOfMicrograd

__all__ = ["MLP", "Layer", "Module", "Neuron"]

Inputs: TypeAlias = Iterable[AnyValue | float] | AnyValue


class Neuron(Module):
    """`relu(⟨w, x⟩ + b)`, or without the relu; weights uniformly distributed from −1 to 1, the bias 0.

    They are drawn from the generator of the module `random`, so that `random.seed` gives the numbers it gave there.

    Args:
        nin: how many inputs.
        nonlin: whether there is a relu.

    Attributes:
        w: the weights, a list of Values.
        b: the bias, a Value.

    >>> random.seed(1337)
    >>> n = Neuron(2)
    >>> n, n.w[0].data == random.Random(1337).uniform(-1, 1), n.b
    (ReLUNeuron(2), True, Value(data=0.0, grad=0.0))
    """

    def __init__(self, nin: int, nonlin: bool = True) -> None:
        self.w: list[Value] = [Value(random.uniform(-1, 1)) for _ in range(nin)]
        self.b: Value = Value(0)
        self.nonlin = nonlin

    def __call__(self, x: Inputs) -> Value:
        """The output, for as many Values or numbers as there are weights."""
        act: Value = dot(self.w, _values(x), self.b)
        out: Value = relu(act) if self.nonlin else act
        return out

    def __repr__(self) -> str:
        return f"{'ReLU' if self.nonlin else 'Linear'}Neuron({len(self.w)})"


class Layer(Module):
    """Neurons on the same inputs.

    Args:
        nin: how many inputs.
        nout: how many neurons.
        nonlin: whether they have a relu.

    >>> layer = Layer(2, 3)
    >>> len(layer([1.0, -1.0])), len(layer.parameters())
    (3, 9)
    """

    def __init__(self, nin: int, nout: int, nonlin: bool = True) -> None:
        self.neurons: list[Neuron] = [Neuron(nin, nonlin) for _ in range(nout)]

    def __call__(self, x: Inputs) -> ValueOrValuesOfMicrograd:
        """The outputs in a list; one alone without."""
        inputs = _values(x)
        out = [neuron(inputs) for neuron in self.neurons]
        return cast("ValueOrValuesOfMicrograd", out[0] if len(out) == 1 else out)

    def __repr__(self) -> str:
        return f"Layer of [{', '.join(map(str, self.neurons))}]"


class MLP(Module):
    """Layers on top of each other: all with a relu, but for the last.

    Args:
        nin: how many inputs.
        nouts: how many neurons each layer has.

    >>> MLP(2, [2, 1])
    MLP of [Layer of [ReLUNeuron(2), ReLUNeuron(2)], Layer of [LinearNeuron(2)]]
    """

    def __init__(self, nin: int, nouts: Sequence[int]) -> None:
        sizes = [nin, *nouts]
        self.layers: list[Layer] = [
            Layer(sizes[i], sizes[i + 1], nonlin=i != len(nouts) - 1) for i in range(len(nouts))
        ]

    def __call__(self, x: Inputs) -> ValueOrValuesOfMicrograd:
        """The outputs of the last layer in a list; one alone without."""
        for layer in self.layers:
            x = layer(x)
        return cast("ValueOrValuesOfMicrograd", x)

    def __repr__(self) -> str:
        return f"MLP of [{', '.join(map(str, self.layers))}]"


def _values(x: Inputs) -> Vector:
    """The inputs, gathered once for all neurons of a layer; numbers become Values with a gradient."""
    if isinstance(x, Vector):
        return x
    xs = (x,) if isinstance(x, AnyValue) else x
    return Vector(tuple(xi if isinstance(xi, AnyValue) else Value(xi) for xi in xs))
