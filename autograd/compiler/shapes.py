"""Programs of one function for samples of several shapes: words, sentences, sequences of any length.

A graph has one shape, so each shape of sample has a program of its own. It is made when the first such sample comes,
and kept; samples of one shape run side by side, in whatever order they came.

In training, where lanes should be full, samples of several shapes run side by side as well, if what the function does
with a shorter sequence is the beginning of what it does with a longer one, as in every model that reads from left to
right. The program for the longest then has the results of all, of which each sample takes its own.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, get_args

from autograd.compiler.descent import Packing, Part
from autograd.compiler.program import BatchGradients, MeanOrSum, Program
from autograd.compiler.record.recorded import Recorded, argument_names, called
from autograd.compiler.record.sharing import with_common_nodes
from autograd.compiler.run.buffers import Matrix, address_of_array, zeros
from autograd.compiler.run.eager import Argument
from autograd.compiler.run.ragged import Ragged, Shapes, numbers_in
from autograd.data import Shape, is_row, plain, shape_of
from autograd.errors import DomainError
from autograd.graph import Vector, evaluation_order
from autograd.primitives.vectors import dot
from autograd.shared.near_names import check_name
from autograd.shared.showing import counted
from autograd.tracing import recording
from autograd.value import Value

__all__ = ["Programs"]

WASTE = 1.25
"""By how much more, at most, a program for several shapes may do than that for the largest of them."""
MOST_PADDING = 4
"""By how much more, at most, samples filled up to the same length may take than as they are."""


@dataclass(frozen=True)
class _Record:
    """What the function did with a sample: its graph, the leaves of each argument, the shape of what it gave."""

    graph: Recorded
    arguments: list[Argument]
    nest: Shape

    @property
    def inputs(self) -> list[Value]:
        return [value for argument in self.arguments for value in argument.values]


class Programs:
    """A function's programs, one for each shape of sample; made by `autograd.compile` without examples.

    Args:
        function: the function, of as many arguments as it is given samples.
        parameters: leaves whose data are the same for all samples, and read anew at each call; None for all that it
            uses.

    Attributes:
        parameters: the Values whose present data it uses, as far as they are known.
    """

    def __init__(self, function: Callable[..., Any], parameters: Sequence[Value] | None) -> None:
        self._function = function
        self._finds_parameters = parameters is None
        self.parameters: tuple[Value, ...] = tuple(parameters or ())
        self._records: dict[Shapes, _Record] = {}
        self._programs: dict[Shapes, Program[Any]] = {}

    @property
    def shapes(self) -> list[Shapes]:
        """The shapes of samples so far: an entry an argument, None for a number, a count for a sequence."""
        return list(self._records)

    def __repr__(self) -> str:
        count, name = len(self._records), getattr(self._function, "__name__", None) or repr(self._function)
        return f"<Programs of {name}: {counted(count, 'shape')} so far>"

    def program_for(self, *sample: Any) -> Program[Any]:
        """The program for samples of the shape of this one; it takes the numbers of each argument in one row."""
        sample = tuple(map(plain, sample))
        shapes = tuple(map(shape_of, sample))
        if shapes not in self._programs:
            record = self._recorded(shapes, sample)
            self._programs[shapes] = Program(record.graph, record.arguments, self.parameters)
        return self._programs[shapes]

    def _recorded(self, shapes: Shapes, sample: Sequence[Any]) -> _Record:
        """What the function does with samples of this shape."""
        if shapes in self._records:
            return self._records[shapes]
        names = argument_names(self._function, len(shapes))
        given = [_leaves(entry, name) for entry, name in zip(sample, names)]
        arguments = [
            Argument(name, tuple(numbers_in(leaves)), is_vector=shape is not None)
            for name, leaves, shape in zip(names, given, shapes)
        ]
        with recording() as notes:
            result = called(self._function, *given)
        graph = Recorded.of(list(numbers_in(result)) if is_row(result) else result, notes)
        record = self._records[shapes] = _Record(graph, arguments, shape_of(result))
        if self._finds_parameters:
            known = {*self.parameters, *record.inputs}
            found = [leaf for leaf in graph.leaves if not leaf.is_constant and leaf not in known]
            self.parameters += tuple(found)
        graph.check_reads({*record.inputs, *self.parameters})
        return record

    def _read(self, batch: Sequence[Any]) -> Ragged:
        """The samples of a batch; the function is recorded for each shape among them."""
        samples = Ragged.of(batch)
        for shapes, (number, *_) in samples.by_shapes.items():
            with _told_of(number):
                self._recorded(shapes, samples.sample(number))
        return samples

    def _parts(self, samples: Ragged) -> Iterator[tuple[Shapes, Part, list[int]]]:
        """For each shape the program, and the samples; those that say which element is picked, checked."""
        for family, (shapes, numbers) in enumerate(samples.by_shapes.items()):
            part = Part(self.program_for(*samples.sample(numbers[0])), samples.matrices(numbers), family)
            part.program.check_places(part.sources, numbers)
            yield shapes, part, numbers

    def __call__(self, *batch: Any, threads: int | None = None) -> Any:
        """The output of each sample.

        Args:
            batch: for each argument, an entry a sample: a number, a sequence of numbers of any length, or a sequence of
                such, in any container.
            threads: how many threads to use at most; None for one a processor. The numbers do not depend on it.

        Returns:
            A list with an entry a sample: a number, or numbers in lists as the function gave its Values.

        Raises:
            TypeError, ValueError: for no samples, what is no number, NaN, or a place where nothing stands to be
                picked: which sample is named.
            DomainError, OverflowError: as the eager engine would, the sample named.
            ControlFlowError: where a recorded comparison comes out otherwise for a sample.

        >>> import autograd
        >>> spread = autograd.compile(lambda xs: autograd.max(xs) + autograd.max([-x for x in xs]))
        >>> spread([[1.0, 5.0], [3.0], [2.0, 2.5, 1.0]])
        [4.0, 0.0, 1.5]
        """
        samples = self._read(batch)
        results: list[Any] = [None] * len(samples)
        for shapes, part, numbers in self._parts(samples):
            outcome = part.program.outputs(part.sources, numbers, threads=threads)
            width = len(outcome) // len(numbers)
            for place, number in enumerate(numbers):
                row = iter(outcome[width * place : width * (place + 1)])
                results[number] = _nested(row, self._records[shapes].nest)
        return results

    def value_and_grad(self, *batch: Any, reduction: MeanOrSum = "mean", threads: int | None = None) -> BatchGradients:
        """The mean output of a batch and its derivatives by the parameters.

        Args:
            batch: as for a call.
            reduction: "mean" or "sum".
            threads: as for a call.

        Returns:
            The value, the outputs, and the derivatives. Nothing is written into any Value.

        Raises:
            TypeError: for a function that gives several Values.
            ValueError: for another reduction, or no samples; and as a call does.

        >>> import autograd
        >>> w = autograd.Value(3.0, label="w")
        >>> total = autograd.compile(lambda xs: w * autograd.sum(xs))
        >>> result = total.value_and_grad([[1.0], [2.0, 3.0]])
        >>> result.value, list(result.outputs), list(result.parameters)
        (9.0, [3.0, 15.0], [3.0])
        """
        check_name(reduction, "reduction", get_args(MeanOrSum), {"average": "mean", "total": "sum"})
        samples = self._read(batch)
        share = 1.0 / len(samples) if reduction == "mean" else 1.0
        outputs, gradient = zeros(len(samples)), [0.0] * len(self.parameters)
        for _, part, numbers in self._parts(samples):
            part.program.check_is_single()
            results, slopes = part.program.differentiated(part.sources, numbers, share, threads=threads)
            for number, result in zip(numbers, results):
                outputs[number] = result
            gradient[: len(slopes)] = map(float.__add__, gradient, slopes)
        total = math.fsum(outputs)
        value = total / len(samples) if reduction == "mean" else total
        return BatchGradients(value, outputs, array("d", gradient), None)

    def packing(self, *batch: Any, are_batches: bool) -> Packing:
        """The samples of a training, ready to be put into lanes.

        Args:
            batch: as for a call.
            are_batches: whether several samples are taken at once, so that it pays if they share lanes.

        Raises:
            TypeError, ValueError: as for a call.
        """
        samples = self._read(batch)
        if are_batches and len(samples.by_shapes) > 1 and samples.padded_size() <= MOST_PADDING * samples.size():
            packing = self._for_all(samples)
            if packing is not None:
                return packing
        parts, part_of, row_of = [], [0] * len(samples), [0] * len(samples)
        for k, (_, part, numbers) in enumerate(self._parts(samples)):
            parts.append(part)
            for row, number in enumerate(numbers):
                part_of[number], row_of[number] = k, row
        return Packing(parts, part_of, row_of)

    def _for_all(self, samples: Ragged) -> Packing | None:
        """Programs for samples of several shapes; None where these have too little in common."""
        ordered = sorted(samples.by_shapes, key=lambda shapes: len(self._records[shapes].inputs))
        records = [self._records[shapes] for shapes in ordered]
        if any(record.graph.comparisons for record in records) or not all(map(_begins, records, records[1:])):
            return None
        largest = records[-1]
        same = {
            mine: theirs
            for record in records
            for argument, of_largest in zip(record.arguments, largest.arguments)
            for mine, theirs in zip(argument.values, of_largest.values)
        }
        count = len(largest.graph.outputs)
        needed = [value for record in reversed(records) for value in record.graph.outputs]
        outputs = with_common_nodes(needed, same, self.parameters)
        by_shape = [outputs[k : k + count] for k in range(len(outputs) - count, -1, -count)]
        if _work(outputs) > WASTE * _work(outputs[:count]):
            return None
        sources, part_of = samples.padded(), [0] * len(samples)
        for k, shapes in enumerate(ordered):
            for number in samples.by_shapes[shapes]:
                part_of[number] = k
        choices = zeros(len(records) * len(samples))
        for number, k in enumerate(part_of):
            choices[len(records) * number + k] = 1.0
        parts = []
        for k, record in enumerate(records, start=1):
            chosen = [Value(0.0) for _ in range(k)]
            graph = Recorded([dot(chosen, results) for results in zip(*by_shape[:k])], is_single=False)
            arguments = [
                replace(argument, values=of_largest.values[: len(argument.values)])
                for argument, of_largest in zip(record.arguments, largest.arguments)
            ]
            program: Program[array[float]] = Program(
                graph, [*arguments, Argument("shape", tuple(chosen), is_vector=True)], self.parameters
            )
            columns = [replace(source, columns=len(a.values)) for source, a in zip(sources, arguments)]
            chooser = Matrix(address_of_array(choices), len(samples), k, len(records), 1, choices)
            parts.append(Part(program, [*columns, chooser]))
        parts[-1].program.check_places(parts[-1].sources, range(len(samples)))
        return Packing(parts, part_of, range(len(samples)))


@contextmanager
def _told_of(sample: int) -> Iterator[None]:
    """Has an error name the sample in which it was met."""
    try:
        yield
    except (ArithmeticError, DomainError, IndexError) as error:
        raise type(error)(f"{error}, in sample {sample}") from None


def _begins(record: _Record, larger: _Record) -> bool:
    """Whether samples of one shape may stand where the larger of the other begin, and give as much."""
    pairs = list(zip(record.arguments, larger.arguments))
    are_as_many = len(record.graph.outputs) == len(larger.graph.outputs)
    return are_as_many and all(len(small.values) <= len(large.values) and small.values for small, large in pairs)


def _work(outputs: Sequence[Value]) -> int:
    """How many numbers come up on the way to some outputs."""
    return sum(1 for node in evaluation_order(Vector(tuple(outputs))) if isinstance(node, Value))


def _leaves(sample: Any, name: str) -> Any:
    """Leaves in the place of the numbers of a sample, with its numbers."""
    if not is_row(sample):
        return Value(sample, label=name)
    leaves = [_leaves(entry, f"{name}_{k}") for k, entry in enumerate(sample, start=1)]
    return Vector(tuple(leaves)) if all(isinstance(leaf, Value) for leaf in leaves) else leaves


def _nested(numbers: Iterator[float], shape: Shape) -> Any:
    """Numbers as a sample of a shape has them."""
    if shape is None:
        return next(numbers)
    shapes = [None] * shape if isinstance(shape, int) else shape
    return [_nested(numbers, each) for each in shapes]
