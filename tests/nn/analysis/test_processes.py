"""What may go wrong in another process, and on the way there and back: it is told, nothing hangs, nobody stays."""

from __future__ import annotations

import multiprocessing
import os
import re
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing, suppress
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from types import SimpleNamespace

import pytest

import nn
from nn.analysis import processes
from nn.analysis.processes import calls_in_processes
from nn.training.workers.parcels import Parcel, attempt, raised, worker_name
from tests.nn.analysis.runs import notes, processes_at_work, sums_of, trouble, twice

ROOT = Path(__file__).parents[3]


def test_a_run_that_takes_its_process_along_is_told_and_the_others_go_on():
    said = {
        "exits": r"^the process of this run ended before the run did: exit code 3$",
        "sys.exit": r"^the process of this run ended before the run did: exit code 4$",
        "is killed": r"ended before the run did: (killed by signal 15, Terminated.*|exit code 15)$",
        "raises what cannot be pickled": r"UnpicklableError: it holds a lock$",
        "raises what cannot be unpickled": r"TakesTwoError: a and b$",
        "returns what cannot be pickled": r"cannot pickle '_thread.lock' object$",
        "returns what cannot be unpickled": r"no such folder",
    }
    settings = [each for name in said for each in (name, f"after: {name}")]
    outcomes = nn.run_many(trouble, settings, progress=False)
    assert [outcome.setting for outcome in outcomes] == settings
    for outcome in outcomes:
        if outcome.setting in said:
            with pytest.raises(Exception, match=said[outcome.setting]):
                raise outcome.error
        else:
            assert (outcome.result, outcome.error) == (outcome.setting, None)


def test_what_a_run_raised_tells_where_in_its_own_process():
    (outcome,) = nn.run_many(trouble, ["raises what cannot be unpickled"], progress=False)
    assert 'raise TakesTwoError("a", "b")' in str(outcome.error.__cause__)


def test_a_setting_that_cannot_be_sent_is_a_run_that_failed():
    outcomes = nn.run_many(twice, [1, threading.Lock(), 3], progress=False)
    assert [outcome.result for outcome in outcomes] == [2, None, 6]
    assert "cannot pickle" in str(outcomes[1].error)


def test_a_thread_that_a_run_leaves_behind_keeps_nobody_waiting(monkeypatch):
    monkeypatch.setattr("nn.analysis.processes._SECONDS_TO_LEAVE", 0.1)
    (outcome,) = nn.run_many(trouble, ["leaves a thread"], progress=False)
    assert outcome.result == "leaves a thread"
    assert multiprocessing.active_children() == []


def test_a_run_may_have_runs_of_its_own_and_they_take_one_process():
    outcomes = nn.run_many(sums_of, [[1, 2], [3]], progress=False)
    assert [outcome.result for outcome in outcomes] == [[2, 4], [6]]
    (outcome,) = nn.run_many(processes_at_work, [0], progress=False)
    assert outcome.result == 1


@pytest.mark.parametrize("count", [1, 3])
def test_there_is_a_process_a_processor_and_none_stays(monkeypatch, count):
    monkeypatch.setattr("nn.analysis.processes.processors", lambda: count)
    with closing(calls_in_processes(twice, [*enumerate(range(6))])) as answers:
        first = next(answers)  # whichever process comes up first
        assert len(multiprocessing.active_children()) == count
        assert sorted(answer.result for answer in (first, *answers)) == [0, 2, 4, 6, 8, 10]
    assert multiprocessing.active_children() == []


def test_when_nobody_listens_any_more_the_processes_end():
    with closing(calls_in_processes(time.sleep, [*enumerate([0, 600, 600])])) as answers:
        assert next(answers)[:3] == (0, None, None)
    assert multiprocessing.active_children() == []


def times_run(folder):
    return {int(file.name): file.stat().st_size for file in folder.iterdir()}


def test_a_run_whose_process_was_killed_is_begun_once_more_and_no_other_is(tmp_path):
    settings = [(tmp_path, number, {3: "once", 7: "always"}.get(number, "never")) for number in range(12)]
    outcomes = nn.run_many(notes, settings, progress=False)
    assert [outcome.result for outcome in outcomes] == [0, 1, 2, 3, 4, 5, 6, None, 8, 9, 10, 11]
    assert times_run(tmp_path) == dict.fromkeys(range(12), 1) | {3: 2, 7: 2}
    assert str(outcomes[7].error).endswith("exit code 9")


