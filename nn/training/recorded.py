"""Model and loss recorded once, for all samples: the loss of a sample, and whether its class is right, as graphs.

The model is recorded on Values in place of a sample; the loss once for each target there is. What the recording cannot
stand for is refused with the reason.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from autograd import ControlFlowError, Value, Vector, compiler, primitives
from autograd.primitive import Scalar
from autograd.tracing import Comparison, recording
from nn.gradient_step import Optimizer
from nn.models.layers import Inputs
from nn.training.objective import Decision, Objective

__all__ = ["Recorded"]


class Recorded:
    """A sample's loss, and whether its class is right, as graphs of its numbers.

    Attributes:
        inputs: the sample's numbers; those constants of the loss that differ from target to target; its class.
        outputs: the loss with the penalty; 1 if the class is right, otherwise 0.
        losses: the loss without the penalty.
        comparisons: what must come out as recorded.
    """

    def __init__(self, objective: Objective, first: Inputs, y: Sequence[Scalar], optimizer: Optimizer) -> None:
        self.decides = objective.decide is not None
        self._parameters = optimizer.parameters
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
            decision = _decision(objective.decide, prediction)
            self.outputs.append(1.0 - primitives.step(abs(decision - target)))

    def program(self, outputs: Sequence[Value]) -> compiler.Program:
        """What computes `outputs` of a sample from its row."""
        data = compiler.Argument("data", tuple(self.inputs), is_vector=True)
        return compiler.Program(outputs, False, [data], self._parameters, self.comparisons)

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


def _decision(decide: Decision, prediction: Value | Sequence[Value]) -> Value:
    """`decide` of a prediction, as a graph."""
    graph: Callable[[Any], Value] | None = getattr(decide, "graph", None)
    try:
        if graph is not None:
            return graph(prediction)
    except TypeError:  # one number where there are several, or several where there is one
        pass
    raise ControlFlowError(f"expected decide to be one of nn's own, or made by nn.decision, got {decide!r}")
