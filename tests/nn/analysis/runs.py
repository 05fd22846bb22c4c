"""What processes are given to run: found by name, in a module that takes little time to import."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from concurrent.futures import Executor, Future
from pathlib import Path
from platform import node

import nn


def twice(setting):
    return 2 * setting


def trouble(setting):
    """What a run may do to its process, by name."""
    if setting == "exits":
        os._exit(3)
    if setting == "sys.exit":
        sys.exit(4)
    if setting == "is killed":
        os.kill(os.getpid(), signal.SIGTERM)  # which ends a process at once on Windows too
    if setting == "raises what cannot be pickled":
        raise UnpicklableError
    if setting == "raises what cannot be unpickled":
        raise TakesTwoError("a", "b")
    if setting == "returns what cannot be pickled":
        return threading.Lock()
    if setting == "returns what cannot be unpickled":
        return ComesBackWrong()
    if setting == "leaves a thread":
        threading.Thread(target=time.sleep, args=(60,)).start()
    return setting


class UnpicklableError(Exception):
    def __init__(self):
        super().__init__("it holds a lock")
        self.lock = threading.Lock()


class TakesTwoError(Exception):
    def __init__(self, one, other):
        super().__init__(f"{one} and {other}")


class ComesBackWrong:
    def __reduce__(self):
        return os.listdir, ("no such folder",)


def sums_of(settings):
    return [outcome.result for outcome in nn.run_many(twice, settings, progress=False)]


def processes_at_work(setting):
    return len({outcome.result for outcome in nn.run_many(process_id, range(4), progress=False)})


def process_id(setting):
    return os.getpid()


def process_id_once_met(folder):
    """As above, once two processes have been here; or after a minute, if no other comes."""
    Path(folder, str(os.getpid())).touch()
    ends = time.monotonic() + 60
    while len(list(Path(folder).iterdir())) < 2 and time.monotonic() < ends:
        time.sleep(0.01)
    return os.getpid()


def host_of(seconds):
    time.sleep(seconds)
    return f"{node()}:{os.getpid()}"


def notes(setting):
    """Notes that it ran, a letter each time, and gives its number; or ends its process, always or the first time."""
    folder, number, ending = setting
    with Path(folder, f"{number}").open("a", encoding="utf-8") as file:
        file.write("x")
    if ending == "always" or (ending == "once" and Path(folder, f"{number}").stat().st_size == 1):
        os._exit(9)
    return number


class InlineExecutor(Executor):
    """Runs everything at once, where it stands: the least that an executor can be."""

    def submit(self, fn, /, *args, **kwargs):
        future = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


def fails_at_two(setting):
    if setting == 2:
        raise ValueError("two is refused")
    return 10 * setting
