"""Operations on vectors: many operands at once. The sum is rounded once, however many there are."""

from __future__ import annotations

import math
import operator
import sys
from collections.abc import Sequence
from itertools import chain
from typing import Any

from autograd.algebra import (
    beside_formula,
    each,
    equal,
    first_largest,
    fold,
    length,
    number_behind,
    others,
    where,
    written_as,
)
from autograd.primitive import REALS, Interval, Primitive, Scalar, primitive
from autograd.primitives.arithmetic import detach, mul
from autograd.primitives.exponentials import exp, log, log1p
from autograd.primitives.piecewise import select, step
from autograd.primitives.rounding import lost_in_difference
from autograd.primitives.whole_numbers import jumps
from autograd.tracing import is_recording


@written_as(lambda xs: fold([0.0], lambda result, k, x: [result + x], xs)[0])
def _sum(xs: Sequence[float]) -> float:
    try:
        return math.fsum(xs)
    except OverflowError:  # on the way perhaps, but not in the end
        return _exact_sum(xs)


@written_as(lambda xs: total(xs) / length(xs))
def _mean(xs: Sequence[float]) -> float:
    try:
        return math.fsum(xs) / len(xs)
    except OverflowError:
        return _exact_sum(xs, len(xs))


def _exact_sum(xs: Sequence[float], divisor: int = 1) -> float:
    from fractions import Fraction

    if not all(map(math.isfinite, xs)):
        return math.fsum(x for x in xs if not math.isfinite(x))
    return float(sum(map(Fraction, xs), Fraction()) / divisor)


def _is_summable(xs: Sequence[float]) -> bool:
    return not (math.inf in xs and -math.inf in xs)


total: Primitive = primitive(
    "sum",
    _sum,
    (lambda xs, y: each(lambda k, x: 1.0, xs),),
    symbol="+",
    latex=r"\sum {0}",
    precedence=1,
    vectors=(True,),
    condition=_is_summable,
)
mean: Primitive = primitive(
    "mean",
    _mean,
    (lambda xs, y: each(lambda k, x: 1.0 / length(xs), xs),),
    latex=r"\operatorname{{mean}} {0}",
    vectors=(True,),
    condition=_is_summable,
    definition=lambda xs: total(xs) / len(xs),
)


BIG, STEP = 2.0**250, 2.0**500


def _scaled(x: Scalar, steps: Scalar) -> tuple[Scalar, Scalar]:
    """x·2⁵⁰⁰ˢ as another such product, whose x is not so large or small."""
    is_big, is_small = abs(x) > BIG, (abs(x) < 1.0 / BIG) & (abs(x) > 0.0)
    factor = where(is_big, 1.0 / STEP, where(is_small, STEP, 1.0))
    return x * factor, steps + where(is_big, 1.0, where(is_small, -1.0, 0.0))


def _scaled_product(xs: Scalar) -> Scalar:
    """The product, which neither overflows nor underflows on the way."""

    def times(product: Scalar, steps: Scalar, k: Scalar, x: Scalar) -> Sequence[Scalar]:
        factor, steps = _scaled(*_scaled(x, steps))
        return _scaled(product * factor, steps)

    product, steps = fold([1.0, 0.0], times, xs)
    for _ in range(4):
        is_up, is_down = steps >= 1.0, steps <= -1.0
        product = product * where(is_up, STEP, where(is_down, 1.0 / STEP, 1.0))
        steps = steps - where(is_up, 1.0, where(is_down, -1.0, 0.0))
    return product


@written_as(_scaled_product)
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
    (lambda xs, y: each(lambda k, x: prod(others(xs, k, 1.0)), xs),),
    symbol="×",
    latex=r"\prod {0}",
    precedence=2,
    vectors=(True,),
    convention="0·∞ is NaN, as floats have it",
)


def _largest_formula(xs: Scalar) -> Scalar:
    return fold([-math.inf], lambda top, k, x: [where(x > top, x, where(x <= top, top, x + top))], xs)[0]


@written_as(_largest_formula)
def _largest(xs: Sequence[float]) -> float:
    return math.nan if any(map(math.isnan, xs)) else max(xs)


