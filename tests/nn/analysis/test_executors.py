"""Executors as others make them: any will do, a lost worker costs little, and what cannot be sent is told."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import Counter
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from multiprocessing import get_context

import pytest

import nn
from nn.analysis.executors import TASKS
from nn.training.workers.parcels import Parcel
from tests.nn.analysis.runs import InlineExecutor, notes, twice
from tests.nn.analysis.test_processes import times_run

SPAWNED = partial(ProcessPoolExecutor, 2, get_context("spawn"))


@pytest.mark.parametrize("make", [InlineExecutor, ThreadPoolExecutor])
def test_any_executor_will_do_and_is_left_open(make):
    with make() as executor:
        outcomes = nn.run_many(twice, [1, 3, 5], executor=executor, progress=False)
        assert [outcome.result for outcome in outcomes] == [2, 6, 10]
        assert executor.submit(twice, 7).result() == 14


class Counting(InlineExecutor):
    """Counts what it is given, and merges what looks the same, as Dask does."""

    def __init__(self):
        self.tasks, self.seen = 0, {}

    def submit(self, fn, /, *args, **kwargs):
        self.tasks += 1
        key = repr(
            [[*map(repr, each)] if isinstance(each, list) else each for each in args if type(each) is not Parcel]
        )
        if key not in self.seen:
            self.seen[key] = super().submit(fn, *args, **kwargs)
        return self.seen[key]


def test_equal_settings_are_runs_of_their_own_even_where_equal_calls_are_merged():
    runs = Counter()
    executor = Counting()
    for _ in range(2):
        nn.run_many(lambda setting: runs.update([setting]), [1] * 6, executor=executor, progress=False)
    assert runs == {1: 12}


@pytest.mark.parametrize(("count", "chunk", "tasks"), [(6, None, 6), (10 * TASKS, None, TASKS), (6, 4, 2)])
def test_a_scheduler_gets_chunks_and_no_more_than_it_can_know(count, chunk, tasks):
    executor = Counting()
    outcomes = nn.run_many(twice, range(count), executor=executor, progress=False, chunk=chunk)
    assert [outcome.result for outcome in outcomes] == [2 * setting for setting in range(count)]
    assert executor.tasks == tasks


class Losing(InlineExecutor):
    """Loses each call of some settings, for so many times, as an executor does whose worker died."""

    def __init__(self, times):
        self.times = Counter(times)

    def submit(self, fn, sweep, function, calls):
        settings = [setting.opened() for _, setting in calls]
        for setting in settings:
            if self.times[setting] > 0:
                self.times[setting] -= 1
                future = Future()
                future.set_exception(OSError("the worker died"))
                return future
        return super().submit(fn, sweep, function, calls)


@pytest.mark.parametrize("chunk", [1, 3, 100])
def test_what_a_worker_took_along_is_run_again_and_nothing_else(chunk):
    runs = Counter()

    def run(setting):
        runs.update([setting])
        return setting

    outcomes = nn.run_many(run, range(20), executor=Losing({4: 1, 9: 2}), retries=2, progress=False, chunk=chunk)
    assert [outcome.result for outcome in outcomes] == list(range(20))
    assert set(runs.values()) == {1}


def test_and_given_up_when_it_is_lost_again_and_again():
    outcomes = nn.run_many(twice, range(4), executor=Losing({2: 9}), retries=3, progress=False)
    assert [outcome.result for outcome in outcomes] == [0, 2, None, 6]
    assert str(outcomes[2].error) == "the worker of this run was lost, or its executor: OSError: the worker died"


@pytest.mark.slow
def test_of_a_pool_that_breaks_another_is_made_and_one_run_is_lost_and_none_is_run_for_nothing(tmp_path):
    settings = [(tmp_path, number, "always" if number == 7 else "never") for number in range(30)]
    outcomes = nn.run_many(notes, settings, executor=SPAWNED, progress=False)
    assert [outcome.result for outcome in outcomes] == [*range(7), None, *range(8, 30)]
    times = times_run(tmp_path)
    assert times[7] <= 3
    assert sum(times.values()) <= 30 + 2 * 4


@pytest.mark.slow
def test_a_given_pool_that_breaks_is_told_and_keeps_what_was_done(tmp_path):
    settings = [(tmp_path, number, "always" if number == 7 else "never") for number in range(12)]
    with ProcessPoolExecutor(1, get_context("spawn")) as executor:
        outcomes = nn.run_many(notes, settings, executor=executor, progress=False)
    assert [outcome.result for outcome in outcomes[:7]] == list(range(7))
    assert "BrokenProcessPool" in str(outcomes[7].error)


def test_a_maker_that_fails_is_told_in_each_outcome_and_ends():
    def make():
        raise OSError("no such cluster")

    outcomes = nn.run_many(twice, [1, 2, 3], executor=make, progress=False)
    assert [str(outcome.error)[-24:] for outcome in outcomes] == ["OSError: no such cluster"] * 3


def test_the_class_of_an_executor_makes_one():
    outcomes = nn.run_many(twice, [1, 2], executor=ThreadPoolExecutor, progress=False)
    assert [outcome.result for outcome in outcomes] == [2, 4]


def test_an_executor_that_is_made_here_is_shut_down():
    made = []

    def make():
        made.append(ThreadPoolExecutor(2))
        return made[-1]

    assert [outcome.result for outcome in nn.run_many(twice, [1, 2], executor=make, progress=False)] == [2, 4]
    (executor,) = made
    with pytest.raises(RuntimeError, match="after shutdown"):
        executor.submit(twice, 1)


@pytest.mark.slow
def test_what_cannot_be_sent_costs_its_own_run_and_no_pool():
    with SPAWNED() as executor:
        outcomes = nn.run_many(twice, [1, threading.Lock(), 3], executor=executor, progress=False)
        assert [outcome.result for outcome in outcomes] == [2, None, 6]
        assert "cannot pickle" in str(outcomes[1].error)
        with pytest.raises(TypeError, match=r"^expected a function that another process can be given, got <function"):
            nn.run_many(partial_of_a_lock(), [1], executor=executor, progress=False)
        assert executor.submit(twice, 7).result() == 14


def partial_of_a_lock():
    lock = threading.Lock()
    return lambda setting: (lock, setting)


IN_A_CELL = """
import sys; sys.modules["cloudpickle"] = None
import nn
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
def f(setting): return setting
with ProcessPoolExecutor(1, get_context("spawn")) as executor:
    nn.run_many(f, [1], executor=executor, progress=False)
"""


@pytest.mark.slow
def test_a_function_of_a_notebook_that_no_worker_finds_is_told_with_what_to_do():
    done = subprocess.run([sys.executable, "-c", IN_A_CELL], capture_output=True, text=True, timeout=60, check=False)
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("TypeError: expected a function that another process can be given, got <function f")
    assert "%%writefile" in last