def test_without_retries_it_is_not(tmp_path):
    (outcome,) = nn.run_many(notes, [(tmp_path, 0, "once")], retries=0, progress=False)
    assert outcome.result is None
    assert times_run(tmp_path) == {0: 1}


def test_processes_that_die_while_they_come_up_cost_nothing_once_one_has(monkeypatch):
    """As where memory is short for a while; here, every other process is killed before it has said a word."""
    begun = []

    class Doomed(processes._Worker):
        def __init__(self, function):
            super().__init__(function)
            begun.append(self)
            if len(begun) % 2 == 0:
                self.kill()

    monkeypatch.setattr(processes, "_Worker", Doomed)
    monkeypatch.setattr(processes, "processors", lambda: 1)
    outcomes = nn.run_many(trouble, ["exits", "exits", "after"], retries=0, progress=False)
    assert [outcome.result for outcome in outcomes] == [None, None, "after"]


def test_nothing_is_forked_and_nobody_elses_way_to_start_processes_is_changed(monkeypatch):
    """Python 3.12 and later warn where a process forks that has threads; here, warnings are errors."""
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    monkeypatch.delattr(os, "fork", raising=False)
    before = multiprocessing.get_start_method()
    try:
        assert sums_of([1, 2, 3]) == [2, 4, 6]
    finally:
        done.set()
        thread.join()
    assert multiprocessing.get_start_method() == before


def test_nobody_forks_nor_sets_for_others_how_processes_start():
    forking = re.compile(
        r"os\.fork|set_start_method|ProcessPoolExecutor\((?!.*get_context)|multiprocessing\.(Pool|Process)\b"
    )
    folders = ("autograd", "benchmarks", "chalkgrad", "docs", "nn", "notebooks", "viz")
    sources = [file for folder in folders for file in (ROOT / folder).rglob("*.py")]
    assert len(sources) > 200
    assert [str(file) for file in sources if forking.search(file.read_text(encoding="utf-8"))] == []
    assert forking.search("with ProcessPoolExecutor() as pool")


# Programs: what stands in __main__, in a notebook, nowhere.


def run(program, *options, timeout=120, path=None, **named):
    """Runs a program, from a file if there is one for it; its exit code, and what it printed on either stream."""
    if path is not None:
        path.write_text(program, encoding="utf-8")
    command = [sys.executable, *options, *([path] if path else [] if "input" in named else ["-c", program])]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        command, capture_output=True, encoding="utf-8", timeout=timeout, check=False, env=environment, **named
    )
    return done.returncode, done.stdout.strip(), done.stderr


WITHOUT_CLOUDPICKLE = "import sys; sys.modules['cloudpickle'] = None"
TWICE = "import nn\ndef twice(setting): return 2 * setting\n"
SHOWN = "print([o.result for o in nn.run_many({}, [1, 2], progress=False)])"


@pytest.mark.parametrize("first", ["", WITHOUT_CLOUDPICKLE])
def test_a_function_of_the_program_itself_works(tmp_path, first):
    program = f'{first}\n{TWICE}\nif __name__ == "__main__":\n    {SHOWN.format("twice")}'
    assert run(program, path=tmp_path / "sweep.py") == (0, "[2, 4]", "")


def test_a_program_that_would_start_itself_again_and_again_is_told_what_to_write(tmp_path):
    code, shown, errors = run(TWICE + SHOWN.format("twice"), path=tmp_path / "sweep.py")
    assert (code, shown) == (1, "")
    last = errors.strip().splitlines()[-1]
    assert last.startswith("RuntimeError: no process came up to run anything in (exit code 1)")
    assert last.endswith('such as nn.run_many, stands below if __name__ == "__main__":')


@pytest.mark.parametrize("function", ["twice", "lambda setting: 2 * setting"])
def test_what_stands_in_no_module_is_sent_whole_where_that_can_be(function):
    pytest.importorskip("cloudpickle")
    assert run(TWICE + SHOWN.format(function)) == (0, "[2, 4]", "")


@pytest.mark.parametrize("function", ["twice", "lambda setting: 2 * setting"])
def test_and_refused_where_it_cannot_with_what_to_do(function):
    code, shown, errors = run(f"{WITHOUT_CLOUDPICKLE}\n{TWICE}{SHOWN.format(function)}")
    assert (code, shown) == (1, "")
    last = errors.strip().splitlines()[-1]
    assert last.startswith("TypeError: expected a function that another process can be given, got <function ")
    for cure in ("%%writefile runs.py", "pip install cloudpickle", "executor=concurrent.futures.ThreadPoolExecutor()"):
        assert cure in last


