"""The pictures that a page has of a graph: which there are, and that their parts are those that the data name."""

import re

import pytest
from hypothesis import given

import nn
import viz
from autograd import Value, dot, strategies, topological_order
from oracles import few
from viz.graph.building import GraphTooLargeError
from viz.live.embedding import as_json
from viz.live.explorer import ExploringOptions, explored


def page(loss, **options):
    explorer, _ = explored(loss, ExploringOptions(backward=True, **options), "explore", "explore")
    return explorer.data


def parts_of(drawing):
    """The names of the parts of a drawing, and the first text in each."""
    _, attributes, *content = drawing
    inside = [part for part in content if isinstance(part, list)]
    found = {attributes["data-part"]: first_text(drawing)} if "data-part" in attributes else {}
    for part in inside:
        found |= parts_of(part)
    return found


def first_text(drawing):
    tag, _, *content = drawing
    if tag == "text":
        return content[0]
    return next((text for part in content if isinstance(part, list) and (text := first_text(part))), "")


def keys(data):
    return [picture["key"] for picture in data["pictures"]]


def test_a_net_can_be_folded_unfolded_and_opened_group_by_group(unit_loss):
    found = keys(page(unit_loss))
    assert found[:4] == ["", "layer", "neuron", "unfolded"]
    assert {"layer: layer", "layer: inputs", "neuron: unit h₁"} <= set(found)


def test_a_small_graph_has_every_picture():
    loss = dot([Value(0.5, label="w_1")], [Value(2.0, label="x_1")]).sigmoid()
    assert {"neuron: *", "layer: *", "unfolded", "neuron: unit h, unfolded"} <= set(keys(page(loss)))


def test_the_picture_that_was_asked_for_comes_first(two_layer_loss):
    assert keys(page(two_layer_loss, fold="layer"))[0] == "layer"
    assert keys(page(two_layer_loss, fold="layer", opened=["layer 1"]))[0] == "layer: layer 1"
    assert keys(page(two_layer_loss, unfold=True))[0] == "unfolded"
    assert keys(page(two_layer_loss, fold="neuron", opened=True, unfold=["dot"]))[0] == "neuron: *, unfolded"


def test_a_graph_without_groups_or_fused_operations_has_one_picture():
    assert keys(page(Value(2.0, label="x").exp())) == [""]


def test_a_function_in_fold_is_given_the_users_own_values():
    w, x = Value(0.5, label="w"), Value(2.0, label="x")
    data = page((w * x).exp(), fold=lambda value: "unit" if value is not x else None)
    assert {"groups", "", "groups: unit", "groups: *"} <= set(keys(data))
    assert not any("groups" in key and "unfolded" in key for key in keys(data))
    assert [group["name"] for group in data["pictures"][0]["groups"]] == ["unit"]


@pytest.mark.parametrize("fold", [None, "layer", "neuron"])
def test_every_part_that_the_data_name_is_in_the_drawing_and_every_leaf_has_its_places(two_layer_loss, fold):
    data = page(two_layer_loss, fold=fold)
    for picture in data["pictures"]:
        nodes = data["programs"][picture["program"]]["nodes"]
        parts = parts_of(picture["drawing"])
        named = {name for names in picture["shown"] for name in names}
        named |= {f"n-edge{k}" for arrows in picture["arrows"] for k in arrows if k is not None}
        named |= {group["part"] for group in picture["groups"]}
        assert named == {name for name in parts if not name.startswith("n-message")}
        assert len(picture["shown"]) == len(picture["arrows"]) == len(nodes)
        for group in picture["groups"]:
            assert parts[group["part"]] == group["title"]
    for leaf in data["leaves"]:
        labels = {
            program["nodes"][place]["label"] for program, place in zip(data["programs"], leaf["places"], strict=True)
        }
        assert labels == {leaf["name"]}


@few
@given(expression=strategies.expressions(most_steps=6))
def test_all_programs_have_the_same_leaves_and_output(expression):
    output, _ = expression.graph()
    data = page(output, max_nodes=None)
    leaves = [v for v in topological_order(output) if v.primitive is None and not v.is_constant]
    assert [data["programs"][0]["nodes"][leaf["places"][0]]["number"] for leaf in data["leaves"]] == [
        leaf.data for leaf in leaves
    ]
    assert len({leaf["name"] for leaf in data["leaves"]}) == len(leaves)
    for program, places in zip(data["programs"], zip(*(leaf["places"] for leaf in data["leaves"]))):
        assert [program["nodes"][place]["kind"] for place in places] == ["leaf"] * len(leaves)


def net_of(count):
    width = 1
    while True:
        model = nn.MLP(4, [width, width, 1], activation="tanh", output="sigmoid", seed=1)
        loss = nn.binary_cross_entropy(model([0.5, -0.25, 1.0, 2.0]), 1.0)
        if len(topological_order(loss)) >= count:
            return loss
        width += 1


def test_the_page_of_50_nodes_has_at_most_300_kilobytes():
    assert len(viz.explore(net_of(50)).html.encode()) <= 300_000


def test_a_large_graph_has_fewer_pictures(unit_loss):
    data = page(net_of(110), fold="layer", max_nodes=None)
    assert len(keys(data)) < len(keys(page(unit_loss, fold="layer")))
    assert sum(len(parts_of(picture["drawing"])) for picture in data["pictures"][1:]) <= 360


def test_of_a_graph_too_large_to_draw_the_folded_picture_is_there_and_the_whole_is_not():
    loss = net_of(110)
    with pytest.raises(GraphTooLargeError):
        viz.explore(loss, max_nodes=100)
    assert "" not in keys(page(loss, fold="layer", max_nodes=100))


def test_what_cannot_be_unfolded_is_left_as_it_is_unless_it_is_asked_for():
    y = Value(800.0, label="x").softplus()
    assert keys(page(y)) == [""]
    with pytest.raises(ValueError, match="softplus cannot be unfolded"):
        viz.explore(y, unfold=True)


def test_copies_of_a_node_are_parts_of_their_own():
    x = Value(0.5, label="x")
    y = x
    for _ in range(60):
        y = y.sin() * x
    [picture, *_] = page(y, max_nodes=None)["pictures"]
    assert len(picture["shown"][0]) > 1
    assert set(picture["shown"][0]) <= set(parts_of(picture["drawing"]))


def test_a_drawing_has_the_numbers_of_the_picture_each_after_what_stands_before_it():
    w, x = Value(0.5, label="w"), Value(2.0, label="x")
    y = dot([w], [x]).sigmoid()
    y.backward()
    text = as_json(page(y)["pictures"][0]["drawing"])
    told = re.findall(r'"data-tells":"(\w+)"(?:,"data-before":"([^"]*)")?\},"([^"]*)"', text)
    assert sorted(told) == sorted(
        [
            ("value", "w = ", "w = 0.5"),
            ("gradient", "grad ", "grad 0.3932"),
            ("value", "x = ", "x = 2"),
            ("gradient", "grad ", "grad 0.09831"),
            ("value", "", "1"),
            ("gradient", "grad ", "grad 0.1966"),
            ("value", "", "0.7311"),
            ("gradient", "grad ", "grad 1"),
            ("local", "", "2"),
            ("local", "", "0.5"),
            ("local", "", "0.1966"),
            ("message", "", "0.3932"),
            ("message", "", "0.09831"),
            ("message", "", "0.1966"),
        ]
    )
