"""Two graphs and their differences."""

from __future__ import annotations

import copy

import pytest

import viz
from autograd import Value, topological_order
from tests.viz.reading import read


def test_l9_1_after_a_step_every_change_is_shown_at_its_node(two_layer_loss: Value) -> None:
    before = copy.deepcopy(two_layer_loss)
    [w] = [value for value in topological_order(two_layer_loss) if value.label == "w_11^(2)"]
    w.data -= 0.5 * w.grad
    two_layer_loss.recompute()
    shown = read(viz.compare(before, two_layer_loss).svg())
    changed = [node for node, lines in shown.nodes.items() if any(line.startswith("Δ ") for line in lines)]
    assert all(node.startswith("m") for node in changed)  # those of the second graph
    node = shown.node_of(f"w₁₁⁽²⁾ = {w.data:.4f}")
    assert node in changed
    assert f"Δ +{w.data - 0.5:.4f}" in shown.nodes[node]
    untouched = shown.nodes[f"m{topological_order(before).index(_labelled(before, 'x1'))}"]
    assert not any("Δ" in line for line in untouched)


def _labelled(output: Value, label: str) -> Value:
    [value] = [value for value in topological_order(output) if value.label == label]
    return value


def test_a_gradient_that_a_broken_backward_pass_gets_wrong_stands_out() -> None:
    x = Value(3.0, "x")
    right = x * x
    right.backward()
    broken = copy.deepcopy(right)
    broken.operands[0].grad = 3.0  # the second edge forgotten
    shown = read(viz.compare(right, broken, titles=("right", "broken")).svg())
    assert shown.nodes["m0"] == ["x = 3", "grad 3", "Δ grad −3"]
    assert shown.nodes["n0"] == ["x = 3", "grad 6"]
    assert shown.nodes["m1"] == ["×", "9", "grad 1"]


def test_graphs_of_different_shape_are_matched_by_label_and_what_is_in_one_alone_says_so() -> None:
    x = Value(3.0, "x")
    before = x * Value(2.0, "w")
    after = Value(4.0, "x") + Value(1.0, "b")
    before.label = after.label = "y"
    shown = read(viz.compare(before, after).svg())
    assert shown.nodes["m0"] == ["x = 4", "Δ +1", "grad —"]
    assert "only here" in shown.nodes["n1"]
    assert "only here" in shown.nodes["m1"]
    assert "Δ −1" in shown.nodes["m2"]


def test_equal_graphs_show_no_difference(two_layer_loss: Value) -> None:
    svg = viz.compare(two_layer_loss, copy.deepcopy(two_layer_loss)).svg()
    assert "Δ" not in svg
    assert "only here" not in svg


@pytest.mark.parametrize("direction", ["LR", "RL", "TB", "BT"])
def test_the_first_graph_stands_above_or_on_the_left(direction: str) -> None:
    x = Value(1.0, "x")
    shown = viz.compare(x, x, direction=direction).svg()
    place = {title: _place(shown, title) for title in ("before", "after")}
    axis = 1 if direction in ("LR", "RL") else 0
    assert place["before"][axis] < place["after"][axis]


def _place(svg: str, text: str) -> tuple[float, float]:
    tag = svg[: svg.index(f">{text}</text>")].rpartition("<text")[2]
    return tuple(float(tag.partition(f'{name}="')[2].partition('"')[0]) for name in (" x", " y"))  # type: ignore[return-value]


def test_only_values_are_compared() -> None:
    with pytest.raises(TypeError, match=r"expected (before|after) to be a Value to compare, got 3 of type int"):
        viz.compare(Value(1.0), 3)  # type: ignore[arg-type]
