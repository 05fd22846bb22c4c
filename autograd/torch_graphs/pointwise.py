"""PyTorch's operations on single entries, in rows of ours: under their ATen names, with the arguments that these have.

| letter | meaning                              |
| ------ | ------------------------------------ |
| x      | an operand                           |
| a, b   | two operands                         |
| c      | a condition: 0 where it does not hold |

Comparisons are part of the graph, by `step`: a picture shows them, and where a leaf is moved they come out anew.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from autograd import primitives as rows_of
from autograd.primitive import PRIMITIVES, Scalar
from autograd.torch_graphs.entries import Entries, each
from autograd.value import Value

__all__ = ["COPIES", "POINTWISE", "weighted_sum"]

_SAME_NAME = [
    "abs",
    "acos",
    "acosh",
    "asin",
    "asinh",
    "atan",
    "atan2",
    "atanh",
    "ceil",
    "cos",
    "cosh",
    "erf",
    "erfc",
    "exp",
    "exp2",
    "expm1",
    "floor",
    "hypot",
    "log",
    "log10",
    "log1p",
    "log2",
    "maximum",
    "minimum",
    "mish",
    "neg",
    "relu",
    "sigmoid",
    "sign",
    "silu",
    "sin",
    "sinc",
    "sinh",
    "sqrt",
    "tan",
    "tanh",
]


COPIES: Final = frozenset({"_to_copy", "clone", "convert_element_type", "copy", "lift_fresh_copy"})
"""They give the same numbers, perhaps of another kind."""


def weighted_sum(ws: Any, xs: Any, b: Scalar = None) -> Scalar:
    """Σ w·x, and + b where there is one: of one product and no b, that product.

    Args:
        ws: weights: a list or a vector.
        xs: as many inputs.
        b: the bias.
    """
    if b is not None:
        return rows_of.dot(ws, xs, b)
    return ws[0] * xs[0] if len(ws) == 1 else rows_of.dot(ws, xs)


def _add(a: Scalar, b: Scalar, *, alpha: float = 1) -> Scalar:
    """A + alpha·b; w·x + b is one node, as on the slides."""
    if alpha != 1:
        return a + alpha * b
    for product, bias in ((a, b), (b, a)):
        if _is_product(product) and not (isinstance(bias, Value) and bias.primitive):
            ws, xs = product.inputs
            return weighted_sum(ws, xs, bias)
    return a + b


def _is_product(entry: Scalar) -> bool:
    return isinstance(entry, Value) and entry.primitive is rows_of.dot and len(entry.inputs) == 2


def _power(x: Scalar, p: Scalar) -> Scalar:
    if isinstance(p, Value) or not isinstance(x, Value):
        return x**p
    if p == 2:
        return rows_of.square(x)
    return x if p == 1 else rows_of.sqrt(x) if p == 0.5 else 1.0 / x if p == -1 else x**p


def _quotient(a: Scalar, b: Scalar, *, rounding_mode: str | None = None) -> Scalar:
    if rounding_mode == "trunc":
        return _whole_part(a / b)
    return rows_of.floor(a / b) if rounding_mode == "floor" else a / b


def _whole_part(x: Scalar) -> Scalar:
    return rows_of.sign(x) * rows_of.floor(abs(x))


def _remainder_towards_0(a: Scalar, b: Scalar) -> Scalar:
    """With the sign of `a`, as C has it."""
    return rows_of.sign(a) * rows_of.mod(abs(a), abs(b))


def _is_above(a: Scalar, b: Scalar) -> Scalar:
    if not isinstance(b, Value) and b == 0:
        return rows_of.step(a)
    return rows_of.step(-b if not isinstance(a, Value) and a == 0 else a - b)


def _differs(a: Scalar, b: Scalar) -> Scalar:
    return rows_of.step(abs(a if not isinstance(b, Value) and b == 0 else a - b))


def _chosen(c: Scalar, a: Scalar, b: Scalar) -> Scalar:
    """What is chosen by a number is chosen once and for all."""
    return rows_of.select(c, a, b) if isinstance(c, Value) else a if c else b


def _clamped(x: Scalar, low: Scalar = None, high: Scalar = None) -> Scalar:
    if low is None:
        return rows_of.minimum(x, high)
    return rows_of.maximum(x, low) if high is None else rows_of.clamp(x, low, high)


def _hard_tanh(x: Scalar, low: float = -1.0, high: float = 1.0) -> Scalar:
    """With a derivative of 0 at −1, 1 and 0, as PyTorch has it."""
    if (low, high) == (-1, 1):
        return rows_of.hardtanh(x)
    return rows_of.minimum(rows_of.relu(x), high) if low == 0 else rows_of.clamp(x, low, high)


def _elu(x: Scalar, alpha: float = 1.0, scale: float = 1.0, input_scale: float = 1.0) -> Scalar:
    inner = x if input_scale == 1 else input_scale * x
    result = rows_of.elu(inner, alpha * input_scale)
    factor = scale / input_scale
    return result if factor == 1 else factor * result


def _gelu(x: Scalar, *, approximate: str = "none") -> Scalar:
    if approximate == "none":
        return rows_of.gelu(x)
    return 0.5 * x * (1.0 + rows_of.tanh(math.sqrt(2.0 / math.pi) * (x + 0.044715 * (x * x * x))))


def _softplus(x: Scalar, beta: float = 1.0, threshold: float = 20.0) -> Scalar:
    """Without PyTorch's threshold, beyond which it gives x itself: that is another number by up to e⁻²⁰."""
    return rows_of.softplus(x) if beta == 1 else rows_of.softplus(beta * x) / beta


