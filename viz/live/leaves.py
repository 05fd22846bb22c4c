"""The leaves of a graph by name, and the gradients that they would have at other numbers."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from autograd import Value, topological_order
from autograd.graph import changes
from autograd.primitive import real_number
from autograd.shared.near_names import check_name
from viz.live.javascript import rows_script

__all__ = ["Leaves"]


class Leaves:
    """The leaves of a graph that may change, constants excepted. What is tried is tried on a copy of the graph.

    Args:
        value: the output of the graph.
        names: a name for each, in topological order.

    Attributes:
        start: the number of each, by its name, that the graph was computed from.
        originals: for each Value of the copy, the one that it is a copy of.

    >>> w, x = Value(0.5, label="w"), Value(2.0, label="x")
    >>> leaves = Leaves(w * x, ["w", "x"])
    >>> leaves.start
    {'w': 0.5, 'x': 2.0}
    >>> leaves.gradients_at({"w": 3.0, "x": 2.0})
    {'w': 2.0, 'x': 3.0}
    >>> w.data
    0.5
    """

    def __init__(self, value: Value, names: Iterable[str]) -> None:
        twins: dict[int, Any] = {}
        self._value, self._copy = value, copy.deepcopy(value, twins)
        order = topological_order(value)
        self.originals: dict[Value, Value] = {twins[id(v)]: v for v in order}
        leaves = [v for v in order if v.primitive is None and not v.is_constant]
        self._leaves = dict(zip(names, leaves, strict=True))
        self._copies = {name: twins[id(leaf)] for name, leaf in self._leaves.items()}
        changed = changes(order)
        reasons = _reasons_to_stay(order)
        self._fixed = {name: reasons[leaf] for name, leaf in self._leaves.items() if leaf in reasons}
        self.start = {name: changed[v].was if v in changed else v.data for name, v in self._leaves.items()}

    def checked(self, numbers: Mapping[str, Any]) -> dict[str, float]:
        """The numbers as floats.

        Raises:
            TypeError: for what is no number.
            ValueError: for a name that no leaf has, saying which was meant; for NaN; for another number than at the
                start, if a page cannot compute what is made of the leaf.
        """
        found = {}
        for name, number in numbers.items():
            check_name(name, "leaf", self.start)
            try:
                found[name] = real_number(number, allow_nan=False)
            except (TypeError, ValueError) as error:
                raise type(error)(f"expected a number for the leaf {name!r}, got {number!r}") from None
            if name in self._fixed and found[name] != self.start[name]:
                raise ValueError(f"the leaf {name!r} keeps its number: {self._fixed[name]}")
        return found

    def graph_at(self, numbers: Mapping[str, float]) -> Value:
        """The output of the copy, computed and differentiated where its leaves have these numbers, all of them.

        Raises:
            DomainError, OverflowError: where an operation has no value, or no derivative.
        """
        for name, leaf in self._copies.items():
            leaf.data = numbers[name]
        return _differentiated(self._copy)

    def gradients_at(self, numbers: Mapping[str, float]) -> dict[str, float | None]:
        """The derivative of the output by each leaf, where they have these numbers.

        Raises:
            DomainError, OverflowError: as `graph_at` does.
        """
        self.graph_at(numbers)
        return {name: leaf.grad for name, leaf in self._copies.items()}

    def write(self, numbers: Mapping[str, float]) -> None:
        """Gives the graph's own leaves these numbers, and the whole graph the values and gradients that follow.

        Raises:
            DomainError, OverflowError: as `graph_at` does; nothing has changed then.
        """
        self.graph_at(numbers)  # what would raise raises here
        for name, leaf in self._leaves.items():
            leaf.data = numbers[name]
        _differentiated(self._value)


def _differentiated(output: Value) -> Value:
    output.recompute()
    output.zero_grad()
    output.backward()
    return output


def _reasons_to_stay(order: Sequence[Value]) -> dict[Value, str]:
    """For each Value below an operation that a page cannot compute, why it cannot."""
    refused = rows_script(dict.fromkeys(v.primitive for v in order if v.primitive is not None)).refused
    reasons: dict[Value, str] = {}
    for value in reversed(order):
        reason = reasons.get(value) or (refused.get(value.primitive) if value.primitive is not None else None)
        if reason is not None:
            reasons.update(dict.fromkeys(value.operands, reason))
    return reasons
