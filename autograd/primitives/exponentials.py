"""Powers, roots, exponentials and logarithms."""

from __future__ import annotations

import math
import sys

from autograd.algebra import copysign, equal, where
from autograd.primitive import POSITIVE, Interval, Scalar, primitive

TINY_POWER = -708.0
"""Up to here, exp(x) may be subnormal, which keeps fewer digits."""
SMALL_EXPONENTS = frozenset(map(float, range(8)))
"""With these p·xᵖ⁻¹ is good as it stands, at 0 too, but for p = 0."""
TINY_BASE = 1e-150
"""Above it, no power from −2 to 0 is too large for a float."""
LN_2 = math.log(2.0)
LN_10 = math.log(10.0)


def raised(x: float, p: float) -> float:
    """xᵖ as `math.pow` has it; but what has no value at 0 and for finite bases, has none where p or x is infinite."""
    if x + x == x and (p < 0.0 if x == 0.0 else x < 0.0 and not _is_whole(p)):  # x is 0 or infinite
        raise ValueError("not defined")
    return math.pow(x, p)


def _is_whole(p: float) -> bool:
    return math.isinf(p) or p == math.floor(p)


def _power_by_base(x: Scalar, p: Scalar, y: Scalar) -> Scalar:
    # An exponent that is a Value, and 0 now, stays in the formula: its own derivative is not 0.
    if type(p) is float and p in SMALL_EXPONENTS:
        return p * x ** (p - 1.0) if p else 0.0
    return where(
        equal(x, 0.0) | equal(abs(p), math.inf),
        lambda: _power_by_base_at_an_edge(x, p, y),
        lambda: where(
            _is_one_less_exact(p) & ((abs(p) >= 1.0) | (abs(x) > TINY_BASE)),
            lambda: _power_by_base_through_less(x, p, y),
            lambda: _power_by_base_through_result(x, p, y),
        ),
    )


def _power_by_base_at_an_edge(x: Scalar, p: Scalar, y: Scalar) -> Scalar:
    """Where x is 0, or p infinite: then the power is 0, 1 or infinite, and an exponential beats a factor of p."""
    return where(
        equal(abs(p), math.inf),
        lambda: where(equal(y, 0.0), 0.0, lambda: p * copysign(1.0, x)),
        lambda: where(equal(p, 0.0), 0.0, lambda: p * x ** (p - 1.0)),
    )


def _is_one_less_exact(p: Scalar) -> Scalar:
    return equal((p - 1.0) + 1.0, p) & (abs(p) <= 2.0**52)


def _power_by_base_through_less(x: Scalar, p: Scalar, y: Scalar) -> Scalar:
    """p·xᵖ⁻¹, unless a large p would multiply a subnormal, which has few digits."""
    power = x ** (p - 1.0)
    return where((abs(p) <= 7.0) | _is_normal(power), lambda: p * power, lambda: _power_by_base_through_result(x, p, y))


def _power_by_base_through_result(x: Scalar, p: Scalar, y: Scalar) -> Scalar:
    def through_root() -> Scalar:
        root = abs(x) ** (p / 2.0)
        return p * root / x * root * copysign(1.0, y)

    return where(_is_normal(y), lambda: p * y / x, through_root)


def _power_by_exponent(x: Scalar, p: Scalar, y: Scalar) -> Scalar:
    def through_root() -> Scalar:
        root = x ** (p / 2.0)
        return root * (root * log(x))

    is_flat = equal(x, 0.0) | (equal(x, math.inf) & (p < 0.0))
    return where(is_flat, 0.0, lambda: where(_is_normal(y), lambda: y * log(x), through_root))


def _is_normal(x: Scalar) -> Scalar:
    return (abs(x) >= sys.float_info.min) & (abs(x) <= sys.float_info.max)


power = primitive(
    "pow",
    raised,
    (_power_by_base, _power_by_exponent),
    symbol="xᵖ",
    latex="{0}^{{{1}}}",
    precedence=4,
    condition=lambda x, p: x > 0.0 or (x == 0.0 and p >= 0.0) or (x < 0.0 and _is_whole(p)),
    convention="x⁰ has derivative 0 in x, at 0 too; 0ᵖ has derivative 0 in p; of a negative base, ±∞ counts as an even "
    "exponent",
)
square = primitive(
    "square",
    lambda x: x * x,
    (lambda x, y: 2.0 * x,),
    symbol="x²",
    latex="{0}^2",
    precedence=4,
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


def cube_root(x: float) -> float:
    """The number whose cube is `x`, within an ulp; `math.cbrt` came with Python 3.11."""
    if x == 0.0 or math.isinf(x):
        return x
    root = math.copysign(abs(x) ** (1.0 / 3.0), x)  # good to the rounding of 1/3, which one step of Newton's makes good
    return root - (root - x / (root * root)) / 3.0


cbrt = primitive(
    "cbrt",
    cube_root,
    (lambda x, y: where(equal(abs(x), math.inf), 0.0, lambda: y / x / 3.0),),
    symbol="∛",
    latex=r"\operatorname{{cbrt}}({0})",
    branch=lambda x: x,
    convention="there is no derivative at 0",
)
exp = primitive("exp", math.exp, (lambda x, y: y,), latex=r"\exp({0})")


def power_of_two(x: float) -> float:
    """2ˣ; `math.exp2` came with Python 3.11."""
    return math.pow(2.0, x)


def times_exponential(factor: Scalar, x: Scalar) -> Scalar:
    """factor·exp(x) in halves, since exp(x) may be subnormal though the product is not; 0 where both halves are."""
    root = exp(0.5 * x)
    return where(equal(root, 0.0), 0.0, lambda: factor * root * root)


exp2 = primitive("exp2", power_of_two, (lambda x, y: LN_2 * y,), symbol="2ˣ", latex="2^{{{0}}}", precedence=4)
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
