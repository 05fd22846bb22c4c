"""One graph for many cases: what a function builds for each of them, where only numbers differ.

A loss is a function of a prediction and a target, and a target may be a word or a row of numbers. The loss is recorded
once for each target there is; the numbers in which these graphs differ become inputs of one that does for all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from autograd.compiler.record.recorded import Recorded
from autograd.data import NUMBERS
from autograd.errors import ControlFlowError
from autograd.graph import Node, Vector, leaves_of
from autograd.value import Value

__all__ = ["Cases"]


class Cases:
    """One graph for all cases.

    Args:
        record: gives the graph of a case.
        cases: the cases, at least one.

    Attributes:
        graph: the graph.
        inputs: those of its leaves that differ from case to case.

    Raises:
        ControlFlowError: if two cases differ in more than numbers.
    """

    def __init__(self, record: Callable[[Any], Recorded], cases: Iterable[Any]) -> None:
        graphs = ((case, record(case)) for case in {_key(case): case for case in cases}.values())
        model, first = next(graphs)
        found: dict[object, dict[Value, float]] = {_key(model): {}}
        shared: dict[Node, None] = {}
        for case, graph in graphs:
            numbers = _differences(first, graph, shared)
            if numbers is None:
                raise ControlFlowError(f"the function goes another way for the case {case!r} than for {model!r}")
            found[_key(case)] = numbers
            first.reads.extend(graph.reads)
        changing = {constant for numbers in found.values() for constant, x in numbers.items() if x != constant._data}
        common = changing.intersection(leaves_of(value for node in shared for value in _elements(node)))
        if common:
            raise ControlFlowError(f"the cases differ in {common.pop()!r}, which is used where they do not differ, too")
        constants = [leaf for leaf in leaves_of(first.needed) if leaf in changing]
        self.inputs = [Value(x._data, f"t_{k}", allow_nan=True) for k, x in enumerate(constants, start=1)]
        self.graph = first.with_leaves(dict(zip(constants, self.inputs))) if constants else first
        self._numbers = {case: [x.get(c, c._data) for c in constants] for case, x in found.items()}

    def numbers_of(self, case: Any) -> list[float]:
        """What the inputs are for a case.

        Raises:
            ValueError: for one that was not among the cases.
        """
        try:
            return self._numbers[_key(case)]
        except (KeyError, TypeError, ValueError):
            raise ValueError(f"expected one of the {len(self._numbers)} cases recorded, got {case!r}") from None

    def numbers_of_each(self, cases: Sequence[Any]) -> Iterable[list[float]]:
        """The same for many cases."""
        kinds = set(map(type, cases))
        if len(kinds) == 1 and kinds <= NUMBERS:  # there may be millions, of a few that are different
            of_each = {case: self.numbers_of(case) for case in set(cases)}
            return map(of_each.__getitem__, cases)
        return map(self.numbers_of, cases)


def _key(case: Any) -> object:
    """What stands for a case in a dictionary: rows of numbers have no hash."""
    is_row = hasattr(case, "__len__") and not isinstance(case, str)
    return tuple(map(float, case)) if is_row else (type(case), case)


def _differences(first: Recorded, other: Recorded, shared: dict[Node, None]) -> dict[Value, float] | None:
    """What the constants of `first` are in `other`, a graph of the same shape; None for one of another.

    Args:
        shared: gets the nodes that are the same in both: what is below them is not looked at.
    """
    if [(c.relation, c.outcome) for c in first.comparisons] != [(c.relation, c.outcome) for c in other.comparisons]:
        return None
    found: dict[Value, float] = {}
    met: set[tuple[Node, Node]] = set()
    pairs: list[tuple[Node, Node]] = [(Vector(tuple(first.needed)), Vector(tuple(other.needed)))]
    while pairs:
        mine, theirs = pair = pairs.pop()
        if pair in met:
            continue
        met.add(pair)
        if mine is theirs:
            shared[mine] = None
        elif isinstance(mine, Value) and isinstance(theirs, Value) and mine.is_constant and theirs.is_constant:
            if repr(found.setdefault(mine, theirs._data)) != repr(theirs._data):
                return None
        else:
            below, beside = _operands(mine), _operands(theirs)
            if _kind(mine) != _kind(theirs) or len(below) != len(beside) or not below:
                return None
            pairs += zip(below, beside)
    return found


def _kind(node: Node) -> object:
    return type(node) if isinstance(node, Vector) else node.primitive


def _operands(node: Node) -> Sequence[Node]:
    return node.values if isinstance(node, Vector) else node._inputs()


def _elements(node: Node) -> Sequence[Value]:
    return node.values if isinstance(node, Vector) else (node,)