def _is_for_program(xs: Scalar) -> bool:
    """Whether these are Values whose derivative becomes a program: nothing can be chosen by their numbers then."""
    return is_recording() and not hasattr(xs, "fold") and any(hasattr(x, "_data") for x in xs)


def _equal_shares(xs: Scalar, y: Scalar) -> Scalar:
    if _is_for_program(xs):
        tied = [1.0 - step(detach(y) - x) for x in xs]
        ties = total(tied)
        return [is_tied / ties for is_tied in tied]
    _, top, _ = first_largest(xs)
    ties = total(each(lambda k, x: where(equal(x, top), 1.0, 0.0), xs))
    return each(lambda k, x: where(equal(x, top), 1.0, 0.0) / ties, xs)


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
    convention="those tied for the largest have equal shares, at ∞ or −∞ too",
)


@written_as(lambda xs, i: fold([math.nan], lambda found, k, x: [where((k <= i) & (i < k + 1.0), x, found)], xs)[0])
def _element(xs: Sequence[float], i: float) -> float:
    if not 0.0 <= i < len(xs):
        raise ValueError("no element there")
    return xs[int(i)]


def _is_element_formula(xs: Scalar, i: Scalar, y: Scalar) -> Scalar:
    return each(lambda k, x: (1.0 - step(k - i)) * step(k + 1.0 - i), xs)


@beside_formula(_is_element_formula)
def is_element(xs: Sequence[float], i: float, y: float) -> list[float]:
    """1 at the place i, and 0 at all others."""
    chosen = [0.0] * len(xs)
    chosen[int(i)] = 1.0
    return chosen


element = primitive(
    "element",
    _element,
    (is_element, lambda xs, i, y: 0.0),
    symbol="xᵢ",
    latex=r"\left({0}\right)_{{{1}}}",
    precedence=5,
    vectors=(True, False),
    domain=(REALS, Interval(low=0.0)),
    condition=lambda xs, i: i < len(xs),
    branch=lambda xs, i: jumps(i),
    convention="places count from 0; of a place between whole numbers the whole part counts, and the derivative by the "
    "place is 0",
)


def _weighted_sum_formula(ws: Scalar, xs: Scalar, b: Scalar) -> Scalar:
    return fold([b], lambda result, k, w, x: [result + w * x], ws, xs)[0]


@written_as(_weighted_sum_formula)
def _weighted_sum(ws: Sequence[float], xs: Sequence[float], b: float) -> float:
    if len(ws) != len(xs):
        raise ValueError("vectors of different lengths")
    try:
        return math.fsum(chain(map(operator.mul, ws, xs), (b,)))
    except ValueError:  # ∞ − ∞, which products of finite numbers may come to as well
        if _is_weighted_sum(ws, xs, b):
            raise OverflowError from None
        raise


def _is_weighted_sum(ws: Sequence[float], xs: Sequence[float], b: float) -> bool:
    """Whether no infinities meet among the operands; products that overflow are another matter."""
    infinite = [w * x for w, x in zip(ws, xs) if math.isinf(w) or math.isinf(x)]
    return _is_summable([*infinite, b])


if sys.version_info >= (3, 12):
    _weighted_sum_of_rounded_products = _weighted_sum

    @written_as(_weighted_sum_formula)
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
    short_symbol="w·x",
    latex=r"\langle {0}, {1} \rangle + {2}",
    precedence=1,
    vectors=(True, True, False),
    condition=_is_weighted_sum,
    convention="0·∞ is NaN, as floats have it",
    accuracy="value: before Python 3.12, and for numbers beyond 10²⁹⁹, of Σ|w·x| + |b|, as each product is rounded "
    "before the exact sum; otherwise of the result, or of 2⁻¹⁰⁰ of that sum if it is larger",
    definition=lambda ws, xs, *b: total([*map(mul, ws, xs), *b]),
    defaults=(0.0,),
)


class _Mark:
    """A condition that a graph computes: it holds where the mark is 1, and not where it is 0."""

    def __init__(self, mark: Scalar) -> None:
        self._mark = mark

    def where(self, a: Scalar, b: Scalar) -> Scalar:
        return select(self._mark, *(side() if callable(side) else side for side in (a, b)))


