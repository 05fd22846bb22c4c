"""Epochs in the machine: model, loss and optimizer compiled into programs.

An epoch in which something is not finite, or a recorded comparison comes out otherwise, is run by the eager engine.
"""

from __future__ import annotations

import itertools
import math
import time
from array import array
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from autograd import ControlFlowError, compiler
from autograd.data import is_row, shape_of
from autograd.graph import note_data_change
from autograd.primitive import Scalar
from nn import losses
from nn.models.module import Module
from nn.training.epochs import UNREACHED, EagerEpochs, Entries, batch_bounds, epoch_entry, validation_entries
from nn.training.objective import Objective, is_of_positions
from nn.training.options import TrainingOptions
from nn.training.portions import Held, Order
from nn.training.recorded import program_of, programs_of, takes_any_number

__all__ = ["AT_ONCE", "SECONDS_PER_WORK", "WORTH", "CompiledEpochs", "is_ours", "is_worthwhile"]

WORTH = 1_000_000
"""How many numbers times samples times epochs there must be before compiling pays: some tenths of a second."""
SECONDS_PER_WORK = 2e-9
"""A first guess at how long the machine takes for a sample and a slot or parameter."""
AT_ONCE = 0.05
"""How long a portion of epochs should take, in seconds, before the bar moves."""


def is_worthwhile(samples: int, options: TrainingOptions) -> bool:
    """Whether there is enough work for a program to pay."""
    return samples * options.epochs * (len(options.optimizer.parameters) + 50) >= WORTH


def is_ours(objective: Objective) -> bool:
    """Whether model and loss are of this package, so that a recording shows all that they do.

    A function of the user's own might draw random numbers, say, which a recording would freeze.
    """
    model = getattr(objective.model, "__self__", objective.model)
    is_model_ours = isinstance(model, Module) and all(_is_of_this_package(type(part)) for part in model.modules())
    return is_model_ours and objective.loss.__module__ == losses.__name__


def _is_of_this_package(kind: type) -> bool:
    return kind.__module__.partition(".")[0] == __name__.partition(".")[0]


