"""What is wrong in a net: the diseases of L1.3, L3 and L6, looked for layer by layer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from autograd.shared.showing import counted, is_or_are
from nn.analysis.examination import Examination
from nn.analysis.finding import Finding

__all__ = ["findings_in_net", "sizes_in_words"]

SATURATED: Final = {"sigmoid": (0.0, 1.0, 0.01), "tanh": (-1.0, 1.0, 0.02)}
"""The limits of each activation, and how steep it is at most within `NEAR` of them."""
NEAR: Final = 0.01
MANY: Final = 0.5
"""The fraction of a layer's outputs that may be saturated."""
FACTOR: Final = 1000.0
"""By how much the gradient may shrink or grow from the last layer to another one."""


def findings_in_net(examination: Examination) -> Iterator[Finding]:
    """Steps, dead units, saturation and symmetry, layer by layer; then a gradient that vanishes or explodes."""
    for number in range(1, len(examination.layers) + 1):
        yield from _steps(examination, number)
        yield from _dead_units(examination, number)
        yield from _saturation(examination, number)
        yield from _symmetry(examination, number)
    yield from _gradient_size(examination, examination.gradient_sizes)


def _steps(examination: Examination, number: int) -> Iterator[Finding]:
    """A layer of steps, if nothing below it has a gradient."""
    below = [unit for units in examination.layers[:number] for unit in units]
    count = sum(unit.nin + 1 for unit in below)
    if examination.layers[number - 1][0].activation == "step" and sum(examination.blocked[:number]) == count:
        sentence = (
            f"Layer {number} is made of steps, whose derivative is 0: "
            f"descent cannot move the {counted(count, 'parameter')} up to it."
        )
        yield Finding("step", number, count, sentence)


def _dead_units(examination: Examination, number: int) -> Iterator[Finding]:
    units, rows = examination.layers[number - 1], examination.outputs[number - 1]
    if units[0].activation != "relu":
        return
    dead = [j for j, hs in enumerate(zip(*rows), start=1) if not any(h.data for h in hs)]
    if dead:
        sentence = (
            f"{len(dead)} of the {counted(len(units), 'ReLU')} of layer {number} {is_or_are(len(dead))} dead "
            f"({_listed(dead)}): 0 on all {counted(len(rows), 'sample')}, with no gradient to pass on."
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
                f"{len(sizes)} ({sizes_in_words(sizes)})."
            )
            yield Finding(f"{kind} gradient", number, ratio, sentence)


def sizes_in_words(sizes: Sequence[float]) -> str:
    """The size of the gradient, layer by layer."""
    return ", ".join(f"{size:.2g} in layer {number}" for number, size in enumerate(sizes, start=1))


def _listed(units: Sequence[int]) -> str:
    """Units by their numbers, the first few of many."""
    return f"unit{'s' if len(units) > 1 else ''} {', '.join(map(str, units[:8]))}{', …' if len(units) > 8 else ''}"
