"""What is wrong in the data: inputs that tell nothing or too loudly, contradictions, leaks."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

from autograd.primitive import Scalar
from autograd.shared.showing import counted, is_or_are
from nn.analysis.finding import Finding

__all__ = ["findings_in_inputs", "leaks"]

Samples: TypeAlias = Sequence[Sequence[float]]

LARGE: Final = 100.0
"""Inputs may be so large, and so much larger than others."""


def findings_in_inputs(X: Samples, y: Sequence[Scalar]) -> Iterator[Finding]:
    """Inputs that never change, samples that contradict each other, inputs that drown others."""
    columns = list(zip(*X))
    constant = [k for k, column in enumerate(columns, start=1) if len(set(column)) == 1]
    if len(X) > 1 and constant:
        what = "All inputs are" if len(constant) == len(columns) else _inputs(constant)
        sentence = f"{what} the same on all {counted(len(X), 'sample')}: nothing can be learned from {_them(constant)}."
        yield Finding("constant inputs", 0, len(constant), sentence)
    targets: dict[tuple[float, ...], set[object]] = {}
    for row, target in zip(X, y):
        targets.setdefault(tuple(row), set()).add(tuple(target) if hasattr(target, "__len__") else float(target))
    torn = [row for row, wanted in targets.items() if len(wanted) > 1]
    if torn:
        count = sum(tuple(row) in set(torn) for row in X)
        sentence = (
            f"{count} of the {len(X)} samples contradict each other: equal inputs, different targets, such as at "
            f"{_row(torn[0])}; no net can be right on all."
        )
        yield Finding("contradiction", 0, count, sentence)
    sizes = [math.sqrt(math.fsum(x * x for x in column) / len(column)) for column in columns]
    least = min((size for size in sizes if size), default=1.0)
    loud = [k for k, size in enumerate(sizes, start=1) if size > LARGE or size > LARGE * least]
    if loud:
        sentence = (
            f"{_inputs(loud)} unscaled: some {sizes[loud[0] - 1]:.3g} in size, beside {least:.3g}. Units saturate, and "
            "no learning rate suits all weights: use nn.standardizer."
        )
        yield Finding("unscaled inputs", 0, len(loud), sentence)


def leaks(X: Samples, validation: Samples) -> Iterator[Finding]:
    """Validation samples that are training samples too."""
    known = set(map(tuple, X))
    count = sum(tuple(row) in known for row in validation)
    if count:
        sentence = (
            f"{count} of the {counted(len(validation), 'validation sample')} {is_or_are(count)} among the training "
            "samples: the validation is leaky, and tells less than it seems to about new data."
        )
        yield Finding("leaky validation", 0, count, sentence)


def _inputs(numbers: Sequence[int]) -> str:
    shown = ", ".join(map(str, numbers[:8])) + (", …" if len(numbers) > 8 else "")
    return f"Input{'' if len(numbers) == 1 else 's'} {shown} {is_or_are(len(numbers))}"


def _them(numbers: Sequence[int]) -> str:
    return "it" if len(numbers) == 1 else "them"


def _row(row: Sequence[float]) -> str:
    return f"({', '.join(f'{x:g}' for x in row[:4])}{', …' if len(row) > 4 else ''})"
