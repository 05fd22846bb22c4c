"""The rows of the table on fractions, exact as far as sums, products and quotients go.

| symbol  | meaning                                            |
| ------- | -------------------------------------------------- |
| `a, b`  | numbers within a formula: lifted, or its constants |

A formula has constants such as 1.0, which are exact, and functions such as the exponential, which give floats that are
not. `Lifted` is one more interpreter of the formulas, that keeps the two apart.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import TypeAlias

from autograd import Primitive
from autograd.algebra import formula_of
from autograd.primitive import Scalar
from viz.classroom.exercises.blank import Number

__all__ = ["Argument", "Lifted", "exactly", "partials_at", "value_at"]

Argument: TypeAlias = Number | Sequence[Number]
"""An operand's number, or the numbers of a vector."""

_LARGEST_DENOMINATOR = 1000


def exactly(number: float) -> Fraction:
    """The fraction that a number was written as: 0.1 is one tenth, and 1/3 a third.

    >>> exactly(0.1), exactly(1 / 3)
    (Fraction(1, 10), Fraction(1, 3))
    """
    simple = Fraction(number).limit_denominator(_LARGEST_DENOMINATOR)
    return simple if float(simple) == number else Fraction(repr(number))


def value_at(primitive: Primitive, arguments: Sequence[Argument]) -> Number:
    """What the operation gives: a fraction where it is one, NaN where there is no value.

    >>> from autograd import PRIMITIVES
    >>> value_at(PRIMITIVES["div"], [Fraction(1), Fraction(3)]), value_at(PRIMITIVES["log"], [Fraction(-1)])
    (Fraction(1, 3), nan)
    """
    formula = formula_of(primitive.value)
    try:
        if formula is primitive.value:
            result: Scalar = formula(*arguments)
        else:  # written by others beside a function of Python's, which rounds
            result = _lowered(formula(*map(_lifted, arguments)))
    except (ArithmeticError, ValueError):
        return math.nan
    # A function that is whole at fractions, as a root of 4, or exp at 0, is so exactly.
    are_exact = all(map(_is_exact, arguments))
    is_whole = isinstance(result, float) and result.is_integer()
    return Fraction(result) if are_exact and is_whole else result


def partials_at(primitive: Primitive, arguments: Sequence[Argument], result: Number) -> list[Number]:
    """The operation's partials, one an operand, those of a vector's elements in a row; NaN where there are none.

    Args:
        primitive: the operation.
        arguments: the numbers of its operands.
        result: the number of its result, by which some partials are written.

    >>> from autograd import PRIMITIVES
    >>> partials_at(PRIMITIVES["mul"], [Fraction(2), Fraction(1, 3)], Fraction(2, 3))
    [Fraction(1, 3), Fraction(2, 1)]
    """
    lifted = [*map(_lifted, arguments), Lifted(result)]
    found: list[Number] = []
    for argument, partial in zip(arguments, primitive.partials):
        count = len(argument) if isinstance(argument, Sequence) else 1
        try:
            partials = partial(*lifted)
        except (ArithmeticError, ValueError):
            found += [math.nan] * count
        else:
            found += map(_lowered, partials if isinstance(argument, Sequence) else [partials])
    return found


def _is_exact(argument: Argument) -> bool:
    return isinstance(argument, Fraction) or (isinstance(argument, Sequence) and all(map(_is_exact, argument)))


def _lifted(argument: Argument) -> Lifted | list[Lifted]:
    return list(map(Lifted, argument)) if isinstance(argument, Sequence) else Lifted(argument)


class Lifted:
    """A number, exact or not, among the constants of a formula, which are exact."""

    __slots__ = ("number",)

    def __init__(self, number: Number) -> None:
        self.number = number

    @staticmethod
    def apply_primitive(primitive: Primitive, operands: Sequence[Scalar]) -> Lifted:
        """The operation, on lifted numbers and constants."""
        numbers = [list(map(_lowered, o)) if isinstance(o, (list, tuple)) else _lowered(o) for o in operands]
        missing = primitive.arity - len(numbers)
        return Lifted(value_at(primitive, [*numbers, *primitive.defaults[len(primitive.defaults) - missing :]]))

    def __add__(self, other: Scalar) -> Lifted:
        return Lifted(self.number + _lowered(other))

    def __radd__(self, other: Scalar) -> Lifted:
        return Lifted(_lowered(other) + self.number)

    def __sub__(self, other: Scalar) -> Lifted:
        return Lifted(self.number - _lowered(other))

    def __rsub__(self, other: Scalar) -> Lifted:
        return Lifted(_lowered(other) - self.number)

    def __mul__(self, other: Scalar) -> Lifted:
        return Lifted(self.number * _lowered(other))

    def __rmul__(self, other: Scalar) -> Lifted:
        return Lifted(_lowered(other) * self.number)

    def __truediv__(self, other: Scalar) -> Lifted:
        return Lifted(self.number / _lowered(other))

    def __rtruediv__(self, other: Scalar) -> Lifted:
        return Lifted(_lowered(other) / self.number)

    def __pow__(self, other: Scalar) -> Lifted:
        return Lifted(_power(self.number, _lowered(other)))

    def __rpow__(self, other: Scalar) -> Lifted:
        return Lifted(_power(_lowered(other), self.number))

    def __neg__(self) -> Lifted:
        return Lifted(-self.number)

    def __abs__(self) -> Lifted:
        return -self if self.number < 0 else self

    def __float__(self) -> float:
        return float(self.number)

    def __lt__(self, other: Scalar) -> bool:
        return bool(self.number < _lowered(other))

    def __le__(self, other: Scalar) -> bool:
        return bool(self.number <= _lowered(other))

    def __gt__(self, other: Scalar) -> bool:
        return bool(self.number > _lowered(other))

    def __ge__(self, other: Scalar) -> bool:
        return bool(self.number >= _lowered(other))


def _lowered(number: Scalar) -> Scalar:
    """The number that is lifted, or a constant as it was written."""
    if isinstance(number, Lifted):
        return number.number
    return exactly(number) if math.isfinite(number) else number


def _power(base: Number, exponent: Number) -> Number:
    """The power, exact where the exponent is whole."""
    is_whole = isinstance(exponent, Fraction) and exponent.denominator == 1
    return base ** int(exponent) if is_whole else math.pow(base, exponent)
