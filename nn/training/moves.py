"""Steps by gradients that come from elsewhere: in Python, or in the machine."""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from autograd import ControlFlowError
from autograd.graph import note_data_change
from nn.training.epochs import EagerEpochs
from nn.training.shards import Part

if TYPE_CHECKING:
    from nn.training.stored import StoredOptimizer

__all__ = ["EagerMoves", "Moves", "StoredMoves"]


class Moves(Protocol):
    """Who takes the steps."""

    def __enter__(self) -> object: ...

    def __exit__(self, *_: object) -> None: ...

    def snapshot(self) -> Callable[[], None]:
        """As `Epochs.snapshot`."""

    def numbers(self) -> bytes:
        """The parameters' numbers, doubles."""

    def zero_grad(self) -> None:
        """Takes the gradients away, as they are before a batch."""

    def by(self, parts: Sequence[Part], rate: float) -> float:
        """A step by the gradients that there are and those of the parts; gives the length of their sum."""


class EagerMoves:
    """Steps in Python."""

    def __init__(self, eager: EagerEpochs) -> None:
        self._eager = eager

    def __enter__(self) -> object:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def snapshot(self) -> Callable[[], None]:
        return self._eager.snapshot()

    def numbers(self) -> bytes:
        return array("d", [parameter.data for parameter in self._eager.optimizer.parameters]).tobytes()

    def zero_grad(self) -> None:
        self._eager.zero_grad()

    def by(self, parts: Sequence[Part], rate: float) -> float:
        for part in parts:
            for parameter, slope, is_reached in zip(
                self._eager.optimizer.parameters, part.gradient, part.reached or ()
            ):
                if is_reached:
                    parameter.grad = (parameter.grad or 0.0) + slope
        return self._eager.move(rate)


class StoredMoves:
    """Steps in the machine.

    Args:
        eager: takes those that come to something that is not finite.
        reached: whether the loss depends on a parameter, an entry a parameter.
    """

    def __init__(self, eager: EagerEpochs, reached: Sequence[bool]) -> None:
        from autograd import compiler
        from nn.training.stored import StoredOptimizer

        self._eager, self._reached = eager, bytes(reached)
        self._stored: StoredOptimizer = StoredOptimizer(eager.optimizer, reached)
        self._store = self._stored.store
        try:
            self._steps = compiler.Steps(self._store, self._stored.moved, self._stored.remembered, eager.threads)
        except (TypeError, ValueError) as error:
            raise ControlFlowError(str(error)) from None

    def __enter__(self) -> object:
        return self._stored.__enter__()

    def __exit__(self, *_: object) -> None:
        self._stored.__exit__()

    def snapshot(self) -> Callable[[], None]:
        return self._stored.snapshot()

    def numbers(self) -> bytes:
        return self._store.numbers[: len(self._reached)].tobytes()

    def zero_grad(self) -> None:
        self._store.gradient[:] = array("d", bytes(8 * self._store.size))
        self._store.reached[:] = bytes(len(self._reached))

    def by(self, parts: Sequence[Part], rate: float) -> float:
        self._stored.remember()
        store, steps, gradients = self._store, self._eager.optimizer.steps, [part.gradient for part in parts]
        longest = math.inf if self._eager.max_norm is None else self._eager.max_norm
        blocks = [store.numbers, store.memory, store.gradient]
        before, note = [block[:] for block in blocks], self._stored.unmoved()
        norm = self._steps.by(gradients, rate, steps, longest)
        if norm is not None:
            note(1)
            return norm
        for block, numbers in zip(blocks, before):
            block[:] = numbers
        note_data_change()
        for gradient in gradients:
            store.gradient[: len(gradient)] = array("d", map(float.__add__, store.gradient, gradient))
        store.reached[:] = self._reached
        return self._eager.move(rate)
