"""Every row of the table on lanes: the numbers and the errors of the eager engine."""

import math
import re
from functools import cache

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import autograd
from autograd import PRIMITIVES, DomainError, Value, strategies, vector
from autograd.compiler.codegen import operations
from oracles import exact, few, is_too_large, places_of, rows, true_partial, true_value, ulps_between

ULPS = 8.0
ADDED_PLAINLY = {
    "sum": lambda xs: sum(map(abs, xs)),
    "mean": lambda xs: sum(map(abs, xs)) / len(xs),
    "dot": lambda ws, xs, b: abs(b) + sum(abs(w * x) for w, x in zip(ws, xs)),
}
"""The rows whose terms the eager engine adds exactly and lanes one after the other; and the size of the terms."""
every_row = pytest.mark.parametrize("row", rows(), ids=lambda row: row.name)


@cache
def program(row, lengths):
    """The row as a program, recorded at some operands or other; its vectors have these lengths."""
    inside = [interval.low + 0.5 if interval.low > 0.0 else 0.5 for interval in row.domain]
    inputs = [
        [Value(x, label=f"x{k}_{i}") for i in range(length)] if length else Value(x, label=f"x{k}")
        for k, (length, x) in enumerate(zip(lengths, inside))
    ]
    return autograd.compile(row(*inputs), *inputs)


def lengths_of(operands):
    return tuple(len(operand) if isinstance(operand, list) else 0 for operand in operands)


def compiled(row, operands):
    """Value and gradient, the latter a list for each operand as its numbers are."""
    result = program(row, lengths_of(operands)).value_and_grad(*[[o] for o in operands], inputs=True)
    return result.outputs[0], result.inputs.tolist()[0]


def eager(row, operands):
    leaves = [
        vector([Value(x, label=f"x{k}_{i}") for i, x in enumerate(o)])
        if isinstance(o, list)
        else Value(o, label=f"x{k}")
        for k, o in enumerate(operands)
    ]
    result = row(*leaves)
    result.backward()
    values = [leaf for operand in leaves for leaf in (operand if isinstance(operand, autograd.Vector) else [operand])]
    return result.data, [leaf.grad for leaf in values]


@every_row
def test_every_row_runs_on_lanes_without_a_call_back_into_python(row, monkeypatch):
    called_back = []
    monkeypatch.setattr(operations, "_called_back", called_back.append)
    operations.operation_of.cache_clear()
    operations._value_of.cache_clear()
    operation = operations.operation_of(row)
    assert called_back == []
    assert not {operation.value, *operation.partials} & {operations._unknown, operations._unknown_elements}


@every_row
@few
@given(data=st.data())
def test_value_and_partials_agree_with_the_eager_engine_within_8_ulp(row, data):
    operands = data.draw(strategies.operands(row))
    assume(row.name != "element" or operands[1].is_integer())  # what a program takes as a place is a whole number
    try:
        expected, slopes = eager(row, operands)
    except (DomainError, OverflowError):  # as another test sees
        assume(False)
    value, gradient = compiled(row, operands)
    assert_near(value, expected, lambda: measured(row, operands))
    for number, slope, place in zip(gradient, slopes, places_of(operands), strict=True):
        assert_near(number, slope, lambda place=place: true_partial(row, operands, place))


def measured(row, operands):
    """As `true_value`; but where lanes add plainly, the error is measured against the terms."""
    true, size, peak = true_value(row, operands)
    return true, ADDED_PLAINLY[row.name](*exact(operands)) if row.name in ADDED_PLAINLY else size, peak


def assert_near(number, expected, measure):
    """Within 8 ulp: of the number itself, or, where terms cancel, of their size, which takes long to find out.

    Nothing is asked where both are so large that rounding decides whether they are infinite.
    """
    if number == expected or abs(number - expected) <= ULPS * math.ulp(expected):
        return
    true, size, peak = measure() or (expected, expected, expected)
    if not is_too_large(true) and not is_too_large(peak):
        assert ulps_between(number, expected, size) <= ULPS


@every_row
@few
@given(data=st.data())
def test_what_the_eager_engine_refuses_is_refused_in_the_same_words(row, data):
    anything = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-3, 3).map(float)
    length = data.draw(st.integers(1, 4))
    operands = [
        data.draw(st.lists(anything, min_size=length, max_size=length) if is_vector else anything)
        for is_vector in row.vectors
    ]
    assume(row.name != "element" or operands[1].is_integer())
    assert_same_or_refused(row, operands)


@pytest.mark.parametrize(
    ("name", "operands"),
    [
        ("dot", [[1e16, 1.0], [1.0, 1.0], -1e16]),
        ("sum", [[1e16, 1.0, -1e16]]),
        ("mean", [[1e16, 1.0, -1e16]]),
        ("softmax_cross_entropy", [[1.7976931348623157e308, -1.7976931348623157e308], [1.0, 0.0]]),
    ],
)
def test_terms_that_cancel_or_overflow_on_the_way_cost_no_more_than_their_own_rounding(name, operands):
    assert_same_or_refused(PRIMITIVES[name], operands)


def assert_same_or_refused(row, operands):
    try:
        expected, _ = eager(row, operands)
    except (DomainError, OverflowError) as error:
        # A place that is an input is looked at before anything is computed.
        is_place = row.name == "element"
        words = "expected a whole number from 0 to" if is_place else re.escape(f"{error}, in sample 0")
        with pytest.raises(ValueError if is_place else type(error), match=words):
            compiled(row, operands)
    else:
        value, _ = compiled(row, operands)
        is_near = math.isclose(value, expected, rel_tol=1e-9, abs_tol=1e-300)
        if not is_near and row.is_defined_at(*operands):  # as where the terms of a sum cancel
            assert_near(value, expected, lambda: measured(row, operands))
