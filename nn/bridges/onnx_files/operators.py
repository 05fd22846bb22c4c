"""Operations of the table and operators of ONNX, in one table that is read both ways.

onnxruntime computes less in 64 bits than in 32: what it lacks there is put together from what it has, and what cannot
be, such as `erf` and `atan`, is refused in 64 bits.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any, Final, Literal, TypeAlias

from autograd import PRIMITIVES, Primitive
from autograd.primitives.activations import gelu, mish, sigmoid, silu, softplus
from autograd.primitives.piecewise import absolute, elu, hardtanh, leaky_relu, maximum, minimum, relu, sign, step
from nn.bridges.onnx_files.terms import Application, Input, Kernels, Term, canonical, terms_of
from nn.models.activations import activation_row

__all__ = ["DEFAULTS", "KERNELS", "MOST_OPERATORS", "Precision", "Spellings", "written"]

Precision: TypeAlias = Literal["float64", "float32"]

MOST_OPERATORS: Final = 100
"""No activation takes as many."""

Function: TypeAlias = Callable[..., float]


def _value(name: str) -> Function:
    return PRIMITIVES[name].value


def _operator(name: str) -> Callable[..., Term]:
    def applied(*operands: Term | float) -> Term:
        return next(each for each in operands if isinstance(each, Term)).node(name, *operands)

    return applied


def _with_alpha(name: str) -> Callable[[Term, float], Term]:
    return lambda x, alpha: x.node(name, x, alpha=alpha)


OPERATORS: Final[dict[Function, str]] = {
    sigmoid.value: "Sigmoid",
    math.tanh: "Tanh",
    relu.value: "Relu",
    absolute.value: "Abs",
    sign.value: "Sign",
    math.exp: "Exp",
    math.log: "Log",
    math.sqrt: "Sqrt",
    math.sin: "Sin",
    maximum.value: "Max",
    minimum.value: "Min",
    _value("pow"): "Pow",
    _value("floor"): "Floor",
    _value("ceil"): "Ceil",
    _value("detach"): "Identity",
}
"""What onnxruntime computes in 64 bits and in 32."""

ONLY_IN_32_BITS: Final[dict[Function, Callable[..., Term]]] = {
    softplus.value: _operator("Softplus"),
    silu.value: lambda x: x * x.node("Sigmoid", x),  # of which onnxruntime 1.17 makes one operator, in 32 bits alone
    elu.value: _with_alpha("Elu"),
    leaky_relu.value: _with_alpha("LeakyRelu"),
    math.erf: _operator("Erf"),
    math.cos: _operator("Cos"),
    math.tan: _operator("Tan"),
    math.asin: _operator("Asin"),
    math.acos: _operator("Acos"),
    math.atan: _operator("Atan"),
    math.sinh: _operator("Sinh"),
    math.cosh: _operator("Cosh"),
    math.asinh: _operator("Asinh"),
    math.acosh: _operator("Acosh"),
    math.atanh: _operator("Atanh"),
}

ONLY_IN_NEWER: Final[dict[Function, Callable[..., Term]]] = {
    mish.value: _operator("Mish"),
    gelu.value: _operator("Gelu"),
}
"""What came after the version of the operators that is written."""

LN_2, LN_10 = math.log(2.0), math.log(10.0)


def _exp(x: Term) -> Term:
    return x.node("Exp", x)


def _log(x: Term) -> Term:
    return x.node("Log", x)


def _sqrt(x: Term) -> Term:
    return x.node("Sqrt", x)


def _cosine(x: Term) -> Term:
    return x.node("Sin", x + 0.5 * math.pi)  # onnxruntime 1.17 has no other in 64 bits


COMPOSED: Final[dict[Function, Callable[..., Term]]] = {
    softplus.value: lambda x: x.node("Relu", x) + _log(1.0 + _exp(-abs(x))),
    _value("logsigmoid"): lambda x: -Term.apply_primitive(softplus, [-x]),
    silu.value: lambda x: x / (1.0 + _exp(-x)),
    mish.value: lambda x: x * x.node("Tanh", Term.apply_primitive(softplus, [x])),
    gelu.value: lambda x: x * (0.5 * (1.0 + Term.apply_primitive(PRIMITIVES["erf"], [x / math.sqrt(2.0)]))),
    math.erfc: lambda x: 1.0 - Term.apply_primitive(PRIMITIVES["erf"], [x]),
    step.value: lambda x: (x > 0.0).where(1.0, 0.0),
    elu.value: lambda x, a: (x > 0.0).where(x, a * (_exp(x) - 1.0)),
    leaky_relu.value: lambda x, a: (x > 0.0).where(x, a * x),
    _value("clamp"): lambda x, low, high: x.node("Min", x.node("Max", x, low), high),
    hardtanh.value: lambda x: x.node("Min", x.node("Max", x, -1.0), 1.0),
    _value("cbrt"): lambda x: x.node("Sign", x) * abs(x) ** (1.0 / 3.0),
    _value("exp2"): lambda x: 2.0**x,
    math.expm1: lambda x: _exp(x) - 1.0,
    math.log1p: lambda x: _log(1.0 + x),
    math.log2: lambda x: _log(x) / LN_2,
    math.log10: lambda x: _log(x) / LN_10,
    math.cos: _cosine,
    math.tan: lambda x: x.node("Sin", x) / _cosine(x),
    math.sinh: lambda x: 0.5 * (_exp(x) - _exp(-x)),
    math.cosh: lambda x: 0.5 * (_exp(x) + _exp(-x)),
    math.asinh: lambda x: x.node("Sign", x) * _log(abs(x) + _sqrt(x * x + 1.0)),
    math.acosh: lambda x: _log(x + _sqrt(x - 1.0) * _sqrt(x + 1.0)),
    math.atanh: lambda x: 0.5 * _log((1.0 + x) / (1.0 - x)),
}
"""What the standard has no operator for, or onnxruntime none in 64 bits, and what is shorter than a row's formula."""

