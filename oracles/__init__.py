"""What the tests of the engine compare with: the rows of the table, written down a second time for mpmath.

The formulas here are the plain ones of a textbook, with no care for rounding: the arithmetic is wide enough to hold any
sum of floats exactly, so that at least the 50 digits a result is judged by remain after any cancellation. Derivatives
are difference quotients of these formulas in the same arithmetic: no rule of calculus is written down twice.

| symbol         | meaning                                                                               |
| -------------- | ------------------------------------------------------------------------------------- |
| `mp`           | mpmath's arithmetic, of a precision of its own                                        |
| `h`            | the step of a difference quotient: the quotient's own error is of the order of (h/x)² |
| `operands`     | one list of numbers for a vector operand, one number for a scalar one                 |
| `place`        | (operand, element): one number among the operands; element is None for a scalar       |
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from hypothesis import settings

from autograd import PRIMITIVES, Primitive
from autograd.strategies import Expression, Operands
from oracles.many_digits import in_many_digits, mp

__all__ = [
    "ORACLES",
    "VALUE",
    "Oracle",
    "Place",
    "exact",
    "few",
    "in_mpmath",
    "is_too_large",
    "mp",
    "number_at",
    "oracle_of",
    "places_of",
    "rows",
    "slope",
    "true_partial",
    "true_value",
    "ulps_between",
    "with_number_at",
]

Place = tuple[int, int | None]
few = settings(max_examples=max(min(10, settings().max_examples), settings().max_examples // 5))
"""For laws that any example in a handful would break; a share of whatever the profile says."""

VALUE = -1
"""Stands for the value, where a partial would be named by its operand's position."""


@dataclass(frozen=True)
class Oracle:
    """One row, the textbook's way.

    Args:
        value: the result in mpmath, from the operands in mpmath.
        terms: for the value or a partial, what its error is measured against where that isn't the result itself: the
            size of what is added up, if digits cancel; or the result times the number of ulp that may be lost. A
            function of the operands, and for a partial also of the element's place in its vector.
        peaks: the largest number met on the way, where it may be too large for a float though the result is not.
        step: by how many bits the step of a difference quotient is smaller than the operand.
        bits: the precision. A float's bits lie between 2¹⁰²³ and 2⁻¹⁰⁷⁴; 150 more are for the step of a difference
            quotient, and 170, or 50 digits, to judge by.
    """

    value: Callable[..., Any]
    terms: dict[int, Callable[..., Any]] = field(default_factory=dict)
    peaks: dict[int, Callable[..., Any]] = field(default_factory=dict)
    bits: int = 2500
    step: int = 150


def _sigmoid(z: Any) -> Any:
    return 1 / (1 + mp.exp(-z))


def _softplus(z: Any) -> Any:
    return mp.log(1 + mp.exp(z))


def _softmax(zs: Sequence[Any]) -> list[Any]:
    exponentials = [mp.exp(z - max(zs)) for z in zs]
    return [e / sum(exponentials) for e in exponentials]


def _logsumexp(zs: Sequence[Any]) -> Any:
    return max(zs) + mp.log(sum(mp.exp(z - max(zs)) for z in zs))


def _dot(ws: Sequence[Any], xs: Sequence[Any], b: Any = 0) -> Any:
    return sum((w * x for w, x in zip(ws, xs)), mp.mpf(b))


def _absolute_dot(ws: Sequence[Any], xs: Sequence[Any], b: Any = 0) -> Any:
    return _dot([abs(w) for w in ws], [abs(x) for x in xs], abs(b))


def _kept_by_dot(ws: Sequence[Any], xs: Sequence[Any], b: Any = 0) -> Any:
    """What the error of dot is measured against: see the row's note on its accuracy."""
    terms = _absolute_dot(ws, xs, b)
    is_three_doubles = hasattr(math, "sumprod") and max(map(abs, [*ws, *xs, b])) < 2**995
    return max(abs(_dot(ws, xs, b)), terms * mp.mpf(2) ** -100) if is_three_doubles else terms


def _binary_cross_entropy(p: Any, t: Any) -> Any:
    return (-t * mp.log(p) if t else 0) - ((1 - t) * mp.log(1 - p) if t != 1 else 0)


def _largest_partial_of_product(xs: Sequence[Any]) -> Any:
    return mp.fprod(sorted(map(abs, xs))[1:])


def _slope_of_sinc(x: Any) -> Any:
    return (mp.cospi(x) - mp.sincpi(x)) / x if x else mp.zero


def _erfc(x: Any) -> Any:
    return mp.erfc(x) if x < 10**4 else mp.zero  # beyond, mpmath's own exponents become too large


