"""The recorded graph: vectors of operands, the order in which its nodes are computed, what was changed since."""

from __future__ import annotations

import math
import operator
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count
from typing import TYPE_CHECKING, TypeAlias, TypeVar, final

from autograd.shared.showing import came

if TYPE_CHECKING:
    from autograd.primitive import Primitive, Scalar
    from autograd.value import Value

__all__ = [
    "NOTHING",
    "Change",
    "Node",
    "Vector",
    "changes",
    "data_changes",
    "evaluation_order",
    "first_nonfinite",
    "leaves_among",
    "leaves_of",
    "note_data_change",
    "number_used",
    "paths_between",
    "topological_order",
    "used_again",
    "uses_in",
]

_primitive_of = operator.attrgetter("primitive")

_SHOWN = 3
"""How many of a vector's Values its repr shows."""

Place = TypeVar("Place")
Edge = TypeVar("Edge")

_changes = count(1)
data_changes = [0]
"""The number of the last change to any Value's data: tells a vector whether the numbers it has read may be old."""


def note_data_change() -> None:
    """Says that some Value's data has changed.

    No two changes get the same number, in whatever threads they happen, as they could if each were counted up from the
    one before.
    """
    data_changes[0] = next(_changes)


@final
class Vector:
    """Values side by side, as one operand of `dot` or `sum`; made by `autograd.vector`.

    A vector may be an operand of many operations: the units of a layer share their inputs, the samples of a data set
    share a unit's weights. The graph then holds it once, reads its numbers once and collects its gradient once.

    Attributes:
        values: the Values, a tuple.
        holds_leaves: whether all of them are leaves, and none a constant.
        is_constant: whether all of them are constants.
        primitive: the operation of the first that was computed; None where walks through a graph end, as at a leaf.

    >>> from autograd import dot, vector
    >>> inputs = vector([2.0, 1.0])
    >>> dot([1.0, 0.0], inputs).data, dot([0.5, -0.25], inputs).data
    (2.0, 0.75)
    """

    __slots__ = ("__weakref__", "_read", "holds_leaves", "is_constant", "primitive", "values")

    values: tuple[Value, ...]
    holds_leaves: bool
    is_constant: bool
    primitive: Primitive | None

    def __init__(self, values: tuple[Value, ...]) -> None:
        kinds: set[Scalar] = set(map(type, values))
        self.values = values
        self.primitive = next(filter(None, map(_primitive_of, values)), None)
        self.holds_leaves = self.primitive is None and not any(kind.is_constant for kind in kinds)
        self.is_constant = all(kind.is_constant for kind in kinds)
        self._read: tuple[int, list[float]] = (-1, [])

    @property
    def _data(self) -> list[float]:
        """The numbers as they are now. The list is never changed afterwards, so that a node may keep it."""
        now = data_changes[0]
        if self._read[0] != now:
            # One assignment for both, so that no thread ever sees the numbers of another time.
            self._read = (now, [value._data for value in self.values])
        return self._read[1]

    def __len__(self) -> int:
        return len(self.values)

    def __iter__(self) -> Iterator[Value]:
        return iter(self.values)

    def __getitem__(self, index: int) -> Value:
        return self.values[index]

    def __repr__(self) -> str:
        shown = [repr(value) for value in self.values[:_SHOWN]]
        if len(self.values) > _SHOWN:
            shown.append(f"… {len(self.values) - _SHOWN} more")
        return f"vector([{', '.join(shown)}])"

    def apply_primitive(self, primitive: Primitive, operands: Sequence[Scalar], /) -> Scalar:
        """Records an operation, as the Values do that stand here."""
        if self.values:
            return self.values[0].apply_primitive(primitive, operands)
        from autograd.value import Value  # of an empty vector, nobody else knows what to record it as

        return Value.apply_primitive(primitive, operands)

    def __reduce__(self) -> tuple[type[Vector], tuple[tuple[Value, ...]]]:
        return Vector, (self.values,)


Node: TypeAlias = "Value | Vector"

NOTHING = Vector(())
"""Stands where a node has no second or third operand."""


def evaluation_order(output: Node) -> list[Node]:
    """Every computed Value, and every vector, that `output` depends on: each after its operands; no leaves.

    A depth-first walk without recursion. A node is met on top of the stack twice: first to push its operands, then,
    when all of these have been placed, to be placed itself.
    """
    placed: dict[Node, None] = {}
    met: set[Node] = {NOTHING}
    stack: list[Scalar] = [output] if type(output) is Vector or output.primitive is not None else []
    while stack:
        node = stack[-1]
        if node in met:
            placed[stack.pop()] = None
            continue
        met.add(node)
        if type(node) is Vector:
            if not node.holds_leaves:
                stack += [value for value in reversed(node.values) if value.primitive is not None and value not in met]
            continue
        operands = (node._second, node._first) if node.primitive.arity < 3 else (node._third, node._second, node._first)
        for operand in operands:  # the first comes out first
            if operand not in met and (type(operand) is Vector or operand.primitive is not None):
                stack.append(operand)
    return list(placed)


