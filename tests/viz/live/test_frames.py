"""The passes moment by moment: order, sums, and the gradients that they end with."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given

from autograd import PRIMITIVES, Value, strategies, topological_order
from oracles import few
from viz.graph.drawing import view_of
from viz.graph.options import DrawingOptions
from viz.graph.view import Group
from viz.live.frames import Frame, frames_of
from viz.live.texts import texts_in

EXACTLY = DrawingOptions(backward=True, precision=17, max_nodes=None)


def frames(y: Value, options: DrawingOptions = EXACTLY, language: str = "en") -> list[Frame]:
    y.zero_grad()
    y.backward()
    return frames_of(view_of(y, options), options, texts_in(language))


def number(text: str) -> float:
    return float(text.strip("()").replace("−", "-"))


@few
@given(expression=strategies.expressions(most_steps=6))
def test_the_last_frame_has_the_gradients_of_the_engine(expression):
    y, _ = expression.graph()
    last = frames(y)[-1]
    order = topological_order(y)
    assert last.gradients == {
        f"n{i}": EXACTLY.number(v.grad) for i, v in enumerate(order) if v.grad is not None and not v.is_constant
    }


@few
@given(expression=strategies.expressions(most_steps=6))
def test_every_sum_that_is_written_out_is_right(expression):
    y, _ = expression.graph()
    for line in (line for frame in frames(y) for line in frame.caption[1:] if line != "…"):
        sides = re.fullmatch(r"grad .+: (?:(.+) \+ )?(.+) · (.+) = (.+)", line)
        assert sides
        before, adjoint, local, after = (number(side or "0") for side in sides.groups())
        assert before + adjoint * local == pytest.approx(after, rel=1e-12, abs=1e-300 + 1e-12 * abs(before))


@few
@given(expression=strategies.expressions(most_steps=6))
def test_what_is_known_stays_known_and_what_is_at_work_is_known(expression):
    y, _ = expression.graph()
    found = frames(y)
    for before, after in pairwise(found):
        assert before.known <= after.known
        assert before.gradients.keys() <= after.gradients.keys()
    assert all(frame.lit <= frame.known for frame in found)
    assert all(frame.lit for frame in found)


def test_a_result_appears_after_its_operands_and_hands_on_before_they_do():
    x = Value(2.0, "x")
    first, *_ = found = frames((x * (x + 1.0)).tanh())  # x, 1, +, ×, tanh
    order = [f"n{i}" for i in range(5)]
    appears = {part: next(k for k, frame in enumerate(found) if part in frame.known) for part in order}
    assert [appears[part] for part in order] == [0, 0, 1, 2, 3]
    assert first.gradients == {}
    reached = {part: next(k for k, frame in enumerate(found) if part in frame.gradients) for part in ("n0", "n2", "n3")}
    assert reached == {"n3": 5, "n2": 6, "n0": 6}


def test_a_sum_under_way_is_shown_as_one():
    x = Value(2.0, "x")
    *_, last_but_one, last = frames(x * (x + 1.0), DrawingOptions(backward=True))
    assert last_but_one.gradients["n0"] == "3 + …"
    assert last_but_one.caption[1:] == ("grad x: 1 · 3 = 3", "grad + 3: 1 · 2 = 2")
    assert last.gradients["n0"] == "5"
    assert last.caption[1:] == ("grad x: 3 + 2 · 1 = 5",)


def test_many_sums_are_cut_short():
    many = [Value(float(k), f"x{k}") for k in range(9)]
    caption = frames(PRIMITIVES["sum"](many))[-1].caption
    assert len(caption) == 5
    assert caption[-1] == "…"


def test_captions_are_in_the_language_asked_for():
    w, x = Value(0.5, "w"), Value(2.0, "x")
    assert [frame.caption[0] for frame in frames(w * x, DrawingOptions(backward=True), "de")] == [
        "die Eingaben",
        "vorwärts: × 1",
        "rückwärts: der Gradient der Ausgabe ist 1",
        "rückwärts von × 1: sein Gradient 1 mal jede lokale Ableitung",
    ]


def test_of_a_folded_graph_the_groups_appear_one_by_one_and_their_gradients_too(two_layer_loss):
    options = DrawingOptions(backward=True, fold="layer")
    view = view_of(two_layer_loss, options)
    found = frames(two_layer_loss, options)
    assert "forward: layer 1" in [frame.caption[0] for frame in found]
    for i, node in enumerate(view.nodes):
        gradient = node.gradient if isinstance(node, Group) else node.grad
        assert found[-1].gradients.get(f"n{i}") == (None if gradient is None else options.number(gradient))
