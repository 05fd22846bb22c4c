"""Two graphs, node by node: what is the same in both, and what is not."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from viz.graph.view import Difference, GraphView, Group, Node

__all__ = ["with_differences"]

_TOLERANCE = 1e-12


def with_differences(before: GraphView, after: GraphView) -> tuple[GraphView, GraphView]:
    """The views with what differs in them: values and gradients in the second, nodes without counterpart in both.

    Where both graphs have the same operations on the same operands, nodes correspond by their place. Otherwise those
    correspond that have the same label, if no other node has it.
    """
    pairs = _counterparts(before, after)
    back = {there: here for here, there in pairs.items()}
    marked_after = [_compared(node, before.nodes[back[i]] if i in back else None) for i, node in enumerate(after.nodes)]
    marked_before = [_alone(node) if i not in pairs else node for i, node in enumerate(before.nodes)]
    return replace(before, nodes=tuple(marked_before)), replace(after, nodes=tuple(marked_after))


def _counterparts(before: GraphView, after: GraphView) -> Mapping[int, int]:
    if _shape(before) == _shape(after):
        return {i: i for i in range(len(before.nodes))}
    here, there = _places_by_label(before), _places_by_label(after)
    return {place: there[label] for label, place in here.items() if label in there}


def _shape(view: GraphView) -> tuple[object, ...]:
    kinds = [(node.name,) if isinstance(node, Group) else (node.kind, node.operation) for node in view.nodes]
    return (kinds, [(edge.tail, edge.head, edge.position) for edge in view.edges])


def _places_by_label(view: GraphView) -> dict[str, int]:
    labels = [node.name if isinstance(node, Group) else node.label for node in view.nodes]
    counts = Counter(labels)
    return {label: place for place, label in enumerate(labels) if label and counts[label] == 1}


def _compared(node: Node | Group, other: Node | Group | None) -> Node | Group:
    if other is None:
        return _alone(node)
    if isinstance(node, Group) or isinstance(other, Group):
        return node
    grad = None if node.grad is None or other.grad is None else _change(other.grad, node.grad)
    return replace(node, difference=Difference(_change(other.data, node.data), grad))


def _alone(node: Node | Group) -> Node | Group:
    return node if isinstance(node, Group) else replace(node, difference=Difference(is_alone=True))


def _change(before: float, after: float) -> float:
    """By how much a number grew; rounding does not count."""
    if before == after or math.isclose(before, after, rel_tol=_TOLERANCE) or (math.isnan(before) and math.isnan(after)):
        return 0.0
    return after - before