IN_BOTH: Final = {**COMPOSED, **{function: _operator(name) for function, name in OPERATORS.items()}}
KERNELS: Final[dict[str, Kernels]] = {"float64": IN_BOTH, "float32": {**IN_BOTH, **ONLY_IN_32_BITS}}
NEWER: Final = {**KERNELS["float32"], **ONLY_IN_NEWER}

ALSO: Final[tuple[tuple[str, Callable[[Term], Term]], ...]] = (
    ("relu", lambda x: x.node("Max", x, 0.0)),
    ("hardtanh", lambda x: x.node("Clip", x, -1.0, 1.0)),
    ("gelu", lambda x: (x * (1.0 + x.node("Erf", x / math.sqrt(2.0)))) * 0.5),
    ("step", lambda x: x.node("Cast", x > 0.0)),
    ("sigmoid", lambda x: 1.0 / (1.0 + _exp(-x))),
    (
        "softplus",
        lambda x: (x > 20.0).where(x, x.node("Softplus", x)),
    ),  # PyTorch, which leaves out what is below 2.1e-9
)
"""What other programs write."""

DEFAULTS: Final[dict[str, dict[str, float]]] = {"Elu": {"alpha": 1.0}, "LeakyRelu": {"alpha": 0.01}}
"""The attributes of operators that the table knows, as they are where a file does not say."""


def written(activation: str, precision: Precision) -> Term:
    """An activation as it is written to a file of that precision.

    Raises:
        ValueError: where there is nothing that computes it.
    """
    row = activation_row(activation)
    if row is None:
        return Input(KERNELS[precision])
    try:
        return terms_of(row, KERNELS[precision])[0]
    except ValueError as error:
        if precision == "float64" and _is_in(KERNELS["float32"], row):
            raise ValueError(f'onnxruntime has no {activation} in 64 bits: write precision="float32"') from None
        raise ValueError(f"no operators of ONNX make up {activation}: {error}") from None


def _is_in(kernels: Kernels, row: Primitive) -> bool:
    try:
        terms_of(row, kernels)
    except ValueError:
        return False
    return True


class Spellings:
    """Each activation of the table, by all that it may be in a file.

    Args:
        code: how `struct` packs a number of the file.

    Attributes:
        operators: those that activations are made of.

    >>> x = Input(KERNELS["float32"])
    >>> known = Spellings("f")
    >>> known.recognized(x * x.node("Sigmoid", x)), known.recognized(x * x), known.recognized(x + x)
    ('silu', 'square', None)
    """

    def __init__(self, code: str) -> None:
        self._code = code
        self._names: dict[Any, str] = {}
        self.operators: set[str] = set()
        for name, term in _all_spellings():
            self._names.setdefault(canonical(term, code), name)
            self.operators |= _operators_in(term)

    def recognized(self, term: Term) -> str | None:
        """The activation that a term of the file computes; None where it is none."""
        return self._names.get(canonical(term, self._code))


def _all_spellings() -> Iterator[tuple[str, Term]]:
    yield "linear", Input(NEWER)
    for kernels in (NEWER, *KERNELS.values()):
        for row in PRIMITIVES.values():
            is_activation = not any(row.vectors) and row.arity - len(row.defaults) == 1
            if is_activation and _is_in(kernels, row):
                yield from ((row.name, term) for term in terms_of(row, kernels))
    for name, spelling in ALSO:
        yield name, spelling(Input(NEWER))


def _operators_in(term: Term) -> set[str]:
    if not isinstance(term, Application):
        return set()
    return {term.operator}.union(*map(_operators_in, term.operands))
