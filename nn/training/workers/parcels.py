"""Things on their way to another process and back: pickled where they leave, opened where they are needed.

What cannot be pickled, or not be unpickled, is told by whoever opens it. So it costs that one thing, and not the
process or the executor that carries it. A function goes as the name by which it is imported again; one that stands in
no module, of a notebook or a lambda, whole, where cloudpickle is installed.
"""

from __future__ import annotations

import os
import pickle
import platform
import time
import traceback
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple, NoReturn

__all__ = [
    "Answer",
    "Attempt",
    "Parcel",
    "attempt",
    "no_function",
    "packed",
    "pickled",
    "raised",
    "same",
    "unpacked",
    "worker_name",
]

_NO_FUNCTION = (
    "expected a function that another process can be given, got {}: {}. Put it into a module (in a notebook:"
    " %%writefile runs.py, then from runs import ...); or pip install cloudpickle, which sends it whole; or give"
    " executor=concurrent.futures.ThreadPoolExecutor()"
)


class Parcel:
    """A thing that may go to another process; within this one it is not touched.

    Args:
        opened: gives the thing, or raises what is sent in its place.
    """

    __slots__ = ("opened",)

    def __init__(self, opened: Callable[[], Any]) -> None:
        self.opened = opened

    def __reduce__(self) -> tuple[Callable[[bytes], Parcel], tuple[bytes]]:
        return _sealed, (packed(self.opened),)


class Answer(NamedTuple):
    """What came of one call.

    Attributes:
        place: that of the setting among all.
        result: what was returned; None if nothing was.
        error: what was raised; None if nothing was.
        seconds: how long the call took; None if nobody can tell.
        worker: the machine and the process that it was made in; None if nobody can tell.
        is_lost: whether its process ended before it did.
    """

    place: int
    result: Any
    error: Exception | None = None
    seconds: float | None = None
    worker: str | None = None
    is_lost: bool = False


class Attempt(NamedTuple):
    """An answer on its way.

    Attributes:
        place: that of the setting among all.
        parcel: what was returned or raised.
        seconds: how long the call took.
        worker: the machine and the process that it was made in.
    """

    place: int
    parcel: Parcel
    seconds: float
    worker: str

    def answer(self) -> Answer:
        """What came, opened."""
        try:
            return Answer(self.place, self.parcel.opened(), None, self.seconds, self.worker)
        except Exception as error:
            return Answer(self.place, None, error.with_traceback(None), self.seconds, self.worker)


def attempt(call: Callable[[Any], object], place: int, setting: Parcel) -> Attempt:
    """Calls a function with a setting.

    Args:
        call: the function.
        place: that of the setting among all.
        setting: what to call it with.

    >>> attempt(abs, 0, Parcel(lambda: -3)).answer()[:3]
    (0, 3, None)
    """
    started = time.perf_counter()
    try:
        parcel = Parcel(partial(same, call(setting.opened())))
    except Exception as error:
        parcel = Parcel(partial(raised, error))
    return Attempt(place, parcel, time.perf_counter() - started, worker_name())


def worker_name() -> str:
    """The machine and the process that this is."""
    return f"{platform.node()}:{os.getpid()}"


def same(thing: object) -> object:
    """Returns it, as a function."""
    return thing


def raised(error: Exception) -> NoReturn:
    """Raises it, as a function."""
    raise error


def no_function(call: object, error: object) -> TypeError:
    """What to raise where another process cannot be given a function."""
    return TypeError(_NO_FUNCTION.format(call, error))


def _sealed(message: bytes) -> Parcel:
    return Parcel(partial(unpacked, message))


def packed(make: Callable[[], object]) -> bytes:
    """What a function returns, or raises, made ready to be sent."""
    try:
        return pickle.dumps((True, pickled(make())))
    except Exception as error:
        return _packed_error(error)


def _packed_error(error: Exception) -> bytes:
    """An exception and its traceback; where it would not survive pickling, another that says the same."""
    lines = "".join(traceback.format_exception(error))
    try:
        content = pickled((error, lines))
        pickle.loads(content)
    except Exception:
        said = "".join(traceback.format_exception_only(error)).strip()
        content = pickle.dumps((RuntimeError(said), lines))
    return pickle.dumps((False, content))


def unpacked(message: bytes) -> Any:
    """What was returned; or raises what was raised."""
    succeeded, content = pickle.loads(message)
    if succeeded:
        return pickle.loads(content)
    error, lines = pickle.loads(content)
    raise error from RuntimeError(f"in another process\n{lines}")


def pickled(thing: object) -> bytes:
    """With what no other process could find by its name, where cloudpickle is installed."""
    try:
        from cloudpickle import dumps
    except ImportError:
        return pickle.dumps(thing)
    message: bytes = dumps(thing)
    return message
