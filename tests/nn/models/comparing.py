"""A part of a GPT held against what PyTorch says of it."""

from __future__ import annotations

import pytest

import autograd
from tests.nn.models import pytorch_parts

PYTORCH = pytorch_parts.recorded()


def numbers_of(things, number):
    """Nested as they are."""
    if hasattr(things, "__len__"):
        return [numbers_of(thing, number) for thing in things]
    return number(things)


def flat(things):
    return [x for thing in things for x in flat(thing)] if isinstance(things, list) else [things]


def check_against_pytorch(case, outputs, leaves, total=None):
    """Outputs, and the gradients of their weighted sum, or of another total, by the leaves."""
    said = PYTORCH[case]
    if total is None:
        total = autograd.dot([y for row in outputs for y in row], [w for row in pytorch_parts.WEIGHTS for w in row])
    total.backward()
    assert total.data == pytest.approx(said["sum"], rel=1e-12)
    assert flat(numbers_of(outputs, lambda y: y.data)) == pytest.approx(flat(said["outputs"]), rel=1e-11, abs=1e-13)
    found = [flat(numbers_of(leaf, lambda y: y.grad or 0.0)) for leaf in leaves]
    for gradients, expected in zip(found, said["gradients"], strict=True):
        assert gradients == pytest.approx(flat(expected), rel=1e-10, abs=1e-13)
