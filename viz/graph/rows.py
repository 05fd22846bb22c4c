"""Nodes that belong in the order of their names: x₁ above x₂, h₁ above h₂.

Graphviz looks for few crossings, and in a net, where each input goes to each unit, any order has as few.
"""

from __future__ import annotations

from collections.abc import Iterable
from graphlib import CycleError, TopologicalSorter

from viz.graph.view import GraphView, Group, Node
from viz.names import name_parts

__all__ = ["rows"]


def rows(view: GraphView) -> list[list[int]]:
    """The nodes, by their places, that are called the same but for a number, and used by the same operations.

    Groups need not be used by the same.

    Args:
        view: what to show.

    Returns:
        Those that Graphviz would mix up, in the order of their numbers: operations, and leaves that are used twice.
    """
    users: dict[int, set[int]] = {}
    depth = [0] * len(view.nodes)
    position = {place: k for k, place in enumerate(_in_order(view))}
    for edge in sorted(view.edges, key=lambda edge: position[edge.head]):
        depth[edge.head] = max(depth[edge.head], depth[edge.tail] + 1)
        users.setdefault(edge.tail, set()).add(-1 if edge.copy else edge.head)
    found: dict[object, list[tuple[int, str, int]]] = {}
    for place, heads in users.items():
        node = view.nodes[place]
        is_told = isinstance(node, Group) or depth[place] or len(heads) > 1
        parts = name_parts(node.label if isinstance(node, Node) else node.title) if is_told else None
        if parts and parts.subscript and -1 not in heads:
            # The rows of a matrix, folded, have an order whatever uses them.
            users_alike = frozenset(heads) if isinstance(node, Node) else None
            alike = (parts.place, parts.letter, parts.superscript, depth[place], node.cluster, users_alike)
            found.setdefault(alike, []).append((len(parts.subscript), parts.subscript, place))
    return [[place for *_, place in sorted(row)] for row in found.values() if len(row) > 1]


def _in_order(view: GraphView) -> Iterable[int]:
    """The nodes, each after those that it depends on; groups may have to be moved for it, or depend on each other."""
    before: dict[int, list[int]] = {place: [] for place in range(len(view.nodes))}
    for edge in view.edges:
        before[edge.head].append(edge.tail)
    try:
        return [*TopologicalSorter(before).static_order()]
    except CycleError:
        return before
