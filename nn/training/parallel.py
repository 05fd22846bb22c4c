"""Training on several workers at once: each differentiates its samples of a batch, and the driver takes the step.

The samples are dealt out in shards, whatever workers there are, and what a batch's shards come to is added in their
order. So the numbers depend neither on how many workers there are, nor on which of them is the first, nor on whether
one is lost.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from autograd import ControlFlowError
from autograd.data import Array
from autograd.shared.options import taking
from autograd.shared.showing import brief, counted, one_line
from nn.arguments import check_whole
from nn.history import History
from nn.models.dropout import Dropout
from nn.models.layers import Inputs
from nn.models.module import Module
from nn.training.epochs import EagerEpochs, Entries, Epochs, by_batch, validation_entries
from nn.training.fitting import trained
from nn.training.moves import EagerMoves, Moves, StoredMoves
from nn.training.objective import Model
from nn.training.options import TrainingOptions
from nn.training.portions import Held, Order, Samples
from nn.training.shards import Contents, Opened, Part, Question, Shard, forget, reached_by
from nn.training.team import Team
from nn.training.workers.engine import Engine, ExecutorOrMaker, check_executor

if TYPE_CHECKING:
    from autograd import compiler

__all__ = ["ParallelOptions", "fit_parallel"]

_OTHERS_THERE = (
    "expected a model that takes its parameters along to another process, got {}, which finds others there: as those of"
    " a module, say. Give a model that holds them, such as an nn.Module"
)


@dataclass(frozen=True, kw_only=True)
class ParallelOptions(TrainingOptions):
    """How a model is trained on several workers: the options of `nn.TrainingOptions`, and these.

    Attributes:
        executor: any `concurrent.futures.Executor`, such as a cluster's; it is not shut down. A function that makes one
            where it is one that a lost worker breaks, as a pool of processes is: then another is made.
        shards: in how many parts the samples are dealt out, from 1 up: at least as many as there are workers. The
            numbers depend on it in their rounding.
        retries: how many times more a worker is asked for what was lost with another, from 0 up.

    Raises:
        TypeError: if the executor is none; and as `nn.TrainingOptions` does.
        ValueError: for a number out of range; and as `nn.TrainingOptions` does.

    >>> import nn
    >>> from concurrent.futures import ThreadPoolExecutor
    >>> descent = {"loss": nn.mse_loss, "optimizer": nn.SGD(nn.MLP(2, [1], seed=0).parameters(), 0.1), "epochs": 3}
    >>> options = ParallelOptions(**descent, executor=ThreadPoolExecutor)
    >>> options.shards, options.retries, options.batch_size
    (4, 3, None)
    """

    executor: ExecutorOrMaker
    shards: int = 4
    retries: int = 3

    __repr__ = one_line

    def __post_init__(self) -> None:
        super().__post_init__()
        check_executor(self.executor)
        check_whole(self.shards, "shards")
        check_whole(self.retries, "retries", 0)


@taking(ParallelOptions)
def fit_parallel(
    model: Model, X: Sequence[Inputs] | Array, y: Sequence[Any] | Array, options: ParallelOptions
) -> History:
    """Trains a model as `nn.fit` does, the samples of each batch spread over the workers of an executor.

    The workers are sent their samples once, and the parameters at each step; they send back the gradients, which are
    added in a fixed order. So it comes to the numbers of `nn.fit`, but for rounding, and to the same bits with however
    many workers. What is lost with a worker is computed by another. It pays where a batch takes much longer than a
    message: docs/how_to/data_parallel.md has figures.

    Args:
        model: what turns a sample into a prediction, without dropout; `model.logits` for the losses on logits. A
            process finds its class by its name, so it stands in a module; so do those of loss and data.
        X: the samples, in any container.
        y: their targets, as many.
        options: by name, those of `nn.TrainingOptions` and `nn.ParallelOptions`, where each is explained: `loss`,
            `optimizer`, `epochs` and `executor` must be given.

    Returns:
        The history, as of `nn.fit`.

    Raises:
        TypeError: as `nn.fit` does; for what cannot be sent to another process, saying what to do.
        ValueError: as `nn.fit` does; for a model with dropout.
        RuntimeError: if a worker, or the executor, is lost more often than `retries` says.
        ImportError, ControlFlowError: as `nn.fit` does.

    >>> import nn
    >>> from concurrent.futures import ThreadPoolExecutor
    >>> model = nn.MLP(2, [4, 1], output="sigmoid", seed=0)
    >>> X, y = nn.datasets.moons(40, seed=0)
    >>> descent = {"loss": nn.binary_cross_entropy, "optimizer": nn.SGD(model.parameters(), 1.0), "batch_size": 8}
    >>> with ThreadPoolExecutor(2) as executor:
    ...     history = fit_parallel(model, X, y, **descent, epochs=20, seed=0, executor=executor, progress=False)
    >>> history.losses[-1] < history.losses[0], history.engine
    (True, 'eager, in 4 shards')
    """
    _check_no_dropout(model)
    with _Workers(options) as workers:
        return trained(model, X, y, options, workers.way_through)


def _check_no_dropout(model: Model) -> None:
    owner = getattr(model, "__self__", model)
    if isinstance(owner, Module) and any(isinstance(part, Dropout) for part in owner.modules()):
        raise ValueError(
            f"expected a model without dropout, which draws anew for every sample in its turn, got {brief(owner)}"
        )


class _Workers:
    """The workers of a training."""

    def __init__(self, options: ParallelOptions) -> None:
        self._options = options
        self._engine: Engine[int] = Engine(options.executor)
        self._teams: list[Team] = []

    def __enter__(self) -> _Workers:
        return self

    def __exit__(self, *_: object) -> None:
        self._engine.leave()
        for team in self._teams:
            forget(team.key)  # where the workers are threads

    def way_through(self, eager: EagerEpochs, options: TrainingOptions) -> Epochs:
        """How to go through the data: in programs where that is asked for, or pays."""
        if options.compiled is not False:
            from nn.training.compiled import tries_programs

            if tries_programs(eager, options):
                try:
                    return self._way(eager, is_compiled=True)
                except (ControlFlowError, ImportError) as error:
                    if options.compiled is True:
                        raise
                    eager.reason = str(error)
        return self._way(eager, is_compiled=False)

    def _way(self, eager: EagerEpochs, *, is_compiled: bool) -> Epochs:
        contents = _dealt(eager, self._options.shards, is_compiled)
        team = Team(self._engine, contents, self._options.retries)
        self._teams.append(team)
        opened: list[Opened] = team.ask(dict.fromkeys(range(len(contents)), Shard.opened), is_sent=True)
        for each, shard in zip(opened, contents):
            if each.of_first != reached_by(shard.objective, shard.X[0], shard.y[0], shard.parameters):
                raise TypeError(_OTHERS_THERE.format(brief(shard.objective.model)))
        if not is_compiled:
            return _ParallelEpochs(eager, team, EagerMoves(eager))
        from nn.training.recorded import penalty_of

        penalty = penalty_of(eager.objective, eager.optimizer.parameters)
        of_penalty = [] if penalty is None else [penalty.reached]
        reached = [any(of_each) for of_each in zip(*(each.reached for each in opened), *of_penalty)]
        return _ParallelEpochs(eager, team, StoredMoves(eager, reached), penalty)


def _dealt(eager: EagerEpochs, shards: int, is_compiled: bool) -> list[Contents]:
    """The samples dealt out in turn, so that a batch of neighbours has some in every shard."""
    objective, parameters = replace(eager.objective, penalty=None), eager.optimizer.parameters
    samples, validation = _held(eager.samples, "X and y"), None
    if eager.validation is not None:
        validation = _held(eager.validation, "validation")
    shards = min(shards, len(samples))
    contents = []
    for k in range(shards):
        held_out = None
        if validation is not None and k < len(validation):
            held_out = Held(validation.X[k::shards], validation.y[k::shards])
        X, y = samples.X[k::shards], samples.y[k::shards]
        contents.append(Contents(objective, parameters, X, y, held_out, is_compiled, eager.threads))
    return contents


def _held(samples: Samples, name: str) -> Held:
    if not isinstance(samples, Held):
        raise TypeError(f"expected {name} in containers, which can be dealt out to workers, got a source of batches")
    return samples


class _ParallelEpochs:
    """Epochs whose batches are differentiated by workers."""

    most = 1

    def __init__(
        self, eager: EagerEpochs, team: Team, moves: Moves, penalty: compiler.Program[array[float]] | None = None
    ) -> None:
        self.objective, self.samples, self.batches = eager.objective, eager.samples, eager.batches
        self._eager, self._team, self._moves, self._penalty = eager, team, moves, penalty

    @property
    def engine(self) -> str:
        how, _, reason = self._eager.engine.partition(":")
        how = "compiled" if self._team.contents[0].is_compiled else how
        return f"{how}, in {counted(len(self._team.contents), 'shard')}" + (f":{reason}" if reason else "")

    def __enter__(self) -> object:
        return self._moves.__enter__()

    def __exit__(self, *_: object) -> None:
        self._moves.__exit__()

    def snapshot(self) -> Callable[[], None]:
        return self._moves.snapshot()

    def run(self, rates: Sequence[float], orders: Sequence[Order] | None, moved: Callable[[int], object]) -> Entries:
        return by_batch(self._eager, self._batches, self._step, rates, orders, moved)

    def _batches(self, order: Order | None) -> list[Sequence[int]]:
        places = range(len(self.samples)) if order is None else order
        return [places[first:last] for first, last in pairwise(self._eager.bounds)]

    def _step(self, chosen: Sequence[int], rate: float) -> tuple[float, float, float]:
        shards = len(self._team.contents)
        places = [array("q") for _ in range(shards)]
        for sample in chosen:
            places[sample % shards].append(sample // shards)
        numbers, count = self._moves.numbers(), len(chosen)
        questions: dict[int, Question] = {
            k: partial(Shard.differentiated, numbers=numbers, samples=at.tobytes(), count=count)
            for k, at in enumerate(places)
            if at
        }
        parts: list[Part] = self._team.ask(questions)
        self._moves.zero_grad()
        penalty, by_program = self._penalised(array("d", numbers))
        loss = math.fsum(part.loss for part in parts) / len(chosen) + penalty
        right = math.fsum(part.right for part in parts)
        return loss, right, self._moves.by([*parts, *by_program], rate)

    def _penalised(self, numbers: array[float]) -> tuple[float, list[Part]]:
        """The penalty, and its gradient where a program gives it; the eager engine adds it to the parameters'."""
        if self._penalty is not None:
            with suppress(ArithmeticError, ControlFlowError, ValueError):  # the eager engine says it
                [penalty], gradient = self._penalty.differentiated([], [0], 1.0, parameters=numbers)
                return penalty, [Part(penalty, 0.0, gradient, None)]
        return self.objective.differentiate_penalty(), []

    def evaluate(self) -> Entries:
        if self._eager.validation is None:
            return {}
        question = partial(Shard.evaluated, numbers=self._moves.numbers())
        held = [k for k, shard in enumerate(self._team.contents) if shard.held_out is not None]
        losses, right = zip(*self._team.ask(dict.fromkeys(held, question)))
        count = len(self._eager.validation)
        accuracy = None if right[0] is None else math.fsum(right) / count
        return validation_entries(math.fsum(losses) / count, accuracy)
