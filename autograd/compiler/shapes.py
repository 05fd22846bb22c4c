"""Programs of one function for samples of several shapes: words, sentences, sequences of any length.

A graph has one shape, so each shape of sample has a program of its own. It is made when the first such sample comes,
and kept; samples of one shape run side by side, in whatever order they came.
"""

from __future__ import annotations

import inspect
import math
import reprlib
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from autograd.compiler.descent import Part
from autograd.compiler.program import BatchGradients, Program
from autograd.compiler.record.recorded import Recorded
from autograd.compiler.run.buffers import Matrix, address_of_array
from autograd.compiler.run.eager import Argument
from autograd.data import Shape, entries, is_row, plain, shape_of
from autograd.graph import Vector, leaves_of
from autograd.shared.near_names import check_name
from autograd.tracing import recording
from autograd.value import Value

__all__ = ["Programs"]


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
        self._programs: dict[tuple[Shape, ...], Program] = {}
        self._nests: dict[tuple[Shape, ...], Shape] = {}

    @property
    def shapes(self) -> list[tuple[Shape, ...]]:
        """The shapes of samples for which there is a program: an entry an argument, as `shape_of` gives it."""
        return list(self._programs)

    def __repr__(self) -> str:
        count = len(self._programs)
        return f"<Programs of {_name_of(self._function)}: {count} shape{'' if count == 1 else 's'} so far>"

    def program_for(self, *sample: Any) -> Program:
        """The program for samples of the shape of this one; it takes the numbers of each argument in one row."""
        shapes = tuple(map(shape_of, map(plain, sample)))
        if shapes not in self._programs:
            self._programs[shapes] = self._made(shapes, sample)
        return self._programs[shapes]

    def _made(self, shapes: tuple[Shape, ...], sample: Sequence[Any]) -> Program:
        names = _argument_names(self._function, len(shapes))
        given = [_leaves(entry, name) for entry, name in zip(map(plain, sample), names)]
        arguments = [
            Argument(name, tuple(_numbers_in(leaves)), is_vector=shape is not None)
            for name, leaves, shape in zip(names, given, shapes)
        ]
        with recording() as record:
            result = self._function(*given)
        self._nests[shapes] = shape_of(result)
        graph = Recorded.of(list(_numbers_in(result)) if is_row(result) else result, record)
        inputs = {value for argument in arguments for value in argument.values}
        if self._finds_parameters:
            known = {*self.parameters, *inputs}
            found = [leaf for leaf in leaves_of(graph.needed) if not leaf.is_constant and leaf not in known]
            self.parameters += tuple(found)
        graph.check_reads({*inputs, *self.parameters})
        return Program(graph, arguments, self.parameters)

    def parts(self, *batch: Any) -> dict[tuple[Shape, ...], Part]:
        """The samples of a batch, those of one shape together, with their programs.

        Raises:
            TypeError, ValueError: as for a call.
        """
        groups = self._grouped(batch)
        parts = {
            shapes: Part(group.program, [_matrix(rows) for rows in group.rows], group.samples)
            for shapes, group in groups.items()
        }
        for part in parts.values():
            part.program.check_places(part.sources, part.samples)
        return parts

    def _grouped(self, batch: Sequence[Any]) -> dict[tuple[Shape, ...], _Group]:
        if not batch:
            raise TypeError("expected samples for each argument, got none")
        columns = [entries(plain(data), f"argument {k}", "samples") for k, data in enumerate(batch, start=1)]
        counts = [len(column) for column in columns]
        if len(set(counts)) > 1 or not counts[0]:
            raise ValueError(f"expected as many samples in each argument, at least one, got {_listed(counts)}")
        groups: dict[tuple[Shape, ...], _Group] = {}
        for number, sample in enumerate(zip(*columns)):
            shapes = tuple(map(shape_of, sample))
            if shapes not in groups:
                try:
                    groups[shapes] = _Group(self.program_for(*sample), [], [[] for _ in sample])
                except (ArithmeticError, IndexError) as error:
                    raise type(error)(f"{error}, in sample {number}") from None
            groups[shapes].samples.append(number)
            for rows, entry, shape in zip(groups[shapes].rows, sample, shapes):
                rows.append(_as_numbers(entry, shape, number))
        return groups

    def __call__(self, *batch: Any, threads: int | None = None) -> Any:
        """The output of each sample.

        Args:
            batch: for each argument, an entry a sample: a number, a sequence of numbers of any length, or a sequence of
                such, in any container.
            threads: how many threads to use at most; None for one a processor. The numbers do not depend on it.

        Returns:
            A list with an entry a sample: a number, or numbers in lists as the function gave its Values.

        Raises:
            TypeError, ValueError: for no samples, or what is no number, or NaN: which sample is named.
            DomainError, OverflowError: as the eager engine would, the sample named.
            ControlFlowError: where a recorded comparison comes out otherwise for a sample.

        >>> import autograd
        >>> spread = autograd.compile(lambda xs: autograd.max(xs) + autograd.max([-x for x in xs]))
        >>> spread([[1.0, 5.0], [3.0], [2.0, 2.5, 1.0]])
        [4.0, 0.0, 1.5]
        """
        parts = self.parts(*batch)
        results: list[Any] = [None] * sum(len(part.samples) for part in parts.values())
        for shapes, part in parts.items():
            outcome = part.program.outputs(part.sources, part.samples, threads=threads)
            width = len(outcome) // len(part.samples)
            for place, number in enumerate(part.samples):
                row = iter(outcome[width * place : width * (place + 1)])
                results[number] = _nested(row, self._nests[shapes])
        return results

    def value_and_grad(self, *batch: Any, reduction: str = "mean", threads: int | None = None) -> BatchGradients:
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
        check_name(reduction, "reduction", ("mean", "sum"), {"average": "mean", "total": "sum"})
        parts = list(self.parts(*batch).values())
        count = sum(len(part.samples) for part in parts)
        share = 1.0 / count if reduction == "mean" else 1.0
        outputs, gradient = array("d", bytes(8 * count)), [0.0] * len(self.parameters)
        for part in parts:
            results, slopes = part.program.differentiated(part.sources, part.samples, share, threads=threads)
            for number, result in zip(part.samples, results):
                outputs[number] = result
            gradient[: len(slopes)] = map(float.__add__, gradient, slopes)
        total = math.fsum(outputs)
        return BatchGradients(
            total * share if reduction == "sum" else total / count, outputs, array("d", gradient), None
        )