ORACLES = {
    "add": Oracle(lambda a, b: a + b),
    "sub": Oracle(lambda a, b: a - b),
    "mul": Oracle(lambda a, b: a * b),
    "div": Oracle(lambda a, b: a / b),
    "neg": Oracle(lambda x: -x),
    # The power changes over steps of 1/p.
    "pow": Oracle(mp.power, bits=5000, step=1200),
    "abs": Oracle(abs),
    "square": Oracle(lambda x: x * x),
    "sign": Oracle(mp.sign),
    "floor": Oracle(mp.floor),
    "ceil": Oracle(mp.ceil),
    "mod": Oracle(lambda a, b: a - b * mp.floor(a / b)),
    "sinc": Oracle(
        mp.sincpi,
        terms={0: lambda x: (abs(mp.cospi(x)) + abs(mp.sincpi(x))) / abs(x) if abs(x) >= 0.25 else _slope_of_sinc(x)},
        bits=5000,  # beside 0, the value is 1 less a square
    ),
    "element": Oracle(lambda xs, i: xs[int(i)]),
    "select": Oracle(lambda c, a, b: a if c else b),
    "huber": Oracle(lambda x, d: x * x / 2 if abs(x) <= d else d * (abs(x) - d / 2)),
    "exp": Oracle(mp.exp),
    "log": Oracle(mp.log),
    "sqrt": Oracle(mp.sqrt),
    "expm1": Oracle(mp.expm1),
    "exp2": Oracle(lambda x: mp.power(2, x)),
    "log1p": Oracle(lambda x: mp.log(1 + x)),
    "log2": Oracle(lambda x: mp.log(x) / mp.log(2)),
    "log10": Oracle(lambda x: mp.log(x) / mp.log(10)),
    "cbrt": Oracle(lambda x: mp.sign(x) * mp.cbrt(abs(x))),
    "sin": Oracle(mp.sin),
    "cos": Oracle(mp.cos),
    "tan": Oracle(mp.tan),
    "asin": Oracle(mp.asin),
    "acos": Oracle(mp.acos),
    "atan": Oracle(mp.atan),
    # Beside the other operand, 0 is not to be moved by much.
    "atan2": Oracle(mp.atan2, bits=6000, step=1300),
    "hypot": Oracle(lambda a, b: mp.sqrt(a * a + b * b), bits=6000, step=1300),
    "sinh": Oracle(mp.sinh),
    "cosh": Oracle(mp.cosh),
    "asinh": Oracle(mp.asinh),
    "acosh": Oracle(mp.acosh),
    "atanh": Oracle(mp.atanh),
    "erf": Oracle(mp.erf),
    "erfc": Oracle(_erfc),
    "softplus": Oracle(_softplus),
    "logsigmoid": Oracle(lambda z: -_softplus(-z)),
    # Both have a minimum, where the two terms of the derivative cancel.
    "silu": Oracle(lambda z: z * _sigmoid(z), terms={0: lambda z: _sigmoid(z) * (1 + abs(z) * _sigmoid(-z))}),
    "gelu": Oracle(
        lambda x: x * _erfc(-x / mp.sqrt(2)) / 2,
        terms={0: lambda x: _erfc(-x / mp.sqrt(2)) / 2 + abs(x) * mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi)},
    ),
    "leaky_relu": Oracle(lambda x, a: x if x > 0 else a * x),
    "elu": Oracle(lambda x, a: x if x > 0 else a * mp.expm1(x)),
    "maximum": Oracle(max),
    "minimum": Oracle(min),
    "clamp": Oracle(lambda x, low, high: min(max(x, low), high)),
    "mean": Oracle(lambda xs: sum(xs, mp.zero) / len(xs)),
    # One partial too large for a float, and there is no gradient.
    "prod": Oracle(mp.fprod, peaks={0: _largest_partial_of_product}),
    "max": Oracle(max),
    "tanh": Oracle(mp.tanh),
    "sigmoid": Oracle(_sigmoid),
    "relu": Oracle(lambda x: max(x, mp.zero)),
    "step": Oracle(lambda x: mp.mpf(x > 0)),
    "sum": Oracle(lambda xs: sum(xs, mp.zero)),
    "dot": Oracle(_dot, terms={VALUE: _kept_by_dot}, peaks={VALUE: _absolute_dot}, bits=5000),
    "logsumexp": Oracle(
        _logsumexp,
        terms={VALUE: lambda zs: abs(max(zs)) + mp.log(len(zs))},
    ),
    "softmax_cross_entropy": Oracle(
        lambda zs, ts: _logsumexp(zs) * sum(ts) - _dot(zs, ts),
        terms={
            0: lambda zs, ts, k: _softmax(zs)[k] * sum(ts) + ts[k],
        },
        # Beside one logit of 10³⁰⁸, a small weight's step times a small logit is to be seen.
        bits=5000,
    ),
    "class_cross_entropy": Oracle(
        lambda zs, i: _logsumexp(zs) - zs[int(i)],
        terms={0: lambda zs, i, k: _softmax(zs)[k] + (k == int(i))},
        bits=5000,
    ),
    # Where p and t are neighbours, what is left of the derivative is small beside the third one.
    "binary_cross_entropy": Oracle(_binary_cross_entropy, bits=4000, step=600),
    "sigmoid_binary_cross_entropy": Oracle(
        lambda z, t: t * mp.log(1 + mp.exp(-z)) + (1 - t) * mp.log(1 + mp.exp(z)),
        terms={0: lambda z, t: t * _sigmoid(-z) + (1 - t) * _sigmoid(z)},
    ),
}


