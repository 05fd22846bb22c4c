"""A network laid open: what every unit gives on every sample, and the gradient there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from autograd import Value, primitives, vector
from autograd.primitive import Scalar
from autograd.shared.showing import came
from nn import losses
from nn.models.layers import Inputs, Layer, Neuron
from nn.models.mlp import MLP
from nn.models.perceptron import Perceptron
from nn.models.sequential import Sequential
from nn.training.targets import Loss

__all__ = ["Examination", "examined", "suitable_loss", "units_of"]


@dataclass(frozen=True)
class Examination:
    """A network after one pass forwards and backwards over all samples.

    Attributes:
        layers: the units of each layer.
        outputs: for each layer, the outputs h, one list a sample.
        gradients: for each layer, ∂ℓ/∂z of every unit and sample.
        blocked: for each layer, how many of its parameters have gradient 0.
        y: the targets.
        loss: the mean loss.
        gradient_norm: how long its gradient by all parameters is.
    """

    layers: list[list[Neuron]]
    outputs: list[list[list[Value]]]
    gradients: list[list[float]]
    blocked: list[int]
    y: Sequence[Scalar]
    loss: float
    gradient_norm: float

    @property
    def gradient_sizes(self) -> tuple[float, ...]:
        """For each layer, the root mean square of its gradients."""
        return tuple(math.sqrt(sum(g * g for g in layer) / len(layer)) for layer in self.gradients)


def examined(
    layers: list[list[Neuron]], output: str, X: Sequence[Inputs], y: Sequence[Scalar], loss: Loss | None
) -> Examination:
    """One pass over all samples; the gradients that the parameters had are put back, whatever way it ends.

    Args:
        layers: the units, layer by layer.
        output: what is made of the last layer's sums.
        X: the samples.
        y: their targets.
        loss: the loss of a sample; None for what suits the output.
    """
    outputs: list[list[list[Value]]] = [[] for _ in layers]
    for x in X:
        values = vector(map(float, x))
        for units, rows in zip(layers, outputs):
            rows.append([unit(values) for unit in units])
            values = vector(rows[-1])
    total: Value = primitives.total([_loss(output, hs, target, loss) for hs, target in zip(outputs[-1], y)])
    parameters = [parameter for units in layers for unit in units for parameter in unit.parameters()]
    before = [parameter.grad for parameter in parameters]
    try:
        for parameter in parameters:
            parameter.grad = None
        total.backward()
        gradients = [[_sum_of(h).grad or 0.0 for hs in rows for h in hs] for rows in outputs]
        blocked = [sum(not p.grad for unit in units for p in unit.parameters()) for units in layers]
        norm = math.hypot(*(parameter.grad or 0.0 for parameter in parameters)) / len(X)
    finally:
        for parameter, grad in zip(parameters, before):
            parameter.grad = grad
    return Examination(layers, outputs, gradients, blocked, y, total.data / len(X), norm)


def units_of(model: object) -> list[list[Neuron]]:
    """The units of a model, layer by layer.

    Raises:
        TypeError: for a model that is none of ours.
    """
    if isinstance(model, (MLP, Sequential)):
        return [layer.neurons for layer in model.layers]
    if isinstance(model, Layer):
        return [model.neurons]
    if isinstance(model, (Neuron, Perceptron)):
        return [[model.neuron if isinstance(model, Perceptron) else model]]
    raise TypeError(f"expected model to be an MLP, Sequential, Layer, Neuron or Perceptron, got {came(model)}")


def _sum_of(h: Value) -> Value:
    """The weighted sum z behind a unit's output h, which it is itself where the unit is linear."""
    return h if h.primitive is primitives.dot else h.operands[0]


def suitable_loss(output: str, units: int, y: Sequence[Scalar]) -> Loss | None:
    """The loss that a net of such an output is trained with; None for a sigmoid a class."""
    if output == "sigmoid":
        return losses.binary_cross_entropy if units == 1 else None
    are_classes = units > 1 and not any(hasattr(target, "__len__") for target in y)
    return losses.cross_entropy if output == "softmax" or (output == "linear" and are_classes) else losses.mse_loss


def _loss(output: str, hs: list[Value], target: Scalar, loss: Loss | None) -> Value:
    """The loss of one sample: of the prediction if a loss is given, otherwise of what it was computed from."""
    several = len(hs) > 1
    if loss is not None:
        predictions = losses.softmax(hs) if output == "softmax" else hs
        return loss(predictions if several else predictions[0], target)
    names_a_class = several and not hasattr(target, "__len__")
    if output == "softmax" or (output == "linear" and names_a_class):
        return losses.cross_entropy(hs, target)
    targets = [float(k == target) for k in range(len(hs))] if names_a_class else target if several else [target]
    if output == "sigmoid":
        each = [losses.binary_cross_entropy_with_logits(_sum_of(h), t) for h, t in zip(hs, targets)]
        return each[0] if len(each) == 1 else primitives.total(each)
    return losses.mse_loss(hs, targets)
