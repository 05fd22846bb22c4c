"""The sigmoid and its relatives: smooth activations."""

from __future__ import annotations

import math
from collections.abc import Callable

from autograd.algebra import beside_formula, equal, number_behind, where, written_as
from autograd.primitive import Primitive, Scalar, primitive
from autograd.primitives.exponentials import TINY_POWER, exp, log, log1p, times_exponential
from autograd.primitives.rounding import lost_in_product, lost_in_square


def _sigmoid_formula(z: Scalar) -> Scalar:
    tail = exp(-abs(z))
    return where(z >= 0.0, 1.0, tail) / (1.0 + tail)


@written_as(_sigmoid_formula)
def _sigmoid(z: float) -> float:
    if z >= 0.0:
        return 1.0 / (1.0 + math.exp(-z))
    growth = math.exp(z)
    return growth / (1.0 + growth)


@written_as(lambda z: where(z > 0.0, z, 0.0) + log1p(exp(-abs(z))))
def _softplus(z: float) -> float:
    return max(z, 0.0) + math.log1p(math.exp(-abs(z)))


@written_as(lambda z: where(z > TINY_POWER, lambda: z * sigmoid(z), lambda: times_exponential(z, z)))
def _silu(z: float) -> float:
    return z * _sigmoid(z) if z > TINY_POWER else float(times_exponential(z, z))


@beside_formula(lambda z, y: sigmoid(z) + where(equal(y, math.inf), 0.0, lambda: y * sigmoid(-z)))
def _silu_slope(z: float, y: float) -> float:
    return _sigmoid(z) + (y * _sigmoid(-z) if y != math.inf else 0.0)


sigmoid: Primitive = primitive("sigmoid", _sigmoid, (lambda z, y: y * sigmoid(-z),), symbol="σ", latex=r"\sigma({0})")
tanh = primitive("tanh", math.tanh, (lambda x, y: 4.0 * sigmoid(2.0 * x) * sigmoid(-2.0 * x),), latex=r"\tanh({0})")
softplus = primitive(
    "softplus",
    _softplus,
    (lambda z, y: sigmoid(z),),
    latex=r"\operatorname{{softplus}}({0})",
    definition=lambda z: log(1.0 + exp(z)),
)
logsigmoid = primitive(
    "logsigmoid",
    lambda z: -softplus(-z),
    (lambda z, y: sigmoid(-z),),
    symbol="log σ",
    latex=r"\log \sigma({0})",
    definition=lambda z: log(sigmoid(z)),
)
silu = primitive(
    "silu",
    _silu,
    (_silu_slope,),
    symbol="SiLU",
    latex=r"\operatorname{{SiLU}}({0})",
    accuracy="derivative: of the sum of its terms' sizes, which cancel at the minimum, z = −1.278",
    definition=lambda z: z * sigmoid(z),
)

# The bell curve exp(−x²), and the half of all that lies under it up to a number.

SQRT_HALF = math.sqrt(0.5)
REST_OF_SQRT_HALF = -4.833646656726457e-17
SQRT_TWO_PI = math.sqrt(2.0 * math.pi)
TWO_OVER_SQRT_PI = 2.0 / math.sqrt(math.pi)
FAR_LEFT = -37.0
FLAT = 64.0
"""From here on, exp(−x²/2) is 0 as a float."""


def _bell(x: Scalar, k: float = 1.0) -> Scalar:
    """exp(−k·x²), k a power of two; the square's rounding is put right."""
    number = number_behind(x)
    lost, bell = k * lost_in_square(number), exp(-k * x * x)
    return where(abs(lost) < 1.0, bell * (1.0 - lost), bell)  # where it is not, the bell is 0


def far_series(u: Scalar) -> Scalar:
    """−x·Φ(x)/φ(x) at −∞, u = 1/x²: the first terms, which from FAR_LEFT on are good to all digits."""
    return 1.0 - u * (1.0 - 3.0 * u * (1.0 - 5.0 * u * (1.0 - 7.0 * u * (1.0 - 9.0 * u * (1.0 - 11.0 * u)))))


