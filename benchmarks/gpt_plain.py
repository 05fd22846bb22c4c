"""A GPT that learns names, one number at a time, as people write it on a Value class of their own.

One layer, 16 wide, 4 heads, 16 places, 27 characters: 4,192 parameters. RMSNorm without gain, causal attention over
lists of keys and values that grow with the name, a ReLU MLP, no biases; Adam with a rate that falls to 0. The class
that numbers are of is a parameter; so is how two vectors are multiplied.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

__all__ = ["NAMES", "Adam", "Arithmetic", "GPT", "plain_product", "tokens_of"]

Number: TypeAlias = Any
"""A Value of one class or another, which have no type in common."""
Numbers: TypeAlias = Sequence[Number]

WIDTH, HEADS, PLACES, CHARACTERS = 16, 4, 16, 27
HEAD = WIDTH // HEADS
BOUNDARY = 26
"""The token before the first letter and after the last."""
SHAPES: Final = {
    "wte": (CHARACTERS, WIDTH),
    "wpe": (PLACES, WIDTH),
    "lm_head": (CHARACTERS, WIDTH),
    **{name: (WIDTH, WIDTH) for name in ("q", "k", "v", "o")},
    "up": (4 * WIDTH, WIDTH),
    "down": (WIDTH, 4 * WIDTH),
}
NAMES: Final = ("marlene", "jonas", "theodora", "ida", "benjamin", "lucia", "oskar", "wilhelmina")


def tokens_of(name: str) -> list[int]:
    return [BOUNDARY, *(ord(letter) - ord("a") for letter in name), BOUNDARY]


def plain_product(ws: Numbers, xs: Numbers) -> Number:
    return sum(w * x for w, x in zip(ws, xs))


@dataclass(frozen=True)
class Arithmetic:
    """What a form of the program computes with.

    Attributes:
        kind: the class of its numbers.
        product: the sum of the products of two vectors.
        shared: makes a vector of numbers that several products take.
    """

    kind: Callable[[float], Number]
    product: Callable[[Numbers, Numbers], Number] = plain_product
    shared: Callable[[Numbers], Numbers] = list


class GPT:
    """The model: its parameters, all alike whatever they are numbers of, and its loss."""

    def __init__(self, arithmetic: Arithmetic, seed: int = 42) -> None:
        generator = random.Random(seed)
        self.product, self.shared = arithmetic.product, arithmetic.shared
        rows = {
            name: [[arithmetic.kind(generator.gauss(0.0, 0.08)) for _ in range(width)] for _ in range(height)]
            for name, (height, width) in SHAPES.items()
        }
        self.parameters = [p for matrix in rows.values() for row in matrix for p in row]
        for p in self.parameters:
            p.grad = 0.0
        self.matrices = {name: [self.shared(row) for row in matrix] for name, matrix in rows.items()}

    def loss(self, tokens: Sequence[int]) -> Number:
        keys: list[list[Numbers]] = [[] for _ in range(HEADS)]
        values: list[list[Numbers]] = [[] for _ in range(HEADS)]
        losses = []
        for place, (token, target) in enumerate(zip(tokens, tokens[1:])):
            probabilities = softmax(self.logits(token, place, keys, values))
            losses.append(-probabilities[target].log())
        return sum(losses) / len(losses)

    def logits(self, token: int, place: int, keys: list[list[Numbers]], values: list[list[Numbers]]) -> list[Number]:
        x = self.normalised([t + p for t, p in zip(self.matrices["wte"][token], self.matrices["wpe"][place])])
        x = [a + b for a, b in zip(self.attention(self.normalised(x), keys, values), x)]
        hidden = [z.relu() for z in self.linear("up", self.normalised(x))]
        x = [a + b for a, b in zip(self.linear("down", hidden), x)]
        return self.linear("lm_head", x)

    def attention(self, x: Numbers, keys: list[list[Numbers]], values: list[list[Numbers]]) -> list[Number]:
        x = self.shared(x)
        q, k, v = (self.linear(name, x) for name in "qkv")
        outputs: list[Number] = []
        for head in range(HEADS):
            part = slice(head * HEAD, (head + 1) * HEAD)
            keys[head].append(self.shared(k[part]))
            values[head].append(v[part])
            query = self.shared(q[part])
            weights = self.shared(softmax([self.product(query, key) / HEAD**0.5 for key in keys[head]]))
            outputs += [self.product(weights, column) for column in zip(*values[head])]
        return self.linear("o", outputs)

    def linear(self, name: str, x: Numbers) -> list[Number]:
        x = self.shared(x)
        return [self.product(row, x) for row in self.matrices[name]]

    def normalised(self, x: Numbers) -> list[Number]:
        x = self.shared(x)
        scale = (self.product(x, x) / len(x) + 1e-5) ** -0.5
        return [number * scale for number in x]


def softmax(logits: Sequence[Number]) -> list[Number]:
    largest = max(z.data for z in logits)
    exponentials = [(z - largest).exp() for z in logits]
    total = sum(exponentials)
    return [e / total for e in exponentials]


class Adam:
    """Adam with a rate that falls linearly to 0 over `steps`."""

    def __init__(self, parameters: Sequence[Number], rate: float = 0.01, steps: int = 1000) -> None:
        self.parameters, self.rate, self.steps, self.taken = parameters, rate, steps, 0
        self.first, self.second = [0.0] * len(parameters), [0.0] * len(parameters)

    def step(self, b1: float = 0.85, b2: float = 0.99, epsilon: float = 1e-8) -> None:
        rate = self.rate * (1.0 - self.taken / self.steps)
        self.taken += 1
        by_first, by_second = 1.0 - b1**self.taken, 1.0 - b2**self.taken
        for i, p in enumerate(self.parameters):
            self.first[i] = b1 * self.first[i] + (1.0 - b1) * p.grad
            self.second[i] = b2 * self.second[i] + (1.0 - b2) * p.grad**2
            p.data -= rate * (self.first[i] / by_first) / (math.sqrt(self.second[i] / by_second) + epsilon)
            p.grad = 0.0
