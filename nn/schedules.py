"""Learning rates that change while training goes on: functions from the epoch, from 1 up, to the rate α.

`nn.fit(..., schedule=...)` takes any such function; with `schedule_by="step"` what they count are steps, a batch each.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from autograd.shared.near_names import missing_attribute
from nn.arguments import check_number, check_whole

__all__ = ["Schedule", "constant", "cosine", "linear", "stepwise"]

Schedule: TypeAlias = Callable[[int], float]
"""From the number of the epoch, or of the step, to the rate."""


def constant(rate: float) -> Schedule:
    """The same rate for every epoch.

    Returns:
        The schedule: from the number of an epoch, 1 for the first, to its rate.

    Raises:
        ValueError: if `rate` is not positive.

    >>> constant(0.1)(1), constant(0.1)(100)
    (0.1, 0.1)
    """
    check_number(rate, "rate", lambda x: x > 0.0, "positive")
    return _Rates(_constant, rate)


def stepwise(rate: float, every: int, factor: float = 0.1) -> Schedule:
    """`rate · factor^⌊(epoch − 1) / every⌋`: a step down after every so many epochs.

    Args:
        rate: the first rate, positive.
        every: how many epochs each rate lasts.
        factor: what the rate is multiplied with then, above 0 and at most 1.

    Returns:
        The schedule: from the number of an epoch, 1 for the first, to its rate.

    Raises:
        ValueError: for a number outside its range.

    >>> [stepwise(1.0, every=2, factor=0.5)(epoch) for epoch in (1, 2, 3, 4, 5)]
    [1.0, 1.0, 0.5, 0.5, 0.25]
    """
    check_number(rate, "rate", lambda x: x > 0.0, "positive")
    every = check_whole(every, "every")
    check_number(factor, "factor", lambda x: 0.0 < x <= 1.0, "above 0 and at most 1")
    return _Rates(_stepwise, rate, every, factor)


def cosine(rate: float, epochs: int, lowest: float = 0.0) -> Schedule:
    """`lowest + (rate − lowest)·(1 + cos(π·(epoch − 1)/epochs))/2`: from `rate` down to `lowest`, along half a wave.

    Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts", 2017.

    Args:
        rate: the rate of the first epoch, positive.
        epochs: how many epochs the way down takes; later ones have the rate `lowest`.
        lowest: the rate at the end, from 0 to `rate`.

    Returns:
        The schedule: from the number of an epoch, 1 for the first, to its rate.

    Raises:
        ValueError: for a number outside its range.

    >>> [round(cosine(1.0, epochs=4)(epoch), 3) for epoch in (1, 2, 3, 4)]
    [1.0, 0.854, 0.5, 0.146]
    """
    return _Rates(_cosine, *_way_down(rate, epochs, lowest))


def linear(rate: float, epochs: int, lowest: float = 0.0) -> Schedule:
    """`lowest + (rate − lowest)·(1 − (epoch − 1)/epochs)`: from `rate` down to `lowest`, along a straight line.

    Args:
        rate: the rate of the first epoch, positive.
        epochs: how many epochs the way down takes; later ones have the rate `lowest`.
        lowest: the rate at the end, from 0 to `rate`.

    Returns:
        The schedule: from the number of an epoch, 1 for the first, to its rate.

    Raises:
        ValueError: for a number outside its range.

    >>> linear(1.0, epochs=4)
    nn.schedules.linear(1.0, 4, 0.0)
    >>> [linear(1.0, epochs=4)(epoch) for epoch in (1, 2, 3, 4, 5)]
    [1.0, 0.75, 0.5, 0.25, 0.0]
    """
    return _Rates(_linear, *_way_down(rate, epochs, lowest))


def _way_down(rate: float, epochs: int, lowest: float) -> tuple[float, int, float]:
    check_number(rate, "rate", lambda x: x > 0.0, "positive")
    epochs = check_whole(epochs, "epochs")
    check_number(lowest, "lowest", lambda x: 0.0 <= x <= rate, f"from 0 to {rate!r}")
    return rate, epochs, lowest


class _Rates(partial[float]):
    """A function within a function could not be pickled, and so not be sent to a process of `nn.run_many`."""

    def __repr__(self) -> str:
        return f"nn.schedules.{self.func.__name__[1:]}({', '.join(map(repr, self.args))})"


def _constant(rate: float, epoch: int) -> float:
    return rate


def _stepwise(rate: float, every: int, factor: float, epoch: int) -> float:
    return rate * factor ** ((epoch - 1) // every)


def _cosine(rate: float, epochs: int, lowest: float, epoch: int) -> float:
    height = (rate - lowest) / 2.0
    return lowest + height * (1.0 + math.cos(math.pi * min(epoch - 1, epochs) / epochs))


def _linear(rate: float, epochs: int, lowest: float, epoch: int) -> float:
    return lowest + (rate - lowest) * (1.0 - min(epoch - 1, epochs) / epochs)


def __dir__() -> list[str]:
    """Names to use, and not those that came here on the way to them."""
    return __all__


if not TYPE_CHECKING:  # where it would hide a wrong name

    def __getattr__(name: str) -> object:
        raise missing_attribute(__name__, name, __all__)
