"""Epochs in the machine: model, loss and optimizer compiled into programs.

An epoch in which something is not finite, or a recorded comparison comes out otherwise, is run by the eager engine.
"""

from __future__ import annotations

import itertools
import math
import time
from collections import Counter
from collections.abc import Callable, Sequence

from autograd import ControlFlowError, compiler
from nn import losses
from nn.models.module import Module
from nn.training.epochs import EagerEpochs, Entries, batch_bounds, epoch_entry, validation_entries
from nn.training.objective import Objective
from nn.training.options import TrainingOptions
from nn.training.portions import Order
from nn.training.recorded import RecordedObjective
from nn.training.stored import StoredOptimizer

__all__ = ["AT_ONCE", "SECONDS_PER_WORK", "WORTH", "CompiledEpochs", "is_ours", "is_worthwhile", "tries_programs"]

WORTH = 250_000
"""How many numbers times samples times epochs there must be before compiling pays: some tenths of a second, eagerly.

The first net of a shape costs half a second on a machine. Its program is kept, and from then on costs a process 0.15
seconds, most of them for importing llvmlite.
"""
SECONDS_PER_WORK = 2e-9
"""A first guess at how long the machine takes for a sample and a slot or parameter."""
AT_ONCE = 0.05
"""How long a portion of epochs should take, in seconds, before the bar moves."""


def is_worthwhile(samples: int, options: TrainingOptions) -> bool:
    """Whether there is enough work for a program to pay."""
    return samples * options.epochs * (len(options.optimizer.parameters) + 50) >= WORTH


def tries_programs(eager: EagerEpochs, options: TrainingOptions) -> bool:
    """Whether to try programs; why not, where it is worth saying, is noted with the epochs in the eager engine."""
    if isinstance(options.compiled, bool):
        return options.compiled
    if not is_worthwhile(len(eager.samples), options):
        return False
    if not is_ours(eager.objective):
        eager.reason = "compiled=True would try to compile a model or loss of one's own"
        return False
    return True


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
        parameters, are_batches = self.optimizer.parameters, self.batches < len(self.samples)
        self.recorded = RecordedObjective(
            self.objective, self.samples, parameters, eager.validation, are_batches=are_batches
        )
        packing, self._room = self.recorded.packing, self.recorded.room
        self.stored = StoredOptimizer(self.optimizer, self.recorded.reached())
        most = max(last - first for first, last in itertools.pairwise(eager.bounds))
        given = (self.recorded.penalty, self.stored.store, self.stored.moved, self.stored.remembered)
        try:
            self.descent = compiler.Descent(packing, *given, most, eager.threads)
        except (TypeError, ValueError) as error:
            raise ControlFlowError(str(error)) from None
        slots = [part.program.slots for part in packing.parts]
        work = sum(n * (slots[k] + len(parameters)) for k, n in Counter(packing.part_of).items())
        self.eager_epochs = 0
        self.goes_singly = self._room is not None
        self.most = 1 if self.goes_singly else max(1, int(AT_ONCE / (work * SECONDS_PER_WORK)))

    @property
    def engine(self) -> str:
        return f"compiled, {self.eager_epochs} epochs eagerly" if self.eager_epochs else "compiled"

    def __enter__(self) -> CompiledEpochs:
        self.stored.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self.stored.__exit__()

    def snapshot(self) -> Callable[[], None]:
        return self.stored.snapshot()

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
        restore, note = self.snapshot(), self.stored.unmoved()
        longest = math.inf if self.eager.max_norm is None else self.eager.max_norm
        seen: list[int] = []

        def counted(batches: int) -> None:
            seen.append(batches)
            moved(batches)

        bounds, steps = self.eager.bounds, self.optimizer.steps
        reports = (
            self.descent.run(bounds, orders, rates, steps, longest, counted)
            if self._room is None
            else self._in_portions(self._room, None if orders is None else orders[0], rates, longest, counted)
        )
        if reports is None:
            moved(-sum(seen))
            restore()
            return None
        note(len(rates))
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
        try:
            loss, right = self.recorded.evaluated(validation, threads=self.eager.threads)
        except (
            ArithmeticError,
            TypeError,
            ValueError,
        ):  # the eager engine says it in its own words, or goes another way
            return self.eager.evaluate()
        count = len(validation)
        return validation_entries(loss / count, None if right is None else right / count)
