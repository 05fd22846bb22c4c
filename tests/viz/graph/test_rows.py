"""The order in which a net's inputs and units stand."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

import nn
import viz
from autograd import Value
from tests.viz.reading import SVG
from viz.names import pretty_name


def places(svg: str, along: str) -> dict[str, float]:
    """Where each name stands, from top to bottom (y) or from left to right (x)."""
    found = {}
    for text in ElementTree.fromstring(svg).iter(f"{SVG}text"):
        name, equals, _ = (text.text or "").replace("\u00a0", " ").partition(" = ")
        if equals:
            found[name] = float(text.get(along, ""))
    return found


@pytest.mark.parametrize(("direction", "along"), [("LR", "y"), ("RL", "y"), ("TB", "x"), ("BT", "x")])
@pytest.mark.parametrize(
    ("nin", "nouts"), [(2, [2, 1]), (2, [3, 1]), (2, [4, 4, 1]), (3, [4, 1]), (3, [4, 2]), (5, [3, 3])]
)
def test_inputs_and_hidden_units_stand_in_the_order_of_their_numbers(
    nin: int, nouts: list[int], direction: str, along: str
) -> None:
    outputs = nn.MLP(nin, nouts, output="sigmoid", seed=0)([1.0 + k for k in range(nin)])
    y = outputs if isinstance(outputs, Value) else sum(outputs)
    found = places(viz.draw(y, direction=direction).svg(), along)
    inputs = [found[pretty_name(f"x_{k}")] for k in range(1, nin + 1)]
    hidden = [found[pretty_name(f"h_{k}^(1)")] for k in range(1, nouts[0] + 1)]
    assert inputs == sorted(inputs)
    assert hidden == sorted(hidden)


def test_numbers_of_two_digits_come_after_those_of_one() -> None:
    inputs = [Value(1.0, f"x_{k}") for k in (10, 9, 2)]
    both = [nn.Neuron(3, seed=k)(inputs) for k in (0, 1)]
    found = places(viz.draw(both[0] * both[1]).svg(), "y")
    assert found["x₂"] < found["x₉"] < found["x₁₀"]


def test_a_row_takes_no_node_away_from_its_operands() -> None:
    x, y = Value(1.0, "x"), Value(2.0, "y")
    first = x * y
    second = first.tanh()
    first.label, second.label = "h_1", "h_2"  # one after the other, and used by the same two operations
    product, total = first * second, first + second
    svg = viz.draw(product * total).svg()
    across = places(svg, "x")
    assert across["h₁"] < across["h₂"]
