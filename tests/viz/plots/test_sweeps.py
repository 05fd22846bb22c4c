from __future__ import annotations

import math
import random
import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn
import viz
from tests.viz.plots.drawing import drawn, is_clipped
from tests.viz.plots.every_plot import runs
from viz.plots.sweep_groups import Z, groups_of, quantile, wilson

numbers = st.floats(-1e6, 1e6)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilsons_interval_ends_where_the_share_is_z_standard_deviations_away(counts):
    k, n = counts
    for end in wilson(k, n):
        assert 0.0 <= end <= 1.0
        if 0.0 < end < 1.0:
            assert abs(k / n - end) == pytest.approx(Z * math.sqrt(end * (1.0 - end) / n), rel=1e-7, abs=1e-9)
    assert wilson(k, n)[0] <= k / n <= wilson(k, n)[1]


def test_z_is_the_normal_distributions_quantile():
    assert pytest.approx(statistics.NormalDist().inv_cdf(0.975), rel=1e-14) == Z


@given(st.lists(numbers, min_size=2))
def test_quantiles_are_those_of_the_standard_library(cells):
    tenths = statistics.quantiles(cells, n=10, method="inclusive")
    assert [quantile(cells, k / 10) for k in range(1, 10)] == pytest.approx(tenths, rel=1e-12, abs=1e-6)


@given(st.lists(st.floats(allow_nan=False), min_size=1, max_size=200))
def test_each_run_is_in_one_group_and_groups_follow_each_other(values):
    groups = groups_of(values)
    assert sorted(row for _, rows in groups for row in rows) == list(range(len(values)))
    bounds = [
        bound for _, rows in groups for bound in (min(values[row] for row in rows), max(values[row] for row in rows))
    ]
    assert bounds == sorted(bounds)
    assert len(groups) <= max(30, len(values) // 2)


def error_bars(axes):
    """Each point with the ends of its bar."""
    line, *bars = axes.lines
    return [(x, y, *sorted(bar.get_ydata())) for (x, y), bar in zip(line.get_xydata().tolist(), bars, strict=True)]


def test_successes_are_drawn_as_shares_with_wilsons_interval():
    axes = drawn(viz.sweep(runs(), "learned", x="width"))
    table = runs()
    for width, share, low, high in error_bars(axes):
        learned = [each for each, w in zip(table["learned"], table["width"]) if w == width]
        assert share == pytest.approx(sum(learned) / len(learned))
        assert (low, high) == pytest.approx(wilson(sum(learned), len(learned)))


def test_numbers_are_drawn_by_their_median_and_four_fifths():
    table = runs()
    figure = viz.sweep(table, "loss", x="width")
    for width, median, low, high in error_bars(drawn(figure)):
        losses = [loss for loss, w in zip(table["loss"], table["width"]) if w == width and loss is not None]
        tenths = statistics.quantiles(losses, n=10, method="inclusive")
        assert (median, low, high) == pytest.approx((statistics.median(losses), tenths[0], tenths[-1]))
    assert "median 0.171 of 119 runs; 1 without a result" in figure.description


def test_curves_are_medians_epoch_by_epoch_also_where_some_ended_earlier():
    axes = drawn(viz.sweep({"losses": [[3.0, 1.0], [2.0], [1.0, 0.0, 5.0]]}, "losses"))
    (line,) = axes.lines
    assert line.get_xydata().tolist() == [[1, 2.0], [2, 0.5], [3, 5.0]]


def test_a_map_has_a_field_for_each_pair_with_its_share_and_none_where_no_run_was():
    table = {"a": [1, 1, 2], "b": ["x", "y", "x"], "result": [True, False, False]}
    axes = drawn(viz.sweep(table, x="a", by="b"))
    assert [text.get_text() for text in axes.texts] == ["0 %", "100 %", "0 %"]
    (image,) = axes.images
    assert image.get_array().shape[:2] == (2, 2)
    assert [label.get_text() for label in axes.get_yticklabels()] == ["y", "x"]


def test_of_random_settings_neighbours_are_taken_together():
    generator = random.Random(1)
    table = {"rate": [generator.random() for _ in range(500)]}
    table["result"] = [rate > 0.5 for rate in table["rate"]]
    bars = error_bars(drawn(viz.sweep(table, x="rate")))
    assert len(bars) == 10
    assert (bars[0][1], bars[-1][1]) == (0.0, 1.0)


def test_without_a_setting_of_which_there_are_several_runs_all_are_taken_together():
    figure = viz.sweep({"seed": range(100), "result": [k % 4 == 0 for k in range(100)]})
    ((_, share, low, high),) = error_bars(drawn(figure))
    assert (share, low, high) == pytest.approx((0.25, *wilson(25, 100)))
    assert figure.axes[0].get_xticklabels()[0].get_text() == "all"


def test_it_takes_what_run_many_gives_and_a_dataframe_alike():
    pandas = pytest.importorskip("pandas")
    outcomes = nn.Outcomes(nn.Outcome({"rate": k % 3}, np.float64(k)) for k in range(30))
    outcomes.append(nn.Outcome({"rate": 1}, None, ValueError("diverged")))
    figures = [viz.sweep(table) for table in (outcomes, outcomes.table(), pandas.DataFrame(outcomes.table()))]
    assert len({figure.description for figure in figures}) == 1
    assert "1 without a result" in figures[0].description


@pytest.mark.parametrize("table", [{"a$b": ["$x$", "_y"] * 2, "result": [1, 0] * 2}, {"result": [0.0]}, runs()])
def test_nothing_is_clipped(table):
    assert not is_clipped(viz.sweep(table, "learned" if "learned" in table else "result"))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: viz.sweep([1, 2]), r"^expected table to be columns by name, such as nn.run_many gives, got \[1, 2\]$"),
        (lambda: viz.sweep({}), r"^expected at least one row in table, got none$"),
        (
            lambda: viz.sweep({"result": [1], "a": []}),
            r"^expected columns of one length in table, got lengths from 0 to 1$",
        ),
        (lambda: viz.sweep({"loss": [0.5]}), r"^unknown y 'result': expected one of loss$"),
        (lambda: viz.sweep({"result": [None]}), r"^expected at least one result in the column 'result', got none$"),
        (lambda: viz.sweep({"result": ["good"]}), r"in the column 'result', got 'good'$"),
        (lambda: viz.sweep({"result": [1, 2]}, x="rate"), r"^unknown x 'rate': expected one of result$"),
        (
            lambda: viz.sweep({"a": [*range(21)], "b": [*range(21)], "result": [1.5] * 21}, x="a", by="b"),
            r"^expected at most 20 values a side of the map, got 21 by 21$",
        ),
        (
            lambda: viz.sweep({"a": [*range(7)], "result": [[1.0]] * 7}, by="a"),
            r"^expected at most 6 values in the column 'a', a curve each, got 7$",
        ),
    ],
)
def test_what_cannot_be_drawn_is_named(call, message):
    with pytest.raises((TypeError, ValueError), match=message):
        call()
