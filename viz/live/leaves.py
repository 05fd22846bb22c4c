"""The leaves of a graph by name, and the gradients that they would have at other numbers."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from itertools import chain, count
from typing import Any

from autograd import Value, topological_order
from autograd.graph import changes
from autograd.primitive import real_number
from autograd.shared.near_names import check_name

__all__ = ["Leaves", "leaf_names"]


def leaf_names(leaves: Sequence[Value]) -> list[str]:
    """A name for each leaf: its label, with a number behind it where another has it; a leaf without one is "leaf".

    >>> leaf_names([Value(1.0, label="w"), Value(2.0), Value(3.0, label="w"), Value(4.0)])
    ['w', 'leaf', 'w (2)', 'leaf (2)']
    """
    labels = {leaf.label for leaf in leaves}
    names: list[str] = []
    for leaf in leaves:
        name = leaf.label or "leaf"
        candidates = chain([name], (f"{name} ({k})" for k in count(2)))
        names.append(next(c for c in candidates if c not in names and (c == leaf.label or c not in labels)))
    return names


class Leaves:
    """The leaves of a graph that may change, constants excepted. What is tried is tried on a copy of the graph.

    Attributes:
        start: the number of each, by its name, that the graph was computed from.

    >>> w, x = Value(0.5, label="w"), Value(2.0, label="x")
    >>> leaves = Leaves(w * x)
    >>> leaves.start
    {'w': 0.5, 'x': 2.0}
    >>> leaves.gradients_at({"w": 3.0, "x": 2.0})
    {'w': 2.0, 'x': 3.0}
    >>> w.data
    0.5
    """

    def __init__(self, value: Value) -> None:
        twins: dict[int, Any] = {}
        self._value, self._copy = value, copy.deepcopy(value, twins)
        order = topological_order(value)
        leaves = [v for v in order if v.primitive is None and not v.is_constant]
        self._leaves = dict(zip(leaf_names(leaves), leaves))
        self._copies = {name: twins[id(leaf)] for name, leaf in self._leaves.items()}
        changed = changes(order)
        self.start = {name: changed[v].was if v in changed else v.data for name, v in self._leaves.items()}

    def checked(self, numbers: Mapping[str, Any]) -> dict[str, float]:
        """The numbers as floats.

        Raises:
            TypeError: for what is no number.
            ValueError: for a name that no leaf has, saying which was meant; for NaN.
        """
        found = {}
        for name, number in numbers.items():
            check_name(name, "leaf", self.start)
            try:
                found[name] = real_number(number, allow_nan=False)
            except (TypeError, ValueError) as error:
                raise type(error)(f"expected a number for the leaf {name!r}, got {number!r}") from None
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
