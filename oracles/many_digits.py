"""The algebra of the rows on numbers of many digits: one more interpreter, for what no textbook formula is written.

`Digits` is a number of mpmath's together with the size of what was added up on the way to it: where terms cancel, an
error is measured against that.
"""

from __future__ import annotations

import math
import operator

from mpmath.ctx_mp import MPContext

from autograd.algebra import formula_of
from autograd.primitives.exponentials import cube_root, power_of_two, raised
from autograd.primitives.whole_numbers import remainder_of, whole_below

mp = MPContext()


def _of_mpmath(name):
    function = getattr(mp, name)
    return lambda *operands: Digits(function(*(operand.number for operand in operands)))


FUNCTIONS = {
    operator.add: operator.add,
    operator.sub: operator.sub,
    operator.mul: operator.mul,
    operator.neg: operator.neg,
    abs: abs,
    cube_root: lambda x: Digits(mp.sign(x.number) * mp.cbrt(abs(x.number))),
    power_of_two: lambda x: Digits(mp.power(2, x.number)),
    raised: lambda x, p: Digits(mp.power(x.number, p.number)),
    whole_below: lambda x: Digits(mp.floor(x.number)),
    remainder_of: lambda a, b: Digits(a.number - b.number * mp.floor(a.number / b.number)),
    math.hypot: lambda a, b: Digits(mp.sqrt(a.number**2 + b.number**2)),
    math.log2: lambda x: Digits(mp.log(x.number) / mp.log(2)),
    math.log10: lambda x: Digits(mp.log(x.number) / mp.log(10)),
    math.log1p: lambda x: Digits(mp.log(1 + x.number)),
    **{
        getattr(math, name): _of_mpmath(name)
        for name in (
            *("exp", "expm1", "log", "sqrt", "erf", "erfc", "sin", "cos", "tan", "asin", "acos", "atan", "atan2"),
            *("sinh", "cosh", "tanh", "asinh", "acosh", "atanh"),
        )
    },
}
"""By function, as the rows' eager values name it."""


class Digits:
    def __init__(self, number, size=None):
        self.number = mp.mpf(number)
        self.size = abs(self.number) if size is None else size

    @staticmethod
    def apply_primitive(primitive, operands):
        given = [list(map(digits, o)) if v else digits(o) for o, v in zip(operands, primitive.vectors)]
        left_out = primitive.defaults[len(given) - primitive.arity + len(primitive.defaults) :]
        function = FUNCTIONS.get(primitive.value) or formula_of(primitive.value)
        return digits(function(*given, *map(digits, left_out)))

    def __add__(self, other):
        return _sum(self, digits(other))

    def __radd__(self, other):
        return _sum(digits(other), self)

    def __sub__(self, other):
        return _sum(self, -digits(other))

    def __rsub__(self, other):
        return _sum(digits(other), -self)

    def __mul__(self, other):
        return Digits(self.number * digits(other).number, self.size * digits(other).size)

    __rmul__ = __mul__

    def __truediv__(self, other):
        divisor = digits(other).number
        return Digits(self.number / divisor, self.size / abs(divisor))

    def __rtruediv__(self, other):
        return digits(other) / self

    def __pow__(self, other):
        return Digits(mp.power(self.number, digits(other).number))

    def __rpow__(self, other):
        return Digits(mp.power(digits(other).number, self.number))

    def __neg__(self):
        return Digits(-self.number, self.size)

    def __abs__(self):
        return Digits(abs(self.number), self.size)

    def __lt__(self, other):
        return self.number < digits(other).number

    def __le__(self, other):
        return self.number <= digits(other).number

    def __gt__(self, other):
        return self.number > digits(other).number

    def __ge__(self, other):
        return self.number >= digits(other).number

    def __float__(self):
        return float(self.number)


def digits(number):
    return number if isinstance(number, Digits) else Digits(number)


def _sum(a, b):
    return Digits(a.number + b.number, a.size + b.size)


def in_many_digits(formula, *operands):
    """The result of a formula of the algebra: the number, and the size of what was added up."""
    return digits(formula(*[list(map(Digits, o)) if isinstance(o, list) else Digits(o) for o in operands]))
