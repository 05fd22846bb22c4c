"""Epochs in the machine: model, loss and optimizer compiled into one program.

The model is recorded once, on Values in place of a sample; the loss once for each target there is. What the recording
cannot stand for is refused with the reason; an epoch in which something is not finite, or a recorded comparison comes
out otherwise, is run by the eager engine.
"""

from __future__ import annotations

import copy
import math
import time
from array import array
from collections.abc import Iterable, Sequence
from typing import Any

from autograd import ControlFlowError, Value, Vector, compiler, primitives
from autograd.primitive import REALS, Primitive, Scalar
from autograd.recording import Comparison, recording
from nn.epochs import EagerEpochs, Entries
from nn.layers import Inputs, Layer, Neuron
from nn.mlp import MLP
from nn.objective import Decision, Objective, class_of_logit, class_of_probabilities, class_of_score
from nn.optimizer import Optimizer

__all__ = ["AT_ONCE", "SECONDS_PER_WORK", "WORTH", "CompiledEpochs", "is_worthwhile"]

WORTH = 1_000_000
"""How many numbers times samples times epochs there must be before compiling pays: some tenths of a second."""
SECONDS_PER_WORK = 2e-9
"""A first guess at how long the machine takes for a sample and a slot or parameter."""
AT_ONCE = 0.05
"""How long the machine may run before Python sees Ctrl-C, or the bar moves, in seconds."""

argmax = Primitive(
    name="argmax",
    symbol="argmax",
    value=lambda xs: float(max(range(len(xs)), key=xs.__getitem__)),
    partials=(lambda xs, y: [0.0] * len(xs),),
    latex=r"\operatorname{{argmax}} {0}",
    precedence=5,
    commutative=False,
    vectors=(True,),
    domain=(REALS,),
    condition=None,
    branch=None,
    convention="the derivative is 0 everywhere",
    definition=None,
    arity=1,
    **({"optional": 0} if "optional" in Primitive.__dataclass_fields__ else {"defaults": ()}),
)
"""A decision between classes. Not in the table: nobody would differentiate it."""


def is_worthwhile(objective: Objective, samples: int, epochs: int, optimizer: Optimizer) -> bool:
    """Whether `compiled="auto"` compiles: a model and a loss of ours, and enough work.

    A function of the user's own might draw random numbers, say, which a recording would freeze.
    """
    model = getattr(objective.model, "__self__", objective.model)
    ours = type(model) in (MLP, Layer, Neuron) and objective.loss.__module__ == "nn.losses"
    return ours and samples * epochs * (len(optimizer.parameters) + 50) >= WORTH


class CompiledEpochs:
    """Epochs in one program.

    Args:
        eager: the same epochs in the eager engine.

    Raises:
        ImportError: if llvmlite is missing.
        ControlFlowError: if the program could not stand for model, loss or optimizer, with the reason.
    """

    def __init__(self, eager: EagerEpochs) -> None:
        if not compiler.is_available():
            raise ImportError(compiler.INSTALL)
        self.eager, self.optimizer = eager, eager.optimizer
        graph = _Recorded(eager.objective, eager.X, eager.y, eager.optimizer)
        self.graph = graph
        program = compiler.Program(
            graph.outputs,
            False,
            [compiler.Argument("data", tuple(graph.inputs), is_vector=True)],
            self.optimizer.parameters,
            graph.comparisons,
        )
        self.descent = compiler.Descent(program, graph.rows(eager.X, eager.y), self._moved, len(self.optimizer.memory))
        work = len(eager.y) * (program.slots + len(program.parameters))
        self.most = max(1, int(AT_ONCE / (work * SECONDS_PER_WORK)))
        self.eager_epochs = 0
        self.goes_singly = False

    def _moved(self, w: Scalar, g: Scalar, memory: Sequence[Scalar], rate: Scalar, steps: Scalar) -> Sequence[Scalar]:
        """The optimizer's own formula, with its rate and count of steps left open."""
        optimizer = copy.copy(self.optimizer)
        optimizer.learning_rate, optimizer.steps = rate, steps
        return optimizer.moved(w, g, *memory)

    @property
    def engine(self) -> str:
        return f"compiled, {self.eager_epochs} epochs eagerly" if self.eager_epochs else "compiled"

    def run(self, rates: Sequence[float], orders: Sequence[Sequence[int]] | None) -> Entries | None:
        started = time.perf_counter()
        entries = self._run(rates, orders)
        if entries is not None:
            if not self.goes_singly:
                self.most = max(1, int(AT_ONCE * len(rates) / (time.perf_counter() - started)))
            return entries
        self.goes_singly, self.most = True, 1
        if len(rates) > 1:
            return None
        self.eager_epochs += 1
        return self.eager.run(rates, orders)

    def _run(self, rates: Sequence[float], orders: Sequence[Sequence[int]] | None) -> Entries | None:
        optimizer, bounds = self.optimizer, self.eager.bounds
        order = None if orders is None else array("q", [i for chosen in orders for i in chosen])
        longest = math.inf if self.eager.max_norm is None else self.eager.max_norm
        numbers = [parameter.data for parameter in optimizer.parameters]
        self.descent.load(numbers, list(optimizer.memory.values()))
        reports = self.descent.run(bounds, order, rates, optimizer.steps, longest)
        if reports is None:
            return None
        numbers, gradient, *memory = self.descent.state()
        steps = optimizer.steps + len(rates) * (len(bounds) - 1)
        optimizer._set(numbers, dict(zip(optimizer.remembers, memory)), steps)
        optimizer.learning_rate = rates[-1]
        for parameter, slope in zip(optimizer.parameters, gradient):
            parameter.grad = slope
        entries = {"losses": reports.losses, "gradient_norms": reports.gradient_norms}
        if self.eager.objective.decide is not None:
            entries["accuracies"] = [right / bounds[-1] for right in reports.seconds]
        return entries

    def evaluate(self, X: Sequence[Inputs], y: Sequence[Scalar]) -> tuple[float, float | None]:
        return self.eager.evaluate(X, y)


