r"""The graph as the blackboard has it: named nodes, what each is defined as, and the derivative along each edge.

The recorded graph has a node for every minus sign. On the blackboard a node is what has a name: what the user has
labelled, and what is worth a name. An edge of this graph may stand for several operations.

| symbol       | meaning                                                                  | slides     |
| ------------ | ------------------------------------------------------------------------ | ---------- |
| `y`, `x`     | the output, and the Value that it is differentiated with respect to      | L5.3       |
| `v`, `u`     | a named node, and one that stands in its definition: the edge is ∂v/∂u   | L7.2       |
| path         | named nodes from x to y, each in the definition of the next              | L8.3       |
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import count
from typing import TypeAlias

from autograd import PRIMITIVES, Primitive, Value, topological_order
from autograd.functional import adjoint_numbers
from autograd.graph import changes, number_used, paths_between
from autograd.tracing import CUT_PATH
from viz.formulas.derivatives import derivative
from viz.formulas.term import Name, Number, Term, evaluated, names_in, term_of
from viz.formulas.tidying import tidied
from viz.names import free_names, name_parts, shortest_names

__all__ = ["ChainLink", "NamedGraph", "Path"]

Path: TypeAlias = tuple[Value, ...]
"""From x to y."""

ChainLink: TypeAlias = tuple[Value, Value]
"""v, then u."""

_MOST_OPERATIONS = 12  # in one definition
_ARITHMETIC = frozenset({"add", "sub", "mul", "div", "neg", "pow", "sum", "dot"})


class NamedGraph:
    """The named nodes from `x` to `y`.

    Args:
        output: y.
        wrt: x, a Value below y.

    Attributes:
        gradients: the derivative of y with respect to each Value below it, as `backward` has it.
        from_output: all Values below y, and y: the output first, each before those that it was computed from.
        changed: the leaves that have another number by now, and how it changed.
        operands: for each named node that depends on x, the named nodes that do so in its definition.

    Raises:
        ValueError: if y does not depend on x, or was computed partly before and partly after a change of data.
        DomainError: where an operation has no derivative.
    """

    def __init__(self, output: Value, wrt: Value) -> None:
        self.output = output
        self.wrt = wrt
        self._order = topological_order(output)
        self.from_output = _sorted_by_distance(self._order)
        if wrt not in set(self.from_output):
            raise ValueError(f"expected output to depend on wrt, got output={output!r}, wrt={wrt!r}: {CUT_PATH}")
        self.changed = changes(self._order)
        for node, change in self.changed.items():
            if node.primitive is not None or change.is_mixed:
                raise ValueError(
                    f"{node!r} has been changed since a part of {output!r} was computed from it, and the numbers no"
                    " longer belong together: call recompute() first"
                )
        self.gradients = adjoint_numbers(output)
        self._above = _nodes_above(wrt, self._order)
        self._worth_a_name = _nodes_worth_a_name(self._order, wrt) | self.changed.keys()
        between = self._above & self._worth_a_name
        self.operands = {v: self._named_operands(v) for v in self._order if v in between}
        self._names = self._chosen_names()
        self._values = {name: value for value, name in self._names.items()}

    def _named_operands(self, node: Value) -> list[Value]:
        """The nodes in the definition of `node`, each once, that depend on x."""
        found: dict[Value, None] = {}
        stack = list(reversed(node.operands)) if node is not self.wrt else []
        while stack:
            value = stack.pop()
            if value in self._above and value in self._worth_a_name:
                found.setdefault(value)
            elif value in self._above:
                stack += reversed(value.operands)
        return list(found)

    def _chosen_names(self) -> dict[Value, str]:
        """Labels, with as much of their places as is needed, made different where two are the same; and new names.

        These are given from the output down.
        """
        shortest = shortest_names(dict.fromkeys(value.label for value in self._order if value.label))
        labels = {*shortest.values()}
        letters = {parts.letter for parts in map(name_parts, labels) if parts}
        fresh = free_names(labels)
        names: dict[Value, str] = {}
        given: set[str] = set()
        for value in dict.fromkeys((self.wrt, *self.from_output)):
            if value.label and (value in self._worth_a_name or value.primitive is None):
                name = next(n for n in (shortest[value.label] + "′" * k for k in count()) if n not in given)
            elif value in self._worth_a_name:
                preferred = "f" if value is self.output else "x" if value is self.wrt else ""
                name = preferred if preferred and preferred not in labels | letters else next(fresh)
            else:
                continue
            given.add(name)
            names[value] = name
        return names

    def is_named(self, node: Value) -> bool:
        """Whether it is one of the named nodes."""
        return node in self._names

    def name(self, node: Value) -> Name:
        """The name of a named node, with its number."""
        return Name(self._names[node], number_used(node, self.changed))

    def node(self, name: Name) -> Value:
        """The node of this name."""
        return self._values[name.label]

    def definition(self, node: Value) -> Term:
        """What a named node is, in terms of named nodes."""
        return tidied(term_of(node, self._names.get, self.changed))

    def is_automatic(self, name: Name) -> bool:
        """Whether it is a name that the user has not given."""
        return not self.node(name).label

    def number_of_paths(self) -> int:
        """How many paths there are from x to y."""
        paths = {self.wrt: 1}
        for node, operands in self.operands.items():
            paths.setdefault(node, sum(paths[operand] for operand in operands))
        return paths[self.output]

    def first_parting(self) -> tuple[Path, list[Value]]:
        """The nodes from x up to the first that several definitions mention, and the nodes so defined."""
        users: dict[Value, list[Value]] = {}
        for node, operands in self.operands.items():
            for operand in operands:
                users.setdefault(operand, []).append(node)
        path = [self.wrt]
        while len(users.get(path[-1], [])) == 1:
            path += users[path[-1]]
        return tuple(path), users.get(path[-1], [])

    def held(self, node: Value, operand: Value) -> list[Value]:
        """What in the definition of `node` must be held fixed for ∂v/∂u, since it depends on u too."""
        others = [other for other in self.operands[node] if other is not operand]
        return [other for other in others if self._depends(other, operand)]

    def _depends(self, node: Value, operand: Value) -> bool:
        met: set[Value] = set()
        stack = [node]
        while stack:
            last = stack.pop()
            if last is operand:
                return True
            stack += [below for below in self.operands.get(last, []) if below not in met]
            met.update(self.operands.get(last, []))
        return False

    def paths(self) -> Iterator[Path]:
        """The paths from x to y, in the order in which the definitions mention the nodes."""
        for below in paths_between(self.output, self.wrt, lambda node: [(o, o) for o in self.operands.get(node, [])]):
            yield (self.output, *below)[::-1]

    def slope(self, node: Value, operand: Value) -> float:
        """∂v/∂u as a number: the other nodes in the definition of `node` held fixed."""
        slopes = {operand: 1.0}

        def slope_of(value: Value) -> float:
            if value not in slopes:
                pairs = zip(value.operands, value.local_derivatives())
                slopes[value] = math.fsum(
                    d * slope_of(o) for o, d in pairs if d is not None and self._is_between(o, operand)
                )
            return slopes[value]

        return slope_of(node)

    def _is_between(self, value: Value, operand: Value) -> bool:
        return value is operand or (value in self._above and value not in self._worth_a_name)

    def factor(self, node: Value, operand: Value) -> Term:
        """∂v/∂u as a formula, which has the number that `slope` has.

        The formula is that of the general case, where it has the right number: (1 − y)/(1 − ŷ) − y/ŷ for y = 1 too.
        """
        term, result, variable = self.definition(node), self.name(node), self.name(operand)
        slope = self.slope(node, operand)
        for is_general in (True, False):
            formula = tidied(derivative(term, variable, result, is_general=is_general))
            if self._is_right(formula, slope):
                return formula
        return Number(slope)

    def _is_right(self, formula: Term, number: float) -> bool:
        try:
            value = evaluated(formula, {name.label: name.sample for name in names_in(formula)})
        except (ArithmeticError, ValueError):
            return False
        return math.isclose(value, number, rel_tol=1e-9, abs_tol=1e-300)


def _sorted_by_distance(order: list[Value]) -> list[Value]:
    """Values by the length of the longest way to the output; of those equally far, the one computed first."""
    distance = dict.fromkeys(order, 0)
    for value in reversed(order):
        for operand in value.operands:
            distance[operand] = max(distance[operand], distance[value] + 1)
    return sorted(order, key=distance.__getitem__)


def _nodes_above(wrt: Value, order: list[Value]) -> set[Value]:
    above = {wrt}
    for value in order:
        if any(operand in above for operand in value.operands):
            above.add(value)
    return above


def _nodes_worth_a_name(order: list[Value], wrt: Value) -> set[Value]:
    """What is labelled, shared, the result of a function or an operand of one; and what would be too long without."""
    worth = {order[-1], wrt}
    uses: dict[Value, int] = {}
    for value in order:
        for operand in value.operands:
            uses[operand] = uses.get(operand, 0) + 1
            if operand.primitive and _is_function(value.primitive) and not _is_shift(operand):
                worth.add(operand)
    sizes: dict[Value, int] = {}
    for value in order:
        if value.primitive is not None:
            sizes[value] = 1 + sum(sizes.get(operand, 0) for operand in value.operands if operand not in worth)
            is_result = _is_function(value.primitive) and value.primitive is not PRIMITIVES["log"]
            is_shared = uses.get(value, 0) > 1 and not _is_shift(value)
            if value.label or is_result or is_shared or sizes[value] > _MOST_OPERATIONS:
                worth.add(value)
    return worth


def _is_function(primitive: Primitive | None) -> bool:
    return primitive is not None and primitive.name not in _ARITHMETIC


def _is_shift(value: Value) -> bool:
    """Whether it is −u, or u plus or minus a number: no more worth a name than u itself."""
    if value.primitive in (PRIMITIVES["add"], PRIMITIVES["sub"]):
        return any(operand.is_constant for operand in value.operands)
    return value.primitive is PRIMITIVES["neg"]
