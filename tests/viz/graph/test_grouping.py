"""Folding by neuron, by layer, by predicate, and opening again."""

from __future__ import annotations

import math

import pytest

import nn
import viz
from autograd import Value, dot, topological_order
from tests.viz.reading import read
from viz.graph.building import Grouping, graph_view
from viz.graph.grouping import groups_by_labels, groups_by_predicate
from viz.graph.view import GraphView, Group, Node


def by_layer(output: Value) -> GraphView:
    names = groups_by_labels(topological_order(output), by_layer=True)
    return graph_view(output, lambda primitive: False, None, Grouping(names))


def groups(view: GraphView) -> dict[str, Group]:
    return {node.name: node for node in view.nodes if isinstance(node, Group)}


@pytest.fixture
def loss() -> Value:
    model = nn.MLP(3, [4, 2], output="softmax", seed=0)
    output = -model([1.0, -1.0, 0.5])[0].log()
    output.label = "ell"
    output.backward()
    return output


def test_a_layer_holds_the_parameters_and_operations_of_its_units(loss: Value) -> None:
    found = groups(by_layer(loss))
    assert set(found) == {"inputs", "layer 1", "layer 2", "steps to ℓ"}
    assert (found["layer 1"].leaves, found["layer 1"].operations) == (4 * 3 + 4, 4 * 2)
    assert (found["layer 2"].leaves, found["layer 2"].operations) == (2 * 4 + 2, 2)
    assert (found["inputs"].leaves, found["inputs"].operations) == (3, 0)


def test_every_edge_of_the_graph_is_counted_in_the_picture_or_lies_within_a_group(loss: Value) -> None:
    order = topological_order(loss)
    names = groups_by_labels(order, by_layer=True)
    view = by_layer(loss)
    across = [
        (names.get(operand, operand), names.get(value, value))
        for value in order
        for operand in value.operands
        if names.get(operand, operand) != names.get(value, value)
    ]
    assert sum(edge.count for edge in view.edges) == len(across)


def test_a_group_tells_what_leaves_it_and_the_length_of_its_gradient(loss: Value) -> None:
    hidden = [v for v in topological_order(loss) if (v.label or "").startswith("h_") and v.label.endswith("^(1)")]
    parameters = [v for v in topological_order(loss) if v.label and v.label[0] in "wb" and v.label.endswith("^(1)")]
    first = groups(by_layer(loss))["layer 1"]
    assert sorted(first.outputs) == sorted(h.data for h in hidden)
    assert first.gradient == pytest.approx(math.sqrt(sum(p.grad**2 for p in parameters)))


def test_by_neuron_each_unit_is_a_node_named_as_in_the_net(loss: Value) -> None:
    shown = read(viz.draw(loss, fold="neuron").svg())
    names = {lines[0] for lines in shown.nodes.values()}
    assert {f"unit h{j}⁽¹⁾" for j in "₁₂₃₄"} | {f"unit h{j}⁽²⁾" for j in "₁₂"} <= names
    assert {"x₁ = 1", "x₂ = −1", "x₃ = 0.5"} <= shown.lines


def test_a_net_written_out_by_hand_is_folded_by_the_labels_of_its_weights(two_layer_loss: Value) -> None:
    view = by_layer(two_layer_loss)
    found = groups(view)
    assert (found["layer 1"].leaves, found["layer 1"].operations) == (4, 4)
    assert (found["layer 2"].leaves, found["layer 2"].operations) == (2, 2)  # z and ŷ, by their weights
    assert isinstance(view.nodes[view.output], Node)


def test_a_unit_in_simple_operations_is_folded_too() -> None:
    x = Value(2.0, "x1")
    h = (Value(0.5, "w_11^(1)") * x + Value(1.0, "b_1^(1)")).tanh()
    names = groups_by_labels(topological_order(h.exp()), by_layer=False)
    assert sorted(value.label or "" for value in names) == ["", "", "", "b_1^(1)", "w_11^(1)"]
    assert set(names.values()) == {("unit h₁⁽¹⁾",)}


def test_many_samples_of_one_net_are_folded_into_one_node_a_layer() -> None:
    model = nn.MLP(2, [4, 1], output="sigmoid", seed=0)
    X, y = nn.datasets.XOR
    total = sum(nn.binary_cross_entropy(model(x), target) for x, target in zip(X, y))
    found = groups(by_layer(total))
    assert found["layer 1"].leaves == 12
    assert found["layer 1"].operations == 4 * 8
    assert found["inputs"].leaves == 8


