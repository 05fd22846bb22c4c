"""What a function builds while it is recorded."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from autograd.compiler.record.replay import replayed
from autograd.errors import ControlFlowError
from autograd.graph import Node, Vector, evaluation_order, leaves_among, uses_in
from autograd.shared.showing import came
from autograd.tracing import Comparison, Recording
from autograd.value import Value, as_value

__all__ = ["Recorded", "argument_names", "called"]


def argument_names(function: Callable[..., Any], count: int) -> list[str]:
    """What so many arguments of a function are called; x2 and so on, where it doesn't tell."""
    try:
        accepted = inspect.signature(function).parameters.values()
        names = [parameter.name for parameter in accepted if parameter.kind <= parameter.POSITIONAL_OR_KEYWORD]
    except (TypeError, ValueError):  # some callables don't tell
        names = []
    return [*names, *(f"x{k}" for k in range(len(names) + 1, count + 1))][:count]


def called(function: Callable[..., Any], *arguments: Any) -> Any:
    """What a function gives while it is recorded.

    Raises:
        TypeError: where it takes an input of the program for an index, saying what to write; and as the function does.
    """
    try:
        return function(*arguments)
    except TypeError as error:
        if "indices must be integers" in str(error) and "Value" in str(error):
            raise TypeError(f"{error}: an input of a program picks by autograd.pick(values, index)") from error
        raise


@dataclass(frozen=True, eq=False)
class Recorded:
    """A function's graph.

    Attributes:
        outputs: what it gave.
        is_single: whether that was one Value, not a list.
        comparisons: what must come out as recorded.
        reads: the Values whose number it took out of the graph.
    """

    outputs: list[Value]
    is_single: bool
    comparisons: list[Comparison] = field(default_factory=list)
    reads: list[Value] = field(default_factory=list)

    @classmethod
    def of(cls, result: Any, *records: Recording) -> Recorded:
        """What gave `result`, and what was noted meanwhile.

        Raises:
            TypeError: if it is neither a Value nor a list of Values.
            ValueError: if the list is empty.
        """
        is_single = not isinstance(result, (list, tuple, Vector))
        try:
            outputs = [as_value(result)] if is_single else list(map(as_value, result))
        except TypeError:
            raise TypeError(f"expected what is compiled to give a Value, or several, got {came(result)}") from None
        if not outputs:
            raise ValueError("expected what is compiled to give at least one Value, got none")
        comparisons = [comparison for record in records for comparison in record.comparisons]
        return cls(outputs, is_single, comparisons, [value for record in records for value in record.reads])

    @property
    def needed(self) -> list[Value]:
        """The outputs, and what is compared."""
        return [*self.outputs, *(value for c in self.comparisons for value in (c.left, c.right))]

    @cached_property
    def order(self) -> list[Node]:
        """All that what is needed depends on, each after its operands; no leaves."""
        return evaluation_order(Vector(tuple(self.needed)))

    @cached_property
    def uses(self) -> Counter[Node]:
        """How often each of these and of the leaves is an operand, an element of a vector, or itself needed."""
        return uses_in(self.order)

    @cached_property
    def leaves(self) -> list[Value]:
        """The leaves that what is needed depends on, in the order in which they are met."""
        return leaves_among(self.uses)

    def forget(self) -> None:
        """Lets go of what was found out about the graph, which may be as large as the graph."""
        for found in ("order", "uses", "leaves"):
            self.__dict__.pop(found, None)

    def check_reads(self, variable: set[Value]) -> None:
        """Raises ControlFlowError if a number was taken out of something that depends on `variable`."""
        depends: set[Node] = set(variable)
        for node in evaluation_order(Vector(tuple(self.reads))) if self.reads else ():
            operands = node.values if isinstance(node, Vector) else node._inputs()
            if not depends.isdisjoint(operands):
                depends.add(node)
        for value in self.reads:
            if value in depends:
                raise ControlFlowError(
                    f"the function takes the number out of {value!r} while it is recorded, so its program would use "
                    "that number for every sample: compare Values themselves, or use maximum, minimum, step or clamp"
                )

    def with_leaves(self, places: Mapping[Value, Value]) -> Recorded:
        """The graph with other leaves in the places of some of its own."""
        needed = self.needed
        fresh = iter(replayed(needed, {leaf: places.get(leaf, leaf) for leaf in self.leaves}))
        outputs = [next(fresh) for _ in self.outputs]
        comparisons = [Comparison(c.relation, next(fresh), next(fresh), c.outcome) for c in self.comparisons]
        return Recorded(outputs, self.is_single, comparisons, self.reads)
