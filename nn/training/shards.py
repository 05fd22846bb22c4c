"""The worker's part of a training on several: it keeps the samples that it was sent, and differentiates them.

Samples are dealt out in shards once and for all. A worker keeps each shard that it has been sent, under its training's
key, and says so when it is asked about one that it does not have: then that is sent again. So any worker may be asked
about any shard, and one that is lost takes nothing with it that was there only once.
"""

from __future__ import annotations

import math
import threading
from array import array
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from autograd import ControlFlowError, Value
from autograd.graph import leaves_of
from nn.models.layers import Inputs
from nn.training.epochs import as_vectors
from nn.training.objective import Objective
from nn.training.portions import Held
from nn.training.workers.parcels import packed, unpacked

if TYPE_CHECKING:
    from nn.training.recorded import RecordedObjective

__all__ = ["Contents", "Opened", "Part", "Question", "Shard", "asked", "forget", "reached_by"]

KEPT = 2
"""Of how many trainings a worker keeps shards."""


class Contents(NamedTuple):
    """What is sent of a training: all in one message, so that a parameter stays the same one wherever it stands.

    Attributes:
        objective: what is lowered, without penalty.
        parameters: those that training moves.
        X: the samples of the shard.
        y: their targets.
        held_out: its part of the validation data, if there is any.
        is_compiled: whether programs do the work.
        threads: how many threads a program may use at most.
    """

    objective: Objective
    parameters: Sequence[Value]
    X: Sequence[Inputs]
    y: Sequence[Any]
    held_out: Held | None
    is_compiled: bool
    threads: int | None


class Opened(NamedTuple):
    """What a worker says of a shard when it comes.

    Attributes:
        of_first: whether the loss of the first sample depends on a parameter, an entry a parameter.
        reached: whether that of any sample does, as far as programs know.
    """

    of_first: list[bool]
    reached: list[bool]


class Part(NamedTuple):
    """What some samples of a batch come to.

    Attributes:
        loss: their losses, added.
        right: how many classes were right.
        gradient: that of their share of the batch's mean, an entry a parameter.
        reached: whether there is one, an entry a parameter; None for as the programs say.
    """

    loss: float
    right: float
    gradient: array[float]
    reached: list[bool] | None


