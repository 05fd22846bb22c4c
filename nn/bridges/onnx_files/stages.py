"""A net as it is found in a graph: stage after stage, each with what its numbers go through before the next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from nn.bridges.onnx_files.terms import Term
from nn.models.dropout import Dropout
from nn.models.layers import Layer
from nn.models.mlp import MLP
from nn.models.module import Module
from nn.models.sequential import Sequential

__all__ = ["INPUT", "PICTURE", "SOFTMAX", "Signal", "Stage", "Sums", "net_of"]

INPUT: Final = "input"
PICTURE: Final = "picture"
SOFTMAX: Final = "softmax"


@dataclass(frozen=True, eq=False)
class Sums:
    """A layer's weighted sums: its weights, a row a unit, and its biases, or None."""

    weights: Sequence[Sequence[float]]
    biases: Sequence[float] | None = None


@dataclass(frozen=True, eq=False)
class Stage:
    """A place in a net that numbers come from.

    Attributes:
        kind: `INPUT`, a `PICTURE` that has to be made a row first, `SOFTMAX`, a layer's sums, or the p of a dropout.
        width: how many numbers there are; None where the graph does not say.
        before: the stage that it is fed by, and the activation in between.
    """

    kind: str | float | Sums
    width: int | None
    before: tuple[Stage, str] | None = None


@dataclass(frozen=True, eq=False)
class Signal:
    """Numbers that depend on the sample: a term of what a stage gives."""

    stage: Stage
    term: Term

    def of(self, term: Term) -> Signal:
        """Another term of the same stage."""
        return replace(self, term=term)


def net_of(last: Stage, activation: str) -> Module:
    """The net that ends in a stage and an activation: an `MLP` of layers with biases, otherwise a `Sequential`.

    Raises:
        ValueError: if there is no layer.
    """
    found = [*_backwards(last, activation)][::-1]
    softmax = [SOFTMAX] if last.kind == SOFTMAX else []
    layers = [(stage.kind, name) for stage, name in found if isinstance(stage.kind, Sums)]
    if not layers:
        raise ValueError("expected at least one layer of weighted sums, got none")
    if len(layers) == len(found) and all(sums.biases is not None for sums, _ in layers):
        return _mlp(layers, softmax)
    parts = [_part(stage.kind, name) for stage, name in found]
    return Sequential(*parts, *softmax)


def _backwards(stage: Stage, activation: str) -> Iterator[tuple[Stage, str]]:
    """The layers and dropouts from the last to the first, each with its activation."""
    here: tuple[Stage, str] | None = (stage, activation)
    while here is not None:
        if not isinstance(here[0].kind, str):
            yield here
        here = here[0].before


def _part(kind: str | float | Sums, activation: str) -> Module:
    if not isinstance(kind, Sums):
        return Dropout(float(kind), seed=0)
    nout, nin = len(kind.weights), len(kind.weights[0])
    layer = Layer(nin, nout, activation, init="zeros", bias=kind.biases is not None)
    return _with(layer, kind)


def _mlp(layers: Sequence[tuple[Sums, str]], softmax: Sequence[str]) -> MLP:
    nouts = [len(sums.weights) for sums, _ in layers]
    *hidden, last = [name for _, name in layers]
    one = hidden[0] if len(set(hidden)) == 1 else hidden or "sigmoid"
    output = SOFTMAX if softmax else last
    model = MLP(len(layers[0][0].weights[0]), nouts, one, output, init="zeros", seed=0)
    for layer, (sums, _) in zip(model.layers, layers):
        _with(layer, sums)
    return model


def _with(layer: Layer, sums: Sums) -> Layer:
    layer.set_weights(sums.weights, sums.biases)
    return layer
