"""An epoch of training, sample by sample in the eager engine."""

from __future__ import annotations

import itertools
import math
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, Final, Protocol, TypeAlias, TypeVar

from autograd import Value, vector
from autograd.data import shape_of
from autograd.graph import leaves_of
from nn.gradient_step import clip_gradients, gradient_norm
from nn.models.layers import Inputs
from nn.training.objective import Objective
from nn.training.options import TrainingOptions
from nn.training.portions import Held, Order, Samples, Streamed

__all__ = [
    "UNREACHED",
    "EagerEpochs",
    "Entries",
    "Epochs",
    "as_vectors",
    "batch_bounds",
    "by_batch",
    "epoch_entry",
    "validation_entries",
]

Pairs: TypeAlias = "tuple[list[Inputs], list[Any]]"
"""Samples and their targets."""
Batch = TypeVar("Batch")

Entries: TypeAlias = dict[str, list[Any]]
"""What epochs add to the history: for each of its lists an entry an epoch."""


UNREACHED: Final = "expected optimizer to hold parameters that the loss depends on, got one that holds none"


class Epochs(Protocol):
    """How `fit` goes through the data.

    Attributes:
        objective: what is lowered.
        samples: the samples with their targets.
        most: how many epochs it likes to run in one go.
    """

    objective: Objective
    samples: Samples
    most: int

    @property
    def engine(self) -> str:
        """How the epochs ran, for the history."""

    @property
    def batches(self) -> int:
        """How many an epoch has."""

    def __enter__(self) -> object:
        """Makes ready to run."""

    def __exit__(self, *_: object) -> None:
        """Leaves the parameters and the optimizer on their own."""

    def snapshot(self) -> Callable[[], None]:
        """Notes where model and optimizer stand, and gives what takes them back there."""

    def run(
        self, rates: Sequence[float], orders: Sequence[Order] | None, moved: Callable[[int], object]
    ) -> Entries | None:
        """Runs epochs, with a learning rate for each batch, the samples in the epochs' orders, or as they stand.

        Args:
            rates: the learning rates.
            orders: the samples' order, epoch by epoch; None for as they stand.
            moved: is told how many batches have been run, as they are.

        Returns:
            What they add to the history; None if none of them was run, because fewer at once are wanted.
        """

    def evaluate(self) -> Entries:
        """What the validation data add to the history; nothing, if there are none."""


class EagerEpochs:
    """Epochs in the eager engine: the graph of every batch is built, differentiated and dropped.

    Args:
        objective: what is lowered.
        samples: the samples with their targets.
        validation: those to measure loss and accuracy on after each epoch; None for none.
        options: how the training runs.
    """

    most = 1

    def __init__(
        self, objective: Objective, samples: Samples, validation: Samples | None, options: TrainingOptions
    ) -> None:
        self.objective, self.samples, self.validation = objective, samples, validation
        self.optimizer, self.max_norm = options.optimizer, options.max_norm
        self.threads: int | None = options.threads
        self.bounds: list[int] = batch_bounds(len(samples), options.batch_size)
        self.reason = ""

    @property
    def engine(self) -> str:
        return f"eager: {self.reason}" if self.reason else "eager"

    @property
    def batches(self) -> int:
        return len(self.bounds) - 1

    def __enter__(self) -> EagerEpochs:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def snapshot(self) -> Callable[[], None]:
        optimizer = self.optimizer
        before, gradients = optimizer.state_dict(), [parameter.grad for parameter in optimizer.parameters]

        def restore() -> None:
            optimizer.load_state_dict(before)
            for parameter, gradient in zip(optimizer.parameters, gradients):
                parameter.grad = gradient

        return restore

    @cached_property
    def _vectors(self) -> list[Inputs] | None:
        """Samples in a list, made Values once; None for others, which are made Values as they are met."""
        samples = self.samples
        return None if isinstance(samples, Streamed) or samples.are_rows else as_vectors(samples.X)

    @cached_property
    def reached_by_some(self) -> list[Value]:
        """Where samples have several shapes, the parameters that samples of some shape depend on.

        In a batch without such samples their gradient is 0, as it is in a program; others sit the step out.
        """
        samples = self.samples
        if isinstance(samples, Streamed) or samples.are_rows:
            return []
        by_shapes = {(shape_of(x), shape_of(y)): (x, y) for x, y in zip(samples.X, samples.y)}
        if len(by_shapes) == 1:
            return []
        X, y = zip(*by_shapes.values())
        leaves = set(leaves_of([self.objective.mean_loss(as_vectors(X), y)]))
        return [parameter for parameter in self.optimizer.parameters if parameter in leaves]

    def run(self, rates: Sequence[float], orders: Sequence[Order] | None, moved: Callable[[int], object]) -> Entries:
        return by_batch(self, self._batches, self._step, rates, orders, moved)

    def _step(self, batch: Pairs, rate: float) -> tuple[float, float, float]:
        self.zero_grad()
        loss, right = self.objective.differentiate(*batch)
        return loss, right, self.move(rate)

    def zero_grad(self) -> None:
        """Takes the gradients away, as they are before a batch."""
        self.optimizer.zero_grad()
        for parameter in self.reached_by_some:
            parameter.grad = 0.0

    def move(self, rate: float) -> float:
        """A step of the optimizer by the gradients that there are, clipped; gives their length before that."""
        parameters = self.optimizer.parameters
        if all(parameter.grad is None for parameter in parameters):
            raise ValueError(UNREACHED)
        longest = self.max_norm
        norm = gradient_norm(parameters) if longest is None else clip_gradients(parameters, longest)
        self.optimizer.learning_rate = rate
        self.optimizer.step()
        return norm

    def _batches(self, order: Order | None) -> Iterator[Pairs]:
        """An epoch's batches, their samples made Values."""
        batches, vectors = deque(itertools.pairwise(self.bounds)), self._vectors
        for first, X, y, places in self.samples.as_they_are(order):
            while batches and batches[0][0] < first + len(places):
                a, b = batches.popleft()
                chosen = places[a - first : b - first]
                yield (
                    as_vectors([X[i] for i in chosen]) if vectors is None else [vectors[i] for i in chosen],
                    [y[i] for i in chosen],
                )

    @cached_property
    def _held_out(self) -> list[Inputs] | None:
        """Validation samples in a list, made Values once."""
        validation = self.validation
        return None if not isinstance(validation, Held) or validation.are_rows else as_vectors(validation.X)

    def evaluate(self) -> Entries:
        if self.validation is None:
            return {}
        return validation_entries(*self.objective.evaluate(self._validation_pairs(self.validation)))

    def _validation_pairs(self, validation: Samples) -> Iterator[tuple[Inputs, Any]]:
        for _, X, y, _ in validation.as_they_are(None):
            yield from zip(map(_as_vectors, X) if self._held_out is None else self._held_out, y)