class Shard:
    """Some samples of a training, and what differentiates them.

    Args:
        contents: what was sent.
    """

    def __init__(self, contents: Contents) -> None:
        self._contents = contents
        self._lock = threading.Lock()  # threads of one process share it, and the eager engine writes into parameters

    @cached_property
    def _recorded(self) -> RecordedObjective:
        from nn.training.recorded import RecordedObjective

        objective, parameters, X, y, held_out, _, _ = self._contents
        return RecordedObjective(objective, Held(X, y), parameters, held_out, are_batches=True)

    @cached_property
    def _samples(self) -> list[Inputs]:
        return as_vectors(self._contents.X)

    def opened(self) -> Opened:
        """Makes ready, and says on which parameters the loss depends."""
        objective, parameters, X, y, *_ = self._contents
        reached = self._recorded.reached() if self._contents.is_compiled else []
        return Opened(reached_by(objective, X[0], y[0], parameters), reached)

    def differentiated(self, numbers: bytes, samples: bytes, count: int) -> Part:
        """What samples of a batch come to.

        Args:
            numbers: the parameters' numbers, doubles.
            samples: which samples of the shard, 64-bit integers.
            count: how many the batch has.
        """
        chosen = array("q", samples)
        with self._lock:
            if self._contents.is_compiled:
                try:
                    return self._by_programs(array("d", numbers), chosen, count)
                except (ArithmeticError, ControlFlowError, ValueError):  # the eager engine says it, or goes another way
                    pass
            return self._eagerly(array("d", numbers), chosen, count)

    def _by_programs(self, numbers: array[float], chosen: Sequence[int], count: int) -> Part:
        from autograd import compiler

        packing, threads = self._recorded.packing, self._contents.threads
        losses: list[float] = []
        right: list[float] = []
        gradient = array("d", bytes(8 * len(numbers)))
        for place, samples in packing.lots(chosen):
            part = packing.parts[place]
            rows = array("q", [packing.row_of[sample] for sample in samples])
            options: dict[str, Any] = {"rows": rows, "parameters": numbers, "threads": threads}
            results, slopes = part.program.differentiated(part.sources, samples, 1.0 / count, **options)
            width = len(results) // len(samples)
            losses += results[::width]
            right += results[1::width] if self._contents.objective.decide is not None else ()
            compiler.add_to(gradient, slopes)
        return Part(math.fsum(losses), math.fsum(right), gradient, None)

    def _eagerly(self, numbers: array[float], chosen: Sequence[int], count: int) -> Part:
        objective, parameters, _, y, *_ = self._contents
        self._set(numbers)
        for parameter in parameters:
            parameter.grad = None
        loss, right = objective.differentiate_part([self._samples[k] for k in chosen], [y[k] for k in chosen], count)
        gradient = array("d", [parameter.grad or 0.0 for parameter in parameters])
        return Part(loss, right, gradient, [parameter.grad is not None for parameter in parameters])

    def _set(self, numbers: Sequence[float]) -> None:
        for parameter, number in zip(self._contents.parameters, numbers):
            parameter.data = number

    def evaluated(self, numbers: bytes) -> tuple[float, float | None]:
        """The losses of the validation data that are here, added, and how many classes are right there."""
        objective, _, _, _, held_out, is_compiled, threads = self._contents
        if held_out is None:
            raise ValueError("expected validation data in this shard, got none")
        with self._lock:
            self._set(array("d", numbers))
            if is_compiled:
                try:
                    return self._recorded.evaluated(held_out, threads=threads)
                except (ArithmeticError, TypeError, ValueError):  # as above
                    pass
            loss, accuracy = objective.evaluate(zip(as_vectors(held_out.X), held_out.y))
            count = len(held_out)
            return loss * count, None if accuracy is None else accuracy * count


Question: TypeAlias = Callable[[Shard], object]

_shards: dict[tuple[str, int], Shard] = {}
"""Those that this process has been sent, the training used last at the end."""
_lock = threading.Lock()


def asked(training: str, number: int, call: int, contents: bytes | None, question: Question) -> bytes | str | None:
    """What a worker does: answers a question about a shard.

    Args:
        training: the training's key.
        number: the shard's number.
        call: makes the call unlike all others.
        contents: the shard; None where the worker should have it.
        question: what is asked.

    Returns:
        The answer, or what was raised, packed; None for a shard that is not here; why it cannot be opened, as text.
    """
    try:
        shard = _shard(training, number, contents)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return None if shard is None else packed(lambda: question(shard))


def _shard(training: str, number: int, contents: bytes | None) -> Shard | None:
    """The shard, which is kept; None if it is not here."""
    with _lock:
        shard = _shards.pop((training, number), None)
        if shard is None and contents is not None:
            shard = Shard(unpacked(contents))
        if shard is None:
            return None
        _shards[training, number] = shard
        trainings = list(dict.fromkeys(each for each, _ in reversed(_shards)))
        for other in trainings[KEPT:]:
            _drop(other)
    return shard


def forget(training: str) -> None:
    """Drops the shards of a training that this process has."""
    with _lock:
        _drop(training)


def _drop(training: str) -> None:
    for key in [key for key in _shards if key[0] == training]:
        del _shards[key]


def reached_by(objective: Objective, x: Inputs, y: Any, parameters: Sequence[Value]) -> list[bool]:
    """Whether the loss of a sample depends on a parameter, an entry a parameter."""
    leaves = set(leaves_of([objective.mean_loss(as_vectors([x]), [y])]))
    return [parameter in leaves for parameter in parameters]
