"""Operands of every size, and right beside where something happens."""

from __future__ import annotations

import math
import struct
import sys
from collections.abc import Sequence
from functools import lru_cache
from typing import TypeAlias

from hypothesis import strategies as st

from autograd.primitive import Interval, Primitive, Scalar

__all__ = ["Operands", "operands"]

Operands: TypeAlias = list[Scalar]
"""One number for each scalar operand of an operation, a list of numbers for each vector."""

LARGEST = sys.float_info.max
EVERYDAY = 40.0
CALM = 3.0
CALM_STEP = 1.0 / 32.0
FEW_ULPS = 4
SIZES = range(1, 7)
"""How many numbers a vector has."""
ONE_IN_THREE = st.sampled_from((False, False, True))


def operands(primitive: Primitive, *, calm: bool = False) -> st.SearchStrategy[Operands]:
    """Operands from the whole domain of an operation.

    Numbers are drawn by their bit patterns, so that subnormal and huge ones are as frequent as those of everyday size;
    from everyday sizes and whole numbers; from within a few ulp of 0, ±1, the ends of the domain, what it leaves out
    and the kinks; and from within a few ulp of one another.

    Args:
        primitive: a row of the table, one's own too.
        calm: draw only numbers at which hardly an operation is steep or overflows: multiples of 1/32 from -3 to 3, or
            as near to these as the domain lies.

    Returns:
        A strategy for lists with one entry an operand: a number, or for a vector a list of one to six numbers.

    >>> from hypothesis import given
    >>> from autograd import PRIMITIVES
    >>> @given(pair=operands(PRIMITIVES["mul"], calm=True))
    ... def test_a_product_can_be_swapped(pair):
    ...     a, b = pair
    ...     assert a * b == b * a
    >>> test_a_product_can_be_swapped()
    """
    return _operands(primitive, calm)


@lru_cache(maxsize=256)  # a test asks for it at each of its examples, and Hypothesis looks through what is new
def _operands(primitive: Primitive, calm: bool) -> st.SearchStrategy[Operands]:
    of_each = [
        (_calm_numbers(interval) if calm else _numbers(primitive, interval)).filter(interval.__contains__)
        for interval in primitive.domain
    ]
    in_lists = [[st.lists(numbers, min_size=size, max_size=size) for numbers in of_each] for size in SIZES]

    @st.composite
    def drawn(draw: st.DrawFn) -> Operands:
        lists = in_lists[draw(st.integers(0, len(SIZES) - 1))] if any(primitive.vectors) else of_each
        each = zip(of_each, lists, primitive.vectors)
        chosen: Operands = [draw(of_vector if is_vector else numbers) for numbers, of_vector, is_vector in each]
        if not calm and draw(ONE_IN_THREE):
            _bring_two_together(draw, chosen)
        return chosen

    return drawn().filter(lambda chosen: primitive.is_defined_at(*chosen))


def _numbers(primitive: Primitive, interval: Interval) -> st.SearchStrategy[float]:
    low, high = max(interval.low, -LARGEST), min(interval.high, LARGEST)
    landmarks = {0.0, 1.0, -1.0, low, high, *interval.excluding, *_kinks(primitive, low, high)}
    sources = [_by_bit_pattern(low, high), _near(sorted(x for x in landmarks if low <= x <= high), interval)]
    least, most = max(low, -EVERYDAY), min(high, EVERYDAY)
    if least <= most:
        everyday = st.floats(least, most).map(lambda x: x + 0.0)  # no -0.0: among the real numbers, 0 has no sign
        sources += [everyday, everyday.map(round).map(float)]
    return st.one_of(sources)


def _calm_numbers(interval: Interval) -> st.SearchStrategy[float]:
    low = max(interval.low, min(-CALM, interval.high - 2.0 * CALM))
    high = min(interval.high, max(CALM, interval.low + 2.0 * CALM))
    step = min(CALM_STEP, (high - low) / 32.0)
    return st.integers(math.ceil(low / step), math.floor(high / step)).map(lambda k: k * step)


def _by_bit_pattern(low: float, high: float) -> st.SearchStrategy[float]:
    """Every float from `low` to `high` alike: uniform in the place in the order of floats."""
    first, last = _place(low), _place(high)
    origin = min(max(0, first), last)  # to which examples shrink

    def counted_from_the_origin(eight_bytes: bytes) -> float:
        count = int.from_bytes(eight_bytes, "big") * (last - first + 1) >> 64
        return _float_at(origin + count if origin + count <= last else last - count)

    # Of integers Hypothesis prefers the small ones; bytes it draws alike.
    return st.binary(min_size=8, max_size=8).map(counted_from_the_origin)


def _near(landmarks: Sequence[float], interval: Interval) -> st.SearchStrategy[float]:
    beside = st.builds(_ulps_away, st.sampled_from(landmarks), st.integers(-FEW_ULPS, FEW_ULPS))
    return beside.map(lambda x: min(max(x, interval.low), interval.high))


def _bring_two_together(draw: st.DrawFn, chosen: Operands) -> None:
    """Puts one number of `chosen` within a few ulp of another one, where ties have their kinks."""
    places: list[tuple[int, int | None]] = [
        (k, j) for k, operand in enumerate(chosen) if isinstance(operand, list) for j in range(len(operand))
    ]
    places += [(k, None) for k, operand in enumerate(chosen) if not isinstance(operand, list)]
    (to, at), (source, of) = draw(st.sampled_from(places)), draw(st.sampled_from(places))
    number = chosen[source] if of is None else chosen[source][of]
    number = _ulps_away(number, draw(st.integers(-FEW_ULPS, FEW_ULPS)))
    if at is None:
        chosen[to] = number
    else:
        chosen[to][at] = number


def _kinks(primitive: Primitive, low: float, high: float) -> list[float]:
    """Where the branch of an operation on one number changes its sign, found by halving the floats between the ends."""
    if primitive.branch is None or primitive.vectors != (False,):
        return []
    below, above = _place(low), _place(high)
    if not primitive.crosses_kink([low], [high]):
        return []
    while above - below > 1:
        middle = (below + above) // 2
        is_above = primitive.crosses_kink([low], [_float_at(middle)])
        below, above = (below, middle) if is_above else (middle, above)
    return [_float_at(above)]


def _place(x: float) -> int:
    """The place of `x` in the order of all floats, counted from 0.0."""
    [bits] = struct.unpack("<q", struct.pack("<d", abs(x)))
    return int(bits) if x >= 0.0 else -int(bits)


def _float_at(place: int) -> float:
    [x] = struct.unpack("<d", struct.pack("<q", abs(place)))
    return math.copysign(x, place)


def _ulps_away(x: float, ulps: int) -> float:
    last = _place(LARGEST)
    return _float_at(min(max(_place(x) + ulps, -last), last))
