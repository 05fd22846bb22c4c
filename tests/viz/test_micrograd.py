"""`draw_dot`: that of our door, and the one that micrograd's notebooks write themselves, on our Values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import graphviz
import pytest

import viz.micrograd
from autograd import micrograd
from autograd.micrograd import Value
from nn.micrograd import Neuron
from oracles import bare_micrograd
from tests.viz.reading import read


def notebooks_draw_dot(root: Any, rankdir: str = "LR") -> graphviz.Digraph:
    """As the notebook on traces has it: a record with the numbers of each node, an ellipse with its operation."""
    nodes, edges = set(), set()

    def build(v: Any) -> None:
        if v not in nodes:
            nodes.add(v)
            for child in v._prev:
                edges.add((child, v))
                build(child)

    build(root)
    dot = graphviz.Digraph(format="svg", graph_attr={"rankdir": rankdir})
    for n in nodes:
        label = "{ %s | data %.4f | grad %.4f }" % (n.label, n.data, n.grad)  # noqa: UP031 - as people write it
        dot.node(name=str(id(n)), label=label, shape="record")
        if n._op:
            dot.node(name=str(id(n)) + n._op, label=n._op)
            dot.edge(str(id(n)) + n._op, str(id(n)))
    for n1, n2 in edges:
        dot.edge(str(id(n1)), str(id(n2)) + n2._op)
    return dot


def an_expression(engine: Any) -> Any:
    x, w = engine.Value(1.0, label="x"), engine.Value(-2.0, label="w")
    y = (x * w + 3 * x) ** 2 + (w + 4.0).relu()
    y.backward()
    return y


def labels(dot: graphviz.Digraph) -> list[str]:
    """What stands in the nodes, and how many edges there are, whatever the nodes are called."""
    lines = [line.strip() for line in dot.body]
    return [
        *sorted(line[line.index("[") :] for line in lines if "label=" in line),
        str(sum("->" in li for li in lines)),
    ]


def test_the_notebooks_own_draw_dot_draws_what_it_draws_there() -> None:
    assert labels(notebooks_draw_dot(an_expression(micrograd))) == labels(
        notebooks_draw_dot(an_expression(bare_micrograd))
    )


def test_the_notebooks_own_draw_dot_draws_a_neuron() -> None:
    n = Neuron(2)
    y = n([Value(1.0), Value(-2.0)])
    y.backward()
    drawn = "".join(labels(notebooks_draw_dot(y)))
    assert f"grad {n.w[0].grad:.4f}" in drawn
    assert "ReLU" in drawn


def test_draw_dot_shows_every_operation_with_data_and_gradient() -> None:
    n = Neuron(2)
    y = n([Value(1.0, label="x1"), Value(-2.0, label="x2")])
    y.backward()
    picture = viz.micrograd.draw_dot(y)
    assert str(read(picture.svg())).count("×") == 2
    assert "x₁" in picture.svg()
    assert viz.micrograd.draw_dot(y, format="png", rankdir="TB").png().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda y: viz.micrograd.draw_dot(y, format="gif"), "expected format to be 'svg' or 'png', got 'gif'"),
        (lambda y: viz.micrograd.draw_dot(y, rankdir="up"), "direction"),
    ],
)
def test_another_format_or_direction_is_refused(draw: Callable[[Value], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        draw(Value(1.0) + 2.0)


def test_a_step_written_by_hand_is_drawn_with_its_name() -> None:
    x = Value(2.0, label="x")
    y = Value(8.0, (x,), "cube") * 2
    assert "cube" in viz.micrograd.draw_dot(y).svg()


def test_a_trace_is_that_of_the_notebook() -> None:
    y = an_expression(micrograd)
    nodes, edges = viz.micrograd.trace(y)
    by_hand: set[Any] = set()
    stack = [y]
    while stack:
        node = stack.pop()
        by_hand.add(node)
        stack += node._prev
    assert nodes == by_hand
    assert edges == {(child, node) for node in by_hand for child in node._prev}
