"""A sweep that was killed goes on where it was: nothing that was done is lost, and nothing of it is done again."""

from __future__ import annotations

import hashlib
import json
import math
import os
import re
import signal
import subprocess
import sys
import threading
import time
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nn
from nn.analysis.journal import name_of
from tests.nn.analysis.runs import InlineExecutor, twice

ROOT = Path(__file__).parents[3]


class Sweep:
    """A function that counts its runs; its sweeps keep a journal."""

    def __init__(self, folder):
        self.path, self.runs = Path(folder, "sweep.jsonl"), []

    def run(self, setting):
        self.runs.append(setting)
        if setting == 3:
            raise ValueError("three is refused")
        return setting, math.nan if setting == 2 else 1 / (setting + 1)

    def __call__(self, settings=range(6), run=None):
        executor = InlineExecutor()
        return nn.run_many(run or self.run, settings, executor=executor, journal=self.path, progress=False)


@pytest.fixture
def sweep(tmp_path):
    return Sweep(tmp_path)


def test_what_stands_in_the_journal_is_not_run_again_and_comes_back_the_same(sweep):
    first = sweep()
    again = sweep()
    assert sweep.runs == [0, 1, 2, 3, 4, 5]
    assert list(map(str, again)) == list(map(str, first))
    assert [(o.seconds, o.worker, type(o.error)) for o in again] == [
        (o.seconds, o.worker, type(o.error)) for o in first
    ]


