"""Formulas as data: numbers, names, and operations of the table on them.

A `Term` can stand where a partial of the table expects a number or a Value; what comes out is the partial's formula.

>>> from autograd import PRIMITIVES
>>> numerator, denominator, quotient = Name("a"), Name("b"), Name("y")
>>> PRIMITIVES["div"].partials[1](numerator, denominator, quotient)
Application(div, (Application(neg, (Name('y'),)), Name('b')))
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias, TypeVar

from autograd import PRIMITIVES, Primitive, Value, Vector
from autograd.graph import Change, number_used
from autograd.primitive import Scalar
from autograd.shared.showing import came
from viz.formulas.walks import Walk, each, run

__all__ = [
    "MOST_TERMS",
    "Application",
    "Name",
    "Number",
    "Operand",
    "Term",
    "as_term",
    "evaluated",
    "names_in",
    "replaced",
    "term_of",
    "walked_operands",
]

MOST_TERMS: Final = 6
"""Of a sum, and elements of a vector: of more, the first ones and the last are written, and the sum stays as it is."""


class Term:
    """A formula: a `Number`, a `Name` or an `Application`. Terms are equal when they are written the same."""

    def __add__(self, other: Scalar) -> Term:
        return _operation("add", self, other)

    def __radd__(self, other: Scalar) -> Term:
        return _operation("add", other, self)

    def __sub__(self, other: Scalar) -> Term:
        return _operation("sub", self, other)

    def __rsub__(self, other: Scalar) -> Term:
        return _operation("sub", other, self)

    def __mul__(self, other: Scalar) -> Term:
        return _operation("mul", self, other)

    def __rmul__(self, other: Scalar) -> Term:
        return _operation("mul", other, self)

    def __truediv__(self, other: Scalar) -> Term:
        return _operation("div", self, other)

    def __rtruediv__(self, other: Scalar) -> Term:
        return _operation("div", other, self)

    def __pow__(self, other: Scalar) -> Term:
        return _operation("pow", self, other)

    def __rpow__(self, other: Scalar) -> Term:
        return _operation("pow", other, self)

    def __neg__(self) -> Term:
        return _operation("neg", self)

    def __abs__(self) -> Term:
        return _operation("abs", self)

    def __float__(self) -> float:
        """The number at its names' samples, for a partial that asks which side of a branch it is on."""
        return evaluated(self, {name.label: name.sample for name in names_in(self)})

    def __lt__(self, other: Scalar) -> bool:
        return float(self) < float(other)

    def __le__(self, other: Scalar) -> bool:
        return float(self) <= float(other)

    def __gt__(self, other: Scalar) -> bool:
        return float(self) > float(other)

    def __ge__(self, other: Scalar) -> bool:
        return float(self) >= float(other)

    @staticmethod
    def apply_primitive(primitive: Primitive, operands: Sequence[Scalar]) -> Term:
        """`primitive` on `operands`, of which some may be numbers, or sequences of Terms and numbers."""
        return Application(
            primitive, tuple(tuple(map(as_term, o)) if isinstance(o, (list, tuple)) else as_term(o) for o in operands)
        )


@dataclass(frozen=True)
class Number(Term):
    """A number."""

    value: float

    def __repr__(self) -> str:
        return f"Number({self.value!r})"


@dataclass(frozen=True)
class Name(Term):
    """A name, and a number that it might stand for.

    A name may also stand for a whole vector.
    """

    label: str
    sample: float = field(default=0.5, compare=False)

    def __repr__(self) -> str:
        return f"Name({self.label!r})"


@dataclass(frozen=True, eq=False, repr=False)
class Application(Term):
    """A primitive on its operands, a vector operand being a tuple of Terms; an optional operand may be missing.

    It knows its hash from the start, and compares without recursion: a product of a thousand factors is as deep.
    """

    primitive: Primitive
    operands: tuple[Operand, ...]
    _hash: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash((self.primitive, self.operands)))

    @property
    def scalars(self) -> tuple[Term, ...]:
        """The operands, and those within vectors, in order."""
        return tuple(
            term for operand in self.operands for term in (operand if isinstance(operand, tuple) else (operand,))
        )

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        pairs: list[tuple[object, object]] = [(self, other)]
        while pairs:
            one, another = pairs.pop()
            if not isinstance(one, Application):
                if isinstance(another, Application) or one != another:
                    return False
            elif not isinstance(another, Application):
                return False
            elif one is not another:
                if one._hash != another._hash or one._shape() != another._shape():
                    return False
                pairs += zip(one.scalars, another.scalars)
        return True

    def _shape(self) -> tuple[object, ...]:
        return (self.primitive, *(len(o) if isinstance(o, tuple) else None for o in self.operands))

    def __repr__(self) -> str:
        return run(_representation(self))


