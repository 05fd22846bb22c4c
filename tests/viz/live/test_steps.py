"""The steps of both passes, in a real engine of JavaScript: what is known after each, and what is added in it."""

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd import PRIMITIVES, Value, strategies
from oracles import few
from tests.viz.live.node import node, number
from tests.viz.live.test_page_graph import sizes
from viz.graph.options import DrawingOptions
from viz.live.embedding import bundled, source
from viz.live.javascript import rows_script
from viz.live.page_graph import page_graph

TABLE = rows_script(PRIMITIVES.values())
STEPS = """
function walk(data, by) {
  const graph = connected(data, rows);
  const { numbers } = forward(graph);
  const pass = { numbers, ...backward(graph, numbers) };
  const steps = stepsOf(graph, by);
  return steps.map((step, k) => ({ ...step, ...knownAfter(graph, steps, k, pass) }));
}
export default { walk };
"""


def walk(graph, by):
    node().load(bundled(source("special.js"), TABLE.text, source("engine.js"), source("steps.js"), STEPS))
    return node().call("walk", graph.data, by)


def graph_of(expression):
    output, _ = expression.graph()
    output.backward()
    return page_graph(output, DrawingOptions(max_nodes=None))


@few
@given(expression=strategies.expressions(most_steps=8), by=st.sampled_from(["node", "edge"]))
def test_the_last_step_ends_with_pythons_gradients_and_every_number_known(expression, by):
    graph = graph_of(expression)
    last = walk(graph, by)[-1]
    assert all(last["known"])
    assert all(
        all(handed == (not graph.values[i].operands[p].is_constant) for p, handed in enumerate(places))
        for i, places in enumerate(last["handed"])
    )
    _, downward = sizes(graph.values)
    for value, adjoint in zip(graph.values, last["adjoints"], strict=True):
        if value.is_constant:
            assert adjoint is None
        else:
            assert abs(number(adjoint) - value.grad) <= 1e-12 * downward[value]


@few
@given(expression=strategies.expressions(most_steps=8))
def test_each_step_knows_one_thing_more_and_adds_one_message(expression):
    graph = graph_of(expression)
    steps = walk(graph, "edge")
    operations = [v for v in graph.values if v.primitive]
    edges = sum(not operand.is_constant for v in operations for operand in v.operands)
    assert len(steps) == 2 + len(operations) + edges
    for before, step in itertools.pairwise(steps):
        news = sum(step["known"]) - sum(before["known"])
        handed = sum(map(sum, step["handed"])) - sum(map(sum, before["handed"]))
        assert (news, handed) == {"forward": (1, 0), "seed": (0, 0), "backward": (0, 1)}[step["kind"]]
        for addition in step["additions"]:
            assert addition["isFirst"] == (before["adjoints"][addition["operand"]] is None)
            assert number(addition["old"]) == (
                number(before["adjoints"][addition["operand"]]) if not addition["isFirst"] else 0.0
            )
            assert number(addition["sum"]) == number(addition["old"]) + number(addition["message"])
            assert number(addition["sum"]) == number(step["adjoints"][addition["operand"]])


def test_an_adjoint_appears_with_its_first_path_and_grows():
    x = Value(2.0, label="x")
    output = x * (x + 1.0)
    output.backward()
    adjoints = [number(step["adjoints"][0]) for step in walk(page_graph(output), "edge")]
    assert adjoints[-3:] == [3.0, 3.0, 5.0]
    assert all(map(math.isnan, adjoints[:-3]))


@few
@given(expression=strategies.expressions(most_steps=6))
def test_by_node_an_operation_hands_on_to_all_of_its_operands_at_once(expression):
    graph = graph_of(expression)
    by_node, by_edge = walk(graph, "node"), walk(graph, "edge")
    operations = [i for i, v in enumerate(graph.values) if v.primitive]
    assert [step["node"] for step in by_node if step["kind"] == "backward"] == operations[::-1]
    assert by_node[-1]["adjoints"] == by_edge[-1]["adjoints"]
    assert [a for step in by_node for a in step["additions"]] == [a for step in by_edge for a in step["additions"]]


@pytest.mark.parametrize("by", ["node", "edge"])
def test_a_leaf_alone_has_two_steps(by):
    graph = page_graph(Value(2.0, label="x"))
    assert [step["kind"] for step in walk(graph, by)] == ["inputs", "seed"]