@given(st.data())
@settings(max_examples=max(1, settings.default.max_examples // 4))
def test_wherever_the_file_is_cut_off_the_sweep_goes_on_from_its_last_whole_line(tmp_path_factory, data):
    sweep = Sweep(tmp_path_factory.mktemp("cut"))
    first = sweep()
    whole = sweep.path.read_bytes()
    cut = round(data.draw(st.floats(0.0, 1.0)) * len(whole))  # whose times of runs make it longer or shorter
    sweep.path.write_bytes(whole[:cut])
    kept = max(0, whole[:cut].count(b"\n") - 1)
    sweep.runs.clear()
    assert list(map(str, sweep())) == list(map(str, first))
    assert sweep.runs == list(range(kept, 6))
    assert [json.loads(line)["place"] for line in sweep.path.read_bytes().splitlines()[1:]] == list(range(6))


def test_one_can_read_it_and_strike_out_a_line_to_run_it_again(sweep):
    sweep()
    header, *lines = sweep.path.read_text(encoding="utf-8").splitlines(keepends=True)
    entry = json.loads(lines[3])
    assert (entry["place"], entry["setting"], entry["error"]) == (3, "3", "ValueError('three is refused')")
    sweep.path.write_text("".join([header, *lines[:3], *lines[4:]]), encoding="utf-8")
    sweep.runs.clear()
    sweep()
    assert sweep.runs == [3]


def test_a_result_that_cannot_be_pickled_is_computed_again(sweep):
    def run(setting):
        return threading.Lock() if setting == 1 else sweep.run(setting)

    sweep(range(3), run)
    assert [type(outcome.result) for outcome in sweep(range(3), run)][1] is type(threading.Lock())
    assert sweep.runs == [0, 2]


def test_a_journal_of_another_sweep_is_refused_and_left_as_it_is(sweep):
    sweep()
    before = sweep.path.read_bytes()
    with pytest.raises(
        ValueError, match=r"is of another sweep: of function .*Sweep\.run, and this one is .*runs\.twice"
    ):
        sweep(range(6), twice)
    with pytest.raises(ValueError, match=r"of other settings: number 2 was 2, and now is 7\. Give another path"):
        sweep([0, 1, 7, 3, 4, 5])
    with pytest.raises(ValueError, match=r"of 6 other settings, and now there are 7"):
        sweep(range(7))
    assert sweep.path.read_bytes() == before


def test_it_says_of_which_sweep_it_is_and_of_each_run_what_there_is_to_know(sweep):
    outcomes = sweep()
    header, *entries = map(json.loads, sweep.path.read_text(encoding="utf-8").splitlines())
    digest = hashlib.sha256(b"0\n1\n2\n3\n4\n5").hexdigest()
    function = f"{__name__}.Sweep.run"
    assert header == {"format": "chalkgrad journal 1", "function": function, "settings": 6, "sha256": digest}
    for entry, outcome in zip(entries, outcomes):
        assert list(entry) == ["place", "setting", "result", "error", "seconds", "worker", "pickle"]
        assert (entry["setting"], entry["result"]) == (repr(outcome.setting), repr(outcome.result))
        assert entry["error"] == (outcome.error and repr(outcome.error))
        assert (entry["seconds"], entry["worker"]) == (outcome.seconds, outcome.worker)


def test_where_in_memory_a_setting_was_does_not_matter(sweep):
    class Thing:
        pass

    def run(setting):
        return sweep.run(5)

    sweep([Thing()], run)
    (again,) = sweep([thing := Thing()], run)
    assert (sweep.runs, again.setting) == ([5], thing)


def test_a_refusal_names_the_file_and_says_what_to_do(sweep):
    sweep()
    name = re.escape(repr(str(sweep.path)))
    with pytest.raises(
        ValueError, match=rf"^the journal {name} is of another sweep: .*\. Give another path, or remove the file$"
    ):
        sweep(range(5), twice)
    lines = sweep.path.read_text(encoding="utf-8").splitlines(keepends=True)
    for contents, place in (
        ("rate\n", f"{name}, line 1"),
        ("{}\n", name),
        ("mine", name),
        (f"{lines[0]}[]\n", f"{name}, line 2"),
    ):
        sweep.path.write_text(contents, encoding="utf-8")
        with pytest.raises(ValueError, match=rf"that nn\.run_many has written, got {place}, which is none$"):
            sweep()


@pytest.mark.parametrize("contents", ["rate,loss\n0.5,0.1\n", "my only copy", "{}\n", "[1]\n"])
def test_a_file_that_is_no_journal_is_refused_and_left_as_it_is(sweep, contents):
    sweep.path.write_text(contents, encoding="utf-8")
    with pytest.raises(
        ValueError, match=r"^expected journal to be the path of a new file, or of one that nn\.run_many"
    ):
        sweep()
    assert sweep.path.read_text(encoding="utf-8") == contents
    assert sweep.runs == []


@pytest.mark.skipif(os.name != "posix", reason="locks of files are POSIX's")
def test_two_programs_do_not_write_the_same_journal(sweep):
    def run(setting):
        return sweep.run(setting) if setting else sweep([5], run)

    (outcome,) = sweep([0], run)
    assert "another program is writing this journal" in str(outcome.error)
    assert str(sweep.path) in str(outcome.error)
    assert sweep.runs == []


def test_a_function_has_a_name_that_tells_it_from_others():
    assert name_of(twice) == "tests.nn.analysis.runs.twice"
    assert name_of(partial(twice, 3)) == "tests.nn.analysis.runs.twice(3)"
    assert name_of(partial(twice, setting="a")) == "tests.nn.analysis.runs.twice(setting='a')"
    assert name_of(InlineExecutor()) == "tests.nn.analysis.runs.InlineExecutor"


def test_a_function_of_a_program_has_the_name_of_its_file(monkeypatch):
    def run(setting):
        return setting

    run.__module__, run.__qualname__ = "__main__", "run"
    monkeypatch.setattr(sys.modules["__main__"], "__file__", "/home/someone/sweep.py", raising=False)
    assert name_of(run) == "sweep.run"
    monkeypatch.delattr(sys.modules["__main__"], "__file__")
    assert name_of(run) == "__main__.run"


KILLED = """
import os, sys, time
import nn

def run(setting):
    with open(os.path.join(sys.argv[1], str(setting)), "a") as file:
        file.write("x")
    time.sleep(0.2)
    return setting, 1 / 3

if __name__ == "__main__":
    print([outcome.result for outcome in nn.run_many(run, range(8), journal="sweep.jsonl", progress=False)])
"""


@pytest.mark.skipif(os.name != "posix", reason="needs signals that one process sends another")
@pytest.mark.slow
def test_a_driver_that_is_killed_goes_on_where_it_was(tmp_path):
    runs = tmp_path / "runs"
    runs.mkdir()
    (tmp_path / "sweep.py").write_text(KILLED, encoding="utf-8")
    command = [sys.executable, "sweep.py", str(runs)]
    options = {"cwd": tmp_path, "env": {**os.environ, "PYTHONPATH": str(ROOT)}}
    program = subprocess.Popen(command, **options)
    journal = tmp_path / "sweep.jsonl"
    while not journal.exists() or journal.read_bytes().count(b"\n") < 4:
        assert program.poll() is None
        time.sleep(0.02)
    program.send_signal(signal.SIGKILL)
    program.wait()
    time.sleep(0.5)  # for its processes to hear of it
    lines = journal.read_bytes().splitlines(keepends=True)[1:]
    noted = {json.loads(line)["place"] for line in lines if line.endswith(b"\n")}
    again = subprocess.run(command, **options, capture_output=True, text=True, timeout=120, check=False)
    assert again.stdout.strip() == str([(setting, 1 / 3) for setting in range(8)]), again.stderr
    times = {int(file.name): file.stat().st_size for file in runs.iterdir()}
    assert {times[place] for place in noted} == {1}
    assert sorted(times) == list(range(8))
    assert sum(times.values()) <= 8 + os.cpu_count()
