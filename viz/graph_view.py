"""What a picture of a graph shows: its nodes and edges as plain data, fused operations opened where asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from autograd import DomainError, Primitive, Value, topological_order, unfolded

__all__ = ["Edge", "GraphTooLargeError", "GraphView", "LocalDerivative", "Node", "graph_view"]

LocalDerivative: TypeAlias = float | Literal["undefined"] | None


class GraphTooLargeError(ValueError):
    """A graph has more nodes than its picture may show."""


@dataclass(frozen=True)
class Node:
    """A node of the picture.

    Attributes:
        kind: a leaf, a constant, or the result of an operation.
        label: the name that the user gave it; "" for none.
        operation: the name of the primitive; "" where there is none.
        symbol: what is drawn for the primitive; "" where there is none.
        data: the value.
        grad: the gradient; None where it has not been computed.
    """

    kind: Literal["leaf", "constant", "operation"]
    label: str
    operation: str
    symbol: str
    data: float
    grad: float | None


@dataclass(frozen=True)
class Edge:
    """An arrow from an operand to the result.

    Attributes:
        tail: the operand, as an index into the nodes.
        head: the result, as an index into the nodes.
        position: which operand it is, from 1.
        operand_count: how many operands the operation has.
        is_ordered: whether the result depends on the order of the operands.
        derivative: the derivative of the result with respect to this operand; None for a constant.
    """

    tail: int
    head: int
    position: int
    operand_count: int
    is_ordered: bool
    derivative: LocalDerivative


@dataclass(frozen=True)
class GraphView:
    """All that a picture shows. Every node stands after its operands, the output last."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def graph_view(output: Value, is_unfolded: Callable[[Primitive], bool], max_nodes: int | None) -> GraphView:
    """The nodes and edges of the graph below `output`.

    Args:
        output: the Value to show.
        is_unfolded: which of the fused operations are shown as the operations that they stand for.
        max_nodes: how many nodes there may be; None for any number.

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
    _check_count(len(order), max_nodes)  # a graph that is too large folded is not worth unfolding
    builder = _Builder(is_unfolded)
    builder.add_graph(order, {}, _Appearance(output.label or "", output.data, output.grad), upstream=1.0)
    _check_count(len(builder.nodes), max_nodes)
    return GraphView(tuple(builder.nodes), tuple(builder.edges))


def _check_count(count: int, max_nodes: int | None) -> None:
    if max_nodes is not None and count > max_nodes:
        raise GraphTooLargeError(
            f"the graph has {count} nodes, and a picture of more than max_nodes={max_nodes} is slow to draw and hard"
            " to read: draw a smaller part of it, leave fused operations folded, or raise max_nodes (None: no limit)"
        )


@dataclass(frozen=True)
class _Appearance:
    """What the node of a Value says of it."""

    label: str
    data: float
    grad: float | None


class _Builder:
    """The nodes and edges placed so far."""

    def __init__(self, is_unfolded: Callable[[Primitive], bool]) -> None:
        self.is_unfolded = is_unfolded
        self.nodes: list[Node] = []
        self.edges: list[Edge] = []

    def add_graph(
        self, order: Sequence[Value], places: dict[Value, int], last: _Appearance, upstream: float | None
    ) -> int:
        """Places a graph, in topological order, and returns the place of its output.

        Args:
            order: the graph's Values.
            places: where those of them stand that have been placed before; the others are entered.
            last: what is shown of the output.
            upstream: the gradient of the output; the `grad` of the other Values, where there is one, is with respect to
                the output alone. For the whole picture, where `grad` is what is to be shown, it is 1.
        """
        output = order[-1]
        for value in order:
            if value not in places:
                grad = None if value.grad is None or upstream is None else value.grad * upstream
                shown = last if value is output else _Appearance(value.label or "", value.data, grad)
                places[value] = self._add_value(value, [places[operand] for operand in value.operands], shown)
        return places[output]

    def _add_value(self, value: Value, operands: Sequence[int], shown: _Appearance) -> int:
        if value.primitive and value.primitive.definition and self.is_unfolded(value.primitive):
            result, leaves = _unfolded_with_gradients(value)
            # A definition without an operation, as that of a `dot` of no terms, leaves nothing to open.
            if isinstance(result, Value) and result not in leaves:
                return self.add_graph(topological_order(result), dict(zip(leaves, operands)), shown, shown.grad)
        place = len(self.nodes)
        self.nodes.append(_node(value, shown))
        self.edges += _edges(value, operands, place)
        return place


def _unfolded_with_gradients(fused: Value) -> tuple[Value, tuple[Value, ...]]:
    try:
        result, leaves = unfolded(fused)
        if isinstance(result, Value):
            result.backward()
    except (ArithmeticError, ValueError) as error:
        name = fused.primitive.name if fused.primitive else ""
        raise DomainError(f"{name} cannot be unfolded at these numbers ({error}): leave it out of unfold") from error
    return result, leaves


def _node(value: Value, shown: _Appearance) -> Node:
    if value.primitive is not None:
        return Node("operation", shown.label, value.primitive.name, value.primitive.symbol, shown.data, shown.grad)
    kind: Literal["leaf", "constant"] = "constant" if value.is_constant else "leaf"
    return Node(kind, shown.label, "", "", shown.data, shown.grad)


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