def _same(x: Scalar, **options: Any) -> Scalar:
    """A copy, of another precision or in another place: the graph knows only one of each."""
    return x


_FUNCTIONS: Final[dict[str, Callable[..., Scalar]]] = {
    **{name: PRIMITIVES[name] for name in _SAME_NAME},
    "_to_copy": _same,
    "add": _add,
    "bitwise_and": lambda a, b: a * b,
    "bitwise_not": lambda c: 1.0 - c,
    "bitwise_or": rows_of.maximum,
    "bitwise_xor": lambda a, b: abs(a - b),
    "clamp": _clamped,
    "clamp_max": rows_of.minimum,
    "clamp_min": rows_of.maximum,
    "clone": _same,
    "convert_element_type": lambda x, dtype: x,
    "copy": lambda x, other, *is_waiting: other,
    "div": _quotient,
    "elu": _elu,
    "eq": lambda a, b: 1.0 - _differs(a, b),
    "fill": lambda x, value: value,
    "fmax": rows_of.maximum,
    "fmin": rows_of.minimum,
    "fmod": _remainder_towards_0,
    "frac": lambda x: x - _whole_part(x),
    "ge": lambda a, b: 1.0 - _is_above(b, a),
    "gelu": _gelu,
    "gt": _is_above,
    "hardtanh": _hard_tanh,
    "le": lambda a, b: 1.0 - _is_above(a, b),
    "leaky_relu": rows_of.leaky_relu,
    "lift_fresh_copy": _same,
    "logaddexp": lambda a, b: rows_of.logsumexp([a, b]),
    "logical_and": lambda a, b: a * b,
    "logical_not": lambda c: 1.0 - c,
    "logical_or": rows_of.maximum,
    "logical_xor": lambda a, b: abs(a - b),
    "lt": lambda a, b: _is_above(b, a),
    "masked_fill": lambda x, c, value: _chosen(c, value, x),
    "mul": lambda a, b: a * b,
    "ne": _differs,
    "pow": _power,
    "reciprocal": lambda x: 1.0 / x,
    "remainder": rows_of.mod,
    "rsqrt": lambda x: 1.0 / rows_of.sqrt(x),
    "rsub": lambda a, b, alpha=1: b - (a if alpha == 1 else alpha * a),
    "sgn": rows_of.sign,
    "softplus": _softplus,
    "square": rows_of.square,
    "sub": lambda a, b, *, alpha=1: a - (b if alpha == 1 else alpha * b),
    "trunc": _whole_part,
    "where": _chosen,
    "zero": lambda x: 0.0,
}


def _operation(function: Callable[..., Scalar], *operands: Any, **options: Any) -> Entries:
    return each(partial(function, **options), *operands)


def _log_sigmoid(self: Entries) -> tuple[Entries, None]:
    """With a buffer that only PyTorch's backward pass uses."""
    return each(rows_of.logsigmoid, self), None


POINTWISE: Final[dict[str, Callable[..., Any]]] = {
    **{name: partial(_operation, function) for name, function in _FUNCTIONS.items()},
    "log_sigmoid_forward": _log_sigmoid,
}
"""For each operation, what it does to `Entries` and numbers."""
