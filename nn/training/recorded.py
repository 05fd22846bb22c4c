"""Model and loss recorded as programs: the loss of a sample, and whether its class is right.

Where all samples have one shape, the model is recorded once, and the loss once for each target there is: a target may
be a word, or whatever a loss of the user's own takes. To a loss of ours that is a formula in numbers, the target is an
input of the program: there may be millions of different ones. Where samples are sequences, their targets are numbers
that a program takes as it takes the samples. The penalty, which takes none, is a program of its own, run once a batch.
"""

from __future__ import annotations

import itertools
import math
from array import array
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import autograd
from autograd import ControlFlowError, Value, compiler, primitives, vector
from autograd.data import NUMBERS, is_row, shape_of
from autograd.primitive import Scalar
from autograd.shared.showing import came
from nn.models.layers import Inputs
from nn.training.objective import Decision, Objective, Prediction, given_by
from nn.training.portions import Held, Samples
from nn.training.targets import is_of_numbers, is_of_positions

__all__ = ["RecordedObjective", "outputs_of_batch", "penalty_of", "program_of", "programs_of"]


class RecordedObjective:
    """Programs for all samples of a training: one, or where they are sequences, one for each shape.

    Args:
        objective: what is lowered.
        samples: the samples with their targets.
        parameters: those that training moves.
        validation: those to be evaluated, if there are any.
        are_batches: whether several samples are taken at once, and not all, so that it pays if they share lanes.

    Attributes:
        packing: the samples, with the programs for them.
        penalty: the program of what is added to a batch's mean, which takes nothing; None where nothing is.
        room: where samples come in portions, where each is put; None where all are at hand.

    Raises:
        ImportError: if llvmlite is missing.
        ControlFlowError: if no program could stand for model, loss or decision, with the reason.
    """

    def __init__(
        self,
        objective: Objective,
        samples: Samples,
        parameters: Sequence[Value],
        validation: Samples | None,
        *,
        are_batches: bool,
    ) -> None:
        self.penalty = penalty_of(objective, parameters)
        self.packing: compiler.Packing
        self.room: compiler.Room | None = None
        if isinstance(samples, Held) and _are_sequences(objective, samples, validation):
            self._program: compiler.Program[array[float]] | compiler.Programs = programs_of(objective, parameters)
            self.packing = self._program.packing(samples.X, samples.y, are_batches=are_batches)
            return
        given = [samples] if validation is None else [samples, validation]
        first_target = next(iter(samples.targets(one_will_do=True)))
        one_will_do = is_of_numbers(objective.loss, first_target)
        targets = itertools.chain.from_iterable(each.targets(one_will_do=one_will_do) for each in given)
        program = self._program = program_of(objective, samples.first, targets, parameters)
        if isinstance(samples, Held) and samples.size is None:
            sources, count = program.read(samples.X, samples.y)
        else:
            self.room = compiler.Room(program, min(samples.size or 1, len(samples)))
            sources, count = self.room.sources, self.room.count
        self.packing = compiler.Packing([compiler.Part(program, sources)], [0] * count, range(count))

    def reached(self) -> list[bool]:
        """Whether the penalty or the loss of some sample depends on a parameter, an entry a parameter."""
        penalties = [] if self.penalty is None else [self.penalty]
        programs = [*(part.program for part in self.packing.parts), *penalties]
        return [any(of_programs) for of_programs in zip(*(program.reached for program in programs))]

    def evaluated(self, validation: Samples, *, threads: int | None) -> tuple[float, float | None]:
        """The sum of the losses of samples, without penalty, and how many are right; None where there are no classes.

        Args:
            validation: the samples with their targets.
            threads: how many threads to use at most.
        """
        numbers, width = array("d"), 1
        for _, X, y, _ in validation.portions(None):
            rows: Any = self._program(X, y, threads=threads)
            width = len(rows[0]) if isinstance(rows, list) else rows.shape[1]
            if isinstance(rows, list):
                numbers.extend(itertools.chain.from_iterable(rows))
            else:
                numbers.frombytes(rows.cast("B"))
        loss, *right = (math.fsum(numbers[k::width]) for k in range(width))
        return loss, right[0] if right else None


def penalty_of(objective: Objective, parameters: Sequence[Value]) -> compiler.Program[array[float]] | None:
    """The program of what is added to a batch's mean, which takes nothing; None where nothing is added.

    Args:
        objective: what is lowered.
        parameters: those that training moves.
    """
    if objective.penalty is None:
        return None
    program: compiler.Program[array[float]] = autograd.compile(objective.given_penalty, parameters=parameters)
    return program