class _Recorded:
    """A sample's loss, and whether its class is right, as graphs of its numbers.

    Attributes:
        inputs: the sample's numbers; those constants of the loss that differ from target to target; its class.
        outputs: the loss with the penalty; 1 if the class is right, otherwise 0.
        comparisons: what must come out as recorded.
    """

    def __init__(self, objective: Objective, X: Sequence[Inputs], y: Sequence[Scalar], optimizer: Optimizer) -> None:
        self.decides = objective.decide is not None
        first = X[0]
        leaves = [
            Value(x.data if isinstance(x, Value) else x, f"x_{k}") for k, x in enumerate(_numbers(first), start=1)
        ]
        with recording() as model_record:
            prediction = objective.model(Vector(tuple(leaves)) if isinstance(first, Iterable) else leaves[0])
            penalty = None if objective.penalty is None else objective.penalty()
        is_single = isinstance(prediction, Value)
        predictions = [prediction] if isinstance(prediction, Value) else list(prediction)
        compiler.check_reads(model_record, {*leaves, *optimizer.parameters})
        losses = _Losses(objective, predictions, is_single, y, optimizer.parameters)
        self.losses = losses
        self.inputs = [*leaves, *losses.changing]
        self.comparisons = [*model_record.comparisons, *losses.comparisons]
        self.outputs = [losses.loss if penalty is None else losses.loss + penalty]
        if objective.decide is not None:
            target = Value(0.0, "class")
            self.inputs.append(target)
            decision = _decision(objective.decide, predictions, is_single)
            self.outputs.append(1.0 - primitives.step(abs(decision - target)))

    def rows(self, X: Sequence[Inputs], y: Sequence[Scalar]) -> array[float]:
        """The inputs of every sample, row by row."""
        width = len(self.inputs)
        table = array("d")
        for x, target in zip(X, y):
            table.extend(_numbers(x))
            table.extend(self.losses.constants_for(target))
            if self.decides:
                table.append(_class(target))
            if len(table) % width:
                raise ControlFlowError("samples of different lengths")
        return table


class _Losses:
    """The loss of a prediction, as one graph for all targets.

    Attributes:
        changing: inputs for the constants that differ from target to target.
        loss: the graph above the predictions.
        comparisons: what must come out as recorded.
    """

    def __init__(
        self,
        objective: Objective,
        predictions: list[Value],
        is_single: bool,
        y: Sequence[Scalar],
        parameters: Sequence[Value],
    ) -> None:
        stand_ins = [Value(value.data, value.label, allow_nan=True) for value in predictions]
        given: Any = stand_ins[0] if is_single else stand_ins

        def recorded(target: Scalar) -> tuple[Value, list[Comparison], compiler.Shape]:
            with recording() as record:
                loss = objective.loss(given, target)
            compiler.check_reads(record, {*stand_ins, *parameters})
            return loss, record.comparisons, compiler.shape_of(loss, stand_ins, record.comparisons)

        original, comparisons, first = recorded(y[0])
        self._constants: dict[Any, list[float]] = {}
        for target in y:
            if _key(target) not in self._constants:
                shape = recorded(target)[2]
                if shape.key != first.key:
                    raise ControlFlowError(f"the loss takes another way for the target {target!r} than for {y[0]!r}")
                self._constants[_key(target)] = [constant.data for constant in shape.constants]
        columns = list(zip(*self._constants.values()))
        self._changes = [k for k, column in enumerate(columns) if len(set(column)) > 1]
        self.changing = [Value(columns[k][0], f"t_{k + 1}", allow_nan=True) for k in self._changes]
        places = {first.constants[k]: value for k, value in zip(self._changes, self.changing)}
        places.update(zip(stand_ins, predictions))
        self.loss, self.comparisons = compiler.grafted(original, comparisons, places, parameters)

    def constants_for(self, target: Scalar) -> list[float]:
        """What the changing constants are for a target."""
        constants = self._constants[_key(target)]
        return [constants[k] for k in self._changes]


def _numbers(x: Inputs) -> Sequence[Scalar]:
    return x if isinstance(x, (list, tuple)) else list(x) if isinstance(x, Iterable) else [x]


def _key(target: Scalar) -> Any:
    return tuple(map(float, target)) if hasattr(target, "__len__") else (type(target), target)


def _class(target: Scalar) -> float:
    if not hasattr(target, "__len__"):
        return float(target)
    largest = [k for k, entry in enumerate(target) if entry == max(target)]
    if len(largest) > 1:
        raise ControlFlowError(f"the target {target!r} stands for no single class")
    return float(largest[0])


def _decision(decide: Decision, predictions: list[Value], is_single: bool) -> Value:
    """`decide` of a prediction, as a graph."""
    decision: Value
    if decide is class_of_probabilities and not is_single:
        decision = argmax(predictions)
    elif decide is class_of_probabilities:
        decision = primitives.step(predictions[0] - 0.5)
    elif decide is class_of_logit and is_single:
        decision = primitives.step(predictions[0])
    elif decide is class_of_score and is_single:
        decision = 2.0 * primitives.step(predictions[0]) - 1.0
    else:
        raise ControlFlowError(f"expected decide to be one of nn's own, got {decide!r}")
    return decision
