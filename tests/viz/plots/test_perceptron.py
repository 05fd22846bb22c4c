"""The perceptron's moving line (L1.2)."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

import nn
import viz
from tests.viz.plots.drawing import drawn, is_clipped


@pytest.fixture
def run():
    """The first updates on AND, by hand: the rule is w + (y − o)·x, b + (y − o)."""
    rows = [(0, None, (0, 0), 0), (1, 3, (1, 1), 1), (2, 0, (1, 1), 0), (2, 1, (1, 0), -1), (2, 3, (2, 1), 0)]
    return SimpleNamespace(history=[SimpleNamespace(epoch=e, sample=s, w=w, b=b) for e, s, w, b in rows])


def test_l1_2_the_line_of_an_update_is_where_its_sum_is_0_and_older_lines_are_paler(run):
    *old, now = drawn(viz.perceptron_line(run, *nn.datasets.AND)).get_lines()
    assert len(old) == 4
    assert {line.get_color() for line in old} != {now.get_color()}
    assert all(2 * x1 + x2 == pytest.approx(0.0, abs=1e-12) for x1, x2 in zip(*now.get_data()))


def test_l1_2_the_title_tells_the_update_and_the_weights(run):
    assert drawn(viz.perceptron_line(run, *nn.datasets.AND, update=3)).get_title() == (
        "update 3 of 4, epoch 2\nw = (1, 0), b = −1"
    )


def test_before_the_first_update_there_is_no_line_where_all_weights_are_0(run):
    axes = drawn(viz.perceptron_line(run, *nn.datasets.AND, update=0))
    assert [len(line.get_xdata()) for line in axes.get_lines()] == [0]
    assert axes.get_title().startswith("start")


def test_a_ring_marks_the_sample_that_was_wrong(run):
    axes = drawn(viz.perceptron_line(run, *nn.datasets.AND, update=3))
    [ring] = [c for c in axes.collections if len(c.get_offsets()) == 1 and not len(c.get_facecolor())]
    assert ring.get_offsets().tolist() == [list(nn.datasets.AND[0][1])]


def test_nothing_is_clipped_and_the_updates_make_a_film(run):
    assert not is_clipped(viz.perceptron_line(run, *nn.datasets.AND))
    film = viz.animate(
        lambda ax, k: viz.perceptron_line(run, *nn.datasets.AND, update=k, ax=ax), range(5), dpi=30, progress=False
    )
    assert len({image.tobytes() for image in film.images}) == 5


def test_what_cannot_be_drawn_is_named(run):
    with pytest.raises(ValueError, match="update to be a whole number from 0 to 4, got 5"):
        viz.perceptron_line(run, *nn.datasets.AND, update=5)
    with pytest.raises(ValueError, match="expected 2 numbers a row in X, for a plane, got 1 in row 0"):
        viz.perceptron_line(run, *nn.datasets.NOT)
    run.history[-1].w = (1.0,)
    with pytest.raises(ValueError, match="a perceptron with two weights, got 1"):
        viz.perceptron_line(run, *nn.datasets.AND)
