"""`Program`: a recorded graph that computes, and differentiates, a whole batch at a time."""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any, Generic, Literal, TypeAlias, TypeVar, cast, get_args

from autograd.compiler.record.recorded import Recorded
from autograd.compiler.run.buffers import Matrix, address_of_array, matrix
from autograd.compiler.run.eager import Argument, EagerGraph
from autograd.compiler.run.machine import Machine, RunResults, case_texts
from autograd.compiler.run.merging import merged
from autograd.compiler.run.store import store_of
from autograd.compiler.tape.layout import tape_of
from autograd.compiler.tape.listing import listing
from autograd.graph import Vector, evaluation_order, leaves_of
from autograd.shared.near_names import check_name
from autograd.shared.showing import counted, html_table, one_line, shortened, text_table
from autograd.value import Value

__all__ = ["BatchGradients", "MeanOrSum", "Program"]

MeanOrSum: TypeAlias = Literal["mean", "sum"]

Outputs = TypeVar("Outputs", bound="array[float] | memoryview[float]")
"""What a call gives: an entry a sample, or a row."""


@dataclass(frozen=True)
class BatchGradients:
    """What `Program.value_and_grad` gives.

    Attributes:
        value: the mean, or the sum, of the outputs.
        outputs: the output of each sample.
        parameters: the derivative of `value` with respect to each parameter, in their order.
        inputs: those with respect to the inputs, a matrix with a row a sample; None if they were not asked for, or if
            there are none.
    """

    value: float
    outputs: array[float]
    parameters: array[float]
    inputs: memoryview[float] | None

    def __reduce__(self) -> tuple[Callable[..., BatchGradients], tuple[object, ...]]:
        # A view can be neither pickled nor copied; the numbers in it can.
        rows = None if self.inputs is None else self.inputs.tolist()
        return _with_rows, (self.value, self.outputs, self.parameters, rows)

    __repr__ = one_line


