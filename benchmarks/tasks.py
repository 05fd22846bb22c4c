"""The work that every engine is given: data, the parameters to start from, and how to descend."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import nn

__all__ = ["Task", "digits", "moons", "random_start", "xor"]


@dataclass(frozen=True)
class Task:
    """A training.

    Attributes:
        X, y: the samples and their targets.
        units: how many units each layer has.
        activation: that of the hidden layers.
        loss: the loss of chalkgrad; the peers know it by its name.
        parameters: what training starts from, unit by unit, weights before the bias.
        rate: the learning rate of an epoch, from 1 up.
        epochs: how often to go through the data.
        batch_size: samples a step; None for all.
        weight_decay: λ.
        held_out: data to measure accuracy on.
        seed: of the shuffling.
    """

    X: list[list[float]]
    y: list[Any]
    units: list[int]
    activation: str
    loss: Callable[..., Any]
    parameters: list[float]
    rate: Callable[[int], float]
    epochs: int
    batch_size: int | None = None
    weight_decay: float = 0.0
    held_out: tuple[list[list[float]], list[Any]] | None = None
    seed: int = 0

    @property
    def inputs(self) -> int:
        return len(self.X[0])

    def orders(self) -> list[list[int]]:
        """The samples' order in each epoch, as `nn.fit` shuffles them."""
        generator = random.Random(self.seed)
        orders = []
        for _ in range(self.epochs):
            order = list(range(len(self.X)))
            if self.batch_size is not None:
                generator.shuffle(order)
            orders.append(order)
        return orders

    def layers(self) -> list[tuple[list[list[float]], list[float]]]:
        """Weights, a row a unit, and biases of each layer."""
        numbers, layers = iter(self.parameters), []
        for before, after in zip([self.inputs, *self.units], self.units):
            rows = [[next(numbers) for _ in range(before + 1)] for _ in range(after)]
            layers.append(([row[:-1] for row in rows], [row[-1] for row in rows]))
        return layers


def random_start(inputs: int, units: Sequence[int], seed: int) -> list[float]:
    """Parameters to start from, unit by unit, weights before the bias."""
    generator = random.Random(seed)
    parameters: list[float] = []
    for before, after in zip([inputs, *units], units):
        for _ in range(after):
            bound = (3.0 / before) ** 0.5
            parameters += [*(generator.uniform(-bound, bound) for _ in range(before)), 0.0]
    return parameters


def moons() -> Task:
    """micrograd's demo; the penalty 1e-4·Σw² is the optimizer's weight decay."""
    X, labels = nn.datasets.moons(100, noise=0.1, seed=1)
    y = [2.0 * label - 1.0 for label in labels]
    start = random_start(2, [16, 16, 1], 1)
    return Task(
        X, y, [16, 16, 1], "relu", nn.hinge_loss, start, lambda k: 1.0 - 0.9 * (k - 1) / 100, 100, weight_decay=2e-4
    )


def xor() -> Task:
    X, y = nn.datasets.XOR
    start = random_start(2, [4, 1], 3)
    return Task(X, y, [4, 1], "sigmoid", nn.binary_cross_entropy_with_logits, start, lambda k: 1.0, 5000)


def digits() -> Task:
    X, y = nn.datasets.digits()
    X_train, X_test, y_train, y_test = nn.train_test_split(X, y, test_fraction=0.2, seed=0)
    held_out = X_test, y_test
    start = random_start(64, [32, 10], 0)
    return Task(X_train, y_train, [32, 10], "relu", nn.cross_entropy, start, lambda k: 0.1, 30, 32, held_out=held_out)
