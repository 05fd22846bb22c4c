"""Whole graphs in a real engine of JavaScript: Python's numbers, gradients and refusals, and the ids of the picture."""

import html
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
    upward, downward = {}, dict.fromkeys(values, 0.0)
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
    moved = data.draw(st.sampled_from([leaf for leaf in leaves if leaf in set(graph.values)]))
    moved.data = data.draw(st.floats(-50.0, 50.0) | st.integers(-2, 2).map(float))
    answer = passes(graph, [[graph.place(moved), moved.data]])
    try:
        output.recompute()
        output.backward()
    except (DomainError, OverflowError) as error:
        refused = str(error)
        assert answer["refusal"]["said"].split(" at ")[0] == refused.split(" at ", maxsplit=1)[0]
    else:
        assert answer["refusal"] is None
        upward, _ = sizes(graph.values)
        x = number(answer["numbers"][-1])
        assert x == output.data or abs(x - output.data) <= 1e-12 * upward[output] or math.isnan(output.data)


def test_a_refusal_names_the_operand_and_leaves_what_lies_beside_it():
    x, w = Value(2.0, label="x"), Value(3.0, label="w")
    logarithm, beside = x.log(), w * w
    graph = page_graph(logarithm + beside)
    at = graph.place
    answer = passes(graph, [[at(x), -1.0]])
    assert answer["refusal"]["said"] == "log is not defined at x = -1"
    assert (answer["refusal"]["node"], answer["numbers"][-1]) == (at(logarithm), None)
    assert answer["numbers"][at(beside)] == 9.0
    assert passes(page_graph(Value(2.0, label="x").exp()), [[0, 1000.0]])["refusal"]["said"] == (
        "exp is too large for a float at x = 1000"
    )


def test_where_there_is_no_derivative_the_others_are_there_still():
    x, w = Value(4.0, label="x"), Value(3.0, label="w")
    graph = page_graph(x.sqrt() + w * 2.0)
    at = graph.place
    answer = passes(graph, [[at(x), 0.0]])
    assert answer["refusal"]["said"] == "sqrt has no derivative at x = 0"
    assert (answer["adjoints"][at(x)], answer["adjoints"][at(w)], answer["numbers"][-1]) == (None, 2.0, 6.0)


def test_each_edge_tells_its_local_derivative_and_what_it_hands_on():
    x, w = Value(3.0, label="x"), Value(0.5, label="w")
    graph = page_graph((x * w) * (x * w) * 2.0)
    answer = passes(graph)
    place = {v.label or v.primitive.name: i for i, v in enumerate(graph.values) if v.label or v.primitive}
    assert answer["locals"][-1] == [2.0, None]
    assert answer["messages"][-1] == [2.0, None]
    assert answer["adjoints"][place["w"]] == 2.0 * 2.0 * 1.5 * 3.0


def test_optional_operands_and_constants_count_as_in_python():
    x = Value(-2.0, label="x")
    output = x.leaky_relu() + x.clamp(-1.0) + dot([x, 3.0], [2.0, x])
    output.backward()
    answer = passes(page_graph(output))
    assert (answer["numbers"][-1], answer["adjoints"][0]) == pytest.approx((output.data, x.grad), rel=1e-15)


@pytest.fixture
def rounded(table):
    return primitive("rounded", lambda x: float(round(float(x))), (lambda x, y: 1.0,), latex="{0}")


def test_what_a_page_cannot_compute_keeps_its_number_and_fixes_the_leaves_below(rounded):
    w, x = Value(2.0, label="w"), Value(1.3, label="x")
    output = rounded(x * 2.0) * w
    output.backward()
    graph = page_graph(output)
    at = graph.place
    answer = passes(graph, [[at(w), 5.0]], graph.rows)
    assert answer["fixed"][at(w)] is None
    assert answer["fixed"][at(x)] == graph.rows.refused[rounded]
    assert answer["numbers"][-1] == 15.0
    assert (answer["adjoints"][at(w)], answer["adjoints"][at(x)]) == (3.0, 10.0)
    assert passes(graph, [[at(x), 7.0]], graph.rows)["numbers"] == passes(graph, [], graph.rows)["numbers"]


def test_a_leaf_that_has_changed_since_has_the_number_the_graph_was_computed_from():
    x = Value(3.0, label="x")
    output = x * x
    x.data = 5.0
    assert passes(page_graph(output))["numbers"] == [3.0, 9.0]


def test_infinities_and_nan_arrive_as_they_are():
    x = Value(math.inf, label="x")
    answer = passes(page_graph(x - x))
    first, second = map(number, answer["numbers"])
    assert first == math.inf
    assert math.isnan(second)


# The parts of the picture.


def ids_in_picture(graph, options):
    """The ids as they stand in the SVG, without the letters that tell pictures apart."""
    svg = html.unescape(picture_of(graph.view, options).svg())
    return {found.split("-", 2)[-1] for found in re.findall(r'<g id="([^"]*)"', svg)}


@few
@given(expression=strategies.expressions(most_steps=6))
def test_the_arrows_lead_where_the_operands_are(expression):
    output, _ = expression.graph()
    graph = page_graph(output, DrawingOptions(max_nodes=None))
    for i, entry in enumerate(graph.data["nodes"]):
        assert entry["shown"][0] == f"n{i}"
        for value, k in zip(graph.values[i].operands, entry.get("arrows", []), strict=True):
            edge = graph.view.edges[k]
            assert graph.values[edge.tail] is value
            assert edge.head == i


@pytest.mark.parametrize("fold", [None, "neuron", "layer"])
def test_every_id_is_in_the_picture(two_layer_loss, fold):
    options = DrawingOptions(fold=fold, backward=True)
    graph = page_graph(two_layer_loss, options)
    there = ids_in_picture(graph, options)
    nodes = graph.data["nodes"]
    assert {name for entry in nodes for name in entry["shown"]} == {n for n in there if re.fullmatch(r"n\d+.*", n)}
    arrows = {f"n-edge{k}" for entry in nodes for k in entry.get("arrows", []) if k is not None}
    assert arrows == {n for n in there if n.startswith("n-edge")}


def test_copies_of_a_node_are_told():
    x = Value(0.5, label="x")
    y = x
    for _ in range(60):
        y = y.sin() * x
    graph = page_graph(y, DrawingOptions(max_nodes=None))
    assert len(graph.data["nodes"][0]["shown"]) > 1
    assert set(graph.data["nodes"][0]["shown"]) <= ids_in_picture(graph, DrawingOptions())


def test_unfolding_is_asked_of_the_graph_not_of_the_page():
    with pytest.raises(TypeError, match="takes no unfold"):
        page_graph(Value(1.0).exp(), DrawingOptions(unfold=True))


def test_the_data_are_those_of_the_default_picture(unit_loss):
    graph = page_graph(unit_loss)
    assert graph.view == view_of(unit_loss, DrawingOptions())
    assert repr(graph) == f"<PageGraph: {len(autograd.topological_order(unit_loss))} nodes>"
