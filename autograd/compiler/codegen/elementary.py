"""exp, log and their kin on lanes, and the C library's functions lane by lane.

Each is within two ulp, the tails included: no difference is taken that would lose digits, and what would overflow on
the way is scaled. The polynomials are Taylor's, as many terms as a double can tell apart. The letters:

| letter | meaning                                                                     |
| ------ | --------------------------------------------------------------------------- |
| `n`    | a whole number: x = n·log 2 + r for exp, x = 2ⁿ·m for log                   |
| `r`    | what remains, from −½·log 2 to ½·log 2                                      |
| `m`    | from √½ to √2                                                               |
| `s`    | (m − 1)/(m + 1): log m = 2·artanh s = 2s + 2s³/3 + 2s⁵/5 + …                |
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from autograd.compiler.codegen.lanes import DOUBLES, LANES, Bits, Lane, Mask, select, splat

__all__ = [
    "exp",
    "expm1",
    "floor",
    "from_library",
    "log",
    "log1p",
    "remainder",
    "sqrt",
    "tanh",
]

LOG2_HIGH, LOG2_LOW = 0.6931471803691238, 1.9082149292705877e-10
"""log 2 in two parts: the first has 32 bits, so that its product with any n here is exact."""
ROUNDER = 1.5 * 2.0**52
"""Added to a number below 2⁵¹, it pushes the fraction out of the double; its own low bits then hold the integer."""
ONE = 0x3FF0000000000000
SQRT_HALF = 0x3FE6A09E00000000
EXP_TERMS = [1.0 / math.factorial(k) for k in range(2, 14)]
LOG_TERMS = [2.0 / (2 * k + 1) for k in range(1, 11)]


def _polynomial(x: Lane, coefficients: Sequence[float]) -> Lane:
    """c₀ + c₁x + c₂x² + …, the even and the odd powers apart: two short chains rather than one long."""
    terms: list[Lane | float] = list(coefficients)
    while len(terms) > 1:
        pairs = zip(terms[::2], [*terms[1::2], None])
        terms = [a if b is None else x * b + a for a, b in pairs]
        x = x * x
    result = terms[0]
    return result if isinstance(result, Lane) else x.code.constant(result)


def sqrt(x: Lane) -> Lane:
    return x.call("sqrt")


def floor(x: Lane) -> Lane:
    return x.call("floor")


def remainder(a: Lane, b: Lane) -> Lane:
    """What is left of `a`, with the sign of `b`; NaN for an infinite `a`."""
    rest = from_library("fmod", a, b)
    return select((rest == 0.0) | (b.copysign(1.0) == rest.copysign(1.0)), rest, rest + b)


def _whole(x: Lane) -> Lane:
    """The nearest whole number."""
    return x + ROUNDER - ROUNDER


def _power_of_two(n: Lane) -> Lane:
    """2ⁿ for a whole n from −1022 to 1023."""
    return (((n + ROUNDER).bits() + 1023) << 52).as_number()


def _reduced(x: Lane) -> tuple[Lane, Lane, Lane]:
    """n; r as a double; and (exp r − 1 − r)."""
    n = _whole(x * (1.0 / math.log(2.0)))
    high, low = x - n * LOG2_HIGH, n * LOG2_LOW
    r = high - low
    lost = (high - r) - low
    return n, r, r * r * _polynomial(r, EXP_TERMS) + lost


def exp(x: Lane) -> Lane:
    """E to the power of x: infinity from 709.79 on, gradually 0 below −708."""
    x = select(x > 710.0, 710.0, select(x < -746.0, -746.0, x))
    n, r, rest = _reduced(x)
    half = _whole(n * 0.5)  # in two steps, since 2ⁿ itself may be too large or too small for a double
    return (1.0 + (r + rest)) * _power_of_two(half) * _power_of_two(n - half)


def expm1(x: Lane) -> Lane:
    """Exp x − 1, all digits kept where x is small."""
    inner = select(x > 40.0, 40.0, select(x < -40.0, -40.0, x))
    n, r, rest = _reduced(inner)
    power = _power_of_two(n)
    return select(x > 40.0, exp(x), x.copysign(power * (r + rest) + (power - 1.0)))


def log(x: Lane) -> Lane:
    """The natural logarithm; −infinity at 0, NaN below."""
    tiny = x < 2.0**-1022
    bits = select(tiny, x * 2.0**54, x).bits()
    # The exponent's field counts from √½ rather than from 1.
    shifted = bits + (ONE - SQRT_HALF)
    n = _integer(shifted >> 52) - select(tiny, 1023.0 + 54.0, 1023.0)
    m = ((shifted & 0x000FFFFFFFFFFFFF) + SQRT_HALF).as_number()
    f = m - 1.0
    s = f / (2.0 + f)
    z = s * s
    half_square = 0.5 * f * f
    series = z * _polynomial(z, LOG_TERMS)
    result = n * LOG2_HIGH - ((half_square - (s * (half_square + series) + n * LOG2_LOW)) - f)
    result = select(x == math.inf, x, select(x == 0.0, -math.inf, result))
    return select(x >= 0.0, result, math.nan)


def _integer(bits: Bits) -> Lane:
    """A small whole number that stands in the bits, as a double."""
    magic = 0x4330000000000000  # 2⁵², whose last bit counts ones
    return (bits | magic).as_number() - 2.0**52


def log1p(x: Lane) -> Lane:
    """log(1 + x), all digits kept where x is small."""
    u = 1.0 + x
    lost = select(u > 2.0, 1.0 - (u - x), x - (u - 1.0))
    result = log(u) + lost / u
    return select((abs(u) == math.inf) | (u == 0.0), log(u), select(u == 1.0, x, result))


def tanh(x: Lane) -> Lane:
    shrunk = expm1(-2.0 * abs(x))
    return x.copysign(abs(shrunk / (2.0 + shrunk)))


def from_library(function: str, *operands: Lane) -> Lane:
    """The C library's function, one lane after the other: the very numbers of Python's math.

    Where all lanes hold the same, as with a single sample, it is called once.
    """
    code = operands[0].code
    differs = Mask(code, splat("i1 false"))
    for x in operands:
        differs = differs | x.bits().differs_from(code.spread(_number(x, 0)).bits())
    result = code.variable(DOUBLES, code.spread(_called(function, operands, 0)).name)
    with code.when(differs.is_anywhere()):
        numbers = result.get()
        for k in range(1, LANES):
            one = _called(function, operands, k)
            numbers = code.value(f"insertelement {DOUBLES} {numbers}, double {one}, i64 {k}")
        result.set(numbers)
    return Lane(code, result.get())


def _called(function: str, operands: Sequence[Lane], k: int) -> str:
    """What the function gives in lane `k`."""
    code = operands[0].code
    return code.call("double", function, *(("double", _number(x, k)) for x in operands))


def _number(x: Lane, k: int) -> str:
    return x.code.value(f"extractelement {DOUBLES} {x.name}, i64 {k}")