def _are_sequences(objective: Objective, samples: Held, validation: Samples | None) -> bool:
    """Whether samples or targets have several shapes, or the model answers position by position."""
    if samples.are_rows:
        return is_of_positions(objective.model(samples.first))
    given = [samples, *([validation] if isinstance(validation, Held) else [])]
    if any(len(set(map(shape_of, itertools.chain(*column)))) > 1 for column in zip(*((s.X, s.y) for s in given))):
        return True
    is_a_list = isinstance(samples.y[0], (list, tuple)) and is_row(samples.X[0])
    return is_a_list and is_of_positions(objective.model(samples.X[0]))


def program_of(
    objective: Objective, first: Inputs, targets: Iterable[Scalar], parameters: Sequence[Value]
) -> compiler.Program[array[float]]:
    """The program of a sample and its target, for samples of one shape.

    Its outputs are the loss, without penalty; and where there are classes, 1 if the class is right, otherwise 0.

    Args:
        objective: what is lowered.
        first: a sample.
        targets: all that there are.
        parameters: those that training moves.

    Raises:
        ImportError: if llvmlite is missing.
        ControlFlowError: if no program could stand for model, loss or decision, with the reason.
    """

    def of_sample(x: Any) -> Callable[[Scalar], list[Value]]:
        return _outputs_by_target(objective, x)

    example, targets = _example(targets)
    if example is not None and is_of_numbers(objective.loss, example):
        return autograd.compile(lambda x, y: of_sample(x)(y), first, example, parameters=parameters)
    return autograd.compile(of_sample, first, cases=targets, parameters=parameters)


def _example(targets: Iterable[Any]) -> tuple[Any, Iterable[Any]]:
    """A target, where all are numbers, or rows of as many; otherwise None. And all of them, again."""
    targets = list(targets)
    widths = {len(target) if is_row(target) else None for target in targets}
    numbers = itertools.chain.from_iterable(target if is_row(target) else (target,) for target in targets)
    are_alike = len(widths) == 1 and NUMBERS.issuperset(map(type, numbers))
    return targets[0] if are_alike else None, targets


def programs_of(objective: Objective, parameters: Sequence[Value]) -> compiler.Programs:
    """The programs of a sample and its target, for samples of any shape: the outputs are those of `program_of`.

    Args:
        objective: what is lowered.
        parameters: those that training moves.

    Raises:
        ImportError: if llvmlite is missing.
    """

    def of_sample(x: Any, y: Any) -> list[Value]:
        return _outputs_by_target(objective, x)(y)

    programs: compiler.Programs = autograd.compile(of_sample, parameters=parameters)
    return programs


def outputs_of_batch(objective: Objective, X: Sequence[Inputs], y: Sequence[Any]) -> list[Value]:
    """The graphs of a batch's means: of what `program_of` gives of each sample."""
    samples = [_outputs_by_target(objective, x)(target) for x, target in zip(X, y)]
    return [primitives.total(column) / len(samples) for column in zip(*samples)]


def _outputs_by_target(objective: Objective, x: Any) -> Callable[[Scalar], list[Value]]:
    prediction = objective.model(x)
    decide = objective.decide

    def of_target(target: Scalar) -> list[Value]:
        loss = given_by("loss", objective.loss(prediction, target))
        return [loss, *([] if decide is None else [_right(decide, prediction, target)])]

    return of_target


def _right(decide: Decision, prediction: Any, target: Scalar) -> Value:
    """1 where the class is right, otherwise 0; of several positions, the fraction that are right."""
    if is_of_positions(prediction):
        of_each = [_right(decide, position, its_target) for position, its_target in zip(prediction, target)]
        return primitives.mean(of_each)  # type: ignore[no-any-return]
    decision = _decision(decide, prediction)
    if hasattr(target, "__len__"):  # its largest entry, or one of them, is the one decided on
        entries = vector(target)
        return 1.0 - primitives.step(primitives.largest(entries) - primitives.element(entries, decision))  # type: ignore[no-any-return]
    return 1.0 - primitives.step(abs(decision - target))  # type: ignore[no-any-return]


def _decision(decide: Decision, prediction: Prediction) -> Value:
    """`decide` of a prediction, as a graph."""
    graph: Callable[[Any], Value] | None = getattr(decide, "graph", None)
    try:
        given = None if graph is None else graph(prediction)
    except TypeError:  # one number where there are several, or several where there is one
        graph = None
    if graph is not None:
        return given_by("graph", given)  # type: ignore[no-any-return]  # a Value, or a number as good as one
    raise ControlFlowError(f"expected decide to be one of nn's own, or made by nn.decision, got {came(decide)}")
