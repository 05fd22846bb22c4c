from __future__ import annotations

import re
import sys
import threading
from concurrent.futures import Executor, ThreadPoolExecutor

import pytest

import nn
from tests.nn.analysis.runs import InlineExecutor, host_of, twice


def final_loss(seed):
    """A short training, as a process finds it: by name."""
    model = nn.MLP(2, [3, 1], output="sigmoid", seed=seed)
    options = {"loss": nn.binary_cross_entropy, "optimizer": nn.SGD(model.parameters(), 2.0), "epochs": 5}
    return nn.fit(model, *nn.datasets.XOR, progress=False, **options).losses[-1]


def refuses_two(setting):
    if setting == 2:
        raise ValueError("two is refused")
    return setting * 10


def test_processes_give_the_numbers_of_a_plain_loop_in_order():
    outcomes = nn.run_many(final_loss, range(4), progress=False)
    assert [outcome.setting for outcome in outcomes] == [0, 1, 2, 3]
    assert [outcome.result for outcome in outcomes] == [final_loss(seed) for seed in range(4)]


def test_a_failed_run_is_reported_and_the_rest_kept():
    outcomes = nn.run_many(refuses_two, [1, 2, 3], executor=InlineExecutor(), progress=False)
    assert [outcome.result for outcome in outcomes] == [10, None, 30]
    assert [type(outcome.error) for outcome in outcomes] == [type(None), ValueError, type(None)]
    assert list(map(str, outcomes)) == ["1: 10", "2 failed: ValueError: two is refused", "3: 30"]


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


def test_outcomes_come_as_they_are_there_and_not_in_the_order_of_the_settings():
    may_end = threading.Event()

    def run(setting):
        if setting == 0:
            may_end.wait(10)
        return setting

    with ThreadPoolExecutor(2) as threads:
        seen = []
        for outcome in nn.run_as_completed(run, range(4), executor=threads, progress=False):
            seen.append(outcome.result)
            if len(seen) == 3:
                may_end.set()
    assert seen == [1, 2, 3, 0]


@pytest.mark.needs("tqdm")
def test_the_bar_does_not_wait_for_the_first_run(capsys):
    may_end = threading.Event()

    def run(setting):
        if setting == 0:
            may_end.wait(10)

    with ThreadPoolExecutor(2) as threads:
        for count, _ in enumerate(nn.run_as_completed(run, range(20), executor=threads), 1):
            if count == 19:
                assert "%|" in capsys.readouterr().err
                may_end.set()


def test_who_has_seen_enough_leaves_and_what_has_not_begun_is_dropped():
    begun = []

    def run(setting):
        begun.append(setting)
        return setting

    with ThreadPoolExecutor(1) as threads:
        for outcome in nn.run_as_completed(run, range(1000), executor=threads, progress=False):
            threading.Event().wait(0.01)
            if outcome.result == 3:
                break
        del outcome
    assert len(begun) <= 1000


def test_ctrl_c_gives_back_what_is_done():
    def run(setting):
        if setting == 23:
            raise KeyboardInterrupt
        return setting

    with ThreadPoolExecutor(1) as threads, pytest.raises(nn.SweepInterrupted) as raised:
        nn.run_many(run, range(30), executor=threads, progress=False)
    assert [outcome.result for outcome in raised.value.outcomes][:23] == list(range(23))
    assert "of 30 runs" in str(raised.value)


def test_an_outcome_tells_how_long_its_run_took_and_where_it_ran():
    (outcome,) = nn.run_many(host_of, [0.02], executor=InlineExecutor(), progress=False)
    assert outcome.seconds >= 0.02
    assert outcome.worker == outcome.result
    (outcome,) = nn.run_many(host_of, [0.02], progress=False)
    assert outcome.seconds >= 0.02
    assert outcome.worker == outcome.result


@pytest.mark.parametrize("wrong", [3, "threads", object(), [ThreadPoolExecutor], Executor])
def test_what_is_no_executor_is_refused_by_name(wrong):
    expected = "expected executor to be an executor of concurrent.futures, a function that makes one, or None, got "
    with pytest.raises(TypeError, match=f"^{re.escape(expected)}"):
        nn.run_many(twice, [1], executor=wrong, progress=False)


@pytest.mark.parametrize(
    ("name", "wrong", "least"), [("retries", -1, 0), ("retries", 0.5, 0), ("chunk", 0, 1), ("chunk", -1, 1)]
)
def test_numbers_out_of_range_are_refused_by_name(name, wrong, least):
    with pytest.raises(ValueError, match=f"^expected {name} to be a whole number of at least {least}, got {wrong}$"):
        nn.run_as_completed(twice, [1], progress=False, **{name: wrong})


def test_what_is_no_function_no_settings_and_no_choice_is_refused_by_name():
    for run, settings, progress, words in (
        (3, [1], False, "^expected run to be a function of one setting, got 3$"),
        (twice, 3, False, "^expected settings to be "),
        (twice, [1], "no", "^expected progress to be True or False, got 'no'$"),
    ):
        with pytest.raises(TypeError, match=words):
            nn.run_many(run, settings, progress=progress)
