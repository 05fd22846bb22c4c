"""What several graphs have in common is computed once, and everything comes to the same numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
from autograd import Value, strategies
from autograd.compiler.record.sharing import with_common_nodes
from autograd.graph import Vector, evaluation_order
from oracles import few

finite = st.floats(-2.0, 2.0)


def nodes_of(outputs):
    return [node for node in evaluation_order(Vector(tuple(outputs))) if isinstance(node, Value)]


def running(xs):
    """A sum of squares so far, for each place: the shorter is the beginning of the longer."""
    results, total = [], Value(1.0)
    for x in xs:
        total = autograd.dot([0.5, x], [total, x], 0.25).tanh()
        results.append(total)
    return results


@few
@given(numbers=st.lists(finite, min_size=1, max_size=6), data=st.data())
def test_a_beginning_costs_nothing_beside_the_whole(numbers, data):
    count = data.draw(st.integers(1, len(numbers)))
    xs, ys = list(map(Value, numbers)), list(map(Value, numbers[:count]))
    whole, beginning = running(xs), running(ys)
    found = with_common_nodes([*whole, *beginning], dict(zip(ys, xs)), xs)
    assert all(one is other for one, other in zip(found[len(whole) :], found))
    assert len(nodes_of(found)) == len(nodes_of(whole))
    assert [value.data for value in found[: len(whole)]] == [value.data for value in whole]


@few
@given(data=st.data())
def test_any_graph_beside_itself_comes_to_the_same_numbers_and_gradients(data):
    expression = data.draw(strategies.expressions())
    (first, xs), (second, ys) = expression.graph(), expression.graph()
    found = with_common_nodes([first, second], dict(zip(ys, xs)), xs)
    assert found[0] is found[1]
    assert found[0].data == first.data
    assert len(nodes_of(found)) <= len(nodes_of([first]))
    slopes = [g.data for g in autograd.gradients(found[0], xs)]
    assert slopes == pytest.approx([g.data for g in autograd.gradients(first, xs)], rel=1e-12, abs=1e-12)


def test_constants_of_one_number_are_one_and_minus_0_is_another():
    x = Value(2.0)
    assert len({*map(id, with_common_nodes([x + 1.0, 1.0 + x, x + 1.0], {}, [x]))}) == 2
    assert len({*map(id, with_common_nodes([x + 0.0, x + -0.0], {}, [x]))}) == 2


def test_parameters_stand_for_themselves_and_other_leaves_for_their_number():
    w, u = Value(2.0), Value(2.0)
    assert len({*map(id, with_common_nodes([w.exp(), u.exp()], {}, [w, u]))}) == 2
    assert len({*map(id, with_common_nodes([w.exp(), u.exp()], {}, []))}) == 1


def test_the_graphs_themselves_stay_as_they_were():
    x, y = Value(2.0), Value(2.0)
    one, other = (x * x).exp(), (y * y).exp()
    before = other.operands
    with_common_nodes([one, other], {y: x})
    assert all(a is b for a, b in zip(other.operands, before))
