"""A gradient as the sum over paths (L8.3): which edges they take, and the product of the derivatives along each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from autograd.graph import paths_between
from viz.graph.view import Edge, GraphView, Group, LocalDerivative, Node, PathProduct, PathSum

__all__ = ["MOST_PATHS", "with_paths"]

MOST_PATHS = 6
"""So many paths are shown one by one, over all marked nodes together."""


def with_paths(view: GraphView) -> GraphView:
    """The view with every path from its marked nodes to its output.

    Edges get the numbers of the paths that they are a part of, counted from 1 over all marked nodes; where there are
    too many to tell apart, all edges on a path get the number 0. The view's `sums` say what the paths add up to.

    Raises:
        ValueError: if a path leads through a closed group, whose derivatives are not seen.
    """
    output = view.output % len(view.nodes)
    ways = _Ways(view, output)
    marked = [place for place, node in enumerate(view.nodes) if node.is_marked]
    sums: list[PathSum] = []
    routes: list[tuple[int, ...]] = []
    for place in marked:
        if len(routes) + ways.counts[place] <= MOST_PATHS:
            found = ways.routes(place)
            routes += found
        else:
            found = []
        products = tuple(_product(view, place, route) for route in found)
        name, target = _name(view.nodes[place]), _name(view.nodes[output])
        sums.append(PathSum(target, name, ways.counts[place], products, ways.derivatives[place]))
    numbers: dict[int, list[int]] = {}
    for number, route in enumerate(routes, start=1):
        for edge in route:
            numbers.setdefault(edge, []).append(number)
    for place, shown in zip(marked, sums):
        if not shown.paths:
            for edge in ways.edges_above(place):
                numbers.setdefault(edge, [0])
    edges = tuple(replace(edge, paths=tuple(numbers.get(i, ()))) for i, edge in enumerate(view.edges))
    return replace(view, edges=edges, sums=tuple(sums))


class _Ways:
    """How each node reaches the output: over which edges, by how many paths, with which derivative."""

    def __init__(self, view: GraphView, output: int) -> None:
        self.view = view
        self.output = output
        self.edges_from: dict[int, list[int]] = {}
        for i, edge in enumerate(view.edges):
            self.edges_from.setdefault(edge.tail, []).append(i)
        self.counts = [0] * len(view.nodes)
        self.derivatives: list[LocalDerivative] = [0.0] * len(view.nodes)
        self.counts[output], self.derivatives[output] = 1, 1.0
        if any(isinstance(node, Group) for node in view.nodes):
            raise ValueError("the paths through closed groups cannot be shown: open all groups, or leave out highlight")
        for place in reversed(range(output)):
            edges = [view.edges[i] for i in self.edges_from.get(place, ()) if self.counts[view.edges[i].head]]
            self.counts[place] = sum(self.counts[edge.head] for edge in edges)
            self.derivatives[place] = _sum([_times([edge.derivative, self.derivatives[edge.head]]) for edge in edges])

    def routes(self, place: int) -> list[tuple[int, ...]]:
        """All paths from a node to the output, each as the indices of its edges."""
        return list(paths_between(place, self.output, self._onward))

    def _onward(self, place: int) -> list[tuple[int, int]]:
        """The edges that lead on to the output, and where each leads."""
        edges = [(i, self.view.edges[i].head) for i in self.edges_from.get(place, ())]
        return [(i, head) for i, head in edges if self.counts[head]]

    def edges_above(self, place: int) -> set[int]:
        """The edges on any path from a node to the output."""
        found: set[int] = set()
        unfinished = [place]
        while unfinished:
            for i, head in self._onward(unfinished.pop()):
                if i not in found:
                    found.add(i)
                    unfinished.append(head)
        return found


def _product(view: GraphView, start: int, route: Sequence[int]) -> PathProduct:
    edges: list[Edge] = [view.edges[i] for i in route]
    factors = tuple(edge.derivative for edge in edges)
    names = tuple(_name(view.nodes[place]) for place in (start, *(edge.head for edge in edges)))
    return PathProduct(names, factors, _times(factors))


def _times(factors: Sequence[LocalDerivative]) -> LocalDerivative:
    numbers = [factor for factor in factors if isinstance(factor, float)]
    return math.prod(numbers) if len(numbers) == len(factors) else "undefined"


def _sum(terms: Sequence[LocalDerivative]) -> LocalDerivative:
    numbers = [term for term in terms if isinstance(term, float)]
    return sum(numbers, 0.0) if len(numbers) == len(terms) else "undefined"


def _name(node: Node | Group) -> str:
    """The label, or what else a node has to be called by."""
    if isinstance(node, Group):
        return node.name
    return node.label or node.symbol or f"{node.data:g}"
