"""The nets of the lecture's pictures, small, and made of Values alone: `viz` does not know `nn`.

| symbol   | meaning                                  | slides |
| -------- | ---------------------------------------- | ------ |
| `X`, `y` | samples and their labels                 | L2.1   |
| `w`, `b` | weights and bias of a unit               | L1.1   |
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from autograd import PRIMITIVES, Value, Vector, binary_cross_entropy, dot, sigmoid, vector

__all__ = [
    "AND",
    "XOR",
    "Layer",
    "Net",
    "PerceptronRun",
    "Record",
    "Unit",
    "learn",
    "mean_loss",
    "perceptron_run",
    "quiz",
    "two_layers",
    "unit",
    "xor_net",
]

_CORNERS = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]
AND = (_CORNERS, [0.0, 0.0, 0.0, 1.0])
XOR = (_CORNERS, [0.0, 1.0, 1.0, 0.0])


@dataclass(frozen=True)
class Unit:
    """One unit: activation(⟨w, x⟩ + b)."""

    weights: Vector
    bias: Value
    activation: str

    def __call__(self, inputs: Sequence[Value | float]) -> Value:
        output: Value = PRIMITIVES[self.activation](dot(self.weights, inputs, self.bias))
        return output


@dataclass(frozen=True)
class Layer:
    """Units side by side."""

    neurons: tuple[Unit, ...]

    def __call__(self, inputs: Sequence[Value | float]) -> list[Value]:
        return [neuron(inputs) for neuron in self.neurons]


@dataclass(frozen=True)
class Net:
    """Layers one after the other, the last of a single unit."""

    layers: tuple[Layer, ...]

    def __call__(self, inputs: Sequence[Value | float]) -> Value:
        for layer in self.layers:
            inputs = layer(inputs)
        [output] = inputs
        return output if isinstance(output, Value) else Value(output)

    def parameters(self) -> list[Value]:
        """Every weight and bias, unit by unit."""
        units = [neuron for layer in self.layers for neuron in layer.neurons]
        return [value for neuron in units for value in (*neuron.weights, neuron.bias)]


def xor_net(seed: int) -> Net:
    """A net of two inputs, two hidden sigmoid units and one output, with random weights from −1 to 1."""
    chance = random.Random(seed)

    def new_unit(j: int, layer: int) -> Unit:
        weights = [Value(chance.uniform(-1.0, 1.0), f"w_{i}{j}^({layer})") for i in (1, 2)]
        return Unit(vector(weights), Value(0.0, f"b_{j}^({layer})"), "sigmoid")

    return Net((Layer((new_unit(1, 1), new_unit(2, 1))), Layer((new_unit(1, 2),))))


def mean_loss(net: Net, X: Sequence[Sequence[float]], y: Sequence[float]) -> Value:
    """The mean binary cross-entropy of a net (L4.1, L4.2)."""
    losses = [binary_cross_entropy(net(x), target) for x, target in zip(X, y)]
    total: Value = sum(losses[1:], losses[0])
    return total / len(losses)


def learn(
    net: Net,
    X: Sequence[Sequence[float]],
    y: Sequence[float],
    *,
    epochs: int,
    learning_rate: float,
    record: Callable[[int], None],
) -> list[float]:
    """Gradient descent over all samples (L6.1).

    Args:
        net: changed in place.
        X: the samples.
        y: their labels, 0 or 1.
        epochs: how many steps.
        learning_rate: their size.
        record: called with the number of each step after it.

    Returns:
        The mean loss before each step.
    """
    loss = mean_loss(net, X, y)
    losses = []
    for epoch in range(1, epochs + 1):
        losses.append(loss.data)
        loss.zero_grad()
        loss.backward()
        for parameter in net.parameters():
            parameter.data -= learning_rate * (parameter.grad or 0.0)
        loss.recompute()
        record(epoch)
    return losses


@dataclass(frozen=True)
class Record:
    """The weights of a perceptron after an update for a sample."""

    epoch: int
    sample: int | None
    w: tuple[float, ...]
    b: float


@dataclass(frozen=True)
class PerceptronRun:
    """How a perceptron learned."""

    history: tuple[Record, ...]


def perceptron_run(X: Sequence[Sequence[float]], y: Sequence[float], *, most_epochs: int) -> PerceptronRun:
    """The perceptron learning rule, from weights of 0 (L1.2): w ← w + (y − o)·x, b ← b + (y − o)."""
    w, b = [0.0] * len(X[0]), 0.0
    history = [Record(0, None, tuple(w), b)]
    for epoch in range(1, most_epochs + 1):
        updates = len(history)
        for k, (x, target) in enumerate(zip(X, y)):
            error = target - PRIMITIVES["step"](dot(w, x, b))
            if error != 0.0:
                w, b = [wi + error * xi for wi, xi in zip(w, x)], b + error
                history.append(Record(epoch, k, tuple(w), b))
        if len(history) == updates:
            break
    return PerceptronRun(tuple(history))


def _labelled(value: Value, label: str) -> Value:
    value.label = label
    return value


def quiz() -> tuple[Value, dict[str, Value]]:
    """The log-likelihood of the quiz L5.5, and its leaves by name."""
    v = {"w1": 0.5, "w2": -0.25, "x1": 2.0, "x2": 1.0, "y": 1.0}
    leaves = {name: Value(number, name) for name, number in v.items()}
    a = sigmoid(leaves["w1"] * leaves["x1"] + leaves["w2"] * leaves["x2"])
    f = leaves["y"] * PRIMITIVES["log"](a) + (1 - leaves["y"]) * PRIMITIVES["log"](1 - a)
    return _labelled(f, "f"), leaves


def unit() -> tuple[Value, dict[str, Value]]:
    """The loss of the one unit of L7, at the numbers of L5.5, and its leaves by name."""
    numbers = {"w11": 0.5, "w21": -0.25, "x1": 2.0, "x2": 1.0, "y": 1.0}
    v = {name: Value(number, name) for name, number in numbers.items()}
    z = _labelled(dot([v["w11"], v["w21"]], [v["x1"], v["x2"]]), "z")
    y_hat = _labelled(sigmoid(z), "y_hat")
    return _labelled(binary_cross_entropy(y_hat, v["y"]), "ell"), v


def two_layers() -> tuple[Value, dict[str, Value]]:
    """The loss of the two layers of L8, at the numbers of L8.4, and its leaves and hidden units by name."""
    weights = {"w_11^(1)": 0.1, "w_21^(1)": 0.2, "w_12^(1)": -0.3, "w_22^(1)": 0.4, "w_11^(2)": 0.5, "w_21^(2)": -0.6}
    v = {name: Value(number, name) for name, number in {**weights, "x1": 1.0, "x2": -1.0, "y": 1.0}.items()}
    for j in (1, 2):
        z = _labelled(dot([v[f"w_1{j}^(1)"], v[f"w_2{j}^(1)"]], [v["x1"], v["x2"]]), f"z_1{j}")
        v[f"a1{j}"] = _labelled(sigmoid(z), f"a1{j}")
    z = _labelled(dot([v["w_11^(2)"], v["w_21^(2)"]], [v["a11"], v["a12"]]), "z")
    y_hat = _labelled(sigmoid(z), "y_hat")
    return _labelled(binary_cross_entropy(y_hat, v["y"]), "ell"), v
