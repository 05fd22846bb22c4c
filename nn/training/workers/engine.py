"""An executor at work: what it is at, what comes back, and another in its place where it breaks.

An executor is anything whose `submit(function, *arguments)` gives a future. A future that fails has lost its worker, or
its executor: what a function itself raises is for the function to send back.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Any, Generic, TypeAlias, TypeVar

from autograd.shared.showing import came

__all__ = ["Engine", "ExecutorOrMaker", "check_executor"]

_LISTEN = 0.5
"""Seconds after which who waits for an answer looks up: on Windows, Ctrl-C is heard only then."""

ExecutorOrMaker: TypeAlias = "Executor | Callable[[], Executor]"
Work = TypeVar("Work")


def check_executor(executor: Any, *, is_optional: bool = False) -> None:
    """Raises TypeError unless it is an executor, or a function that makes one; or None, where that may be."""
    if is_optional and executor is None:
        return
    if executor is Executor or not (callable(getattr(executor, "submit", None)) or callable(executor)):
        or_none = ", or None" if is_optional else ""
        raise TypeError(
            "expected executor to be an executor of concurrent.futures, a function that makes one"
            f"{or_none}, got {came(executor)}"
        )


class Engine(Generic[Work]):
    """An executor, and what it is at.

    An executor that was given is not shut down. Of one that a function makes, another is made when it breaks.

    Args:
        executor: the executor, or a function that makes one.

    Attributes:
        at_work: what has been begun, by the future of its answer.
        is_made: whether the executor is made here.
        is_broken: whether one that was made here has failed; the next thing that is begun, when nothing is at work, has
            another.

    >>> from concurrent.futures import ThreadPoolExecutor
    >>> engine = Engine(ThreadPoolExecutor)
    >>> engine.begin("a power", pow, 2, 10)
    >>> engine.next_done()
    ('a power', 1024, None)
    >>> engine.leave()
    """

    def __init__(self, executor: ExecutorOrMaker) -> None:
        self.at_work: dict[Any, Work] = {}
        self.is_made = isinstance(executor, type) or not hasattr(executor, "submit")
        self._given = executor
        self._executor: Any = None if self.is_made else executor
        self.is_broken = False
        self._done: SimpleQueue[Any] = SimpleQueue()

    def begin(self, work: Work, function: Callable[..., object], *arguments: object) -> None:
        """Has a worker call a function. Dask takes calls with equal arguments for the same.

        Args:
            work: what it is, for who asks.
            function: the function, which raises nothing.
            arguments: what to call it with.
        """
        try:
            if self.is_broken:
                _end_workers(self._executor)
                self._executor.shutdown()
                self._executor, self.is_broken = None, False
            if self._executor is None:
                self._executor = self._given()  # type: ignore[operator]  # it is a function then
            future = self._executor.submit(function, *arguments)
        except Exception as error:
            future = Future[Any]()
            future.set_exception(error)
        self.at_work[future] = work
        future.add_done_callback(self._done.put)

    def has_done(self) -> bool:
        """Whether something is done that nobody has asked for."""
        return not self._done.empty()

    def next_done(self) -> tuple[Work, Any, Exception | None]:
        """The next that is done or lost: what it was, what came back, and if nothing did, why not."""
        while True:
            try:
                future = self._done.get(timeout=_LISTEN)
                break
            except Empty:
                continue
        work = self.at_work.pop(future)
        try:
            return work, future.result(), None
        except Exception as error:
            self.is_broken = self.is_made and self._executor is not None
            return work, None, error

    def leave(self) -> None:
        """Drops what has not begun; an executor that was made here is shut down."""
        for future in self.at_work:
            future.cancel()  # those that are done stay as they are
        if self.is_made and self._executor is not None:
            if self.is_broken:
                _end_workers(self._executor)
            self._executor.shutdown(wait=not self.at_work)


def _end_workers(executor: Any) -> None:
    """Ends the processes of a pool that broke: it misses one that was just coming up, and waits for that for ever."""
    for process in list((getattr(executor, "_processes", None) or {}).values()):
        with suppress(AttributeError):  # loky's processes have a method kill that does not work
            process.kill()
        process.terminate()