Operand: TypeAlias = "Term | tuple[Term, ...]"
Result = TypeVar("Result")


def _representation(term: Term) -> Walk[str]:
    if not isinstance(term, Application):
        return repr(term)
    operands: list[str] = []
    for operand in term.operands:
        if isinstance(operand, tuple):
            elements = yield from each(_representation, operand)
            operands.append(f"({', '.join(elements)}{',' * (len(elements) == 1)})")
        else:
            operands.append((yield _representation(operand)))
    return f"Application({term.primitive.name}, ({', '.join(operands)}{',' * (len(operands) == 1)}))"


def walked_operands(term: Application, walk: Callable[[Term], Walk[Result]]) -> Walk[list[Result | tuple[Result, ...]]]:
    """The results of a walk over the operands of an operation, those over a vector's elements in a tuple."""
    results: list[Result | tuple[Result, ...]] = []
    for operand in term.operands:
        if isinstance(operand, tuple):
            results.append(tuple((yield from each(walk, operand))))
        else:
            results.append((yield walk(operand)))
    return results


def as_term(operand: Scalar) -> Term:
    """`operand` itself if it is a Term, otherwise a number."""
    return operand if isinstance(operand, Term) else Number(float(operand))


def _operation(name: str, *operands: Scalar) -> Term:
    return Application(PRIMITIVES[name], tuple(map(as_term, operands)))


def names_in(term: Term) -> list[Name]:
    """The names in a term, each once, in the order in which they are read.

    >>> names_in(Name("w") * Name("x") + Name("w"))
    [Name('w'), Name('x')]
    """
    found: dict[Name, None] = {}
    stack = [term]
    while stack:
        last = stack.pop()
        if isinstance(last, Name):
            found.setdefault(last)
        elif isinstance(last, Application):
            stack += reversed(last.scalars)
    return list(found)


def evaluated(term: Term, numbers: Mapping[str, float]) -> float:
    """The number that a term has when its names stand for these numbers.

    Raises:
        DomainError, OverflowError: where an operation has no value.

    >>> evaluated(2 * Name("x") + 1, {"x": 3.0})
    7.0
    """

    def walk(term: Term) -> Walk[float]:
        if isinstance(term, Number):
            return term.value
        if isinstance(term, Name):
            return numbers[term.label]
        if not isinstance(term, Application):
            raise TypeError(f"expected a Term, got {came(term)}")
        operands = yield from walked_operands(term, walk)
        return float(term.primitive(*operands))

    return run(walk(term))


def term_of(
    output: Value, name_of: Callable[[Value], str | None], changed: Mapping[Value, Change] | None = None
) -> Term:
    """The formula of a Value.

    Args:
        output: the Value; its own name is not asked for, unless it is a leaf.
        name_of: the name by which a Value below stands in the formula; None for one that stands as a number, or as
            what it was computed from.
        changed: Values that stand for another number than their present one.

    >>> x = Value(3.0, label="x")
    >>> term_of(2 * x, lambda value: value.label)
    Application(mul, (Number(2.0), Name('x')))
    """

    def number(value: Value) -> float:
        return number_used(value, changed or {})

    def mentioned(value: Value) -> Walk[Term]:
        name = name_of(value)
        if name is not None:
            return Name(name, number(value))
        term: Term = yield spelled_out(value)
        return term

    def spelled_out(value: Value) -> Walk[Term]:
        if value.primitive is None:
            name = name_of(value)
            return Number(number(value)) if name is None else Name(name, number(value))
        operands: list[Operand] = []
        for operand in value.inputs:
            if isinstance(operand, Vector):
                operands.append(tuple((yield from each(mentioned, operand))))
            else:
                operands.append((yield mentioned(operand)))
        return Application(value.primitive, tuple(operands))

    return run(spelled_out(output))


def replaced(term: Term, replacements: Mapping[Term, Term]) -> Term:
    """The term with other terms in place of some.

    >>> replaced(Name("x") + 1, {Name("x"): Number(2.0)})
    Application(add, (Number(2.0), Number(1.0)))
    """

    def walk(term: Term) -> Walk[Term]:
        if term in replacements:
            return replacements[term]
        if not isinstance(term, Application):
            return term
        return Application(term.primitive, tuple((yield from walked_operands(term, walk))))

    return run(walk(term))
