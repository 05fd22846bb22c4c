"""What may run together: the nodes of a graph level by level, and on each level by kind.

The level of a node is one more than the highest of its operands', so all nodes of one level may be computed at once.
They are of one kind where the same step computes them: the same operation, on vectors of the same length, with adjoints
for the same operands.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from autograd.compiler.tape.strides import stride_of
from autograd.graph import NOTHING, Node, Vector
from autograd.primitive import Primitive, Scalar
from autograd.primitives.exponentials import power, square
from autograd.primitives.vectors import dot, element
from autograd.value import Value

__all__ = ["LEFT_OUT", "UNWANTED", "WANTED", "Kind", "Levels", "ReadInPlace"]

WANTED, UNWANTED, LEFT_OUT = 0, -1, -2
"""The levels below the first: leaves that get an adjoint, those that get none, and an operand that was left out."""

Kind: TypeAlias = "tuple[Primitive, bool, int, int, int, int]"
"""The operation; whether its first vector is read in place among the parameters; of each operand whether it is
`WANTED`, `UNWANTED` or `LEFT_OUT`; and the length of the vectors."""


MOST_KINDS = 1_000_003
"""Odd, so that a level times it plus a kind's number makes keys that a dictionary tells apart by their low bits."""


class ReadInPlace(NamedTuple):
    """How a node reads parameters where they stand: the weights of a unit, or a table's column that it picks from.

    Attributes:
        place: that of the first among the parameters.
        stride: how far they are apart there.
        other: the other operand: the unit's inputs, or the number that picks.
    """

    place: int
    stride: int
    other: Node


