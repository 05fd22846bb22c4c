"""Circular and hyperbolic functions, their inverses, and the length and angle of a vector in the plane."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable

from autograd.algebra import copysign, defined_where, equal, number_behind, where
from autograd.primitive import FINITE, Interval, Primitive, Scalar, primitive
from autograd.primitives.exponentials import sqrt
from autograd.primitives.whole_numbers import ALL_WHOLE, floor

COSINES = Interval(low=-1.0, high=1.0)

# Circular.

sin: Primitive = primitive("sin", math.sin, (lambda x, y: cos(x),), latex=r"\sin({0})", domain=FINITE)
cos: Primitive = primitive("cos", math.cos, (lambda x, y: -sin(x),), latex=r"\cos({0})", domain=FINITE)
tan = primitive("tan", math.tan, (lambda x, y: 1.0 + y * y,), latex=r"\tan({0})", domain=FINITE)
asin = primitive(
    "asin",
    math.asin,
    (lambda x, y: 1.0 / sqrt((1.0 - x) * (1.0 + x)),),
    symbol="arcsin",
    latex=r"\arcsin({0})",
    domain=COSINES,
    convention="there is no derivative at −1 and 1",
)
acos = primitive(
    "acos",
    math.acos,
    (lambda x, y: -1.0 / sqrt((1.0 - x) * (1.0 + x)),),
    symbol="arccos",
    latex=r"\arccos({0})",
    domain=COSINES,
    convention="there is no derivative at −1 and 1",
)
atan = primitive(
    "atan",
    math.atan,
    (lambda x, y: 1.0 / hypot(1.0, x) / hypot(1.0, x),),  # 1/(1 + x²), without an overflow on the way
    symbol="arctan",
    latex=r"\arctan({0})",
)

# The sine and cosine of πx are good to all digits, where they are 0 too, as those of πr: r is what x has beside the
# nearest whole number.

NEAR = 0.25


def _turned(x: Scalar, function: Callable[[Scalar], Scalar]) -> Scalar:
    """The sine or cosine of πx, from a `function` that gives it for |x| ≤ ½."""
    number = number_behind(x)
    nearest = where(abs(number) < ALL_WHOLE, lambda: floor(number + 0.5), number)
    rest = where(equal(nearest, 0.0), x, lambda: x - nearest)
    is_odd = nearest - 2.0 * floor(0.5 * nearest) > 0.5
    return where(is_odd, lambda: -function(rest), lambda: function(rest))


def _sine_of_half_turns(r: Scalar) -> Scalar:
    return sin(math.pi * r)


def _cosine_of_half_turns(r: Scalar) -> Scalar:
    return where(abs(r) < NEAR, lambda: cos(math.pi * r), lambda: sin(math.pi * (0.5 - abs(r))))


def _sinc(x: Scalar) -> Scalar:
    def quotient() -> Scalar:
        return _turned(x, _sine_of_half_turns) / (math.pi * x)

    return where(equal(x, 0.0), 1.0, lambda: where(equal(abs(x), math.inf), 0.0, quotient))


def _sinc_slope(x: Scalar, y: Scalar) -> Scalar:
    def far() -> Scalar:
        return where(equal(abs(x), math.inf), 0.0, lambda: (_turned(x, _cosine_of_half_turns) - y) / x)

    return where(
        abs(x) < NEAR,
        lambda: _sinc_slope_near_0(x),
        lambda: where(abs(x) < 1.0, lambda: (cos(math.pi * x) - y) / x, far),
    )


def _sinc_slope_near_0(x: Scalar) -> Scalar:
    """The series −π²x/3 + π⁴x³/30 − …, each term from the one before."""
    u = (math.pi * x) * (math.pi * x)
    rest = 1.0 - u / 238.0
    for ratio in (180.0, 130.0, 88.0, 54.0, 28.0, 10.0):
        rest = 1.0 - u / ratio * rest
    return -(math.pi * math.pi / 3.0) * x * rest


sinc = primitive(
    "sinc",
    _sinc,
    (_sinc_slope,),
    latex=r"\operatorname{{sinc}}({0})",
    convention="sin(πx)/(πx), 1 at 0",
    accuracy="derivative: beyond ¼, of the sum of its terms' sizes, which cancel between every two zeros",
)

# Hyperbolic; tanh stands with its relative, the sigmoid.

sinh = primitive("sinh", math.sinh, (lambda x, y: cosh(x),), latex=r"\sinh({0})")
cosh: Primitive = primitive("cosh", math.cosh, (lambda x, y: sinh(x),), latex=r"\cosh({0})")
asinh = primitive(
    "asinh", math.asinh, (lambda x, y: 1.0 / hypot(1.0, x),), symbol="arsinh", latex=r"\operatorname{{arsinh}}({0})"
)
acosh = primitive(
    "acosh",
    math.acosh,
    (lambda x, y: 1.0 / (sqrt(x - 1.0) * sqrt(x + 1.0)),),
    symbol="arcosh",
    latex=r"\operatorname{{arcosh}}({0})",
    domain=Interval(low=1.0),
    convention="there is no derivative at 1",
)
atanh = primitive(
    "atanh",
    math.atanh,
    (lambda x, y: 1.0 / ((1.0 - x) * (1.0 + x)),),
    symbol="artanh",
    latex=r"\operatorname{{artanh}}({0})",
    domain=Interval(low=-1.0, high=1.0, excluding=(-1.0, 1.0)),
)

# The length and the angle of a vector in the plane. Of c times the vector, the partials of the length are the same, and
# those of the angle 1/c times as large: a power of two as c brings the squares back among the normal floats.

UP, DOWN = 2.0**600, 2.0**-600


def _cosine(a: Scalar, b: Scalar, y: Scalar) -> Scalar:
    def of_ordinary_length() -> Scalar:
        return where(y < sys.float_info.min, lambda: UP * a / hypot(UP * a, UP * b), lambda: a / y)

    def at_infinity() -> Scalar:
        return defined_where(abs(b) < math.inf, copysign(1.0, a))

    return where(equal(abs(a), math.inf), at_infinity, of_ordinary_length)


def _over_squared_length(a: Scalar, b: Scalar) -> Scalar:
    largest = where(abs(a) > abs(b), abs(a), abs(b))

    def scaled() -> Scalar:
        scale = where(largest < 1.0, UP, DOWN)
        return scale * ((scale * a) / ((scale * a) * (scale * a) + (scale * b) * (scale * b)))

    def far_or_near() -> Scalar:
        return where(equal(largest, math.inf), 0.0, scaled)

    return where((largest > 1e-140) & (largest < 1e150), lambda: a / (a * a + b * b), far_or_near)


hypot: Primitive = primitive(
    "hypot",
    math.hypot,
    (_cosine, lambda a, b, y: _cosine(b, a, y)),
    symbol="√(a² + b²)",
    latex=r"\operatorname{{hypot}}({0}, {1})",
    commutative=True,
    branch=lambda a, b: b if a == 0.0 else a if b == 0.0 else 1.0,
    convention="there is no derivative at the origin",
)
atan2 = primitive(
    "atan2",
    math.atan2,
    (lambda a, b, y: _over_squared_length(b, a), lambda a, b, y: -_over_squared_length(a, b)),
    latex=r"\operatorname{{atan2}}({0}, {1})",
    branch=lambda a, b: a if b <= 0.0 else 1.0,
    convention="across the negative b-axis the angle jumps from π to −π; there is no derivative at the origin; "
    "operands of ±∞ count as equally large",
)