def by_batch(
    way: EagerEpochs,
    batches: Callable[[Order | None], Iterable[Batch]],
    step: Callable[[Batch, float], tuple[float, float, float]],
    rates: Sequence[float],
    orders: Sequence[Order] | None,
    moved: Callable[[int], object],
) -> Entries:
    """Runs epochs batch by batch.

    Args:
        way: says where the batches begin.
        batches: from the samples' order, or None for as they stand, to an epoch's batches.
        step: from a batch, and its learning rate, to the loss before the step, how many classes were right, and the
            length of the gradient.
        rates: the learning rate of each batch.
        orders: the samples' order, epoch by epoch; None for as they stand.
        moved: is told how many batches have been run, as they are.

    Returns:
        What they add to the history.
    """
    entries: Entries = {}
    bounds, has_classes = way.bounds, way.objective.decide is not None
    for k in range(len(rates) // way.batches):
        reports = []
        for batch, rate in zip(batches(None if orders is None else orders[k]), rates[k * way.batches :]):
            reports.append(step(batch, rate))
            moved(1)
        losses, right, norms = zip(*reports)
        entry = epoch_entry(bounds, losses, norms, math.fsum(right) if has_classes else None)
        for name, number in entry.items():
            entries.setdefault(name, []).append(number)
    return entries


def epoch_entry(
    bounds: Sequence[int], losses: Sequence[float], norms: Sequence[float], right: float | None
) -> dict[str, Any]:
    """What an epoch adds to the history.

    Args:
        bounds: where each batch begins, and where the last ends.
        losses: the mean loss of each batch.
        norms: the length of the gradient, batch by batch.
        right: how many classes were right; None where there are no classes.
    """
    count = bounds[-1]
    total = math.fsum(loss * (last - first) for loss, first, last in zip(losses, bounds, bounds[1:]))
    entry: dict[str, Any] = {"losses": total / count, "gradient_norms": math.fsum(norms) / len(norms)}
    if len(losses) > 1:
        entry["batch_losses"] = list(losses)
    if right is not None:
        entry["accuracies"] = right / count
    return entry


def validation_entries(loss: float, accuracy: float | None) -> Entries:
    """Mean loss and accuracy of the validation data, as the history has them; None where there are no classes."""
    return {"validation_losses": [loss], "validation_accuracies": [] if accuracy is None else [accuracy]}


def as_vectors(X: Sequence[Inputs]) -> list[Inputs]:
    """Samples made Values once, not once an epoch: constants, since nobody asks for the gradients of the data."""
    return [_as_vectors(x) for x in X]


def _as_vectors(x: Any) -> Any:
    if not isinstance(x, Iterable):
        return x
    return [_as_vectors(row) for row in x] if isinstance(shape_of(x), tuple) else vector(x)


def batch_bounds(count: int, batch_size: int | None) -> list[int]:
    """Where each batch begins, and where the last ends.

    >>> batch_bounds(10, 4), batch_bounds(10, None)
    ([0, 4, 8, 10], [0, 10])
    """
    return [*range(0, count, batch_size or count), count]
