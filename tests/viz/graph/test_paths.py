"""A gradient as the sum over the paths (L8.3)."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

import viz
from autograd import Value, topological_order
from tests.viz.reading import read
from viz.graph.building import graph_view
from viz.graph.paths import with_paths
from viz.graph.view import Group, Node, PathSum
from viz.names import pretty_number


def labelled(output: Value, label: str) -> Value:
    [value] = [value for value in topological_order(output) if value.label == label]
    return value


def sums(output: Value, *marked: Value) -> tuple[PathSum, ...]:
    return with_paths(graph_view(output, lambda primitive: False, None, marked=marked)).sums


def test_l8_3_the_input_reaches_the_loss_by_two_paths_whose_products_add_up_to_its_gradient(
    two_layer_loss: Value,
) -> None:
    x1 = labelled(two_layer_loss, "x1")
    # Folded, the loss of the fixture still uses ŷ twice: each of the two paths forks there.
    y_hat = labelled(two_layer_loss, "yhat")
    [shown] = sums(y_hat, x1)
    a, w = (0.4750208125, 0.3318122278), (0.5, -0.6)
    slope = 0.5096045858 * (1 - 0.5096045858)
    expected = [slope * w[j] * a[j] * (1 - a[j]) * (0.1, -0.3)[j] for j in (0, 1)]
    assert [path.product for path in shown.paths] == pytest.approx(expected, rel=1e-8)
    assert shown.derivative == pytest.approx(sum(expected), rel=1e-8)
    assert [path.names[0] for path in shown.paths] == ["x1", "x1"]
    assert [path.names[2] for path in shown.paths] == ["a11", "a12"]


@given(
    st.lists(st.sampled_from(["add", "mul", "sub", "tanh", "sigmoid"]), min_size=1, max_size=5), st.floats(-0.9, 0.9)
)
def test_the_sum_over_all_paths_is_the_gradient(operations: list[str], number: float) -> None:
    x = Value(number, "x")
    y = x
    for name in operations:
        y = getattr(y, name)(x) if name in ("add", "mul", "sub") else getattr(y, name)()
    y.backward()
    [shown] = sums(y, x)
    assert shown.derivative == pytest.approx(x.grad, rel=1e-9, abs=1e-12)
    if shown.paths:
        assert len(shown.paths) == shown.count
        assert sum(path.product for path in shown.paths) == pytest.approx(x.grad, rel=1e-9, abs=1e-12)
        for path in shown.paths:
            assert math.prod(path.factors) == path.product
            assert len(path.names) == len(path.factors) + 1


def test_paths_are_counted_and_summed_even_where_there_are_too_many_to_show() -> None:
    x = Value(1.0, "x")
    y = x
    for _ in range(40):
        y = y + y
    [shown] = sums(y, x)
    assert (shown.count, shown.derivative, shown.paths) == (2**40, float(2**40), ())


def test_where_there_are_too_many_paths_to_number_their_edges_are_marked_and_no_others() -> None:
    x, aside = Value(1.0, "x"), Value(3.0, "aside")
    y = x
    for _ in range(3):
        y = y + y
    shown = with_paths(graph_view(y * aside.exp(), lambda primitive: False, None, marked=[x]))
    below_the_side = {place for place, node in enumerate(shown.nodes) if _text(node) in ("aside", "exp")}
    assert len(below_the_side) == 2
    assert [edge.paths for edge in shown.edges] == [() if e.tail in below_the_side else (0,) for e in shown.edges]


def _text(node: Node | Group) -> str | None:
    return node.label or node.symbol if isinstance(node, Node) else node.name


def test_a_derivative_that_does_not_exist_makes_its_product_undefined() -> None:
    x = Value(0.0, "x")
    [shown] = sums(x.sqrt() + x, x)
    assert [path.product for path in shown.paths] == ["undefined", 1.0]
    assert shown.derivative == "undefined"


def test_the_output_itself_has_the_empty_path_and_what_it_does_not_depend_on_none() -> None:
    x = Value(2.0, "x")
    [shown] = sums(x, x)
    assert (shown.count, shown.derivative) == (1, 1.0)
    y = x * x
    by_x, by_y = sums(y * 3.0, y, x)
    assert (by_x.count, by_y.count) == (2, 1)


def test_the_picture_shows_each_paths_product_and_marks_its_edges(two_layer_loss: Value) -> None:
    x1, y_hat = labelled(two_layer_loss, "x1"), labelled(two_layer_loss, "yhat")
    picture = viz.draw(y_hat, highlight=x1)
    shown = read(picture.svg())
    text = picture.svg().replace("\u00a0", " ")
    [total] = sums(y_hat, x1)
    for path in total.paths:
        assert f"= {pretty_number(float(path.product), 4)}" in text
    assert f"= {pretty_number(float(total.derivative), 4)}<" in text
    assert sorted(words.split()[0] for tail, head, words in shown.edges if tail == shown.node_of("x₁ = 1")) == [
        "A",
        "B",
    ]


def test_paths_through_a_closed_group_are_refused_and_those_through_an_open_one_are_not(two_layer_loss: Value) -> None:
    x1 = labelled(two_layer_loss, "x1")
    with pytest.raises(ValueError, match="paths through closed groups"):
        viz.draw(two_layer_loss, fold="neuron", highlight=x1)
    assert "∂ℓ/∂x₁" in viz.draw(two_layer_loss, fold="neuron", opened=True, highlight=x1).svg()
