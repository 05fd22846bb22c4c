"""Where the marks of an axis stand, and what is written at them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

_PREFIXES = {-12: "p", -9: "n", -6: "µ", -3: "m", 0: "", 3: "k", 6: "M", 9: "G"}
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")

Formatter = Callable[[float], str]


@dataclass(frozen=True)
class EngFormatter:
    """A number with the prefix of its power of a thousand."""

    unit: str = ""

    def __call__(self, number: float) -> str:
        power = 3 * math.floor(math.log10(abs(number)) / 3 + 1e-12) if number else 0
        power = min(max(power, -12), 9)
        return f"{number / 10.0**power:g} {_PREFIXES[power]}{self.unit}".rstrip()


class NullFormatter:
    """Nothing."""

    def __call__(self, number: float) -> str:
        return ""


def linear_ticks(low: float, high: float, most: int, *, integer: bool = False) -> list[float]:
    """Round numbers from low to high, at most so many and one more."""
    if not high > low:
        return [low]
    least = (high - low) / most
    power = 10.0 ** math.floor(math.log10(least))
    step = next(step for step in (power * factor for factor in (1, 2, 2.5, 5, 10, 20)) if step >= least * (1 - 1e-9))
    if integer:
        step = max(1.0, float(math.ceil(step)))
    first = math.ceil(low / step - 1e-9)
    return [k * step for k in range(first, math.floor(high / step + 1e-9) + 1)]


def log_ticks(low: float, high: float, most: int) -> list[float]:
    """Powers of ten from low to high."""
    first, last = math.ceil(math.log10(low) - 1e-9), math.floor(math.log10(high) + 1e-9)
    stride = max(1, math.ceil((last - first) / most))
    return [10.0**power for power in range(first, last + 1, stride)]


def written(ticks: Sequence[float]) -> list[str]:
    """The numbers, with as many decimals as tell them apart."""
    steps = [b - a for a, b in pairwise(ticks)]
    least = min(steps, default=abs(ticks[0]) if ticks else 1.0) or 1.0
    if max(map(abs, ticks), default=0.0) >= 1e6 or least < 1e-5:
        digits = next(k for k in range(3, 18) if len({f"{tick:.{k}g}" for tick in ticks}) == len(ticks))
        return [f"{tick:.{digits}g}".replace("-", "−") for tick in ticks]
    decimals = next((k for k in range(6) if abs(round(least, k) - least) < 1e-9 * least + 1e-12), 5)
    return [f"{tick + 0.0:.{decimals}f}".replace("-", "−") for tick in ticks]


def power(tick: float) -> str:
    return "10" + str(round(math.log10(tick))).translate(_RAISED)
