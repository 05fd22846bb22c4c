"""What every engine of the benchmark "gpt" is given: names, the parameters to start from, how to descend."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

import nn
from benchmarks import bare_value
from benchmarks.gpt_plain import GPT, PLACES, SHAPES, Arithmetic, tokens_of

__all__ = ["BETAS", "EPSILON", "GPTTask", "gpt_task"]

BETAS: Final = (0.85, 0.99)
EPSILON: Final = 1e-8


@dataclass(frozen=True)
class GPTTask:
    """A training by Adam: each step descends the mean of its names' losses.

    Attributes:
        documents: the tokens of each name, in the order in which they are trained on.
        parameters: what training starts from, matrix by matrix as in `SHAPES`.
        rate_ends: the step at which the rate would be 0, whether training goes so far or not.
        batch_size: how many names a step takes.
    """

    documents: list[list[int]]
    parameters: list[float]
    rate_ends: int
    batch_size: int = 1

    @property
    def rates(self) -> list[float]:
        """The learning rate of each step."""
        return [0.01 * (1.0 - step / self.rate_ends) for step in range(len(self.documents) // self.batch_size)]

    def batches(self) -> Iterator[list[list[int]]]:
        for first in range(0, len(self.documents), self.batch_size):
            yield self.documents[first : first + self.batch_size]

    def beginning(self, steps: int) -> GPTTask:
        """The first steps of this training."""
        return replace(self, documents=self.documents[: steps * self.batch_size])

    def matrices(self) -> dict[str, list[list[float]]]:
        """The parameters to start from, by name, a list a row."""
        numbers = iter(self.parameters)
        return {name: [list(islice(numbers, width)) for _ in range(height)] for name, (height, width) in SHAPES.items()}


def gpt_task(names: int = 1000, batch_size: int = 1) -> GPTTask:
    """One pass over the names; the rate falls to 0 behind the last."""
    drawn = nn.datasets.names[:names]
    start = [p.data for p in GPT(Arithmetic(bare_value.Value)).parameters]
    return GPTTask([tokens_of(name)[: PLACES + 1] for name in drawn], start, names // batch_size, batch_size)
