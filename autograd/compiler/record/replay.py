"""A recorded graph, gone through again: its leaves, and its Values computed anew by the eager engine."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from autograd.graph import NOTHING, Node, Vector, evaluation_order
from autograd.value import Constant, Value, _node

__all__ = ["leaves_of", "replayed"]


def leaves_of(outputs: Sequence[Value], *, besides: Collection[Value] = ()) -> list[Value]:
    """The leaves that Values depend on, `besides` some, in the order in which they are met: operands in order."""
    met: list[Iterable[Value]] = []
    for node in evaluation_order(Vector(tuple(outputs))):
        if isinstance(node, Vector) and node.holds_leaves:
            met.append(node.values)
        else:
            operands = node.values if isinstance(node, Vector) else node._inputs()
            met.append([v for v in operands if isinstance(v, Value) and v.primitive is None])
    met.append([value for value in outputs if value.primitive is None])
    return list(dict.fromkeys(value for values in met for value in values if value not in besides))


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
            raise TypeError(f"expected a Value, got {found!r}")
        return found

    for node in evaluation_order(Vector(tuple(wanted))):
        if isinstance(node, Value) and node.primitive is not None:
            computed = _node(node.primitive, *map(stand_in, (node._first, node._second, node._third)))
            computed.label = node.label
            fresh[node] = computed
        else:
            stand_in(node)
    return [stand_in_value(value) for value in wanted]