class _MarkedPlace:
    """A place that a graph computes: it is equal to another where there is a mark."""

    def __init__(self, marks: Sequence[Scalar]) -> None:
        self._marks = marks

    __hash__ = None  # type: ignore[assignment]  # equality gives a condition

    def __eq__(self, place: Any) -> Any:
        return _Mark(self._marks[place])


def first_largest_of_each(xs: Scalar) -> tuple[Scalar, Scalar, Scalar]:
    """As `first_largest`; where a derivative becomes a program, each of its samples has its own."""
    if not _is_for_program(xs):
        return first_largest(xs)
    number, top, marks, is_left = detach(largest(xs)), xs[0], list[Scalar](), 1.0
    for x in xs:
        marks.append(is_left * (1.0 - step(number - x)))
        is_left = is_left - marks[-1]
        top = select(marks[-1], x, top)  # the first alone: of the largest, those that are tied would have shares
    return top, number, _MarkedPlace(marks)


def _exp_of_difference(z: Scalar, number: Scalar) -> Scalar:
    """exp(z − number), the rounding of the difference put right."""
    power = exp(z - number)
    if hasattr(number, "_data"):  # in a derivative that becomes a program
        return power * (1.0 + lost_in_difference(detach(z), number))
    lost = lost_in_difference(number_behind(z), number)
    return where(abs(lost) > 0.0, lambda: power * (1.0 + lost), power)


def shifted_exponentials(zs: Scalar) -> tuple[Scalar, Scalar, Scalar, Scalar]:
    """Each exp(z − max z), finite for z = ±1000; where z is largest; the exponential there; the sum of the others.

    The largest is exp(0) = 1 as a number, but not as a function: higher derivatives go through it. Without it in the
    sum, the 1 − p of a confident class is small without cancellation. Where the largest is infinite, each that is equal
    to it has 1, and each other 0.
    """
    top, number, place = first_largest_of_each(zs)
    if type(number) is float and math.isinf(number):  # in a program, what follows is NaN
        exponentials = [_share_beside_infinity(float(z), number) for z in zs]
        return exponentials, place, 1.0, math.fsum(exponentials) - 1.0
    exponentials = each(lambda k, z: _exp_of_difference(z, number), zs)
    return exponentials, place, exp(top - number), total(others(exponentials, place, 0.0))


def _share_beside_infinity(z: float, largest: float) -> float:
    return 1.0 if z == largest else 0.0 if z < largest else z


def shifted_exponentials_of_numbers(zs: Sequence[float]) -> tuple[list[float], int, float]:
    """As `shifted_exponentials`, for numbers: the exponentials, the place of the largest, the sum of the others."""
    largest = max(zs)
    place = zs.index(largest)
    if math.isinf(largest):
        exponentials = [_share_beside_infinity(z, largest) for z in zs]
        return exponentials, place, math.fsum(exponentials) - 1.0
    exponentials = []
    for z in zs:
        difference = z - largest
        again = z - difference
        lost = (z - (difference + again)) + (again - largest)  # as `lost_in_difference`, which would be a call
        power = math.exp(difference)
        exponentials.append(power * (1.0 + lost) if power and lost else power)
    return exponentials, place, math.fsum(exponentials[:place] + exponentials[place + 1 :])


@written_as(lambda zs: first_largest(zs)[1] + log1p(shifted_exponentials(zs)[3]))
def _logsumexp(zs: Sequence[float]) -> float:
    return max(zs) + math.log1p(shifted_exponentials_of_numbers(zs)[2])


def _softmax_formula(zs: Scalar, y: Scalar) -> Scalar:
    exponentials, _, largest_one, rest = shifted_exponentials(zs)
    everything = largest_one + rest
    return each(lambda k, e: e / everything, exponentials)


@beside_formula(_softmax_formula)
def _softmax(zs: Sequence[float], y: float) -> list[float]:
    exponentials, _, rest = shifted_exponentials_of_numbers(zs)
    everything = 1.0 + rest
    return [e / everything for e in exponentials]


logsumexp = primitive(
    "logsumexp",
    _logsumexp,
    (_softmax,),
    latex=r"\log \sum \exp {0}",
    vectors=(True,),
    convention="those tied for the largest at ∞ or −∞ have equal shares",
    accuracy="value: of |max z| + log n for n numbers, as both may cancel",
    definition=lambda zs: log(total([exp(z) for z in zs])),
)
