"""A model of nn as the playground has it: its settings and its numbers."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

import nn
from viz.classroom.playground_parts import ACTIVATIONS

__all__ = ["MOST_LAYERS", "MOST_UNITS", "settings_of"]

Data: TypeAlias = dict[str, Any]
"""What JSON can hold."""

MOST_LAYERS: Final = 6
"""How many hidden layers the page has room for."""
MOST_UNITS: Final = 8
"""How many units in each of them."""

_KINDS: Final = {
    (1, "sigmoid"): ("two classes", "binary_cross_entropy_with_logits"),
    (3, "softmax"): ("three classes", "cross_entropy"),
    (3, "linear"): ("three classes", "cross_entropy"),
    (1, "linear"): ("regression", "mse_loss"),
}
"""The problem and the loss of a net, by its outputs and what comes last."""


def settings_of(model: nn.MLP) -> Data:
    """What a session of the page needs in order to go on from a trained model: its net, and its numbers.

    Args:
        model: a net of two inputs, with up to six hidden layers of up to eight units.

    Returns:
        The settings `problem`, `loss`, `features`, `layers` and `numbers`.

    Raises:
        TypeError: for a model that is no `nn.MLP`.
        ValueError: for one that the page has no room for, saying what it has.

    >>> settings = settings_of(nn.MLP(2, [3, 1], activation="tanh", output="sigmoid", seed=0))
    >>> settings["problem"], settings["layers"], len(settings["numbers"])
    ('two classes', [{'units': 3, 'activation': 'tanh'}], 13)
    """
    if not isinstance(model, nn.MLP):
        raise TypeError(f"expected model to be an nn.MLP, got {model!r:.80}")
    *hidden, last = model.layers
    kind = _KINDS.get((last.nout, model.output))
    if kind is None:
        raise ValueError(
            f"expected {model} to have one output, a sigmoid or linear, or three, a softmax or linear: "
            f"the playground shows two or three classes, or one number, not {last.nout} of {model.output}"
        )
    if model.nin != 2:
        raise ValueError(f"expected {model} to have the 2 inputs of a plane, got {model.nin}")
    if len(hidden) > MOST_LAYERS or any(layer.nout > MOST_UNITS for layer in hidden):
        raise ValueError(f"expected {model} to have at most {MOST_LAYERS} hidden layers of at most {MOST_UNITS} units")
    for layer in hidden:
        if layer.activation not in ACTIVATIONS:
            known = ", ".join(ACTIVATIONS)
            raise ValueError(f"expected activations of the playground, {known}, got {layer.activation!r} in {model}")
    problem, loss = kind
    return {
        "problem": problem,
        "loss": loss,
        "features": ["x1", "x2"],
        "layers": [{"units": layer.nout, "activation": layer.activation} for layer in hidden],
        "numbers": [parameter.data for parameter in model.parameters()],
    }
