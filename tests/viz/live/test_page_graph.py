"""Whole graphs in a real engine of JavaScript: Python's numbers, gradients and refusals, and the ids of the picture."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
from autograd import PRIMITIVES, DomainError, Value, dot, primitive, strategies
from oracles import few
from tests.viz.live.node import node, number, page_module
from viz.graph.drawing import picture_of, view_of
from viz.graph.options import DrawingOptions
from viz.live.javascript import rows_script
from viz.live.page_graph import page_graph

PASSES = """
function passes(data, changes) {
  const graph = connected(data, rows);
  const { numbers, refusal } = forward(graph, new Map(changes));
  const back = backward(graph, numbers);
  const refused = refusal || back.refusal;
  return { numbers, ...back, refusal: refused && { ...refused, said: sentence(refused) }, fixed: graph.fixed };
}
export default { passes };
"""
TABLE = rows_script(PRIMITIVES.values())


def passes(graph, changes=(), rows=TABLE):
    node().load(page_module(rows.text, PASSES))
    return node().call("passes", graph.data, list(changes))


def sizes(values):
    """What the rounding of each node's number, and gradient, is small against: the terms that were added on the way."""
    upward, downward = {}, {v: 0.0 for v in values}
    for v in values:
        slopes = zip(v.operands, v.local_derivatives())
        upward[v] = abs(v.data) + sum(abs(d) * upward[o] for o, d in slopes if d is not None)
    downward[values[-1]] = 1.0
    for v in reversed(values):
        for operand, slope in zip(v.operands, v.local_derivatives()):
            downward[operand] += abs(slope or 0.0) * downward[v]
    return upward, downward


@few
@given(expression=strategies.expressions())
def test_numbers_and_gradients_are_pythons_within_1e_minus_12(expression):
    output, _ = expression.graph()
    output.backward()
    graph = page_graph(output, DrawingOptions(max_nodes=None))
    answer = passes(graph)
    assert answer["refusal"] is None
    upward, downward = sizes(graph.values)
    for value, x, slope in zip(graph.values, answer["numbers"], answer["adjoints"], strict=True):
        assert abs(number(x) - value.data) <= 1e-12 * upward[value]
        if not value.is_constant:
            assert abs(number(slope) - value.grad) <= 1e-12 * downward[value]


@few
@given(expression=strategies.expressions(most_inputs=3), data=st.data())
def test_a_leaf_that_moves_moves_all_as_in_python_or_is_refused_in_the_same_words(expression, data):
    output, leaves = expression.graph()
    for k, leaf in enumerate(leaves):
        leaf.label = f"x{k}"
    graph = page_graph(output, DrawingOptions(max_nodes=None))
    moved = data.draw(st.sampled_from([leaf for leaf in leaves if leaf in graph.values]))
    moved.data = data.draw(st.floats(-50.0, 50.0) | st.integers(-2, 2).map(float))
    answer = passes(graph, [[graph.values.index(moved), moved.data]])
    try:
        output.recompute()
        output.backward()
    except (DomainError, OverflowError) as error:
        assert answer["refusal"]["name"] == str(error).split()[0]
        assert re.sub(r" at .*", "", answer["refusal"]["said"]) == re.sub(r" at .*", "", str(error))
    else:
        assert answer["refusal"] is None
        upward, _ = sizes(graph.values)
        x = number(answer["numbers"][-1])
        assert x == output.data or abs(x - output.data) <= 1e-12 * upward[output] or math.isnan(output.data)