class CompiledEpochs:
    """Epochs in programs: one for all samples, or where they are sequences, one for each shape.

    Args:
        eager: the same epochs in the eager engine.

    Raises:
        ImportError: if llvmlite is missing.
        ControlFlowError: if no program could stand for model, loss or optimizer, with the reason.
    """

    def __init__(self, eager: EagerEpochs) -> None:
        self.eager, self.objective, self.optimizer = eager, eager.objective, eager.optimizer
        self.samples, self.batches = eager.samples, eager.batches
        packing = self._packing()
        reached_by = zip(*(part.program.reached for part in packing.parts))
        self._unreached = [k for k, reached in enumerate(reached_by) if not any(reached)]
        if len(self._unreached) == len(self.optimizer.parameters):
            raise ValueError(UNREACHED)
        behind = set(range(len(self.optimizer.missed))).difference(self._unreached)
        self._is_behind = any(self.optimizer.missed[k] for k in behind)
        remembered = len(self.optimizer.remembers) + self._is_behind
        self.store = compiler.Store(self.optimizer.parameters, remembered)
        most = max(last - first for first, last in itertools.pairwise(eager.bounds))
        try:
            self.descent = compiler.Descent(packing, self.store, self._moved, remembered, most, eager.threads)
        except (TypeError, ValueError) as error:
            raise ControlFlowError(str(error)) from None
        slots = [part.program.slots for part in packing.parts]
        work = sum(n * (slots[k] + len(self.optimizer.parameters)) for k, n in Counter(packing.part_of).items())
        self.eager_epochs = 0
        self.goes_singly = self._room is not None
        self.most = 1 if self.goes_singly else max(1, int(AT_ONCE / (work * SECONDS_PER_WORK)))
        self._memory: dict[str, Any] = {}

    def _packing(self) -> compiler.Packing:
        """The samples, with the programs for them; or where they come in portions, room for one."""
        samples, parameters = self.samples, self.optimizer.parameters
        self._room: compiler.Room | None = None
        if isinstance(samples, Held) and self._are_sequences(samples):
            self.program: compiler.Program[array[float]] | compiler.Programs = programs_of(self.objective, parameters)
            return self.program.packing(samples.X, samples.y, are_batches=self.batches < len(samples))
        given = [samples] if self.eager.validation is None else [samples, self.eager.validation]
        one_will_do = takes_any_number(self.objective)
        targets = itertools.chain.from_iterable(each.targets(one_will_do=one_will_do) for each in given)
        program = self.program = program_of(self.objective, samples.first, targets, parameters)
        if isinstance(samples, Held) and samples.size is None:
            sources, count = program.read(samples.X, samples.y)
        else:
            self._room = compiler.Room(program, min(samples.size or 1, len(samples)))
            sources, count = self._room.sources, self._room.count
        return compiler.Packing([compiler.Part(program, sources)], [0] * count, range(count))

    def _are_sequences(self, samples: Held) -> bool:
        """Whether samples or targets have several shapes, or the model answers position by position."""
        if samples.are_rows:
            return is_of_positions(self.objective.model(samples.first))
        given = [samples, *([self.eager.validation] if isinstance(self.eager.validation, Held) else [])]
        if any(len(set(map(shape_of, itertools.chain(*column)))) > 1 for column in zip(*((s.X, s.y) for s in given))):
            return True
        is_a_list = isinstance(samples.y[0], (list, tuple)) and is_row(samples.X[0])
        return is_a_list and is_of_positions(self.objective.model(samples.X[0]))

    def _moved(self, w: Scalar, g: Scalar, memory: Sequence[Scalar], rate: Scalar, steps: Scalar) -> Sequence[Scalar]:
        if not self._is_behind:
            return self.optimizer.moved(w, g, memory, rate, steps + 1.0)
        *memory, missed = memory
        return (*self.optimizer.moved(w, g, memory, rate, steps + 1.0 - missed), missed)

    @property
    def engine(self) -> str:
        return f"compiled, {self.eager_epochs} epochs eagerly" if self.eager_epochs else "compiled"

    def __enter__(self) -> CompiledEpochs:
        self.store.__enter__()
        self._remember()
        return self

    def __exit__(self, *_: object) -> None:
        if self.optimizer.memory is self._memory:
            self.optimizer.memory = {name: list(numbers) for name, numbers in self._memory.items()}
        self.store.__exit__(None, None, None)

    def _remember(self) -> None:
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
        self._remember()
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

    def run(
        self, rates: Sequence[float], orders: Sequence[Order] | None, moved: Callable[[int], object]
    ) -> Entries | None:
        started = time.perf_counter()
        epochs = len(rates) // self.batches
        entries = self._run(rates, orders, moved)
        if entries is not None:
            if not self.goes_singly:
                self.most = max(1, int(AT_ONCE * epochs / (time.perf_counter() - started)))
            return entries
        self.goes_singly, self.most = True, 1
        if epochs > 1:
            return None
        self.eager_epochs += 1
        return self.eager.run(rates, orders, moved)

    def _run(
        self, rates: Sequence[float], orders: Sequence[Order] | None, moved: Callable[[int], object]
    ) -> Entries | None:
        optimizer, store, bounds = self.optimizer, self.store, self.eager.bounds
        restore = self.snapshot()
        unreached = [(k, self._remembered_of(k)) for k in self._unreached]
        longest = math.inf if self.eager.max_norm is None else self.eager.max_norm
        seen: list[int] = []

        def counted(batches: int) -> None:
            seen.append(batches)
            moved(batches)

        reports = (
            self.descent.run(bounds, orders, rates, optimizer.steps, longest, counted)
            if self._room is None
            else self._in_portions(self._room, None if orders is None else orders[0], rates, longest, counted)
        )
        if reports is None:
            moved(-sum(seen))
            restore()
            return None
        store.reached[:] = b"\1" * len(store.reached)
        for k, (number, *memory) in unreached:  # the machine moves them too, by decay and momentum
            store.reached[k], store.numbers[k] = False, number
            optimizer.missed[k] += len(rates)
            for row, entry in enumerate(memory):
                store.remembered(row)[k] = entry
        optimizer.steps += len(rates)
        return self._entries(reports)

    def _in_portions(
        self,
        room: compiler.Room,
        order: Order | None,
        rates: Sequence[float],
        longest: float,
        moved: Callable[[int], object],
    ) -> compiler.Reports | None:
        """Runs an epoch portion by portion, each put into the same room."""
        found = compiler.Reports([], [], [])
        for portion in self.samples.portions(order):
            bounds = batch_bounds(room.load(portion.X, portion.y), self.eager.bounds[1])
            done = len(found.losses)
            its_rates = rates[done : done + len(bounds) - 1]
            reports = self.descent.run(bounds, [portion.order], its_rates, self.optimizer.steps + done, longest, moved)
            if reports is None:
                return None
            found.add(reports)
        return found

    def _remembered_of(self, k: int) -> list[float]:
        """The number of a parameter, and what is remembered of it."""
        rows = range(len(self.optimizer.remembers))
        return [self.store.numbers[k], *(self.store.remembered(row)[k] for row in rows)]

    def _entries(self, reports: compiler.Reports) -> Entries:
        bounds, batches = self.eager.bounds, self.batches
        if batches == 1:  # there may be many thousand epochs
            entries: Entries = {
                "losses": [total / bounds[-1] for total in reports.losses],
                "gradient_norms": reports.gradient_norms,
            }
            if self.objective.decide is not None:
                entries["accuracies"] = [right / bounds[-1] for right in reports.seconds]
            return entries
        sizes = [last - first for first, last in itertools.pairwise(bounds)]
        entries = {}
        for first in range(0, len(reports.losses), batches):
            span = slice(first, first + batches)
            losses = [total / size for total, size in zip(reports.losses[span], sizes)]
            right = None if self.objective.decide is None else math.fsum(reports.seconds[span])
            for name, number in epoch_entry(bounds, losses, reports.gradient_norms[span], right).items():
                entries.setdefault(name, []).append(number)
        return entries

    def evaluate(self) -> Entries:
        validation = self.eager.validation
        if validation is None:
            return {}
        numbers, width = array("d"), 1
        try:
            for _, X, y, _ in validation.portions(None):
                rows: Any = self.program(X, y, threads=self.eager.threads)
                width = len(rows[0]) if isinstance(rows, list) else rows.shape[1]
                if isinstance(rows, list):
                    numbers.extend(itertools.chain.from_iterable(rows))
                else:
                    numbers.frombytes(rows.cast("B"))
        except (
            ArithmeticError,
            TypeError,
            ValueError,
        ):  # the eager engine says it in its own words, or goes another way
            return self.eager.evaluate()
        _, *right, loss = (math.fsum(numbers[k::width]) / len(validation) for k in range(width))
        return validation_entries(loss, right[0] if right else None)
