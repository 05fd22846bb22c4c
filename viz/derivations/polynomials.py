r"""School algebra on terms: products, sums, and polynomials in whatever is neither.

| symbol     | meaning                                                                                       |
| ---------- | --------------------------------------------------------------------------------------------- |
| atom       | a term that is taken as a whole: a name, σ(z), or 1 − ŷ as a denominator                      |
| monomial   | atoms with their exponents, which may be negative: y·ŷ⁻¹                                      |
| polynomial | monomials with their coefficients                                                             |

>>> x, y = Name("x"), Name("y")
>>> collected(x + y + x) == 2.0 * x + y, collected((1.0 - y) * x - y * (1.0 - x)) == x - y
(True, True)
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import TypeAlias

from autograd import PRIMITIVES
from viz.formulas.term import Application, Name, Number, Term
from viz.formulas.tidying import negated, tidied
from viz.formulas.walks import Walk, each, run

__all__ = ["cancelled", "collected", "common_factors", "factors", "in_order", "length", "product", "sum_of", "summands"]

Monomial: TypeAlias = tuple[tuple[Term, int], ...]
Polynomial: TypeAlias = dict[Monomial, float]

_ALGEBRAIC = frozenset({"add", "sub", "mul", "neg", "div", "pow"})
_LARGEST_POWER, _MOST_MONOMIALS = 4, 40


def factors(term: Term) -> list[Term]:
    """The factors of a product, in order; a sign is a factor of −1.

    >>> factors(-(Name("a") * (Name("b") * Name("c"))))
    [Number(-1.0), Name('a'), Name('b'), Name('c')]
    """
    found: list[Term] = []
    waiting = [term]
    while waiting:
        part = waiting.pop()
        opposite = negated(part)
        if opposite is not None and opposite != Number(1.0):
            found.append(Number(-1.0))
            waiting.append(opposite)
        elif _is(part, "mul"):
            waiting += reversed(_operands(part))
        else:
            found.append(part)
    return found


def product(parts: Sequence[Term]) -> Term:
    """The product of some factors, tidied; 1 of none. A factor u stays beside a factor 1 − u."""
    grouped: list[Term] = []
    for part in parts:
        is_pair = bool(grouped) and part == 1.0 - grouped[-1]
        grouped[-1:] = [grouped[-1] * part] if is_pair else [*grouped[-1:], part]
    return tidied(reduce(lambda a, b: a * b, grouped)) if grouped else Number(1.0)


def summands(term: Term) -> list[Term]:
    """The summands of a sum, in order; what is subtracted has a minus sign.

    >>> summands(Name("a") - Name("b"))
    [Name('a'), Application(neg, (Name('b'),))]
    """
    found: list[Term] = []
    waiting = [(term, False)]
    while waiting:
        part, is_subtracted = waiting.pop()
        if _is(part, "add") or _is(part, "sub"):
            left, right = _operands(part)
            waiting += [(right, is_subtracted != _is(part, "sub")), (left, is_subtracted)]
        else:
            found.append(tidied(-part) if is_subtracted else part)
    return found


def sum_of(parts: Sequence[Term]) -> Term:
    """The sum of some summands, tidied, one without a minus sign first; 0 of none."""
    ordered = sorted(parts, key=lambda part: negated(part) is not None)
    return tidied(reduce(lambda a, b: a + b, ordered)) if ordered else Number(0.0)


def collected(term: Term) -> Term:
    """The term multiplied out, with like terms together; the term itself where that gets long."""
    polynomial = _polynomial(term)
    return term if polynomial is None else _written_out(polynomial)


def in_order(term: Term) -> Term:
    """A sum of products, each tidied, what is subtracted last: no rule has been applied, nothing multiplied out."""
    return sum_of([product(factors(summand)) for summand in summands(tidied(term))])


def cancelled(parts: Sequence[Term]) -> list[Term]:
    """The factors of a product, after those that stand in the denominators of another have been multiplied into it.

    >>> y, p, x = Name("y"), Name("p"), Name("x")
    >>> cancelled([(1.0 - y) / (1.0 - p) - y / p, p, 1.0 - p, x]) == [p - y, x]
    True
    """
    result: list[Term] | None = list(parts)
    while result is not None:
        parts, result = result, _once_cancelled(result)
    return [part for part in parts if part != Number(1.0)]


def _once_cancelled(result: list[Term]) -> list[Term] | None:
    """The factors after one has had the denominators of another multiplied into it; None where none can."""
    for place, part in enumerate(result):
        polynomial = _polynomial(part)
        if polynomial is None:
            continue
        denominators = {atom for monomial in polynomial for atom, exponent in monomial if exponent < 0}
        partners = [k for k, other in enumerate(result) if k != place and other in denominators]
        multiplied = _times(polynomial, {tuple((result[k], 1) for k in partners): 1.0})
        shorter = collected(_written_out(multiplied))
        if length(shorter) < length(product([part, *(result[k] for k in partners)])):
            rest = [other for k, other in enumerate(result) if k not in (place, *partners)]
            before = sum(k not in partners for k in range(place))
            return [*rest[:before], *factors(shorter), *rest[before:]]
    return None


def common_factors(products: Sequence[Sequence[Term]]) -> list[Term]:
    """The factors that several products share, as often as each of them has them.

    >>> a, b, c = Name("a"), Name("b"), Name("c")
    >>> common_factors([[a, b, a], [c, a, a]])
    [Name('a'), Name('a')]
    """
    common: list[Term] = []
    for part in products[0]:
        if all(list(parts).count(part) > common.count(part) for parts in products):
            common.append(part)
    return common


def length(term: Term) -> int:
    """How long a term is: how many operations and names are written in it.

    >>> length(Name("a") - 2.0 * Name("a"))
    4
    """
    found, waiting = 0, [term]
    while waiting:
        part = waiting.pop()
        found += isinstance(part, (Name, Application))
        waiting += _operands(part)
    return found


def _polynomial(term: Term) -> Polynomial | None:
    """The term as a polynomial; None if it has too many monomials."""
    return run(_collected(term))


def _collected(term: Term) -> Walk[Polynomial | None]:
    if isinstance(term, Number):
        return {(): term.value}
    if isinstance(term, Application) and term.primitive.name in _ALGEBRAIC:
        parts = yield from each(_collected, _operands(term))
        if any(part is None for part in parts):
            return None
        combined = _combined(term, [part for part in parts if part is not None])
        return combined if len(combined) <= _MOST_MONOMIALS else None
    return {((term, 1),): 1.0}


def _combined(term: Application, parts: list[Polynomial]) -> Polynomial:
    left, right = parts[0], parts[-1]
    combine = {
        "neg": lambda: _times(left, {(): -1.0}),
        "add": lambda: _plus(left, right),
        "sub": lambda: _plus(left, _times(right, {(): -1.0})),
        "mul": lambda: _times(left, right),
        "div": lambda: _times(left, _inverse(right, term.scalars[1])),
        "pow": lambda: _power(left, right, term),
    }
    return combine[term.primitive.name]()


def _power(base: Polynomial, power: Polynomial, term: Term) -> Polynomial:
    exponent = power.get((), 0.0)
    if set(power) <= {()} and exponent in range(_LARGEST_POWER + 1):
        return reduce(_times, [base] * int(exponent), {(): 1.0})
    return {((term, 1),): 1.0}


def _plus(left: Polynomial, right: Polynomial) -> Polynomial:
    """The sum; a monomial stays in the order in which it is known, if it is: y·x counts as x·y."""
    added = dict(left)
    for monomial, coefficient in right.items():
        is_known = monomial in added or len(monomial) < 2
        known = monomial if is_known else next((one for one in added if set(one) == set(monomial)), monomial)
        added[known] = added.get(known, 0.0) + coefficient
    return added


def _times(left: Polynomial, right: Polynomial) -> Polynomial:
    result: Polynomial = {}
    for one, a in left.items():
        for other, b in right.items():
            result = _plus(result, {_merged(one, other): a * b})
    return result


def _merged(one: Monomial, other: Monomial) -> Monomial:
    exponents: dict[Term, int] = {}
    for atom, exponent in (*one, *other):
        exponents[atom] = exponents.get(atom, 0) + exponent
    return tuple((atom, exponent) for atom, exponent in exponents.items() if exponent != 0)


def _inverse(polynomial: Polynomial, term: Term) -> Polynomial:
    if len(polynomial) == 1:
        [(monomial, coefficient)] = polynomial.items()
        if coefficient != 0.0:
            return {tuple((atom, -exponent) for atom, exponent in monomial): 1.0 / coefficient}
    return {((term, -1),): 1.0}


def _written_out(polynomial: Polynomial) -> Term:
    return sum_of([_term(monomial, coefficient) for monomial, coefficient in polynomial.items() if coefficient != 0.0])


def _term(monomial: Monomial, coefficient: float) -> Term:
    over = [atom if exponent == 1 else atom ** float(exponent) for atom, exponent in monomial if exponent > 0]
    under = [atom if exponent == -1 else atom ** float(-exponent) for atom, exponent in monomial if exponent < 0]
    quotient = product(over) / product(under) if under else product(over)
    return tidied(Number(coefficient) * quotient)


def _is(term: Term, name: str) -> bool:
    return isinstance(term, Application) and term.primitive is PRIMITIVES[name]


def _operands(term: Term) -> tuple[Term, ...]:
    return term.scalars if isinstance(term, Application) else ()
