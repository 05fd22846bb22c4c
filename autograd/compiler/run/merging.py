"""The outcome of a batch of which the eager engine has computed some samples."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from autograd.compiler.run.eager import EagerSample
from autograd.compiler.run.machine import RunResults

__all__ = ["merged"]


def merged(
    usual: RunResults, rest: Sequence[int], eager: Sequence[EagerSample], unusual: Sequence[int], seed: float
) -> RunResults:
    """The outcome of all samples, from those of the machine and those of the eager engine."""

    def in_place(numbers: array[float], others: list[list[float]]) -> array[float]:
        width = len(others[0])
        rows = {sample: numbers[width * k : width * (k + 1)] for k, sample in enumerate(rest)}
        rows.update((sample, array("d", row)) for sample, row in zip(unusual, others))
        return array("d", [number for sample in sorted(rows) for number in rows[sample]])

    gradient = usual.gradient
    for sample in eager:
        gradient = array("d", [total + seed * slope for total, slope in zip(gradient, sample.gradient)])
    return RunResults(
        in_place(usual.results, [sample.results for sample in eager]),
        gradient,
        in_place(usual.input_gradients, [[seed * slope for slope in sample.input_gradients] for sample in eager]),
        [],
        [],
    )
