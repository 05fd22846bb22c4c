"""Dropout: units left out at random while a net learns, so that none can rely on another."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager

from autograd import ControlFlowError, Value, vector
from autograd.tracing import is_recording
from nn.arguments import Seed, check_number, checked, random_generator
from nn.models.layers import Inputs
from nn.models.module import Module

__all__ = ["Dropout", "training"]


class Dropout(Module):
    """Leaves each of its inputs out with probability p while a net learns, and lets all through otherwise.

    What stays is multiplied by `1/(1 − p)`, so that the next layer's sums are as large on average as without
    (Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting", 2014). `nn.fit` turns it
    on for its epochs, but not for what it measures on validation data; `model.train()` and `model.eval()` do so by
    hand, as for a function around a model, which `fit` cannot look into.

    Args:
        p: how likely an input is left out, from 0 to below 1.
        seed: a seed, or the `random.Random` to draw one from. In `nn.fit`, what an epoch leaves out follows from it
            and the epoch's number alone: a training that is resumed leaves out the same.

    Attributes:
        training: whether it leaves out anything now.

    Raises:
        TypeError, ValueError: for a number out of range.

    >>> half = Dropout(0.5, seed=2)
    >>> h = [Value(1.0), Value(2.0), Value(3.0)]
    >>> [y.data for y in half(h)], [y.data for y in half.train()(h)]
    ([1.0, 2.0, 3.0], [2.0, 4.0, 0.0])
    """

    p: float = checked(lambda p, name: check_number(p, name, lambda x: 0.0 <= x < 1.0, "from 0 to below 1"))

    def __init__(self, p: float = 0.5, seed: Seed = None) -> None:
        self.p = p
        generator = random_generator(seed)
        self.seed: int = seed if isinstance(seed, int) else generator.getrandbits(53)
        self.training = False
        self._generator = random.Random(self.seed)

    def begin(self, epoch: int) -> None:
        """Draws from now on what belongs to that epoch."""
        self._generator = random.Random(f"{self.seed} {epoch}")

    def __call__(self, inputs: Inputs) -> list[Value]:
        """The inputs, or what is left of them.

        Raises:
            ControlFlowError: while it is recorded for a program in training: that would leave out the same in each
                sample.
        """
        values = vector(inputs)
        if not self.training:
            return list(values)
        if is_recording():
            raise ControlFlowError(
                "Dropout leaves out others for every sample, but a program does the same for all: train with "
                "compiled=False"
            )
        scale = 1.0 / (1.0 - self.p)
        return [x * (0.0 if self._generator.random() < self.p else scale) for x in values]

    def parameters(self) -> list[Value]:
        return []

    def named_parameters(self) -> dict[str, Value]:
        return {}

    def __repr__(self) -> str:
        return f"Dropout({self.p:g})"


@contextmanager
def training(model: object, epoch: int = 0) -> Iterator[None]:
    """For as long as the block lasts, what `model.train()` turns on is on; afterwards, as before.

    Args:
        model: a model, or a method of one; a function around a model cannot be looked into.
        epoch: the number of the epoch, which says what is left out.
    """
    owner = getattr(model, "__self__", model)
    parts = list(owner.modules()) if isinstance(owner, Module) else []
    before = [(part, part.training) for part in parts if hasattr(part, "training")]
    for part in parts:
        if isinstance(part, Dropout):
            part.begin(epoch)
    try:
        if isinstance(owner, Module):
            owner.train()
        yield
    finally:
        for part, was_on in before:
            part.training = was_on
