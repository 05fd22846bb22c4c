"""micrograd's demo, one training step at a time, as a user of each engine would write it.

Every engine starts from the same numbers: parameters in one flat list, unit by unit, weights before
the bias.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import mul
from typing import Any, Final, Protocol, TypeAlias

import autograd
import nn

INPUT_COUNT, UNIT_COUNTS = 2, [16, 16, 1]
PENALTY = 1e-4

Number: TypeAlias = Any
"""A number of one of the engines, none of which has type annotations."""


@dataclass(frozen=True)
class Task:
    """The samples, their labels −1 and 1, and the parameters that training starts from."""

    X: list[list[float]]
    y: list[float]
    parameters: list[float]


class Peer(Protocol):
    def step(self, learning_rate: float) -> float:
        """One step of full-batch descent; returns the loss before it."""


def micrograd_demo(sample_count: int = 100) -> Task:
    X, labels = nn.datasets.moons(sample_count, noise=0.1, seed=1)
    generator = random.Random(1)
    parameters: list[float] = []
    for before, units in zip([INPUT_COUNT, *UNIT_COUNTS], UNIT_COUNTS):
        for _ in range(units):
            parameters += [*(generator.uniform(-1.0, 1.0) for _ in range(before)), 0.0]
    return Task(X, [2.0 * label - 1.0 for label in labels], parameters)


class Chalkgrad:
    def __init__(self, task: Task) -> None:
        self.task = task
        self.model = nn.MLP(INPUT_COUNT, UNIT_COUNTS, activation="relu", output="linear")
        for parameter, number in zip(self.model.parameters(), task.parameters):
            parameter.data = number
        self.parameters = autograd.vector(self.model.parameters())
        self.optimizer = nn.SGD(self.model.parameters(), learning_rate=1.0)

    def step(self, learning_rate: float) -> float:
        scores: list[Number] = [self.model(x) for x in self.task.X]
        losses = [nn.hinge_loss(score, y) for score, y in zip(scores, self.task.y)]
        penalty = PENALTY * autograd.dot(self.parameters, self.parameters)
        loss: autograd.Value = autograd.sum(losses) / len(losses) + penalty
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.learning_rate = learning_rate
        self.optimizer.step()
        return loss.data


class Micrograd:
    """As in the notebook that micrograd comes with."""

    def __init__(self, task: Task) -> None:
        from micrograd.engine import Value
        from micrograd.nn import MLP

        self.task = task
        self.value = Value
        self.model = MLP(INPUT_COUNT, UNIT_COUNTS)
        for parameter, number in zip(self.model.parameters(), task.parameters):
            parameter.data = number

    def step(self, learning_rate: float) -> float:
        scores = [self.model(list(map(self.value, x))) for x in self.task.X]
        losses = [(1 + -y * score).relu() for y, score in zip(self.task.y, scores)]
        penalty = PENALTY * sum(p * p for p in self.model.parameters())
        loss = sum(losses) * (1.0 / len(losses)) + penalty
        self.model.zero_grad()
        loss.backward()
        for parameter in self.model.parameters():
            parameter.data -= learning_rate * parameter.grad
        return float(loss.data)


class Xad:
    """C++: operations are recorded on a tape, which is cleared and used again."""

    def __init__(self, task: Task) -> None:
        from xad.adj_1st import Real, Tape

        self.task = task
        self.real = Real
        self.tape = Tape()
        self.parameters = task.parameters

    def step(self, learning_rate: float) -> float:
        with self.tape as tape:
            tape.clearAll()
            parameters = list(map(self.real, self.parameters))
            tape.registerInputs(parameters)
            tape.newRecording()
            loss = _loss(self.task, parameters, _relu_by_comparison)
            tape.registerOutput(loss)
            loss.derivative = 1.0
            tape.computeAdjoints()
            self.parameters = [p.value - learning_rate * p.derivative for p in parameters]
            return float(loss.value)


class Oxigrad:
    """Rust: a graph of reference-counted nodes. Fresh parameters each step spare it the walk that zeroes gradients."""

    def __init__(self, task: Task) -> None:
        from oxigrad import Activation, Value

        self.task = task
        self.value = Value
        self.relu = Activation.ReLU
        self.parameters = task.parameters

    def step(self, learning_rate: float) -> float:
        parameters = list(map(self.value, self.parameters))
        loss = _loss(self.task, parameters, self.relu)
        loss.backward()
        self.parameters = [p.data - learning_rate * p.grad for p in parameters]
        return float(loss.data)


PEERS: Final[dict[str, Callable[[Task], Peer]]] = {
    "chalkgrad": Chalkgrad,
    "micrograd": Micrograd,
    "xad": Xad,
    "oxigrad": Oxigrad,
}


def _relu_by_comparison(z: Number) -> Number:
    return z if z > 0.0 else 0.0


def _loss(task: Task, parameters: Sequence[Number], relu: Callable[[Number], Number]) -> Number:
    """The loss for an engine that has numbers and no nets: the mean hinge loss, and the penalty."""
    layers = list(_layers(parameters))
    losses = [relu(1.0 - y * _score(layers, x, relu)) for x, y in zip(task.X, task.y)]
    return sum(losses) * (1.0 / len(losses)) + sum(p * p for p in parameters) * PENALTY


def _score(layers: Iterable[list[list[Number]]], x: Sequence[Number], relu: Callable[[Number], Number]) -> Number:
    *hidden, output = layers
    for layer in hidden:
        x = [relu(sum(map(mul, unit, x), unit[-1])) for unit in layer]
    return sum(map(mul, output[0], x), output[0][-1])


def _layers(parameters: Iterable[Number]) -> Iterator[list[list[Number]]]:
    """The parameters layer by layer, one list a unit: its weights, then its bias, which `map` above leaves out."""
    rest = iter(parameters)
    for before, units in zip([INPUT_COUNT, *UNIT_COUNTS], UNIT_COUNTS):
        yield [list(islice(rest, before + 1)) for _ in range(units)]
