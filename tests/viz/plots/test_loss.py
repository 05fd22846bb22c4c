from __future__ import annotations

import pytest

import viz
from tests.viz.plots.drawing import drawn


def test_a_loss_curve_has_a_point_an_epoch():
    [line] = drawn(viz.loss_curve([0.7, 0.5, 0.4])).get_lines()
    assert list(line.get_xdata()) == [1, 2, 3]
    assert list(line.get_ydata()) == [0.7, 0.5, 0.4]


def test_a_loss_curve_takes_what_training_returns():
    class Trained:
        losses = [2.0, 1.0]  # noqa: RUF012 — a stand-in for a history

    [line] = viz.loss_curve(Trained()).axes[0].get_lines()
    assert list(line.get_ydata()) == [2.0, 1.0]


def test_several_histories_differ_by_dash_as_well_as_by_colour_and_are_named():
    axes = drawn(viz.loss_curve({name: [2.0, 1.0] for name in ("full batch", "minibatch", "SGD")}))
    assert len({line.get_linestyle() for line in axes.get_lines()}) == 3
    assert len({line.get_color() for line in axes.get_lines()}) == 3
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["full batch", "minibatch", "SGD"]


def test_the_axis_of_the_losses_starts_at_0_unless_it_is_logarithmic_or_a_loss_is_negative():
    assert viz.loss_curve([0.7, 0.5]).axes[0].get_ylim()[0] == 0.0
    assert viz.loss_curve([0.7, -0.5]).axes[0].get_ylim()[0] == -0.5
    assert viz.loss_curve([0.7, 0.5], log=True).axes[0].get_yscale() == "log"


@pytest.mark.parametrize("history", [[], {}, {"a": [1.0], "b": []}])
def test_a_loss_curve_needs_a_loss(history):
    with pytest.raises(ValueError, match="at least one loss"):
        viz.loss_curve(history)


def test_more_histories_than_there_are_colours_are_refused():
    with pytest.raises(ValueError, match="at most 6 histories, got 7"):
        viz.loss_curve({str(number): [1.0] for number in range(7)})
