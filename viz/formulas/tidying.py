"""Ones, zeros and signs: what nobody writes down on the blackboard.

>>> x, y = Name("x"), Name("y")
>>> tidied(1.0 * x + y * -1.0) == x - y, tidied(x * (1.0 / y)) == x / y, tidied(0.0 * x - -y) == y
(True, True, True)
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

from autograd import PRIMITIVES
from viz.formulas.term import MOST_TERMS, Application, Name, Number, Term, as_term, walked_operands
from viz.formulas.walks import Walk, run

__all__ = ["negated", "tidied"]

_ONE, _ZERO, _NOTHING = Number(1.0), Number(0.0), Name("")


def tidied(term: Term) -> Term:
    """The same formula without factors of 1, summands of 0, double signs and sums of numbers.

    Short sums become additions, a weighted sum its products, and a loss with a number as its target what is left of it.
    """
    return run(_tidied(term))


def _tidied(term: Term) -> Walk[Term]:
    if not isinstance(term, Application):
        return term
    operands = yield from walked_operands(term, _tidied)
    tidy = Application(term.primitive, tuple(operands))
    if _is_opened(tidy) and tidy.primitive.definition is not None:
        opened: Term = yield _tidied(as_term(tidy.primitive.definition(*operands)))
        return opened
    if tidy.primitive is PRIMITIVES["sum"] and len(tidy.scalars) <= MOST_TERMS:
        return reduce(_add, tidy.scalars, as_term(0.0))
    rule = _RULES.get(term.primitive.name)
    return rule(*tidy.scalars) if rule else tidy


def negated(term: Term) -> Term | None:
    """What follows the minus sign of a term that starts with one; None for another term."""
    if isinstance(term, Number) and term.value < 0.0:
        return Number(-term.value)
    return term.scalars[0] if isinstance(term, Application) and term.primitive is PRIMITIVES["neg"] else None


def _is_opened(term: Application) -> bool:
    if term.primitive is PRIMITIVES["dot"]:
        return len(term.scalars) <= 2 * MOST_TERMS + 1
    is_of_scalars = not any(term.primitive.vectors)
    return is_of_scalars and any(isinstance(operand, Number) for operand in term.scalars)


def _add(a: Term, b: Term) -> Term:
    if isinstance(a, Number) and isinstance(b, Number):
        return Number(a.value + b.value)
    if _ZERO in (a, b):
        return b if a == _ZERO else a
    opposite = negated(b)
    if opposite is not None:
        return _sub(a, opposite)
    opposite = negated(a)
    return a + b if opposite is None else b - opposite


def _sub(a: Term, b: Term) -> Term:
    if isinstance(a, Number) and isinstance(b, Number):
        return Number(a.value - b.value)
    if a == b:
        return _ZERO
    if _ZERO in (a, b):
        return _neg(b) if a == _ZERO else a
    opposite = negated(b)
    return a - b if opposite is None else _add(a, opposite)


def _mul(a: Term, b: Term) -> Term:
    if isinstance(a, Number) and isinstance(b, Number):
        return Number(a.value * b.value)
    if _ZERO in (a, b):
        return _ZERO
    opposite = negated(a)
    if opposite is not None:
        return _neg(_mul(opposite, b))
    opposite = negated(b)
    return _neg(_mul(a, opposite)) if opposite is not None else _mul_positive(a, b)


def _mul_positive(a: Term, b: Term) -> Term:
    for one, other in ((a, b), (b, a)):
        over, under = _parts(one, "div")
        if _ONE in (one, over):
            return other if one == _ONE else _div(other, under)
    coefficient, rest = _parts(b, "mul")
    if isinstance(coefficient, Number):  # numbers first
        return _mul(_mul(coefficient, a), rest)
    return b * a if isinstance(b, Number) else a * b


def _div(a: Term, b: Term) -> Term:
    if a == _ZERO or b == _ONE:
        return a
    opposite = negated(a)
    if opposite is not None:
        return _neg(_div(opposite, b))
    opposite = negated(b)
    return a / b if opposite is None else _neg(_div(a, opposite))


def _neg(a: Term) -> Term:
    if isinstance(a, Number):
        return Number(-a.value)
    opposite = negated(a)
    if opposite is not None:
        return opposite
    left, right = _parts(a, "sub")
    return -a if left is _NOTHING else _sub(right, left)


def _pow(a: Term, b: Term) -> Term:
    return _ONE if b == _ZERO else a if b == _ONE else a**b


def _parts(term: Term, name: str) -> tuple[Term, Term]:
    """The two operands of a term that is the operation of this name; otherwise nothing, twice."""
    if isinstance(term, Application) and term.primitive is PRIMITIVES[name]:
        left, right = term.scalars
        return left, right
    return _NOTHING, _NOTHING


_RULES: dict[str, Callable[..., Term]] = {
    "add": _add,
    "sub": _sub,
    "mul": _mul,
    "div": _div,
    "neg": _neg,
    "pow": _pow,
}
