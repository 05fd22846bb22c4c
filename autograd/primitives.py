r"""The table of operations: the only file with calculus in it.

An operation is a row: its value, one partial an operand, and what people see of it. The letters in the rows:

| letter       | meaning                                                                      | slides        |
| ------------ | ---------------------------------------------------------------------------- | ------------- |
| `x`, `a`, `b`| operands                                                                     | L5            |
| `y`          | the result                                                                   | L5            |
| `p`          | an exponent                                                                  | L5.2          |
| `ws`, `xs`   | weights and inputs of a unit; `b` then is its bias                           | L1.1          |
| `z`, `p`, `t`| a logit (pre-activation), a probability, a target                            | L4.2          |
| `zs`, `ts`   | logits and targets, one a class                                              | L3.3, L4.3    |

A partial may use the result where that is cheaper or more accurate. Forms are chosen so that no digits are lost in the
tails: σ'(z) is written σ(z)·σ(−z), which at z = 40 is 4.2e-18, where σ(z)·(1 − σ(z)) is 0.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from itertools import chain

from autograd.primitive import POSITIVE, REALS, Interval, Primitive, Scalar, primitive

NONZERO = Interval(excluding=(0.0,))
UNIT = Interval(low=0.0, high=1.0)

# Arithmetic. Plain + and * let infinities through, as floats do; everything else refuses what it cannot compute.

add = primitive(
    "add",
    operator.add,
    (lambda a, b, y: 1.0, lambda a, b, y: 1.0),
    symbol="+",
    latex="{0} + {1}",
    precedence=1,
    commutative=True,
)
sub = primitive(
    "sub", operator.sub, (lambda a, b, y: 1.0, lambda a, b, y: -1.0), symbol="−", latex="{0} - {1}", precedence=1
)
mul = primitive(
    "mul",
    operator.mul,
    (lambda a, b, y: b, lambda a, b, y: a),
    symbol="×",
    latex=r"{0} \cdot {1}",
    precedence=2,
    commutative=True,
)
div = primitive(
    "div",
    operator.truediv,
    (lambda a, b, y: 1.0 / b, lambda a, b, y: -y / b),
    symbol="÷",
    latex=r"\frac{{{0}}}{{{1}}}",
    domain=(REALS, NONZERO),
)
neg = primitive("neg", operator.neg, (lambda x, y: -1.0,), symbol="−", latex="-{0}", precedence=3)


def _power_by_base(x: Scalar, p: Scalar, y: Scalar) -> Scalar:
    # An exponent that is a Value, and 0 now, stays in the formula: its own derivative is not 0.
    if float(p) == 0.0 and (type(p) is float or float(x) == 0.0):
        return 0.0
    return p * x ** (p - 1.0)


def _power_by_exponent(x: Scalar, p: Scalar, y: Scalar) -> Scalar:
    return 0.0 if float(x) == 0.0 else y * log(x)


power = primitive(
    "pow",
    math.pow,
    (_power_by_base, _power_by_exponent),
    symbol="xᵖ",
    latex="{0}^{{{1}}}",
    precedence=4,
    condition=lambda x, p: x > 0.0 or (x == 0.0 and p >= 0.0) or (x < 0.0 and p == math.floor(p)),
    convention="x⁰ has derivative 0 in x, at 0 too; 0ᵖ has derivative 0 in p",
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

# Powers and logarithms.

exp = primitive("exp", math.exp, (lambda x, y: y,), latex=r"\exp({0})")
log = primitive("log", math.log, (lambda x, y: 1.0 / x,), latex=r"\log {0}", domain=POSITIVE)
sqrt = primitive(
    "sqrt",
    math.sqrt,
    (lambda x, y: 0.5 / y,),
    symbol="√",
    latex=r"\sqrt{{{0}}}",
    domain=Interval(low=0.0),
    convention="there is no derivative at 0",
)

# Activations.


def _sigmoid(z: float) -> float:
    if z >= 0.0:
        return 1.0 / (1.0 + math.exp(-z))
    growth = math.exp(z)
    return growth / (1.0 + growth)


def _step(x: float) -> float:
    return 1.0 if x > 0.0 else x if math.isnan(x) else 0.0


def _relu(x: float) -> float:
    return 0.0 if x <= 0.0 else x


tanh = primitive("tanh", math.tanh, (lambda x, y: 4.0 * sigmoid(2.0 * x) * sigmoid(-2.0 * x),), latex=r"\tanh({0})")
sigmoid: Primitive = primitive("sigmoid", _sigmoid, (lambda z, y: y * sigmoid(-z),), symbol="σ", latex=r"\sigma({0})")
relu = primitive(
    "relu",
    _relu,
    (lambda x, y: step(x),),
    symbol="ReLU",
    latex=r"\operatorname{{ReLU}}({0})",
    branch=lambda x: x,
    convention="the derivative at 0 is 0",
)
step: Primitive = primitive(
    "step",
    _step,
    (lambda x, y: 0.0,),
    latex=r"\operatorname{{step}}({0})",
    branch=lambda x: x,
    convention="the value at 0 is 0 (L1.1); the derivative is 0 everywhere (L1.3)",
)

# Many operands at once. The sum is rounded once, however many there are.

total = primitive(
    "sum",
    math.fsum,
    (lambda xs, y: [1.0] * len(xs),),
    symbol="+",
    latex=r"\sum {0}",
    precedence=1,
    vectors=(True,),
)


def _weighted_sum(ws: Sequence[float], xs: Sequence[float], b: float) -> float:
    if len(ws) != len(xs):
        raise ValueError("vectors of different lengths")
    return math.fsum(chain(map(operator.mul, ws, xs), (b,)))


dot = primitive(
    "dot",
    _weighted_sum,
    (lambda ws, xs, b, y: xs, lambda ws, xs, b, y: ws, lambda ws, xs, b, y: 1.0),
    symbol="w·x + b",
    latex=r"\langle {0}, {1} \rangle + {2}",
    precedence=1,
    vectors=(True, True, False),
    definition=lambda ws, xs, *b: total([*map(mul, ws, xs), *b]),
    optional=1,
)


def _shifted_exponentials(zs: Sequence[Scalar]) -> tuple[int, list[Scalar], Scalar]:
    """Where z is largest; each exp(z − max z), finite for z = ±1000; and the sum of all of these but the largest.

    The largest is exp(0) = 1. Without it in the sum, the 1 − p of a confident class is small without cancellation.
    """
    top = max(range(len(zs)), key=lambda k: float(zs[k]))
    exponentials = [exp(z - float(zs[top])) for z in zs]
    return top, exponentials, total([e for k, e in enumerate(exponentials) if k != top])


def _logsumexp(zs: Sequence[float]) -> float:
    return max(zs) + math.log1p(_shifted_exponentials(zs)[2])


def _softmax(zs: Sequence[Scalar], y: Scalar) -> list[Scalar]:
    top, exponentials, rest = _shifted_exponentials(zs)
    # The largest is 1 as a number, but not as a function: higher derivatives go through it.
    return [e / (exponentials[top] + rest) for e in exponentials]


logsumexp = primitive(
    "logsumexp",
    _logsumexp,
    (_softmax,),
    latex=r"\log \sum \exp {0}",
    vectors=(True,),
    definition=lambda zs: log(total([exp(z) for z in zs])),
)

# Losses (L4). From a probability, as the slides write it; and from logits, the chain from softmax or sigmoid to the
# logarithm in one operation, which is also the form that stays finite, and right, for logits of ±1000.


def _binary_cross_entropy(p: float, t: float) -> float:
    if p not in UNIT:
        raise ValueError("not a probability")
    happened = -t * math.log(p) if t != 0.0 else 0.0
    return happened - (1.0 - t) * math.log1p(-p) if t != 1.0 else happened


def _binary_cross_entropy_by_probability(p: Scalar, t: Scalar, y: Scalar) -> Scalar:
    happened = t / p if float(p) != 0.0 else 0.0
    return (1.0 - t) / (1.0 - p) - happened if float(p) != 1.0 else -happened


binary_cross_entropy = primitive(
    "binary_cross_entropy",
    _binary_cross_entropy,
    (_binary_cross_entropy_by_probability, lambda p, t, y: log(1.0 - p) - log(p)),
    symbol="−y log ŷ − (1−y) log(1−ŷ)",
    latex=r"-{1} \log {0} - (1 - {1}) \log(1 - {0})",
    precedence=1,
    domain=(UNIT, UNIT),
    condition=lambda p, t: (p > 0.0 or t == 0.0) and (p < 1.0 or t == 1.0),
    convention="a probability of 0 for what has weight 0 costs nothing",
    definition=lambda p, t: -t * log(p) - (1.0 - t) * log(1.0 - p),
)


def _cross_entropy(zs: Sequence[float], ts: Sequence[float]) -> float:
    if len(zs) != len(ts):
        raise ValueError("vectors of different lengths")
    largest = max(zs)
    excess = math.log1p(_shifted_exponentials(zs)[2])
    return math.fsum(t * ((largest - z) + excess) for z, t in zip(zs, ts))


def _cross_entropy_by_logits(zs: Sequence[Scalar], ts: Sequence[Scalar], y: Scalar) -> list[Scalar]:
    """p_k·Σt − t_k, as p_k·(Σt − t_k) − t_k·(1 − p_k): a confident right answer keeps its small gradient."""
    top, exponentials, rest = _shifted_exponentials(zs)
    everything = exponentials[top] + rest
    weight = total(ts)
    others = [rest if k == top else everything - e for k, e in enumerate(exponentials)]
    return [(e * (weight - t) - t * other) / everything for e, t, other in zip(exponentials, ts, others)]


def _cross_entropy_by_targets(zs: Sequence[Scalar], ts: Sequence[Scalar], y: Scalar) -> list[Scalar]:
    """−log p_k, the normalizer being the same for all classes."""
    normalizer = logsumexp(zs)
    return [normalizer - z for z in zs]


softmax_cross_entropy = primitive(
    "softmax_cross_entropy",
    _cross_entropy,
    (_cross_entropy_by_logits, _cross_entropy_by_targets),
    symbol="softmax CE",
    latex=r"-\sum {1} \log \operatorname{{softmax}}({0})",
    vectors=(True, True),
    domain=(REALS, UNIT),
    definition=lambda zs, ts: -total([t * log(exp(z) / total([exp(k) for k in zs])) for z, t in zip(zs, ts)]),
)


def _softplus(z: float) -> float:
    return max(z, 0.0) + math.log1p(math.exp(-abs(z)))


sigmoid_binary_cross_entropy = primitive(
    "sigmoid_binary_cross_entropy",
    lambda z, t: (1.0 - t) * _softplus(z) + t * _softplus(-z),
    (lambda z, t, y: (1.0 - t) * sigmoid(z) - t * sigmoid(-z), lambda z, t, y: -z),
    symbol="σ BCE",
    latex=r"-{1} \log \sigma({0}) - (1 - {1}) \log(1 - \sigma({0}))",
    precedence=1,
    domain=(REALS, UNIT),
    definition=lambda z, t: -t * log(sigmoid(z)) - (1.0 - t) * log(1.0 - sigmoid(z)),
)
