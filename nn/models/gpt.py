"""A GPT: what follows in a sequence of tokens, from all that came before.

Radford et al., "Language models are unsupervised multitask learners", 2019, with root mean square norms, ReLUs and no
biases: the form in which it is small.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from typing import TypeAlias

from autograd import Value, Vector, vector
from autograd.data import as_whole
from autograd.shared.showing import came
from nn.arguments import Seed, check_number, check_sequence, check_whole, fixed, random_generator
from nn.datasets.texts import Characters
from nn.models.attention import Past
from nn.models.block import Block
from nn.models.embedding import Embedding
from nn.models.initializers import Initializer
from nn.models.layers import Layer
from nn.models.module import Module, label_parameters, named_under
from nn.models.normalization import RMSNorm
from nn.models.slide_names import label_row

__all__ = ["GPT", "Tokens"]

Tokens: TypeAlias = Sequence[int | Value]
"""Whole numbers from 0 up; Values while a program is recorded."""


def _small(nin: int, nout: int, generator: random.Random) -> float:
    """Normal with standard deviation 0.08."""
    return generator.gauss(0.0, 0.08)


class GPT(Module):
    """A language model: of each token of a sequence, logits of the one that follows.

    A token's row of one table and its position's row of another are added and normalized; blocks of attention and a
    small net follow, and a layer with a unit a token. `nn.cross_entropy` is its loss.

    Args:
        vocabulary: how many tokens there are; or the `nn.datasets.Characters` that they stand for.
        width: how many numbers a position has.
        heads: how many heads of attention each block has; they divide the width.
        blocks: how many blocks there are.
        length: how many tokens it can see at once.
        seed: a seed, or the `random.Random` to draw from.
        init: where all weights start, as for `Neuron`; from a normal distribution, of standard deviation 0.08, if left
            out.

    Attributes:
        characters: what the tokens stand for; None where that is not known.
        token: the table of the tokens.
        position: that of the positions.
        blocks: the blocks.
        output: the layer of the logits.

    Raises:
        ValueError: for a size below 1, heads that do not divide the width, or an unknown initializer.

    >>> characters = Characters(["anna", "ben"])
    >>> model = GPT(characters, width=4, heads=2, blocks=1, length=8, seed=0)
    >>> model, len(model.parameters())
    (GPT(Characters('aben'), 4, 2, 1, 8), 264)
    >>> logits = model(characters.encode("ben"))
    >>> len(logits), len(logits[0])
    (5, 5)
    """

    width: int
    length: int
    heads: int = fixed()
    token: Embedding
    position: Embedding
    output: Layer

    def __init__(
        self,
        vocabulary: int | Characters,
        width: int,
        heads: int,
        blocks: int,
        length: int,
        seed: Seed = None,
        *,
        init: str | Initializer = _small,
    ) -> None:
        self.characters: Characters | None = vocabulary if isinstance(vocabulary, Characters) else None
        self.vocabulary: int = check_whole(len(self.characters) if self.characters else vocabulary, "vocabulary")
        self.width, self.length = check_whole(width, "width"), check_whole(length, "length")
        generator = random_generator(seed)
        self.token = Embedding(self.vocabulary, self.width, generator, init=init)
        self.position = Embedding(self.length, self.width, generator, init=init)
        self.norm: RMSNorm = RMSNorm(self.width, gain=False)
        self.blocks: list[Block] = [
            Block(self.width, heads, generator, init=init, place=f"block {number}.")
            for number in range(1, check_whole(blocks, "blocks") + 1)
        ]
        self.heads = self.blocks[0].heads
        self.output = Layer(self.width, self.vocabulary, "linear", generator, init=init, bias=False)
        label_parameters(self)

    def __call__(self, tokens: Tokens, past: Sequence[Sequence[Past]] | None = None) -> list[list[Value]]:
        """For each position, a logit a token: how likely each is to follow.

        Args:
            tokens: at least one, and no more than the model can see.
            past: what came before them, to which they are added, as `no_past` begins it; None for nothing.

        Raises:
            TypeError, ValueError: for no tokens, too many, or one that is none, saying where.
        """
        pasts = self.no_past() if past is None else past
        first = len(pasts[0][0])
        xs = self._embedded(tokens, first)
        for block, before in zip(self.blocks, pasts):
            xs = [vector(x) for x in block(xs, before)]
        return [label_row(self.output(x), "output.z", t) for t, x in enumerate(xs, first)]

    def no_past(self) -> list[list[Past]]:
        """What comes before the first token: nothing, for each head of each block."""
        return [block.attention.no_past() for block in self.blocks]

    def attention(self, tokens: Tokens) -> list[list[list[list[float]]]]:
        """Who looks at whom: for each block, head and position, how much it takes of each position up to its own.

        Raises:
            TypeError, ValueError: as the model does.

        >>> model = GPT(5, width=4, heads=2, blocks=1, length=8, init="zeros")
        >>> [first_head, _] = model.attention([0, 1])[0]
        >>> first_head
        [[1.0], [0.5, 0.5]]
        """
        found = []
        xs = self._embedded(tokens, 0)
        for block in self.blocks:
            weights = block.attention_weights(xs)
            found.append([[[weight.data for weight in row] for row in head] for head in weights])
            xs = [vector(x) for x in block(xs)]
        return found

    def generate(
        self,
        start: str | Sequence[int] = "",
        *,
        length: int | None = None,
        temperature: float = 1.0,
        seed: Seed = None,
        stop: int | None = None,
    ) -> str | list[int]:
        """Goes on with a text, token by token, each drawn with the probability that the model gives it.

        Args:
            start: the text to go on with, where the model knows its characters; otherwise at least one token.
            length: how many tokens to draw at most; as many as the model sees at once, if left out. Where there are
                more than these, it sees the last of them.
            temperature: what logits are divided by, at least 0: below 1 likely tokens become likelier; at 0 the
                likeliest is taken.
            seed: a seed, or the `random.Random` to draw from.
            stop: the token after which nothing follows; the mark, where the model knows its characters.

        Returns:
            The whole text; or all tokens, `stop` too.

        Raises:
            TypeError, ValueError: for a number out of range, no tokens to start with, or one that is none.

        >>> model = GPT(Characters(["anna", "ben"]), width=4, heads=2, blocks=1, length=8, seed=0)
        >>> model.generate("be", seed=1).startswith("be")
        True
        """
        check_number(temperature, "temperature", lambda x: x >= 0.0, "at least 0")
        count = self.length if length is None else check_whole(length, "length")
        if stop is not None:
            stop = check_whole(stop, "stop", 0, self.vocabulary - 1)
        elif self.characters:
            stop = self.characters.mark
        generator, tokens = random_generator(seed), self._started(start)
        past, seen = self.no_past(), tokens[-self.length :]
        for _ in range(count):
            logits = self(seen, past)[-1]
            tokens.append(_drawn([z.data for z in logits], temperature, generator))
            if tokens[-1] == stop:
                break
            is_full = len(past[0][0]) == self.length
            past, seen = (self.no_past(), tokens[-self.length :]) if is_full else (past, tokens[-1:])
        return self.characters.decode(tokens) if self.characters else tokens

    def _started(self, start: str | Sequence[int]) -> list[int]:
        """The tokens to go on with."""
        if isinstance(start, str) and self.characters:
            return self.characters.encode(start, end=False)
        check_sequence(start, "start", "whole numbers")
        if not len(start):
            raise ValueError(f"expected start to be at least one token for {self}, got none")
        return [self._whole(token, place) for place, token in enumerate(start)]

    def _embedded(self, tokens: Tokens, first: int) -> list[Vector]:
        """The sum of the two rows of each token, normalized."""
        check_sequence(tokens, "tokens", "whole numbers")
        if not 1 <= len(tokens) <= self.length - first:
            most = self.length - first
            raise ValueError(f"expected 1 to {most} tokens for {self}, got {len(tokens)}")
        return [self._embedding(token, t) for t, token in enumerate(tokens, first)]

    def _embedding(self, token: int | Value, t: int) -> Vector:
        if not isinstance(token, Value):  # a program checks its inputs by itself
            token = self._whole(token, t)
        x = [e + p for e, p in zip(self.token(token), self.position(t))]
        normalized = self.norm(vector(label_row(x, "embedding.x", t)))
        return vector(label_row(normalized, "embedding.n", t))

    def _whole(self, token: object, place: int) -> int:
        """The token, if it is one."""
        whole = as_whole(token)
        if whole is None:
            raise TypeError(f"expected tokens to be whole numbers, got {came(token)} at position {place}")
        if not 0 <= whole < self.vocabulary:
            raise ValueError(f"expected tokens from 0 to {self.vocabulary - 1}, got {whole} at position {place}")
        return whole

    def parameters(self) -> list[Value]:
        parts = (self.token, self.position, *self.blocks, self.output)
        return [parameter for part in parts for parameter in part.parameters()]

    def named_parameters(self) -> dict[str, Value]:
        """The parameters, each with the part that it belongs to.

        >>> names = list(GPT(3, width=2, heads=2, blocks=1, length=2).named_parameters())
        >>> names[0], names[6], names[10], names[-1]
        ('token.e_0,1', 'position.e_0,1', 'block 1.attention.head 1.query.w_11', 'output.w_23')
        """
        blocks = {f"block {number}": block for number, block in enumerate(self.blocks, start=1)}
        return named_under({"token": self.token, "position": self.position, **blocks, "output": self.output})

    def __repr__(self) -> str:
        sizes = (self.characters or self.vocabulary, self.width, self.heads, len(self.blocks), self.length)
        return f"GPT({', '.join(map(repr, sizes))})"


def _drawn(logits: Sequence[float], temperature: float, generator: random.Random) -> int:
    """A token, drawn by its probability; the likeliest at temperature 0."""
    largest = max(logits)
    if temperature == 0.0:
        return logits.index(largest)
    weights = [math.exp((z - largest) / temperature) for z in logits]
    return generator.choices(range(len(logits)), weights)[0]
