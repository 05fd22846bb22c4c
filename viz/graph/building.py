"""From a graph of Values to what its picture shows: operations opened and groups closed as asked."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from autograd import DomainError, Primitive, Value, topological_order, unfolded
from autograd.graph import Change, changes, number_used
from autograd.shared.showing import counted
from viz.graph.view import Edge, GraphView, Group, GroupPath, LocalDerivative, Node, with_ancestors

__all__ = ["GraphTooLargeError", "Grouping", "graph_view"]


class GraphTooLargeError(ValueError):
    """A graph has more nodes than its picture may show.

    >>> import viz
    >>> from autograd import Value
    >>> viz.draw(Value(1.0) + 1.0, max_nodes=2)
    Traceback (most recent call last):
    ...
    viz.graph.building.GraphTooLargeError: ...
    """


@dataclass(frozen=True)
class Grouping:
    """Which Values belong together, and which groups are open: a frame around their nodes, and the groups in them."""

    paths: Mapping[Value, GroupPath] = field(default_factory=dict)
    opened: Collection[GroupPath] = ()

    def closed(self, path: GroupPath) -> GroupPath | None:
        """The outermost closed group on the way to a group; None where all are open."""
        return next((group for group in with_ancestors(path) if group not in self.opened), None)

    def is_hidden(self, value: Value) -> bool:
        """Whether it is in a closed group."""
        return self.closed(self.paths.get(value, ())) is not None


def graph_view(
    output: Value,
    is_unfolded: Callable[[Primitive], bool],
    max_nodes: int | None,
    grouping: Grouping | None = None,
    marked: Collection[Value] = (),
) -> GraphView:
    """The nodes and edges of the graph below `output`.

    Args:
        output: the Value to show.
        is_unfolded: which of the fused operations are shown as the operations that they stand for.
        max_nodes: how many nodes there may be; None for any number.
        grouping: which Values are shown together.
        marked: the Values that the paths are to be shown from.

    Returns:
        The view.

    Raises:
        GraphTooLargeError: if there are more nodes than `max_nodes`.
        DomainError: if an operation that is to be unfolded cannot be computed in the simpler operations.

    >>> x = Value(3.0, label="x")
    >>> view = graph_view(x * x, lambda primitive: False, max_nodes=None)
    >>> [node.symbol or node.label for node in view.nodes], [edge.derivative for edge in view.edges]
    (['x', '×'], [3.0, 3.0])
    """
    order = topological_order(output)
    builder = _Builder(is_unfolded, grouping or Grouping(), frozenset(marked), changes(order))
    # A graph that is too large folded is not worth unfolding.
    _check_count(len(order) - builder.hidden_count(), max_nodes, builder.grouping)
    place = builder.add_graph(order, {}, builder.appearance(output), upstream=1.0)
    _check_count(len(builder.nodes), max_nodes, builder.grouping)
    return GraphView(builder.finished_nodes(), builder.finished_edges(), place)


def _check_count(count: int, max_nodes: int | None, grouping: Grouping) -> None:
    if max_nodes is not None and count > max_nodes:
        what, cure = "the graph has", 'fold it by layer (fold="layer")'
        if grouping.paths:
            sizes = Counter(path for path in grouping.paths.values() if grouping.closed(path) is None)
            largest = [f"{'.'.join(path)} ({counted(size, 'node')})" for path, size in sizes.most_common(3)]
            what = "folded, the graph has"
            cure = f"leave groups closed, such as {', '.join(largest)}" if largest else "name larger groups in fold"
        raise GraphTooLargeError(
            f"{what} {counted(count, 'node')}, and a picture of more than max_nodes={max_nodes} is slow to draw and "
            f"hard to read: draw a smaller part of it, {cure}, leave fused operations folded, or raise max_nodes "
            "(None: no limit)"
        )


@dataclass(frozen=True)
class _Appearance:
    """What the node of a Value says of it."""

    label: str
    data: float
    grad: float | None
    is_marked: bool = False
    later: tuple[float, ...] = ()


class _Builder:
    """The nodes and edges placed so far."""

    def __init__(
        self,
        is_unfolded: Callable[[Primitive], bool],
        grouping: Grouping,
        marked: frozenset[Value],
        changed: Mapping[Value, Change],
    ) -> None:
        self.is_unfolded = is_unfolded
        self.grouping = grouping
        self.marked = marked
        self.changed = changed
        self.nodes: list[Node | _GroupInProgress] = []
        self.edges: list[Edge] = []
        self.groups: dict[GroupPath, int] = {}
        self.bundles: Counter[tuple[int, int]] = Counter()
        self.originals: dict[Value, Value] = {}  # an unfolded operation is computed from copies of its operands

    def hidden_count(self) -> int:
        """How many nodes the closed groups save."""
        sizes = Counter(map(self.grouping.closed, self.grouping.paths.values()))
        return sum(size - 1 for closed, size in sizes.items() if closed is not None)

    def appearance(self, value: Value, upstream: float | None = 1.0) -> _Appearance:
        grad = None if value.grad is None or upstream is None else value.grad * upstream
        data, later = number_used(value, self.changed), self.changed[value].later if value in self.changed else ()
        return _Appearance(value.label or "", data, grad, value in self.marked, later)

    def add_graph(
        self,
        order: Sequence[Value],
        places: dict[Value, int],
        last: _Appearance,
        upstream: float | None,
        cluster: GroupPath = (),
    ) -> int:
        """Places a graph, in topological order, and returns the place of its output.

        Args:
            order: the graph's Values.
            places: where those of them stand that have been placed before; the others are entered.
            last: what is shown of the output.
            upstream: the gradient of the output; the `grad` of the other Values, where there is one, is with respect to
                the output alone. For the whole picture, where `grad` is what is to be shown, it is 1.
            cluster: the open group that the graph is in.
        """
        output = order[-1]
        for value in order:
            if value not in places:
                path = self.grouping.paths.get(value, cluster)
                closed = self.grouping.closed(path)
                if closed is not None:
                    places[value] = self._add_to_group(value, closed, places)
                else:
                    shown = last if value is output else self.appearance(value, upstream)
                    places[value] = self._add_value(value, [places[o] for o in value.operands], shown, path)
        return places[output]

    def _add_to_group(self, value: Value, path: GroupPath, places: Mapping[Value, int]) -> int:
        if path not in self.groups:
            self.groups[path] = len(self.nodes)
            self.nodes.append(_GroupInProgress(path))
        place = self.groups[path]
        group = self.nodes[place]
        assert isinstance(group, _GroupInProgress)
        group.members.append(value)
        if value.primitive is not None:
            self._add_bundles(value.operands, [places[operand] for operand in value.operands], place)
        return place

    def _add_bundles(self, operands: Sequence[Value], tails: Sequence[int], head: int) -> None:
        """Edges that end in a group, or come from one, are counted instead of drawn."""
        for tail, count in Counter(tails).items():
            if tail != head:
                self.bundles[tail, head] += count
                group = self.nodes[tail]
                if isinstance(group, _GroupInProgress):
                    leaving = [operand for operand, place in zip(operands, tails) if place == tail]
                    group.outputs.update(self.originals.get(operand, operand) for operand in leaving)

    def _add_value(self, value: Value, operands: Sequence[int], shown: _Appearance, cluster: GroupPath) -> int:
        if value.primitive and value.primitive.definition and self.is_unfolded(value.primitive):
            result, leaves = _unfolded_with_gradients(value)
            # A definition without an operation, as that of a `dot` of no terms, leaves nothing to open.
            if isinstance(result, Value) and result not in set(leaves):
                known = dict(zip(leaves, operands))
                self.originals.update((leaf, self.originals.get(o, o)) for leaf, o in zip(leaves, value.operands))
                return self.add_graph(topological_order(result), known, shown, shown.grad, cluster)
        place = len(self.nodes)
        self.nodes.append(_node(value, shown, cluster))
        edges = _edges(value, operands, place)
        self.edges += [edge for edge in edges if isinstance(self.nodes[edge.tail], Node)]
        folded = [i for i, tail in enumerate(operands) if not isinstance(self.nodes[tail], Node)]
        if folded:
            self._add_bundles([value.operands[i] for i in folded], [operands[i] for i in folded], place)
        return place

    def finished_nodes(self) -> tuple[Node | Group, ...]:
        return tuple(node if isinstance(node, Node) else node.finished(self.changed) for node in self.nodes)

    def finished_edges(self) -> tuple[Edge, ...]:
        bundles = [Edge(tail, head, 1, 1, False, None, count) for (tail, head), count in self.bundles.items()]
        return (*self.edges, *bundles)


class _GroupInProgress:
    """A closed group, and its Values met so far."""

    def __init__(self, path: GroupPath) -> None:
        self.path = path
        self.members: list[Value] = []
        self.outputs: set[Value] = set()

    def finished(self, changed: Mapping[Value, Change]) -> Group:
        used = [value for value in self.members if value in self.outputs] or self.members[-1:]
        outputs = [value for value in used if not value.is_constant] or used
        unrecorded = [value for value in self.members if value.primitive is None]
        leaves = [value for value in unrecorded if not value.is_constant]
        slopes = [leaf.grad for leaf in leaves if leaf.grad is not None]
        return Group(
            self.path,
            operations=len(self.members) - len(unrecorded),
            leaves=len(leaves),
            constants=len(unrecorded) - len(leaves),
            outputs=tuple(number_used(value, changed) for value in outputs),
            gradient=math.hypot(*slopes) if slopes else None,
            changed=sum(value in changed for value in self.members),
        )


def _unfolded_with_gradients(fused: Value) -> tuple[Value, tuple[Value, ...]]:
    try:
        result, leaves = unfolded(fused)
        if isinstance(result, Value):
            result.backward()
    except (ArithmeticError, ValueError) as error:
        name = fused.primitive.name if fused.primitive else ""
        raise DomainError(f"{name} cannot be unfolded at these numbers ({error}): leave it out of unfold") from error
    return result, leaves


def _node(value: Value, shown: _Appearance, cluster: GroupPath) -> Node:
    kind: Literal["leaf", "constant", "operation"] = "constant" if value.is_constant else "leaf"
    operation = symbol = ""
    if value.primitive is not None:
        kind, operation = "operation", value.primitive.name
        is_whole = len(value.inputs) == value.primitive.arity
        symbol = value.primitive.symbol if is_whole else value.primitive.short_symbol
    data, grad, later = shown.data, shown.grad, shown.later
    return Node(kind, shown.label, operation, symbol, data, grad, cluster, shown.is_marked, later=later)


def _edges(value: Value, operands: Sequence[int], head: int) -> list[Edge]:
    primitive = value.primitive
    # The order within a vector is told by the names of its elements, or by unfolding.
    is_ordered = primitive is not None and not primitive.commutative and not any(primitive.vectors)
    derivatives: list[LocalDerivative] = [
        "undefined" if derivative is None and not operand.is_constant else derivative
        for operand, derivative in zip(value.operands, value.local_derivatives())
    ]
    return [
        Edge(tail, head, position, len(operands), is_ordered and len(operands) > 1, derivative)
        for position, (tail, derivative) in enumerate(zip(operands, derivatives), start=1)
    ]
