"""Many independent trainings at once: success rates over seeds, sweeps over learning rates (L6.2, L9.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from contextlib import ExitStack
from dataclasses import dataclass
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

    A run that fails is reported in its outcome, and the others go on. Ctrl-C drops the runs that have not begun.

    Args:
        run: one training; a function of one setting, such as a seed, that returns whatever is of interest. Processes
            find it by its name, so it must stand in a module, as must the class of what it returns.
        settings: what to call it with, in any container: seeds, learning rates, tuples of several things.
        executor: any `concurrent.futures.Executor`, such as a cluster's; it is not shut down. None for one process a
            processor, for as long as this call takes.
        progress: whether to show a progress bar, where tqdm is installed.

    Returns:
        The outcomes, in the order of the settings.

    Raises:
        TypeError: if `run` is no function, or the settings are no container.

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
    with ExitStack() as stack:
        if executor is None:
            from concurrent.futures import ProcessPoolExecutor  # which a browser's Python does not have

            executor = stack.enter_context(ProcessPoolExecutor())
        futures = [executor.submit(run, setting) for setting in settings]
        bar = progress_bar(len(settings), "runs", "run", wanted=progress)
        stack.callback(bar.close)
        outcomes: list[Outcome[Setting, Result]] = []
        try:
            for setting, future in zip(settings, futures):
                try:
                    outcomes.append(Outcome(setting, future.result()))
                except Exception as error:
                    outcomes.append(Outcome(setting, None, error))
                failed = sum(outcome.error is not None for outcome in outcomes)
                bar.set_postfix_str(f"{failed} failed" if failed else "", refresh=False)
                bar.update()
        finally:
            for future in futures:
                future.cancel()  # those that are done stay as they are
    return outcomes
