"""What a program does for the samples that are not finite, or go another way: the eager engine computes them."""

from __future__ import annotations

import math
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from autograd.compiler.record.cases import Cases
from autograd.compiler.record.replay import replayed
from autograd.compiler.run.buffers import Matrix, address_of_array, matrix
from autograd.errors import ControlFlowError
from autograd.graph import Node
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


@dataclass(frozen=True, eq=False)
class CaseArgument(Argument):
    """The last argument of a program that was recorded for several cases: one of these a sample.

    Attributes:
        cases: what each stands for.
    """

    cases: Cases

    def read(self, data: Any) -> Matrix:
        rows = [self.cases.numbers_of(case) for case in data]
        numbers = array("d", chain.from_iterable(rows))
        return Matrix(address_of_array(numbers), len(rows), len(self.values), len(self.values), 1, numbers)


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
        diverged: bool,
        *,
        backward: bool,
        wants_inputs: bool,
    ) -> EagerSample:
        """What the eager engine makes of one sample.

        Args:
            sources: the data, a matrix an argument.
            sample: its row in them.
            theta: the parameters' numbers, as one column.
            diverged: whether a comparison came out otherwise than recorded.
            backward: whether to differentiate.
            wants_inputs: whether the inputs' gradients are kept.

        Raises:
            ValueError: for NaN in the data, the row and column named.
            DomainError, OverflowError: as when the graph is built, the sample named.
            ControlFlowError: where a comparison came out otherwise.
        """
        kind = Value if wants_inputs else Constant
        values = [value for argument in self.arguments for value in argument.values]
        inputs = {value: kind(number, value.label) for value, number in zip(values, self._numbers(sources, sample))}
        parameters = {
            value: Value(theta.row(k)[0], value.label, allow_nan=True) for k, value in enumerate(self.parameters)
        }
        constants = {value: Constant(number, value.label, allow_nan=True) for value, number in self.constants.items()}
        leaves: dict[Value, Node] = {**inputs, **parameters, **constants}
        if diverged:
            self._explain_divergence(leaves, sample)
        try:
            outputs = replayed(self.outputs, leaves)
            if backward:
                outputs[0].backward()
        except (ArithmeticError, ValueError) as error:
            raise type(error)(f"{error}, in sample {sample}") from None
        return EagerSample(
            [value.data for value in outputs],
            [leaf.grad or 0.0 for leaf in parameters.values()] if backward else [],
            [leaf.grad or 0.0 for leaf in inputs.values()] if wants_inputs else [],
        )

    def _numbers(self, sources: Sequence[Matrix], sample: int) -> list[float]:
        numbers: list[float] = []
        for argument, source in zip(self.arguments, sources):
            row = source.row(sample)
            if any(map(math.isnan, row)):
                column = f", column {next(k for k, x in enumerate(row) if math.isnan(x))}" if argument.is_vector else ""
                raise ValueError(f"expected numbers in {argument.name}, got NaN in row {sample}{column}")
            numbers += row
        return numbers

    def _explain_divergence(self, leaves: dict[Value, Node], sample: int) -> None:
        for comparison in self.comparisons:
            left, right = replayed([comparison.left, comparison.right], leaves)
            if comparison.relation(left._data, right._data) != comparison.outcome:
                raise ControlFlowError(
                    f"{comparison} was {comparison.outcome} when the graph was recorded, but for sample {sample} it is "
                    f"{not comparison.outcome}: {left._data!r} and {right._data!r}"
                )
