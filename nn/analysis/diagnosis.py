"""What keeps a network from learning, in words and numbers: the diseases of L1.3, L3 and L6, looked for one by one.

| symbol | meaning                                                                    | slides |
| ------ | -------------------------------------------------------------------------- | ------ |
| z, h   | a unit's weighted sum, and its output: what the activation makes of it     | L3.1   |
| ℓ      | the loss of one sample; the gradient meant here is that by the sums, ∂ℓ/∂z | L4.1   |
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from autograd.primitive import Scalar
from autograd.showing import one_line
from nn.analysis.examination import Examination, examined
from nn.arguments import check_data
from nn.models.layers import Inputs, Layer, Neuron
from nn.models.mlp import MLP
from nn.models.perceptron import Perceptron
from nn.training.objective import Loss

__all__ = ["Diagnosis", "Finding", "diagnose"]

SATURATED: Final = {"sigmoid": (0.0, 1.0, 0.01), "tanh": (-1.0, 1.0, 0.02)}
"""The limits of each activation, and how steep it is at most within `NEAR` of them."""
NEAR: Final = 0.01
MANY: Final = 0.5
"""The fraction of a layer's outputs that may be saturated."""
FACTOR: Final = 1000.0
"""By how much the gradient may shrink or grow from the last layer to another one."""


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong.

    Attributes:
        kind: "step", "dead units", "saturation", "vanishing gradient", "exploding gradient" or "symmetry".
        layer: the layer's number, from 1 up.
        number: how bad it is: the number of blocked parameters, the fraction of dead units or saturated outputs, the
            gradient's size compared with that of the last layer, the number of equal units.
        sentence: the same in words.
    """

    kind: str
    layer: int
    number: float
    sentence: str

    __repr__ = one_line

    def __str__(self) -> str:
        return self.sentence


@dataclass(frozen=True)
class Diagnosis:
    """All that was found; printed, one sentence a line.

    Attributes:
        findings: in the order of the checks, each from the first layer to the last.
        gradient_sizes: the root mean square of ∂ℓ/∂z over units and samples, layer by layer.
    """

    findings: tuple[Finding, ...]
    gradient_sizes: tuple[float, ...]

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __len__(self) -> int:
        return len(self.findings)

    def __str__(self) -> str:
        return "\n".join(map(str, self.findings)) or f"Nothing found; the gradient is {_sizes(self.gradient_sizes)}."

    __repr__ = __str__


def diagnose(
    model: MLP | Layer | Neuron | Perceptron, X: Sequence[Inputs], y: Sequence[Scalar], loss: Loss | None = None
) -> Diagnosis:
    """Says in words what keeps a network from learning; changes nothing.

    Looks for steps, which block descent (L1.3); dead ReLUs, 0 on every sample; saturated sigmoids and tanhs; a gradient
    that vanishes or explodes on its way down; and units that are equal and can never differ.

    Args:
        model: the network.
        X: the samples, at least one.
        y: their targets, as many.
        loss: the loss of one prediction and its target; None for the cross-entropy where the output is a sigmoid or a
            softmax, or linear with several units and a class as target, and otherwise the squared error.

    Raises:
        ValueError: for no data, or data of different lengths.
        TypeError: for another kind of model.

    >>> from nn import datasets
    >>> print(diagnose(MLP(2, [2, 1], activation="step", output="sigmoid", seed=0), *datasets.XOR))
    Layer 1 is made of steps, whose derivative is 0: descent cannot move the 6 parameters up to it.
    """
    check_data(X, y)
    examination = examined(model, X, y, loss)
    sizes = tuple(math.sqrt(sum(g * g for g in layer) / len(layer)) for layer in examination.gradients)
    findings: list[Finding] = []
    for number in range(1, len(sizes) + 1):
        findings += _steps(examination, number)
        findings += _dead_units(examination, number)
        findings += _saturation(examination, number)
        findings += _symmetry(examination, number)
    return Diagnosis((*findings, *_gradient_size(examination, sizes)), sizes)


def _steps(examination: Examination, number: int) -> Iterator[Finding]:
    """A layer of steps, if nothing below it has a gradient."""
    below = [unit for units in examination.layers[:number] for unit in units]
    count = sum(unit.nin + 1 for unit in below)
    if examination.layers[number - 1][0].activation == "step" and sum(examination.blocked[:number]) == count:
        sentence = (
            f"Layer {number} is made of steps, whose derivative is 0: "
            f"descent cannot move the {count} parameters up to it."
        )
        yield Finding("step", number, count, sentence)


def _dead_units(examination: Examination, number: int) -> Iterator[Finding]:
    units, rows = examination.layers[number - 1], examination.outputs[number - 1]
    if units[0].activation != "relu":
        return
    dead = [j for j, hs in enumerate(zip(*rows), start=1) if not any(h.data for h in hs)]
    if dead:
        sentence = (
            f"{len(dead)} of the {len(units)} ReLUs of layer {number} are dead ({_listed(dead)}): "
            f"0 on all {len(rows)} samples, they pass no gradient on."
        )
        yield Finding("dead units", number, len(dead) / len(units), sentence)


def _saturation(examination: Examination, number: int) -> Iterator[Finding]:
    """Outputs near the limits of their activation; of a last unit, those at the wrong one, the right one being fine."""
    units, rows = examination.layers[number - 1], examination.outputs[number - 1]
    activation, is_last = units[0].activation, number == len(examination.layers)
    if activation not in SATURATED or (is_last and len(units) > 1):
        return
    low, high, slope = SATURATED[activation]
    near = [
        min(h.data - low, high - h.data) < NEAR and not (is_last and abs(h.data - target) < (high - low) / 2.0)
        for hs, target in zip(rows, examination.y)
        for h in hs
    ]
    share = sum(near) / len(near)
    if share >= MANY:
        sentence = (
            f"{share:.0%} of the outputs of layer {number} are saturated{' on the wrong side' if is_last else ''}: "
            f"within {NEAR} of {low:g} or {high:g}, where its {activation} is less steep than {slope}."
        )
        yield Finding("saturation", number, share, sentence)


def _symmetry(examination: Examination, number: int) -> Iterator[Finding]:
    """Units of a hidden layer with the same weights in and out."""
    if number == len(examination.layers):
        return
    groups: dict[object, list[int]] = {}
    columns = zip(*(unit.w for unit in examination.layers[number]))
    for j, (unit, column) in enumerate(zip(examination.layers[number - 1], columns), start=1):
        groups.setdefault((tuple(unit.w), unit.b, column), []).append(j)
    for equal in groups.values():
        if len(equal) > 1:
            sentence = (
                f"{len(equal)} units of layer {number} are equal, weights in and out alike ({_listed(equal)}): "
                f"they get equal gradients, and stay equal."
            )
            yield Finding("symmetry", number, len(equal), sentence)


def _gradient_size(examination: Examination, sizes: tuple[float, ...]) -> Iterator[Finding]:
    """The layer whose gradient is smallest, or largest, by far; where steps are in the way, they say it all."""
    last = sizes[-1]
    if not last or any(units[0].activation == "step" for units in examination.layers):
        return
    for kind, verb, size in (("vanishing", "vanishes", min(sizes)), ("exploding", "explodes", max(sizes))):
        ratio = size / last
        if ratio < 1.0 / FACTOR or ratio > FACTOR:
            number = sizes.index(size) + 1
            sentence = (
                f"The gradient {verb} on its way down: in layer {number} it is {ratio:.2g} times that of layer "
                f"{len(sizes)} ({_sizes(sizes)})."
            )
            yield Finding(f"{kind} gradient", number, ratio, sentence)


def _sizes(sizes: Sequence[float]) -> str:
    """The size of the gradient, layer by layer."""
    return ", ".join(f"{size:.2g} in layer {number}" for number, size in enumerate(sizes, start=1))


def _listed(units: Sequence[int]) -> str:
    """Units by their numbers, the first few of many."""
    return f"unit{'s' if len(units) > 1 else ''} {', '.join(map(str, units[:8]))}{', …' if len(units) > 8 else ''}"
