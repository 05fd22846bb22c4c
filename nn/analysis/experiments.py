"""Many independent trainings at once: success rates over seeds, sweeps over learning rates (L6.2, L9.2)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

from autograd.arguments import check_function
from autograd.data import entries
from autograd.shared.progress import progress_bar
from autograd.shared.showing import one_line

__all__ = ["Outcome", "run_many"]

Setting = TypeVar("Setting")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Outcome(Generic[Setting, Result]):
    """What became of one run.

    Attributes:
        setting: what the run was given.
        result: what it returned; None if it failed.
        error: what it raised; None if it didn't.
    """

    setting: Setting
    result: Result | None
    error: Exception | None = None

    __repr__ = one_line

    def __str__(self) -> str:
        if self.error is not None:
            return f"{self.setting!r} failed: {type(self.error).__name__}: {self.error}"
        return f"{self.setting!r}: {self.result!r}"


def run_many(
    run: Callable[[Setting], Result],
    settings: Iterable[Setting],
    *,
    executor: Executor | None = None,
    progress: bool = True,
) -> list[Outcome[Setting, Result]]:
    """Calls `run` with each setting, as many at a time as the executor has workers.

    A run that fails is reported in its outcome, and the others go on, even if its process was killed. Ctrl-C drops the
    runs that have not begun, and ends those that have.

    Args:
        run: one training; a function of one setting, such as a seed, that returns whatever is of interest. A process
            finds it by its name, so it stands in a module, as does the class of what it returns; one of a notebook, or
            a lambda, can be sent where cloudpickle is installed.
        settings: what to call it with, in any container: seeds, learning rates, tuples of several things.
        executor: any `concurrent.futures.Executor`, such as a cluster's; it is not shut down. None for one process a
            processor, for as long as this call takes. Each begins afresh, so a program that calls this has its calls
            below `if __name__ == "__main__":`. Within a run there is one process, and in a browser's page none: there
            the runs take turns.
        progress: whether to show a progress bar, where tqdm is installed.

    Returns:
        The outcomes, in the order of the settings.

    Raises:
        TypeError: if `run` is no function, the settings are no container, or a process cannot be given the function,
            saying what to do.
        RuntimeError: if no process comes up, saying what to do.

    >>> from concurrent.futures import ThreadPoolExecutor
    >>> with ThreadPoolExecutor() as threads:
    ...     for outcome in run_many(lambda rate: 1 / rate, [4, 0, 2], executor=threads, progress=False):
    ...         print(outcome)
    4: 0.25
    0 failed: ZeroDivisionError: division by zero
    2: 0.5
    """
    check_function(run, "run", " of one setting")
    settings = list(entries(settings, "settings"))
    outcomes: dict[int, Outcome[Setting, Result]] = {}
    bar = progress_bar(len(settings), "runs", "run", wanted=progress)
    with closing(bar), closing(_answers(run, settings, executor)) as answers:
        for place, result, error in answers:
            outcomes[place] = Outcome(settings[place], result, error)
            failed = sum(outcome.error is not None for outcome in outcomes.values())
            bar.set_postfix_str(f"{failed} failed" if failed else "", refresh=False)
            bar.update()
    return [outcomes[place] for place in range(len(settings))]


def _answers(
    run: Callable[[Setting], Result], settings: Sequence[Setting], executor: Executor | None
) -> Generator[tuple[int, Result | None, Exception | None], None, None]:
    """The place of each setting and what came of it, as it comes."""
    if executor is not None:
        futures = [executor.submit(run, setting) for setting in settings]
        try:
            for place, future in enumerate(futures):
                yield (place, *_tried(future.result))
        finally:
            for future in futures:
                future.cancel()  # those that are done stay as they are
    elif sys.platform == "emscripten":
        for place, setting in enumerate(settings):
            yield (place, *_tried(partial(run, setting)))
    else:
        from nn.analysis.processes import calls_in_processes  # which takes what a browser's Python does not have

        yield from calls_in_processes(run, settings)


def _tried(call: Callable[[], Result]) -> tuple[Result | None, Exception | None]:
    try:
        return call(), None
    except Exception as error:
        return None, error
