"""`where` and `pick` outside the table: what is chosen, what becomes part of the graph, what a program makes of it."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
from autograd import Constant, Value, pick, where
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


@pytest.mark.needs("llvmlite")
def test_a_program_chooses_anew_for_each_sample():
    program = autograd.compile(lambda x: where(autograd.step(x - 1.0), x * x, -x), 0.0)
    assert list(program([0.5, 1.5, -2.0, 3.0])) == [-0.5, 2.25, 2.0, 9.0]


@pytest.mark.parametrize("wrong", ["x", None, [True], np.array([1.0, 0.0])])
def test_what_is_no_condition_is_refused(wrong):
    with pytest.raises(TypeError, match=r"^expected condition to be a bool, a number or a Value, got "):
        where(wrong, 1.0, 2.0)


def test_what_is_no_value_is_refused_as_a_side():
    with pytest.raises(TypeError, match=r"^expected a Value or a real number, got 'a'"):
        where(True, "a", 2.0)


# `pick`.

tables = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(numbers, min_size=width, max_size=width), min_size=1, max_size=6)
)


@few
@given(table=tables, data=st.data())
def test_a_number_picks_what_indexing_picks(table, data):
    place = data.draw(st.integers(0, len(table) - 1))
    rows = [[Value(x) for x in row] for row in table]
    for index in (place, float(place), np.int64(place)):
        assert pick(rows, index) is rows[place]
    assert pick(rows[0], 0) is rows[0][0]
    assert pick(autograd.vector(rows[0]), 0) is rows[0][0]


@few
@given(table=tables, data=st.data())
def test_a_value_picks_the_same_row_and_sends_the_derivative_to_it_alone(table, data):
    place = data.draw(st.integers(0, len(table) - 1))
    rows = [[Value(x) for x in row] for row in table]
    picked = pick(rows, Value(float(place)))
    assert [x.data for x in picked] == table[place]
    sum(k * x for k, x in enumerate(picked, start=1)).backward()
    for k, row in enumerate(rows):
        assert [x.grad for x in row] == [j if k == place else 0.0 for j in range(1, len(row) + 1)]


@pytest.mark.needs("llvmlite")
@few
@given(table=tables, data=st.data())
def test_a_program_picks_anew_for_each_sample(table, data):
    places = data.draw(st.lists(st.integers(0, len(table) - 1), min_size=1, max_size=20))
    rows = [[Value(x) for x in row] for row in table]
    program = autograd.compile(lambda place: [3.0 * x for x in pick(rows, place)], 0)
    assert program(places).tolist() == [[3.0 * x for x in table[place]] for place in places]


@pytest.mark.needs("llvmlite")
@few
@given(table=tables, data=st.data())
def test_a_program_sends_each_sample_s_derivative_to_what_it_picked(table, data):
    places = data.draw(st.lists(st.integers(0, len(table) - 1), min_size=1, max_size=20))
    column = [Value(row[0]) for row in table]
    program = autograd.compile(lambda place: 3.0 * pick(column, place), 0, parameters=column)
    gradient = program.value_and_grad(places, reduction="sum").parameters
    assert list(gradient) == [3.0 * places.count(k) for k in range(len(column))]


def test_a_second_derivative_passes_through_what_was_picked():
    xs = [Value(2.0), Value(3.0)]
    [slope] = autograd.gradients(pick([x * x * x for x in xs], Value(1.0)), xs[1:])
    slope.backward()
    assert (slope.data, xs[1].grad) == (27.0, 18.0)


@pytest.mark.parametrize("index", [2, -1, 5.0, Value(2.0), Value(-1.0)])
def test_a_place_where_nothing_stands_is_refused(index):
    with pytest.raises(IndexError, match=r"^expected index to be a place from 0 to 1, got -?[125]"):
        pick([Value(1.0), Value(2.0)], index)


@pytest.mark.parametrize(
    ("values", "index", "error", "message"),
    [
        ([1.0], 0.5, ValueError, "expected index to be a whole number, got 0.5"),
        ([1.0], Value(0.5), ValueError, "expected index to be a whole number, got 0.5"),
        ([1.0], math.nan, ValueError, "expected index to be a whole number, got nan"),
        ([1.0], math.inf, ValueError, "expected index to be a whole number, got inf"),
        ([1.0], "0", TypeError, "expected index to be a whole number, got '0'"),
        ([1.0, 2.0], True, TypeError, "expected index to be a whole number, got True"),
        ([], 0, ValueError, "expected values to hold something to pick from, got none"),
        (5, 0, TypeError, "expected values to be a sequence to pick from, got 5"),
        ([[1.0], [1.0, 2.0]], Value(0.0), ValueError, "expected values to have rows of one length"),
    ],
)
def test_what_cannot_be_picked_is_told(values, index, error, message):
    with pytest.raises(error, match=message):
        pick(values, index)


@pytest.mark.needs("llvmlite")
def test_a_program_refuses_a_place_where_nothing_stands_and_names_the_sample():
    program = autograd.compile(lambda place: pick([Value(1.0), Value(2.0)], place), 0)
    for wrong in (2.0, -1.0, 1e300):
        with pytest.raises(ValueError, match=r"in row 1$"):
            program([0.0, wrong])
