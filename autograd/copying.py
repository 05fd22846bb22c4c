"""Copies and pickles of graphs, without recursion: a chain of a million nodes is as safe as one of ten."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import TYPE_CHECKING

from autograd.graph import NOTHING, Node, Vector, evaluation_order, leaves_of
from autograd.primitive import Scalar

if TYPE_CHECKING:
    from autograd.value import Value

__all__ = ["deep_copy", "reduced"]


def deep_copy(value: Value, memo: dict[int, Scalar]) -> Value:
    """A copy of `value` and of all below it.

    Args:
        memo: what has been copied already, as `copy.deepcopy` keeps it.
    """
    copies: dict[Node, Scalar] = {NOTHING: NOTHING}
    for node in (*leaves_of([value]), *evaluation_order(value)):
        if id(node) in memo:
            copies[node] = memo[id(node)]
        elif isinstance(node, Vector):
            copies[node] = Vector(tuple(copies[element] for element in node))
        elif node.primitive is None:
            copies[node] = _leaf(type(node), node._data, node.grad, node.label)
        else:
            copies[node] = copied = object.__new__(type(node))
            copied.primitive, copied._data, copied.grad, copied.label = (
                node.primitive,
                node._data,
                node.grad,
                node.label,
            )
            copied._first, copied._second = copies[node._first], copies[node._second]
            copied._third = copies[node._third]
            copied._first_number, copied._second_number = node._first_number, node._second_number
            copied._third_number = node._third_number
    memo.update((id(node), copied) for node, copied in copies.items())
    result: Value = copies[value]
    return result


def reduced(value: Value, constant: type[Value]) -> tuple[Callable[..., Value], tuple[Scalar, ...]]:
    """What `pickle` stores for `value`: a function and the arguments that make it give the Value back.

    Leaves are pickled as objects, so that one which is also held elsewhere in the pickle, as a model holds its
    parameters, stays the same one. All else is spelled out in one flat list that names operands by their places.

    Args:
        constant: the type of constants, which are pickled as mere numbers.
    """
    if value.primitive is None:
        return _leaf, (type(value), value._data, value.grad, value.label)
    leaves = leaves_of([value])
    place: dict[Node, int] = {NOTHING: 0}
    place.update((leaf, i) for i, leaf in enumerate(leaves, start=1))
    slots: list[Scalar] = []
    for node in evaluation_order(value):
        place[node] = len(place)
        if isinstance(node, Vector):
            slots.append([place[element] for element in node])
        else:
            slots += (node.primitive, place[node._first], place[node._second], place[node._third])
            slots += (node._first_number, node._second_number, node._third_number)
            slots += (node._data, node.grad, node.label)
    return _assembled, (type(value), constant, [leaf._data if leaf.is_constant else leaf for leaf in leaves], slots)


def _leaf(kind: type[Value], data: float, grad: float | None = None, label: str | None = None) -> Value:
    leaf = kind(data, label, allow_nan=True)
    leaf.grad = grad
    return leaf


def _assembled(kind: type[Value], constant: type[Value], leaves: list[Scalar], slots: list[Scalar]) -> Value:
    nodes: list[Scalar] = [NOTHING, *(_leaf(constant, leaf) if isinstance(leaf, float) else leaf for leaf in leaves)]
    entries = iter(slots)
    for entry in entries:
        if isinstance(entry, list):
            nodes.append(Vector(tuple(nodes[place] for place in entry)))
            continue
        node = object.__new__(kind)
        node.primitive = entry
        node._first, node._second, node._third = (nodes[place] for place in islice(entries, 3))
        node._first_number, node._second_number, node._third_number = islice(entries, 3)
        node._data, node.grad, node.label = islice(entries, 3)
        nodes.append(node)
    result: Value = nodes[-1]
    return result
