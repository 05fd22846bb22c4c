"""From a graph to blanks: its values, local derivatives and gradients, each with its rule and its wrong answers.

A new graph is a new exercise. Nothing here knows of any one graph, nor of any one operation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from autograd import Value
from viz.classroom.exercises.blank import Blank, Mistake, Place, Rule
from viz.classroom.exercises.graph_mistakes import gradient_mistakes, local_mistakes, value_mistakes
from viz.classroom.exercises.graph_rules import GraphRules, Use, name_of
from viz.formulas.printing import to_latex, to_text
from viz.formulas.typesetting import PARTIAL, Fraction, Layout, Row
from viz.formulas.writing import name_layout

__all__ = ["asked_for", "derivative_of", "gradient_places", "graph_blanks", "local_places", "value_places"]

Kind = Literal["value", "local", "gradient"]


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


def graph_blanks(output: Value, places: Iterable[Place]) -> tuple[Blank, ...]:
    """The blanks at some places of a graph.

    Args:
        output: the output of the graph. Each node but constants has a label, no two the same.
        places: where blanks are, each after those that it follows from: values first, local derivatives, gradients.

    Returns:
        The blanks, each worth a point for every use that it takes into account.

    >>> w, x = Value(0.5, label="w"), Value(3.0, label="x")
    >>> z = w * x
    >>> z.label = "z"
    >>> [blank] = graph_blanks(z, [Place("gradient", "w")])
    >>> blank.name, blank.asks, blank.rule({})
    ('grad_w', '∂z/∂w', Fraction(3, 1))
    >>> [(mistake.misconception, mistake.rule({})) for mistake in blank.mistakes]
    [('sign', Fraction(-3, 1)), ('forgotten_factor', Fraction(1, 1)), ('swapped', Fraction(1, 2))]
    """
    asked = list(places)
    rules = GraphRules(output, frozenset(asked))
    return tuple(_blank(rules, place) for place in asked)


def _blank(rules: GraphRules, place: Place) -> Blank:
    node = rules.nodes[place.node]
    rule, mistakes, points = _parts(rules, node, place)
    asks = asked_for(rules, place)
    return Blank(name_of(place), to_text(asks), to_latex(asks), rule, tuple(mistakes), place, points)


def _parts(rules: GraphRules, node: Value, place: Place) -> tuple[Rule, Iterator[Mistake], int]:
    if place.kind == "value":
        return lambda entries: rules.value_worked_out(node, entries), value_mistakes(rules, node), 1
    if place.kind == "local":
        use = Use(node, place.operand)
        return lambda entries: rules.local_worked_out(use, entries), local_mistakes(rules, use), 1
    count = len(rules.uses[node])
    return lambda entries: rules.gradient_worked_out(node, entries), gradient_mistakes(rules, node), count


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
