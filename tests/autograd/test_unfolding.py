"""A fused operation, opened."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from autograd import DomainError, Value, dot, softmax_cross_entropy, strategies, topological_order, unfolded, vector
from oracles import few, rows


@pytest.mark.parametrize("row", rows(fused=True), ids=lambda row: row.name)
@few
@given(data=st.data())
def test_an_unfolded_graph_has_a_leaf_for_each_operand_and_no_other(row, data):
    drawn = data.draw(strategies.operands(row, calm=True))
    labelled = iter(range(100))
    operands = [
        [Value(x, label=f"v{next(labelled)}") for x in operand]
        if isinstance(operand, list)
        else Value(operand, label=f"v{next(labelled)}")
        for operand in drawn
    ]
    value = row(*operands)
    try:
        result, leaves = unfolded(value)
    except DomainError:  # at an edge, where the fused row knows better than its definition
        assume(False)
    assert [leaf.label for leaf in leaves] == [operand.label for operand in value.operands]
    assert [leaf.data for leaf in leaves] == [operand.data for operand in value.operands]
    nodes = topological_order(result)
    assert {node for node in nodes if node.primitive is None and not node.is_constant} == set(leaves)
    assert row not in {node.primitive for node in nodes}


def test_the_unfolded_graph_is_separate():
    w, x = Value(0.5), Value(2.0)
    z = dot([w], [x])
    result, leaves = unfolded(z)
    result.backward()
    assert (w.grad, x.grad, z.grad) == (None, None, None)
    assert [leaf.grad for leaf in leaves] == [2.0, 0.5]


def test_constants_stay_constants():
    result, leaves = unfolded(dot([Value(1.0)], [2.0], 3.0))
    assert [leaf.is_constant for leaf in leaves] == [False, True, True]
    assert result.data == 5.0


def test_a_bias_left_out_has_no_leaf():
    assert len(unfolded(dot([Value(1.0)], [Value(2.0)]))[1]) == 2
    assert len(unfolded(dot([Value(1.0)], [Value(2.0)], Value(0.0)))[1]) == 3


def test_a_graph_is_unfolded_at_the_numbers_it_was_computed_from():
    w = Value(0.5)
    z = dot(vector([w]), [2.0])
    w.data = 7.0
    result, leaves = unfolded(z)
    assert (result.data, leaves[0].data) == (1.0, 0.5)


def test_a_definition_of_losses_computes_the_loss():
    loss = softmax_cross_entropy([Value(1.0), Value(2.0)], [0.0, 1.0])
    assert unfolded(loss)[0].data == pytest.approx(loss.data)


@pytest.mark.parametrize("value", [Value(1.0), Value(1.0) + 2.0], ids=["leaf", "simple"])
def test_what_no_fused_operation_computed_is_refused(value):
    with pytest.raises(ValueError, match=r"^expected value to be a Value that a fused operation computed, got Value"):
        unfolded(value)


def test_a_fused_operation_on_nan_is_unfolded_too():
    result, leaves = unfolded(dot([Value(math.nan, label="w", allow_nan=True)], [2.0]))
    assert math.isnan(result.data)
    assert math.isnan(leaves[0].data)