@dataclass(frozen=True)
class _Group:
    """Samples of one shape: their program, which they are, and for each argument their numbers, a row a sample."""

    program: Program
    samples: list[int]
    rows: list[list[list[float]]]


def _leaves(sample: Any, name: str) -> Any:
    """Leaves in the place of the numbers of a sample, with its numbers."""
    if not is_row(sample):
        return Value(sample, label=name)
    leaves = [_leaves(entry, f"{name}_{k}") for k, entry in enumerate(sample, start=1)]
    return Vector(tuple(leaves)) if all(isinstance(leaf, Value) for leaf in leaves) else leaves


def _numbers_in(nested: Any) -> Iterator[Any]:
    """What stands in a sample, entry by entry."""
    if is_row(nested):
        for entry in nested:
            yield from _numbers_in(entry)
    else:
        yield nested


def _nested(numbers: Iterator[float], shape: Shape) -> Any:
    """Numbers as a sample of a shape has them."""
    if shape is None:
        return next(numbers)
    shapes = [None] * shape if isinstance(shape, int) else shape
    return [_nested(numbers, each) for each in shapes]


def _as_numbers(sample: Any, shape: Shape, number: int) -> list[float]:
    found = list(sample) if isinstance(shape, int) else list(_numbers_in(sample))
    try:
        return list(map(float, found))
    except (TypeError, ValueError):
        wrong = next(entry for entry in found if isinstance(entry, str) or not hasattr(entry, "__float__"))
        raise TypeError(f"expected numbers in sample {number}, got {reprlib.repr(wrong)}") from None


def _matrix(rows: Sequence[Sequence[float]]) -> Matrix:
    numbers = array("d", chain.from_iterable(rows))
    width = len(rows[0])
    return Matrix(address_of_array(numbers), len(rows), width, width, 1, numbers)


def _listed(counts: Sequence[int]) -> str:
    return " and ".join(map(str, counts))


def _argument_names(function: Callable[..., Any], count: int) -> list[str]:
    try:
        accepted = inspect.signature(function).parameters.values()
        names = [parameter.name for parameter in accepted if parameter.kind <= parameter.POSITIONAL_OR_KEYWORD]
    except (TypeError, ValueError):  # some callables don't tell
        names = []
    return [*names, *(f"x{k}" for k in range(len(names) + 1, count + 1))][:count]


def _name_of(function: Callable[..., Any]) -> str:
    return getattr(function, "__name__", None) or repr(function)
