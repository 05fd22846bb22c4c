"""Sums with something negative in them, as the differences that they are: 2·x² − 4·x, not 2·x² + (−4·x).

Nothing is computed anew: a − b and a + (−b) are the same float, and a − (−b) and a + b.
"""

from __future__ import annotations

from functools import reduce

from autograd import PRIMITIVES
from viz.formulas.term import MOST_TERMS, Application, Operand, Term, as_term, walked_operands
from viz.formulas.tidying import negated
from viz.formulas.walks import Walk, run

__all__ = ["with_differences"]


def with_differences(term: Term) -> Term:
    """The same formula, a difference where a summand starts with a minus.

    >>> from viz.formulas.term import Name, Number
    >>> x, y = Name("x"), Name("y")
    >>> with_differences(x + -3.0 * y) == x - 3.0 * y, with_differences(x - Number(-3.0)) == x + 3.0
    (True, True)
    """
    return run(_with_differences(term))


def _with_differences(term: Term) -> Walk[Term]:
    if not isinstance(term, Application):
        return term
    operands: list[Operand] = yield from walked_operands(term, _with_differences)
    found = Application(term.primitive, tuple(operands))
    if term.primitive is PRIMITIVES["dot"] and len(found.scalars) <= 2 * MOST_TERMS + 1 and term.primitive.definition:
        opened: Term = yield _with_differences(as_term(term.primitive.definition(*operands)))
        return opened
    if term.primitive is PRIMITIVES["sum"] and 0 < len(found.scalars) <= MOST_TERMS:
        return reduce(_added, found.scalars)
    if term.primitive is PRIMITIVES["add"]:
        return _added(*found.scalars)
    if term.primitive is PRIMITIVES["sub"]:
        opposite = _opposite(found.scalars[1])
        return found if opposite is None else found.scalars[0] + opposite
    return found


def _added(a: Term, b: Term) -> Term:
    opposite = _opposite(b)
    return a + b if opposite is None else a - opposite


def _opposite(term: Term) -> Term | None:
    """What follows the minus that a term starts with: its own, or that of its first factor."""
    opposite = negated(term)
    if opposite is not None or not isinstance(term, Application):
        return opposite
    if term.primitive not in (PRIMITIVES["mul"], PRIMITIVES["div"]):
        return None
    first, second = term.scalars
    opposite = _opposite(first)
    return None if opposite is None else Application(term.primitive, (opposite, second))
