"""From a recorded graph to a tape: which steps the machine takes, and where each number stands.

The nodes are taken level by level, and on each level those of one kind become one step, whose results stand side by
side. The units of a layer, dots on the same inputs whose weights stand among the parameters, are a step of the kind in
`dense`; what is picked from a table of parameters, or computed of them alone, steps of the kinds in `parameters`.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence, Set
from itertools import chain
from operator import attrgetter

from autograd.compiler.codegen.operations import COPY, operation_of
from autograd.compiler.codegen.rows import Access
from autograd.compiler.codegen.walker import STEP_WORDS
from autograd.compiler.record.recorded import Recorded
from autograd.compiler.tape.levels import LEFT_OUT, UNWANTED, WANTED, Kind, Levels
from autograd.compiler.tape.placement import Placement
from autograd.compiler.tape.steps import Case, Tape
from autograd.compiler.tape.strides import runs, stride_of
from autograd.compiler.tape.sums import with_sums
from autograd.graph import Node, Vector, evaluation_order
from autograd.primitives.vectors import dot
from autograd.tracing import Comparison
from autograd.value import Value

__all__ = ["tape_of"]


def tape_of(
    graph: Recorded,
    inputs: Sequence[Value],
    parameters: Mapping[Value, int],
    constants: Mapping[Value, float],
    *,
    wants_inputs: bool = False,
) -> Tape:
    """The tape that computes the outputs of `graph` from `inputs` and `parameters`, and walks back.

    Args:
        graph: its first output is what is differentiated.
        inputs: leaves: a number a sample.
        parameters: leaves with a number for all samples; and its place among them.
        constants: the numbers of all other leaves.
        wants_inputs: whether the inputs get adjoints.
    """
    order, instead = with_sums(graph.order, graph.uses)
    leaves = {
        **dict.fromkeys(constants, UNWANTED),
        **dict.fromkeys(inputs, WANTED if wants_inputs else UNWANTED),
        **dict.fromkeys(parameters, WANTED),
    }
    levels = Levels(order, leaves, parameters, instead, _aside(graph))
    tape = Tape()
    slots = Placement(tape, parameters, constants, instead)
    slots.place(inputs)
    layout = _Layout(tape, levels, slots)
    for kind, nodes in levels.groups():
        layout.add(kind, nodes)
    for comparison in graph.comparisons:
        layout.add_comparison(comparison)
    layout.finish(graph.outputs, parameters)
    return tape


def _aside(graph: Recorded) -> Set[Node]:
    """What the first output does not depend on."""
    if len(graph.needed) == 1:
        return frozenset()
    return set(graph.order).difference(evaluation_order(graph.outputs[0]))


class _Layout:
    """A tape while it is being written.

    Args:
        tape: what is written.
        levels: the nodes by level and kind.
        slots: where Values stand.
    """

    def __init__(self, tape: Tape, levels: Levels, slots: Placement) -> None:
        self.tape = tape
        self._levels, self._slots, self._slot = levels, slots, slots.__getitem__
        self._vectors: dict[Node, list[int]] = {}
        self._copies: dict[Vector, int] = {}
        self._cases: dict[object, int] = {}

    def add(self, kind: Kind, nodes: list[Value]) -> None:
        """Adds the steps that compute nodes of one level and kind."""
        if kind[0] is dot:
            nodes = [node for node in nodes if not self._is_inner(kind, node)]
        if not nodes:
            return
        if not kind[1]:
            if len(nodes) == 1 and not kind[5]:
                self._add_one(kind, nodes[0])
            else:
                self._add_row(kind, nodes)
        elif kind[0] is dot:
            self._add_layers(kind, nodes)
        else:
            self._add_picks(kind, nodes)

    def add_comparison(self, comparison: Comparison) -> None:
        case = self._case(Case(comparison.relation.__name__))
        self._step(case, (self._slot(comparison.left), self._slot(comparison.right), int(comparison.outcome)))

    def finish(self, outputs: Sequence[Value], parameters: Mapping[Value, int]) -> None:
        """Names the outputs; and before all else, spreads the parameters that steps read from slots."""
        tape, spread = self.tape, self._slots.spread
        tape.outputs = list(map(self._slot, outputs))
        if spread:
            words, tape.words = tape.words, array("q")
            tape.pointers = array("q", [place + STEP_WORDS for place in tape.pointers])
            slots, places = list(map(self._slot, spread)), list(map(parameters.__getitem__, spread))
            told = len(slots), self._table(slots), self._table(places)
            self._step(self._case(Case("spread", wanted=(True,))), told, pointers=(1, 2))
            tape.words.extend(words)

    def _add_one(self, kind: Kind, node: Value) -> None:
        """One operation on the scalar operands of one node: what long chains are made of."""
        slot, values = self._slot, self.tape.values
        if kind not in self._cases:
            ways = [Access.LEFT_OUT if level == LEFT_OUT else Access.SPACED for level in kind[2:5]]
            self._cases[kind] = self._row_case(kind, ways)
        first, second, third = slot(node._first), slot(node._second), slot(node._third)
        self._slots[node] = result = len(values)
        values.append(node)
        self.tape.words.extend((self._cases[kind], 0, 1, result, 0, first, 0, 0, second, 0, 0, third, 0, 0, 0, 0))

    def _row_case(self, kind: Kind, ways: Sequence[Access]) -> int:
        primitive = kind[0]
        wanted = tuple(level == WANTED for level in kind[2 : 2 + primitive.arity])
        return self._case(Case("row", operation_of(primitive), wanted, tuple(ways[: primitive.arity])))

    def _add_row(self, kind: Kind, nodes: list[Value]) -> None:
        """One operation on the operands of several nodes."""
        primitive, _, first, second, third, length = kind
        ways: list[Access] = []
        words, pointers = [len(nodes), 0, length], []
        for level, is_vector, operand_of in zip((first, second, third), primitive.vectors, OPERANDS):
            operands = map(operand_of, nodes)
            if level == LEFT_OUT:
                way, told = Access.LEFT_OUT, (0, 0, 0)
            elif is_vector:
                way, told = self._find_vectors(list(map(self._slots_of, operands)))
            else:
                way, told = self._find(list(map(self._slot, operands)))
            if way is Access.LISTED or way is Access.SCATTERED:
                pointers.append(len(words))
            ways.append(way)
            words += told
        words[1] = self._slots.place(nodes)
        key = primitive, first, second, third, *ways
        if key not in self._cases:
            self._cases[key] = self._row_case(kind, ways)
        self._step(self._cases[key], words, pointers)

    def _find(self, slots: list[int], step: int = 0) -> tuple[Access, tuple[int, int, int]]:
        """How a step finds operands in slots, one a node, and what it is told."""
        stride = stride_of(slots)
        if stride is None:
            return Access.LISTED, (self._table(slots), 0, step)
        return Access.SPACED, (slots[0], stride, step)

    def _find_vectors(self, vectors: list[list[int]]) -> tuple[Access, tuple[int, int, int]]:
        """As `_find`, for operands that are vectors of one length."""
        if not vectors[0]:
            return Access.SPACED, (0, 0, 0)
        steps = set(map(stride_of, vectors))
        step = steps.pop()
        if steps or step is None:
            return Access.SCATTERED, (self._table(list(chain.from_iterable(vectors))), 0, 0)
        return self._find([slots[0] for slots in vectors], step)

    def _slots_of(self, vector: Vector) -> list[int]:
        vector = self._levels.model_of(vector)
        if vector not in self._vectors:
            self._vectors[vector] = list(map(self._slot, vector.values))
        return self._vectors[vector]

    def _add_layers(self, kind: Kind, nodes: list[Value]) -> None:
        """Units of layers: those on the same inputs as one step for each run whose weights are a stride apart."""
        _, _, weights, _, bias, length = kind
        case = self._case(Case("dense", wanted=(weights == WANTED,)))
        self.tape.widest = max(self.tape.widest, length)
        layers: dict[Vector, list[Value]] = {}
        for node in nodes:
            layers.setdefault(self._inputs_of(node), []).append(node)
        for inputs, units in layers.items():
            x, wants_x = self._side_by_side(inputs), self._levels.is_wanted(inputs)
            places = [self._levels.in_place[unit].place for unit in units]
            has_bias = bias != LEFT_OUT
            # Rows that overlap would overwrite each other's gradients, as a step takes some of them together.
            for start, stop in runs(places, least=length + has_bias):
                z = self._slots.place(units[start:stop])
                stride = places[start + 1] - places[start] if stop > start + 1 else 0
                words = stop - start, length, x, z, places[start], stride, int(has_bias), int(wants_x)
                self._step(case, words)

    def _is_inner(self, kind: Kind, node: Value) -> bool:
        """Whether it is an inner product of parameters, which have no slots for it; then its step is added."""
        tables = list(map(self._table, self._levels.places_of_factors(node)))
        if tables:
            case = self._case(Case("inner", wanted=(kind[2] == WANTED,)))
            self._step(case, (kind[5], *tables, self._slots.place([node])), pointers=(1, 2))
        return bool(tables)

    def _inputs_of(self, unit: Value) -> Vector:
        inputs = self._levels.in_place[unit].other
        if type(inputs) is not Vector:
            raise TypeError(f"expected a unit on a vector, got one on {inputs!r}")
        return self._levels.model_of(inputs)

    def _side_by_side(self, vector: Vector) -> int:
        """The first of the vector's slots, which are copied where they do not follow one another."""
        slots = self._slots_of(vector)
        if len(slots) == 1 or stride_of(slots) == 1:
            return slots[0]
        if vector not in self._copies:
            way, told = self._find(slots)
            first = self._copies[vector] = len(self.tape.values)
            self.tape.values.extend(vector.values)
            case = self._case(Case("row", COPY, (self._levels.is_wanted(vector),), (way,)))
            self._step(case, (len(slots), first, 0, *told), (3,) if way is Access.LISTED else ())
        return self._copies[vector]

    def _add_picks(self, kind: Kind, nodes: list[Value]) -> None:
        """What is picked from columns of a table: by the same number from neighbours, as one step."""
        _, _, table, number, _, rows = kind
        case = self._case(Case("pick", wanted=(table == WANTED, number == WANTED)))
        rows_of: dict[tuple[int, int], list[Value]] = {}
        for node in nodes:
            read = self._levels.in_place[node]
            rows_of.setdefault((self._slot(read.other), read.stride), []).append(node)
        for (slot, stride), columns in rows_of.items():
            places = [self._levels.in_place[column].place for column in columns]
            for start, stop in runs(places, 1):
                first = self._slots.place(columns[start:stop])
                self._step(case, (stop - start, first, places[start], rows, stride, slot))

    def _case(self, case: Case) -> int:
        """The number of a case."""
        if case not in self._cases:
            self._cases[case] = len(self.tape.cases)
            self.tape.cases.append(case)
        return self._cases[case]

    def _step(self, case: int, words: Sequence[int], pointers: Sequence[int] = ()) -> None:
        """Adds a step.

        Args:
            case: its number.
            words: what it is told, from its third word on.
            pointers: which of them stand for lists.
        """
        start = len(self.tape.words) + 2
        self.tape.words.extend((case, 0, *words, *PADDING[len(words) :]))
        for pointer in pointers:
            self.tape.pointers.append(start + pointer)

    def _table(self, numbers: list[int]) -> int:
        """The place of a list among the tables."""
        start = len(self.tape.tables)
        self.tape.tables.extend(numbers)
        return start


OPERANDS = attrgetter("_first"), attrgetter("_second"), attrgetter("_third")
PADDING = (0,) * (STEP_WORDS - 2)
