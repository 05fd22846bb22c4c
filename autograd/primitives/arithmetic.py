"""Sums, products and quotients of two numbers.

Plain +, − and · let infinities through, as floats do, and make NaN of ∞ − ∞ and 0·∞; everything else refuses what it
cannot compute.
"""

from __future__ import annotations

import math
import operator
import sys

from autograd.algebra import equal, where, written_as
from autograd.primitive import REALS, Interval, Scalar, primitive

INFINITY = math.inf
NONZERO = Interval(excluding=(0.0,))

add = primitive(
    "add",
    operator.add,
    (lambda a, b, y: 1.0, lambda a, b, y: 1.0),
    symbol="+",
    latex="{0} + {1}",
    precedence=1,
    commutative=True,
    convention="∞ − ∞ is NaN, as floats have it",
)
sub = primitive(
    "sub",
    operator.sub,
    (lambda a, b, y: 1.0, lambda a, b, y: -1.0),
    symbol="−",
    latex="{0} - {1}",
    precedence=1,
    convention="∞ − ∞ is NaN, as floats have it",
)
mul = primitive(
    "mul",
    operator.mul,
    (lambda a, b, y: b, lambda a, b, y: a),
    symbol="×",
    latex=r"{0} \cdot {1}",
    precedence=2,
    commutative=True,
    convention="0·∞ is NaN, as floats have it",
)


@written_as(lambda a, b: a / b)
def _quotient(a: float, b: float) -> float:
    if not -INFINITY < b < INFINITY and math.isinf(a) and math.isinf(b):
        raise ValueError("∞/∞")
    return a / b


def _quotient_by_divisor(a: Scalar, b: Scalar, y: Scalar) -> Scalar:
    """−a/b², as −y/b unless y is subnormal and keeps few digits of a/b; then b² is in range."""
    return where(abs(y) < sys.float_info.min, lambda: where(equal(a, 0.0), -y / b, lambda: -a / (b * b)), -y / b)


div = primitive(
    "div",
    _quotient,
    (lambda a, b, y: 1.0 / b, _quotient_by_divisor),
    symbol="÷",
    latex=r"\frac{{{0}}}{{{1}}}",
    domain=(REALS, NONZERO),
    condition=lambda a, b: not (math.isinf(a) and math.isinf(b)),
)
neg = primitive("neg", operator.neg, (lambda x, y: -1.0,), symbol="−", latex="-{0}", precedence=3)
detach = primitive(
    "detach",
    lambda x: x,
    (lambda x, y: 0.0,),
    latex=r"\operatorname{{detach}}({0})",
    convention="x itself, with the derivative 0 everywhere: for derivatives it is a number like any other",
    stops_gradient=True,
)
