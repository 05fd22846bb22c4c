"""Leaves that were changed after they had been used: all pictures show what was computed, and say what changed."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn
import viz
from autograd import Value, dot
from autograd.strategies import Expression, expressions
from oracles import few
from tests.viz.reading import read


@few
@given(expressions(), st.data())
def test_a_change_adds_a_word_to_the_picture_and_nothing_else(expression: Expression, data: st.DataObject) -> None:
    y, leaves = expression.graph()
    before = read(viz.draw(y).svg())
    changed = data.draw(st.sets(st.integers(0, len(leaves) - 1)))
    for k in changed:
        leaves[k].data += 1.5
    after = read(viz.draw(y).svg())
    told = {node: [line for line in lines if line.startswith("later ")] for node, lines in after.nodes.items()}
    assert {node: [line for line in after.nodes[node] if line not in told[node]] for node in told} == before.nodes
    assert after.edges == before.edges
    assert sum(map(len, told.values())) == len(changed)


@few
@given(expressions())
def test_formulas_and_steps_are_those_of_the_computation(expression: Expression) -> None:
    y, leaves = expression.graph()
    formula, steps = viz.formula(y).text, viz.stepper(y, max_nodes=None).captions
    for leaf in leaves:
        leaf.data += 1.5
    assert viz.formula(y).text == formula
    assert viz.stepper(y, max_nodes=None).captions == steps


def test_the_picture_says_what_later_means_where_the_word_stands_and_only_there() -> None:
    w = Value(2.0, "w")
    z = w * 3.0
    assert "recompute()" not in viz.draw(z).source
    w.data = 5.0
    picture = viz.draw(z)
    assert read(picture.svg()).nodes["n0"] == ["w = 2", "later 5", "grad —"]
    assert read(viz.stepper(z).svg).nodes["n0"] == ["w = 2", "later 5", "grad 3"]
    assert "later: what a number was changed to when it had been used" in picture.svg().replace("\u00a0", " ")
    assert "w = 2, later 5" in picture.details
    z.recompute()
    assert viz.draw(z) == viz.draw(Value(5.0, "w") * 3.0)


def test_where_a_leaf_was_used_before_and_after_a_change_both_numbers_are_told() -> None:
    w = Value(2.0, "w")
    before = w * 3.0
    w.data = 5.0
    shown = read(viz.draw(before + w * 3.0).svg())
    assert shown.nodes[shown.node_of("w = 2")] == ["w = 2", "later 5", "grad —"]
    w.data = 7.0
    shown = read(viz.draw(before + w * 3.0).svg())
    assert shown.nodes[shown.node_of("w = 2")] == ["w = 2", "later 7", "grad —"]


def test_an_operation_computed_anew_shows_what_was_computed_from_it() -> None:
    x = Value(2.0, "x")
    square = x * x
    y = square + 1.0
    x.data = 3.0
    square.recompute()
    lines = read(viz.draw(y).svg()).nodes
    assert ["×", "4", "later 9", "grad —"] in lines.values()
    assert ["+", "5", "grad —"] in lines.values()


def test_a_fused_operation_opened_after_a_change_has_the_numbers_of_before() -> None:
    w, x = Value(0.5, "w"), Value(2.0, "x")
    z = dot([w], [x], Value(1.0, "b"))
    opened = read(viz.draw(z, unfold=True).svg())
    w.data = 9.0
    shown = read(viz.draw(z, unfold=True).svg())
    assert shown.edges == opened.edges
    assert shown.lines - opened.lines == {"later 9"}


def test_a_folded_layer_says_how_many_of_its_numbers_have_changed() -> None:
    model = nn.MLP(2, [2, 1], output="sigmoid", seed=0)
    loss = nn.binary_cross_entropy(model([1.0, -1.0]), 1)
    before = read(viz.draw(loss, fold="layer").svg())
    for parameter in model.layers[0].parameters()[:3]:
        parameter.data += 1.0
    after = read(viz.draw(loss, fold="layer").svg())
    assert after.lines - before.lines == {"3 changed later"}
    assert before.lines <= after.lines


def test_two_graphs_are_compared_as_they_were_computed() -> None:
    w = Value(0.5, "w")
    y = w * 2.0
    earlier = copy.deepcopy(y)
    w.data = 0.75
    compared = viz.compare(earlier, y).source
    assert "Δ" not in compared
    assert "later 0.75" in compared
    y.recompute()
    assert "Δ +0.5" in viz.compare(earlier, y).source


@pytest.mark.parametrize("number", [float("inf"), -0.0])
def test_numbers_of_every_kind_are_told_from_their_successors(number: float) -> None:
    x = Value(number, "x")
    y = x + 1.0
    assert "later" not in viz.draw(y).source
    x.data = 1.0
    assert "later 1" in viz.draw(y).source
