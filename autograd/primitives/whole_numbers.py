"""Whole numbers beside a number, and what is left of it."""

from __future__ import annotations

import math

from autograd.algebra import equal, where
from autograd.primitive import FINITE, Primitive, Scalar, primitive
from autograd.primitives.arithmetic import NONZERO

BITS = 61
PRIME = 2**BITS - 1
ALL_WHOLE = 2.0**52
"""From here on, every float is a whole number."""


def whole_below(x: float) -> float:
    """The largest whole number that is not above `x`, as a float."""
    return float(math.floor(x)) if abs(x) < ALL_WHOLE else x


def remainder_of(a: float, b: float) -> float:
    """Python's a % b, which has the sign of `b`."""
    if math.isinf(a):
        raise ValueError("no remainder")
    return a % b


def jumps(x: Scalar) -> list[float]:
    """Numbers of which one is 0 where `x` is whole, and one changes its sign where whole numbers lie between two x.

    They have the signs of the bits of ⌊x⌋, or what a division of it by a prime leaves: some bit tells any two apart.
    """
    if not abs(x) < math.inf:
        return [1.0]
    below = int(x // 1)
    signs = [(-1.0) ** (below % PRIME >> k & 1) for k in range(BITS)]
    return [signs[0] * min(x - below, below + 1 - x), *signs[1:]]


floor: Primitive = primitive(
    "floor",
    whole_below,
    (lambda x, y: 0.0,),
    symbol="⌊x⌋",
    latex=r"\left\lfloor {0} \right\rfloor",
    branch=jumps,
    convention="the largest whole number not above x; the derivative is 0, where it jumps too",
)
ceil = primitive(
    "ceil",
    lambda x: -floor(-x),
    (lambda x, y: 0.0,),
    symbol="⌈x⌉",
    latex=r"\left\lceil {0} \right\rceil",
    branch=jumps,
    convention="the smallest whole number not below x; the derivative is 0, where it jumps too",
)


def _remainder_by_divisor(a: Scalar, b: Scalar, y: Scalar) -> Scalar:
    """−⌊a/b⌋, as y/b − a/b, which does not overflow on the way; an infinite divisor fits in 0 or −1 times."""
    return where(abs(b) < math.inf, lambda: y / b - a / b, lambda: where(equal(a, y), 0.0, 1.0))


mod = primitive(
    "mod",
    remainder_of,
    (lambda a, b, y: 1.0, _remainder_by_divisor),
    latex=r"\operatorname{{mod}}({0}, {1})",
    domain=(FINITE, NONZERO),
    branch=lambda a, b: jumps(a / b),
    convention="a − b·⌊a/b⌋, as Python's a % b, with the sign of b; where it jumps, the derivatives are as beside it",
)
