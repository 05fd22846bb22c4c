"""Graphs of one shape: what a function builds for several arguments, where only its constants differ.

A loss is a function of a prediction and a target. It is recorded on stand-ins for the prediction, once for each target
there is. If all these graphs have one shape, one graph with inputs in place of its changing constants does for all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autograd.compiler.record.replay import leaves_of, replayed
from autograd.errors import ControlFlowError
from autograd.graph import Node, Vector, evaluation_order
from autograd.tracing import Comparison, Recording
from autograd.value import Value

__all__ = ["Shape", "check_reads", "grafted", "shape_of"]


@dataclass(frozen=True)
class Shape:
    """A graph, apart from its constants.

    Attributes:
        key: equal for graphs of one shape.
        constants: its constants, in the order in which they are met.
    """

    key: tuple[object, ...]
    constants: list[Value]


def shape_of(output: Value, stand_ins: Sequence[Value], comparisons: Sequence[Comparison]) -> Shape:
    """The shape of the graph above `stand_ins`, and of the comparisons made while it was recorded."""
    names: dict[Node, object] = {value: ("stand-in", k) for k, value in enumerate(stand_ins)}
    constants: list[Value] = []

    def name(node: Node) -> object:
        if node not in names:
            if isinstance(node, Vector):
                names[node] = tuple(map(name, node.values))
            elif node.is_constant:
                names[node] = ("constant", len(constants))
                constants.append(node)
            else:
                names[node] = ("leaf", id(node))  # two leaves of one number are two; these stay alive with the graph
        return names[node]

    wanted = [output, *(value for c in comparisons for value in (c.left, c.right))]
    key: list[object] = []
    for node in evaluation_order(Vector(tuple(wanted))):
        if isinstance(node, Value):
            operands = tuple(map(name, node._inputs()))
            names[node] = ("node", len(key))
            key.append((node.primitive, *operands))
    key += [name(value) for value in wanted]
    key += [(c.relation, c.outcome) for c in comparisons]
    return Shape(tuple(key), constants)


def grafted(
    output: Value, comparisons: Sequence[Comparison], places: Mapping[Value, Value], free: Sequence[Value]
) -> tuple[Value, list[Comparison]]:
    """The graph with other Values in the places of some of its leaves; `free` ones stay as they are."""
    wanted = [output, *(value for c in comparisons for value in (c.left, c.right))]
    leaves: dict[Value, Node] = {**{value: value for value in free}, **places}
    result, *compared = replayed(wanted, leaves)
    pairs = zip(comparisons, compared[::2], compared[1::2])
    return result, [Comparison(c.relation, left, right, c.outcome) for c, left, right in pairs]


def check_reads(record: Recording, variable: set[Value]) -> None:
    """Raises ControlFlowError if a number was taken out of something that depends on `variable`."""
    for value in record.reads:
        if not variable.isdisjoint(leaves_of([value])):
            raise ControlFlowError(
                f"the function takes the number out of {value!r} while it is recorded, so its program would use that "
                "number for every sample: compare Values themselves, or use maximum, minimum, step or clamp"
            )
