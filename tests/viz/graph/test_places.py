"""Folding by the places that labels begin with: the parts of a model, one in another."""

from __future__ import annotations

import pytest

import nn
import viz
from autograd import Value, dot, topological_order
from tests.viz.reading import Shown, read
from viz.graph.places import groups_by_places

HEAD = "block 1.attention.head 2"


@pytest.fixture(scope="module")
def model() -> nn.GPT:
    return nn.GPT(nn.datasets.Characters(["anna", "ben"]), width=4, heads=2, blocks=2, length=8, seed=0)


@pytest.fixture(scope="module")
def loss(model: nn.GPT) -> Value:
    """That of a word of two letters: three positions."""
    tokens = model.characters.encode("an")
    result = nn.cross_entropy(model(tokens[:-1]), tokens[1:])
    result.backward()
    return result


def drawn(loss: Value, *opened: str) -> Shown:
    return read(viz.draw(loss, fold="layer", opened=opened).svg())


def titles(shown: Shown) -> set[str]:
    return {lines[0] for lines in shown.nodes.values()}


def test_every_value_of_a_gpt_stands_in_the_part_that_its_label_names(loss: Value) -> None:
    order = topological_order(loss)
    groups = groups_by_places(order, "steps")
    assert groups.keys() == {*order} - {loss}
    for value, path in groups.items():
        place, dot_, _ = (value.label or "").rpartition(".")
        if dot_:
            assert ".".join(path).startswith(place)


def test_a_closed_gpt_is_a_box_for_each_part_and_holds_all_its_parameters(model: nn.GPT, loss: Value) -> None:
    shown = drawn(loss)
    parts = ["token", "position", "embedding", "block 1", "block 2", "output", "steps to ℓ"]
    assert [lines[0] for lines in shown.nodes.values()] == [*parts, "÷"]
    block = shown.nodes[shown.node_of("block 1")]
    assert f"{len(model.blocks[0].parameters())} leaves" in block
    width, positions = 4, 3
    assert shown.words_between(shown.node_of("embedding"), shown.node_of("block 1")) == [
        # each number of each position: twice in its norm's sum of squares, once in the norm, once in the residual sum
        f"×{positions * width * 4}"
    ]
    assert shown.words_between(shown.node_of("output"), shown.node_of("steps to ℓ")) == [f"×{positions * 5}"]


def test_a_block_opens_into_attention_net_and_the_rows_of_its_positions(loss: Value) -> None:
    rows = {f"{letter}{t}" for letter in "xy" for t in "₀₁₂"}
    assert titles(drawn(loss, "block 1")) - titles(drawn(loss)) == {"attention", "mlp", *rows}


def test_a_head_opens_together_with_what_it_stands_in(loss: Value) -> None:
    shown = drawn(loss, HEAD)
    assert {f"{letter}{t}" for letter in "qksavh" for t in "₀₁₂"} <= titles(shown)
    assert {"query", "key", "value", "head 1", "mlp"} <= titles(shown)
    svg = viz.draw(loss, fold="layer", opened=[HEAD]).svg()
    assert svg.count('class="cluster"') == 3


def test_a_row_shows_its_numbers_closed_and_its_names_without_the_place_opened(loss: Value) -> None:
    weights = [v for v in topological_order(loss) if (v.label or "").startswith(f"{HEAD}.a_2,")]
    shown = drawn(loss, HEAD)
    written = ", ".join(viz.names.pretty_number(w.data) for w in weights)
    assert written in shown.nodes[shown.node_of("a₂")]
    opened = drawn(loss, f"{HEAD}.a_2")
    assert {f"a₂,{j} = {viz.names.pretty_number(w.data)}" for j, w in zip("₀₁₂", weights)} <= opened.lines


def test_one_product_is_reached_by_opening_and_unfolding(loss: Value) -> None:
    score = next(v for v in topological_order(loss) if v.label == f"{HEAD}.s_1,0")
    product = score.operands[0]
    query, *_ = product.operands
    key = product.operands[len(product.operands) // 2]
    svg = viz.draw(loss, fold="layer", opened=[f"{HEAD}.{row}" for row in ("s_1", "q_1", "k_0")], unfold=["dot"]).svg()
    shown = read(svg)
    assert viz.names.pretty_number(query.data * key.data) in shown.lines
    assert f"q₁,₁ = {viz.names.pretty_number(query.data)}" in shown.lines


def test_the_matrices_of_a_part_with_operations_are_boxes_in_it(loss: Value) -> None:
    assert {"w⁽¹⁾", "w⁽²⁾", "n₀", "h₀", "o₀"} <= titles(drawn(loss, "block 2.mlp"))


def test_the_rows_of_a_matrix_stand_in_order(loss: Value) -> None:
    source = viz.draw(loss, fold="layer", opened=["block 1"]).source
    x = [source.index(f">{name}<") for name in ("x₂", "x₁", "x₀")]
    assert x == sorted(x)  # frames that run sideways are laid out from the bottom to the top


def test_what_is_unnamed_goes_with_the_parameters_that_it_uses_or_with_what_uses_it() -> None:
    x = Value(2.0, "x_1")
    weight = Value(0.5, "first.w_1")
    product = dot([weight], [x])
    total = product + Value(0.1, "first.b")
    first = total.tanh()
    second = first * Value(3.0, "second.w_1")
    loss = (second - 1.0) ** 2
    groups = groups_by_places(topological_order(loss), "steps")
    assert groups[x] == ("inputs",)
    assert [groups[value] for value in (product, total, first)] == [("first",)] * 3
    assert groups[weight] == ("first", "w")
    assert groups[second] == ("second",)
    assert groups[loss.operands[0]] == ("steps",)
    assert loss not in groups


def test_a_graph_without_places_has_no_such_groups(two_layer_loss: Value) -> None:
    assert groups_by_places(topological_order(two_layer_loss), "steps") == {}


def test_too_much_opened_is_said_with_the_groups_that_hold_most(loss: Value) -> None:
    with pytest.raises(viz.GraphTooLargeError, match=r"leave groups closed, such as .*mlp\.w\^\(1\) \(64 nodes\)"):
        viz.draw(loss, fold="layer", opened=True)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"fold": "neuron"}, 'expected fold="layer" where labels begin with a place'),
        (
            {"fold": "layer", "opened": ["block 1.attention.head 3"]},
            r"did you mean 'block 1.attention.head \d'\? It is one of token, position, embedding, block 1, .* more",
        ),
    ],
)
def test_what_cannot_be_opened_is_named(loss: Value, options: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        viz.draw(loss, **options)  # type: ignore[arg-type]
