"""What keeps descent from getting on: a net that cannot, a point where it stands still, a rate that does not suit."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from typing import Final

from autograd import Value
from nn.analysis.examination import Examination
from nn.analysis.finding import Finding
from nn.analysis.separability import separability
from nn.gradient_step import Optimizer
from nn.history import History

__all__ = ["findings_in_history", "findings_in_learning", "overflow"]

SMALL: Final = 1e-3
"""Outputs that differ by so much of what the targets do are the same; so is a loss that has fallen by so much."""
STANDSTILL: Final = 1e-6
"""A gradient of the mean loss that is so much shorter than that of a sample has cancelled."""
MOST_NUMBERS: Final = 2000
"""So many numbers are looked at for a line that separates them."""
UPS: Final = 0.4
"""A loss that jumps goes up in so large a part of its steps,"""
JUMP: Final = 0.1
"""by so much of itself on average,"""
FEWEST_STEPS: Final = 4
"""in so many steps at least."""


def findings_in_learning(examination: Examination, X: Sequence[Sequence[float]]) -> Iterator[Finding]:
    """A net of one line for classes that no line separates; an output that is the same for all; a standstill."""
    yield from _no_line(examination, X)
    yield from _constant_output(examination)
    if any(units[0].activation == "step" for units in examination.layers):
        return
    if _is_flat(examination, STANDSTILL):
        last = examination.gradient_sizes[-1]
        sentence = (
            f"Descent stands still: the gradient of the mean loss {examination.loss:.4g} is "
            f"{examination.gradient_norm:.2g} long, though a sample's is {last:.2g} at the outputs. The samples pull "
            "against each other, and more epochs change nothing: other first weights, or a net that can do more, may."
        )
        yield Finding("standstill", 0, examination.gradient_norm, sentence)


def overflow(parameters: Collection[Value], error: Exception) -> Finding:
    """Weights for which there is no loss, as numbers grow too large on the way."""
    largest = max(abs(parameter.data) for parameter in parameters)
    sentence = f"The weights, up to {largest:.3g}, are so large that there is no loss: {error}."
    return Finding("overflow", 0, largest, sentence)


def findings_in_history(
    parameters: Collection[Value],
    examination: Examination | None,
    history: History | None,
    optimizer: Optimizer | None,
) -> Iterator[Finding]:
    """An optimizer of another net; a training that did not move, that climbed, or that crept.

    Args:
        parameters: the net's.
        examination: how the net is now; None where there is no loss.
        history: how it was trained; None if nobody knows.
        optimizer: by what; likewise.
    """
    if optimizer is not None and set(parameters).isdisjoint(optimizer.parameters):
        sentence = "The optimizer holds none of the net's parameters: it moves another net's, perhaps an earlier one's."
        yield Finding("nothing moved", 0, len(parameters), sentence)
    if history is None:
        return
    rate = history.learning_rates[-1] if history.learning_rates else optimizer.learning_rate if optimizer else math.nan
    if history.stopped.startswith("diverged"):
        yield Finding("rate too large", 0, rate, f"Training {history.stopped}. The rate is too large.")
    if history.epochs < 2:
        return
    first, last = history.losses[0], history.losses[-1]
    if len(set(history.losses)) == 1:
        sentence = f"Nothing moved: the loss was {first:.4g} in each of the {history.epochs} epochs."
        yield Finding("nothing moved", 0, history.epochs, sentence)
    elif not history.stopped and (last > first or _jumps(history.losses)):
        how = f"rose from {first:.4g} to {last:.4g}" if last > first else "jumps up and down by a tenth and more"
        sentence = f"The learning rate {rate:g} is too large: over {history.epochs} epochs the loss {how}."
        yield Finding("rate too large", 0, rate, sentence)
    elif first - last < SMALL * first and examination is not None and not _is_flat(examination, SMALL):
        sentence = (
            f"The learning rate {rate:g} is too small: over {history.epochs} epochs the loss fell from {first:.6g} to "
            f"{last:.6g} only, though its gradient is {examination.gradient_norm:.2g} long."
        )
        yield Finding("rate too small", 0, rate, sentence)


def _is_flat(examination: Examination, share: float) -> bool:
    """Whether the gradient of the mean loss is no more than a share of that of a sample."""
    return examination.gradient_norm <= share * examination.gradient_sizes[-1]


def _jumps(losses: Sequence[float]) -> bool:
    """Whether the second half goes up as often as down, by a tenth of the loss on average."""
    half = losses[len(losses) // 2 :]
    steps = [b - a for a, b in pairwise(half)]
    if len(steps) < FEWEST_STEPS:
        return False
    ups = sum(step > 0.0 for step in steps) / len(steps)
    return ups >= UPS and math.fsum(map(abs, steps)) > JUMP * math.fsum(half[1:])


def _no_line(examination: Examination, X: Sequence[Sequence[float]]) -> Iterator[Finding]:
    layers, y = examination.layers, examination.y
    draws_a_line = len(layers[-1]) == 1 and (
        len(layers[0]) == 1 or all(units[0].activation == "linear" for units in layers[:-1])
    )
    labels = {float(target) for target in y if not hasattr(target, "__len__")}
    is_small = len(X) * len(X[0]) <= MOST_NUMBERS
    if not draws_a_line or not is_small or labels not in ({0.0, 1.0}, {-1.0, 1.0}):
        return
    if not separability(X, [int(target == 1.0) for target in y]).separable:
        which = "is one unit" if len(layers) == 1 else "comes down to one unit"
        sentence = (
            f"No line separates these classes, and this net {which}, which draws a single line: it needs a hidden "
            "layer of two units or more, with an activation that is not linear."
        )
        yield Finding("no line", 0, 1, sentence)


def _constant_output(examination: Examination) -> Iterator[Finding]:
    columns = list(zip(*([h.data for h in row] for row in examination.outputs[-1])))
    targets = set(map(str, examination.y))
    if len(targets) < 2 or any(max(column) - min(column) > SMALL * max(1.0, *map(abs, column)) for column in columns):
        return
    shown = ", ".join(f"{column[0]:.4g}" for column in columns[:4]) + (", …" if len(columns) > 4 else "")
    sentence = f"The net gives {shown} for each of the {len(examination.y)} samples, though their targets differ."
    yield Finding("constant output", 0, columns[0][0], sentence)
