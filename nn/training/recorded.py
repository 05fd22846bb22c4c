"""Model and loss recorded once, for all samples: the loss of a sample, and whether its class is right, as a program."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import autograd
from autograd import ControlFlowError, Value, compiler, primitives
from autograd.primitive import Scalar
from nn.models.layers import Inputs
from nn.training.objective import Decision, Objective, Prediction

__all__ = ["program_of"]


def program_of(
    objective: Objective, first: Inputs, targets: Iterable[Scalar], parameters: Sequence[Value]
) -> compiler.Program:
    """The program of a sample and its target.

    Its outputs are the loss with the penalty; where there are classes, 1 if the class is right, otherwise 0; and the
    loss alone.

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
        prediction = objective.model(x)
        penalty = None if objective.penalty is None else objective.penalty()
        decision = None if objective.decide is None else _decision(objective.decide, prediction)

        def of_target(target: Scalar) -> list[Value]:
            loss = objective.loss(prediction, target)
            with_penalty = loss if penalty is None else loss + penalty
            right = [] if decision is None else [1.0 - primitives.step(abs(decision - _class(target)))]
            return [with_penalty, *right, loss]

        return of_target

    return autograd.compile(of_sample, first, cases=targets, parameters=parameters)


def _class(target: Scalar) -> float:
    if not hasattr(target, "__len__"):
        return float(target)
    largest = [k for k, entry in enumerate(target) if entry == max(target)]
    if len(largest) > 1:
        raise ControlFlowError(f"the target {target!r} stands for no single class")
    return float(largest[0])


def _decision(decide: Decision, prediction: Prediction) -> Value:
    """`decide` of a prediction, as a graph."""
    graph: Callable[[Any], Value] | None = getattr(decide, "graph", None)
    try:
        if graph is not None:
            return graph(prediction)
    except TypeError:  # one number where there are several, or several where there is one
        pass
    raise ControlFlowError(f"expected decide to be one of nn's own, or made by nn.decision, got {decide!r}")
