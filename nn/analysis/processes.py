"""Calls spread over processes that begin from nothing: they inherit no thread, no lock and no open file.

A forked process has the locks of threads that it does not have, and may wait for them for ever. So each is started
afresh, on every system alike. What it is to do comes through a pipe, pickled: a function as the name by which it is
imported again; one that stands in no module, of a notebook or a lambda, whole, where cloudpickle is installed.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from typing import Any, NamedTuple, TypeVar

from autograd.shared.processors import processors

__all__ = ["Answer", "calls_in_processes"]

Setting = TypeVar("Setting")

_SECONDS_TO_LEAVE = 5.0
"""How long a process may take to end that has nothing left to do: a thread of the user's may keep it."""

_NO_FUNCTION = (
    "expected a function that another process can be given, got {}: {}. Put it into a module (in a notebook:"
    " %%writefile runs.py, then from runs import ...); or pip install cloudpickle, which sends it whole; or give"
    " executor=concurrent.futures.ThreadPoolExecutor()"
)
_NO_PROCESS = (
    "no process came up to run anything in ({}); what went wrong is printed above. A process reads the program again"
    ' from its file: what the program does, such as nn.run_many, stands below if __name__ == "__main__":'
)


class Answer(NamedTuple):
    """What came of one call.

    Attributes:
        place: that of the setting among all.
        result: what was returned; None if nothing was.
        error: what was raised; None if nothing was.
    """

    place: int
    result: Any
    error: Exception | None = None


def calls_in_processes(call: Callable[[Setting], object], settings: Sequence[Setting]) -> Iterator[Answer]:
    """Calls a function with each setting, in as many processes as there are processors to use.

    When the iterator is closed the processes end, whatever they are doing; so they do when this process is killed. One
    that ends by itself takes with it the call that it was at, and another takes its place.

    Args:
        call: the function.
        settings: what to call it with.

    Returns:
        The answers, in the order in which they come.

    Raises:
        TypeError: if another process cannot be given the function, saying what to do.
        RuntimeError: if no process comes up, saying what to do.
    """
    waiting = [*enumerate(settings)][::-1]
    crew: list[_Worker] = []
    try:
        while len(crew) < min(processors(), len(settings)):
            crew.append(_Worker(call))
        while crew:
            ready = wait([worker.connection for worker in crew])
            for worker in [worker for worker in crew if worker.connection in ready]:
                if worker.place < 0:
                    worker.check_ready()
                else:
                    yield worker.answer()
                if waiting and not worker.has_ended:
                    worker.begin(*waiting.pop())
                    continue
                crew.remove(worker)
                worker.leave()
                if waiting:
                    crew.append(_Worker(call))
    finally:
        for worker in crew:
            worker.kill()
        for worker in crew:
            worker.leave()


class _Worker:
    """A process that calls a function with one setting after another.

    Attributes:
        connection: where its answers come from.
        place: that of the setting that it is at; -1 while it comes up.
        has_ended: whether it is gone.
    """

    def __init__(self, call: Callable[[Any], object]) -> None:
        context = get_context("spawn")
        self.connection, its_end = context.Pipe()
        self.place = -1
        self.has_ended = False
        self._call = call
        self._process = context.Process(target=_work, args=(its_end, _packed(lambda: call)))
        with _ctrl_c_put_off():
            self._process.start()
        its_end.close()  # so that ours tells when it has gone

    def check_ready(self) -> None:
        """Receives its first word, that it has got the function."""
        try:
            _unpacked(self.connection.recv_bytes())
        except (EOFError, ConnectionError):
            raise RuntimeError(_NO_PROCESS.format(self._ending())) from None
        except Exception as error:
            raise TypeError(_NO_FUNCTION.format(self._call, error)) from error

    def begin(self, place: int, setting: object) -> None:
        self.place = place
        with suppress(ConnectionError):  # it has gone meanwhile, which is heard when it should answer
            self.connection.send_bytes(_packed(lambda: setting))

    def answer(self) -> Answer:
        try:
            message = self.connection.recv_bytes()
        except (EOFError, ConnectionError):
            error = RuntimeError(f"the process of this run ended before the run did: {self._ending()}")
            return Answer(self.place, None, error)
        try:
            return Answer(self.place, _unpacked(message))
        except Exception as error:
            return Answer(self.place, None, error.with_traceback(None))

    def kill(self) -> None:
        self._process.kill()

    def leave(self) -> None:
        self.connection.close()  # there is nothing more to do
        self._process.join(_SECONDS_TO_LEAVE)
        self._process.kill()
        self._process.join()
        self._process.close()

    def _ending(self) -> str:
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


def _work(connection: Connection, handed: bytes) -> None:
    """What a process does: it gets the function, says so, and calls it as long as there are settings."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started it hears Ctrl-C too, and ends it
    if sys.platform != "win32" and hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        call = _unpacked(handed)
    except Exception as error:
        connection.send_bytes(_packed_error(error))
        return
    connection.send_bytes(_packed(lambda: None))
    while True:
        try:
            message = connection.recv_bytes()
        except (EOFError, ConnectionError):
            return
        connection.send_bytes(_packed(partial(_called, call, message)))


def _called(call: Callable[[Any], object], message: bytes) -> object:
    return call(_unpacked(message))


def _end_with_parent() -> None:
    """Nobody wants a result any more once the process is gone that asked for it, however it went."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _packed(make: Callable[[], object]) -> bytes:
    """What a function returns, or raises, made ready to be sent."""
    try:
        return pickle.dumps((True, _pickled(make())))
    except Exception as error:
        return _packed_error(error)


def _packed_error(error: Exception) -> bytes:
    """An exception and its traceback; where it would not survive pickling, another that says the same."""
    lines = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    try:
        pickled = _pickled((error, lines))
        pickle.loads(pickled)
    except Exception:
        said = "".join(traceback.format_exception_only(type(error), error)).strip()
        pickled = pickle.dumps((RuntimeError(said), lines))
    return pickle.dumps((False, pickled))


def _unpacked(message: bytes) -> Any:
    """What was returned; or raises what was raised."""
    succeeded, content = pickle.loads(message)
    if succeeded:
        return pickle.loads(content)
    error, lines = pickle.loads(content)
    raise error from RuntimeError(f"in another process\n{lines}")


def _pickled(thing: object) -> bytes:
    """With what no other process could find by its name, where cloudpickle is installed."""
    try:
        from cloudpickle import dumps
    except ImportError:
        return pickle.dumps(thing)
    pickled: bytes = dumps(thing)
    return pickled
