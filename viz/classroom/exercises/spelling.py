"""How numbers are written: exact ones as short decimals or fractions, others to three significant digits."""

from __future__ import annotations

from fractions import Fraction

from viz.classroom.exercises.blank import Number
from viz.names import pretty_number

__all__ = ["DIGITS", "digits_of", "in_product", "is_short", "spelled", "typeset"]

DIGITS = 3
"""Significant digits of numbers that are not exact, and the most of an exact one."""


def digits_of(number: Number) -> int:
    """How many significant digits it takes to write a number: those of both parts of a fraction such as 1/3.

    >>> digits_of(Fraction(1, 4)), digits_of(Fraction(2, 3)), digits_of(Fraction(-200)), digits_of(0.5)
    (2, 2, 1, 3)
    """
    if not isinstance(number, Fraction):
        return DIGITS
    decimal = _decimal_digits(number)
    return len(f"{abs(number.numerator)}{number.denominator}") if decimal is None else decimal


def is_short(number: Number) -> bool:
    """Whether a number is written out with three digits: 0.125 and 2/3 are, 1.0625 and 17/32 are not.

    >>> [is_short(Fraction(text)) for text in ("0.125", "2/3", "1.0625", "13/15")]
    [True, True, False, False]
    """
    return digits_of(number) <= DIGITS


def _decimal_digits(number: Fraction) -> int | None:
    """The significant digits of an exact decimal; None for a fraction that is none, or a long one."""
    scaled = number * 10**6
    return len(str(abs(scaled.numerator)).strip("0")) or 1 if scaled.denominator == 1 else None


def spelled(number: Number) -> str:
    """A number as plain text.

    >>> spelled(Fraction(-1, 4)), spelled(Fraction(2, 3)), spelled(0.67917869)
    ('−0.25', '2/3', '0.679')
    """
    if isinstance(number, Fraction) and _decimal_digits(number) is None:
        return str(number).replace("-", "−")
    if isinstance(number, Fraction):
        return pretty_number(float(number), 12)
    return pretty_number(number, DIGITS)


def typeset(number: Number) -> str:
    r"""A number in LaTeX.

    >>> typeset(Fraction(-2, 3)), typeset(-0.5)
    ('-\\tfrac{2}{3}', '-0.5')
    """
    if isinstance(number, Fraction) and _decimal_digits(number) is None:
        sign = "-" if number < 0 else ""
        return rf"{sign}\tfrac{{{abs(number.numerator)}}}{{{number.denominator}}}"
    return spelled(number).replace("−", "-")


def in_product(number: Number, *, first: bool = False) -> str:
    r"""A number as a factor: a negative one in parentheses, but for the first.

    >>> in_product(Fraction(-1, 2)), in_product(Fraction(-1, 2), first=True)
    ('(-0.5)', '-0.5')
    """
    return f"({typeset(number)})" if number < 0 and not first else typeset(number)
