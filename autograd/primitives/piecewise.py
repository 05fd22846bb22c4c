"""Operations with a kink: at it, the row says which derivative is chosen."""

from __future__ import annotations

import math

from autograd.algebra import beside_formula, defined_where, equal, limit_of_product, where, written_as
from autograd.primitive import Primitive, Scalar, primitive
from autograd.primitives.exponentials import TINY_POWER, exp, expm1, times_exponential


@written_as(lambda x: where(x > 0.0, 1.0, where(x <= 0.0, 0.0, x)))
def _step(x: float) -> float:
    return 1.0 if x > 0.0 else x if math.isnan(x) else 0.0


@written_as(lambda x: where(x <= 0.0, 0.0, x))
def _relu(x: float) -> float:
    return 0.0 if x <= 0.0 else x


step: Primitive = primitive(
    "step",
    _step,
    (lambda x, y: 0.0,),
    latex=r"\operatorname{{step}}({0})",
    branch=lambda x: x,
    convention="the value at 0 is 0 (L1.1); the derivative is 0 everywhere (L1.3)",
)
sign = primitive(
    "sign",
    lambda x: step(x) - step(-x),
    (lambda x, y: 0.0,),
    latex=r"\operatorname{{sign}}({0})",
    branch=lambda x: x,
    convention="−1 below 0, 0 at 0, 1 above it; the derivative is 0 everywhere",
)
absolute = primitive(
    "abs",
    abs,
    (lambda x, y: step(x) - step(-x),),
    symbol="|x|",
    latex=r"\left|{0}\right|",
    branch=lambda x: x,
    convention="the derivative at 0 is 0",
)
relu = primitive(
    "relu",
    _relu,
    (lambda x, y: step(x),),
    symbol="ReLU",
    latex=r"\operatorname{{ReLU}}({0})",
    branch=lambda x: x,
    convention="the derivative at 0 is 0",
)


@written_as(lambda x, a: where(x <= 0.0, lambda: limit_of_product(a, x), x))
def _leaky_relu(x: float, a: float) -> float:
    if x > 0.0:
        return x
    return a * x if a and x else float(limit_of_product(a, x))


def _leaky_relu_slope_formula(x: Scalar, a: Scalar, y: Scalar) -> Scalar:
    return where(equal(abs(a), math.inf), lambda: where(x > 0.0, 1.0, a), lambda: step(x) + (1.0 - step(x)) * a)


@beside_formula(_leaky_relu_slope_formula)
def _leaky_relu_slope(x: float, a: float, y: float) -> float:
    return 1.0 if x > 0.0 else a


leaky_relu = primitive(
    "leaky_relu",
    _leaky_relu,
    (_leaky_relu_slope, lambda x, a, y: -relu(-x)),
    symbol="LeakyReLU",
    latex=r"\operatorname{{LeakyReLU}}({0}, {1})",
    branch=lambda x, a: x,
    convention="a·x up to 0, x above it; the derivative at 0 is that from the left",
    defaults=(0.01,),
)


@written_as(lambda x, a: where(x <= 0.0, lambda: limit_of_product(a, expm1(x)), x))
def _elu(x: float, a: float) -> float:
    if x > 0.0:
        return x
    return a * math.expm1(x) if a and x else float(limit_of_product(a, math.expm1(x)))


def _elu_slope_formula(x: Scalar, a: Scalar, y: Scalar) -> Scalar:
    return where(
        (x > TINY_POWER) & (abs(a) < math.inf),
        lambda: step(x) + (1.0 - step(x)) * a * exp(-relu(-x)),
        lambda: where(x > 0.0, 1.0, lambda: _elu_slope_far_left(x, a)),
    )


def _elu_slope_far_left(x: Scalar, a: Scalar) -> Scalar:
    """Where exp(x) may be subnormal, or a is infinite."""
    return where(
        equal(abs(a), math.inf),
        lambda: defined_where(x > -math.inf, a),
        lambda: times_exponential(a, x),
    )


