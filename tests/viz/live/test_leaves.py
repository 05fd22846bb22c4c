"""A graph's leaves by name: numbers tried on a copy, and written back."""

import copy
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
from autograd import DomainError, Value, grad, strategies, topological_order
from viz.live.leaves import Leaves

NUMBERS = st.floats(-3.0, 3.0)


def product():
    w, x = Value(0.5, label="w"), Value(2.0, label="x")
    y = (w * x).sigmoid()
    y.backward()
    return w, x, y


def state(y):
    return [(v.data, v.grad) for v in topological_order(y)]


@given(NUMBERS, NUMBERS)
def test_gradients_at_other_numbers_are_those_of_the_function_and_the_graph_keeps_its_own(a, b):
    _, _, y = product()
    before = state(y)
    found = Leaves(y, ["w", "x"]).gradients_at({"w": a, "x": b})
    expected = grad(lambda w, x: (w * x).sigmoid())(a, b)
    assert (found["w"], found["x"]) == expected
    assert state(y) == before


@given(strategies.expressions())
def test_gradients_of_any_graph_are_those_of_a_backward_pass_on_it(expression):
    y, leaves = expression.graph()
    for k, leaf in enumerate(leaves):
        leaf.label = f"x_{k}"
    tried = Leaves(y, [leaf.label for leaf in topological_order(y) if leaf.label])
    found = tried.gradients_at(tried.start)
    assert [leaf.grad for leaf in leaves] == [None] * len(leaves)
    y.backward()
    assert found == {leaf.label: leaf.grad for leaf in leaves}


def test_it_starts_where_the_graph_was_computed_whatever_has_been_assigned_since():
    w, _, y = product()
    w.data = 7.0
    assert Leaves(y, ["w", "x"]).start == {"w": 0.5, "x": 2.0}


def test_written_numbers_are_in_the_graph_and_its_gradients_are_theirs_once():
    w, x, y = product()
    leaves = Leaves(y, ["w", "x"])
    for _ in range(2):
        leaves.write({"w": -1.0, "x": 3.0})
        z, dz = 1.0 / (1.0 + math.exp(3.0)), 1.0 / (1.0 + math.exp(3.0)) / (1.0 + math.exp(-3.0))
        assert (w.data, x.data, y.data) == (-1.0, 3.0, pytest.approx(z, rel=1e-15))
        assert (w.grad, x.grad) == (pytest.approx(3.0 * dz, rel=1e-14), pytest.approx(-dz, rel=1e-14))


@pytest.mark.parametrize(
    ("function", "number", "message"), [(Value.log, -1.0, "log is not defined"), (Value.sqrt, 0.0, "no derivative")]
)
def test_what_the_graph_refuses_is_not_written(function, number, message):
    x = Value(4.0, label="x")
    y = function(x)
    y.backward()
    before, leaves = state(y), Leaves(y, ["x"])
    with pytest.raises(DomainError, match=message):
        leaves.write({"x": number})
    assert state(y) == before


@pytest.mark.parametrize(
    ("numbers", "error", "message"),
    [
        ({"W": 1.0}, ValueError, "unknown leaf 'W': did you mean 'w'"),
        ({1: 1.0}, TypeError, "expected leaf to be a name, got 1"),
        ({"w": "2"}, TypeError, "expected a number for the leaf 'w', got '2'"),
        ({"w": True}, TypeError, "expected a number for the leaf 'w', got True"),
        ({"w": math.nan}, ValueError, "expected a number for the leaf 'w', got nan"),
    ],
)
def test_what_is_no_number_of_a_leaf_is_refused_by_name(numbers, error, message):
    leaves = Leaves(product()[2], ["w", "x"])
    with pytest.raises(error, match=message):
        leaves.checked(numbers)


def test_a_leaf_below_an_operation_that_a_page_cannot_compute_keeps_its_number(table):
    row = autograd.primitive("own", math.cosh, (lambda x, y: math.sinh(x),), latex="own {0}")
    w, x = Value(0.5, label="w"), Value(2.0, label="x")
    leaves = Leaves(row(w * 2.0) * x, ["w", "x"])
    assert leaves.checked({"w": 0.5, "x": 3.0}) == {"w": 0.5, "x": 3.0}
    with pytest.raises(ValueError, match="the leaf 'w' keeps its number: own cannot be computed in a page"):
        leaves.checked({"w": 1.0})


def test_a_copy_of_the_leaves_is_one_of_the_graph_too():
    w, _, y = product()
    again = copy.deepcopy(Leaves(y, ["w", "x"]))
    again.write({"w": 3.0, "x": 1.0})
    assert w.data == 0.5
