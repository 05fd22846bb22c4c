"""Which Values of a model's graph belong together, read off labels that begin with a place: `block 1.head 2.q_0,1`.

A place is the path of names to a part of the model, from the outside in. The numbers in it are grouped further:
`q_0,1`, `q_0,2`, … are the row `q_0`; and where there are operations beside them, the parameters `w_11^(1)`,
`w_21^(1)`, … the matrix `w^(1)`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from autograd import Value
from viz.graph.view import GroupPath, with_ancestors
from viz.names import place_and_name

__all__ = ["groups_by_places"]

_ROW = re.compile(r"(?P<row>[^\W\d_w][^_,]*_\d+),\d+")
_PARAMETER = re.compile(r"(?P<matrix>[^\W\d_][^_,]*)_\d+(?:,\d+)?(?P<layer>\^\(\d+\))?")
_INPUT = re.compile(r"x(?:_?\d+)?")


def groups_by_places(order: Sequence[Value], steps: str) -> dict[Value, GroupPath]:
    """The groups of the Values of a graph, if any label begins with a place.

    A Value without a place stands where it is used: in the innermost group that all its users are in; but an operation
    on parameters, and the function of its result alone, not outside of the place of these.

    Args:
        order: the graph in topological order.
        steps: what the group of those is called that lie between the model and the output.

    Returns:
        The path of groups of each Value that is in one; nothing, where no label begins with a place.
    """
    found = {value: path for value in order if (path := _path(value.label or ""))}
    if not found:
        return {}
    units = _units(order, found)
    wanted: dict[Value, GroupPath] = {}
    for value in reversed(order):
        if value not in found:
            found[value] = _place_of_use(value, wanted, units.get(value, ()))
        path = found[value] or ((steps,) if value is order[-1] else ())
        wanted |= {o: _shared((wanted[o], path)) if o in wanted else path for o in value.operands}
    with_operations = {group for value, path in found.items() if value.primitive for group in with_ancestors(path)}
    for value, path in found.items():
        parameter = _PARAMETER.fullmatch(place_and_name(value.label or "")[1])
        if parameter and value.primitive is None and path in with_operations:
            found[value] = (*path, parameter["matrix"] + (parameter["layer"] or ""))
    return {value: path for value, path in found.items() if path}


def _path(label: str) -> GroupPath:
    place, name = place_and_name(label)
    row = _ROW.fullmatch(name)
    return (*place, row["row"]) if place and row else place


def _units(order: Sequence[Value], found: dict[Value, GroupPath]) -> dict[Value, GroupPath]:
    """The places of parameters, for the operations that these lead into and the functions of what they give."""
    sums: dict[Value, GroupPath] = {}
    functions: dict[Value, GroupPath] = {}
    for value in order:
        if value not in found and value.primitive is not None:
            if path := _shared(found[o] for o in value.operands if o.primitive is None and o in found):
                sums[value] = path
            elif len(value.operands) == 1 and value.operands[0] in sums:
                functions[value] = sums[value.operands[0]]
    return sums | functions


def _place_of_use(value: Value, wanted: dict[Value, GroupPath], unit: GroupPath) -> GroupPath:
    path = wanted.get(value, ())
    if value.primitive is None and _INPUT.fullmatch(value.label or ""):
        return ("inputs",)
    return path if path[: len(unit)] == unit else unit


def _shared(paths: Iterable[GroupPath]) -> GroupPath:
    """What several paths begin with."""
    first, *others = [*paths] or [()]
    depth = 0
    while depth < len(first) and all(path[: depth + 1] == first[: depth + 1] for path in others):
        depth += 1
    return first[:depth]
