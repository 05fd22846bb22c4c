"""Operations on vectors: many operands at once. The sum is rounded once, however many there are."""

from __future__ import annotations

import math
import operator
import sys
from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING

from autograd.primitive import Primitive, Scalar, primitive
from autograd.primitives.arithmetic import mul
from autograd.primitives.exponentials import exp, log
from autograd.primitives.rounding import lost_in_difference

if TYPE_CHECKING:
    from fractions import Fraction

__all__ = ["dot", "largest", "logsumexp", "mean", "prod", "shifted_exponentials", "total"]


def _sum(xs: Sequence[float]) -> float:
    try:
        return math.fsum(xs)
    except OverflowError:  # on the way perhaps, but not in the end
        return float(_exact_sum(xs))


def _mean(xs: Sequence[float]) -> float:
    try:
        return math.fsum(xs) / len(xs)
    except OverflowError:
        return float(_exact_sum(xs) / len(xs))


def _exact_sum(xs: Sequence[float]) -> Fraction:
    from fractions import Fraction

    return sum(map(Fraction, xs), Fraction())


total = primitive(
    "sum",
    _sum,
    (lambda xs, y: [1.0] * len(xs),),
    symbol="+",
    latex=r"\sum {0}",
    precedence=1,
    vectors=(True,),
)
mean = primitive(
    "mean",
    _mean,
    (lambda xs, y: [1.0 / len(xs)] * len(xs),),
    latex=r"\operatorname{{mean}} {0}",
    vectors=(True,),
    definition=lambda xs: total(xs) / len(xs),
)


def _product(xs: Sequence[float]) -> float:
    """The product, rounded once: that of the numerators over that of the denominators, in whole numbers."""
    if not all(map(math.isfinite, xs)):
        return math.prod(xs)
    ratios = [x.as_integer_ratio() for x in xs]
    numerator: int = math.prod(n for n, _ in ratios)
    return numerator / math.prod(d for _, d in ratios)


prod: Primitive = primitive(
    "prod",
    _product,
    (lambda xs, y: [prod([*xs[:k], *xs[k + 1 :]]) for k in range(len(xs))],),
    symbol="×",
    latex=r"\prod {0}",
    precedence=2,
    vectors=(True,),
)


def _largest(xs: Sequence[float]) -> float:
    return math.nan if any(map(math.isnan, xs)) else max(xs)


def _equal_shares(xs: Sequence[Scalar], y: Scalar) -> list[float]:
    numbers = list(map(float, xs))
    top = max(numbers)
    is_largest = [number == top for number in numbers]
    return [tied / sum(is_largest) for tied in is_largest]


def _leads(xs: Sequence[float]) -> list[float]:
    """By how much each is larger than the largest of the others."""
    runner_up, top = sorted([-math.inf, *xs])[-2:]
    return [top - runner_up if x == top else x - top for x in xs]


largest = primitive(
    "max",
    _largest,
    (_equal_shares,),
    latex=r"\max {0}",
    vectors=(True,),
    branch=_leads,
    convention="those tied for the largest have equal shares",
)


def _weighted_sum(ws: Sequence[float], xs: Sequence[float], b: float) -> float:
    if len(ws) != len(xs):
        raise ValueError("vectors of different lengths")
    return math.fsum(chain(map(operator.mul, ws, xs), (b,)))


if sys.version_info >= (3, 12):
    _weighted_sum_of_rounded_products = _weighted_sum

    def _weighted_sum(ws: Sequence[float], xs: Sequence[float], b: float) -> float:
        if len(ws) == len(xs):
            result = math.sumprod((*ws, b), (*xs, 1.0))
            if math.isfinite(result):
                return result
        return _weighted_sum_of_rounded_products(ws, xs, b)  # which tells what is wrong, too


dot = primitive(
    "dot",
    _weighted_sum,
    (lambda ws, xs, b, y: xs, lambda ws, xs, b, y: ws, lambda ws, xs, b, y: 1.0),
    symbol="w·x + b",
    latex=r"\langle {0}, {1} \rangle + {2}",
    precedence=1,
    vectors=(True, True, False),
    accuracy="value: before Python 3.12, and for numbers beyond 10²⁹⁹, of Σ|w·x| + |b|, as each product is rounded "
    "before the exact sum; otherwise of the result, or of 2⁻¹⁰⁰ of that sum if it is larger",
    definition=lambda ws, xs, *b: total([*map(mul, ws, xs), *b]),
    defaults=(0.0,),
)


def _exp_of_difference(z: Scalar, number: float) -> Scalar:
    """exp(z − number), the rounding of the difference put right."""
    power, lost = exp(z - number), lost_in_difference(float(z), number)
    return power * (1.0 + lost) if lost and math.isfinite(lost) else power


def shifted_exponentials(zs: Sequence[Scalar]) -> tuple[int, list[Scalar], Scalar]:
    """Where z is largest; each exp(z − max z), finite for z = ±1000; and the sum of all of these but the largest.

    The largest is exp(0) = 1. Without it in the sum, the 1 − p of a confident class is small without cancellation.
    """
    top = max(range(len(zs)), key=lambda k: float(zs[k]))
    exponentials = [_exp_of_difference(z, float(zs[top])) for z in zs]
    return top, exponentials, total([e for k, e in enumerate(exponentials) if k != top])


def _logsumexp(zs: Sequence[float]) -> float:
    return max(zs) + math.log1p(shifted_exponentials(zs)[2])


def _softmax(zs: Sequence[Scalar], y: Scalar) -> list[Scalar]:
    top, exponentials, rest = shifted_exponentials(zs)
    # The largest is 1 as a number, but not as a function: higher derivatives go through it.
    return [e / (exponentials[top] + rest) for e in exponentials]


logsumexp = primitive(
    "logsumexp",
    _logsumexp,
    (_softmax,),
    latex=r"\log \sum \exp {0}",
    vectors=(True,),
    accuracy="value: of |max z| + log n for n numbers, as both may cancel",
    definition=lambda zs: log(total([exp(z) for z in zs])),
)
