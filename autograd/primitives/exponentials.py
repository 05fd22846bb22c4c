"""Powers, roots, exponentials and logarithms."""

from __future__ import annotations

import math
import sys

from autograd.primitive import POSITIVE, Interval, Scalar, primitive

__all__ = ["cbrt", "exp", "exp2", "expm1", "log", "log1p", "log2", "log10", "power", "sqrt"]

TINY_POWER = -708.0
"""Up to here, exp(x) may be subnormal, which keeps fewer digits."""
LN_2 = math.log(2.0)
LN_10 = math.log(10.0)


def _power_by_base(x: Scalar, p: Scalar, y: Scalar) -> Scalar:
    # An exponent that is a Value, and 0 now, stays in the formula: its own derivative is not 0.
    if float(p) == 0.0 and (type(p) is float or float(x) == 0.0):
        return 0.0
    if float(x) == 0.0 or _keeps_digits(float(x), float(p)):
        return p * x ** (p - 1.0)
    if _is_normal(float(y)):
        return p * y / x
    root = abs(x) ** (p / 2.0)
    return p * root / x * root * math.copysign(1.0, float(y))


def _power_by_exponent(x: Scalar, p: Scalar, y: Scalar) -> Scalar:
    if float(x) == 0.0:
        return 0.0
    if _is_normal(float(y)):
        return y * log(x)
    root = x ** (p / 2.0)
    return root * (root * log(x))


def _keeps_digits(x: float, p: float) -> bool:
    """Whether p·xᵖ⁻¹ is good to 4 ulp as it stands: if p − 1 is not rounded, and no large p multiplies a subnormal."""
    if (p - 1.0) + 1.0 != p or abs(p) > 2.0**52:
        return False
    try:
        return _is_normal(math.pow(x, p - 1.0)) or abs(p) <= 7.0
    except OverflowError:
        return abs(p) >= 1.0  # then the partial is too large as well


def _is_normal(x: float) -> bool:
    return sys.float_info.min <= abs(x) <= sys.float_info.max


power = primitive(
    "pow",
    math.pow,
    (_power_by_base, _power_by_exponent),
    symbol="xᵖ",
    latex="{0}^{{{1}}}",
    precedence=4,
    condition=lambda x, p: x > 0.0 or (x == 0.0 and p >= 0.0) or (x < 0.0 and p == math.floor(p)),
    convention="x⁰ has derivative 0 in x, at 0 too; 0ᵖ has derivative 0 in p",
)
sqrt = primitive(
    "sqrt",
    math.sqrt,
    (lambda x, y: 0.5 / y,),
    symbol="√",
    latex=r"\sqrt{{{0}}}",
    domain=Interval(low=0.0),
    convention="there is no derivative at 0",
)


def _cbrt(x: float) -> float:
    if x == 0.0 or math.isinf(x):
        return x
    root = math.copysign(abs(x) ** (1.0 / 3.0), x)  # good to the rounding of 1/3, which one step of Newton's makes good
    return root - (root - x / (root * root)) / 3.0


cbrt = primitive(
    "cbrt",
    _cbrt,
    (lambda x, y: y / x / 3.0,),
    symbol="∛",
    latex=r"\operatorname{{cbrt}}({0})",
    branch=lambda x: x,
    convention="there is no derivative at 0",
)
exp = primitive("exp", math.exp, (lambda x, y: y,), latex=r"\exp({0})")
exp2 = primitive(
    "exp2", lambda x: math.pow(2.0, x), (lambda x, y: LN_2 * y,), symbol="2ˣ", latex="2^{{{0}}}", precedence=4
)
expm1 = primitive("expm1", math.expm1, (lambda x, y: exp(x),), symbol="eˣ − 1", latex=r"\operatorname{{expm1}}({0})")
log = primitive("log", math.log, (lambda x, y: 1.0 / x,), latex=r"\log {0}", domain=POSITIVE)
log2 = primitive(
    "log2", math.log2, (lambda x, y: 1.0 / LN_2 / x,), symbol="log₂", latex=r"\log_2({0})", domain=POSITIVE
)
log10 = primitive(
    "log10",
    math.log10,
    (lambda x, y: 1.0 / LN_10 / x,),
    symbol="log₁₀",
    latex=r"\log_{{10}}({0})",
    domain=POSITIVE,
)
log1p = primitive(
    "log1p",
    math.log1p,
    (lambda x, y: 1.0 / (1.0 + x),),
    symbol="log(1 + x)",
    latex=r"\operatorname{{log1p}}({0})",
    domain=Interval(low=-1.0, excluding=(-1.0,)),
)
