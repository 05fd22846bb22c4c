"""Derivatives of functions on floats by differences, with a bound of the error.

A central quotient (f(x+h) − f(x−h)) / 2h is wrong by a power series in h², from truncation, and by the rounding error
of f over h. Richardson's extrapolation takes the powers of h² out one by one. Which step is best depends on f: many are
tried, and the estimate with the smallest error bound is taken. The bound is what the last extrapolation still changed,
and what rounding may do (C. J. F. Ridders, Accurate computation of F′(x) and F′(x)F″(x), 1982).

| symbol | meaning                                        |
| ------ | ---------------------------------------------- |
| `x`    | the point                                      |
| `h`    | a step to both sides                           |
| `q`    | a quotient                                     |
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

__all__ = [
    "FINEST",
    "FINEST_OF_ALL",
    "Estimate",
    "Quotient",
    "best_estimate",
    "is_too_tiny_for_steps",
    "is_unresolved",
    "step_sizes",
]

RATIO = 4.0
COARSEST = 2.0**-3
FINEST = 2.0**-25
FINEST_OF_ALL = 2.0**-45
FEWEST_ULPS = 64.0  # of x in a step, lest x + h and x − h be rounded too much
MOST_STEPS = 22  # from an eighth of x to 64 of its ulps
MOST_EXTRAPOLATIONS = 6
SMALL = 2.0**-20
UNRESOLVED = 1e-3  # of the size a function has, changed in one of the finest steps
LEEWAY = 0.75  # of what a step changed; while the steps converge, a fifteenth of it is still to come


@dataclass(frozen=True)
class Quotient:
    """A central difference quotient.

    Attributes:
        h: the step.
        q: the quotient.
        rounding: how far off rounding may have put it.
        size: how large it would be if the two values did not cancel.
    """

    h: float
    q: float
    rounding: float = 0.0
    size: float = 0.0


@dataclass(frozen=True)
class Estimate:
    """A derivative, how far it may be from the true one, and what it is large or small in comparison with.

    >>> squares = [Quotient(h, ((3.0 + h) ** 2 - (3.0 - h) ** 2) / (2.0 * h)) for h in (0.5, 0.125)]
    >>> best_estimate([squares])
    Estimate(derivative=6.0, bound=0.0, size=0.0)
    """

    derivative: float
    bound: float
    size: float


def step_sizes(x: float, finest: float = FINEST) -> list[list[float]]:
    """Steps to try at `x`, coarse to fine: from an eighth of 1, or of x where that is more; and of a tiny x, too.

    Args:
        x: the point.
        finest: the smallest step. With finer ones than by default, what a very steep function does is seen, too.
    """
    tiny = _steps(x, abs(x), abs(x) * FINEST) if 0.0 < abs(x) < SMALL else []
    return [_steps(x, max(abs(x), 1.0), finest), *([tiny] if tiny else [])]


def is_too_tiny_for_steps(x: float) -> bool:
    """Whether `x` is so near to 0, though not 0, that its few digits leave no room for steps smaller than itself.

    >>> is_too_tiny_for_steps(5e-324), is_too_tiny_for_steps(1e-300), is_too_tiny_for_steps(0.0)
    (True, False, False)
    """
    return 0.0 < abs(x) < SMALL and not _steps(x, abs(x), abs(x) * FINEST)


def _steps(x: float, scale: float, finest: float) -> list[float]:
    least = max(finest, FEWEST_ULPS * math.ulp(x))
    steps = (scale * COARSEST / RATIO**k for k in range(MOST_STEPS))
    return [h for h in steps if h >= least]


def is_unresolved(x: float, quotients: Sequence[Quotient]) -> bool:
    """Whether a function still changes a lot in the finest steps that the digits of `x` allow: as the sine at 1e15.

    Such a function has a derivative, but the floats lie too far apart for differences to find it.

    Args:
        x: the point.
        quotients: those of the last series of steps, from coarse to fine.
    """
    if not quotients or FEWEST_ULPS * math.ulp(x) <= FINEST:
        return False
    sizes = [quotient.h * quotient.size for quotient in quotients]
    from_side_to_side = max(quotient.h * abs(quotient.q) for quotient in quotients[-3:])
    from_step_to_step = max(sizes[-3:]) - min(sizes[-3:])
    return max(from_side_to_side, from_step_to_step) > UNRESOLVED * median(sizes)


def best_estimate(series: Sequence[Sequence[Quotient]]) -> Estimate | None:
    """The derivative that quotients tend to; None where there are too few, or all are too coarse.

    Args:
        series: some series of quotients, from coarse to fine, within each a step a quarter of the one before.
    """
    estimates: list[Estimate] = []
    for k, quotients in enumerate(series if _converge(series[-1]) else []):
        finer = [quotient for later in series[k + 1 :] for quotient in later]
        size = min((quotient.size for quotient in quotients), default=0.0)
        for level, derivative, bound in _extrapolated(quotients):
            # Coarse quotients may agree with one another, and miss what happens close to x: the finer must not object.
            if math.isfinite(bound) and not _is_contradicted(derivative, bound, [*quotients[level:], *finer]):
                estimates.append(Estimate(derivative, bound, size))
    return min(estimates, key=lambda estimate: estimate.bound, default=None)


def _extrapolated(quotients: Sequence[Quotient]) -> Iterator[tuple[int, float, float]]:
    """From each quotient but the first, and those before it: its place, the derivative extrapolated, an error bound."""
    before: list[float] = []
    for level, quotient in enumerate(quotients):
        row = [quotient.q]
        for order, coarser in enumerate(before[:MOST_EXTRAPOLATIONS]):
            finer = row[order]
            row.append(finer + (finer - coarser) / (RATIO ** (2 * order + 2) - 1.0))
            change = abs(row[-1] - coarser)  # that from `finer` is smaller
            yield level, row[-1], 2.0 * (change + quotient.rounding)
        before = row


def _converge(quotients: Sequence[Quotient]) -> bool:
    """Whether refining the step has somewhere changed less than before: else all of them are too coarse."""
    changes = [abs(finer.q - coarser.q) for coarser, finer in pairwise(quotients)]
    within_rounding = any(change <= 2.0 * q.rounding for change, q in zip(changes, quotients[1:]))
    return within_rounding or any(after < before for before, after in pairwise(changes))


def _is_contradicted(derivative: float, bound: float, quotients: Sequence[Quotient]) -> bool:
    for coarser, finer in pairwise(quotients):
        leeway = LEEWAY * abs(finer.q - coarser.q) + 2.0 * finer.rounding
        if not abs(derivative - finer.q) <= bound + leeway < math.inf:
            return True
    return False
