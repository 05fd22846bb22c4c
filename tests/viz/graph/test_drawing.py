"""`viz.draw` and its arguments."""

from __future__ import annotations

import pytest

import viz
from autograd import Value, dot
from tests.viz.reading import read


@pytest.fixture
def loss() -> Value:
    y = (Value(0.5, "w") * Value(2.0, "x") - 3.0).sigmoid()
    y.label = "y"
    return y


def test_all_is_complete_and_sorted() -> None:
    assert viz.__all__ == sorted(viz.__all__, key=lambda name: (not name.isupper(), name))  # constants first
    assert all(hasattr(viz, name) for name in viz.__all__)


@pytest.mark.parametrize("value", [2.0, "x", None, [Value(1.0)]])
def test_only_a_value_is_drawn(value: object) -> None:
    with pytest.raises(TypeError, match=r"expected value to be a Value to draw, got .* of type"):
        viz.draw(value)  # type: ignore[arg-type]


@pytest.mark.parametrize(("direction", "meant"), [("lr", "LR"), ("Left", "RL"), ("down", "TB"), ("top-bottom", None)])
def test_an_unknown_direction_is_refused_with_the_one_that_was_meant(
    loss: Value, direction: str, meant: str | None
) -> None:
    guess = rf"did you mean '{meant}'\? It is " if meant else "expected "
    with pytest.raises(ValueError, match=rf"^unknown direction '{direction}': {guess}one of LR, RL, TB, BT$"):
        viz.draw(loss, direction=direction)
    with pytest.raises(TypeError, match="expected direction to be a name, got None: the names are LR, RL, TB, BT"):
        viz.draw(loss, direction=None)  # type: ignore[arg-type]


@pytest.mark.parametrize("precision", [0, 18, -4])
def test_a_precision_out_of_range_is_refused(loss: Value, precision: int) -> None:
    with pytest.raises(ValueError, match=f"expected precision to be a whole number from 1 to 17, got {precision}"):
        viz.draw(loss, precision=precision)


def test_a_precision_that_is_no_whole_number_is_refused(loss: Value) -> None:
    with pytest.raises(ValueError, match=r"expected precision to be a whole number from 1 to 17, got 4\.0"):
        viz.draw(loss, precision=4.0)  # type: ignore[arg-type]


@pytest.mark.parametrize("unfold", ["dot", 1, None])
def test_unfold_is_a_truth_value_or_a_collection_of_names(loss: Value, unfold: object) -> None:
    with pytest.raises(TypeError, match="expected unfold to be True, False or the names of fused operations"):
        viz.draw(loss, unfold=unfold)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["dott", "mul"])
def test_unfold_names_fused_operations_only(loss: Value, name: str) -> None:
    with pytest.raises(ValueError, match=rf"unknown fused operation in unfold '{name}': .* one of .*dot"):
        viz.draw(loss, unfold={name})


def test_a_misspelt_fused_operation_is_told_which_was_meant(loss: Value) -> None:
    with pytest.raises(ValueError, match=r"'Softmax-Cross-Entropy': did you mean 'softmax_cross_entropy'\?"):
        viz.draw(loss, unfold={"Softmax-Cross-Entropy"})


def test_a_graph_above_the_limit_is_refused_and_none_lifts_it(loss: Value) -> None:
    with pytest.raises(viz.GraphTooLargeError, match="has 6 nodes"):
        viz.draw(loss, max_nodes=5)
    assert viz.draw(loss, max_nodes=6) == viz.draw(loss, max_nodes=None)


@pytest.mark.parametrize("direction", ["LR", "RL", "TB", "BT"])
def test_every_direction_shows_the_same_words(loss: Value, direction: str) -> None:
    assert read(viz.draw(loss, direction=direction).svg()) == read(viz.draw(loss).svg())


def test_a_gradient_not_computed_yet_is_a_dash(loss: Value) -> None:
    assert read(viz.draw(loss).svg()).nodes["n0"] == ["w = 0.5", "grad —"]
    loss.backward()
    assert read(viz.draw(loss).svg()).nodes["n0"] == ["w = 0.5", "grad 0.2100"]


def test_constants_are_bare_numbers(loss: Value) -> None:
    assert ["3"] in read(viz.draw(loss).svg()).nodes.values()


def test_gradients_and_local_derivatives_can_be_left_out(loss: Value) -> None:
    plain = read(viz.draw(loss, gradients=False, local_derivatives=False).svg())
    assert not any(line.startswith("grad") for line in plain.lines)
    assert [words for _, _, words in plain.edges] == ["", "", "①", "②", ""]


def test_the_order_of_operands_is_numbered_beside_the_derivative() -> None:
    shown = read(viz.draw(Value(3.0, "a") / Value(4.0, "b")).svg())
    assert [words for _, _, words in shown.edges] == ["① 0.25", "② −0.1875"]


def test_a_derivative_that_does_not_exist_is_called_undefined() -> None:
    assert read(viz.draw(Value(0.0).sqrt()).svg()).edges == [("n0", "n1", "undefined")]


def test_the_precision_holds_for_values_gradients_and_derivatives(loss: Value) -> None:
    loss.backward()
    shown = read(viz.draw(loss, precision=2).svg())
    assert shown.nodes["n5"] == ["σ", "y = 0.12", "grad 1"]
    assert ("n4", "n5", "0.10") in shown.edges


def test_unfolding_opens_all_fused_operations_or_those_named() -> None:
    z = dot([Value(1.0)], [Value(2.0)])
    assert {line for line in read(viz.draw(z).svg()).lines if "w" in line} == {"w·x"}
    assert viz.draw(z, unfold=True) == viz.draw(z, unfold=["dot"])
    assert {"×", "+"} <= read(viz.draw(z, unfold=True).svg()).lines


def test_an_operand_that_is_left_out_is_not_in_the_symbol_either() -> None:
    weights, inputs = [Value(0.5, "w")], [Value(2.0, "x")]
    without, with_bias = dot(weights, inputs), dot(weights, inputs, Value(1.0, "b"))
    assert "w·x" in read(viz.draw(without).svg()).lines
    assert "w·x + b" in read(viz.draw(with_bias).svg()).lines
    assert "w·x of w, x" in viz.draw(without).details
    x = Value(-2.0, "x")
    assert read(viz.draw(x.leaky_relu()).svg()).nodes["n1"][0] == read(viz.draw(x.leaky_relu(0.2)).svg()).nodes["n2"][0]


def test_drawing_leaves_the_graph_as_it_was(unit_loss: Value) -> None:
    before = [(operand, operand.data, operand.grad, operand.label) for operand in unit_loss.operands]
    viz.draw(unit_loss, unfold=True)
    assert [(operand, operand.data, operand.grad, operand.label) for operand in unit_loss.operands] == before


def test_a_graph_of_one_leaf_is_drawn() -> None:
    assert read(viz.draw(Value(2.0, "x_1")).svg()).nodes == {"n0": ["x₁ = 2", "grad —"]}
