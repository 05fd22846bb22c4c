from __future__ import annotations

import math
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn
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


class Stopped:
    """A stand-in for a history."""

    def __init__(self, losses, stopped):
        self.losses, self.stopped = losses, stopped


REASON = "diverged in epoch 5 at the learning rate 10.0: pow is too large for a float"


def test_a_training_that_diverged_is_drawn_to_its_end_on_a_logarithmic_axis_with_the_reason():
    axes = drawn(viz.loss_curve(Stopped([0.7, 30.0, 4e6, 1e150, math.inf], REASON)))
    assert axes.get_yscale() == "log"
    line, end = axes.get_lines()
    assert list(line.get_ydata())[:4] == [0.7, 30.0, 4e6, 1e150]
    assert (list(end.get_xdata()), list(end.get_ydata())) == ([4], [1e150])
    [explanation] = axes.get_legend().get_texts()
    assert " ".join(explanation.get_text().split()) == f"stopped: {REASON}"
    assert axes.get_title() == "loss: 0.7 → ∞"
    bottom, top = axes.get_ylim()
    assert bottom < 0.7
    assert top > 1e150


def test_a_training_that_was_stopped_for_another_reason_has_its_mark_too():
    axes = drawn(viz.loss_curve({"a": Stopped([0.7, 0.5], "the loss is low enough"), "b": [0.6, 0.4]}))
    assert axes.get_yscale() == "linear"
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["a", "stopped: the loss is low enough", "b"]
    assert list(axes.get_lines()[1].get_xydata()[0]) == [2.0, 0.5]


@given(st.lists(st.one_of(st.floats(), st.sampled_from([math.nan, math.inf, 1.7e308, 5e-324])), min_size=1, max_size=6))
def test_any_losses_are_drawn_and_those_that_have_no_place_leave_a_gap(losses):
    axes = drawn(viz.loss_curve(Stopped(losses, "for a reason")))
    shown = [y for y in axes.get_lines()[0].get_ydata() if not math.isnan(y)]
    assert shown == [loss for loss in losses if abs(loss) < 1e200]
    bottom, top = sorted(axes.get_ylim())
    assert all(bottom <= y <= top for y in shown)


def test_the_axis_of_the_losses_is_logarithmic_where_it_is_said_or_they_grew():
    assert viz.loss_curve([1.0, 20.0]).axes[0].get_yscale() == "log"
    assert viz.loss_curve([1.0, 20.0], log=False).axes[0].get_yscale() == "linear"
    assert viz.loss_curve([1.0, 9.0, 1e-9]).axes[0].get_yscale() == "linear"
    assert viz.loss_curve([1.0, 20.0, -1.0]).axes[0].get_yscale() == "linear"


def test_epochs_are_whole_numbers_and_a_single_one_is_seen():
    axes = drawn(viz.loss_curve([0.7, 0.5, 0.4]))
    assert all(tick == int(tick) for tick in axes.get_xticks())
    assert drawn(viz.loss_curve([0.7])).get_lines()[0].get_marker() == "o"


@pytest.mark.parametrize("losses", [[1.25, 1e100, 6.8e302], [1e-200, 1e199], [3.0, 4e150], [0.5, 0.5], [5e-324, 1.0]])
def test_a_logarithmic_axis_holds_all_losses_that_have_a_place(losses):
    axes = drawn(viz.loss_curve(losses, log=True))
    axes.figure.savefig(BytesIO())
    low, high = axes.get_ylim()
    assert 0.0 < low < high
    assert all(low <= max(loss, 1e-220) <= high for loss in losses if loss < 1e200)


class Trained:
    """A stand-in for a history with the losses of batches."""

    def __init__(self, *batch_losses):
        self.batch_losses = list(batch_losses)
        self.losses = [sum(losses) / len(losses) for losses in batch_losses]


def test_few_epochs_of_many_batches_are_drawn_step_by_step_with_a_mean_over_them():
    first, second = [float(k % 7) for k in range(60)], [3.0] * 40
    axes = drawn(viz.loss_curve(Trained(first, second)))
    batches, end, mean = axes.get_lines()
    assert list(batches.get_ydata()) == [*first, *second]
    assert list(mean.get_xdata()) == list(range(1, 101))
    # a fiftieth of 100 steps
    assert list(mean.get_ydata())[:3] == [0.0, 0.5, 1.5]
    assert list(mean.get_ydata())[-38:] == [3.0] * 38
    assert list(end.get_xdata()) == [60.5, 60.5]
    assert axes.get_xlabel() == "step, with a line at the end of each epoch"
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["mean of 2 steps"]


def test_from_three_epochs_on_the_loss_is_drawn_epoch_by_epoch_unless_it_is_asked_for_by_step():
    history = Trained([2.0, 1.0], [1.0, 0.5], [0.5, 0.25])
    assert drawn(viz.loss_curve(history)).get_xlabel() == "epoch"
    assert len(drawn(viz.loss_curve(history, by="step")).get_lines()) == 4
    short = Trained([2.0, 1.0])
    assert drawn(viz.loss_curve(short)).get_xlabel() == "step"
    assert drawn(viz.loss_curve(short, by="epoch")).get_xlabel() == "epoch"
    assert drawn(viz.loss_curve({"a": short, "b": [0.7, 0.5]})).get_xlabel() == "epoch"


def test_nn_fit_leaves_what_is_drawn_by_step():
    model = nn.MLP(2, [2, 1], output="sigmoid", seed=0)
    history = nn.fit(
        model,
        *nn.datasets.XOR,
        loss=nn.binary_cross_entropy,
        optimizer=nn.SGD(model.parameters(), learning_rate=0.5),
        epochs=2,
        batch_size=1,
        seed=0,
        progress=False,
    )
    batches = drawn(viz.loss_curve(history)).get_lines()[0]
    assert list(batches.get_ydata()) == [loss for losses in history.batch_losses for loss in losses]


def test_what_cannot_be_drawn_by_step_is_named():
    with pytest.raises(ValueError, match="losses of batches to draw by step, got none for 'b'"):
        viz.loss_curve({"a": Trained([1.0, 2.0]), "b": [1.0]}, by="step")
    with pytest.raises(ValueError, match=r"unknown by 'batch': did you mean 'step'\?"):
        viz.loss_curve([1.0], by="batch")
