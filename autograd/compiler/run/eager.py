"""What a program does for the samples that are not finite, or go another way: the eager engine computes them."""

from __future__ import annotations

import math
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

from autograd.compiler.record.cases import Cases
from autograd.compiler.record.replay import replayed
from autograd.compiler.run.buffers import Matrix, address_of_array, matrix
from autograd.errors import ControlFlowError
from autograd.graph import Node, Vector, evaluation_order
from autograd.primitives.vectors import element
from autograd.tracing import Comparison
from autograd.value import Constant, Value

__all__ = ["Argument", "CaseArgument", "EagerGraph", "EagerSample"]


@dataclass(frozen=True, eq=False)
class Argument:
    """One argument of a program: a number a sample, or several.

    Attributes:
        name: what to call it in an error.
        values: the leaves it stands for.
        is_vector: whether a sample's entry is a sequence.
    """

    name: str
    values: tuple[Value, ...]
    is_vector: bool

    def read(self, data: Any) -> Matrix:
        """The numbers of a batch, a row a sample.

        Raises:
            TypeError, ValueError: if there are none, or rows of another length.
        """
        return matrix(data, len(self.values) if self.is_vector else None, self.name)

    def entry(self, row: int, column: int, number: float) -> str:
        """How an error tells of a number, and where it stands."""
        shown = "NaN" if math.isnan(number) else f"{number:g}"
        where = f", column {column}" if self.is_vector else ""
        return f"{self.name}, got {shown} in row {row}{where}"


@dataclass(frozen=True, eq=False)
class CaseArgument(Argument):
    """The last argument of a program that was recorded for several cases: one of these a sample.

    Attributes:
        cases: what each stands for.
    """

    cases: Cases

    def read(self, data: Any) -> Matrix:
        data = data if hasattr(data, "__len__") else list(data)
        numbers = array("d", chain.from_iterable(self.cases.numbers_of_each(data)))
        return Matrix(address_of_array(numbers), len(data), len(self.values), len(self.values), 1, numbers)


@dataclass(frozen=True)
class EagerSample:
    """What the eager engine gives for one sample."""

    results: list[float]
    gradient: list[float]
    input_gradients: list[float]


@dataclass(frozen=True, eq=False)
class EagerGraph:
    """A recorded graph, to be computed anew.

    Attributes:
        outputs: what is asked for; the first is what is differentiated.
        arguments: what differs from sample to sample.
        parameters: leaves with a number for all samples.
        constants: the numbers of all other leaves.
        comparisons: what came out one way while the graph was recorded.
    """

    outputs: Sequence[Value]
    arguments: Sequence[Argument]
    parameters: Sequence[Value]
    constants: Mapping[Value, float]
    comparisons: Sequence[Comparison]

    def sample(
        self,
        sources: Sequence[Matrix],
        sample: int,
        theta: Matrix,
        *,
        diverged: bool,
        called: int,
        backward: bool,
        wants_inputs: bool,
    ) -> EagerSample:
        """What the eager engine makes of one sample.

        Args:
            sources: the data, a matrix an argument.
            sample: its row in them.
            theta: the parameters' numbers, as one column.
            diverged: whether a comparison came out otherwise than recorded.
            called: the number by which an error calls the sample.
            backward: whether to differentiate.
            wants_inputs: whether the inputs' gradients are kept.

        Raises:
            ValueError: for NaN in the data, the row and column named.
            DomainError, OverflowError: as when the graph is built, the sample named.
            ControlFlowError: where a comparison came out otherwise.
        """
        kind = Value if wants_inputs else Constant
        values = [value for argument in self.arguments for value in argument.values]
        inputs = {
            value: kind(number, value.label) for value, number in zip(values, self._numbers(sources, sample, called))
        }
        parameters = {
            value: Value(theta.row(k)[0], value.label, allow_nan=True) for k, value in enumerate(self.parameters)
        }
        constants = {value: Constant(number, value.label, allow_nan=True) for value, number in self.constants.items()}
        leaves: dict[Value, Node] = {**inputs, **parameters, **constants}
        if diverged:
            self._explain_divergence(leaves, called)
        try:
            outputs = replayed(self.outputs, leaves)
            if backward:
                outputs[0].backward()
        except (ArithmeticError, ValueError) as error:
            raise type(error)(f"{error}, in sample {called}") from None
        return EagerSample(
            [value.data for value in outputs],
            [leaf.grad or 0.0 for leaf in parameters.values()] if backward else [],
            [leaf.grad or 0.0 for leaf in inputs.values()] if wants_inputs else [],
        )

    def _numbers(self, sources: Sequence[Matrix], sample: int, called: int) -> list[float]:
        numbers: list[float] = []
        for argument, source in zip(self.arguments, sources):
            row = source.row(sample)
            if any(map(math.isnan, row)):
                column = next(k for k, number in enumerate(row) if math.isnan(number))
                raise ValueError(f"expected numbers in {argument.entry(called, column, math.nan)}")
            numbers += row
        return numbers

    def check_places(self, sources: Sequence[Matrix], called: Sequence[int]) -> None:
        """Raises ValueError for an input that should say which element is picked, and is no such place.

        Args:
            sources: the data, a matrix an argument.
            called: the numbers by which an error calls the samples.
        """
        for argument, source in zip(self.arguments, sources):
            for k, value in enumerate(argument.values):
                count = self.places.get(value)
                if count is None:
                    continue
                for place, number in zip(called, source.column(k)):
                    if not (0.0 <= number < count and number.is_integer()):
                        expected = f"a whole number from 0 to {count - 1}"
                        raise ValueError(f"expected {expected} in {argument.entry(place, k, number)}")

    @cached_property
    def places(self) -> dict[Value, int]:
        """The inputs that say by themselves which element of a vector is picked, and how many there are."""
        needed = [*self.outputs, *(value for c in self.comparisons for value in (c.left, c.right))]
        counts: dict[Value, int] = {}
        for node in evaluation_order(Vector(tuple(needed))):
            if isinstance(node, Value) and node.primitive is element and isinstance(node._first, Vector):
                place = node.operands[-1]
                if place.primitive is None:
                    counts[place] = min(len(node._first), counts.get(place, len(node._first)))
        return counts

    def _explain_divergence(self, leaves: dict[Value, Node], called: int) -> None:
        for comparison in self.comparisons:
            left, right = replayed([comparison.left, comparison.right], leaves)
            if comparison.relation(left._data, right._data) != comparison.outcome:
                raise ControlFlowError(
                    f"{comparison} was {comparison.outcome} when the graph was recorded, but for sample {called} it is "
                    f"{not comparison.outcome}: {left._data!r} and {right._data!r}"
                )
