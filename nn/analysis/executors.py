"""Calls spread over the workers of an executor: threads, processes, a cluster.

An executor is anything whose `submit(function, *arguments)` gives a future. What is sent is a chunk of calls, each
setting in a parcel of its own: what cannot be sent costs its own run. A future that fails has lost its worker then, or
its executor; the calls of its chunk are made again, one by one.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from functools import partial
from queue import Empty, SimpleQueue
from typing import Any, TypeAlias, TypeVar
from uuid import uuid4

from autograd.shared.processors import processors
from autograd.shared.showing import came
from nn.analysis.parcels import Answer, Attempt, Parcel, attempt, no_function, same

__all__ = ["TASKS", "ExecutorOrMaker", "calls_in_executor", "check_executor", "run_chunk"]

TASKS = 1000
"""How many chunks there are at most, unless their size is given: a scheduler knows each of its tasks."""
_LISTEN = 0.5
"""Seconds after which who waits for an answer looks up: on Windows, Ctrl-C is heard only then."""

ExecutorOrMaker: TypeAlias = "Executor | Callable[[], Executor]"
Setting = TypeVar("Setting")
Chunk: TypeAlias = "list[tuple[int, Any]]"


def check_executor(executor: Any) -> None:
    """Raises TypeError unless it is an executor, or a function that makes one."""
    if not callable(getattr(executor, "submit", None)) and (not callable(executor) or executor is Executor):
        raise TypeError(
            "expected executor to be an executor of concurrent.futures, a function that makes one, or None,"
            f" got {came(executor)}"
        )


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
    engine = _Engine(call, executor)
    try:
        while waiting or suspects or engine.at_work:
            if suspects and not engine.at_work:
                engine.begin(suspects.popleft(), is_alone=True)
            while waiting and not suspects and engine.has_room():
                engine.begin(waiting.popleft())
            chunk_at_work, came = engine.next_done()
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
            _, came = engine.next_done()
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


def _end_workers(executor: Any) -> None:
    """Ends the processes of a pool that broke: it misses one that was just coming up, and waits for that for ever."""
    for process in list((getattr(executor, "_processes", None) or {}).values()):
        process.kill()


class _Engine:
    """An executor, and what it is at.

    Attributes:
        at_work: what has been sent, by the future of its answers.
        is_made: whether the executor is made here, and made again when it breaks.
    """

    def __init__(self, call: Callable[[Any], object], executor: ExecutorOrMaker) -> None:
        self.at_work: dict[Any, _Begun] = {}
        self.is_made = not hasattr(executor, "submit")
        self._call, self._given = call, executor
        self._executor: Any = None if self.is_made else executor
        self._is_broken = False
        self._done: SimpleQueue[Any] = SimpleQueue()
        self._sweep = uuid4().hex

    def has_room(self) -> bool:
        """One that is made here gets little at a time: all that it is at is under suspicion when it breaks."""
        return not self.is_made or len(self.at_work) < 2 * processors()

    def begin(self, calls: Chunk, *, is_alone: bool = False) -> None:
        parcels = [(place, Parcel(partial(same, setting))) for place, setting in calls]
        try:
            if self._is_broken:
                _end_workers(self._executor)
                self._executor.shutdown()
                self._executor, self._is_broken = None, False
            if self._executor is None:
                self._executor = self._given()  # type: ignore[operator]  # it is a function then
            # Dask takes calls with equal arguments for the same: so each has the sweep, and its places, among them.
            future = self._executor.submit(run_chunk, self._sweep, Parcel(lambda: self._call), parcels)
        except Exception as error:
            future = Future[Any]()
            future.set_exception(error)
        self.at_work[future] = _Begun(calls, len(calls) == 1 and (is_alone or not self.is_made))
        future.add_done_callback(self._done.put)

    def has_done(self) -> bool:
        return not self._done.empty()

    def next_done(self) -> tuple[_Begun, list[Attempt] | Exception]:
        """The next chunk that is done or lost, and what came of it."""
        while True:
            try:
                future = self._done.get(timeout=_LISTEN)
                break
            except Empty:
                continue
        begun = self.at_work.pop(future)
        try:
            came: list[Attempt] | str = future.result()
        except Exception as error:
            self._is_broken = self.is_made and self._executor is not None
            return begun, error
        if isinstance(came, str):
            raise no_function(self._call, came)
        return begun, came

    def leave(self) -> None:
        for future in self.at_work:
            future.cancel()  # those that are done stay as they are
        if self.is_made and self._executor is not None:
            if self._is_broken:
                _end_workers(self._executor)
            self._executor.shutdown(wait=not self.at_work)


def run_chunk(sweep: str, function: Parcel, calls: Sequence[tuple[int, Parcel]]) -> list[Attempt] | str:
    """What a worker does with a chunk of calls; gives why it cannot, where it cannot open the function."""
    try:
        call = function.opened()
    except Exception as error:
        return str(error)
    return [attempt(call, place, setting) for place, setting in calls]
