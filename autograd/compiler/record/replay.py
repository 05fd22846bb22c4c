"""A recorded graph, its Values computed anew by the eager engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from autograd.graph import NOTHING, Node, Vector, evaluation_order
from autograd.shared.showing import came
from autograd.value import Constant, Value, _node

__all__ = ["replayed"]


def replayed(wanted: Sequence[Value], leaves: Mapping[Value, Node]) -> list[Value]:
    """The recorded Values `wanted`, computed anew in a graph of their own.

    Args:
        wanted: Values of the recorded graph.
        leaves: what stands for each of its inputs and parameters; other leaves count as constants.

    Raises:
        DomainError, OverflowError: as when a graph is built.
    """
    fresh: dict[Node, Node] = {NOTHING: NOTHING, **dict(leaves.items())}

    def stand_in(node: Node) -> Node:
        if node not in fresh:
            fresh[node] = (
                Vector(tuple(map(stand_in_value, node.values)))
                if isinstance(node, Vector)
                else Constant(node._data, node.label, allow_nan=True)
            )
        return fresh[node]

    def stand_in_value(value: Value) -> Value:
        found = stand_in(value)
        if isinstance(found, Vector):
            raise TypeError(f"expected a Value, got {came(found)}")
        return found

    for node in evaluation_order(Vector(tuple(wanted))):
        if isinstance(node, Value) and node.primitive is not None:
            computed = _node(node.primitive, *map(stand_in, (node._first, node._second, node._third)))
            computed.label = node.label
            fresh[node] = computed
        else:
            stand_in(node)
    return [stand_in_value(value) for value in wanted]
