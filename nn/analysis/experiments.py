"""Many independent trainings at once: success rates over seeds, sweeps over learning rates (L6.2, L9.2)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from functools import partial
from typing import TypeVar

from autograd.arguments import check_flag, check_function, check_whole
from autograd.data import entries
from autograd.shared.files import FilePath
from autograd.shared.progress import progress_bar
from nn.analysis.executors import calls_in_executor
from nn.analysis.journal import Journal
from nn.analysis.outcomes import Outcome, Outcomes, SweepInterrupted
from nn.training.workers.engine import ExecutorOrMaker, check_executor
from nn.training.workers.parcels import Answer, Parcel, attempt, same

__all__ = ["run_as_completed", "run_many"]

Setting = TypeVar("Setting")
Result = TypeVar("Result")


def run_many(
    run: Callable[[Setting], Result],
    settings: Iterable[Setting],
    *,
    executor: ExecutorOrMaker | None = None,
    progress: bool = True,
    journal: FilePath | None = None,
    retries: int = 1,
    chunk: int | None = None,
) -> Outcomes[Setting, Result]:
    """Calls `run` with each setting, as many at a time as the executor has workers.

    A run that fails is reported in its outcome, and the others go on, even if its process was killed: then it is begun
    once more. Ctrl-C drops the runs that have not begun, and ends those that have; what is done comes with the
    `nn.SweepInterrupted` that is raised.

    Args:
        run: one training; a function of one setting, such as a seed, that returns whatever is of interest. A process
            finds it by its name, so it stands in a module, as does the class of what it returns; one of a notebook, or
            a lambda, can be sent where cloudpickle is installed.
        settings: what to call it with, in any container: seeds, learning rates, tuples of several things, the
            dictionaries of `nn.designs`.
        executor: any `concurrent.futures.Executor`, such as a cluster's; it is not shut down. A function that makes one
            on this machine, where it is one that a lost worker breaks: then another is made. None for one process a
            processor, for as long as this call takes. Each begins afresh, so a program that calls this has its calls
            below `if __name__ == "__main__":`. Within a run there is one process, and in a browser's page none: there
            the runs take turns.
        progress: whether to show a progress bar, where tqdm is installed.
        journal: a file in which each outcome is noted as it comes. Where it is there already, its runs are not run
            again: a program that was killed goes on where it was. It holds pickles, so take none from others.
        retries: how many times more a run is begun whose worker was lost, from 0 up. One that raises is not.
        chunk: how many runs a worker of an executor is given at a time; None for as many as make at most 1,000 tasks.

    Returns:
        The outcomes, in the order of the settings: a list, and a table.

    Raises:
        TypeError: if `run` is no function, the settings are no container, or a process cannot be given the function,
            saying what to do.
        ValueError: for negative `retries`, a `chunk` below 1, or a journal that is of another sweep, or is none.
        OSError: if the journal cannot be written, or another program is writing it.
        RuntimeError: if no process comes up, saying what to do.
        SweepInterrupted: a KeyboardInterrupt with the outcomes that there are.

    >>> from concurrent.futures import ThreadPoolExecutor
    >>> with ThreadPoolExecutor() as threads:
    ...     for outcome in run_many(lambda rate: 1 / rate, [4, 0, 2], executor=threads, progress=False):
    ...         print(outcome)
    4: 0.25
    0 failed: ZeroDivisionError: division by zero
    2: 0.5
    """
    settings = _checked(run, settings, executor, progress, retries, chunk)
    outcomes: dict[int, Outcome[Setting, Result]] = {}
    coming = _outcomes(run, settings, executor, progress, journal, retries, chunk)
    try:
        with closing(coming):
            outcomes.update(coming)
    except KeyboardInterrupt as interrupt:
        raise SweepInterrupted(_in_order(outcomes), len(settings)) from interrupt
    return _in_order(outcomes)


def run_as_completed(
    run: Callable[[Setting], Result],
    settings: Iterable[Setting],
    *,
    executor: ExecutorOrMaker | None = None,
    progress: bool = True,
    journal: FilePath | None = None,
    retries: int = 1,
    chunk: int | None = None,
) -> Iterator[Outcome[Setting, Result]]:
    """As `nn.run_many`, but gives each outcome as soon as it is there: to look at, or to stop early.

    Who has seen enough closes the iterator, or leaves it: the runs that are at work then end.

    Args:
        run: one training, a function of one setting.
        settings: what to call it with.
        executor: what runs it, as `nn.run_many` says.
        progress: whether to show a progress bar.
        journal: a file in which each outcome is noted. What it holds already comes first.
        retries: how many times more a run is begun whose worker was lost.
        chunk: how many runs a worker of an executor is given at a time.

    Returns:
        The outcomes, in the order in which they come.

    Raises:
        TypeError: as `nn.run_many` does; so do the others.
        ValueError: for a number out of range, or a journal that is of another sweep.
        OSError: if the journal cannot be written.
        RuntimeError: if no process comes up.

    >>> from concurrent.futures import ThreadPoolExecutor
    >>> with ThreadPoolExecutor() as threads:
    ...     for outcome in run_as_completed(abs, [-1, -2, -3], executor=threads, progress=False):
    ...         if outcome.result == 2:
    ...             break
    >>> outcome.setting
    -2
    """
    settings = _checked(run, settings, executor, progress, retries, chunk)
    coming = _outcomes(run, settings, executor, progress, journal, retries, chunk)
    return _alone(coming)


def _alone(
    coming: Generator[tuple[int, Outcome[Setting, Result]], None, None],
) -> Iterator[Outcome[Setting, Result]]:
    """The outcomes without their places."""
    with closing(coming):
        for _, outcome in coming:
            yield outcome


def _checked(
    run: Callable[[Setting], Result],
    settings: Iterable[Setting],
    executor: ExecutorOrMaker | None,
    progress: bool,
    retries: int,
    chunk: int | None,
) -> list[Setting]:
    """The settings, if all arguments are what they should be."""
    check_function(run, "run", " of one setting")
    check_executor(executor, is_optional=True)
    check_flag(progress, "progress")
    check_whole(retries, "retries", 0)
    if chunk is not None:
        check_whole(chunk, "chunk")
    return list(entries(settings, "settings"))


def _in_order(outcomes: dict[int, Outcome[Setting, Result]]) -> Outcomes[Setting, Result]:
    return Outcomes(outcomes[place] for place in sorted(outcomes))


def _outcomes(
    run: Callable[[Setting], Result],
    settings: Sequence[Setting],
    executor: ExecutorOrMaker | None,
    progress: bool,
    journal: FilePath | None,
    retries: int,
    chunk: int | None,
) -> Generator[tuple[int, Outcome[Setting, Result]], None, None]:
    """The outcomes with their places, as they come: first those that stand in the journal."""
    with Journal(journal, run, settings) as notes:
        calls = [(place, setting) for place, setting in enumerate(settings) if place not in notes.done]
        bar = progress_bar(len(settings), "runs", "run", wanted=progress, done=len(notes.done))
        failed = 0
        with closing(bar), closing(_answers(run, calls, executor, retries, chunk)) as answers:
            for place, outcome in notes.done.items():
                failed += outcome.error is not None
                yield place, outcome
            for answer in answers:
                outcome = Outcome(settings[answer.place], *answer[1:5])
                if not answer.is_lost:
                    notes.add(answer.place, outcome)
                failed += outcome.error is not None
                bar.set_postfix_str(f"{failed} failed" if failed else "", refresh=False)
                bar.update()
                yield answer.place, outcome


def _answers(
    run: Callable[[Setting], Result],
    calls: Sequence[tuple[int, Setting]],
    executor: ExecutorOrMaker | None,
    retries: int,
    chunk: int | None,
) -> Generator[Answer, None, None]:
    """What comes of each call, as it comes."""
    if executor is not None:
        yield from calls_in_executor(run, calls, executor, retries=retries, chunk=chunk)
    elif sys.platform == "emscripten":
        for place, setting in calls:
            yield attempt(run, place, Parcel(partial(same, setting))).answer()
    else:
        from nn.analysis.processes import calls_in_processes  # which takes what a browser's Python does not have

        yield from calls_in_processes(run, calls, retries=retries)
