"""How each row of the table is computed on lanes: one entry a row, by name.

The calculus stays in the table. A row's partials are the table's own formulas, run on Lanes; only where such a formula
asks for a number (`float(x) == 0.0`), or goes through a vector, is the partial stated here again, with `select` and
`fold`. A value is stated here because the table computes it with Python's math. What the eager engine refuses must
come out as NaN or infinity: the sample is then handed to the eager engine, which says what is wrong with it.

A vector operand is a `Slots`: `fold` goes through it. The partial for a vector operand gives a function of an element's
place and of the elements there, one a vector operand.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from autograd.compiler import elementary as el
from autograd.compiler.ir import Code
from autograd.compiler.lanes import Lane, Mask, select
from autograd.primitive import Scalar
from autograd.primitives import activations, exponentials, trigonometry
from autograd.primitives.rounding import lost_in_difference, lost_in_product

__all__ = ["LOWERINGS", "Lowering", "Slots", "fold"]


@dataclass(frozen=True)
class Slots:
    """A vector operand while code is generated.

    Attributes:
        code: the function being written.
        values: the pointer to all lanes.
        places: the pointer to the elements' slots.
        count: how many elements there are, an i64.
    """

    code: Code
    values: str
    places: str
    count: str

    def element(self, index: str) -> Lane:
        return self.code.load(self.values, self.code.integer(self.places, index))

    def __len__(self) -> int:
        raise TypeError("a vector's length is not known while code is generated")

    def length(self) -> Lane:
        return self.code.spread(self.code.value(f"sitofp i64 {self.count} to double"))


@dataclass(frozen=True)
class Lowering:
    """One row on lanes.

    Attributes:
        value: the result, from Lanes for the scalar operands and Slots for the vectors.
        partials: by operand, the partial, where the table's formula does not run on Lanes.
    """

    value: Callable[..., Lane]
    partials: Mapping[int, Callable[..., Scalar]] = field(default_factory=dict)


def fold(start: Sequence[float | Lane], step: Callable[..., Sequence[Scalar]], *vectors: Slots) -> list[Lane]:
    """Goes through vectors of one length, first element to last.

    Args:
        start: what is carried along, before the first element.
        step: from what is carried, the place and the elements there, what is carried on.
        vectors: the vectors.
    """
    code = vectors[0].code
    carried = [code.variable("<8 x double>", code.lane(number).name) for number in start]
    with code.loop(vectors[0].count) as index:
        place = code.spread(code.value(f"sitofp i64 {index} to double"))
        before = [Lane(code, variable.get()) for variable in carried]
        after = step(*before, place, *(vector.element(index) for vector in vectors))
        for variable, lane in zip(carried, after):
            variable.set(code.lane(lane).name)
    return [Lane(code, variable.get()) for variable in carried]


def _library(function: str, partials: Mapping[int, Callable[..., Scalar]] = MappingProxyType({})) -> Lowering:
    return Lowering(lambda *operands: el.from_library(function, *operands), partials)


def _sum(xs: Slots) -> Lane:
    return fold([0.0], lambda total, k, x: [total + x], xs)[0]


def _step(x: Lane) -> Lane:
    return select(x.is_nan(), x, select(x > 0.0, 1.0, 0.0))


def _share(larger: Lane, smaller: Lane) -> Lane:
    return select(larger > smaller, 1.0, select(larger.equals(smaller), 0.5, 0.0))


def _maximum(a: Lane, b: Lane) -> Lane:
    return select((a >= b) | a.is_nan(), a, b)


def _minimum(a: Lane, b: Lane) -> Lane:
    return select((a <= b) | a.is_nan(), a, b)


def _is_normal(x: Lane) -> Mask:
    return (abs(x) >= sys.float_info.min) & (abs(x) < math.inf)


def _power_by_base(x: Lane, p: Lane, y: Lane) -> Lane:
    less = select(p.equals(0.0), 0.0, p - 1.0)
    power = x**less
    is_exact = (p.equals(0.0) | (less + 1.0).equals(p)) & (abs(p) <= 2.0**52)
    is_plain = is_exact & (
        _is_normal(power) | (abs(p) <= 7.0) & (power < math.inf) | (abs(p) >= 1.0) & ~(power < math.inf)
    )
    through_y = select(abs(p * y) < math.inf, p * y / x, p * (y / x))
    root = abs(x) ** (p / 2.0)
    through_root = p * root / x * root * el.copysign(root.code.constant(1.0), y)
    return select(is_plain | x.equals(0.0), p * power, select(_is_normal(y), through_y, through_root))


def _power_by_exponent(x: Lane, p: Lane, y: Lane) -> Lane:
    base = select(x.equals(0.0), 1.0, x)
    root = base ** (p / 2.0)
    slope = select(_is_normal(y), y * el.log(base), root * (root * el.log(base)))
    return select(x.equals(0.0), 0.0, slope)


def _silu(z: Lane) -> Lane:
    root = el.exp(0.5 * z)
    return select(z > exponentials.TINY_POWER, z * el.sigmoid(z), z * root * root)


def _elu_slope(x: Lane, a: Lane, y: Lane) -> Lane:
    root = el.exp(0.5 * select(x > 0.0, 0.0, x))
    return select(x > 0.0, 1.0, a * root * root)


def _bell(x: Lane, k: float = 1.0) -> Lane:
    lost = select(abs(x) < activations.FLAT, k * lost_in_product(x, x), 0.0)
    return el.exp(-k * x * x) * (1.0 - lost)


def _gelu(x: Lane) -> Lane:
    root = activations.SQRT_HALF
    argument = -root * x
    lost = lost_in_product(x.code.constant(-root), x) - activations.REST_OF_SQRT_HALF * x
    slope = activations.TWO_OVER_SQRT_PI * el.exp(-argument * argument)
    below = 0.5 * (el.from_library("erfc", argument) - lost * slope)
    below = select(abs(x) < activations.FLAT, below, select(x > 0.0, 1.0, 0.0))
    u, half = 1.0 / (x * x), _bell(x, 0.25)
    far = -(activations.far_series(u) / activations.SQRT_TWO_PI * half) * half
    return select(x > activations.FAR_LEFT, x * below, far)


def _gelu_slope(x: Lane, y: Lane) -> Lane:
    half = _bell(x, 0.25)
    share = select(x < -1.0, y / x, 0.5 * el.from_library("erfc", -activations.SQRT_HALF * x))
    far = (x / activations.SQRT_TWO_PI * half) * half
    return share + select(x > activations.FAR_LEFT, x / activations.SQRT_TWO_PI * _bell(x, 0.5), far)


def _cosine(a: Lane, b: Lane, y: Lane) -> Lane:
    scale = select(y < sys.float_info.min, trigonometry.UP, 1.0)
    return select(y.equals(0.0), math.nan, scale * a / el.from_library("hypot", scale * a, scale * b))


def _over_squared_length(a: Lane, b: Lane) -> Lane:
    largest = el.maximum(abs(a), abs(b))
    scale = select(largest > 1e150, trigonometry.DOWN, select(largest < 1e-140, trigonometry.UP, 1.0))
    return scale * ((scale * a) / ((scale * a) * (scale * a) + (scale * b) * (scale * b)))


def _binary_cross_entropy(p: Lane, t: Lane) -> Lane:
    happened = -t * el.log(select(t.equals(0.0), 1.0, p))
    otherwise = (1.0 - t) * el.log1p(select(t.equals(1.0), 0.0, -p))
    return select((p >= 0.0) & (p <= 1.0), happened - otherwise, math.nan)


def _binary_cross_entropy_by_probability(p: Lane, t: Lane, y: Lane) -> Lane:
    inside = (p - t) / (p * (1.0 - p))
    return select(p.equals(0.0), (1.0 - t) / (1.0 - p), select(p.equals(1.0), -t / p, inside))


def _binary_cross_entropy_by_target(p: Lane, t: Lane, y: Lane) -> Lane:
    return select(p < 0.25, el.log1p(-p) - el.log(p), -el.log1p((2.0 * p - 1.0) / (1.0 - p)))


def _quotient_by_divisor(a: Lane, b: Lane, y: Lane) -> Lane:
    return select((abs(y) >= sys.float_info.min) | a.equals(0.0), -y / b, -a / (b * b))


def _exp_of_difference(z: Lane, top: Lane) -> Lane:
    difference = z - top
    lost = select(abs(difference) < math.inf, lost_in_difference(z, top), 0.0)
    return el.exp(difference) * (1.0 + lost)


def _shifted(zs: Slots) -> tuple[Lane, Lane, Lane]:
    """The largest z, its place, and the sum of exp(z − max z) over all the others."""
    top, at = fold(
        [-math.inf, 0.0],
        lambda top, at, k, z: [select(z > top, z, top), select(z > top, k, at)],
        zs,
    )
    [rest] = fold([0.0], lambda rest, k, z: [rest + select(k.equals(at), 0.0, _exp_of_difference(z, top))], zs)
    return top, at, rest


def _logsumexp(zs: Slots) -> Lane:
    top, _, rest = _shifted(zs)
    return top + el.log1p(rest)


def _softmax(zs: Slots, y: Lane) -> Callable[..., Lane]:
    top, _, rest = _shifted(zs)
    return lambda k, z: _exp_of_difference(z, top) / (1.0 + rest)


def _cross_entropy(zs: Slots, ts: Slots) -> Lane:
    top, _, rest = _shifted(zs)
    excess = el.log1p(rest)

    def add_part(loss: Lane, k: Lane, z: Lane, t: Lane) -> Sequence[Scalar]:
        gap = top - z
        return [loss + select(gap < math.inf, t * (gap + excess), t * top - t * z)]

    return fold([0.0], add_part, zs, ts)[0]


def _cross_entropy_by_logits(zs: Slots, ts: Slots, y: Lane) -> Callable[..., Lane]:
    top, at, rest = _shifted(zs)
    everything, weight = 1.0 + rest, _sum(ts)

    def of_element(k: Lane, z: Lane, t: Lane) -> Lane:
        e = _exp_of_difference(z, top)
        other = select(k.equals(at), rest, everything - e)
        return (e * (weight - t) - t * other) / everything

    return of_element


def _cross_entropy_by_targets(zs: Slots, ts: Slots, y: Lane) -> Callable[..., Lane]:
    top, _, rest = _shifted(zs)
    excess = el.log1p(rest)
    return lambda k, z, t: (top - z) + excess


BIG, STEP = 2.0**250, 2.0**500


def _scaled(x: Lane, steps: Scalar) -> tuple[Lane, Lane]:
    """x·2⁵⁰⁰ˢ as another such product, whose x is not so large or small."""
    is_big, is_small = abs(x) > BIG, (abs(x) < 1.0 / BIG) & ~x.equals(0.0)
    factor = select(is_big, 1.0 / STEP, select(is_small, STEP, 1.0))
    return x * factor, steps + select(is_big, 1.0, select(is_small, -1.0, 0.0))


def _product(xs: Slots, left_out: Lane | None = None) -> Lane:
    """The product of all but one, which neither overflows nor underflows on the way."""

    def times(product: Lane, steps: Lane, k: Lane, x: Lane) -> Sequence[Scalar]:
        factor = x if left_out is None else select(k.equals(left_out), 1.0, x)
        factor, steps = _scaled(*_scaled(factor, steps))
        return _scaled(product * factor, steps)

    product, steps = fold([1.0, 0.0], times, xs)
    for _ in range(4):
        is_up, is_down = steps >= 1.0, steps <= -1.0
        product = product * select(is_up, STEP, select(is_down, 1.0 / STEP, 1.0))
        steps = steps - select(is_up, 1.0, select(is_down, -1.0, 0.0))
    return product


def _argmax(xs: Slots) -> Lane:
    """The place of the first of the largest; the table has no such row, but decisions are made by it."""
    return fold([-math.inf, 0.0], lambda top, at, k, x: [select(x > top, x, top), select(x > top, k, at)], xs)[1]


def _equal_shares(xs: Slots, y: Lane) -> Callable[..., Lane]:
    [ties] = fold([0.0], lambda ties, k, x: [ties + select(x.equals(y), 1.0, 0.0)], xs)
    return lambda k, x: select(x.equals(y), 1.0, 0.0) / ties


LOWERINGS: dict[str, Lowering] = {
    # arithmetic
    "add": Lowering(lambda a, b: a + b),
    "sub": Lowering(lambda a, b: a - b),
    "mul": Lowering(lambda a, b: a * b),
    "div": Lowering(lambda a, b: a / b, {1: _quotient_by_divisor}),
    "neg": Lowering(lambda x: -x),
    # powers, exponentials and logarithms
    "pow": Lowering(lambda x, p: el.from_library("pow", x, p), {0: _power_by_base, 1: _power_by_exponent}),
    "sqrt": Lowering(el.sqrt),
    "cbrt": _library("cbrt"),
    "exp": Lowering(el.exp),
    "exp2": _library("exp2"),
    "expm1": Lowering(el.expm1),
    "log": Lowering(el.log),
    "log2": _library("log2"),
    "log10": _library("log10"),
    "log1p": Lowering(el.log1p),
    # activations
    "sigmoid": Lowering(el.sigmoid),
    "tanh": Lowering(el.tanh),
    "softplus": Lowering(el.softplus),
    "logsigmoid": Lowering(lambda z: -el.softplus(-z)),
    "silu": Lowering(_silu),
    "erf": _library("erf", {0: lambda x, y: activations.TWO_OVER_SQRT_PI * _bell(x)}),
    "erfc": _library("erfc", {0: lambda x, y: -activations.TWO_OVER_SQRT_PI * _bell(x)}),
    "gelu": Lowering(_gelu, {0: _gelu_slope}),
    # kinks
    "step": Lowering(_step),
    "abs": Lowering(abs),
    "relu": Lowering(lambda x: select(x <= 0.0, 0.0, x)),
    "leaky_relu": Lowering(lambda x, a: select(x <= 0.0, a * x, x)),
    "elu": Lowering(lambda x, a: select(x <= 0.0, a * el.expm1(x), x), {0: _elu_slope}),
    "maximum": Lowering(_maximum, {0: lambda a, b, y: _share(a, b), 1: lambda a, b, y: _share(b, a)}),
    "minimum": Lowering(_minimum, {0: lambda a, b, y: _share(b, a), 1: lambda a, b, y: _share(a, b)}),
    "clamp": Lowering(
        lambda x, low, high: select(low > high, math.nan, _minimum(_maximum(x, low), high)),
        {
            0: lambda x, low, high, y: _share(x, low) * _share(high, _maximum(x, low)),
            1: lambda x, low, high, y: _share(low, x) * _share(high, _maximum(x, low)),
            2: lambda x, low, high, y: _share(_maximum(x, low), high),
        },
    ),
    # circular and hyperbolic functions
    **{
        name: _library(name)
        for name in (
            *("sin", "cos", "tan", "asin", "acos", "atan"),
            *("sinh", "cosh", "asinh", "acosh", "atanh"),
        )
    },
    "hypot": _library("hypot", {0: _cosine, 1: lambda a, b, y: _cosine(b, a, y)}),
    "atan2": _library(
        "atan2", {0: lambda a, b, y: _over_squared_length(b, a), 1: lambda a, b, y: -_over_squared_length(a, b)}
    ),
    # vectors
    "sum": Lowering(_sum, {0: lambda xs, y: lambda k, x: 1.0}),
    "mean": Lowering(
        lambda xs: _sum(xs) / xs.length(),
        {0: lambda xs, y: lambda k, x: 1.0 / xs.length()},
    ),
    "prod": Lowering(
        _product,
        {0: lambda xs, y: lambda k, _: _product(xs, left_out=k)},
    ),
    "max": Lowering(
        lambda xs: fold([-math.inf], lambda top, k, x: [select((x > top) | x.is_nan(), x, top)], xs)[0],
        {0: _equal_shares},
    ),
    "dot": Lowering(
        lambda ws, xs, b: fold([b], lambda total, k, w, x: [total + w * x], ws, xs)[0],
        {0: lambda ws, xs, b, y: lambda k, w, x: x, 1: lambda ws, xs, b, y: lambda k, w, x: w},
    ),
    "logsumexp": Lowering(_logsumexp, {0: _softmax}),
    # losses and decisions
    "binary_cross_entropy": Lowering(
        _binary_cross_entropy, {0: _binary_cross_entropy_by_probability, 1: _binary_cross_entropy_by_target}
    ),
    "sigmoid_binary_cross_entropy": Lowering(lambda z, t: (1.0 - t) * el.softplus(z) + t * el.softplus(-z)),
    "softmax_cross_entropy": Lowering(
        _cross_entropy,
        {0: _cross_entropy_by_logits, 1: _cross_entropy_by_targets},
    ),
    "argmax": Lowering(_argmax, {0: lambda xs, y: lambda k, x: 0.0}),
}
"""The rows, by name. A test fails for one that is missing."""
