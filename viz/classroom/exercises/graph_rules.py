"""Every number of a graph, as a rule over the numbers that have been filled in.

| symbol   | meaning                                                                    | slides |
| -------- | -------------------------------------------------------------------------- | ------ |
| `v`, `u` | a node, and one of its operands: u leads to v                              | L7.2   |
| use      | an edge from u to v, told by v and by which operand u is: x·x is two       | L8.3   |

What has been filled in is taken from there, right or wrong; the rest follows from it, by the rows of the table. So one
rule gives the right answer from nothing, and from a student's own numbers what should follow from them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from autograd import Value, Vector, topological_order
from viz.classroom.exercises.blank import Entries, Number, Place
from viz.classroom.exercises.exact import Argument, exactly, partials_at, value_at

__all__ = ["GraphRules", "Use", "name_of"]


@dataclass(frozen=True)
class Use:
    """An edge: the node it leads to, and which of its operands it comes from, 0 for the first."""

    node: Value
    operand: int


def name_of(place: Place) -> str:
    """The name of the blank there: an identifier.

    >>> name_of(Place("value", "y_hat")), name_of(Place("gradient", "w_11^(1)")), name_of(Place("local", "z", 1))
    ('y_hat', 'grad_w_11_1', 'local_z_2')
    """
    label = "".join(letter if letter.isalnum() else "_" for letter in place.node).strip("_").replace("__", "_")
    if place.kind == "local":
        return f"local_{label}_{place.operand + 1}"
    return f"grad_{label}" if place.kind == "gradient" else label


@dataclass(frozen=True, eq=False)
class GraphRules:
    """The numbers of a graph.

    Attributes:
        output: what the graph computes.
        asked: the places at which there are blanks. No two nodes with a label have the same.
    """

    output: Value
    asked: Collection[Place] = frozenset()

    def __post_init__(self) -> None:
        labels = [node.label for node in self.order if node.label]
        if len({*labels}) < len(labels):
            raise ValueError(f"expected every node of the graph to have a label of its own, got {labels}")

    @cached_property
    def order(self) -> list[Value]:
        """The nodes, operands before results."""
        return topological_order(self.output)

    @cached_property
    def nodes(self) -> dict[str, Value]:
        """The nodes by their labels."""
        return {node.label: node for node in self.order if node.label}

    @cached_property
    def _known(self) -> dict[Value, Number]:
        """The values that depend on no blank."""
        known: dict[Value, Number] = {}
        for node in self.order:
            if Place("value", node.label or "") not in self.asked and all(
                operand in known for operand in node.operands
            ):
                known[node] = _worked_out(node, known.__getitem__)
        return known

    @cached_property
    def _known_locals(self) -> dict[Value, list[Number]]:
        """The local derivatives that depend on no blank, by the nodes that the edges lead to."""
        return {node: self.locals_worked_out(node, {}) for node in self._known if node.primitive}

    @cached_property
    def uses(self) -> dict[Value, list[Use]]:
        """The uses of each node, in the order in which the backward pass goes over them: results first."""
        found: dict[Value, list[Use]] = {node: [] for node in self.order}
        for node in reversed(self.order):
            for position, operand in enumerate(node.operands):
                found[operand].append(Use(node, position))
        return found

    def value(self, node: Value, entries: Entries) -> Number:
        """The number of a node: what was written for it, or what follows from what was written before."""
        if node in self._known:
            return self._known[node]
        place = Place("value", node.label or "")
        if place in self.asked and name_of(place) in entries:
            return entries[name_of(place)]
        return self.value_worked_out(node, entries)

    def value_worked_out(self, node: Value, entries: Entries) -> Number:
        """The number of a node, from those of its operands."""
        return _worked_out(node, lambda operand: self.value(operand, entries))

    def arguments(self, node: Value, entries: Entries) -> list[Argument]:
        """The numbers of the operands, those of a vector side by side, and of the operands that were left out."""
        return _arguments(node, lambda operand: self.value(operand, entries))

    def local(self, use: Use, entries: Entries) -> Number:
        """The local derivative on an edge: what was written for it, or what follows."""
        place = Place("local", use.node.label or "", use.operand)
        if place in self.asked and name_of(place) in entries:
            return entries[name_of(place)]
        return self.local_worked_out(use, entries)

    def local_worked_out(self, use: Use, entries: Entries) -> Number:
        """The partial of the node's operation, at the numbers of the operands and of the result."""
        if use.node in self._known_locals:
            return self._known_locals[use.node][use.operand]
        return self.locals_worked_out(use.node, entries)[use.operand]

    def locals_worked_out(self, node: Value, entries: Entries) -> list[Number]:
        """The partials of the node's operation, one an operand."""
        if node.primitive is None:
            return []
        return partials_at(node.primitive, self.arguments(node, entries), self.value(node, entries))

    def gradient(self, node: Value, entries: Entries) -> Number:
        """The derivative of the output by a node: what was written for it, or what follows."""
        place = Place("gradient", node.label or "")
        if place in self.asked and name_of(place) in entries:
            return entries[name_of(place)]
        return self.gradient_worked_out(node, entries)

    def gradient_worked_out(self, node: Value, entries: Entries) -> Number:
        """The sum over a node's uses of the gradient there times the local derivative; 1 for the output."""
        if node is self.output:
            return Fraction(1)
        return sum(self.handed_on(node, entries), Fraction(0))

    def handed_on(self, node: Value, entries: Entries) -> list[Number]:
        """What a node gets from each of its uses: the gradient there times the local derivative."""
        return [self.gradient(use.node, entries) * self.local(use, entries) for use in self.uses[node]]


def _arguments(node: Value, number: Callable[[Value], Number]) -> list[Argument]:
    if node.primitive is None:
        return []
    given: list[Argument] = [[*map(number, o)] if isinstance(o, Vector) else number(o) for o in node.inputs]
    missing = node.primitive.arity - len(given)
    return [*given, *map(exactly, node.primitive.defaults[len(node.primitive.defaults) - missing :])]


def _worked_out(node: Value, number: Callable[[Value], Number]) -> Number:
    if node.primitive is None:
        return exactly(node.data)
    return value_at(node.primitive, _arguments(node, number))
