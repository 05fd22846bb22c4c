"""The lecture's pictures: what stands on the slides stands in them."""

from __future__ import annotations

import math

import pytest

import viz
from autograd import Value
from tests.viz.reading import read
from viz.names import pretty_number

# L5.5 and L7: the unit's numbers by the slide's own formulas.
W11, W21, X1, X2, Y = 0.5, -0.25, 2.0, 1.0, 1.0
Z = W11 * X1 + W21 * X2
Y_HAT = 1.0 / (1.0 + math.exp(-Z))
LOSS = -math.log(Y_HAT)


def shown(number: float) -> str:
    return pretty_number(number, 4)


def test_l7_1_every_node_of_the_unit_shows_its_value(unit_loss: Value) -> None:
    picture = read(viz.draw(unit_loss, unfold=True).svg())
    assert {"w₁₁ = 0.5", "w₂₁ = −0.25", "x₁ = 2", "x₂ = 1"} <= picture.lines
    assert {"z = 0.75", f"ŷ = {shown(Y_HAT)}", f"ℓ = {shown(LOSS)}"} <= picture.lines
    assert sorted(lines[0] for lines in picture.nodes.values() if len(lines) == 3) == sorted(
        ["×", "×", "+", "σ", "log", "×", "−", "log", "×", "−"]
    )


def test_l7_2_every_edge_of_the_unit_shows_its_local_derivative(unit_loss: Value) -> None:
    picture = read(viz.draw(unit_loss, unfold=True).svg())
    z, y_hat = picture.node_of("z = 0.75"), picture.node_of(f"ŷ = {shown(Y_HAT)}")
    assert picture.words_between(z, y_hat) == [shown(Y_HAT * (1.0 - Y_HAT))]
    [product] = [head for tail, head, _ in picture.edges if tail == picture.node_of("w₁₁ = 0.5")]
    assert picture.words_between(picture.node_of("w₁₁ = 0.5"), product) == [shown(X1)]
    assert picture.words_between(picture.node_of("x₁ = 2"), product) == [shown(W11)]
    assert picture.words_between(product, z) == ["1"]


def test_l7_3_every_node_of_the_unit_shows_its_gradient(unit_loss: Value) -> None:
    picture = read(viz.draw(unit_loss, unfold=True).svg())
    gradients = {
        "ℓ = 0.3869": 1.0,
        f"ŷ = {shown(Y_HAT)}": (1.0 - Y) / (1.0 - Y_HAT) - Y / Y_HAT,
        "z = 0.75": Y_HAT - Y,
        "w₁₁ = 0.5": (Y_HAT - Y) * X1,
        "w₂₁ = −0.25": (Y_HAT - Y) * X2,
        "x₁ = 2": (Y_HAT - Y) * W11,
        "x₂ = 1": (Y_HAT - Y) * W21,
    }
    for line, gradient in gradients.items():
        assert f"grad {shown(gradient)}" in picture.nodes[picture.node_of(line)]
    products = [lines for lines in picture.nodes.values() if lines[:2] in (["×", "1"], ["×", "−0.25"])]
    assert [lines[2] for lines in products] == [f"grad {shown(Y_HAT - Y)}"] * 2


def test_l8_4_the_two_layers_show_the_lectures_numbers(two_layer_loss: Value) -> None:
    picture = read(viz.draw(two_layer_loss, precision=10, unfold=True).svg())
    gradients = {
        "a₁₁ = 0.4750208125": -0.2451977071,
        "a₁₂ = 0.3318122278": 0.2942372485,
        "ŷ = 0.5096045858": -1.9623057325,
        "ℓ = 0.6741201760": 1.0,
        "w₁₁⁽¹⁾ = 0.1": -0.0611464333,
        "x₁ = 1": -0.0256854991,
    }
    for line, gradient in gradients.items():
        *_, last = picture.nodes[picture.node_of(line)]
        assert float(last.removeprefix("grad ").replace("−", "-")) == pytest.approx(gradient, abs=1e-9)


def test_l8_4_the_folded_picture_shows_the_same_numbers(two_layer_loss: Value) -> None:
    folded = read(viz.draw(two_layer_loss).svg())
    unfolded = read(viz.draw(two_layer_loss, unfold=True).svg())
    assert [lines for lines in folded.nodes.values() if lines[0] != "w·x"] == [
        lines for lines in unfolded.nodes.values() if lines in folded.nodes.values()
    ]
