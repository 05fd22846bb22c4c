"""What several graphs have in common, computed once: nodes of the same operation on the same operands become one."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping, Sequence

from autograd.graph import NOTHING, Node, Vector, evaluation_order
from autograd.value import Value

__all__ = ["with_common_nodes"]


def with_common_nodes(
    outputs: Sequence[Value], same: Mapping[Value, Value], parameters: Iterable[Value] = ()
) -> list[Value]:
    """The outputs in one graph, in which no operation is done twice on the same operands.

    Args:
        outputs: Values of graphs that have been recorded; none of these changes.
        same: leaves, and those that stand for them.
        parameters: leaves that stand for themselves; of all others, those with the same number are one.

    >>> x, again = Value(2.0), Value(2.0)
    >>> first, second = with_common_nodes([x * x + 1.0, again * again], {x: x, again: x})
    >>> first.operands[0] is second
    True
    """
    standing: dict[Node, Node] = {NOTHING: NOTHING, **{leaf: leaf for leaf in parameters}, **dict(same.items())}
    known: dict[object, Node] = {}

    def stand_in(node: Node) -> Node:
        found = standing.get(node)
        if found is None:  # a leaf of no other meaning than its number
            found = standing[node] = known.setdefault(repr(node._data), node)
        return found

    for node in evaluation_order(Vector(tuple(outputs))):
        if isinstance(node, Vector):
            values = tuple(map(stand_in, node.values))
            is_as_before = all(map(operator.is_, values, node.values))
            key: object = tuple(map(id, values))
            if key not in known:
                known[key] = node if is_as_before else Vector(values)  # type: ignore[arg-type]  # for a Value stands one
            standing[node] = known[key]
            continue
        operands = stand_in(node._first), stand_in(node._second), stand_in(node._third)
        key = (node.primitive, *map(id, operands))
        if key not in known:
            is_as_before = all(map(operator.is_, operands, (node._first, node._second, node._third)))
            known[key] = node if is_as_before else _on(node, operands)
        standing[node] = known[key]
    return [standing[output] for output in outputs]  # type: ignore[misc]  # what stands for a Value is one


def _on(node: Value, operands: tuple[Node, Node, Node]) -> Value:
    """The same computation on other operands, of the same numbers."""
    copied = object.__new__(Value)
    copied.primitive, copied.grad, copied.label, copied._data = node.primitive, None, node.label, node._data
    copied._first, copied._second, copied._third = operands
    copied._first_number, copied._second_number = node._first_number, node._second_number
    copied._third_number = node._third_number
    return copied
