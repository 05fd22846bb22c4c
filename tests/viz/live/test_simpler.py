"""A graph in simpler operations: the same numbers and gradients, at the same leaves, and nothing fused in it."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
from autograd import DomainError, Value, dot, strategies, topological_order
from oracles import few
from tests.viz.live.test_page_graph import sizes
from viz.live.simpler import in_simpler_operations


def unfolded(output):
    return in_simpler_operations(output, lambda primitive: True)


@few
@given(expression=strategies.expressions(), data=st.data())
def test_numbers_and_gradients_stay(expression, data):
    output, leaves = expression.graph()
    leaves[0].data = data.draw(st.just(leaves[0].data) | st.floats(-2.0, 2.0))  # a later number changes nothing
    output.backward()
    try:
        simpler, places = unfolded(output)
        simpler.backward()
    except (DomainError, OverflowError):
        return  # softplus at 800 is no number in simpler operations
    upward, downward = sizes(topological_order(output))
    assert simpler.data == pytest.approx(output.data, abs=1e-9 * upward[output], nan_ok=True)
    for leaf, twin in places.items():
        assert (twin.is_constant, twin.label) == (leaf.is_constant, leaf.label)
        if not leaf.is_constant and math.isfinite(downward[leaf]):
            assert twin.grad == pytest.approx(leaf.grad, abs=1e-7 * downward[leaf] + 1e-12)


def test_nothing_fused_is_left_but_what_is_to_stay(two_layer_loss):
    simpler, _ = unfolded(two_layer_loss)
    names = {v.primitive.name for v in topological_order(simpler) if v.primitive}
    assert "dot" not in names
    assert {"mul", "sum", "sigmoid"} <= names
    kept, _ = in_simpler_operations(two_layer_loss, lambda primitive: primitive.name != "dot")
    assert [v.primitive for v in topological_order(kept)] == [v.primitive for v in topological_order(two_layer_loss)]


def test_labels_stay_on_what_they_name(unit_loss):
    simpler, _ = unfolded(unit_loss)
    for label in ("w11", "x2", "z", "yhat", "ell"):
        [before], [after] = ([v for v in topological_order(y) if v.label == label] for y in (unit_loss, simpler))
        assert after.data == pytest.approx(before.data, rel=1e-15)


def test_a_definition_that_gives_back_its_operand_leaves_the_operation_as_it_is():
    x = Value(2.0, label="x")
    output = autograd.sum([x])
    simpler, places = unfolded(output)
    assert simpler.data == 2.0
    assert simpler is not places[x]


def test_what_cannot_be_computed_in_simpler_operations_is_named():
    with pytest.raises(DomainError, match="softplus cannot be unfolded at these numbers"):
        unfolded(Value(800.0, label="x").softplus())


def test_a_value_used_twice_stays_one():
    w, x = Value(0.5, label="w"), Value(2.0, label="x")
    simpler, places = unfolded(dot([w, x], [x, w]))
    leaves = [v for v in topological_order(simpler) if v.primitive is None]
    assert sorted(map(id, leaves)) == sorted(map(id, places.values()))
