"""What keeps a network from learning, in words and numbers: the diseases of L1.3, L3 and L6, looked for one by one.

| symbol | meaning                                                                    | slides |
| ------ | -------------------------------------------------------------------------- | ------ |
| z, h   | a unit's weighted sum, and its output: what the activation makes of it     | L3.1   |
| ℓ      | the loss of one sample; the gradient meant here is that by the sums, ∂ℓ/∂z | L4.1   |
"""

from __future__ import annotations

import html
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from autograd.data import Array
from autograd.primitive import Scalar
from autograd.samples import samples_and_targets
from autograd.shared.showing import wrapped
from nn.analysis.data_findings import findings_in_inputs, leaks
from nn.analysis.examination import examined, suitable_loss, units_of
from nn.analysis.finding import Finding
from nn.analysis.learning_findings import findings_in_history, findings_in_learning, overflow
from nn.analysis.net_findings import findings_in_net, sizes_in_words
from nn.arguments import check_one_of
from nn.gradient_step import Optimizer
from nn.history import History
from nn.models.layers import Inputs, Layer, Neuron
from nn.models.mlp import MLP
from nn.models.module import sizes_of
from nn.models.perceptron import Perceptron
from nn.training.mistakes import check_functions, check_optimizer, check_validation
from nn.training.targets import Loss, data_for

__all__ = ["Diagnosis", "diagnose"]


@dataclass(frozen=True)
class Diagnosis:
    """All that was found; printed, one sentence a line.

    Attributes:
        findings: first what is wrong in the data, then in the net, then in learning.
        gradient_sizes: the root mean square of ∂ℓ/∂z over units and samples, layer by layer.
        loss: the mean loss; NaN where there is none.
        gradient_norm: how long its gradient by all parameters is; likewise.

    >>> import nn
    >>> X, y = nn.datasets.XOR
    >>> diagnosis = nn.diagnose(nn.MLP(2, [2, 1], activation="step", seed=0), X, y)
    >>> [finding.kind for finding in diagnosis.findings]
    ['step']
    >>> print(diagnosis)
    Layer 1 is made of steps, whose derivative is 0: descent cannot move the 6
    parameters up to it.
    """

    findings: tuple[Finding, ...]
    gradient_sizes: tuple[float, ...] = ()
    loss: float = math.nan
    gradient_norm: float = math.nan

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __len__(self) -> int:
        return len(self.findings)

    def __str__(self) -> str:
        return wrapped("\n".join(self._sentences()))

    def _repr_html_(self) -> str:
        return f"<ul>{''.join(f'<li>{html.escape(sentence)}</li>' for sentence in self._sentences())}</ul>"

    def _sentences(self) -> list[str]:
        return [*map(str, self.findings)] or [
            f"Nothing found; the mean loss is {self.loss:.4g}, its gradient {self.gradient_norm:.2g} long; sample "
            f"by sample, the gradient is {sizes_in_words(self.gradient_sizes)}."
        ]

    __repr__ = __str__


def diagnose(
    model: MLP | Layer | Neuron | Perceptron,
    X: Sequence[Inputs] | Array,
    y: Sequence[Scalar] | Array,
    loss: Loss | None = None,
    *,
    history: History | None = None,
    optimizer: Optimizer | None = None,
    validation: tuple[Sequence[Inputs] | Array, Sequence[Scalar] | Array] | None = None,
) -> Diagnosis:
    """Says in words what keeps a network from learning; changes nothing.

    Looks in the data for labels that the loss cannot mean, inputs that never change or are unscaled, samples that
    contradict each other, and validation samples that were trained on. In the net for steps, which block descent
    (L1.3); dead ReLUs, 0 on every sample; saturated sigmoids and tanhs; units that are equal and can never differ; and
    a gradient that vanishes or explodes on its way down. In learning for classes that no line separates where the net
    draws but one; an output that is the same for all; a standstill; and in the history, if there is one, for a
    learning rate that is too large or too small, and for a training that moved nothing.

    Args:
        model: the network.
        X: the samples, at least one, in any container.
        y: their targets, as many.
        loss: the loss of one prediction and its target; None for the cross-entropy where the output is a sigmoid or a
            softmax, or linear with several units and a class as target, and otherwise the squared error.
        history: what `fit` gave.
        optimizer: what `fit` trained with.
        validation: samples and targets that were held out.

    Returns:
        The findings, each with what to try; shown as sentences.

    Raises:
        ValueError: for data that do not fit, saying in which row.
        TypeError: for another kind of model, or data that are no numbers.

    >>> from nn import datasets
    >>> print(diagnose(MLP(2, [2, 1], activation="step", output="sigmoid", seed=0), *datasets.XOR))
    Layer 1 is made of steps, whose derivative is 0: descent cannot move the 6 parameters up to it.
    """
    layers = units_of(model)
    if loss is not None:
        check_functions(loss=loss)
    if history is not None:
        check_one_of(history, "history", History, "what nn.fit gave, an nn.History")
    if optimizer is not None:
        check_optimizer(optimizer)
    if validation is not None:
        check_validation(validation)
    output = getattr(model, "output", layers[-1][0].activation)
    width = sizes_of(model).nin
    X, y = samples_and_targets(X, y, width=width, owner=model)
    rows = [list(map(float, x)) for x in X]
    findings = list(findings_in_inputs(rows, y))
    if validation is not None:
        held_out, _ = samples_and_targets(
            *validation, width=width, owner=model, names=("validation[0]", "validation[1]")
        )
        findings += leaks(rows, [list(map(float, x)) for x in held_out])
    try:
        X, y = data_for(model, X, y, loss or suitable_loss(output, len(layers[-1]), y))
    except ValueError as error:
        return Diagnosis((Finding("labels", 0, math.nan, f"The labels: {error}."), *findings))
    parameters = [parameter for units in layers for unit in units for parameter in unit.parameters()]
    try:
        examination = examined(layers, output, rows, y, loss)
    except OverflowError as error:
        findings.append(overflow(parameters, error))
        findings += findings_in_history(parameters, None, history, optimizer)
        return Diagnosis(tuple(findings))
    findings += findings_in_net(examination)
    findings += findings_in_learning(examination, rows)
    findings += findings_in_history(parameters, examination, history, optimizer)
    return Diagnosis(tuple(findings), examination.gradient_sizes, examination.loss, examination.gradient_norm)