def used_again(output: Value) -> dict[Node, int]:
    """The computed Values and the vectors that several edges lead to, and how many, from all that `output` depends on.

    Vectors that no derivative leads through, as they hold leaves or constants alone, are left out.
    """
    edges: dict[Node, int] = {}
    met: set[Node] = set()
    stack: list[Scalar] = [output] if output.primitive is not None else []
    while stack:
        node = stack.pop()
        if node in met:
            edges[node] = edges.get(node, 1) + 1
            continue
        met.add(node)
        if type(node) is Vector:
            stack += [value for value in node.values if value.primitive is not None]
            continue
        first, second = node._first, node._second
        if first.primitive is not None:
            stack.append(first)
        if second.primitive is not None:
            stack.append(second)
        if node.primitive.arity > 2 and node._third.primitive is not None:
            stack.append(node._third)
    return edges


def topological_order(output: Value) -> list[Value]:
    """Every Value that `output` depends on: operands before results, each once, `output` last.

    Returns:
        The Values in an order in which they can be computed.

    Raises:
        TypeError: if `output` is not a Value.

    >>> from autograd import Value
    >>> x = Value(3.0, label="x")
    >>> [node.primitive.name if node.primitive else node.label for node in topological_order(x * x + x)]
    ['x', 'mul', 'add']
    """
    if isinstance(output, Vector) or not hasattr(output, "primitive"):
        raise TypeError(f"expected output to be a Value, got {came(output)}")
    order: dict[Value, None] = {}
    for node in evaluation_order(output):
        if not isinstance(node, Vector):
            order.update(dict.fromkeys(node.operands))
            order[node] = None
    order[output] = None
    return list(order)


def leaves_of(outputs: Iterable[Value]) -> list[Value]:
    """The leaves that Values depend on, constants too, each once, in the order in which they are met."""
    return leaves_among(uses_in(evaluation_order(Vector(tuple(outputs)))))


def uses_in(order: Iterable[Node]) -> Counter[Node]:
    """How often each node is an operand of one of `order`, or an element of its vectors; in the order they are met."""
    return Counter(
        chain.from_iterable(
            node.values if type(node) is Vector else (node._first, node._second, node._third) for node in order
        )
    )


def leaves_among(nodes: Iterable[Node]) -> list[Value]:
    return [node for node in nodes if type(node) is not Vector and node.primitive is None]


def paths_between(
    start: Place, end: Place, onward: Callable[[Place], Iterable[tuple[Edge, Place]]]
) -> Iterator[tuple[Edge, ...]]:
    """Every path through a graph of any kind, as its edges.

    Args:
        start: where paths begin.
        end: where they end.
        onward: the edges that lead on from a place, and where each leads; those to places that do not reach the end
            should be left out.

    >>> graph = {"x": "ab", "a": "y", "b": "ay"}
    >>> ["".join(path) for path in paths_between("x", "y", lambda place: [(to, to) for to in graph[place]])]
    ['ay', 'bay', 'by']
    """
    goal = {end}  # a set tells Values apart by identity
    unfinished: list[tuple[Place, tuple[Edge, ...]]] = [(start, ())]
    while unfinished:
        place, edges = unfinished.pop()
        if place in goal:
            yield edges
        else:
            unfinished += reversed([(to, (*edges, edge)) for edge, to in onward(place)])


def first_nonfinite(output: Value) -> Value | None:
    """Where an infinity or NaN began: the first Value that is not finite though all it was computed from is.

    Args:
        output: where to look: at it and at all it depends on.

    Returns:
        A leaf, or what an operation made of finite numbers; None if all is finite.

    Raises:
        TypeError: if `output` is not a Value.

    >>> from autograd import Value
    >>> x = Value(1e200, label="x")
    >>> square = x * x
    >>> output = square - square
    >>> output.data, first_nonfinite(output) is square
    (nan, True)
    """
    return next((node for node in topological_order(output) if not math.isfinite(node._data)), None)


@dataclass(frozen=True)
class Change:
    """How the number of a Value changed while a graph was computed from it, and afterwards.

    Attributes:
        was: the number that something was computed from.
        later: those that it had later, the present one last.
        is_mixed: whether something was computed from one of the later ones, too.
    """

    was: float
    later: tuple[float, ...]
    is_mixed: bool


def changes(order: Sequence[Value]) -> dict[Value, Change]:
    """The change of each Value that no longer has the number that something was computed from.

    Args:
        order: all Values of a graph.

    >>> from autograd import Value
    >>> w = Value(2.0, label="w")
    >>> y = w * 3.0
    >>> w.data = 5.0
    >>> changes([w, y])
    {Value(5.0, label='w'): Change(was=2.0, later=(5.0,), is_mixed=False)}
    """
    used: dict[Value, list[float]] = {}
    for operand, number in _numbers_used(order):
        if [number] != [operand.data]:  # in lists, a NaN equals itself
            used[operand] = []
    if used:
        for operand, number in _numbers_used(order):
            if operand in used and number not in used[operand]:
                used[operand].append(number)
    return {value: _change(numbers, value.data) for value, numbers in used.items()}


def number_used(value: Value, changed: Mapping[Value, Change]) -> float:
    """The number of a Value that something was computed from."""
    return changed[value].was if value in changed else value.data


def _numbers_used(order: Sequence[Value]) -> Iterator[tuple[Value, float]]:
    """All operands of all Values, each with the number that was taken from it."""
    for value in order:
        for node, numbers in zip(value.inputs, value.input_numbers):
            if isinstance(node, Vector):
                yield from zip(node, numbers)
            else:
                yield node, numbers


def _change(used: list[float], now: float) -> Change:
    was, *others = [number for number in used if number != now]
    return Change(was, (*others, now), is_mixed=len(used) > 1)