def test_a_net_with_wide_layers_whose_weights_have_no_labels_is_folded() -> None:
    model = nn.MLP(2, [300, 2], seed=0)
    assert model.layers[1].neurons[0].weights[0].label is None
    found = groups(by_layer(nn.cross_entropy(model([1.0, 2.0]), 0)))
    assert found["layer 2"].leaves == 2 * 301


def test_a_graph_of_10_000_nodes_is_drawn_by_layer() -> None:
    model = nn.MLP(2, [98, 98, 1], seed=0)
    output = model([1.0, 2.0])
    assert len(topological_order(output)) > 10_000
    with pytest.raises(viz.GraphTooLargeError, match='fold="layer"'):
        viz.draw(output)
    picture = viz.draw(output, fold="layer")
    shown = read(picture.svg())
    assert shown.words_between(shown.node_of("layer 1"), shown.node_of("layer 2")) == ["×9604"]
    assert len(shown.nodes) == 4


def test_a_function_names_the_group_of_each_value() -> None:
    x = Value(3.0, "x")
    y = (x * x + 1.0).exp()
    view = graph_view(
        y,
        lambda primitive: False,
        None,
        Grouping(
            groups_by_predicate(topological_order(y), lambda v: "square" if v.primitive and v.data < 20 else None)
        ),
    )
    assert [node.name if isinstance(node, Group) else node.operation for node in view.nodes] == [
        "",
        "square",
        "",
        "exp",
    ]
    with pytest.raises(TypeError, match="return a group's name or None, got True"):
        viz.draw(y, fold=lambda value: True)  # type: ignore[arg-type, return-value]


def test_opened_groups_are_frames_with_their_names_and_everything_in_place(two_layer_loss: Value) -> None:
    plain, opened = viz.draw(two_layer_loss), viz.draw(two_layer_loss, fold="layer", opened=True)
    assert read(plain.svg()).lines == read(opened.svg()).lines
    assert opened.svg().count('class="cluster"') == 4  # with the inputs and the steps to ℓ
    partly = read(viz.draw(two_layer_loss, fold="layer", opened=["layer 1"]).svg())
    assert "a₁₁ = 0.4750" in partly.lines
    assert "layer 2" in partly.lines
    assert "ŷ = 0.5096" not in partly.lines


def test_within_an_open_group_fused_operations_are_unfolded_as_asked() -> None:
    z = dot([Value(0.5, "w_11^(1)")], [Value(2.0, "x1")])
    svg = viz.draw(z.sigmoid(), fold="neuron", opened=True, unfold=True).svg()
    assert "×" in read(svg).lines
    assert 'class="cluster"' in svg


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"fold": "module"}, ValueError, "unknown fold 'module': expected a function, None or one of neuron, layer"),
        ({"fold": "layers"}, ValueError, r"unknown fold 'layers': did you mean 'layer'\?"),
        ({"fold": "layer"}, ValueError, "labels that tell the units of a net, such as w_11"),
        (
            {"fold": lambda v: "all", "opened": ["al"]},
            ValueError,
            r"unknown group in opened 'al': did you mean 'all'\? It is one of all",
        ),
        ({"fold": lambda v: "all", "opened": "all"}, TypeError, "opened to be True, False or the names of groups"),
    ],
)
def test_what_cannot_be_folded_is_named(options: dict[str, object], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        viz.draw(Value(2.0, "n").exp(), **options)  # type: ignore[arg-type]


def test_a_graph_that_is_one_closed_group_is_one_node() -> None:
    view = read(viz.draw(Value(2.0, "n").exp(), fold=lambda value: "all").svg())
    assert list(view.nodes) == ["n0"]
    assert view.nodes["n0"][:3] == ["all", "1 operation", "1 leaf"]


def test_what_leaves_a_group_is_told_also_where_it_leads_into_unfolded_operations() -> None:
    X, weights = [Value(0.5, "h_1^(1)"), Value(-2.0, "h_2^(1)")], [Value(3.0, "v_1"), Value(4.0, "v_2")]
    units = [x * 2.0 for x in X]
    output = dot(weights, units, Value(1.0, "c"))

    def unit_of(value: Value) -> str | None:
        return "units" if any(value is member for member in [*X, *units]) else None

    order = topological_order(output)
    grouping = Grouping(groups_by_predicate(order, unit_of))
    for is_unfolded in (False, True):
        view = graph_view(output, lambda primitive, answer=is_unfolded: answer, None, grouping)
        assert groups(view)["units"].outputs == (1.0, -4.0)
