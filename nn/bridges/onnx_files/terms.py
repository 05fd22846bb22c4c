"""An activation as ONNX computes it: one more interpreter of the algebra that the table's rows are written in.

A `Term` stands where a formula expects a number. Operators make larger terms of it; an operation of the table becomes
an operator of ONNX where there is one for its function, and otherwise the term of its own formula.

>>> from nn.bridges.onnx_files.operators import KERNELS
>>> x = Input(KERNELS["float64"])
>>> abs(x) + 1.0
Add(Abs(X), 1.0)
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn, TypeAlias

from autograd import Primitive
from autograd.algebra import formula_of
from autograd.primitive import Scalar

__all__ = ["Application", "Input", "Kernels", "Number", "Term", "as_term", "canonical", "terms_of"]

Kernels: TypeAlias = Mapping[Callable[..., float], Callable[..., "Term"]]
"""What computes a function, by the function itself: two rows of one name have two functions."""

COMMUTATIVE: Final = frozenset({"Add", "Mul", "Max", "Min", "And", "Or"})


class Term:
    """A number that depends on the input of an activation, or a condition on it."""

    kernels: Kernels
    size: int
    """How many operators it takes, each counted as often as it is written."""

    def node(self, operator: str, *operands: Scalar, **attributes: float) -> Term:
        """An operator of ONNX on terms and numbers."""
        return Application(
            operator, tuple(as_term(each, self) for each in operands), tuple(attributes.items()), self.kernels
        )

    def __add__(self, other: Scalar) -> Term:
        return self.node("Add", self, other)

    def __radd__(self, other: Scalar) -> Term:
        return self.node("Add", other, self)

    def __sub__(self, other: Scalar) -> Term:
        return self.node("Sub", self, other)

    def __rsub__(self, other: Scalar) -> Term:
        return self.node("Sub", other, self)

    def __mul__(self, other: Scalar) -> Term:
        return self.node("Mul", self, other)

    def __rmul__(self, other: Scalar) -> Term:
        return self.node("Mul", other, self)

    def __truediv__(self, other: Scalar) -> Term:
        return self.node("Div", self, other)

    def __rtruediv__(self, other: Scalar) -> Term:
        return self.node("Div", other, self)

    def __pow__(self, other: Scalar) -> Term:
        return self.node("Pow", self, other)

    def __rpow__(self, other: Scalar) -> Term:
        return self.node("Pow", other, self)

    def __neg__(self) -> Term:
        return self.node("Neg", self)

    def __abs__(self) -> Term:
        return self.node("Abs", self)

    def __lt__(self, other: Scalar) -> Term:
        return self.node("Less", self, other)

    def __le__(self, other: Scalar) -> Term:
        return self.node("LessOrEqual", self, other)

    def __gt__(self, other: Scalar) -> Term:
        return self.node("Greater", self, other)

    def __ge__(self, other: Scalar) -> Term:
        return self.node("GreaterOrEqual", self, other)

    def __and__(self, other: Scalar) -> Scalar:
        return (self if other else False) if isinstance(other, bool) else self.node("And", self, other)

    def __or__(self, other: Scalar) -> Scalar:
        return (True if other else self) if isinstance(other, bool) else self.node("Or", self, other)

    __rand__, __ror__ = __and__, __or__

    def where(self, a: Scalar, b: Scalar) -> Term:
        """`a` where this condition holds, otherwise `b`: ONNX computes both."""
        return self.node("Where", self, *(each() if callable(each) else each for each in (a, b)))

    def copysign(self, size: float) -> Term:
        """The number `size` with the sign of this one, 0 counting as positive."""
        return (self < 0.0).where(-size, size)

    def __bool__(self) -> NoReturn:
        raise TypeError("it asks which of two ways to go, and ONNX has no answer while a file is written")

    @staticmethod
    def apply_primitive(primitive: Primitive, operands: Sequence[Scalar]) -> Term:
        """A formula of the table calls an operation; `Primitive.__call__` finds this method as it finds Value's."""
        first = next(each for each in operands if isinstance(each, Term))
        left_out = primitive.defaults[len(operands) - primitive.arity + len(primitive.defaults) :]
        kernel = first.kernels.get(primitive.value)
        formula = formula_of(primitive.value) if kernel is None else kernel
        return as_term(formula(*operands, *left_out), first)


@dataclass(frozen=True)
class Input(Term):
    """What the activation is applied to."""

    kernels: Kernels = field(compare=False)
    size = 0

    def __repr__(self) -> str:
        return "X"


@dataclass(frozen=True)
class Number(Term):
    """A number that is the same for all samples."""

    value: float
    kernels: Kernels = field(compare=False)
    size = 0

    def __repr__(self) -> str:
        return repr(self.value)


@dataclass(frozen=True)
class Application(Term):
    """An operator of ONNX on its operands, with the attributes that are not as by default."""

    operator: str
    operands: tuple[Term, ...]
    attributes: tuple[tuple[str, float], ...]
    kernels: Kernels = field(compare=False)
    size: int = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "size", 1 + sum(operand.size for operand in self.operands))

    def __repr__(self) -> str:
        parts = [*map(repr, self.operands), *(f"{name}={value!r}" for name, value in self.attributes)]
        return f"{self.operator}({', '.join(parts)})"


def as_term(given: Scalar, beside: Term) -> Term:
    """A term as it is, and a number as one that stands beside another term."""
    if isinstance(given, Term):
        return given
    if not isinstance(given, (int, float)):
        raise TypeError(f"it makes {type(given).__name__} of a number")
    return Number(float(given), beside.kernels)


def terms_of(row: Primitive, kernels: Kernels) -> list[Term]:
    """What a row of the table is in ONNX: its operator, or what its formula is made of; then its definition.

    Raises:
        ValueError: for a row of which neither can be told; the message says what it did.
    """
    definition = [row.definition] if row.definition else []
    tried = [_traced(formula, kernels) for formula in (lambda x: Term.apply_primitive(row, [x]), *definition)]
    found = [term for term in tried if isinstance(term, Term)]
    if not found:
        raise ValueError(str(tried[0]))
    return found


def _traced(formula: Callable[[Term], Scalar], kernels: Kernels) -> Term | Exception:
    """The term that a formula makes of its input, or what went wrong."""
    x = Input(kernels)
    try:
        return as_term(formula(x), x)
    except Exception as error:  # a formula may raise anything when it is not given numbers
        return error


def canonical(term: Term, code: str) -> Any:
    """The same for two terms that ONNX computes alike.

    Args:
        term: the term.
        code: how `struct` packs a number of the file that it stands in; attributes always have 32 bits.
    """
    if isinstance(term, Number):
        return repr(_rounded(term.value, code))
    if not isinstance(term, Application):
        return "X"
    operands = [canonical(operand, code) for operand in term.operands]
    ordered = sorted(operands, key=repr) if term.operator in COMMUTATIVE else operands
    return (term.operator, *ordered, *((name, _rounded(number, "f")) for name, number in term.attributes))


def _rounded(number: float, code: str) -> float:
    try:
        rounded: float = struct.unpack(f"<{code}", struct.pack(f"<{code}", number))[0]
    except OverflowError:
        return math.copysign(math.inf, number)
    return rounded
