"""From a graph to blanks: its values, local derivatives and gradients, each with its rule and its wrong answers.

A new graph is a new exercise. Nothing here knows of any one graph, nor of any one operation.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterable
from typing import TypeAlias

from autograd import Value, topological_order
from viz.classroom.exercises.blank import Blank, Mistake, Number, Place, Rule
from viz.classroom.exercises.graph_mistakes import gradient_mistakes, local_mistakes, value_mistakes
from viz.classroom.exercises.graph_rules import GraphRules, Use, name_of
from viz.formulas.printing import to_latex, to_text
from viz.formulas.typesetting import PARTIAL, Fraction, Layout, Row
from viz.formulas.writing import name_layout

__all__ = [
    "Extra",
    "asked_for",
    "derivative_of",
    "gradient_places",
    "graph_blanks",
    "local_places",
    "no_more",
    "value_places",
]

Extra: TypeAlias = Callable[[GraphRules, Place], Iterable[Mistake]]
"""Further wrong answers at a place; a function of a module, so that graphs alike are known again."""


def no_more(rules: GraphRules, place: Place) -> Iterable[Mistake]:
    """No further wrong answers."""
    return ()


def value_places(output: Value) -> list[Place]:
    """The values of all operations of a graph, in the order of the forward pass."""
    return [Place("value", node.label or "") for node in GraphRules(output, ()).order if node.primitive]


def local_places(output: Value) -> list[Place]:
    """The local derivatives on all edges that do not come from constants, in the order of the forward pass."""
    return [
        Place("local", node.label or "", k)
        for node in GraphRules(output, ()).order
        for k, operand in enumerate(node.operands)
        if not operand.is_constant
    ]


def gradient_places(output: Value) -> list[Place]:
    """The gradients of all nodes but the output and constants.

    Operations come first, as the backward pass meets them, then the leaves.
    """
    order = [node for node in GraphRules(output, ()).order[:-1] if not node.is_constant]
    operations, leaves = [node for node in order if node.primitive], [node for node in order if not node.primitive]
    return [Place("gradient", node.label or "") for node in (*reversed(operations), *leaves)]


def graph_blanks(output: Value, places: Iterable[Place], extra: Extra = no_more) -> tuple[Blank, ...]:
    """The blanks at some places of a graph.

    Args:
        output: the output of the graph. Each node but constants has a label, no two the same.
        places: where blanks are, each after those that it follows from: values first, local derivatives, gradients.
        extra: further wrong answers at a place, from the rules of the graph.

    Returns:
        The blanks, each worth a point for every use that it takes into account. Of mistakes that give the same number
        in every graph like this one, the first is there, and none that is always right.

    >>> w, x = Value(0.5, label="w"), Value(3.0, label="x")
    >>> z = w * x
    >>> z.label = "z"
    >>> [blank] = graph_blanks(z, [Place("gradient", "w")])
    >>> blank.name, blank.asks, blank.rule({})
    ('grad_w', '∂z/∂w', Fraction(3, 1))
    >>> [(mistake.misconception, mistake.rule({})) for mistake in blank.mistakes]
    [('sign', Fraction(-3, 1)), ('swapped', Fraction(1, 2)), ('forgotten_factor', Fraction(1, 1))]
    """
    asked = tuple(places)
    rules = GraphRules(output, frozenset(asked))
    kept = _mistakes_that_tell(rules, asked, extra)
    return tuple(_blank(rules, place, extra, kept[place]) for place in asked)


def _blank(rules: GraphRules, place: Place, extra: Extra, kept: frozenset[int]) -> Blank:
    rule, mistakes, points = _parts(rules, place, extra)
    asks = asked_for(rules, place)
    told = tuple(mistake for k, mistake in enumerate(mistakes) if k in kept)
    return Blank(name_of(place), to_text(asks), to_latex(asks), rule, told, place, points)


def _parts(rules: GraphRules, place: Place, extra: Extra) -> tuple[Rule, list[Mistake], int]:
    node = rules.nodes[place.node]
    more = extra(rules, place)
    if place.kind == "value":
        return lambda entries: rules.value_worked_out(node, entries), [*value_mistakes(rules, node), *more], 1
    if place.kind == "local":
        use = Use(node, place.operand)
        return lambda entries: rules.local_worked_out(use, entries), [*local_mistakes(rules, use), *more], 1
    mistakes = [*gradient_mistakes(rules, node), *more]
    return lambda entries: rules.gradient_worked_out(node, entries), mistakes, len(rules.uses[node])


_kept: dict[tuple[object, ...], dict[Place, frozenset[int]]] = {}
"""For each structure of a graph that has been met, which of its mistakes tell something."""


def _mistakes_that_tell(rules: GraphRules, asked: tuple[Place, ...], extra: Extra) -> dict[Place, frozenset[int]]:
    """The mistakes at each place, by their number, that differ from the answer and from those before.

    Whether they do is a matter of the structure, and is found out at numbers that have nothing in common.
    """
    key = (_structure(rules), asked, extra)
    if key not in _kept:
        twin = copy.deepcopy(rules.output)
        leaves = [node for node in topological_order(twin) if node.primitive is None and not node.is_constant]
        for k, leaf in enumerate(leaves):
            leaf.data = 0.617 + 0.1379 * k
        twin.recompute()
        of_twin = GraphRules(twin, rules.asked)
        answers: dict[str, Number] = {}
        found: dict[Place, frozenset[int]] = {}
        for place in asked:
            rule, mistakes, _ = _parts(of_twin, place, extra)
            answers[name_of(place)] = rule(answers)
            met, told = [float(answers[name_of(place)])], []
            for k, mistake in enumerate(mistakes):
                number = float(mistake.rule(answers))
                if not any(math.isclose(number, other, rel_tol=1e-9) for other in met):
                    met.append(number)
                    told.append(k)
            found[place] = frozenset(told)
        _kept[key] = found
    return _kept[key]


def _structure(rules: GraphRules) -> tuple[object, ...]:
    """The operations, what each is made of, and the constants."""
    at = {node: k for k, node in enumerate(rules.order)}
    return tuple(
        (node.label, node.primitive, tuple(at[o] for o in node.operands), node.data if node.is_constant else None)
        for node in rules.order
    )


def asked_for(rules: GraphRules, place: Place) -> Layout:
    """What is asked for at a place: ŷ, ∂ŷ/∂z, ∂ℓ/∂z."""
    node = rules.nodes[place.node]
    if place.kind == "value":
        return name_layout(place.node)
    if place.kind == "gradient":
        return derivative_of(rules.output, node)
    return derivative_of(node, node.operands[place.operand])


def derivative_of(above: Value, below: Value) -> Fraction:
    """∂ŷ/∂z, of two nodes."""
    over, under = (Row((PARTIAL, name_layout(node.label or ""))) for node in (above, below))
    return Fraction(over, under)
