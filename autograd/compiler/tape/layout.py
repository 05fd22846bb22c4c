"""From a recorded graph to a tape: which steps the machine takes, and where each number stands.

The nodes are taken level by level; nodes of one level with the same operation become one step over slots side by side,
and the units of a layer, dots on the same inputs, one step of the kind in `dense`.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from autograd.compiler.codegen.operations import COPY, LoweredRow, operation_of
from autograd.compiler.tape.steps import Case, Step, Tape, Word
from autograd.graph import NOTHING, Node, Vector, evaluation_order
from autograd.primitives.exponentials import power, square
from autograd.primitives.vectors import dot
from autograd.tracing import Comparison
from autograd.value import Constant, Value

__all__ = ["tape_of"]


def tape_of(
    outputs: Sequence[Value],
    inputs: Sequence[Value],
    parameters: Mapping[Value, int],
    constants: Mapping[Value, float],
    comparisons: Sequence[Comparison] = (),
    *,
    wants_inputs: bool = False,
) -> Tape:
    """The tape that computes `outputs` from `inputs` and `parameters`, and walks back.

    Args:
        outputs: what is asked for; the first is what is differentiated.
        inputs: leaves: a number a sample.
        parameters: leaves with a number for all samples; and its place among them.
        constants: the numbers of all other leaves.
        comparisons: what must come out as recorded.
        wants_inputs: whether the inputs get adjoints.
    """
    return _Builder(outputs, inputs, parameters, constants, comparisons, wants_inputs).tape


class _Builder:
    def __init__(
        self,
        outputs: Sequence[Value],
        inputs: Sequence[Value],
        parameters: Mapping[Value, int],
        constants: Mapping[Value, float],
        comparisons: Sequence[Comparison],
        wants_inputs: bool,
    ) -> None:
        self.tape = Tape()
        self.parameters = tuple(parameters)
        self.places = parameters
        self.constants = constants
        self.wants_inputs = wants_inputs
        self.inputs = set(inputs)
        self.slots: dict[Value, int] = {}
        self.copies: dict[Vector, int] = {}
        self.units: dict[Value, _Unit | None] = {}
        for value in inputs:
            self._place(value)
        compared = [value for comparison in comparisons for value in (comparison.left, comparison.right)]
        needed = [*outputs, *compared]
        self.differentiated = set(evaluation_order(outputs[0]))
        groups = self._groups(needed)
        self._place_leaves(groups, needed)
        for nodes in groups:
            if self._layer(nodes[0]) is not None:
                self._add_layers(nodes)
            else:
                self._add_rows(nodes)
        for comparison in comparisons:
            self._add_comparison(comparison)
        self.tape.outputs = [self.slots[value] for value in outputs]

    def _place(self, value: Value) -> int:
        slot = self.slots[value] = self.tape.slots
        self.tape.slots += 1
        return slot

    def _groups(self, needed: Sequence[Value]) -> list[list[Value]]:
        """The computed Values, those together that one step may compute, in an order in which operands come first."""
        levels: dict[Node, int] = {}
        groups: dict[tuple[int, tuple[object, ...]], list[Value]] = {}
        for node in evaluation_order(Vector(tuple(needed))):
            if isinstance(node, Vector):
                levels[node] = 0 if node.holds_leaves else max(levels.get(value, 0) for value in node.values)
            elif node not in levels:
                level = levels[node] = 1 + max(levels.get(operand, 0) for operand in node._inputs())
                groups.setdefault((level, self._kind(node)), []).append(node)
        return [nodes for _, nodes in sorted(groups.items(), key=lambda item: item[0][0])]

    def _kind(self, node: Value) -> tuple[object, ...]:
        layer = self._layer(node)
        if layer is not None:
            return ("dense", layer.inputs, layer.has_bias, node in self.differentiated)
        operation = _operation(node)
        return (operation, self._wanted(node), node if any(operation.vectors) else None)

    def _layer(self, node: Value) -> _Unit | None:
        if node not in self.units:
            self.units[node] = self._unit(node)
        return self.units[node]

    def _unit(self, node: Value) -> _Unit | None:
        """How `node` is a unit of a layer: a dot whose weights, and bias, stand side by side among the parameters."""
        if node.primitive is not dot:
            return None
        for weights, inputs in ((node._first, node._second), (node._second, node._first)):
            place = self._place_in_theta(weights)
            if place is None or not isinstance(inputs, Vector):
                continue
            end = place + len(inputs)
            if node._third is NOTHING:
                return _Unit(inputs, place, has_bias=False)
            if end < len(self.parameters) and self.parameters[end] is node._third:
                return _Unit(inputs, place, has_bias=True)
        return None

    def _place_in_theta(self, weights: Node) -> int | None:
        if not isinstance(weights, Vector) or not weights.values:
            return None
        place = self.places.get(weights.values[0])
        beside = () if place is None else self.parameters[place : place + len(weights)]
        return place if len(beside) == len(weights) and all(map(operator.is_, beside, weights.values)) else None

    def _place_leaves(self, groups: Sequence[Sequence[Value]], needed: Sequence[Value]) -> None:
        """Slots for constants and for parameters, as far as a step reads them from there."""
        operands: dict[Node, None] = dict.fromkeys(needed)
        for nodes in groups:
            for node in nodes:
                layer = self._layer(node)
                operands.update(dict.fromkeys(node._inputs() if layer is None else (layer.inputs,)))
        read: dict[Value, None] = {}
        for operand in operands:
            read.update(dict.fromkeys(operand.values if isinstance(operand, Vector) else (operand,)))
        leaves = [value for value in read if value.primitive is None and value not in self.slots]
        spread = [value for value in leaves if value in self.places]
        if spread:
            first = self.tape.slots
            self.tape.steps.append(
                Step(Case("spread", wanted=(True,)), [len(spread), first, [self.places[v] for v in spread]], spread)
            )
            for value in spread:
                self._place(value)
        for value in leaves:
            if value not in self.places:
                self.tape.constants[self._place(value)] = self.constants[value]

    def _is_wanted(self, operand: Node) -> bool:
        """Whether an operand gets an adjoint: computed Values do, as in the eager engine, and parameters."""
        if isinstance(operand, Vector):
            return any(map(self._is_wanted, operand.values))
        if operand.primitive is not None or operand in self.places:
            return True
        return self.wants_inputs and operand in self.inputs

    def _wanted(self, node: Value) -> tuple[bool, ...]:
        operation = _operation(node)
        operands = _operands(node, operation)
        if node not in self.differentiated:
            return (False,) * len(operands)
        return tuple(operand is not NOTHING and self._is_wanted(operand) for operand in operands)

    def _add_layers(self, nodes: Sequence[Value]) -> None:
        """Units on the same inputs, as one step for each run whose weights are a fixed stride apart."""
        units = [unit for node in nodes if (unit := self._layer(node)) is not None]
        inputs = units[0].inputs
        case = Case("dense", wanted=(nodes[0] in self.differentiated,))
        x = self._side_by_side(inputs)
        self.tape.widest = max(self.tape.widest, len(inputs))
        wants_x = self._is_wanted(inputs)
        for run in _runs([(unit.place,) for unit in units]):
            rows = nodes[run.start : run.stop]
            place = units[run.start].place
            stride = units[run.start + 1].place - place if len(rows) > 1 else 0
            z = self.tape.slots
            for node in rows:
                self._place(node)
            words: list[Word] = [len(rows), len(inputs), x, z, place, stride, units[0].has_bias, wants_x]
            self.tape.steps.append(Step(case, words, rows))

    def _side_by_side(self, vector: Vector) -> int:
        """The first of the vector's slots, which are copied where they do not follow one another."""
        slots = [self.slots[value] for value in vector.values]
        if slots == list(range(slots[0], slots[0] + len(slots))):
            return slots[0]
        if vector not in self.copies:
            first = self.copies[vector] = self.tape.slots
            self.tape.slots += len(slots)
            case = Case("row", COPY, (self._is_wanted(vector),))
            for run in _runs([(slot,) for slot in slots]):
                stride = slots[run.start + 1] - slots[run.start] if len(run) > 1 else 0
                words: list[Word] = [len(run), first + run.start, slots[run.start], stride]
                self.tape.steps.append(Step(case, words, vector.values[run.start : run.stop]))
        return self.copies[vector]

    def _add_rows(self, nodes: Sequence[Value]) -> None:
        """One operation on many operands, as one step for each run whose operands' slots are fixed strides apart."""
        operation = _operation(nodes[0])
        case = Case("row", operation, self._wanted(nodes[0]))
        if any(operation.vectors):
            [node] = nodes
            words: list[Word] = [1, self._place(node)]
            for k, operand in enumerate(_operands(node, operation)):
                if isinstance(operand, Vector) and operand is not NOTHING:
                    words += [[self.slots[value] for value in operand.values], len(operand)]
                else:
                    words += [self._scalar_slot(node, k, operand), 0]
            self.tape.steps.append(Step(case, words, nodes))
            return
        slots = [
            tuple(self._scalar_slot(node, k, operand) for k, operand in enumerate(_operands(node, operation)))
            for node in nodes
        ]
        for run in _runs(slots):
            first, second = slots[run.start], slots[run.start + 1] if len(run) > 1 else slots[run.start]
            words = [len(run), self.tape.slots]
            for slot, following in zip(first, second):
                words += [slot, following - slot]
            for node in nodes[run.start : run.stop]:
                self._place(node)
            self.tape.steps.append(Step(case, words, nodes[run.start : run.stop]))

    def _scalar_slot(self, node: Value, k: int, operand: Node) -> int:
        if isinstance(operand, Value):
            return self.slots[operand]
        left_out = Constant((node._first_number, node._second_number, node._third_number)[k], allow_nan=True)
        slot = self._place(left_out)
        self.tape.constants[slot] = left_out._data
        return slot

    def _add_comparison(self, comparison: Comparison) -> None:
        words: list[Word] = [self.slots[comparison.left], self.slots[comparison.right], comparison.outcome]
        self.tape.steps.append(Step(Case(comparison.relation.__name__), words))


@dataclass(frozen=True)
class _Unit:
    """A dot as a unit of a layer: its inputs, where its weights begin, whether a bias follows them."""

    inputs: Vector
    place: int
    has_bias: bool


def _operands(node: Value, operation: LoweredRow) -> tuple[Node, ...]:
    """As many operands as the operation takes; NOTHING for one that was left out."""
    return (node._first, node._second, node._third)[: len(operation.vectors)]


def _operation(node: Value) -> LoweredRow:
    primitive = node.primitive
    if primitive is None:
        raise ValueError(f"expected a computed Value, got {node!r}")
    if primitive is power and isinstance(node._second, Constant) and node._second._data == 2.0:
        return operation_of(square)
    return operation_of(primitive)


def _runs(points: Sequence[tuple[int, ...]]) -> Iterator[range]:
    """Splits points into the longest runs in which each is one fixed step after the one before."""
    start = 0
    while start < len(points):
        stop = start + 1
        if stop < len(points):
            step = list(map(operator.sub, points[stop], points[start]))
            while stop < len(points) and list(map(operator.sub, points[stop], points[stop - 1])) == step:
                stop += 1
        yield range(start, stop)
        start = stop
