"""What the tests of the table share: the rows to run over, and how their operands are taken up."""

import math

import pytest

import autograd
from autograd import Interval, Value, vector
from oracles import (
    rows,
)

ULPS = 4.0
every_row = pytest.mark.parametrize("row", rows(), ids=lambda row: row.name)
every_scalar_row = pytest.mark.parametrize("row", rows(scalar=True), ids=lambda row: row.name)
every_fused_row = pytest.mark.parametrize("row", rows(fused=True), ids=lambda row: row.name)
every_row_with_a_kink = pytest.mark.parametrize(
    "row", [row for row in rows() if row.branch is not None], ids=lambda row: row.name
)
every_row_with_an_edge = pytest.mark.parametrize(
    "row",
    [row for row in rows() if row.condition is not None or any(domain != Interval() for domain in row.domain)],
    ids=lambda row: row.name,
)
every_row_with_optional_operands = pytest.mark.parametrize(
    "row", [row for row in rows() if row.defaults], ids=lambda row: row.name
)


def leaves(operands):
    return [vector(map(Value, operand)) if isinstance(operand, list) else Value(operand) for operand in operands]


def partial_at(row, operands, place):
    """One number of one partial, in floats."""
    position, element = place
    partial = row.partials[position](*operands, row(*operands))
    return partial if element is None else partial[element]


def rounds_to(number, true):
    """Whether a true result too large for a float, or almost, came out as infinity or near the largest float."""
    return math.copysign(1.0, number) == (1.0 if true > 0 else -1.0) and abs(number) > 1.797e308


def gradient_of(result, operands):
    """The gradient of `result`, one number for each number in `operands`."""
    result.backward()
    values = [
        value for operand in operands for value in (operand if isinstance(operand, autograd.Vector) else [operand])
    ]
    return [0.0 if value.grad is None else value.grad for value in values]
