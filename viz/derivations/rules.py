"""The rules that bring a formula into the slides' form: few, named, and each use of one checked with numbers.

A rule says what it does; whether it did it right is for `is_verified` to find out, at random points. What is not
verified is not shown.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from autograd import PRIMITIVES
from autograd.primitives.activations import sigmoid, tanh
from viz.derivations.polynomials import (
    cancelled,
    collected,
    common_factors,
    factors,
    in_order,
    length,
    product,
    sum_of,
    summands,
)
from viz.formulas.latex import read_template
from viz.formulas.term import Application, Name, Number, Term, evaluated, names_in, replaced, walked_operands
from viz.formulas.tidying import negated, tidied
from viz.formulas.typesetting import Layout, words
from viz.formulas.walks import Walk, run

__all__ = ["FACTOR_RULES", "SUM_RULES", "Definitions", "Rule", "RuleStep", "is_verified", "rewritten"]

Definitions: TypeAlias = Mapping[Name, Term]
"""What the names in a formula stand for, where that is known; each name before those that it is defined by."""

_TRIES, _FEWEST = 30, 5  # random points, and how many of them must be in the formulas' domain


@dataclass(frozen=True)
class Rule:
    """One way to write a formula differently.

    Attributes:
        name: what the rule says, as it is shown beside the step.
        rewrite: the formula after the rule; the same formula where there is nothing for it to do.
    """

    name: Layout
    rewrite: Callable[[Term, Definitions], Term]


@dataclass(frozen=True)
class RuleStep:
    """A formula, and the name of the rule that it comes from; None for one that is given."""

    rule: Layout | None
    term: Term


def rewritten(term: Term, rules: Sequence[Rule], definitions: Definitions) -> list[RuleStep]:
    """What becomes of a formula by some rules, each applied once, in their order; only verified steps."""
    steps: list[RuleStep] = []
    for rule in rules:
        after = rule.rewrite(term, definitions)
        is_new = in_order(after) != in_order(term)  # more than parentheses that nobody sees in a product
        if is_new and is_verified(term, after, definitions):
            steps.append(RuleStep(rule.name, after))
            term = after
    return steps


def is_verified(before: Term, after: Term, definitions: Definitions) -> bool:
    """Whether two formulas have the same value, to rounding: at the numbers that the names have, and at random points.

    At random points, a name with a definition gets the number that its definition has there.

    >>> x = Name("x")
    >>> is_verified(x * x, x**2.0, {}), is_verified(x * x, x**3.0, {})
    (True, False)
    """
    names = dict.fromkeys([*names_in(before), *names_in(after)])
    defined = {name: meaning for name, meaning in definitions.items() if name in names}
    names.update(dict.fromkeys(name for term in defined.values() for name in names_in(term)))
    try:
        if not _agree(before, after, {name.label: name.sample for name in names}, smallest=0.0):
            return False
    except (ArithmeticError, ValueError):
        return False
    chance = random.Random(0)
    compared = 0
    for _ in range(_TRIES):
        try:
            agreement = _agree(before, after, _point(list(names), defined, chance), smallest=1e-9)
        except (ArithmeticError, ValueError):
            continue  # outside the domain
        if not agreement:
            return False
        compared += 1
    return compared >= _FEWEST


def _agree(before: Term, after: Term, numbers: Mapping[str, float], *, smallest: float) -> bool:
    return math.isclose(evaluated(before, numbers), evaluated(after, numbers), rel_tol=1e-6, abs_tol=smallest)


def _point(names: Sequence[Name], defined: Definitions, chance: random.Random) -> dict[str, float]:
    """A number for each name, near its own, from 0 to 1, or from −2 to 2; and for those defined, what follows."""
    kind = chance.randrange(3)
    numbers: dict[str, float] = {}
    for name in names:
        near = name.sample + chance.uniform(-0.1, 0.1) * max(abs(name.sample), 0.1)
        numbers[name.label] = near if kind == 0 else chance.random() if kind == 1 else chance.uniform(-2.0, 2.0)
    for name in reversed(list(defined)):
        numbers[name.label] = evaluated(defined[name], numbers)
    return numbers


def _everywhere(rewrite: Callable[[Application], Term]) -> Callable[[Term, Definitions], Term]:
    """A rule that rewrites every part of a formula, the innermost first."""

    def walk(term: Term) -> Walk[Term]:
        if not isinstance(term, Application):
            return term
        return rewrite(Application(term.primitive, tuple((yield from walked_operands(term, walk)))))

    return lambda term, _: run(walk(term))


def _complement(term: Application) -> Term:
    if term.primitive is PRIMITIVES["sigmoid"]:
        opposite = negated(term.scalars[0])
        if opposite is not None:
            return 1.0 - sigmoid(opposite)  # type: ignore[no-any-return]
    return term


def _slope_of_tanh(term: Application) -> Term:
    four, *logistic = factors(term)
    if four != Number(4.0) or len(logistic) != 2 or not isinstance(logistic[0], Application):
        return term
    two, *rest = factors(logistic[0].scalars[0])
    x = product(rest)
    is_slope = two == Number(2.0) and logistic == [sigmoid(2.0 * x), sigmoid(-(2.0 * x))]
    return 1.0 - tanh(x) ** 2.0 if is_slope else term


def _taken_apart(term: Application) -> Term:
    if term.primitive is PRIMITIVES["div"]:
        over, under = term.scalars
        if isinstance(over, Application) and over.primitive is PRIMITIVES["sub"] and over.scalars[1] == under:
            return over.scalars[0] / under - 1.0
    return term


def _partial_fractions(term: Application) -> Term:
    if term.primitive is PRIMITIVES["div"]:
        over, under = term.scalars
        u, complement = factors(under) if len(factors(under)) == 2 else (under, under)
        if isinstance(over, Application) and over.primitive is PRIMITIVES["sub"] and complement == 1.0 - u:
            first, v = over.scalars
            return (1.0 - v) / complement - v / u if first == u else term
    return term


def _named(term: Term, definitions: Definitions) -> Term:
    # A definition that comes down to a number or another name has no name for it to give back.
    meanings: dict[Term, Term] = {
        meaning: name for name, meaning in definitions.items() if isinstance(meaning, Application)
    }
    return tidied(replaced(term, meanings))


def _multiplied_out(term: Term, _: Definitions) -> Term:
    return sum_of([product(cancelled(factors(summand))) for summand in summands(term)])


def _like_terms(term: Term, _: Definitions) -> Term:
    together = collected(term)
    return together if length(together) < length(term) else term


def _factored_out(term: Term, _: Definitions) -> Term:
    products = [factors(summand) for summand in summands(term)]
    common = [part for part in common_factors(products) if not isinstance(part, Number)]
    if len(products) == 1 or not common:
        return term
    rests = []
    for parts in products:
        rest = list(parts)
        for part in common:
            rest.remove(part)
        rests.append(product(rest))
    return product([*common, sum_of(rests)])


FACTOR_RULES = (
    Rule(
        read_template(r"4 \cdot \sigma(2 \cdot x) \cdot \sigma(-2 \cdot x) = 1 - {{\tanh(x)}}^2", 0),
        _everywhere(_slope_of_tanh),
    ),
    Rule(read_template(r"\sigma(-z) = 1 - \sigma(z)", 0), _everywhere(_complement)),
    Rule(read_template(r"\frac{{u - s}}{{s}} = \frac{{u}}{{s}} - 1", 0), _everywhere(_taken_apart)),
    Rule(
        read_template(r"\frac{{u - v}}{{u (1 - u)}} = \frac{{1 - v}}{{1 - u}} - \frac{{v}}{{u}}", 0),
        _everywhere(_partial_fractions),
    ),
    Rule(words("by definition"), _named),
    Rule(words("multiplied out"), _multiplied_out),
    Rule(words("like terms"), _like_terms),
)
"""What brings one partial derivative into the slides' form."""

SUM_RULES = (
    Rule(words("multiplied out and cancelled"), _multiplied_out),
    Rule(words("like terms"), _like_terms),
    Rule(words("common factor"), _factored_out),
)
"""What brings a sum of products of partial derivatives into the slides' form."""