@beside_formula(_elu_slope_formula)
def _elu_slope(x: float, a: float, y: float) -> float:
    if x > 0.0:
        return 1.0
    return a * math.exp(x) if x > TINY_POWER else float(_elu_slope_far_left(x, a))


elu = primitive(
    "elu",
    _elu,
    (_elu_slope, lambda x, a, y: expm1(-relu(-x))),
    symbol="ELU",
    latex=r"\operatorname{{ELU}}({0}, {1})",
    branch=lambda x, a: x,
    convention="a·(eˣ − 1) up to 0, x above it; the derivative at 0 is that from the left",
    defaults=(1.0,),
)


@written_as(lambda a, b: where(a >= b, a, where(a < b, b, a + b)))
def _maximum(a: float, b: float) -> float:
    return a if a >= b or math.isnan(a) else b


@written_as(lambda a, b: where(a <= b, a, where(a > b, b, a + b)))
def _minimum(a: float, b: float) -> float:
    return a if a <= b or math.isnan(a) else b


def _share(larger: Scalar, smaller: Scalar) -> Scalar:
    """How much of a change of `larger` the maximum of both follows."""
    return where(larger > smaller, 1.0, where(equal(larger, smaller), 0.5, 0.0))


maximum = primitive(
    "maximum",
    _maximum,
    (lambda a, b, y: _share(a, b), lambda a, b, y: _share(b, a)),
    symbol="max",
    latex=r"\max({0}, {1})",
    commutative=True,
    branch=lambda a, b: a - b,
    convention="a tie gives each side ½, one at ∞ or −∞ too",
)
minimum = primitive(
    "minimum",
    _minimum,
    (lambda a, b, y: _share(b, a), lambda a, b, y: _share(a, b)),
    symbol="min",
    latex=r"\min({0}, {1})",
    commutative=True,
    branch=lambda a, b: a - b,
    convention="a tie gives each side ½, one at ∞ or −∞ too",
)


@written_as(lambda x, low, high: where(low > high, math.nan, minimum(maximum(x, low), high)))
def _clamp(x: float, low: float, high: float) -> float:
    if low > high:
        raise ValueError("the lower bound is above the upper")
    return _minimum(_maximum(x, low), high)


clamp = primitive(
    "clamp",
    _clamp,
    (
        lambda x, low, high, y: _share(x, low) * _share(high, maximum(x, low)),
        lambda x, low, high, y: _share(low, x) * _share(high, maximum(x, low)),
        lambda x, low, high, y: _share(maximum(x, low), high),
    ),
    latex=r"\operatorname{{clamp}}({0}, {1}, {2})",
    condition=lambda x, low, high: low <= high,
    branch=lambda x, low, high: [x - low, x - high, high - low],
    convention="at a bound, it and x have ½ each; equal bounds above x likewise, at ∞ or −∞ too",
    definition=lambda x, low=-math.inf, high=math.inf: minimum(maximum(x, low), high),
    defaults=(-math.inf, math.inf),
)
hardtanh = primitive(
    "hardtanh",
    lambda x: where(x < -1.0, -1.0, where(x > 1.0, 1.0, x)),
    (lambda x, y: step(x + 1.0) * step(1.0 - x),),
    latex=r"\operatorname{{hardtanh}}({0})",
    branch=lambda x: [x + 1.0, x - 1.0],
    convention="−1 below −1, x up to 1, 1 above it; the derivative at −1 and 1 is 0",
)


def _chosen(c: Scalar, a: Scalar, b: Scalar) -> Scalar:
    return where(equal(c, 0.0), b, where(abs(c) > 0.0, a, c))


select = primitive(
    "select",
    _chosen,
    (lambda c, a, b, y: 0.0, lambda c, a, b, y: step(abs(c)), lambda c, a, b, y: 1.0 - step(abs(c))),
    symbol="where",
    latex=r"\operatorname{{where}}({0}, {1}, {2})",
    branch=lambda c, a, b: c,
    convention="b where c is 0, a where it is anything else; the derivative by c is 0",
)
