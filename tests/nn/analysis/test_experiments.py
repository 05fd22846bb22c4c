from __future__ import annotations

import sys
import threading
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

import pytest

import nn


def final_loss(seed):
    """A short training, as a process finds it: by name."""
    model = nn.MLP(2, [3, 1], output="sigmoid", seed=seed)
    options = {"loss": nn.binary_cross_entropy, "optimizer": nn.SGD(model.parameters(), 2.0), "epochs": 5}
    return nn.fit(model, *nn.datasets.XOR, progress=False, **options).losses[-1]


def refuses_two(setting):
    if setting == 2:
        raise ValueError("two is refused")
    return setting * 10


class InlineExecutor(Executor):
    """Runs everything at once, where it stands: the least that an executor can be."""

    def submit(self, fn, /, *args, **kwargs):
        future = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


def test_processes_give_the_numbers_of_a_plain_loop_in_order():
    outcomes = nn.run_many(final_loss, range(4), progress=False)
    assert [outcome.setting for outcome in outcomes] == [0, 1, 2, 3]
    assert [outcome.result for outcome in outcomes] == [final_loss(seed) for seed in range(4)]


@pytest.mark.parametrize("make", [InlineExecutor, ThreadPoolExecutor])
def test_any_executor_will_do_and_is_left_open(make):
    with make() as executor:
        outcomes = nn.run_many(refuses_two, [1, 3, 5], executor=executor, progress=False)
        assert [outcome.result for outcome in outcomes] == [10, 30, 50]
        assert executor.submit(refuses_two, 7).result() == 70


def test_a_failed_run_is_reported_and_the_rest_kept():
    outcomes = nn.run_many(refuses_two, [1, 2, 3], executor=InlineExecutor(), progress=False)
    assert [outcome.result for outcome in outcomes] == [10, None, 30]
    assert [type(outcome.error) for outcome in outcomes] == [type(None), ValueError, type(None)]
    assert list(map(str, outcomes)) == ["1: 10", "2 failed: ValueError: two is refused", "3: 30"]


def test_what_an_executor_cannot_send_is_a_failed_run_too():
    with ProcessPoolExecutor(1, get_context("spawn")) as processes:
        (outcome,) = nn.run_many(lambda setting: setting, [1], executor=processes, progress=False)
    assert outcome.error is not None


def test_the_order_is_that_of_the_settings_whoever_is_done_first():
    done_last = threading.Event()

    def run(setting):
        if setting == 0:
            done_last.wait(10)
        else:
            done_last.set()
        return setting

    with ThreadPoolExecutor(2) as threads:
        assert [o.result for o in nn.run_many(run, [0, 1], executor=threads, progress=False)] == [0, 1]


def test_ctrl_c_drops_the_runs_that_have_not_begun():
    begun = []

    def run(setting):
        begun.append(setting)
        if setting == 1:
            raise KeyboardInterrupt
        threading.Event().wait(0.01)
        return setting

    with ThreadPoolExecutor(1) as threads, pytest.raises(KeyboardInterrupt):
        nn.run_many(run, range(1000), executor=threads, progress=False)
    assert len(begun) < 1000


@pytest.mark.needs("tqdm")
def test_the_progress_bar_counts_runs_and_failures(capsys):
    nn.run_many(refuses_two, [1, 2, 3], executor=InlineExecutor())
    shown = capsys.readouterr().err
    assert "3/3" in shown
    assert "1 failed" in shown


def test_without_tqdm_there_is_no_bar(capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    nn.run_many(refuses_two, [1, 2, 3], executor=InlineExecutor())
    assert capsys.readouterr().err == ""


def test_in_a_page_without_processes_the_runs_take_turns(monkeypatch):
    monkeypatch.setattr(sys, "platform", "emscripten")
    monkeypatch.setitem(sys.modules, "nn.analysis.processes", None)
    outcomes = nn.run_many(refuses_two, [1, 2, 3], progress=False)
    assert list(map(str, outcomes)) == ["1: 10", "2 failed: ValueError: two is refused", "3: 30"]


def test_no_settings_give_no_outcomes():
    assert nn.run_many(refuses_two, [], executor=InlineExecutor(), progress=False) == []
    assert nn.run_many(refuses_two, [], progress=False) == []
