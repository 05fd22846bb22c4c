"""An epoch of training, sample by sample in the eager engine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Protocol, TypeAlias

from autograd import vector
from autograd.primitive import Scalar
from nn.gradient_step import clip_gradients, gradient_norm
from nn.models.layers import Inputs
from nn.training.objective import Objective
from nn.training.options import Samples, TrainingOptions

__all__ = ["EagerEpochs", "Entries", "Epochs", "as_vectors", "batch_bounds", "validation_entries"]

Entries: TypeAlias = dict[str, list[float]]
"""What epochs add to the history: for each of its lists an entry an epoch."""


class Epochs(Protocol):
    """How `fit` goes through the data.

    Attributes:
        most: how many epochs it likes to run in one go.
    """

    most: int

    @property
    def engine(self) -> str:
        """How the epochs ran, for the history."""

    def run(self, rates: Sequence[float], orders: Sequence[Sequence[int]] | None) -> Entries | None:
        """Runs an epoch for each learning rate, the samples in the epochs' orders, or as they stand.

        Returns:
            What they add to the history; None if none of them was run, because fewer at once are wanted.
        """

    def evaluate(self) -> Entries:
        """What the validation data add to the history; nothing, if there are none."""


class EagerEpochs:
    """Epochs in the eager engine: the graph of every batch is built, differentiated and dropped.

    Args:
        objective: what is lowered.
        X: the samples.
        y: their targets, as many.
        options: how the training runs.
    """

    most = 1

    def __init__(
        self, objective: Objective, X: Sequence[Inputs], y: Sequence[Scalar], options: TrainingOptions
    ) -> None:
        self.objective, self.X, self.y = objective, X, y
        self.optimizer, self.max_norm, self.validation = options.optimizer, options.max_norm, options.validation
        self.bounds = batch_bounds(len(X), options.batch_size)
        self.reason = ""

    @property
    def engine(self) -> str:
        return f"eager: {self.reason}" if self.reason else "eager"

    @cached_property
    def _samples(self) -> list[Inputs]:
        return as_vectors(self.X)

    def run(self, rates: Sequence[float], orders: Sequence[Sequence[int]] | None) -> Entries:
        entries: Entries = {"losses": [], "gradient_norms": []}
        for k, rate in enumerate(rates):
            self.optimizer.learning_rate = rate
            for name, number in self._epoch(range(len(self.X)) if orders is None else orders[k]).items():
                entries.setdefault(name, []).append(number)
        return entries

    def _epoch(self, order: Sequence[int]) -> dict[str, float]:
        losses: list[float] = []
        norms: list[float] = []
        right = 0
        for first, last in zip(self.bounds, self.bounds[1:]):
            chosen = order[first:last]
            self.optimizer.zero_grad()
            loss, right_here = self.objective.differentiate(
                [self._samples[i] for i in chosen], [self.y[i] for i in chosen]
            )
            parameters = self.optimizer.parameters
            longest = self.max_norm
            norms.append(gradient_norm(parameters) if longest is None else clip_gradients(parameters, longest))
            self.optimizer.step()
            losses.append(loss * len(chosen))
            right += right_here
        entry = {"losses": sum(losses) / len(order), "gradient_norms": sum(norms) / len(norms)}
        if self.objective.decide is not None:
            entry["accuracies"] = right / len(order)
        return entry

    @cached_property
    def _held_out(self) -> Samples | None:
        return None if self.validation is None else (as_vectors(self.validation[0]), self.validation[1])

    def evaluate(self) -> Entries:
        return {} if self._held_out is None else validation_entries(*self.objective.evaluate(*self._held_out))


def validation_entries(loss: float, accuracy: float | None) -> Entries:
    """Mean loss and accuracy of the validation data, as the history has them; None where there are no classes."""
    return {"validation_losses": [loss], "validation_accuracies": [] if accuracy is None else [accuracy]}


def as_vectors(X: Sequence[Inputs]) -> list[Inputs]:
    """Samples made Values once, not once an epoch: constants, since nobody asks for the gradients of the data."""
    return [vector(x) if isinstance(x, Iterable) else x for x in X]


def batch_bounds(count: int, batch_size: int | None) -> list[int]:
    """Where each batch begins, and where the last ends.

    >>> batch_bounds(10, 4), batch_bounds(10, None)
    ([0, 4, 8, 10], [0, 10])
    """
    return [*range(0, count, batch_size or count), count]
