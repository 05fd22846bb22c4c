"""Why units must be nonlinear (L3.2): layers without an activation are worth no more than one."""

from __future__ import annotations

import math
from operator import mul

from nn.arguments import check_one_of
from nn.models.layers import Matrix
from nn.models.mlp import MLP

__all__ = ["collapsed"]


def collapsed(model: MLP) -> MLP:
    """The one-layer network that computes the same as one with linear hidden layers.

    `W2·(W1·x + b1) + b2 = (W2·W1)·x + (W2·b1 + b2)`, layer by layer; whatever the output function is, it stays.

    Args:
        model: a network whose hidden layers are all linear.

    Returns:
        A network without hidden layers; for one linear output, it is one neuron.

    Raises:
        TypeError: if it is another kind of model.
        ValueError: if a hidden layer is not linear.

    >>> model = MLP(2, [3, 1], activation="linear", seed=0)
    >>> line = collapsed(model)
    >>> line, abs(line([0.5, -2.0]).data - model([0.5, -2.0]).data) < 1e-15
    (MLP(2, [1], activation='linear', output='linear'), True)
    """
    check_one_of(model, "model", MLP, "an nn.MLP")
    for layer in model.layers[:-1]:
        if layer.activation != "linear":
            raise ValueError(
                f"expected model to have linear hidden layers, but the activation of layer {layer.layer} is "
                f"{layer.activation!r}"
            )
    W: Matrix = model.layers[0].W
    b = model.layers[0].b
    for layer in model.layers[1:]:
        b = [math.fsum([*map(mul, row, b), bias]) for row, bias in zip(layer.W, layer.b)]
        W = [[math.fsum(map(mul, row, column)) for column in zip(*W)] for row in layer.W]
    line = MLP(model.nin, model.nouts[-1:], activation="linear", output=model.output, init="zeros")
    line.set_weights([W], [b])
    return line
