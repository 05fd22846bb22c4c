"""What a picture shows, before it is a picture."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest

from autograd import (
    PRIMITIVES,
    DomainError,
    Primitive,
    Value,
    dot,
    primitive,
    sigmoid_binary_cross_entropy,
    softmax_cross_entropy,
    vector,
)
from viz.graph.building import GraphTooLargeError, graph_view
from viz.graph.view import GraphView


def folded(output: Value) -> GraphView:
    return graph_view(output, lambda primitive: False, max_nodes=None)


def unfolded(output: Value) -> GraphView:
    return graph_view(output, lambda primitive: True, max_nodes=None)


def test_every_node_stands_after_its_operands_and_the_output_last(two_layer_loss: Value) -> None:
    for view in (folded(two_layer_loss), unfolded(two_layer_loss)):
        assert all(edge.tail < edge.head for edge in view.edges)
        assert view.nodes[-1].label == "ell"


def test_an_operand_used_twice_has_two_edges() -> None:
    x = Value(3.0)
    assert [(edge.tail, edge.head, edge.derivative) for edge in folded(x * x).edges] == [(0, 1, 3.0), (0, 1, 3.0)]


def test_leaves_constants_and_operations_are_told_apart() -> None:
    assert [node.kind for node in folded(2.0 * Value(3.0)).nodes] == ["constant", "leaf", "operation"]


def test_nothing_flows_into_a_constant() -> None:
    assert [edge.derivative for edge in folded(2.0 * Value(3.0)).edges] == [None, 2.0]


def test_a_derivative_that_does_not_exist_is_undefined() -> None:
    assert [edge.derivative for edge in folded(Value(0.0).sqrt()).edges] == ["undefined"]


def test_an_operand_keeps_its_derivative_where_another_has_none() -> None:
    assert [edge.derivative for edge in folded(Value(-2.0) ** 2).edges] == [-4.0, None]
    assert [edge.derivative for edge in folded(Value(-2.0) ** Value(2.0)).edges] == [-4.0, "undefined"]


@pytest.mark.parametrize("operation", ["sub", "div", "pow"])
def test_operands_are_numbered_where_their_order_matters(operation: str) -> None:
    view = folded(PRIMITIVES[operation](Value(3.0), Value(2.0)))
    assert [(edge.position, edge.is_ordered) for edge in view.edges] == [(1, True), (2, True)]


@pytest.mark.parametrize("operation", ["add", "mul"])
def test_operands_are_not_numbered_where_their_order_is_of_no_matter(operation: str) -> None:
    assert not any(edge.is_ordered for edge in folded(PRIMITIVES[operation](Value(3.0), Value(2.0))).edges)


def test_unfolding_shows_the_products_and_the_sum() -> None:
    z = dot([Value(0.5, "w1"), Value(-0.25, "w2")], [Value(2.0, "x1"), Value(1.0, "x2")], Value(0.1, "b"))
    z.label = "z"
    nodes = unfolded(z).nodes
    assert [node.symbol or node.label for node in nodes] == ["w1", "w2", "x1", "x2", "b", "×", "×", "+"]
    assert [node.data for node in nodes] == [0.5, -0.25, 2.0, 1.0, 0.1, 1.0, -0.25, 0.85]
    assert nodes[-1].label == "z"


def test_unfolding_draws_an_operand_that_is_used_twice_once() -> None:
    x = Value(3.0, "x")
    view = unfolded(dot([x, 1.0], [x, 2.0]))
    assert sum(node.label == "x" for node in view.nodes) == 1
    assert [edge.derivative for edge in view.edges if edge.tail == 0] == [3.0, 3.0]


@pytest.mark.parametrize("z", [-2.0, -0.5, 0.25, 3.0])
@pytest.mark.parametrize("t", [0.0, 0.3, 1.0])
def test_nodes_within_an_unfolded_operation_are_those_of_the_same_graph_built_by_hand(z: float, t: float) -> None:
    fused_loss = 3.0 * sigmoid_binary_cross_entropy(Value(z, "z"), Value(t, "t"))
    fused_loss.backward()
    logit, target = Value(z, "z"), Value(t, "t")
    plain_loss = 3.0 * (-target * logit.sigmoid().log() - (1.0 - target) * (1.0 - logit.sigmoid()).log())
    plain_loss.backward()
    assert _summary(unfolded(fused_loss)) == _summary(folded(plain_loss))


def _summary(view: GraphView) -> list[tuple[object, ...]]:
    """What is in the nodes, and on the edges between which symbols, to nine decimals and in an order of its own."""
    nodes = [(n.symbol, n.label, round(n.data, 9) + 0.0, round(n.grad or 0.0, 9) + 0.0) for n in view.nodes]
    edges = [(view.nodes[e.tail].symbol, view.nodes[e.head].symbol, e.position) for e in view.edges]
    return [*sorted(nodes), *sorted(edges)]


def test_nodes_within_an_operation_without_gradient_have_none() -> None:
    view = unfolded(dot([Value(1.0)], [Value(2.0)]))
    assert all(node.grad is None for node in view.nodes)


def test_only_the_operations_asked_for_are_unfolded() -> None:
    z = dot([Value(1.0)], [Value(2.0)])
    loss = sigmoid_binary_cross_entropy(z, 1.0)
    view = graph_view(loss, lambda primitive: primitive.name == "dot", max_nodes=None)
    operations = [node.operation for node in view.nodes if node.operation]
    assert operations == ["mul", "sum", "sigmoid_binary_cross_entropy"]


@pytest.fixture
def squared_norm() -> Iterator[Primitive]:
    """A fused operation that is defined by another one."""
    row: Primitive = primitive(
        "squared_norm",
        lambda xs: math.fsum(x * x for x in xs),
        (lambda xs, y: [2.0 * x for x in xs],),
        latex="{0}",
        vectors=(True,),
        definition=lambda xs: dot(xs, xs),
    )
    yield row
    del PRIMITIVES["squared_norm"]


def test_a_definition_that_holds_fused_operations_is_unfolded_all_the_way(squared_norm: Primitive) -> None:
    x1, x2 = Value(3.0, "x1"), Value(4.0, "x2")
    norm = squared_norm([x1, x2])
    norm.label = "n"
    y = 2.0 * norm
    y.backward()
    nodes = unfolded(y).nodes
    shown = [(node.symbol or node.label, node.data, node.grad) for node in nodes if node.kind != "constant"]
    assert sorted(shown) == sorted(
        [
            ("x1", 3.0, 12.0),
            ("x2", 4.0, 16.0),
            ("×", 9.0, 2.0),
            ("×", 16.0, 2.0),
            ("+", 25.0, 2.0),
            ("×", 50.0, 1.0),
        ]
    )
    assert [node.label for node in nodes if node.symbol == "+"] == ["n"]


def test_an_operation_that_its_definition_cannot_compute_is_named() -> None:
    loss = softmax_cross_entropy([Value(1000.0), Value(-1000.0)], [1.0, 0.0])
    with pytest.raises(DomainError, match="softmax_cross_entropy cannot be unfolded at these numbers"):
        unfolded(loss)


def test_an_operation_that_its_definition_leaves_nothing_of_stays_folded() -> None:
    nothing = dot(vector([]), vector([]))
    assert [node.operation for node in unfolded(nothing).nodes] == ["dot"]


def test_too_large_a_graph_is_refused_with_the_count_and_what_to_do() -> None:
    x = Value(1.0)
    with pytest.raises(GraphTooLargeError, match=r"has 3 nodes.*max_nodes=2.*draw a smaller part.*raise max_nodes"):
        graph_view(x * x + x, lambda primitive: False, max_nodes=2)


def test_nodes_that_unfolding_adds_are_counted_too() -> None:
    z = dot([Value(1.0), Value(1.0)], [Value(1.0), Value(1.0)])
    assert len(graph_view(z, lambda primitive: False, max_nodes=5).nodes) == 5
    with pytest.raises(GraphTooLargeError, match="has 7 nodes"):
        graph_view(z, lambda primitive: True, max_nodes=5)


def test_a_long_chain_is_walked_without_recursion() -> None:
    y = Value(1.0)
    for _ in range(20_000):
        y = y + 1.0
    assert len(folded(y).nodes) == 40_001


def test_first_operands_come_first_as_on_the_slides(two_layer_loss: Value) -> None:
    labels = [node.label for node in folded(two_layer_loss).nodes if node.label]
    layer_1 = ["w_11^(1)", "w_21^(1)", "x1", "x2", "a11", "w_12^(1)", "w_22^(1)", "a12"]
    assert labels == [*layer_1, "w_11^(2)", "w_21^(2)", "yhat", "ell"]
