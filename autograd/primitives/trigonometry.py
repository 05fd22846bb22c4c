"""Circular and hyperbolic functions, their inverses, and the length and angle of a vector in the plane."""

from __future__ import annotations

import math
import sys

from autograd.algebra import copysign, defined_where, equal, where
from autograd.primitive import FINITE, Interval, Primitive, Scalar, primitive
from autograd.primitives.exponentials import sqrt

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
