"""`where` outside the table: what is chosen, what becomes part of the graph, and what a program makes of it."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
from autograd import Constant, Value, where
from oracles import few

numbers = st.floats(-20.0, 20.0)


def never():
    raise AssertionError("the side that is not chosen was called")


@few
@given(x=numbers, condition=st.sampled_from([True, np.True_, 1, -0.5, math.inf, np.float64(2.0)]))
def test_a_condition_that_holds_chooses_the_first_side(x, condition):
    a = Value(x)
    assert where(condition, a, never) is a
    assert where(condition, lambda: a, never) is a


@few
@given(x=numbers, condition=st.sampled_from([False, np.False_, 0, -0.0, np.float64(0.0)]))
def test_a_condition_that_does_not_hold_chooses_the_second(x, condition):
    b = Value(x)
    assert where(condition, never, b) is b


@few
@given(x=numbers, y=numbers)
def test_by_a_comparison_the_derivative_is_that_of_the_chosen_side_alone(x, y):
    a, b = Value(x), Value(y)
    where(a > b, lambda: a * a, lambda: 3.0 * b).backward()
    assert (a.grad, b.grad) == ((2.0 * x, None) if x > y else (None, 3.0))


def test_a_number_beside_a_value_becomes_one():
    chosen = where(False, Value(1.0), 2.0)
    assert isinstance(chosen, Constant)
    assert (chosen.data, where(True, lambda: 2.0, 3.0).data) == (2.0, 2.0)
    assert autograd.grad(lambda x: where(x > 0.0, x * x, 0.0))(-1.0) == 0.0


def test_of_numbers_alone_a_number_is_chosen():
    assert type(where(True, 1, 2.0)) is float


@few
@given(x=numbers, a=numbers, b=numbers)
def test_a_value_as_condition_is_part_of_the_graph_and_so_are_both_sides(x, a, b):
    condition, first, second = map(Value, (x, a, b))
    chosen = where(condition, lambda: first, second)
    chosen.backward()
    assert chosen.operands == (condition, first, second)
    assert chosen.data == (a if x != 0.0 else b)
    assert (condition.grad, first.grad, second.grad) == (0.0, *((1.0, 0.0) if x != 0.0 else (0.0, 1.0)))


def test_a_program_chooses_anew_for_each_sample():
    program = autograd.compile(lambda x: where(autograd.step(x - 1.0), x * x, -x), 0.0)
    assert list(program([0.5, 1.5, -2.0, 3.0])) == [-0.5, 2.25, 2.0, 9.0]


@pytest.mark.parametrize("wrong", ["x", None, [True], np.array([1.0, 0.0])])
def test_what_is_no_condition_is_refused(wrong):
    with pytest.raises(TypeError, match=r"^expected a bool, a number or a Value as condition, got "):
        where(wrong, 1.0, 2.0)


def test_what_is_no_value_is_refused_as_a_side():
    with pytest.raises(TypeError, match=r"^expected a Value or a real number, got 'a'"):
        where(True, "a", 2.0)
