"""Which Values of a net's graph belong together, read off their labels: `w_ij^(l)`, `b_j^(l)`, `z_j^(l)`, `h_j^(l)`.

Where labels begin with a place, such as `block 1.head 2.q_0,1`, that says it.

| symbol | meaning                                                                    |
| ------ | -------------------------------------------------------------------------- |
| w, b   | a weight and a bias: parameters, which name the unit that they lead into    |
| z, h, a| a unit's sum and its output; a_1j is unit j of layer 1, as in L8            |
| j, l   | the unit's number in its layer, and the layer's                             |
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from autograd import Value
from viz.graph.places import groups_by_places
from viz.graph.view import GroupPath
from viz.names import pretty_name

__all__ = ["groups_by_labels", "groups_by_predicate"]

_PARAMETER = re.compile(r"[wb](?:_?(?P<indices>\d+(?:,\d+)*))?(?:\^\((?P<layer>\d+)\))?")
_UNIT = re.compile(r"[zh]_?(?P<unit>\d+)(?:\^\((?P<layer>\d+)\))?|a_?(?P<a_layer>\d)(?P<a_unit>\d)")
_INPUT = re.compile(r"x(?:_?\d+)?")


class _Unit(NamedTuple):
    """A unit by its numbers; None where the labels do not tell."""

    layer: int | None
    number: int | None


def groups_by_predicate(order: Sequence[Value], group_of: Callable[[Value], str | None]) -> dict[Value, GroupPath]:
    """The Values that a function names a group for.

    Raises:
        TypeError: if it gives something other than text or None.
    """
    names: dict[Value, GroupPath] = {}
    for value in order:
        name = group_of(value)
        if name is not None and not isinstance(name, str):
            raise TypeError(
                f"expected the function in fold to return a group's name or None, got {name!r} for {value!r}"
            )
        if name:
            names[value] = (name,)
    return names


def groups_by_labels(order: Sequence[Value], *, by_layer: bool) -> dict[Value, GroupPath]:
    """The Values of each unit, or of each layer, of a net: its parameters and its operations.

    By layer, the inputs are a group too, and so is all that lies between the last layer and the output. Where labels
    begin with a place, the places are the groups, one in another, and within them the rows of matrices.

    Args:
        order: the graph in topological order.
        by_layer: whether the units of a layer are one group.

    Raises:
        ValueError: if no label tells of a unit.
    """
    steps = f"steps to {_output_name(order[-1])}"
    if paths := groups_by_places(order, steps):
        if not by_layer:
            raise ValueError('expected fold="layer" where labels begin with a place, got fold="neuron"')
        return paths
    operations = [value for value in order if value.primitive is not None]
    units = _units(operations)
    if not units:
        raise ValueError(
            "expected labels that tell the units of a net, such as w_11^(1), b_1^(1), z_1^(1), h_1^(1), got none:"
            " label the Values so, or pass a function from a Value to the name of its group"
        )
    names = {value: _layer_name(unit) if by_layer else _unit_name(unit) for value, unit in units.items()}
    if by_layer:
        names |= dict.fromkeys(_steps(operations[:-1], units), steps)
    names |= _leaf_names(operations, names, units, by_layer=by_layer)
    return {value: (name,) for value, name in names.items()}


def _units(operations: Sequence[Value]) -> dict[Value, _Unit]:
    """The unit of each operation that is part of one."""
    units: dict[Value, _Unit] = {}
    finished: set[Value] = set()
    for value in operations:
        unit, is_output = _unit_of(value, units, finished)
        if unit is not None:
            units[value] = unit
            if is_output:
                finished.add(value)
    return units


def _unit_of(value: Value, units: dict[Value, _Unit], finished: set[Value]) -> tuple[_Unit | None, bool]:
    """The unit that an operation is part of, and whether it is what comes out of that unit."""
    labels = {operand.label for operand in value.operands if operand.primitive is None and operand.label}
    for unit in map(_unit_of_parameter, sorted(labels)):
        if unit is not None:
            return unit, False
    before = {units.get(operand) for operand in value.operands if not operand.is_constant}
    is_inside = len(before) == 1 and not any(operand in finished for operand in value.operands)
    [unit] = before if is_inside else [None]
    if unit is not None and value.primitive is not None:
        if value.primitive.name in ("add", "sum"):
            return unit, False
        if value.primitive.arity == 1:
            return unit, True
    return _unit_of_label(value.label or ""), (value.label or "").startswith(("h", "a"))


@lru_cache(maxsize=4096)
def _unit_of_parameter(label: str) -> _Unit | None:
    """w_21^(1) leads into unit 1 of layer 1; so does b_1^(1)."""
    match = _PARAMETER.fullmatch(label)
    if match is None:
        return None
    first, _, second = (match["indices"] or "").partition(",")
    unit = first if label.startswith("b") else second or first[1:]
    return _Unit(_number(match["layer"]), _number(unit))


@lru_cache(maxsize=4096)
def _unit_of_label(label: str) -> _Unit | None:
    match = _UNIT.fullmatch(label)
    return (
        _Unit(_number(match["layer"] or match["a_layer"]), _number(match["unit"] or match["a_unit"])) if match else None
    )


def _number(text: str | None) -> int | None:
    return int(text) if text else None


def _steps(operations: Sequence[Value], units: dict[Value, _Unit]) -> Iterator[Value]:
    """The operations that depend on a unit and are part of none."""
    after = set(units)
    for value in operations:
        if value not in after and not after.isdisjoint(value.operands):
            after.add(value)
            yield value


def _leaf_names(
    operations: Sequence[Value], names: dict[Value, str], units: dict[Value, _Unit], *, by_layer: bool
) -> dict[Value, str]:
    """The groups of leaves: a parameter goes with its unit, what the steps alone use with the steps."""
    owners: dict[Value, str | None] = {}
    inputs: dict[Value, str] = {}
    for value in operations:
        leaves = [operand for operand in value.operands if operand.primitive is None]
        if value in units:
            taken = _inputs_of(value)
            inputs.update(dict.fromkeys(taken, "inputs"))
            leaves = [leaf for leaf in leaves if leaf not in taken] if taken else leaves
        owner = names.get(value)
        for leaf in owners.keys() & set(leaves):  # it has been met before: does the same group own it?
            if owners[leaf] != owner:
                owners[leaf] = None
        owners |= {leaf: owner for leaf in leaves if leaf not in owners}
    found = {leaf: owner for leaf, owner in owners.items() if owner and leaf not in inputs}
    return found | inputs if by_layer else found


def _inputs_of(unit_part: Value) -> set[Value]:
    """The leaves among the operands of a unit's operation that are inputs of the net, not parameters."""
    operands = unit_part.operands
    if unit_part.primitive is not None and unit_part.primitive.name == "dot":  # weights, as many inputs, then the bias
        candidates = operands[len(operands) // 2 : len(operands) // 2 * 2]
    else:
        candidates = tuple(operand for operand in operands if _INPUT.fullmatch(operand.label or ""))
    return {operand for operand in candidates if operand.primitive is None}


def _layer_name(unit: _Unit) -> str:
    return "layer" if unit.layer is None else f"layer {unit.layer}"


def _unit_name(unit: _Unit) -> str:
    number = "" if unit.number is None else f"_{unit.number}"
    return f"unit {pretty_name(f'h{number}' + ('' if unit.layer is None else f'^({unit.layer})'))}"


def _output_name(output: Value) -> str:
    return pretty_name(output.label) if output.label else "the output"