def oracle_of(row: Primitive) -> Oracle:
    """The textbook's formula if it is written above; else the row's definition, or its own formula, in many digits."""
    if row.name in ORACLES:
        return ORACLES[row.name]
    formula = row.definition or row
    terms = {}
    if row.accuracy:
        for k, partial in enumerate(row.partials):
            terms[k] = lambda *operands, partial=partial: _size_of(row, partial, operands)
    return Oracle(lambda *operands: in_many_digits(formula, *operands).number, terms=terms)


def _size_of(row: Primitive, partial: Callable[..., Any], operands: Sequence[Any]) -> Any:
    result = in_many_digits(row, *operands).number
    return in_many_digits(partial, *operands, result).size


def rows(
    *, fused: bool | None = None, scalar: bool | None = None, stops_gradient: bool | None = None
) -> list[Primitive]:
    """The rows of the table: all, or those that are fused, or take scalars alone, or stop gradients, or not."""
    return [
        row
        for row in PRIMITIVES.values()
        if fused in (None, row.definition is not None)
        and scalar in (None, not any(row.vectors))
        and stops_gradient in (None, row.stops_gradient)
    ]


def in_mpmath(expression: Expression, inputs: Sequence[Any]) -> Any:
    """The result of a random expression in mpmath."""
    return expression.run(inputs, lambda name: oracle_of(PRIMITIVES[name]).value)[-1]


def places_of(operands: Operands) -> list[Place]:
    """The place of every single number among `operands`."""
    places: list[Place] = []
    for position, operand in enumerate(operands):
        elements = range(len(operand)) if isinstance(operand, list) else [None]
        places += [(position, element) for element in elements]
    return places


def number_at(operands: Operands, place: Place) -> Any:
    """The number at one place."""
    position, element = place
    return operands[position] if element is None else operands[position][element]


def with_number_at(operands: Operands, place: Place, number: Any) -> Operands:
    """`operands` with another number at one place."""
    position, element = place
    changed = list(operands)
    if element is None:
        changed[position] = number
    else:
        changed[position] = [*operands[position][:element], number, *operands[position][element + 1 :]]
    return changed


def slope(f: Callable[[Any], Any], x: Any, bits: int) -> Any:
    """The derivative of `f` at `x`: a central difference quotient whose step is far below everything that matters."""
    h = _step(x, bits)
    return (f(x + h) - f(x - h)) / (2 * h)


def _step(x: Any, bits: int) -> Any:
    return mp.ldexp(min(abs(x), mp.one) or mp.one, -bits)


def exact(operands: Operands) -> list[Any]:
    """The operands in mpmath."""
    return [list(map(mp.mpf, operand)) if isinstance(operand, list) else mp.mpf(operand) for operand in operands]


def true_value(row: Primitive, operands: Operands) -> tuple[Any, Any, Any]:
    """The result; what an error is measured against; and the largest number on the way."""
    oracle = oracle_of(row)
    with mp.workprec(oracle.bits):
        return _measured(oracle, VALUE, oracle.value(*exact(operands)), exact(operands))


def true_partial(row: Primitive, operands: Operands, place: Place) -> tuple[Any, Any, Any] | None:
    """The derivative, as `true_value` gives the value; None at a kink and at the edge of where the row is defined."""
    oracle, numbers = oracle_of(row), exact(operands)
    with mp.workprec(oracle.bits):
        x = number_at(numbers, place)
        sides = [with_number_at(numbers, place, x + h) for h in (_step(x, oracle.step), -_step(x, oracle.step))]
        if not all(row.is_defined_at(*side) for side in sides) or row.crosses_kink(*sides):
            return None
        derivative = slope(lambda x: oracle.value(*with_number_at(numbers, place, x)), x, oracle.step)
        if row.stops_gradient:
            derivative = mp.zero
        element = () if place[1] is None else (place[1],)
        return _measured(oracle, place[0], derivative, [*numbers, *element])


def _measured(oracle: Oracle, which: int, true: Any, arguments: Sequence[Any]) -> tuple[Any, Any, Any]:
    terms, peak = oracle.terms.get(which), oracle.peaks.get(which)
    size = terms(*arguments) if terms else true
    operands = arguments[: len(arguments) - (which != VALUE and isinstance(arguments[-1], int))]
    return true, size, peak(*operands) if peak else true


def is_too_large(true: Any) -> bool:
    """Whether a number rounds to infinity, or comes so near that an error of 4 ulp takes it there."""
    return bool(abs(true) > mp.mpf(sys.float_info.max) - 4 * math.ulp(sys.float_info.max))


def ulps_between(number: float, true: Any, size: Any) -> float:
    """The error of `number` in units in the last place of `size`."""
    unit = math.ulp(min(float(abs(size)), sys.float_info.max))
    return float(abs(mp.mpf(number) - true) / unit) if math.isfinite(number) else math.inf
