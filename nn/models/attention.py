"""Attention: each position of a sequence looks back at those before it, and takes from each as much as fits.

| symbol  | meaning                                                                       |
| ------- | ----------------------------------------------------------------------------- |
| q, k, v | query, key and value: what a position looks for, what it offers, what it gives |
| s_ti    | how well the key of position i fits the query of position t: `⟨q_t, k_i⟩ / √d` |
| a_ti    | how much t takes of i: the softmax of the s_ti over the i up to t              |
| h, o    | what a head gives, `Σ_i a_ti·v_i`; what is made of all heads                   |
| d       | how many numbers a query has                                                   |

Positions count from 0, the numbers of one position from 1. Vaswani et al., "Attention is all you need", 2017.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TypeAlias

from autograd import Value, Vector, vector
from autograd.primitives.vectors import dot
from nn.arguments import Seed, check_flag, check_one_of, check_whole, fixed, random_generator
from nn.losses import softmax
from nn.models.initializers import Initializer
from nn.models.layers import Inputs, Layer, input_vectors
from nn.models.module import Module, label_parameters, named_under
from nn.models.slide_names import label_row

__all__ = ["Head", "Past", "SelfAttention"]

Past: TypeAlias = list[tuple[Vector, Vector]]
"""The key and the value of each position so far."""


class SelfAttention(Module):
    """Causal self-attention: a position looks at itself and those before it, with each of several heads.

    Args:
        width: how many numbers a position has.
        heads: how many heads share them; they divide the width.
        seed: a seed, or the `random.Random` to draw from.
        bias: whether the layers have biases.
        init: where the weights start, as for `Neuron`.
        place: what the labels of its Values begin with.

    Attributes:
        heads: the heads.
        output: the layer that what they give passes through, side by side.

    Raises:
        ValueError: for a size below 1, heads that do not divide the width, or an unknown initializer.

    >>> attention = SelfAttention(4, 2, seed=0)
    >>> [len(y) for y in attention([[1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0]])]
    [4, 4, 4]
    """

    width: int
    has_bias: bool = fixed()
    place: str

    def __init__(
        self,
        width: int,
        heads: int,
        seed: Seed = None,
        *,
        bias: bool = False,
        init: str | Initializer = "lecun",
        place: str = "",
    ) -> None:
        width, heads = check_whole(width, "width"), check_whole(heads, "heads")
        check_one_of(place, "place", str, "the beginning of its parameters' names")
        if width % heads:
            raise ValueError(f"expected heads to divide the width, {width}, got {heads}")
        generator = random_generator(seed)
        self.width, self.has_bias, self.place = width, check_flag(bias, "bias"), place
        self.heads: list[Head] = [
            Head(width, width // heads, generator, bias=bias, init=init, place=f"{place}head {number}.")
            for number in range(1, heads + 1)
        ]
        self.output: Layer = Layer(width, width, "linear", generator, init=init, bias=bias)
        label_parameters(self)

    def __call__(self, inputs: Sequence[Inputs], past: Sequence[Past] | None = None) -> list[list[Value]]:
        """What each position makes of itself and of those before it.

        Args:
            inputs: the numbers of each position.
            past: for each head, what came before these positions, to which it adds them; None for nothing.

        Raises:
            ValueError: for another count of numbers.
        """
        xs = input_vectors(inputs, self.width, self)
        past = self.no_past() if past is None else past
        first = len(past[0])
        given = [head(xs, before) for head, before in zip(self.heads, past)]
        outputs = [self.output(vector(chain(*parts))) for parts in zip(*given)]
        return [label_row(output, f"{self.place}o", t) for t, output in enumerate(outputs, first)]

    def no_past(self) -> list[Past]:
        """What comes before the first position: nothing, for each head."""
        return [[] for _ in self.heads]

    def weights(self, inputs: Sequence[Inputs]) -> list[list[Vector]]:
        """For each head and each position, how much it takes of each position up to its own: Values that sum to 1."""
        xs = input_vectors(inputs, self.width, self)
        return [[weights for weights, _ in head.looking_back(xs, [])] for head in self.heads]

    def parameters(self) -> list[Value]:
        return [parameter for part in (*self.heads, self.output) for parameter in part.parameters()]

    def named_parameters(self) -> dict[str, Value]:
        """The parameters: `head 2.query.w_31` leads from input 3 to number 1 of the second head's query."""
        heads = {f"head {number}": head for number, head in enumerate(self.heads, start=1)}
        return named_under({**heads, "output": self.output})

    def __repr__(self) -> str:
        return f"SelfAttention({self.width}, {len(self.heads)}{', bias=True' * self.has_bias})"


class Head(Module):
    """One head of attention: three layers, for queries, keys and values.

    Args:
        nin: how many numbers a position has.
        width: how many numbers query, key and value have.
        seed: a seed, or the `random.Random` to draw from.
        bias: whether the layers have biases.
        init: where the weights start, as for `Neuron`.
        place: what the labels of its Values begin with.
    """

    def __init__(self, nin: int, width: int, seed: Seed, *, bias: bool, init: str | Initializer, place: str) -> None:
        generator = random_generator(seed)
        self.width, self.place = width, place
        self.query, self.key, self.value = (
            Layer(nin, width, "linear", generator, init=init, bias=bias) for _ in range(3)
        )

    def __call__(self, inputs: Sequence[Vector], past: Past) -> list[list[Value]]:
        """What each position takes from itself and those before it."""
        return [taken for _, taken in self.looking_back(inputs, past)]

    def looking_back(self, inputs: Sequence[Vector], past: Past) -> Iterator[tuple[Vector, list[Value]]]:
        """For each position, how much it takes of each one up to its own, and what that comes to.

        Each is added to the past before it looks back: no position sees a later one.
        """
        for x in inputs:
            query, key, value = self._labelled(x, len(past))
            past.append((key, value))
            weights = self._weights(query, [key for key, _ in past])
            taken = [dot(weights, vector(numbers)) for numbers in zip(*(value for _, value in past))]
            yield weights, label_row(taken, f"{self.place}h", len(past) - 1)

    def _labelled(self, x: Vector, t: int) -> tuple[Vector, Vector, Vector]:
        """The query, the key and the value of a position."""
        query, key, value = self.query(x), self.key(x), self.value(x)
        for numbers, letter in ((query, "q"), (key, "k"), (value, "v")):
            label_row(numbers, self.place + letter, t)
        return vector(query), vector(key), vector(value)

    def _weights(self, query: Vector, keys: Sequence[Vector]) -> Vector:
        root, t = math.sqrt(self.width), len(keys) - 1
        scores = [dot(query, key) / root for key in keys]
        label_row(scores, f"{self.place}s", t, start=0)
        return vector(label_row(softmax(scores), f"{self.place}a", t, start=0))

    def parameters(self) -> list[Value]:
        return [parameter for layer in (self.query, self.key, self.value) for parameter in layer.parameters()]

    def named_parameters(self) -> dict[str, Value]:
        return named_under({"query": self.query, "key": self.key, "value": self.value})

    def __repr__(self) -> str:
        return f"Head({self.query.nin}, {self.width})"
