"""An optimizer whose parameters, and what it remembers of them, are in a store while machine code moves them."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from typing import Any

from autograd import compiler
from autograd.graph import note_data_change
from autograd.primitive import Scalar
from nn.gradient_step import Optimizer, check_moved
from nn.training.epochs import UNREACHED

__all__ = ["StoredOptimizer"]


class StoredOptimizer:
    """An optimizer in a store, within a `with` block; afterwards it has its numbers again.

    Args:
        optimizer: the optimizer.
        reached: whether the loss depends on a parameter, an entry a parameter.

    Attributes:
        store: where its numbers are.
        remembered: how many numbers there are beside each parameter.

    Raises:
        ValueError: if the loss depends on none of its parameters.
    """

    def __init__(self, optimizer: Optimizer, reached: Sequence[bool]) -> None:
        self.optimizer = optimizer
        self._unreached = [k for k, is_reached in enumerate(reached) if not is_reached]
        if len(self._unreached) == len(optimizer.parameters):
            raise ValueError(UNREACHED)
        behind = set(range(len(optimizer.missed))).difference(self._unreached)
        self._is_behind = any(optimizer.missed[k] for k in behind)
        self.remembered = len(optimizer.remembers) + self._is_behind
        self.store = compiler.Store(optimizer.parameters, self.remembered)
        self._memory: dict[str, Any] = {}

    def moved(self, w: Scalar, g: Scalar, memory: Sequence[Scalar], rate: Scalar, steps: Scalar) -> Sequence[Scalar]:
        """The optimizer's step, as the machine asks for it."""
        step, missed = steps + 1.0, memory[len(self.optimizer.remembers) :]
        if missed:
            step, memory = step - missed[0], memory[:-1]
        after = self.optimizer.moved(w, g, memory, rate, step)
        check_moved(self.optimizer, after)
        return (*after, *missed)

    def __enter__(self) -> StoredOptimizer:
        self.store.__enter__()
        self.remember()
        return self

    def __exit__(self, *_: object) -> None:
        if self.optimizer.memory is self._memory:
            self.optimizer.memory = {name: list(numbers) for name, numbers in self._memory.items()}
        self.store.__exit__(None, None, None)

    def remember(self) -> None:
        """Moves what the optimizer remembers into the store, unless it is there already."""
        optimizer = self.optimizer
        if optimizer.memory is self._memory and self._memory:
            return
        names = optimizer.remembers
        rows: list[Sequence[float]] = [
            *(optimizer.memory[name] for name in names),
            *[optimizer.missed] * self._is_behind,
        ]
        for k, numbers in enumerate(rows):
            self.store.remembered(k)[:] = array("d", numbers)
        optimizer.memory = self._memory = {name: self.store.remembered(k) for k, name in enumerate(names)}

    def snapshot(self) -> Callable[[], None]:
        """Notes where parameters and optimizer stand, and gives what takes them back there."""
        self.remember()
        optimizer, store, memory = self.optimizer, self.store, self._memory
        blocks: list[Any] = [store.numbers, store.gradient, store.memory, store.reached]
        before = [block[:] for block in blocks]
        steps, missed, rate = optimizer.steps, list(optimizer.missed), optimizer.learning_rate

        def restore() -> None:
            for block, numbers in zip(blocks, before):
                block[:] = numbers
            optimizer.memory, optimizer.steps, optimizer.missed, optimizer.learning_rate = memory, steps, missed, rate
            note_data_change()

        return restore

    def unmoved(self) -> Callable[[int], None]:
        """Gives what notes so many steps of the machine, which moves all parameters: those that none reached go back.

        The machine moves them too, by decay and momentum.
        """
        optimizer, store = self.optimizer, self.store
        unreached = [(k, self._remembered_of(k)) for k in self._unreached]

        def note(steps: int) -> None:
            store.reached[:] = b"\1" * len(store.reached)
            for k, (number, *memory) in unreached:
                store.reached[k], store.numbers[k] = False, number
                optimizer.missed[k] += steps
                for row, entry in enumerate(memory):
                    store.remembered(row)[k] = entry
            optimizer.steps += steps

        return note

    def _remembered_of(self, k: int) -> list[float]:
        """The number of a parameter, and what is remembered of it."""
        rows = range(len(self.optimizer.remembers))
        return [self.store.numbers[k], *(self.store.remembered(row)[k] for row in rows)]
