"""Losses (L4), one sample each.

From a probability, as the slides write it; and from logits, the chain from softmax or sigmoid to the logarithm in one
operation, which is also the form that stays finite, and right, for logits of ±1000.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from autograd.algebra import (
    beside_formula,
    defined_where,
    each,
    equal,
    first_largest,
    limit_of_product,
    where,
    written_as,
)
from autograd.primitive import REALS, Interval, Scalar, primitive
from autograd.primitives.activations import sigmoid, softplus
from autograd.primitives.exponentials import exp, log, log1p
from autograd.primitives.piecewise import clamp
from autograd.primitives.vectors import (
    element,
    first_largest_of_each,
    is_element,
    shifted_exponentials,
    shifted_exponentials_of_numbers,
    total,
)
from autograd.primitives.whole_numbers import jumps

UNIT = Interval(low=0.0, high=1.0)


def _binary_cross_entropy_formula(p: Scalar, t: Scalar) -> Scalar:
    happened = where(equal(t, 0.0), 0.0, lambda: -t * log(p))
    otherwise = where(equal(t, 1.0), 0.0, lambda: (1.0 - t) * log1p(-p))
    return where((p >= 0.0) & (p <= 1.0) & _is_weight(t), happened - otherwise, math.nan)


def _is_weight(t: Scalar) -> Scalar:
    return (t >= 0.0) & (t <= 1.0)


@written_as(_binary_cross_entropy_formula)
def _binary_cross_entropy(p: float, t: float) -> float:
    if not (0.0 <= p <= 1.0 and 0.0 <= t <= 1.0):
        raise ValueError("not a probability")
    happened = -t * math.log(p) if t != 0.0 else 0.0
    return happened - (1.0 - t) * math.log1p(-p) if t != 1.0 else happened


def _binary_cross_entropy_by_probability_formula(p: Scalar, t: Scalar, y: Scalar) -> Scalar:
    return where(
        equal(p, 0.0),
        lambda: (1.0 - t) / (1.0 - p),
        lambda: where(equal(p, 1.0), lambda: -t / p, lambda: (p - t) / (p * (1.0 - p))),
    )


@beside_formula(_binary_cross_entropy_by_probability_formula)
def _binary_cross_entropy_by_probability(p: float, t: float, y: float) -> float:
    if 0.0 < p < 1.0:
        return (p - t) / (p * (1.0 - p))
    return (1.0 - t) / (1.0 - p) if p == 0.0 else -t / p


def _binary_cross_entropy_by_target(p: Scalar, t: Scalar, y: Scalar) -> Scalar:
    """log((1 − p)/p), without cancellation beside p = ½."""
    return where(p < 0.25, lambda: log1p(-p) - log(p), lambda: -log1p((2.0 * p - 1.0) / (1.0 - p)))


binary_cross_entropy = primitive(
    "binary_cross_entropy",
    _binary_cross_entropy,
    (_binary_cross_entropy_by_probability, _binary_cross_entropy_by_target),
    symbol="−y log ŷ − (1−y) log(1−ŷ)",
    latex=r"-{1} \log {0} - (1 - {1}) \log(1 - {0})",
    precedence=1,
    domain=(UNIT, UNIT),
    condition=lambda p, t: (p > 0.0 or t == 0.0) and (p < 1.0 or t == 1.0),
    convention="a probability of 0 for what has weight 0 costs nothing",
    definition=lambda p, t: -t * log(p) - (1.0 - t) * log(1.0 - p),
)


def _cross_entropy_formula(zs: Scalar, ts: Scalar) -> Scalar:
    _, largest, _ = first_largest(zs)
    excess = log1p(shifted_exponentials(zs)[3])
    return total(each(lambda k, z, t: _part_of_cross_entropy(largest, z, t, excess), zs, ts))


@written_as(_cross_entropy_formula)
def _cross_entropy(zs: Sequence[float], ts: Sequence[float]) -> float:
    if len(zs) != len(ts):
        raise ValueError("vectors of different lengths")
    if not 0.0 <= min(ts) <= max(ts) <= 1.0:
        raise ValueError("not probabilities")
    largest = max(zs)
    if math.isinf(largest):
        return _cross_entropy_beside_infinity(zs, ts, largest)
    excess = math.log1p(shifted_exponentials_of_numbers(zs)[2])
    loss = math.fsum([t * (largest - z + excess) for z, t in zip(zs, ts)])
    return loss if math.isfinite(loss) else float(_cross_entropy_formula(zs, ts))


def _cross_entropy_beside_infinity(zs: Sequence[float], ts: Sequence[float], largest: float) -> float:
    """The largest logit has all the probability, unless others are as large."""
    if zs.count(largest) > 1:
        raise ValueError("no softmax")
    return math.fsum(0.0 if z == largest or t == 0.0 else t * (largest - z) for z, t in zip(zs, ts))


def _part_of_cross_entropy(largest: Scalar, z: Scalar, t: Scalar, excess: Scalar) -> Scalar:
    gap = largest - z
    return where(
        (gap < math.inf) & _is_weight(t),
        t * (gap + excess),
        # A class of weight 0 costs nothing, even ruled out; the gap may be too large though its share is not.
        lambda: where(
            equal(gap, math.inf) & _is_weight(t),
            lambda: where(equal(t, 0.0), 0.0, lambda: t * largest - t * z),
            math.nan,
        ),
    )


def _cross_entropy_by_logits_formula(zs: Scalar, ts: Scalar, y: Scalar) -> Scalar:
    """p_k·Σt − t_k, as p_k·(Σt − t_k) − t_k·(1 − p_k): a confident right answer keeps its small gradient."""
    exponentials, place, largest_one, rest = shifted_exponentials(zs)
    everything = largest_one + rest
    weight = total(ts)

    def of_class(k: Scalar, e: Scalar, t: Scalar) -> Scalar:
        other = where(k == place, rest, everything - e)
        return (e * (weight - t) - t * other) / everything

    return each(of_class, exponentials, ts)


@beside_formula(_cross_entropy_by_logits_formula)
def _cross_entropy_by_logits(zs: Sequence[float], ts: Sequence[float], y: float) -> list[float]:
    exponentials, place, rest = shifted_exponentials_of_numbers(zs)
    everything, weight = 1.0 + rest, math.fsum(ts)
    slopes = [(e * (weight - t) - t * (everything - e)) / everything for e, t in zip(exponentials, ts)]
    slopes[place] = (weight - ts[place] - ts[place] * rest) / everything
    return slopes


def _cross_entropy_by_targets(zs: Scalar, ts: Scalar, y: Scalar) -> Scalar:
    """−log p_k, a sum of two terms that are not negative."""
    top, _, place = first_largest_of_each(zs)
    _, _, largest_one, rest = shifted_exponentials(zs)
    excess = log1p(rest / largest_one)
    return each(lambda k, z: where(k == place, 0.0, top - z) + excess, zs)


softmax_cross_entropy = primitive(
    "softmax_cross_entropy",
    _cross_entropy,
    (_cross_entropy_by_logits, _cross_entropy_by_targets),
    symbol="softmax CE",
    latex=r"-\sum {1} \log \operatorname{{softmax}}({0})",
    precedence=1,
    vectors=(True, True),
    domain=(REALS, UNIT),
    condition=lambda zs, ts: math.isfinite(max(zs)) or list(zs).count(max(zs)) == 1,
    convention="logits tied for the largest at ∞ or −∞ have no softmax",
    accuracy="derivative by z: of p·Σt + t, whose difference it is, p being the softmax",
    definition=lambda zs, ts: -total([t * log(exp(z) / total([exp(k) for k in zs])) for z, t in zip(zs, ts)]),
)


@written_as(lambda zs, i: first_largest(zs)[1] - element(zs, i) + log1p(shifted_exponentials(zs)[3]))
def _class_cross_entropy(zs: Sequence[float], i: float) -> float:
    if not 0.0 <= i < len(zs):
        raise ValueError("no class there")
    largest = max(zs)
    if math.isinf(largest):
        return _cross_entropy_beside_infinity(zs, is_element(zs, i, 0.0), largest)
    return largest - zs[int(i)] + math.log1p(shifted_exponentials_of_numbers(zs)[2])


class_cross_entropy = primitive(
    "class_cross_entropy",
    _class_cross_entropy,
    (lambda zs, i, y: _cross_entropy_by_logits(zs, is_element(zs, i, y), y), lambda zs, i, y: 0.0),
    symbol="softmax CE",
    latex=r"-\log \left(\operatorname{{softmax}}({0})\right)_{{{1}}}",
    precedence=3,
    vectors=(True, False),
    domain=(REALS, Interval(low=0.0)),
    condition=lambda zs, i: i < len(zs) and (math.isfinite(max(zs)) or list(zs).count(max(zs)) == 1),
    branch=lambda zs, i: jumps(i),
    convention="classes count from 0, as the places of `element` do; logits tied for the largest at ∞ or −∞ have no "
    "softmax",
    accuracy="derivative by z: of p·Σt + t, whose difference it is, p being the softmax and t the class as a vector",
    definition=lambda zs, i: -log(exp(element(zs, i)) / total([exp(k) for k in zs])),
)


def _sigmoid_cross_entropy_formula(z: Scalar, t: Scalar) -> Scalar:
    loss = limit_of_product(1.0 - t, softplus(z)) + limit_of_product(t, softplus(-z))
    return where(_is_weight(t), loss, math.nan)


@written_as(_sigmoid_cross_entropy_formula)
def _sigmoid_cross_entropy(z: float, t: float) -> float:
    if not 0.0 <= t <= 1.0:
        raise ValueError("not a probability")
    size = abs(z)
    excess = math.log1p(math.exp(-size))
    weight = 1.0 - t if z > 0.0 else t
    return weight * size + excess if weight else excess


def _sigmoid_cross_entropy_slope_formula(z: Scalar, t: Scalar, y: Scalar) -> Scalar:
    return (1.0 - t) * sigmoid(z) - t * sigmoid(-z)


@beside_formula(_sigmoid_cross_entropy_slope_formula)
def _sigmoid_cross_entropy_slope(z: float, t: float, y: float) -> float:
    tail = math.exp(-abs(z))
    below, above = (1.0, tail) if z >= 0.0 else (tail, 1.0)
    return (1.0 - t) * (below / (1.0 + tail)) - t * (above / (1.0 + tail))


sigmoid_binary_cross_entropy = primitive(
    "sigmoid_binary_cross_entropy",
    _sigmoid_cross_entropy,
    (_sigmoid_cross_entropy_slope, lambda z, t, y: -z),
    symbol="σ BCE",
    latex=r"-{1} \log \sigma({0}) - (1 - {1}) \log(1 - \sigma({0}))",
    precedence=1,
    domain=(REALS, UNIT),
    accuracy="derivative by z: of (1 − t)·σ(z) + t·σ(−z), whose difference it is",
    definition=lambda z, t: -t * log(sigmoid(z)) - (1.0 - t) * log(1.0 - sigmoid(z)),
)


def _huber(x: Scalar, d: Scalar) -> Scalar:
    size = abs(x)
    loss = where(size <= d, lambda: 0.5 * x * x, lambda: limit_of_product(d, size - 0.5 * d))
    return defined_where(d >= 0.0, loss)


huber = primitive(
    "huber",
    _huber,
    (
        lambda x, d, y: clamp(x, -d, d),
        lambda x, d, y: where(abs(x) > d, lambda: abs(x) - d, lambda: defined_where(abs(x) < math.inf, 0.0)),
    ),
    symbol="Huber",
    latex=r"\operatorname{{Huber}}({0}, {1})",
    domain=(REALS, Interval(low=0.0)),
    branch=lambda x, d: [x - d, x + d],
    convention="½x² from −d to d, outside it a line of slope −d or d",
    defaults=(1.0,),
)