class Levels:
    """The nodes of a graph by level and kind.

    Args:
        order: the nodes, each after its operands.
        leaves: `WANTED` or `UNWANTED` for each leaf.
        places: for each parameter its place among them.
        instead: what stands in the place of Values that other nodes have as operands.
        aside: nodes that are not differentiated.

    Attributes:
        in_place: of the nodes that read parameters in place, how.
    """

    def __init__(
        self,
        order: Sequence[Node],
        leaves: Mapping[Value, int],
        places: Mapping[Value, int],
        instead: Mapping[Value, Value],
        aside: Collection[Node],
    ) -> None:
        self._kinds: dict[Kind, int] = {}
        self._groups: dict[int, Scalar] = {}  # a list of nodes, or one: Python's collector goes through every list
        self.in_place: dict[Value, ReadInPlace] = {}
        self._places = places
        self._model_of: dict[Vector, Vector] = {}
        self._spaced: dict[Vector, tuple[int, int] | None] = {}
        self._levels: dict[Node, int] = {NOTHING: LEFT_OUT, **dict(leaves.items())}
        self._replaced = {fresh: value for value, fresh in instead.items()}
        self._sort(order, {*aside, *(fresh for value, fresh in instead.items() if value in aside)})

    def groups(self) -> Iterator[tuple[Kind, list[Value]]]:
        """The nodes of each kind, from the lowest level up."""
        kinds = list(self._kinds)
        for key in sorted(self._groups):
            nodes = self._groups[key]
            yield kinds[key % MOST_KINDS], nodes if type(nodes) is list else [nodes]

    def model_of(self, vector: Vector) -> Vector:
        """One of the vectors of the same Values, always the same one: lists that become vectors do so for each use."""
        return self._model_of.get(vector, vector)

    def is_wanted(self, operand: Node) -> bool:
        """Whether an operand gets an adjoint: computed Values do, as in the eager engine."""
        return self._levels[operand] >= WANTED

    def places_of_factors(self, product: Value) -> list[list[int]]:
        """The places of the factors of an inner product of parameters alone, without a bias; none of any other."""
        places = self._places
        if product._third is not NOTHING:
            return []
        vectors = [vector.values for vector in (product._first, product._second) if type(vector) is Vector]
        are_parameters = len(vectors) == 2 and all(all(map(places.__contains__, values)) for values in vectors)
        return [list(map(places.__getitem__, values)) for values in vectors] if are_parameters else []

    def _sort(self, order: Sequence[Node], aside: Collection[Node]) -> None:
        # The loop that takes every node of a graph, however large: nothing is called in it that need not be.
        levels, kinds, groups = self._levels, self._kinds, self._groups
        models: dict[tuple[Value, ...], Vector] = {}  # a hash of Values is one of identities
        for node in order:
            if type(node) is Vector:
                model = models.setdefault(node.values, node)
                if model is node:
                    levels[node] = max(map(levels.__getitem__, node.values), default=UNWANTED)
                else:
                    levels[node], self._model_of[node] = levels[model], model
                continue
            primitive = node.primitive
            if primitive is None:
                continue
            first, second, third = levels[node._first], levels[node._second], levels[node._third]
            level = first if first > second else second
            level = third if third > level else level
            level = level if level > 0 else 0
            levels[node] = level + 1
            first = first if first < WANTED else WANTED
            second = second if second < WANTED else WANTED
            third = third if third < WANTED else WANTED
            if node in aside:
                first, second, third = min(first, UNWANTED), min(second, UNWANTED), min(third, UNWANTED)
            if True in primitive.vectors:
                levels[self._replaced.get(node, node)] = level + 1
                kind = self._kind_on_vectors(node, primitive, first, second, third)
            elif primitive is power and second == UNWANTED and _is_two(node._second):
                kind = (square, False, first, LEFT_OUT, LEFT_OUT, 0)
            else:
                kind = (primitive, False, first, second, third, 0)
            key = level * MOST_KINDS + kinds.setdefault(kind, len(kinds))
            if key not in groups:
                groups[key] = node
            elif type(groups[key]) is list:
                groups[key].append(node)
            else:
                groups[key] = [groups[key], node]

    def _kind_on_vectors(self, node: Value, primitive: Primitive, first: int, second: int, third: int) -> Kind:
        vector = node._first if primitive.vectors[0] else node._second if primitive.vectors[1] else node._third
        length = len(vector.values) if type(vector) is Vector else 0
        read = self._read_in_place(node, primitive)
        if read is None:
            return primitive, False, first, second, third, length
        self.in_place[node] = read
        if read.other is node._first:
            first, second = second, first
        return primitive, True, first, second, third, length

    def _read_in_place(self, node: Value, primitive: Primitive) -> ReadInPlace | None:
        """How `node` reads a vector among the parameters; None where it does not."""
        if primitive is element:
            column = self._spaced_parameters(node._first)
            return None if column is None else ReadInPlace(*column, node._second)
        if primitive is dot:
            first, second, bias = node._first, node._second, node._third
            return self._unit(first, second, bias) or self._unit(second, first, bias)
        return None

    def _unit(self, weights: Node, inputs: Node, bias: Node) -> ReadInPlace | None:
        """How a dot is a unit of a layer: its weights side by side among the parameters, a bias behind them."""
        spaced = self._spaced_parameters(weights)
        if spaced is None or spaced[1] != 1 or not self._follows(bias, spaced[0], weights):
            return None
        return ReadInPlace(*spaced, inputs)

    def _follows(self, bias: Node, place: int, weights: Node) -> bool:
        """Whether there is no bias, or it stands behind the weights."""
        if type(bias) is Vector or type(weights) is not Vector:
            return bias is NOTHING
        return self._places.get(bias) == place + len(weights)

    def _spaced_parameters(self, vector: Node) -> tuple[int, int] | None:
        """The place of a vector's first element among the parameters, and how far each is from the one before."""
        if type(vector) is not Vector or not vector.values or vector.values[0] not in self._places:
            return None
        vector = self.model_of(vector)
        if vector not in self._spaced:
            places = [place for value in vector.values if (place := self._places.get(value)) is not None]
            stride = 1 if len(vector) == 1 else stride_of(places)
            self._spaced[vector] = (places[0], stride) if stride is not None and len(places) == len(vector) else None
        return self._spaced[vector]


def _is_two(exponent: Node) -> bool:
    return exponent.is_constant and exponent._data == 2.0
