"""The block that a GPT repeats: attention between the positions, then a small net at each."""

from __future__ import annotations

from collections.abc import Sequence

from autograd import Value, Vector, vector
from nn.arguments import Seed, check_one_of, fixed, random_generator
from nn.models.attention import Past, SelfAttention
from nn.models.initializers import Initializer
from nn.models.layers import Inputs, Layer, input_vectors
from nn.models.module import Module, label_parameters, named_under
from nn.models.normalization import RMSNorm
from nn.models.slide_names import label_row

__all__ = ["Block"]

TIMES_WIDER = 4
"""How many times as many units as inputs the net at each position has."""


class Block(Module):
    """A block of a GPT: `x' = x + attention(norm(x))`, then `y = x' + W₂·relu(W₁·norm(x'))` at each position.

    It has no biases, and its norms no gains.

    Args:
        width: how many numbers a position has.
        heads: how many heads its attention has; they divide the width.
        seed: a seed, or the `random.Random` to draw from.
        init: where the weights start, as for `Neuron`.
        place: what the labels of its Values begin with.

    Attributes:
        attention: its attention.
        mlp: the two layers of its net, the first four times as wide as a position.

    Raises:
        ValueError: for a size below 1, heads that do not divide the width, or an unknown initializer.

    >>> block = Block(4, 2, seed=0)
    >>> block, len(block.parameters()), len(block([[1.0, 2.0, 3.0, 4.0]]))
    (Block(4, 2), 192, 1)
    """

    width: int
    heads: int = fixed()
    place: str

    def __init__(
        self, width: int, heads: int, seed: Seed = None, *, init: str | Initializer = "lecun", place: str = ""
    ) -> None:
        check_one_of(place, "place", str, "the beginning of its parameters' names")
        generator = random_generator(seed)
        self.attention: SelfAttention = SelfAttention(width, heads, generator, init=init, place=f"{place}attention.")
        self.width, self.heads, self.place = self.attention.width, len(self.attention.heads), place
        wide = TIMES_WIDER * self.width
        self.mlp: list[Layer] = [
            Layer(self.width, wide, "relu", generator, init=init, layer=1, bias=False),
            Layer(wide, self.width, "linear", generator, init=init, layer=2, bias=False),
        ]
        self.norm: RMSNorm = RMSNorm(self.width, gain=False)
        label_parameters(self)

    def __call__(self, inputs: Sequence[Inputs], past: Sequence[Past] | None = None) -> list[list[Value]]:
        """What each position becomes.

        Args:
            inputs: the numbers of each position.
            past: for each head, what came before these positions, to which it adds them; None for nothing.

        Raises:
            ValueError: for another count of numbers.
        """
        first = len(past[0]) if past else 0
        xs = input_vectors(inputs, self.width, self)
        found = self.attention(self._normalized(xs, first), past)
        return [self._through_mlp(_sum(x, o, f"{self.place}x", t), t) for t, (x, o) in enumerate(zip(xs, found), first)]

    def attention_weights(self, inputs: Sequence[Inputs]) -> list[list[Vector]]:
        """For each head and each position, how much it takes of each position up to its own."""
        return self.attention.weights(self._normalized(input_vectors(inputs, self.width, self), 0))

    def _normalized(self, xs: Sequence[Vector], first: int) -> list[Vector]:
        name = f"{self.place}attention.n"
        return [vector(label_row(self.norm(x), name, t)) for t, x in enumerate(xs, first)]

    def _through_mlp(self, x: list[Value], t: int) -> list[Value]:
        place, (wide, narrow) = f"{self.place}mlp.", self.mlp
        normalized = vector(label_row(self.norm(vector(x)), f"{place}n", t))
        hidden = vector(label_row(wide(normalized), f"{place}h", t))
        return _sum(x, label_row(narrow(hidden), f"{place}o", t), f"{self.place}y", t)

    def parameters(self) -> list[Value]:
        return [parameter for part in (self.attention, *self.mlp) for parameter in part.parameters()]

    def named_parameters(self) -> dict[str, Value]:
        """The parameters: `attention.head 2.query.w_31`, `mlp.w_31^(1)`, each with the part that it belongs to."""
        return {
            **named_under({"attention": self.attention}),
            **named_under({"mlp": self.mlp[0]}),
            **named_under({"mlp": self.mlp[1]}),
        }

    def __repr__(self) -> str:
        return f"Block({self.width}, {self.heads})"


def _sum(xs: Sequence[Value] | Vector, ys: Sequence[Value], name: str, t: int) -> list[Value]:
    return label_row([x + y for x, y in zip(xs, ys)], name, t)
