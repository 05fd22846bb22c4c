"""Answers as machines read them, and which numbers count as one."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Final

from viz.classroom.exercises.blank import Number

__all__ = ["bounds", "decimal", "is_near", "is_whole"]

_HALFWAY: Final = 0.015
"""Mistakes of an exercise are three per cent from the right answer, or more: half of it leaves each its own numbers."""


def decimal(number: Number) -> str:
    """An answer for machines: a decimal in ASCII, which no spreadsheet takes for a date.

    >>> decimal(Fraction(1, 3)), decimal(Fraction(529411)), decimal(-0.5)
    ('0.3333333333', '529411', '-0.5')
    """
    return str(number) if is_whole(number) else f"{float(number):.10g}"


def is_whole(number: Number) -> bool:
    """Whether it is a whole number, and exactly so."""
    return isinstance(number, Fraction) and number.denominator == 1


def bounds(number: Number) -> tuple[float, float]:
    """The lowest and the highest number that count as an answer: no other where it is whole.

    >>> bounds(-2.0), bounds(Fraction(1, 2)), bounds(Fraction(9))
    ((-2.03, -1.97), (0.4925, 0.5075), (9.0, 9.0))
    """
    middle = float(number)
    margin = 0.0 if is_whole(number) else abs(middle) * _HALFWAY
    return middle - margin, middle + margin


def is_near(number: Number, answer: Number) -> bool:
    """Whether a number counts as an answer; none does where that is NaN.

    >>> is_near(0.333, Fraction(1, 3)), is_near(0.34, Fraction(1, 3)), is_near(8.99, Fraction(9))
    (True, False, False)
    """
    low, high = bounds(answer)
    return not math.isnan(low) and (low <= number <= high or math.isclose(number, float(answer)))
