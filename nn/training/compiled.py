"""Epochs in the machine: model, loss and optimizer compiled into one program.

An epoch in which something is not finite, or a recorded comparison comes out otherwise, is run by the eager engine.
"""

from __future__ import annotations

import math
import time
from array import array
from collections.abc import Sequence

from autograd import ControlFlowError, compiler
from autograd.primitive import Scalar
from nn import losses
from nn.models.layers import Layer, Neuron
from nn.models.mlp import MLP
from nn.training.epochs import EagerEpochs, Entries, validation_entries
from nn.training.objective import Objective
from nn.training.options import TrainingOptions
from nn.training.recorded import program_of

__all__ = ["AT_ONCE", "SECONDS_PER_WORK", "WORTH", "CompiledEpochs", "is_worthwhile"]

WORTH = 1_000_000
"""How many numbers times samples times epochs there must be before compiling pays: some tenths of a second."""
SECONDS_PER_WORK = 2e-9
"""A first guess at how long the machine takes for a sample and a slot or parameter."""
AT_ONCE = 0.05
"""How long the machine may run before Python sees Ctrl-C, or the bar moves, in seconds."""


def is_worthwhile(objective: Objective, samples: int, options: TrainingOptions) -> bool:
    """Whether `compiled="auto"` compiles: a model and a loss of ours, and enough work.

    A function of the user's own might draw random numbers, say, which a recording would freeze.
    """
    model = getattr(objective.model, "__self__", objective.model)
    ours = type(model) in (MLP, Layer, Neuron) and objective.loss.__module__ == losses.__name__
    return ours and samples * options.epochs * (len(options.optimizer.parameters) + 50) >= WORTH


class CompiledEpochs:
    """Epochs in one program.

    Args:
        eager: the same epochs in the eager engine.

    Raises:
        ImportError: if llvmlite is missing.
        ControlFlowError: if the program could not stand for model, loss or optimizer, with the reason.
    """

    def __init__(self, eager: EagerEpochs) -> None:
        self.eager, self.optimizer = eager, eager.optimizer
        targets = eager.y if eager.validation is None else [*eager.y, *eager.validation[1]]
        self.program = program_of(eager.objective, eager.X[0], targets, eager.optimizer.parameters)
        remembered = len(self.optimizer.memory)
        try:
            self.descent = compiler.Descent(self.program, (eager.X, eager.y), self._moved, remembered)
        except (TypeError, ValueError) as error:
            raise ControlFlowError(str(error)) from None
        work = len(eager.y) * (self.program.slots + len(self.program.parameters))
        self.most = max(1, int(AT_ONCE / (work * SECONDS_PER_WORK)))
        self.eager_epochs = 0
        self.goes_singly = False

    def _moved(self, w: Scalar, g: Scalar, memory: Sequence[Scalar], rate: Scalar, steps: Scalar) -> Sequence[Scalar]:
        return self.optimizer.moved(w, g, memory, rate, steps + 1.0)

    @property
    def engine(self) -> str:
        return f"compiled, {self.eager_epochs} epochs eagerly" if self.eager_epochs else "compiled"

    def run(self, rates: Sequence[float], orders: Sequence[Sequence[int]] | None) -> Entries | None:
        started = time.perf_counter()
        entries = self._run(rates, orders)
        if entries is not None:
            if not self.goes_singly:
                self.most = max(1, int(AT_ONCE * len(rates) / (time.perf_counter() - started)))
            return entries
        self.goes_singly, self.most = True, 1
        if len(rates) > 1:
            return None
        self.eager_epochs += 1
        return self.eager.run(rates, orders)

    def _run(self, rates: Sequence[float], orders: Sequence[Sequence[int]] | None) -> Entries | None:
        optimizer, bounds = self.optimizer, self.eager.bounds
        order = None if orders is None else array("q", [i for chosen in orders for i in chosen])
        longest = math.inf if self.eager.max_norm is None else self.eager.max_norm
        numbers = [parameter.data for parameter in optimizer.parameters]
        self.descent.load(numbers, list(optimizer.memory.values()))
        reports = self.descent.run(bounds, order, rates, optimizer.steps, longest)
        if reports is None:
            return None
        numbers, gradient, *memory = self.descent.state()
        steps = optimizer.steps + len(rates) * (len(bounds) - 1)
        optimizer._set(numbers, dict(zip(optimizer.remembers, memory)), steps)
        for parameter, slope in zip(optimizer.parameters, gradient):
            parameter.grad = slope
        entries = {"losses": reports.losses, "gradient_norms": reports.gradient_norms}
        if self.eager.objective.decide is not None:
            entries["accuracies"] = [right / bounds[-1] for right in reports.seconds]
        return entries

    def evaluate(self) -> Entries:
        if self.eager.validation is None:
            return {}
        try:
            rows = self.program(*self.eager.validation).tolist()
        except (
            ArithmeticError,
            TypeError,
            ValueError,
        ):  # the eager engine says it in its own words, or goes another way
            return self.eager.evaluate()
        _, *right, loss = (math.fsum(column) / len(rows) for column in zip(*rows))
        return validation_entries(loss, right[0] if right else None)
