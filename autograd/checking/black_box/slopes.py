"""Derivatives of a function that is known by its numbers alone: with an error bound, and with its kinks.

How exactly such a function computes is measured (J. J. Moré and S. M. Wild, Estimating computational noise, 2011): at
points so near one another that a smooth function does nothing but go straight, the differences of its differences are
rounding. A kink shows in the slopes to the left and to the right: they differ, and go on differing as the step shrinks.

| symbol | meaning                                                              |
| ------ | -------------------------------------------------------------------- |
| `t`    | how far the function has moved from the point                        |
| `h`    | a step to both sides                                                 |
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from autograd.checking.differences import (
    FINEST,
    FINEST_OF_ALL,
    Quotient,
    best_estimate,
    is_too_tiny_for_steps,
    is_unresolved,
    step_sizes,
)

__all__ = ["Slope", "has_kink", "noise_of", "slope_of"]

ROUNDING = 4.0  # of the resolution: how far off, relatively, a value is at least
POINTS = 7
NOISE = 4.0  # standard deviations that a value is taken to be off
FEWEST_ULPS = 64.0
SIGNIFICANT = 16.0  # of the noise: what a kink's bend is larger than
KINKED = 0.5  # a smooth bend is a quarter as large, relatively to the step, at a quarter of the step
CERTAIN = 1e-3  # an error bound that is a larger part of the function's size tells nothing


@dataclass(frozen=True)
class Slope:
    """A derivative by differences, its error bound, and what is in the way: "" for nothing.

    Attributes:
        derivative: the derivative; NaN where none was found.
        bound: how far off it may be.
        obstacle: "kink crossed", "edge of domain" or "inconclusive".
    """

    derivative: float
    bound: float
    obstacle: str = ""


def noise_of(function: Callable[[float], float], center: float, step: float) -> float:
    """How far off the values of a function are typically, as a standard deviation.

    Args:
        function: of t.
        center: its value at 0.
        step: a step in which a smooth function goes straight.

    >>> noise_of(lambda t: 1.0 + t, 1.0, 1e-10) < 1e-15
    True
    """
    row = [center, *(function(k * step) for k in range(1, POINTS))]
    levels = []
    for k in range(1, POINTS):
        row = [b - a for a, b in pairwise(row)]
        mean_square = sum(difference * difference for difference in row) / len(row)
        levels.append(math.sqrt(mean_square / math.comb(2 * k, k)))
    found = max(levels[2:5])  # those before still see the slope, those after stand on too few
    return found if math.isfinite(found) else 0.0


def slope_of(
    function: Callable[[float], float],
    x: float,
    center: float,
    noise: float,
    resolution: float,
    *,
    finest: bool = False,
) -> Slope:
    """The derivative of a function at a point.

    Args:
        function: of the distance t from the point.
        x: the number that is moved there; 0 where several move.
        center: the function's value at the point.
        noise: how far off a value is typically.
        resolution: from 1 to the next number.
        finest: whether to try very fine steps, too, for a function that is very steep.

    >>> slope_of(lambda t: (3.0 + t) ** 2, 3.0, 9.0, 0.0, 2.0**-52).derivative
    6.0
    >>> slope_of(abs, 0.0, 0.0, 0.0, 2.0**-52).obstacle
    'kink crossed'
    """
    ulps = FEWEST_ULPS * resolution * abs(x)
    series, bends, obstacle = [], [], ""
    for steps in step_sizes(x, FINEST_OF_ALL if finest else FINEST):
        quotients, bent, obstacle = _quotients(function, [h for h in steps if h >= ulps], x, center, noise, resolution)
        series.append(quotients)
        bends.append(bent)
    if any(map(has_kink, bends)):
        return Slope(math.nan, math.nan, "kink crossed")
    if is_too_tiny_for_steps(x) or is_unresolved(x, series[-1]):
        return Slope(math.nan, math.nan, "inconclusive")
    best = best_estimate(series)
    if best is None:
        return Slope(math.nan, math.nan, "inconclusive" if series[-1] or not obstacle else obstacle)
    is_certain = best.bound <= CERTAIN * max(abs(best.derivative), best.size, sys.float_info.min)
    return Slope(best.derivative, best.bound, "" if is_certain else "inconclusive")


def has_kink(bends: Sequence[tuple[float, float]]) -> bool:
    """Whether the slopes on the two sides differ however small the step.

    Args:
        bends: by how much they differ, and by how much they may for noise, from coarse to fine.
    """
    last = max((k for k, (bend, noise) in enumerate(bends) if abs(bend) > noise), default=0)
    (before, leeway), (bend, _) = bends[last - 1 : last + 1] if last else [(0.0, 0.0)] * 2
    # A kink some way off is met by the coarse steps alone, and then is gone; one that is here at most sinks into noise.
    is_gone = last + 1 < len(bends) and abs(bend) > bends[last + 1][1]
    return abs(before) > leeway and not is_gone and abs(bend) > KINKED * abs(before)


def _quotients(
    function: Callable[[float], float],
    steps: Sequence[float],
    x: float,
    center: float,
    noise: float,
    resolution: float,
) -> tuple[list[Quotient], list[tuple[float, float]], str]:
    """The quotients with the finest of the steps, the bends at them, and what was in the way of coarser ones."""
    quotients: list[Quotient] = []
    bends: list[tuple[float, float]] = []
    obstacle = ""
    for h in steps:
        width = (x + h) - (x - h)
        low, high = function(-h), function(h)
        if not (math.isfinite(low) and math.isfinite(high) and 0.0 < width < math.inf):
            quotients, bends, obstacle = [], [], "edge of domain"
            continue
        off = NOISE * noise + ROUNDING * resolution * (abs(low) + abs(high)) / 2.0
        size = (abs(low) + abs(high)) / width
        quotients.append(Quotient(width / 2.0, (high - low) / width, 2.0 * off / width, size))
        bends.append((((high - center) - (center - low)) / h, SIGNIFICANT * off / h))
    return quotients, bends, obstacle