def test_a_program_that_comes_through_standard_input_has_no_file_to_be_read_again():
    """Python notes "<stdin>" as its file; no process finds that one, so what is told must not be to look into it."""
    code, shown, errors = run("", input=f"import nn\n{SHOWN.format('abs')}")
    assert (code, shown, errors) == (0, "[1, 2]", "")
    program = f"{WITHOUT_CLOUDPICKLE}\n{TWICE}{SHOWN.format('twice')}"
    code, shown, errors = run("", input=program)
    assert (code, shown) == (1, "")
    assert errors.strip().splitlines()[-1].startswith("TypeError: expected a function that another process can be")


# Being stopped.

LONG = """
import os, signal, sys, time
import nn

def long(folder):
    open(os.path.join(folder, str(os.getpid())), "x").close()
    time.sleep(600)

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests may have switched it off
    try:
        nn.run_many(long, [sys.argv[1]] * 9)
    except KeyboardInterrupt:
        print("interrupted")
"""


@pytest.fixture
def long_runs(tmp_path):
    """A program at work, in a group of processes of its own, and the processes that it has started."""
    (tmp_path / "at work").mkdir()
    (tmp_path / "long.py").write_text(LONG, encoding="utf-8")
    program = subprocess.Popen(
        [sys.executable, tmp_path / "long.py", tmp_path / "at work"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )
    deadline = time.monotonic() + 120.0
    while not (at_work := list((tmp_path / "at work").iterdir())):
        assert program.poll() is None, program.stderr.read()
        assert time.monotonic() < deadline
        time.sleep(0.02)
    yield program, [int(process.name) for process in at_work]
    with program:
        program.kill()


def are_gone(processes):
    """Whether they end, within a time in which the 600 seconds of a run are not over."""
    for _ in range(1500):
        if not any(map(is_running, processes)):
            return True
        time.sleep(0.02)
    return False


def is_running(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


posix = pytest.mark.skipif(os.name != "posix", reason="needs signals that one process sends another")


@pytest.mark.needs("tqdm")
@posix
@pytest.mark.parametrize("to_all", [True, False])
def test_ctrl_c_ends_runs_that_have_begun_without_a_word_of_theirs(long_runs, to_all):
    """A terminal sends it to the processes too, a program such as Jupyter may not."""
    program, processes = long_runs
    (os.killpg if to_all else os.kill)(program.pid, signal.SIGINT)
    shown, errors = program.communicate(timeout=60)
    assert (program.returncode, shown) == (0, "interrupted\n")
    assert "Traceback" not in errors
    assert "0/9" in errors
    assert are_gone(processes)


@posix
def test_when_the_program_is_killed_its_runs_end(long_runs):
    program, processes = long_runs
    program.kill()
    assert are_gone(processes)


def test_ctrl_c_gives_back_what_processes_have_done(monkeypatch):
    """It comes while nobody has heard the second answer; what is not done stays undone."""
    heard = []

    def wait_and_be_interrupted(connections):
        ready = wait(connections)
        heard.extend(ready)
        if len(heard) > 3:  # a process that has come up, and answers
            time.sleep(0.2)
            raise KeyboardInterrupt
        return ready

    wait = processes.wait
    monkeypatch.setattr(processes, "wait", wait_and_be_interrupted)
    monkeypatch.setattr(processes, "processors", lambda: 1)
    with pytest.raises(nn.SweepInterrupted) as raised:
        nn.run_many(twice, range(8), progress=False)
    assert [outcome.result for outcome in raised.value.outcomes] == [0, 2, 4]
    assert multiprocessing.active_children() == []


# What a process does, and how it is heard, within this one.


@pytest.fixture
def _ctrl_c_as_before():
    before = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, before)


def words_of(handed, *settings):
    """What a process says that is given a function and settings, and then left."""
    ours, its_end = multiprocessing.Pipe()
    words = []

    def converse():
        with closing(ours), suppress(EOFError, ConnectionError):
            words.append(ours.recv())
            for setting in settings:
                ours.send(setting)
                words.append(ours.recv())

    other = threading.Thread(target=converse)
    other.start()
    processes._work(its_end, handed)
    its_end.close()
    other.join()
    return words


@pytest.mark.usefixtures("_ctrl_c_as_before")
def test_a_process_says_who_it_is_and_answers_each_setting_and_hears_no_ctrl_c():
    settings = [(4, Parcel(lambda: -3)), (2, Parcel(lambda: "three")), (0, Parcel(lambda: 5))]
    first, *answers = words_of(Parcel(lambda: abs), *settings)
    assert first.opened() == worker_name()
    assert [(answer.place, answer.answer().result) for answer in answers] == [(4, 3), (2, None), (0, 5)]
    assert isinstance(answers[1].answer().error, TypeError)
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


@pytest.mark.usefixtures("_ctrl_c_as_before")
def test_a_process_that_finds_no_function_says_so_and_ends():
    (word,) = words_of(Parcel(partial(raised, ImportError("no module named runs"))), (0, Parcel(lambda: 1)))
    with pytest.raises(ImportError, match=r"^no module named runs$"):
        word.opened()


@pytest.mark.parametrize("has_parent", [True, False])
def test_a_process_ends_with_the_one_that_asked_and_not_before(has_parent, monkeypatch):
    done = []
    parent = SimpleNamespace(join=lambda: done.append("joined"))
    monkeypatch.setattr(processes, "parent_process", lambda: parent if has_parent else None)
    monkeypatch.setattr(processes.os, "_exit", done.append)
    processes._end_with_parent()
    assert done == (["joined", 1] if has_parent else [])


class Told:
    """Stands for a process that never runs: a test says what it says, and how it ended."""

    def __init__(self, target, args):
        self.its_end, self.exitcode, self.calls = args[0], None, []

    def start(self):
        """Takes its end once more, since who starts a process closes the first."""
        self.its_end = Connection(os.dup(self.its_end.fileno()))

    def say(self, word):
        self.its_end.send(word)

    def join(self, seconds=None):
        self.calls.append(("join", seconds))


@pytest.fixture
def worker(monkeypatch):
    context = SimpleNamespace(Pipe=multiprocessing.Pipe, Process=Told)
    monkeypatch.setattr(processes, "get_context", lambda method: context)
    worker = processes._Worker(abs)
    yield worker
    worker.connection.close()
    worker._process.its_end.close()


@posix
def test_a_worker_has_come_up_when_it_has_said_so_and_its_answers_are_heard_once(worker):
    assert not worker.has_come_up
    assert not worker.has_ended
    worker._process.say(Parcel(worker_name))
    assert not worker.has_answered()  # that is its first word
    assert worker.comes_up()
    assert worker.has_come_up
    assert not worker.has_answered()
    worker.begin(7, -3)
    place, setting = worker._process.its_end.recv()
    assert (place, setting.opened(), worker.call) == (7, -3, (7, -3))
    worker._process.say(attempt(abs, 7, setting))
    assert worker.has_answered()
    assert worker.answer()[:3] == (7, 3, None)
    assert not worker.has_answered()


@posix
def test_a_worker_that_was_given_no_function_is_told_with_the_function_and_the_reason(worker):
    worker._process.say(Parcel(partial(raised, ImportError("no module named runs"))))
    with pytest.raises(TypeError) as told:
        worker.comes_up()
    assert str(told.value).startswith(
        "expected a function that another process can be given, got <built-in function abs>: no module named runs."
    )
    assert isinstance(told.value.__cause__, ImportError)
    assert not worker.has_come_up


@posix
def test_a_worker_that_goes_while_it_comes_up_has_ended(worker):
    worker._process.its_end.close()
    assert not worker.comes_up()
    assert worker.has_ended
    assert not worker.has_come_up
    assert not worker.has_answered()


@posix
@pytest.mark.parametrize(
    ("code", "said"),
    [(3, "exit code 3"), (0, "exit code 0"), (None, "exit code None"), (-15, "killed by signal 15, Terminated")],
)
def test_a_worker_that_goes_has_lost_what_it_was_at(worker, code, said):
    worker._process.say(Parcel(lambda: "there:12"))
    assert worker.comes_up()
    worker.begin(7, -3)
    worker._process.its_end.close()
    worker._process.exitcode = code
    assert worker.has_answered()  # that it has gone
    answer = worker.answer()
    assert (answer.place, answer.result, answer.seconds, answer.worker, answer.is_lost) == (
        7,
        None,
        None,
        "there:12",
        True,
    )
    assert str(answer.error).startswith(f"the process of this run ended before the run did: {said}")
    assert worker._process.calls == [("join", 5.0)]
    assert worker.has_ended
    assert not worker.has_answered()
    worker.begin(8, 1)  # nobody is there: nothing is raised


@posix
def test_a_worker_that_cannot_be_heard_has_not_answered(worker):
    worker.has_come_up = True
    worker.connection.close()
    assert worker.has_answered() is False
