"""Operations that a user has put into the table run in programs too."""

import math
import re
from dataclasses import replace
from itertools import count

import pytest

import autograd
from autograd import PRIMITIVES, DomainError, Value, primitive

numbered = count()


@pytest.fixture
def own():
    """Registers an operation, and removes it after the test."""
    names = []

    def register(value, *partials, **fields):
        names.append(f"own_{next(numbered)}")
        return primitive(names[-1], value, partials, latex="{0}", **fields)

    yield register
    for name in names:
        del PRIMITIVES[name]


def agrees(program, row, batch):
    result = program.value_and_grad(batch, inputs=True, reduction="sum")
    for number, slope, x in zip(result.outputs, result.inputs.tolist(), batch, strict=True):
        leaf = Value(x)
        y = row(leaf)
        y.backward()
        assert math.isclose(number, y.data, rel_tol=1e-14)
        assert math.isclose(slope[0], leaf.grad, rel_tol=1e-14)
    return True


def test_an_operation_written_with_operators_runs_on_lanes(own):
    cube = own(lambda x: x * x * x + 1.0, lambda x, y: 3.0 * x * x)
    assert agrees(autograd.compile(cube, 1.0), cube, [0.5, -2.0, 3.0])


def test_an_operation_written_with_pythons_math_is_called_back(own):
    sinc = own(lambda x: math.sin(x) / x, lambda x, y: (math.cos(x) - y) / x)
    assert agrees(autograd.compile(sinc, 1.0), sinc, [0.5, -2.0, 3.0])


def test_python_is_called_back_once_for_lanes_that_hold_the_same(own):
    seen = []
    noted = own(lambda x: math.sin(seen.append(float(x)) or float(x)), lambda x, y: 1.0)
    program = autograd.compile(noted, 1.0)
    for batch, calls in (([0.5], 1), ([0.5] * 8, 1), ([0.5] * 7 + [0.25], 8), ([0.0, -0.0], 8)):
        seen.clear()
        assert list(program(batch)) == [math.sin(x) for x in batch]
        assert len(seen) == calls


def test_its_own_partial_is_used_and_not_that_of_its_value(own):
    straight_through = own(lambda x: float(round(x)), lambda x, y: 1.0)
    program = autograd.compile(lambda x: straight_through(x) * x, 1.0)
    result = program.value_and_grad([2.4], inputs=True)
    assert (result.value, result.inputs[0, 0]) == (2.0 * 2.4, 2.4 + 2.0)


def test_an_operation_on_a_vector_is_computed_by_the_eager_engine(own):
    norm = own(lambda xs: math.hypot(*xs), lambda xs, y: [x / y for x in xs], vectors=(True,))
    program = autograd.compile(lambda x: norm(x) * 2.0, [1.0, 1.0])
    result = program.value_and_grad([[3.0, 4.0], [5.0, 12.0]], inputs=True, reduction="sum")
    assert list(result.outputs) == [10.0, 26.0]
    assert result.inputs.tolist() == [[1.2, 1.6], [10.0 / 13.0, 24.0 / 13.0]]


def test_what_it_raises_is_raised_for_the_sample(own):
    logit = own(lambda p: math.log(p / (1.0 - p)), lambda p, y: 1.0 / (p * (1.0 - p)))
    program = autograd.compile(logit, 0.5)
    with pytest.raises(DomainError, match=re.escape(f"{logit.name} is not defined at x1 = 1.5, in sample 1")):
        program([0.5, 1.5])


# A program computes what the engine does, whatever a row is called: nothing is looked up by name.


def test_a_row_of_the_name_of_a_decision_is_computed_by_its_own_formula(table):
    row = primitive(
        "argmax", lambda xs: 100.0 * sum(xs), (lambda xs, y: [100.0] * len(xs),), latex="{0}", vectors=(True,)
    )
    assert list(autograd.compile(lambda a, b: row([a, b]), 1.0, 1.0)([1.0], [5.0])) == [row([1.0, 5.0])] == [600.0]


@pytest.mark.parametrize("name", ["div", "silu", "maximum", "pow", "sigmoid"])
def test_a_row_with_another_value_is_computed_by_that(name):
    row = PRIMITIVES[name]
    other = replace(row, value=lambda *operands: 10.0 * operands[0] / (1.0 + operands[-1] * operands[-1]))
    operands = [6.0, 2.0][: row.arity]
    program = autograd.compile(other, *operands)
    assert list(program(*([x] for x in operands))) == [other(*operands)]


def test_a_row_that_takes_the_place_of_another_is_computed_by_its_own_formula(table):
    del table["silu"]
    row = primitive("silu", lambda x: 3.0 * x, (lambda x, y: 3.0,), latex="{0}")
    result = autograd.compile(row, 1.0).value_and_grad([2.0], inputs=True)
    assert (result.value, result.inputs[0, 0]) == (6.0, 3.0)


def test_a_formula_that_asks_whether_numbers_are_equal_is_not_told_no(own):
    hole = own(lambda x: 7.0 if x == 2.0 else x * x, lambda x, y: 0.0 if x == 2.0 else 2.0 * x)
    assert list(autograd.compile(hole, 1.0)([2.0, 3.0])) == [7.0, 9.0]
