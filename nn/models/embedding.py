"""Embeddings: a row of numbers for each token, which training moves like any other parameter."""

from __future__ import annotations

from functools import partial

from autograd import DomainError, Value, Vector, vector
from autograd.data import as_whole
from autograd.primitives.vectors import element
from autograd.shared.showing import came
from nn.arguments import Seed, check_whole, random_generator
from nn.models.initializers import Initializer, drawn, find_initializer
from nn.models.module import Module, label_parameters

__all__ = ["Embedding"]


class Embedding(Module):
    """A table with a row for each of so many tokens: called with a token, it gives its row.

    Args:
        count: how many tokens there are, at least 1: the whole numbers from 0 up.
        width: how many numbers a row has, at least 1.
        seed: a seed, or the `random.Random` to draw from.
        init: where the numbers start, as for `Neuron`; they are drawn as the weights of `count` inputs and `width`
            units.

    Raises:
        ValueError: if `count` or `width` is below 1, or for an unknown initializer.

    >>> letters = Embedding(26, 2, seed=0)
    >>> letters, [entry.label for entry in letters(4)]
    (Embedding(26, 2), ['e_4,1', 'e_4,2'])
    """

    count: int
    width: int

    def __init__(self, count: int, width: int, seed: Seed = None, *, init: str | Initializer = "normal") -> None:
        generator, draw = random_generator(seed), find_initializer(init)
        self.count, self.width = count, width = check_whole(count, "count"), check_whole(width, "width")
        self.rows: list[Vector] = [
            vector(drawn(draw, count, width, generator, width, partial(_entry_name, token))) for token in range(count)
        ]
        self._columns = [vector(column) for column in zip(*self.rows)]
        label_parameters(self)

    def __call__(self, token: int | Value) -> Vector:
        """The row of a token; of a Value, such as an input of a program, the entries that it picks.

        Raises:
            IndexError: for a token outside the table.
            TypeError, ValueError: for what is no whole number.
        """
        if isinstance(token, Value):
            try:
                return vector([element(column, token) for column in self._columns])
            except DomainError:
                raise IndexError(
                    f"expected token to be from 0 to {self.count - 1} for {self}, got {came(token)}"
                ) from None
        place = as_whole(token)
        if place is None:
            raise TypeError(f"expected token to be a whole number, got {came(token)}")
        if not 0 <= place < self.count:
            raise IndexError(f"expected token to be from 0 to {self.count - 1} for {self}, got {place}")
        return self.rows[place]

    def parameters(self) -> list[Value]:
        return [entry for row in self.rows for entry in row]

    def named_parameters(self) -> dict[str, Value]:
        """The entries: `e_4,1` is the first number of token 4."""
        return {_entry_name(k, i): entry for k, row in enumerate(self.rows) for i, entry in enumerate(row)}

    def __repr__(self) -> str:
        return f"Embedding({self.count}, {self.width})"


def _entry_name(token: int, column: int) -> str:
    return f"e_{token},{column + 1}"
