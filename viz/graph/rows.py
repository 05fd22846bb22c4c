"""Nodes that belong in the order of their names: x₁ above x₂, h₁ above h₂.

Graphviz looks for few crossings, and in a net, where each input goes to each unit, any order has as few.
"""

from __future__ import annotations

from viz.graph.view import GraphView, Node
from viz.names import name_parts

__all__ = ["rows"]


def rows(view: GraphView) -> list[list[int]]:
    """The nodes, by their places, that are called the same but for a number, and used by the same operations.

    Args:
        view: what to show.

    Returns:
        Those that Graphviz would mix up, in the order of their numbers: operations, and leaves that are used twice.
    """
    users: dict[int, set[int]] = {}
    depth = [0] * len(view.nodes)
    for edge in sorted(view.edges, key=lambda edge: edge.head):
        depth[edge.head] = max(depth[edge.head], depth[edge.tail] + 1)
        users.setdefault(edge.tail, set()).add(-1 if edge.copy else edge.head)
    found: dict[object, list[tuple[int, str, int]]] = {}
    for place, heads in users.items():
        node = view.nodes[place]
        parts = name_parts(node.label) if isinstance(node, Node) and (depth[place] or len(heads) > 1) else None
        if parts and parts.subscript and -1 not in heads:
            alike = (parts.letter, parts.superscript, depth[place], node.cluster, frozenset(heads))
            found.setdefault(alike, []).append((len(parts.subscript), parts.subscript, place))
    return [[place for *_, place in sorted(row)] for row in found.values() if len(row) > 1]
