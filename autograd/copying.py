"""Copies and pickles of graphs, without recursion: a chain of a million nodes is as safe as one of ten."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from autograd.graph import NOTHING, Node, Vector, evaluation_order, leaves_of
from autograd.primitive import Scalar

if TYPE_CHECKING:
    from autograd.value import Value

__all__ = ["Reduced", "deep_copy", "reduced"]

Reduced: TypeAlias = "tuple[Callable[..., Value], tuple[Scalar, ...], Added]"
"""What `pickle` is told of a Value: a function, its arguments, and what to add to the Value that it makes."""
Added: TypeAlias = "tuple[dict[str, Scalar] | None, dict[str, Scalar]] | None"
"""What subclasses have added to a Value, as pickle has it: its `__dict__`, and what is in slots of their own."""


def deep_copy(value: Value, memo: dict[int, Scalar]) -> Value:
    """A copy of `value` and of all below it, with what subclasses have added to Values.

    Args:
        memo: what has been copied already, as `copy.deepcopy` keeps it.
    """
    copies: dict[Node, Scalar] = {NOTHING: NOTHING}
    fresh: list[Value] = []
    for node in (*leaves_of([value]), *evaluation_order(value)):
        if id(node) in memo:
            copies[node] = memo[id(node)]
            continue
        if isinstance(node, Vector):
            copies[node] = Vector(tuple(copies[element] for element in node))
            continue
        fresh.append(node)
        if node.primitive is None:
            copies[node] = _leaf(_kind(node), node._data, node.grad, node.label)
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
    for node in fresh:
        _add(copies[node], copy.deepcopy(_added(node), memo))
    result: Value = copies[value]
    return result


def reduced(value: Value, constant: type[Value]) -> Reduced:
    """What `pickle` stores for `value`, to give it back.

    Leaves are pickled as objects, so that one which is also held elsewhere in the pickle, as a model holds its
    parameters, stays the same one. All else is spelled out in one flat list that names operands by their places.

    Args:
        constant: the type of constants, which are pickled as mere numbers.
    """
    if value.primitive is None:
        return _leaf, (_kind(value), value._data, value.grad, value.label), _added(value)
    leaves = leaves_of([value])
    place: dict[Node, int] = {NOTHING: 0}
    place.update((leaf, i) for i, leaf in enumerate(leaves, start=1))
    slots: list[Scalar] = []
    special: list[tuple[int, type[Value], Added]] = []
    for node in evaluation_order(value):
        place[node] = len(place)
        if isinstance(node, Vector):
            slots.append([place[element] for element in node])
        else:
            slots += (node.primitive, place[node._first], place[node._second], place[node._third])
            slots += (node._first_number, node._second_number, node._third_number)
            slots += (node._data, node.grad, node.label)
            if type(node) is not type(value) or _added(node):
                special.append((place[node], type(node), _added(node)))
    numbers = [leaf._data if leaf.is_constant else leaf for leaf in leaves]
    return _assembled, (type(value), constant, numbers, slots, special), None


def _leaf(kind: type[Value], data: float, grad: float | None = None, label: str | None = None) -> Value:
    leaf = object.__new__(kind)  # a subclass may ask its constructor for other arguments
    leaf.primitive, leaf._data, leaf.grad, leaf.label = None, data, grad, label
    return leaf


def _kind(leaf: Value) -> type[Value]:
    """Its class; of a parameter whose number is in a program's store for a while, what it is otherwise."""
    kind: type[Value] = getattr(leaf, "_own_kind", type(leaf))
    return kind


def _added(value: Value) -> Added:
    names = _added_slots(type(value))  # type: ignore[arg-type]  # mypy asks the class's own instances for the hash
    slots = {name: getattr(value, name) for name in names if hasattr(value, name)}
    attributes = getattr(value, "__dict__", None) or None
    return (attributes, slots) if attributes or slots else None


@lru_cache(maxsize=256)
def _added_slots(kind: type) -> tuple[str, ...]:
    """The slots of a class that are not a Value's."""
    names: list[str] = []
    for cls in kind.__mro__:
        own = cls.__dict__.get("__slots__", ())
        own = (own,) if isinstance(own, str) else own
        if "_first_number" not in own:
            names += [f"_{cls.__name__.lstrip('_')}{name}" if _is_mangled(name) else name for name in own]
    return tuple(name for name in names if name not in ("__dict__", "__weakref__"))


def _is_mangled(name: str) -> bool:
    return name.startswith("__") and not name.endswith("__")


def _add(value: Value, added: Added) -> None:
    attributes, slots = added or (None, {})
    if attributes:
        value.__dict__.update(attributes)
    for name, entry in slots.items():
        setattr(value, name, entry)


def _assembled(
    kind: type[Value],
    constant: type[Value],
    leaves: list[Scalar],
    slots: list[Scalar],
    special: Sequence[tuple[int, type[Value], Added]] = (),
) -> Value:
    kinds = {place: kind for place, kind, _ in special}
    nodes: list[Scalar] = [NOTHING, *(_leaf(constant, leaf) if isinstance(leaf, float) else leaf for leaf in leaves)]
    entries = iter(slots)
    for entry in entries:
        if isinstance(entry, list):
            nodes.append(Vector(tuple(nodes[place] for place in entry)))
            continue
        node = object.__new__(kinds.get(len(nodes), kind))
        node.primitive = entry
        node._first, node._second, node._third = (nodes[place] for place in islice(entries, 3))
        node._first_number, node._second_number, node._third_number = islice(entries, 3)
        node._data, node.grad, node.label = islice(entries, 3)
        nodes.append(node)
    for place, _, added in special:
        _add(nodes[place], added)
    result: Value = nodes[-1]
    return result
