"""Calls spread over the workers of an executor: threads, processes, a cluster.

What is sent is a chunk of calls, each setting in a parcel of its own: what cannot be sent costs its own run. When a
worker is lost, the calls of its chunk are made again, one by one.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias, TypeVar
from uuid import uuid4

from autograd.shared.processors import processors
from nn.training.workers.engine import Engine, ExecutorOrMaker
from nn.training.workers.parcels import Answer, Attempt, Parcel, attempt, no_function, same

__all__ = ["TASKS", "calls_in_executor", "run_chunk"]

TASKS = 1000
"""How many chunks there are at most, unless their size is given: a scheduler knows each of its tasks."""

Setting = TypeVar("Setting")
Chunk: TypeAlias = "list[tuple[int, Any]]"


def calls_in_executor(
    call: Callable[[Setting], object],
    calls: Sequence[tuple[int, Setting]],
    executor: ExecutorOrMaker,
    *,
    retries: int = 0,
    chunk: int | None = None,
) -> Iterator[Answer]:
    """Calls a function with each setting, by the workers of an executor.

    An executor that was given is not shut down. Of one that a function makes, another is made when it breaks; then the
    calls that it was at are made one at a time, until it is known which of them breaks it. When the iterator is closed,
    calls that have not begun are dropped. What has been answered when Ctrl-C comes is given before it is raised.

    Args:
        call: the function.
        calls: what to call it with, each with its place.
        executor: the executor, or a function that makes one.
        retries: how many times more a call is made that was lost.
        chunk: how many calls a worker is given at a time; None for as many as make `TASKS` chunks.

    Returns:
        The answers, in the order in which they come.

    Raises:
        TypeError: if a worker cannot open the function, saying what to do.
    """
    size = chunk or max(1, -(-len(calls) // TASKS))
    waiting = deque([*calls[first : first + size]] for first in range(0, len(calls), size))
    suspects: deque[Chunk] = deque()
    losses: Counter[int] = Counter()
    sweep = _Sweep(call, executor)
    engine = sweep.engine
    try:
        while waiting or suspects or engine.at_work:
            if suspects and not engine.at_work:
                sweep.begin(suspects.popleft(), is_alone=True)
            while waiting and not suspects and sweep.has_room():
                sweep.begin(waiting.popleft())
            chunk_at_work, came = sweep.next_done()
            if isinstance(came, list):
                yield from (each.answer() for each in came)
                continue
            for place, setting in chunk_at_work.calls:
                losses[place] += chunk_at_work.is_guilty
                if losses[place] > retries:
                    yield _lost(place, came)
                else:
                    (suspects if engine.is_made else waiting).append([(place, setting)])
    except KeyboardInterrupt:
        while engine.has_done():
            _, came = sweep.next_done()
            if isinstance(came, list):
                yield from (each.answer() for each in came)
        raise
    finally:
        engine.leave()


def _lost(place: int, error: Exception) -> Answer:
    lost = RuntimeError(f"the worker of this run was lost, or its executor: {type(error).__name__}: {error}")
    lost.__cause__ = error
    return Answer(place, None, lost, is_lost=True)


@dataclass(frozen=True)
class _Begun:
    """A chunk of calls that has been sent.

    Attributes:
        calls: the calls.
        is_guilty: whether it is the doing of this one call, as far as one can know, if its worker is lost.
    """

    calls: Chunk
    is_guilty: bool


class _Sweep:
    """The chunks of a sweep that an executor is at."""

    def __init__(self, call: Callable[[Any], object], executor: ExecutorOrMaker) -> None:
        self.engine: Engine[_Begun] = Engine(executor)
        self._call, self._key = call, uuid4().hex

    def has_room(self) -> bool:
        """One that is made here gets little at a time: all that it is at is under suspicion when it breaks."""
        return not self.engine.is_made or len(self.engine.at_work) < 2 * processors()

    def begin(self, calls: Chunk, *, is_alone: bool = False) -> None:
        begun = _Begun(calls, len(calls) == 1 and (is_alone or not self.engine.is_made))
        parcels = [(place, Parcel(partial(same, setting))) for place, setting in calls]
        # The sweep's key makes the call unlike those of others, and the places unlike those of its own.
        self.engine.begin(begun, run_chunk, self._key, Parcel(lambda: self._call), parcels)

    def next_done(self) -> tuple[_Begun, list[Attempt] | Exception]:
        """The next chunk that is done or lost, and what came of it."""
        begun, came, error = self.engine.next_done()
        if isinstance(came, str):
            raise no_function(self._call, came)
        return begun, came if error is None else error


def run_chunk(sweep: str, function: Parcel, calls: Sequence[tuple[int, Parcel]]) -> list[Attempt] | str:
    """What a worker does with a chunk of calls; gives why it cannot, where it cannot open the function."""
    try:
        call = function.opened()
    except Exception as error:
        return str(error)
    return [attempt(call, place, setting) for place, setting in calls]
