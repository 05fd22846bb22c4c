"""Calls spread over processes that begin from nothing: they inherit no thread, no lock and no open file.

A forked process has the locks of threads that it does not have, and may wait for them for ever. So each is started
afresh, on every system alike. What it is to do comes through a pipe, in parcels.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from typing import Any, TypeVar

from autograd.shared.processors import processors
from nn.training.workers.parcels import Answer, Attempt, Parcel, attempt, no_function, raised, worker_name

__all__ = ["calls_in_processes"]

Setting = TypeVar("Setting")

_SECONDS_TO_LEAVE = 5.0
"""How long a process may take to end that has nothing left to do: a thread of the user's may keep it."""
_FAILED_STARTS = 10
"""How many processes in a row may end while they come up, once one has: memory may be short for a while."""

_NO_PROCESS = (
    "no process came up to run anything in ({}); what went wrong is printed above. A process reads the program again"
    ' from its file: what the program does, such as nn.run_many, stands below if __name__ == "__main__":'
)


def calls_in_processes(
    call: Callable[[Setting], object], calls: Sequence[tuple[int, Setting]], *, retries: int = 0
) -> Iterator[Answer]:
    """Calls a function with each setting, in as many processes as there are processors to use.

    When the iterator is closed the processes end, whatever they are doing; so they do when this process is killed. One
    that ends by itself takes with it the call that it was at, and another takes its place. What has been answered when
    Ctrl-C comes is given before it is raised.

    Args:
        call: the function.
        calls: what to call it with, each with its place.
        retries: how many times more a call is made whose process ended.

    Returns:
        The answers, in the order in which they come.

    Raises:
        TypeError: if another process cannot be given the function, saying what to do.
        RuntimeError: if no process comes up, saying what to do.
    """
    waiting = [*calls][::-1]
    crew: list[_Worker] = []
    losses: Counter[int] = Counter()
    failed_starts = _FAILED_STARTS  # the first must come up
    try:
        while len(crew) < min(processors(), len(calls)):
            crew.append(_Worker(call))
        while crew:
            for worker in _ready(crew):
                if not worker.has_come_up:
                    failed_starts = 0 if worker.comes_up() else failed_starts + 1
                    if failed_starts > _FAILED_STARTS:
                        raise RuntimeError(_NO_PROCESS.format(worker.ending()))
                else:
                    place, setting = worker.call
                    answer = worker.answer()
                    losses[place] += answer.is_lost
                    if answer.is_lost and losses[place] <= retries:
                        waiting.append((place, setting))
                    else:
                        yield answer
                if waiting and not worker.has_ended:
                    worker.begin(*waiting.pop())
                    continue
                crew.remove(worker)
                worker.leave()
                if waiting:
                    crew.append(_Worker(call))
    except KeyboardInterrupt:
        for worker in crew:
            if worker.has_answered():
                yield worker.answer()
        raise
    finally:
        for worker in crew:
            worker.kill()
        for worker in crew:
            worker.leave()


def _ready(crew: Sequence[_Worker]) -> list[_Worker]:
    """Those that have something to say, or are gone."""
    ready = wait([worker.connection for worker in crew])
    return [worker for worker in crew if worker.connection in ready]


class _Worker:
    """A process that calls a function with one setting after another.

    Attributes:
        connection: where its answers come from.
        call: the place and the setting that it is at; None while it comes up and before it begins.
        has_come_up: whether it has said that it has got the function.
        has_ended: whether it is gone.
    """

    def __init__(self, function: Callable[[Any], object]) -> None:
        context = get_context("spawn")
        self.connection, its_end = context.Pipe()
        self.call: tuple[int, Any] = (-1, None)
        self.has_come_up = self.has_ended = False
        self._function = function
        self._process = context.Process(target=_work, args=(its_end, Parcel(lambda: function)))
        self._name = ""
        with _ctrl_c_put_off(), _no_file_of_standard_input():
            self._process.start()
        its_end.close()  # so that ours tells when it has gone

    def comes_up(self) -> bool:
        """Receives its first word, that it has got the function; whether there is one."""
        try:
            parcel = self.connection.recv()
        except (EOFError, ConnectionError):
            self.has_ended = True
            return False
        try:
            self._name = parcel.opened()
        except Exception as error:
            raise no_function(self._function, error) from error
        self.has_come_up = True
        return True

    def begin(self, place: int, setting: object) -> None:
        self.call = (place, setting)
        with suppress(ConnectionError):  # it has gone meanwhile, which is heard when it should answer
            self.connection.send((place, Parcel(lambda: setting)))

    def has_answered(self) -> bool:
        """Whether there is an answer that nobody has heard."""
        try:
            return self.has_come_up and self.connection.poll() and not self.has_ended
        except (OSError, EOFError):
            return False

    def answer(self) -> Answer:
        try:
            attempted: Attempt = self.connection.recv()
        except (EOFError, ConnectionError):
            error = RuntimeError(f"the process of this run ended before the run did: {self.ending()}")
            return Answer(self.call[0], None, error, None, self._name, is_lost=True)
        return attempted.answer()

    def kill(self) -> None:
        self._process.kill()

    def leave(self) -> None:
        self.connection.close()  # there is nothing more to do
        self._process.join(_SECONDS_TO_LEAVE)
        self._process.kill()
        self._process.join()
        self._process.close()

    def ending(self) -> str:
        """How it ended, in words."""
        self.has_ended = True
        self._process.join(_SECONDS_TO_LEAVE)
        code = self._process.exitcode
        if code is None or code >= 0:
            return f"exit code {code}"
        return f"killed by signal {-code}, {signal.strsignal(-code)}"


@contextmanager
def _ctrl_c_put_off() -> Iterator[None]:
    """Where that can be: Ctrl-C comes after this, and a process that is started in it hears none while it comes up."""
    if sys.platform == "win32" or not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing import resource_tracker  # which is for POSIX

    resource_tracker.ensure_running()  # or the first start would do it, and let Ctrl-C through afterwards
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _no_file_of_standard_input() -> Iterator[None]:
    """Python notes "<stdin>" as the file of a program that comes that way; a process would try to read it again."""
    main, came_that_way = sys.modules["__main__"].__dict__, "<stdin>"
    if main.get("__file__") != came_that_way:
        yield
        return
    del main["__file__"]
    try:
        yield
    finally:
        main["__file__"] = came_that_way


def _work(connection: Connection, handed: Parcel) -> None:
    """What a process does: it gets the function, says so, and calls it as long as there are settings."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started it hears Ctrl-C too, and ends it
    if sys.platform != "win32" and hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        call = handed.opened()
    except Exception as error:
        connection.send(Parcel(partial(raised, error)))
        return
    connection.send(Parcel(worker_name))
    while True:
        try:
            place, setting = connection.recv()
        except (EOFError, ConnectionError):
            return
        connection.send(attempt(call, place, setting))


def _end_with_parent() -> None:
    """Nobody wants a result any more once the process is gone that asked for it, however it went."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
