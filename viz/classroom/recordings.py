"""Graphs as recordings: data that a page joins to other graphs, with slots for what is given there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from autograd import Primitive, Value, Vector, topological_order
from viz.live.javascript import RowsScript

__all__ = ["Recordings", "Slots"]

Data: TypeAlias = dict[str, Any]
"""What JSON can hold."""
Slots: TypeAlias = Mapping[str, "Value | Sequence[Value]"]
"""What the graph was recorded with, by the names of the slots."""


class Recordings:
    """Graphs as data, and the rows of their operations."""

    def __init__(self) -> None:
        self.primitives: dict[Primitive, None] = {}
        self._operations: list[Data] = []

    def record(self, recorded: tuple[Value | Sequence[Value], Slots]) -> Data:
        """A graph with slots for what it is to be joined to.

        Its nodes are `{slot, element}`, what is given there, or an element of that; `{number}`, a constant; or
        `{row, inputs, label}`, an operation, each of whose inputs is the place of a node, a list of places, or
        `{vector}`, the slot that all the elements of a vector come from, however many.
        """
        results, slots = recorded
        outputs = [results] if isinstance(results, Value) else list(results)
        order = _order(outputs)
        places = {value: i for i, value in enumerate(order)}
        given = dict(_elements(slots))
        nodes = [self._node(value, places, given, slots) for value in order]
        return {"nodes": nodes, "outputs": [places[output] for output in outputs]}

    def _node(self, value: Value, places: Mapping[Value, int], given: Mapping[Value, Data], slots: Slots) -> Data:
        if value in given:
            return given[value]
        if value.primitive is None:
            return {"number": value.data}
        self.primitives[value.primitive] = None
        inputs = [_input(entry, places, slots) for entry in value.inputs]
        operation: Data = {"row": value.primitive, "inputs": inputs, "label": value.label or ""}
        self._operations.append(operation)
        return operation

    def name_rows(self, rows: RowsScript) -> None:
        """Writes the rows' keys where the rows stand.

        Raises:
            NotImplementedError: for a row that cannot be written; those of the table can.
        """
        if rows.refused:
            raise NotImplementedError(f"this should never happen: {list(rows.refused.values())}")
        for operation in self._operations:
            operation["row"] = rows.keys[operation["row"]]


def _order(outputs: Sequence[Value]) -> list[Value]:
    """All nodes below some outputs, operands first."""
    return list(dict.fromkeys(value for output in outputs for value in topological_order(output)))


def _elements(slots: Slots) -> list[tuple[Value, Data]]:
    return [
        (value, {"slot": name, "element": None if isinstance(given, Value) else k})
        for name, given in slots.items()
        for k, value in enumerate([given] if isinstance(given, Value) else given)
    ]


def _input(entry: Value | Vector, places: Mapping[Value, int], slots: Slots) -> int | list[int] | Data:
    if isinstance(entry, Value):
        return places[entry]
    entries = list(entry)
    for name, given in slots.items():
        if not isinstance(given, Value) and entries == list(given):
            return {"vector": name}
    return [places[value] for value in entries]