def _share_below(x: Scalar, erfc: Callable[[Scalar], Scalar], exp: Callable[[Scalar], Scalar]) -> Scalar:
    """Φ(x), the share of the normal distribution below `x`: erfc(−x/√2)/2, the argument's rounding put right."""
    argument = -SQRT_HALF * x
    lost = lost_in_product(-SQRT_HALF, x) - REST_OF_SQRT_HALF * x
    return 0.5 * (erfc(argument) - lost * TWO_OVER_SQRT_PI * exp(-argument * argument))


def _gelu_far_left(x: Scalar) -> Scalar:
    """x·Φ(x) where Φ(x) is subnormal, though the product is not."""
    root = _bell(x, 0.25)
    return -(far_series(1.0 / (x * x)) / SQRT_TWO_PI * root) * root


def _gelu_formula(x: Scalar) -> Scalar:
    return where(
        x > FAR_LEFT,
        lambda: where(x >= FLAT, x, lambda: x * _share_below(x, erfc, exp)),
        lambda: _gelu_far_left(x),
    )


@written_as(_gelu_formula)
def _gelu(x: float) -> float:
    result: float = x * _share_below(x, math.erfc, math.exp) if FAR_LEFT < x < FLAT else _gelu_formula(x)
    return result


def _gelu_slope_formula(x: Scalar, y: Scalar) -> Scalar:
    """Φ(x) + x·φ(x), where Φ(x) is y/x too."""
    return where(
        x <= FAR_LEFT,
        lambda: where(equal(x, -math.inf), 0.0, lambda: _gelu_slope_far_left(x, y)),
        lambda: where(x >= FLAT, 1.0, lambda: _gelu_slope_nearer(x, y)),
    )


def _gelu_slope_far_left(x: Scalar, y: Scalar) -> Scalar:
    root = _bell(x, 0.25)
    return y / x + (x / SQRT_TWO_PI * root) * root


def _gelu_slope_nearer(x: Scalar, y: Scalar) -> Scalar:
    share = where(x < -1.0, lambda: y / x, lambda: 0.5 * erfc(-SQRT_HALF * x))
    return share + x / SQRT_TWO_PI * _bell(x, 0.5)


@beside_formula(_gelu_slope_formula)
def _gelu_slope(x: float, y: float) -> float:
    if not FAR_LEFT < x < FLAT:
        return float(_gelu_slope_formula(x, y))
    share = y / x if x < -1.0 else 0.5 * math.erfc(-SQRT_HALF * x)
    bell: float = math.exp(-0.5 * x * x) * (1.0 - 0.5 * lost_in_square(x))
    return share + x / SQRT_TWO_PI * bell


erf = primitive("erf", math.erf, (lambda x, y: TWO_OVER_SQRT_PI * _bell(x),), latex=r"\operatorname{{erf}}({0})")
erfc: Primitive = primitive(
    "erfc", math.erfc, (lambda x, y: -TWO_OVER_SQRT_PI * _bell(x),), latex=r"\operatorname{{erfc}}({0})"
)
gelu = primitive(
    "gelu",
    _gelu,
    (_gelu_slope,),
    symbol="GELU",
    latex=r"\operatorname{{GELU}}({0})",
    accuracy="derivative: of the sum of its terms' sizes, which cancel at the minimum, x = −0.752",
    definition=lambda x: x * (0.5 * erfc(-SQRT_HALF * x)),
)


def _mish_slope_to_the_right(x: Scalar) -> Scalar:
    power = softplus(x)
    return tanh(power) + x * sigmoid(x) * (4.0 * sigmoid(2.0 * power) * sigmoid(-2.0 * power))


mish = primitive(
    "mish",
    lambda x: where(x > TINY_POWER, lambda: x * tanh(softplus(x)), lambda: times_exponential(x, x)),
    (
        lambda x, y: where(
            x > TINY_POWER,
            lambda: where(equal(x, math.inf), 1.0, lambda: _mish_slope_to_the_right(x)),
            lambda: times_exponential(1.0 + x, x),
        ),
    ),
    symbol="Mish",
    latex=r"\operatorname{{Mish}}({0})",
    accuracy="derivative: of the sum of its terms' sizes, which cancel at the minimum, x = −1.192",
    definition=lambda x: x * tanh(softplus(x)),
)
