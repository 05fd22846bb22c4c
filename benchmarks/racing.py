"""A race: engines do the same work in turns in one process, so that all meet the same moods of the machine."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from statistics import median

from benchmarks.frameworks import Losses

__all__ = ["Race", "race"]


@dataclass(frozen=True)
class Race:
    """What came of it.

    Attributes:
        runs: each engine's trainings, those that count.
        durations: how long each took from call to return, in seconds, the first included, which does not count.
        missing: why an engine did not take part.
    """

    runs: dict[str, list[Losses]] = field(default_factory=dict)
    durations: dict[str, list[float]] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)

    def median(self, name: str) -> float:
        return median(run.seconds for run in self.runs[name])

    def fastest(self, name: str) -> float:
        return min(run.seconds for run in self.runs[name])

    def set_up(self, name: str) -> float:
        return median(run.set_up for run in self.runs[name])

    def once(self, name: str) -> float:
        """The seconds by which the first training took longer than any other: imports, compilation."""
        first, *others = self.durations[name]
        return max(0.0, first - max(others))

    def absences(self) -> list[str]:
        """A line for each engine that is not installed."""
        return [f"{name} is not installed: {reason}." for name, reason in self.missing.items()]


def race(entrants: Mapping[str, Callable[[], Losses]], turns: int) -> Race:
    """Lets each engine train once for nothing, and then so many times."""
    result = Race()
    for turn in range(turns + 1):
        for name, train in entrants.items():
            if name in result.missing:
                continue
            started = time.perf_counter()
            try:
                losses = train()
            except ImportError as error:
                result.missing[name] = str(error)
                continue
            result.durations.setdefault(name, []).append(time.perf_counter() - started)
            if turn:
                result.runs.setdefault(name, []).append(losses)
    return result
