"""The wrong numbers that graphs invite, from the structure and the rows alone: the same for every graph.

A row's own mistakes, such as a denominator that is not squared, are those of the broken passes of `autograd.zoo`: they
are run on the one operation, at the numbers that were filled in.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate, count
from typing import TypeAlias

from autograd import Primitive, Value, Vector
from autograd.primitive import Scalar
from autograd.zoo import BUGS, Bug
from viz.classroom.exercises.blank import Entries, Mistake, Number, Place, Rule
from viz.classroom.exercises.exact import Argument, value_at
from viz.classroom.exercises.graph_rules import GraphRules, Use
from viz.classroom.exercises.misconceptions import MISCONCEPTIONS
from viz.formulas.term import Name, as_term
from viz.formulas.term import Number as NumberTerm
from viz.formulas.tidying import tidied

__all__ = ["gradient_mistakes", "is_one", "local_mistakes", "value_mistakes"]

Locals: TypeAlias = Callable[[Use, Entries], Number]
"""What somebody takes for the local derivative on an edge."""

_OF_ROWS = {bug: each.name for each in MISCONCEPTIONS.values() for bug in each.bugs if BUGS[bug].culprit}
_OF_ANY_ROW = ("forgotten_factor", "swapped", "sign")
"""Misconceptions that the structure tells of for every row: the zoo has them for one."""


def value_mistakes(rules: GraphRules, node: Value) -> Iterator[Mistake]:
    """Wrong values of a node."""
    primitive = node.primitive
    if primitive is None:
        return
    operands = node.operands

    def at(position: int) -> Rule:
        return lambda entries: rules.value(operands[position], entries)

    if len(operands) == 1 and primitive.precedence == _FUNCTION:
        yield Mistake("function_forgotten", at(0))
    if len(operands) > 1 and all(is_one(use) for use in _edges_into(node)):
        for operand in operands:
            yield Mistake("term_forgotten", _without(rules, node, operand))
    elif any(primitive.vectors):
        first, *others = node.inputs
        is_of_pairs = isinstance(first, Vector) and any(isinstance(other, Vector) for other in others)
        for k in range(len(first) if isinstance(first, Vector) and is_of_pairs else 0):
            yield Mistake("term_forgotten", _without_element(rules, node, k))
    elif len(operands) == 2 and primitive.precedence == _PRODUCT and primitive.commutative:
        yield Mistake("added_for_multiplied", lambda entries: sum(_scalars(rules, node, entries), Fraction(0)))
    elif len(operands) == 2 and not primitive.commutative and not any(operand.is_constant for operand in operands):
        yield Mistake("operands_exchanged", lambda e: value_at(primitive, _scalars(rules, node, e)[::-1]))
    yield Mistake("sign", lambda entries: -rules.value_worked_out(node, entries))


def local_mistakes(rules: GraphRules, use: Use) -> Iterator[Mistake]:
    """Wrong local derivatives on an edge."""
    for name, locals_ in _wrong_locals(rules, use):
        yield Mistake(name, lambda entries, locals_=locals_: locals_(use, entries))  # type: ignore[misc]


def gradient_mistakes(rules: GraphRules, node: Value) -> Iterator[Mistake]:
    """Wrong gradients of a node."""
    uses = rules.uses[node]
    if not uses:
        return
    if len(uses) > 1:
        yield Mistake("overwritten", lambda entries: rules.handed_on(node, entries)[-1])
        for k in range(len(uses) - 1):
            yield Mistake("one_path", lambda entries, k=k: rules.handed_on(node, entries)[k])  # type: ignore[misc]
    if any(use.node is not rules.output for use in uses):
        yield Mistake("chain_stopped", lambda entries: sum((rules.local(use, entries) for use in uses), Fraction(0)))
    yield Mistake("nothing_handed_on", lambda entries: Fraction(0))
    yield Mistake("sign", lambda entries: -rules.gradient_worked_out(node, entries))
    if any(len(rules.uses[use.node]) > 1 for use in uses):
        yield from _incomplete_above(rules, node)
    if all(Place("local", use.node.label or "", use.operand) in rules.asked for use in uses):
        wrong: dict[str, list[tuple[Use, Locals]]] = {"forgotten_factor": [(use, _one) for use in uses]}
    else:
        wrong = {}
        for use in uses:
            for name, locals_ in _wrong_locals(rules, use):
                wrong.setdefault(name, []).append((use, locals_))
    for name, taken in wrong.items():
        if taken and name != "sign":
            yield Mistake(name, _with_locals(rules, node, dict(taken)))


def is_one(use: Use) -> bool:
    """Whether the local derivative on an edge is 1 at all numbers, as those of a sum are."""
    lengths = tuple(len(each) if isinstance(each, Vector) else None for each in use.node.inputs)
    return use.node.primitive is not None and _ones(use.node.primitive, lengths)[use.operand]


_PRODUCT, _FUNCTION = 2, 5  # the precedences of what is written with a dot, and as a function


def _edges_into(node: Value) -> list[Use]:
    return [Use(node, position) for position in range(len(node.operands))]


def _one(use: Use, entries: Entries) -> Number:
    return Fraction(1)


def _scalars(rules: GraphRules, node: Value, entries: Entries) -> list[Number]:
    return [rules.value(operand, entries) for operand in node.operands]


def _wrong_locals(rules: GraphRules, use: Use) -> Iterator[tuple[str, Locals]]:
    node = use.node
    primitive = node.primitive
    if primitive is None:
        return
    for bug, name in _OF_ROWS.items():
        if BUGS[bug].culprit is primitive and name not in _OF_ANY_ROW:
            yield name, _local_after(rules, BUGS[bug])
    partner = _partner(use)
    if partner is not None:
        yield "swapped", lambda use, entries: rules.local(partner, entries)
    yield "sign", lambda use, entries: -rules.local_worked_out(use, entries)
    yield "forgotten_factor", _one
    if len(node.operands) == 1 and primitive.precedence == _FUNCTION:
        yield "value_for_derivative", lambda use, entries: rules.value(use.node, entries)


def _without(rules: GraphRules, node: Value, operand: Value) -> Rule:
    return lambda entries: rules.value_worked_out(node, entries) - rules.value(operand, entries)


def _without_element(rules: GraphRules, node: Value, k: int) -> Rule:
    """The value of an operation on two vectors, an element of each left out."""

    def rule(entries: Entries) -> Number:
        arguments = [[*a[:k], *a[k + 1 :]] if isinstance(a, list) else a for a in rules.arguments(node, entries)]
        return value_at(node.primitive, arguments) if node.primitive and arguments[0] else math.nan

    return rule


def _partner(use: Use) -> Use | None:
    """The edge from the other of two operands, or from the element that stands there in the other of two vectors."""
    node, position = use.node, use.operand
    first, *others = node.inputs
    length = len(first) if isinstance(first, Vector) else 1
    if (
        not others
        or isinstance(others[0], Vector) != isinstance(first, Vector)
        or position >= 2 * length
        or is_one(use)
    ):
        return None
    partner = Use(node, (position + length) % (2 * length))
    pair = node.operands[position], node.operands[partner.operand]
    is_told_apart = pair[1].is_constant and node.primitive is not None and not node.primitive.commutative
    return None if pair[0] is pair[1] or is_told_apart else partner


def _local_after(rules: GraphRules, bug: Bug) -> Locals:
    """What a broken pass takes for the local derivatives of the operation that it breaks."""

    def locals_(use: Use, entries: Entries) -> Number:
        primitive, arguments = use.node.primitive, rules.arguments(use.node, entries)
        if primitive is None:
            return math.nan
        leaves: list[Value] = []

        def leaf(number: Number) -> Value:
            leaves.append(Value(float(number), allow_nan=True))
            return leaves[-1]

        try:
            bug.backward(primitive(*_mapped(leaf, arguments)))
        except (ArithmeticError, ValueError):
            return math.nan
        grad = leaves[use.operand].grad
        return math.nan if grad is None else grad

    return locals_


def _mapped(leaf: Callable[[Number], Value], arguments: list[Argument]) -> list[Value | list[Value]]:
    return [leaf(a) if isinstance(a, (Fraction, float)) else list(map(leaf, a)) for a in arguments]


def _with_locals(rules: GraphRules, node: Value, taken: dict[Use, Locals]) -> Rule:
    """The gradient of a node, with these local derivatives on some of its edges."""

    def rule(entries: Entries) -> Number:
        summands = [
            rules.gradient(use.node, entries) * taken.get(use, rules.local)(use, entries) for use in rules.uses[node]
        ]
        return sum(summands, Fraction(0))

    return rule


def _incomplete_above(rules: GraphRules, node: Value) -> Iterator[Mistake]:
    """A node above has handed on before it had its whole gradient, once, or again with each part that came."""

    def with_gradients(of: Callable[[list[Number]], Number]) -> Rule:
        def rule(entries: Entries) -> Number:
            summands = []
            for use in rules.uses[node]:
                arrived = rules.handed_on(use.node, entries)
                gradient = of(arrived) if len(arrived) > 1 else rules.gradient(use.node, entries)
                summands.append(gradient * rules.local(use, entries))
            return sum(summands, Fraction(0))

        return rule

    yield Mistake("handed_on_early", with_gradients(lambda arrived: arrived[0]))
    yield Mistake("handed_on_early", with_gradients(lambda arrived: arrived[-1]))
    yield Mistake("handed_on_twice", with_gradients(lambda arrived: sum(accumulate(arrived), Fraction(0))))
    yield Mistake("handed_on_twice", with_gradients(lambda arrived: sum(accumulate(arrived[::-1]), Fraction(0))))
    yield Mistake("handed_on_twice", with_gradients(lambda arrived: len(arrived) * sum(arrived, Fraction(0))))


@lru_cache(maxsize=256)
def _ones(primitive: Primitive, lengths: tuple[int | None, ...]) -> list[bool]:
    """For each of the operands, whether the partial by it is 1 whatever the numbers are.

    Args:
        primitive: the operation.
        lengths: for each of its operands that are there, None, or the length of a vector.
    """
    names = map(Name, map(str, count()))
    arguments: list[Scalar] = [next(names) if n is None else [next(names) for _ in range(n)] for n in lengths]
    missing = primitive.arity - len(arguments)
    arguments += primitive.defaults[len(primitive.defaults) - missing :]
    formulas: list[Scalar] = []
    for partial, length in zip(primitive.partials, lengths):
        found = partial(*arguments, next(names))
        formulas += [found] if length is None else found
    return [tidied(as_term(formula)) == NumberTerm(1.0) for formula in formulas]