class Program(Generic[Outputs]):
    """A graph, recorded once, that runs on many samples; made by `autograd.compile`.

    Its numbers are those of the eager engine to rounding: no operation is reordered, and none fused, but that the
    gradients of the samples are added block by block, and that a sum of products is rounded after each. A program
    holds no state; several threads may call it at once.

    Attributes:
        parameters: the Values whose present data it uses.

    >>> import autograd
    >>> w = Value(3.0, label="w")
    >>> program = autograd.compile(lambda x: w * x, 0.0)
    >>> program
    <Program: 1 input, 1 parameter, 1 output>
    >>> list(program([1.0, 2.0]))
    [3.0, 6.0]
    """

    def __init__(self, graph: Recorded, arguments: Sequence[Argument], parameters: Sequence[Value]) -> None:
        self.parameters = tuple(parameters)
        self._outputs = tuple(graph.outputs)
        self._is_single = graph.is_single
        self._arguments = tuple(arguments)
        self._inputs = [value for argument in arguments for value in argument.values]
        self._comparisons = tuple(graph.comparisons)
        self._places = dict(zip(self.parameters, range(len(self.parameters))))
        inputs = set(self._inputs)
        if len(self._places) + len(inputs) < len(self.parameters) + len(self._inputs) or inputs & self._places.keys():
            given = [*self._inputs, *self.parameters]
            times = Counter(given)
            twice = next(value for value in given if times[value] > 1)
            raise ValueError(f"expected each input and parameter once, got {twice!r} twice")
        self._graph = graph
        self._make({})

    def _make(self, numbers: Mapping[Value, float]) -> None:
        """Makes what runs the graph.

        Args:
            numbers: what leaves count as that are neither inputs nor parameters; their present data where it says none.
        """
        known = {*self._inputs, *self.parameters}
        self._frozen = {v: numbers.get(v, v._data) for v in self._graph.leaves if v not in known}
        self._eager = EagerGraph(self._outputs, self._arguments, self.parameters, self._frozen, self._comparisons)
        self._machine = self._assembled(wants_inputs=False)

    def __getstate__(self) -> dict[str, Any]:
        """All but what is made of it: machine code belongs to its process, and a graph's constants to their graph."""
        return {name: part for name, part in self.__dict__.items() if not isinstance(part, (Machine, EagerGraph))}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._make(self._frozen)

    @cached_property
    def reached(self) -> list[bool]:
        """For each parameter, whether the first output depends on it, so that a backward pass reaches it.

        >>> import autograd
        >>> w, b = Value(2.0), Value(1.0)
        >>> autograd.compile(lambda x: [w * x, b], 0.0, parameters=[w, b]).reached
        [True, False]
        """
        leaves = set(leaves_of(self._outputs[:1]))
        return [parameter in leaves for parameter in self.parameters]

    def __repr__(self) -> str:
        kinds = {"input": self._inputs, "parameter": self.parameters, "output": self._outputs}
        counts = [f"{len(values)} {kind}{'' if len(values) == 1 else 's'}" for kind, values in kinds.items()]
        return f"<Program: {', '.join(counts)}>"

    def __str__(self) -> str:
        """What it takes, and what it gives, as a table."""
        return text_table(*self._table())

    def _repr_html_(self) -> str:
        return html_table(*self._table())

    def _table(self) -> tuple[list[str], list[tuple[str, str, str]], str]:
        """Head, rows and caption."""
        taken = [
            (
                "argument",
                each.name,
                f"{counted(len(each.values), 'number')} a sample" if each.is_vector else "a number a sample",
            )
            for each in self._arguments
        ]
        names = [shortened(", ".join(v.label or "unnamed" for v in vs), 40) for vs in (self.parameters, self._outputs)]
        of_all = [("parameters", names[0], counted(len(self.parameters), "number"))] if self.parameters else []
        operations = sum(isinstance(node, Value) for node in evaluation_order(Vector(self._outputs)))
        caption = f"program of {counted(operations, 'operation')}"
        return ["what", "name", "size"], [*taken, *of_all, ("output", names[1], "a number a sample")], caption

    def __call__(self, *batch: Any, parameters: Any = None, threads: int | None = None) -> Outputs:
        """The output of each sample.

        Args:
            batch: for each argument, an entry a sample: a number, or a row of numbers, in any container; doubles in a
                buffer (NumPy's, of `array`) are read where they are.
            parameters: numbers to use in place of the parameters' present data, in their order.
            threads: how many threads to use at most; None for one a processor. The numbers do not depend on it.

        Returns:
            An `array` of doubles, an entry a sample; a matrix, a row a sample, where the program has a list of outputs.

        Raises:
            TypeError, ValueError: for no data, data of the wrong shape, or NaN in it: the row and column are named.
            DomainError, OverflowError: as the eager engine would, the sample named.
            ControlFlowError: where a recorded comparison comes out otherwise for a sample.

        >>> import autograd
        >>> square = autograd.compile(lambda x: x * x + 1.0, 0.0)
        >>> list(square([1.0, 2.0, 3.0]))
        [2.0, 5.0, 10.0]
        """
        sources, count = self.read(*batch)
        outcome = self._run(self._machine, sources, count, self._theta(parameters), threads=threads)
        results = outcome.results if self._is_single else _as_rows(outcome.results, len(self._outputs))
        return cast("Outputs", results)

    def value_and_grad(
        self: Program[array[float]],
        *batch: Any,
        parameters: Any = None,
        reduction: MeanOrSum = "mean",
        inputs: bool = False,
        threads: int | None = None,
    ) -> BatchGradients:
        """The mean output of a batch and its derivatives.

        Args:
            batch: as for a call.
            parameters: as for a call.
            reduction: "mean" or "sum".
            inputs: whether the derivatives with respect to the inputs are wanted too.
            threads: as for a call.

        Returns:
            The value, the outputs, and the derivatives. Nothing is written into any Value.

        Raises:
            TypeError: for a program with a list of outputs.
            ValueError: for another reduction, or no samples; and as a call does.

        >>> import autograd
        >>> w = autograd.Value(3.0, label="w")
        >>> loss = autograd.compile(lambda x, t: (w * x - t) ** 2, 0.0, 0.0)
        >>> result = loss.value_and_grad([1.0, 2.0], [2.0, 7.0])
        >>> result.value, list(result.outputs), list(result.parameters)
        (1.0, [1.0, 1.0], [-1.0])
        """
        self.check_is_single()
        check_name(reduction, "reduction", get_args(MeanOrSum), {"average": "mean", "total": "sum"})
        sources, count = self.read(*batch)
        share = 1.0 / count if reduction == "mean" else 1.0
        outcome = self._run(
            self._machine_with_inputs if inputs else self._machine,
            sources,
            count,
            self._theta(parameters),
            backward=True,
            seed=share,
            wants_inputs=inputs,
            threads=threads,
        )
        total = math.fsum(outcome.results)
        value = total / count if reduction == "mean" else total
        of_inputs = _as_rows(outcome.input_gradients, len(self._inputs)) if inputs else None
        return BatchGradients(value, outcome.results, outcome.gradient, of_inputs)

    def check_is_single(self) -> None:
        """Raises TypeError for a program with a list of outputs, of which nobody said what is differentiated."""
        if not self._is_single:
            raise TypeError(f"expected a program with one output to differentiate, this one has {len(self._outputs)}")

    def outputs(self, sources: Sequence[Matrix], samples: Sequence[int], *, threads: int | None = None) -> array[float]:
        """The outputs of samples that have been read already, one after the other.

        Args:
            sources: a matrix an argument.
            samples: what an error calls them.
            threads: as for a call.
        """
        theta = self._theta(None)
        return self._run(self._machine, sources, len(samples), theta, threads=threads, called=samples).results

    @property
    def width(self) -> int:
        """How many numbers a sample has."""
        return len(self._inputs)

    @property
    def widths(self) -> list[int]:
        """How many numbers of it belong to each argument."""
        return [len(argument.values) for argument in self._arguments]

    def differentiated(
        self,
        sources: Sequence[Matrix],
        samples: Sequence[int],
        seed: float,
        *,
        rows: array[int] | None = None,
        parameters: Any = None,
        threads: int | None = None,
    ) -> tuple[array[float], array[float]]:
        """As `outputs`, and the derivatives of the sum of the first outputs, times `seed`, by the parameters.

        Args:
            sources: a matrix an argument.
            samples: what an error calls them.
            seed: what each sample counts.
            rows: where the samples stand in the matrices; None for one after the other.
            parameters: as for a call.
            threads: as for a call.
        """
        theta, count = self._theta(parameters), len(samples)
        options: dict[str, Any] = {"backward": True, "seed": seed, "threads": threads, "called": samples, "rows": rows}
        outcome = self._run(self._machine, sources, count, theta, **options)
        return outcome.results, outcome.gradient

    @cached_property
    def _machine_with_inputs(self) -> Machine:
        return self._assembled(wants_inputs=True)

    def _assembled(self, *, wants_inputs: bool) -> Machine:
        tape = tape_of(self._graph, self._inputs, self._places, self._frozen, wants_inputs=wants_inputs)
        self._graph.forget()
        return Machine(tape, len(self._inputs), len(self.parameters))

    def source(self, *, kernel: bool = False) -> str:
        """The steps that the machine takes, in the graph's own names.

        Args:
            kernel: whether to add the code of every kind of step that occurs, as LLVM IR, forward and backward.

        >>> import autograd
        >>> w, b = autograd.Value(0.5, label="w"), autograd.Value(-1.0, label="b")
        >>> print(autograd.compile(lambda x: (w * x + b).sigmoid(), 0.0).source())
        6 slots of a sample each; inputs: x
           1  spread   w, b  a parameter in every lane
           2  mul      v2    mul(w; x)
           3  add      v4    add(v2; b)
           4  sigmoid  v5    sigmoid(v4)
        outputs: v5
        """
        tape = self._machine.tape
        texts = [listing(tape, self._inputs)]
        if kernel:
            texts += dict.fromkeys(text for case in tape.cases for _, text in case_texts(case))
        return "\n\n".join(texts)

    @property
    def slots(self) -> int:
        """How many numbers of a sample the machine holds at once."""
        return self._machine.tape.slots

    def read(self, *batch: Any) -> tuple[list[Matrix], int]:
        """Samples as the machine reads them, and how many there are.

        Raises:
            TypeError, ValueError: as for a call.
        """
        if len(batch) != len(self._arguments):
            raise TypeError(f"expected {counted(len(self._arguments), 'argument')}, got {len(batch)}")
        sources = [argument.read(data) for data, argument in zip(batch, self._arguments)]
        counts = {source.rows for source in sources}
        if len(counts) > 1:
            listed = ", ".join(f"{s.rows} in {a.name}" for s, a in zip(sources, self._arguments))
            raise ValueError(f"expected as many samples in each argument, got {listed}")
        count = counts.pop() if counts else 1
        if count == 0:
            raise ValueError("expected at least one sample, got none")
        self.check_places(sources, range(count))
        return sources, count

    def check_places(self, sources: Sequence[Matrix], called: Sequence[int]) -> None:
        """Raises ValueError where an input that picks an element is no place that there is.

        Args:
            sources: the samples, a matrix an argument.
            called: the numbers by which an error calls them.
        """
        self._eager.check_places(sources, called)

    def _theta(self, parameters: Any) -> Matrix:
        if parameters is None:
            store = store_of(self.parameters)
            numbers = store.numbers if store else array("d", [parameter._data for parameter in self.parameters])
            return Matrix(address_of_array(numbers), len(self.parameters), 1, 1, 1, numbers)
        theta = matrix(parameters, None, "parameters")
        if theta.rows != len(self.parameters):
            raise ValueError(f"expected {counted(len(self.parameters), 'parameter')}, got {theta.rows}")
        if theta.row_stride != 1:
            return matrix([row for k in range(theta.rows) for row in theta.row(k)], None, "parameters")
        return theta

    def _run(
        self,
        machine: Machine,
        sources: Sequence[Matrix],
        count: int,
        theta: Matrix,
        *,
        backward: bool = False,
        wants_inputs: bool = False,
        seed: float = 1.0,
        threads: int | None = None,
        called: Sequence[int] | None = None,
        rows: array[int] | None = None,
    ) -> RunResults:
        """Runs the machine; the samples that it finds unusual go to the eager engine, which may raise.

        Args:
            called: what an error calls the samples; None for their places.
            rows: where they stand in the sources; None for one after the other.
        """
        options: dict[str, Any] = {"backward": backward, "wants_inputs": wants_inputs, "seed": seed, "threads": threads}
        outcome = machine.run(sources, count, theta, order=rows, **options)
        unusual = sorted({*outcome.suspects, *outcome.diverged})
        if not unusual:
            return outcome
        eager = [
            self._eager.sample(
                sources,
                k if rows is None else rows[k],
                theta,
                diverged=k in outcome.diverged,
                called=k if called is None else called[k],
                backward=backward,
                wants_inputs=wants_inputs,
            )
            for k in unusual
        ]
        rest = array("q", sorted(set(range(count)) - set(unusual)))
        their_rows = rest if rows is None else array("q", [rows[k] for k in rest])
        usual = machine.run(sources, len(rest), theta, order=their_rows, **options)
        return merged(usual, rest, eager, unusual, seed)


def _with_rows(
    value: float, outputs: array[float], parameters: array[float], rows: list[list[float]] | None
) -> BatchGradients:
    inputs = None if rows is None else _as_rows(array("d", chain.from_iterable(rows)), len(rows[0]))
    return BatchGradients(value, outputs, parameters, inputs)


def _as_rows(numbers: array[float], columns: int) -> memoryview[float] | None:
    """The numbers as a matrix of so many columns; None for none."""
    if not columns:
        return None
    return memoryview(numbers).cast("B").cast("d", shape=[len(numbers) // columns, columns])
