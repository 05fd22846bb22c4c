"""An executor that was given stays open, one that was made is shut down, and a broken one is replaced."""

from __future__ import annotations

import threading
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from functools import partial

import pytest

from nn.training.workers.engine import Engine, check_executor


class Noting(Executor):
    """Notes what becomes of it; `fails` says whether its calls are lost."""

    def __init__(self, *, fails=False):
        self.fails, self.futures, self.shut_down = fails, [], []

    def submit(self, fn, /, *args, **kwargs):
        if self.fails:
            raise OSError("no route to host")
        self.futures.append(Future())
        return self.futures[-1]

    def shutdown(self, wait=True, **options):
        self.shut_down.append(wait)


class Process:
    """What a pool keeps of a process, as far as it is asked."""

    def __init__(self, *, has_kill=True):
        self.ended = []
        if has_kill:
            self.kill = lambda: self.ended.append("kill")

    def terminate(self):
        self.ended.append("terminate")


def test_what_is_done_comes_with_what_it_was_and_what_fails_with_the_error():
    with ThreadPoolExecutor(1) as threads:
        engine = Engine(threads)
        engine.begin("a power", pow, 2, 10)
        engine.begin("a letter", int, "a")
        assert sorted(engine.at_work.values()) == ["a letter", "a power"]
        done = [engine.next_done() for _ in range(2)]
        assert done[0] == ("a power", 1024, None)
        assert done[1][:2] == ("a letter", None)
        assert isinstance(done[1][2], ValueError)
        assert not engine.at_work
        assert not engine.is_broken  # it was given
        engine.leave()
        assert threads.submit(abs, -1).result() == 1


def test_whether_something_is_done_is_known_without_waiting():
    executor = Noting()
    engine = Engine(executor)
    engine.begin("first", abs, -1)
    assert not engine.has_done()
    executor.futures[0].set_result(1)
    assert engine.has_done()
    assert engine.next_done() == ("first", 1, None)
    assert not engine.has_done()


def test_an_executor_that_is_made_is_made_once_and_shut_down_waiting_for_what_is_done():
    made = []
    engine = Engine(lambda: made.append(Noting()) or made[-1])
    assert (engine.is_made, made) == (True, [])
    engine.begin("first", abs, -1)
    engine.begin("second", abs, -2)
    assert len(made) == 1
    for future in made[0].futures:
        future.set_result(0)
    engine.next_done()
    engine.next_done()
    engine.leave()
    assert made[0].shut_down == [True]


def test_who_leaves_while_something_is_at_work_does_not_wait_and_drops_what_has_not_begun():
    executor = Noting()
    engine = Engine(lambda: executor)
    engine.begin("running", abs, -1)
    engine.begin("waiting", abs, -2)
    executor.futures[0].set_running_or_notify_cancel()
    engine.leave()
    assert executor.shut_down == [False]
    assert [future.cancelled() for future in executor.futures] == [False, True]


def test_a_given_executor_is_never_shut_down_nor_called_broken():
    executor = Noting(fails=True)
    engine = Engine(executor)
    engine.begin("lost", abs, -1)
    work, result, error = engine.next_done()
    assert (work, result, str(error), engine.is_broken, engine.is_made) == (
        "lost",
        None,
        "no route to host",
        False,
        False,
    )
    engine.leave()
    assert executor.shut_down == []


def test_of_a_made_one_that_broke_the_processes_are_ended_and_another_is_made():
    made = []

    def make():
        made.append(Noting(fails=not made))
        return made[-1]

    engine = Engine(make)
    engine.begin("lost", abs, -1)
    assert str(engine.next_done()[2]) == "no route to host"
    assert engine.is_broken
    made[0]._processes = {1: Process(), 2: Process(has_kill=False)}
    engine.begin("again", abs, -1)
    assert not engine.is_broken
    assert [process.ended for process in made[0]._processes.values()] == [["kill", "terminate"], ["terminate"]]
    assert (made[0].shut_down, made[1].shut_down, len(made)) == ([True], [], 2)
    made[1].futures[0].set_exception(OSError("gone"))
    assert str(engine.next_done()[2]) == "gone"
    made[1]._processes = {1: Process()}
    engine.leave()
    assert made[1]._processes[1].ended == ["kill", "terminate"]
    assert made[1].shut_down == [True]


def test_a_maker_that_fails_is_lost_work_and_nothing_is_shut_down():
    engine = Engine(lambda: 1 / 0)
    engine.begin("first", abs, -1)
    assert isinstance(engine.next_done()[2], ZeroDivisionError)
    assert not engine.is_broken
    engine.leave()


def test_the_wait_goes_on_until_something_is_done(monkeypatch):
    monkeypatch.setattr("nn.training.workers.engine._LISTEN", 0.01)
    executor = Noting()
    engine = Engine(executor)
    engine.begin("late", abs, -1)
    timer = threading.Timer(0.1, lambda: executor.futures[0].set_result("at last"))
    timer.start()
    assert engine.next_done() == ("late", "at last", None)
    timer.join()


@pytest.mark.parametrize(
    ("executor", "is_optional", "expected"),
    [
        (3, False, "a function that makes one, got 3"),
        (None, False, "a function that makes one, got None"),
        ("threads", True, "a function that makes one, or None, got 'threads'"),
        (Executor, False, "a function that makes one, got "),
    ],
)
def test_what_is_no_executor_is_refused(executor, is_optional, expected):
    with pytest.raises(TypeError) as told:
        check_executor(executor, is_optional=is_optional)
    assert str(told.value).startswith(f"expected executor to be an executor of concurrent.futures, {expected}")


def test_executors_makers_and_where_it_may_be_nothing_are_taken():
    for executor in (Noting(), Noting, ThreadPoolExecutor, partial(Noting, fails=True)):
        check_executor(executor)
    check_executor(None, is_optional=True)
