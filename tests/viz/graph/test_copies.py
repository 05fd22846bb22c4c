"""Graphs with arrows across the whole picture: what is drawn again, and that nothing else changes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import viz
from autograd import Value, gradients, topological_order
from tests.viz.reading import SVG, read
from viz.graph.drawing import view_of
from viz.graph.options import DrawingOptions

few = settings(max_examples=max(1, settings.default.max_examples // 10))


def chain(length: int) -> Value:
    x = Value(1.0, "x")
    y = x
    for k in range(length):
        y = y + x if k % 2 else y * x
    return y


def recurrent(steps: int) -> Value:
    w, u, b = Value(0.5, "w"), Value(0.3, "u"), Value(0.1, "b")
    h = Value(0.0, "h_0")
    for step in range(steps):
        h = (w * Value(0.1, f"x_{step + 1}") + u * h + b).tanh()
    return h


def there_and_back(length: int) -> Value:
    """A derivative as a graph: its second half uses the first, the last before the first."""
    x = Value(0.3, "x")
    y = x
    for _ in range(length):
        y = (y * x).sin()
    return gradients(y, [x])[0]


def random_graph(choices: list[tuple[int, int]]) -> Value:
    values = [Value(1.0 + k / 8.0, f"x_{k}") for k in range(3)]
    for near, anywhere in choices:
        values.append(values[-1 - near % min(4, len(values))] * values[anywhere % len(values)])
    return values[-1]


LONG: dict[str, Callable[[], Value]] = {
    "a leaf at every depth": lambda: chain(298),
    "parameters at every step": lambda: recurrent(49),
    "operations used much later": lambda: there_and_back(35),
    "at random": lambda: random_graph([(k * 7, k * k * 31) for k in range(270)]),
}


def columns(svg: str) -> tuple[dict[str, float], float]:
    """Where the middle of each node is, from left to right, and how wide the picture is."""
    root = ElementTree.fromstring(svg)
    middles = {}
    for group in root.iter(f"{SVG}g"):
        if group.get("class") == "node":
            texts = [float(text.get("x", "")) for text in group.iter(f"{SVG}text")]
            middles[group.findtext(f"{SVG}title") or ""] = texts[0]
    return middles, float(re.findall(r"[-0-9.]+", root.get("viewBox", ""))[2])


def node_of(drawing: str) -> str:
    return drawing.partition("-copy")[0]


@pytest.mark.parametrize("build", LONG.values(), ids=LONG)
def test_no_arrow_of_a_large_graph_goes_across_the_picture(build: Callable[[], Value]) -> None:
    svg = viz.draw(build()).svg()
    middles, width = columns(svg)
    for tail, head, _ in read(svg).edges:
        assert 0.0 < middles[head] - middles[tail] < width / 8.0


@pytest.mark.parametrize("build", LONG.values(), ids=LONG)
def test_a_copy_says_what_it_is_a_copy_of_and_no_gradient(build: Callable[[], Value]) -> None:
    y = build()
    y.backward()
    shown = read(viz.draw(y).svg())
    copies = [drawing for drawing in shown.nodes if "-copy" in drawing]
    assert copies
    for copy in copies:
        original = shown.nodes[node_of(copy)]
        assert shown.nodes[copy] == original[:-1]
        assert original[-1].startswith("grad ")
        alike = {node_of(drawing) for drawing, lines in shown.nodes.items() if lines[-1] == shown.nodes[copy][-1]}
        assert alike <= {node_of(copy)}  # nothing else has its name and number


@few
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 300)), min_size=60, max_size=150))
def test_copies_change_nothing_but_where_arrows_come_from(choices: list[tuple[int, int]]) -> None:
    y = random_graph(choices)
    view = view_of(y, DrawingOptions())
    order = topological_order(y)
    place = {value: k for k, value in enumerate(order)}
    assert [replace(node, number=0).label for node in view.nodes] == [value.label or "" for value in order]
    expected = [(place[operand], place[value], k) for value in order for k, operand in enumerate(value.operands, 1)]
    assert [(edge.tail, edge.head, edge.position) for edge in view.edges] == expected
    shown = read(viz.draw(y).svg())
    ends = [(node_of(tail), head) for tail, head, _ in shown.edges]
    assert sorted(ends) == sorted((f"n{tail}", f"n{head}") for tail, head, _ in expected)


def test_a_small_graph_has_no_copies() -> None:
    assert "-copy" not in viz.draw(recurrent(9)).source
    assert "dashed border" not in viz.draw(recurrent(9)).source


def test_a_picture_with_copies_says_what_they_are() -> None:
    svg = viz.draw(chain(60)).svg().replace("\u00a0", " ")
    assert "dashed border: a node drawn again where it is used; its gradient stands in the node itself" in svg


def test_copies_of_nodes_with_one_name_or_none_are_told_apart_by_numbers() -> None:
    first, second = Value(2.0, "a"), Value(3.0, "a")
    y = first * second
    for _ in range(40):
        y = (y * first) + second
    lines = read(viz.draw(y).svg()).lines
    assert {"a #1 = 2", "a #2 = 3"} <= lines
    assert "a = 2" not in lines


def test_paths_and_messages_run_over_copies_too() -> None:
    w, x = Value(0.9, "w"), Value(2.0, "x")
    y = x
    for _ in range(60):
        y = y * w
    y = y + x.exp()
    y.backward()
    source = viz.draw(y, highlight=x, backward=True).source
    assert "-copy" in source
    assert source.count("-message") == len(view_of(y, DrawingOptions()).edges)


def test_the_stepper_shows_a_copy_together_with_its_node() -> None:
    root = ElementTree.fromstring(viz.stepper(there_and_back(12)).svg)
    steps = {
        (group.findtext(f"{SVG}title") or ""): group.get("data-step")
        for group in root.iter(f"{SVG}g")
        if group.get("class") == "node"
    }
    copies = [drawing for drawing in steps if "-copy" in drawing]
    assert copies
    assert all(steps[copy] == steps[node_of(copy)] for copy in copies)


def test_a_copy_stands_in_the_frame_of_what_uses_it() -> None:
    y = recurrent(40)
    operations = [value for value in topological_order(y) if value.primitive]
    names = {value: f"part {k // 40}" for k, value in enumerate(operations)}
    shown = read(viz.draw(y, fold=names.get, opened=True).svg())
    assert any("-copy" in drawing for drawing in shown.nodes)
    assert len(shown.edges) == sum(len(value.operands) for value in operations)
