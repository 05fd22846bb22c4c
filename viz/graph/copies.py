"""Nodes drawn again where they are used, in place of arrows across the whole picture.

Graphviz gives an arrow a place in every rank that it passes, and its time grows with the square of the number of places
and faster: one leaf that is used at a hundred depths takes it half a minute.

| word   | meaning                                                                        |
| ------ | ------------------------------------------------------------------------------ |
| rank   | the nodes of one rank stand side by side, and each arrow leads to a later rank |
| source | a node without operands: it can stand wherever it is used                      |
| copy   | a node drawn again: 1, 2, … for its copies, 0 for the node itself              |
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from viz.graph.view import Edge, GraphView, Group, GroupPath, Node

__all__ = ["with_copies"]

_MOST_PLACES = 500  # up to these, Graphviz takes less than a second
_FARTHEST = 4  # ranks from a node to where it is used


def with_copies(view: GraphView, *, backward: bool = False) -> GraphView:
    """The view as it is where its arrows are short; otherwise with copies of nodes, so that they become short.

    Args:
        view: what to show.
        backward: whether each edge is drawn twice, there and back.

    Returns:
        The view; its edges say which copy of their operand they come from.
    """
    if _place_count(view) * (1 + backward) <= _MOST_PLACES:
        return view
    copies = dict(_copies(view))
    edges = tuple(replace(edge, copy=copies.get(k, 0)) for k, edge in enumerate(view.edges))
    return replace(view, nodes=tuple(_numbered(view.nodes, {e.tail for e in edges if e.copy})), edges=edges)


def _place_count(view: GraphView) -> int:
    """How many ranks all arrows pass together; the better one of two ways to rank the nodes."""
    both = (_early_ranks(view), _late_ranks(view, view.edges))
    return min(sum(ranks[edge.head] - ranks[edge.tail] - 1 for edge in view.edges) for ranks in both)


def _copies(view: GraphView) -> Iterator[tuple[int, int]]:
    """The edges that come from a copy, and from which."""
    sources = set(range(len(view.nodes))) - {edge.head for edge in view.edges}
    ranks = _late_ranks(view, [edge for edge in view.edges if edge.tail not in sources])
    for tail, edges in _edges_by_tail(view).items():
        heads = [view.edges[k].head for k in edges]
        first, last = min(ranks[head] for head in heads), max(ranks[head] for head in heads)
        if last - first < _FARTHEST:
            continue
        # What can stand anywhere stands wherever it is used, or one would ask why at one place and not at another.
        reach = first if tail in sources else first + _FARTHEST - 1
        numbers: dict[tuple[int, GroupPath], int] = {}
        for k, head in zip(edges, heads):
            if ranks[head] > reach:
                yield k, numbers.setdefault((ranks[head], view.nodes[head].cluster), len(numbers) + 1)


def _early_ranks(view: GraphView) -> list[int]:
    """Each operation directly behind its last operand, each source directly before what it is first used by."""
    ranks = [0] * len(view.nodes)
    for edge in sorted(view.edges, key=lambda edge: edge.head):
        ranks[edge.head] = max(ranks[edge.head], ranks[edge.tail] + 1)
    heads = {edge.head for edge in view.edges}
    for tail, edges in _edges_by_tail(view).items():
        if tail not in heads:
            ranks[tail] = min(ranks[view.edges[k].head] for k in edges) - 1
    return ranks


def _late_ranks(view: GraphView, edges: Iterable[Edge]) -> list[int]:
    """Each node directly before what it is first used by; the rank of the last ones is 0."""
    ranks = [0] * len(view.nodes)
    for edge in sorted(edges, key=lambda edge: edge.tail, reverse=True):
        ranks[edge.tail] = min(ranks[edge.tail], ranks[edge.head] - 1)
    return ranks


def _edges_by_tail(view: GraphView) -> Mapping[int, Sequence[int]]:
    found: dict[int, list[int]] = {}
    for k, edge in enumerate(view.edges):
        found.setdefault(edge.tail, []).append(k)
    return found


def _numbered(nodes: Sequence[Node | Group], copied: set[int]) -> Iterator[Node | Group]:
    """The nodes; those that have copies and no name of their own get a number to be recognised by."""
    names = Counter(node.label for node in nodes if isinstance(node, Node) and node.label)
    count = 0
    for place, node in enumerate(nodes):
        if place in copied and isinstance(node, Node) and node.kind != "constant" and names[node.label] != 1:
            count += 1
            yield replace(node, number=count)
        else:
            yield node
